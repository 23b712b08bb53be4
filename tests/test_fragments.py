"""What is remembered of pages: nobody meets what was drawn for somebody else, or of old values."""

import re

import pytest
from django.template import Context, Template
from django.utils.translation import override

from accounts.models import Organisation
from listings.models import Listing, ListingPlace
from marketplace.fragments import remembered
from tests import make

BROWSE = "/projects/"


def part(holes=None, **given):
    return remembered("listings/_choice.html", {"kind": "radio", **given}, holes)


def test_another_value_is_another_part_also_where_values_are_equal():
    plain = part(name="a", value="1", label="One", on=False)

    assert "checked" in part(name="a", value="1", label="One", on=True)
    assert 'value="1"' in part(name="a", value=1, label="One", on=False)
    assert 'value="True"' in part(name="a", value=True, label="One", on=False)
    assert part(name="a", value="1", label="One", on=False) == plain


def test_holes_are_filled_for_each_page_and_escaped():
    for n, written in [("3", "3"), ("<b>", "&lt;b&gt;"), ("4", "4")]:
        shown = part({"n": n}, name="a", value="v", label="L", on=False)
        assert f'<span class="facet__n">{written}</span>' in shown
    assert "facet__n" not in part({"n": ""}, name="a", value="v", label="L", on=False)


def test_nothing_of_the_page_reaches_a_part_but_what_it_is_given():
    page = Template(
        '{% load fragments %}{% remembered "listings/_search.html" holes="words" %}'
        '{% remembered "components/_head.html" theme=other %}'
    )
    shown = page.render(Context({"words": '"', "theme": "dark", "label": "secret"}))

    assert 'value="&quot;"' in shown
    assert 'content="light dark"' in shown


def test_two_languages_never_meet():
    shown = {}
    for language in ("en", "de", "en", "de"):
        with override(language):
            now = remembered("listings/_search.html", {}, {"words": "x"})
        assert shown.setdefault(language, now) == now
    assert "Search" in shown["en"]
    assert "Suchen" in shown["de"]


@pytest.mark.django_db
class TestPages:
    def test_two_viewers_see_their_own_name_token_and_side(self, client, sign_in):
        make.listing()
        people = [make.student().user, make.student().user, make.employer()]
        browsers = [(who, sign_in(who)) for who in people]

        for _ in range(2):
            tokens = set()
            for who, browser in browsers:
                page = browser.get(BROWSE).text
                assert re.findall(r"Signed in as ([^<]+)<", page) == [who.email]
                assert f'data-viewer="{who.pk}"' in page
                tokens.update(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page))
            assert len(tokens) == 3
            page = client.get(BROWSE).text
            assert "Signed in as" not in page
            assert 'data-viewer=""' in page

    def test_each_page_comes_back_to_itself(self, client):
        for _ in range(2):
            for query in ("", "?q=reef&sort=pay", "?q=%3Cb%3E"):
                page = client.get(BROWSE + query).text
                back = re.findall(r'name="next" value="([^"]+)"', page)
                assert back == [BROWSE + query.replace("&", "&amp;")]

    def test_colours_are_who_chose_them(self, client):
        for theme in ("dark", "light", "dark"):
            client.cookies["theme"] = theme
            page = client.get(BROWSE).text
            assert f'<meta name="color-scheme" content="{theme}">' in page
            assert f'value="{theme}" aria-pressed="true"' in page

    def test_a_changed_listing_shows_at_once(self, client):
        row = make.listing(title="Count fish", arrangement="in_person", country="PT", city="Porto")
        assert "Count fish" in client.get(BROWSE).text

        Listing.objects.filter(pk=row.pk).update(title="Count birds", pay_minor=999_00)
        Organisation.objects.filter(pk=row.organisation_id).update(name="Delta Birds")
        ListingPlace.objects.filter(listing=row).update(city="Faro")
        page = client.get(BROWSE).text

        assert "Count fish" not in page
        for now in ("Count birds", "$899", "Delta Birds", "Faro"):
            assert now in page

    def test_a_student_s_own_line_is_not_shown_to_the_next(self, client, sign_in):
        skill, there = make.skill("Python"), make.university()
        make.listing(approved_by=there, hours_per_week=8).skills.add(skill)
        who, other = (make.student(university=there, hours_per_week=n) for n in (10, 20))
        who.skills.add(skill)

        for _ in range(2):
            assert "Uses 1 of your skills · fits your 10 h" in sign_in(who.user).get(BROWSE).text
            theirs = sign_in(other.user).get(BROWSE).text
            assert "of your skills" not in theirs
            assert "Fits your 20 h" in theirs
            assert 'class="fit"' not in client.get(BROWSE).text

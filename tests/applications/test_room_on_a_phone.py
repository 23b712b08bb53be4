"""The room between two lectures: the turn, the next date, the money; the rest one press away."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, expect

from applications import actions, steps
from tests import make
from tests.applications.test_room import room


def line(state, late=False):
    return {"state": state, "late": late}


@pytest.mark.parametrize(
    ("states", "sizes"),
    [
        # What is done, what is shown, what is folded for later.
        ("done done now todo todo todo todo", (2, 2, 3)),
        ("done now todo todo", (0, 4, 0)),
        ("now todo", (0, 2, 0)),
        ("done done done done", (3, 1, 0)),
        ("done done now todo now todo todo todo", (2, 4, 2)),
        ("done done todo late todo todo todo", (2, 3, 2)),
        ("todo todo todo todo", (0, 2, 2)),
    ],
)
def test_what_counts_now_is_never_folded(states, sizes):
    every = [line("todo" if each == "late" else each, each == "late") for each in states.split()]

    found = steps.in_three(every)

    assert tuple(len(found[key]) for key in ("past", "shown", "later")) == sizes
    assert [*found["past"], *found["shown"], *found["later"]] == every


def details(page, heading):
    """The tag of the one that this heading folds."""
    before = page[: page.index(f">{heading}</h2>")]
    return re.findall(r'<details class="fold"[^>]*>', before)[-1]


def test_the_three_things_one_looks_for_stand_at_the_top_and_lead_down(db, sign_in):
    milestone = make.funded().milestone
    placement = milestone.placement

    page = sign_in(placement.student.user).get(room(placement)).text
    nav = page[page.index('<nav class="glance"') : page.index("</nav>", page.index("glance"))]

    for address in ("#timeline", "#money", "#messages-head"):
        assert f'href="{address}"' in nav
        assert page.count(f'id="{address[1:]}"') == 1
    assert "Next date" in nav
    assert re.search(r"\w{3} \d+ \w{3}, \d\d:\d\d \w+", nav), "no hour, or no zone's name"
    assert "$648.00" in nav


def test_what_waits_for_the_reader_is_open_and_nothing_else(db, sign_in):
    milestone = make.funded().milestone
    placement = milestone.placement
    browser = sign_in(placement.student.user)
    quiet = browser.get(room(placement)).text

    actions.send(placement.offer.application, milestone.offer.made_by, "How is it going?")
    page = browser.get(room(placement)).text

    assert " open" not in details(quiet, "Messages")
    assert " open" in details(page, "Messages")
    assert "1 new" in page
    for heading in ("Where the money is", "Agreed terms", "Hours", "Days off"):
        assert " open" not in details(page, heading)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_way_down_opens_what_it_leads_to_and_a_desk_has_all_of_it_open(
    browser: Browser, live_server, sign_in
):
    milestone = make.funded().milestone
    placement = milestone.placement
    name = settings.SESSION_COOKIE_NAME
    cookie = sign_in(placement.student.user).cookies[name]
    context = browser.new_context(base_url=live_server.url, viewport={"width": 390, "height": 800})
    context.add_cookies([{"name": name, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(reverse("applications:placement", args=[placement.pk]))
    money = page.get_by_text("All movements")

    expect(money).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollHeight") < 2600
    page.get_by_role("link", name="Next pay").click()
    expect(money).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("link", name="The agreement")).to_be_visible()
    context.close()


def test_what_was_cancelled_before_it_was_paid_ends_there_and_says_so_unfolded(db, sign_in):
    placement = make.placement([400_00, 320_00])
    actions.cancel(placement, placement.student.user, "other")

    answer = sign_in(placement.student.user).get(room(placement))

    assert [each["title"] for each in answer.context["shown"]] == ["Cancelled"]
    assert not answer.context["later"]
    assert "When every part is approved" not in answer.text
    assert answer.context["counts"] == {"late": 0, "done": 0, "coming": 0}

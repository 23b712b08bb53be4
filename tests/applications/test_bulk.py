"""Several applications at once: side by side, shortlist, decline."""

import pytest
from django.urls import reverse

from applications import actions, emails
from applications.models import Application
from listings.models import Listing
from notifications.models import Email
from tests import make

NOTE = "Dear {name},\n\nThank you. We have gone on with others."


def url(name, row):
    return reverse(f"applications:{name}", args=[getattr(row, "slug", row.pk)])


@pytest.fixture
def listing(db):
    return make.listing()


@pytest.fixture
def employer(listing, sign_in):
    return sign_in(listing.created_by)


def named(listing, name, **given):
    who = make.student(as_user={"name": name})
    return make.application(listing=listing, student=who, **given)


def statuses(*rows):
    found = Application.objects.in_bulk([row.pk for row in rows])
    return [found[row.pk].status for row in rows]


def test_ticked_ones_are_read_side_by_side(listing, employer):
    rows = [make.application(listing=listing) for _ in range(2)]

    response = employer.post(
        url("selected", listing), {"do": "compare", "a": [row.pk for row in rows]}
    )

    assert response.url == f"{url('compare', listing)}?a={rows[0].pk}&a={rows[1].pk}"


def test_ticked_ones_are_shortlisted_and_what_had_moved_on_is_named(listing, employer):
    one, two = named(listing, "Ada One"), named(listing, "Bea Two")
    gone = named(listing, "Cy Three", status="withdrawn")
    data = {"do": "shortlist", "a": [one.pk, gone.pk, two.pk], "at": "tab=new&sort=fit&page=1"}

    response = employer.post(url("selected", listing), data)

    assert response.url == f"{url('inbox', listing)}?tab=new&sort=fit&page=1"
    page = employer.get(response.url)
    assert "2 are on your shortlist." in page.text
    assert "These had moved on, and nothing was changed: Cy Three." in page.text
    assert statuses(one, two, gone) == ["shortlisted", "shortlisted", "withdrawn"]


def test_a_button_on_a_card_is_for_that_card_whatever_is_ticked(listing, employer):
    one, two = named(listing, "Ada One"), named(listing, "Bea Two")

    page = employer.post(
        url("selected", listing), {"do": f"shortlist:{one.pk}", "a": two.pk}, follow=True
    )

    assert "Ada One is on your shortlist." in page.text
    assert statuses(one, two) == ["shortlisted", "submitted"]


@pytest.mark.parametrize("do", ["shortlist", "compare", "rubbish", ""])
def test_nothing_ticked_is_said_kindly(listing, employer, do):
    make.application(listing=listing)

    page = employer.post(url("selected", listing), {"do": do}, follow=True)

    assert "Tick at least one application first." in page.text


def test_all_of_a_column_as_it_is_filtered(listing, employer):
    bees = [named(listing, f"Bee {n}", pitch="beekeeping") for n in range(3)]
    other = named(listing, "Other")

    employer.post(
        url("selected", listing), {"do": "shortlist", "every": "1", "at": "tab=new&q=beekeeping"}
    )

    assert statuses(*bees, other) == ["shortlisted"] * 3 + ["submitted"]


def test_applications_of_others_are_not_touched(listing, employer):
    elsewhere = make.application()
    data = {"do": "shortlist", "a": elsewhere.pk}

    employer.post(url("selected", listing), data)
    one = {"do": f"shortlist:{elsewhere.pk}"}

    assert employer.post(url("selected", listing), one).status_code == 404
    employer.post(
        url("decline_several", listing),
        {"a": elsewhere.pk, "send": "1", "reason": "other", "note": "No"},
    )
    assert statuses(elsewhere) == ["submitted"]


# --- Decline ---------------------------------------------------------------


def test_declining_begins_with_kind_words_for_everybody(listing, employer):
    rows = [named(listing, "Ada One"), named(listing, "Bea Two")]
    gone = named(listing, "Cy Three", status="offered")

    page = employer.post(url("decline_several", listing), {"a": [row.pk for row in [*rows, gone]]})

    assert page.context["form"]["note"].value().startswith("Dear {name},")
    assert "Ada One, Bea Two" in page.text
    assert "Left out, because they wait for no answer: Cy Three." in page.text
    assert statuses(*rows) == ["submitted"] * 2


def test_the_check_shows_exactly_who_reads_which_words(listing, employer):
    rows = [named(listing, "Ada One"), named(listing, "Bea Two")]
    data = {"a": [row.pk for row in rows], "reason": "skills", "note": NOTE, "check": "1"}

    page = employer.post(url("decline_several", listing), data)

    assert [letter["who"] for letter in page.context["letters"]] == ["Ada One", "Bea Two"]
    assert "Dear Ada," in page.text
    assert "Dear Bea," in page.text
    assert "Other applicants had more of the skills we need" in page.text
    assert statuses(*rows) == ["submitted"] * 2
    assert not Email.objects.exists()


def test_one_can_go_back_from_the_check_and_nothing_is_lost(listing, employer):
    row = named(listing, "Ada One")
    data = {"a": row.pk, "reason": "skills", "note": "My own words", "change": "1"}

    form = employer.post(url("decline_several", listing), data).context["form"]

    assert (form["reason"].value(), form["note"].value()) == ("skills", "My own words")


@pytest.mark.parametrize("step", ["check", "send"])
def test_without_a_reason_nobody_is_declined(listing, employer, step):
    row = named(listing, "Ada One")

    page = employer.post(url("decline_several", listing), {"a": row.pk, "note": NOTE, step: "1"})

    assert "Choose a reason." in page.text
    assert NOTE.splitlines()[0] in page.text
    assert statuses(row) == ["submitted"]


@pytest.mark.parametrize("braces", ["{foo}", "{0}", "{ Name }", "{first name}"])
def test_what_nothing_fills_in_is_refused_beside_the_words(listing, employer, braces):
    row = named(listing, "Ada One")
    data = {"a": row.pk, "reason": "skills", "note": f"Dear {{name}}, {braces}", "send": "1"}

    page = employer.post(url("decline_several", listing), data)

    assert f"Students would read “{braces}”" in page.context["form"].errors["note"][0]
    assert page.context["form"]["note"].value() == data["note"]
    assert statuses(row) == ["submitted"]


def test_a_title_with_braces_is_quoted_as_it_is(listing, employer):
    Listing.objects.filter(pk=listing.pk).update(title="Tidy {our} templates")
    row = named(listing, "Ada One")
    begun = employer.post(url("decline_several", listing), {"a": row.pk}).context["form"]["note"]

    data = {"a": row.pk, "reason": "skills", "note": begun.value(), "send": "1"}
    employer.post(url("decline_several", listing), data)

    assert "{our}" in begun.value()
    assert statuses(row) == ["declined"]


def send(listing, rows):
    return {"a": [row.pk for row in rows], "reason": "skills", "note": NOTE, "send": "1"}


def test_each_gets_one_mail_of_their_own(listing, employer):
    rows = [named(listing, "Ada One"), named(listing, "Bea Two", status="shortlisted")]

    page = employer.post(url("decline_several", listing), send(listing, rows), follow=True)
    employer.post(url("decline_several", listing), send(listing, rows))

    assert "2 are declined. Each has your answer by e-mail." in page.text
    assert statuses(*rows) == ["declined"] * 2
    assert Email.objects.count() == 2
    for row in rows:
        mail = Email.objects.get(to=row.student.user.email)
        assert f"Dear {row.student.user.first_name}," in mail.body
        assert "{name}" not in mail.body + mail.html


def test_who_has_moved_on_meanwhile_is_told_and_the_rest_are_declined(listing, employer):
    one, two = named(listing, "Ada One"), named(listing, "Bea Two")
    actions.withdraw(two)

    page = employer.post(url("decline_several", listing), send(listing, [one, two]), follow=True)

    assert "1 is declined" in page.text
    assert "These had moved on, and nothing was changed: Bea Two." in page.text
    assert statuses(one, two) == ["declined", "withdrawn"]


def test_one_that_goes_wrong_stops_no_other(listing, employer, monkeypatch):
    one, two = named(listing, "Ada One"), named(listing, "Bea Two")
    write = emails.declined

    def broken(application):
        if application.pk == one.pk:
            raise ValueError("no template")
        write(application)

    monkeypatch.setattr(emails, "declined", broken)

    page = employer.post(url("decline_several", listing), send(listing, [one, two]), follow=True)

    assert "These did not work, and nobody was told. Try again: Ada One." in page.text
    assert statuses(one, two) == ["submitted", "declined"]
    assert [mail.to for mail in Email.objects.all()] == [two.student.user.email]

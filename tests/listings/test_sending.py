"""Preview, sending, taking back, closing: the employer's buttons."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from listings import actions
from listings.models import Format, Listing, Moderation
from marketplace.states import WrongState
from notifications.models import Email
from tests import make

pytestmark = pytest.mark.django_db


def url(name, listing):
    return reverse(f"listings:{name}", args=[listing.slug])


def written(university, **given):
    """A draft that goes to `university` and could be sent."""
    listing = make.draft(**given)
    listing.skills.add(make.skill("Python"))
    Moderation.objects.create(listing=listing, university=university)
    return listing


def test_the_preview_is_what_students_read_and_who_decides_by_when(sign_in):
    ashcombe = make.university(name="Ashcombe", time_zone="Europe/London")
    listing = written(ashcombe)

    with time_machine.travel("2026-11-20 15:00:00+00:00"):  # a Friday
        listing.apply_by = timezone.now() + timedelta(days=9)
        listing.starts_from, listing.starts_by = make.today(14), make.today(24)
        listing.save()
        page = sign_in(listing.created_by).get(url("preview", listing))

    assert page.context["problems"] == []
    assert [each["name"] for each in page.context["readers"]] == ["Ashcombe"]
    assert f"{page.context['readers'][0]['by']:%Y-%m-%d %H:%M}" == "2026-11-24 23:59"
    assert "$648.00" in page.text
    assert listing.description in page.text
    assert "Send to the universities" in page.text


def test_the_preview_links_each_problem_to_its_field(sign_in):
    listing = make.draft(description="", total_hours=60)

    page = sign_in(listing.created_by).get(url("preview", listing))

    edit = url("edit", listing)
    assert {each["url"] for each in page.context["problems"]} >= {
        f"{edit}#id_description",
        f"{edit}#id_total_hours",
        f"{edit}#id_skills",
        f"{edit}#id_universities_0",
    }
    assert "Send to the universities" not in page.text


def test_sending_starts_each_universitys_clock_and_writes_to_its_staff(sign_in):
    ashcombe, tamarack = make.university(), make.university()
    readers = [make.staff(ashcombe), make.staff(ashcombe), make.staff(tamarack)]
    listing = written(ashcombe)
    Moderation.objects.create(listing=listing, university=tamarack)

    response = sign_in(listing.created_by).post(url("submit", listing))

    assert response.url == url("manage", listing)
    listing.refresh_from_db()
    assert listing.status == "submitted"
    assert listing.submitted_at is not None
    assert [each.status for each in listing.moderations.all()] == ["waiting", "waiting"]
    assert all(each.due_at > timezone.now() for each in listing.moderations.all())
    assert set(Email.objects.values_list("to", flat=True)) == {each.email for each in readers}
    mail = Email.objects.first()
    assert mail.subject == f"To read: {listing.title}"
    assert "$648.00" in mail.body
    assert reverse("listings:review", args=[listing.moderations.all()[0].pk]) in "".join(
        Email.objects.values_list("body", flat=True)
    )


def test_a_listing_is_published_under_its_last_title(sign_in):
    listing = written(make.university(), title="Count the bees", slug="listing-k3j9x2")

    response = sign_in(listing.created_by).post(url("submit", listing))

    listing.refresh_from_db()
    assert listing.slug.startswith("count-the-bees-")
    assert response.url == url("manage", listing)


def test_sending_again_keeps_the_address(sign_in):
    listing = written(make.university(), slug="as-it-was", submitted_at=timezone.now())

    sign_in(listing.created_by).post(url("submit", listing))

    listing.refresh_from_db()
    assert (listing.slug, listing.status) == ("as-it-was", "submitted")


def test_a_listing_with_something_missing_is_not_sent(sign_in):
    listing = written(make.university(), deliverables=[])

    response = sign_in(listing.created_by).post(url("submit", listing))

    assert response.url == url("preview", listing)
    listing.refresh_from_db()
    assert listing.status == "draft"
    assert not Email.objects.exists()


def test_a_refused_organisation_sends_nothing(sign_in):
    listing = written(make.university(), organisation=make.organisation(status="refused"))

    with pytest.raises(actions.Refused):
        actions.submit(listing)
    page = sign_in(listing.created_by).post(url("submit", listing), follow=True)

    assert "Your organisation may not post here. Nothing was sent." in page.text
    listing.refresh_from_db()
    assert listing.status == "draft"


def test_sending_twice_is_sending_once(sign_in):
    university = make.university()
    make.staff(university)
    listing = written(university)
    desk = sign_in(listing.created_by)
    desk.post(url("submit", listing))

    again = desk.post(url("submit", listing), follow=True)

    assert "It was sent already. Nothing was changed." in again.text
    assert Email.objects.count() == 1


def test_what_is_taken_back_is_a_draft_again_and_no_university_reads_it(sign_in):
    moderation = make.waiting()
    listing = moderation.listing

    response = sign_in(listing.created_by).post(url("withdraw", listing))

    assert response.url == url("edit", listing)
    listing.refresh_from_db()
    moderation.refresh_from_db()
    assert (listing.status, moderation.status, moderation.due_at) == ("draft", "draft", None)


@pytest.mark.parametrize("status", ["draft", "open", "filled", "closed", "rejected"])
def test_what_is_not_with_a_university_cannot_be_taken_back(sign_in, status):
    listing = make.listing(status=status)

    page = sign_in(listing.created_by).post(url("withdraw", listing), follow=True)

    assert "It can no longer be taken back. Nothing was changed." in page.text
    listing.refresh_from_db()
    assert listing.status == status
    assert [each.status for each in listing.moderations.all()] == ["approved"]


def test_sending_again_after_changes_starts_the_clock_anew_and_writes_again(sign_in):
    moderation = make.waiting()
    staff = make.staff(moderation.university)
    listing = moderation.listing
    listing.skills.add(make.skill())
    actions.ask_for_changes(moderation, staff, "Please say more.")

    sign_in(listing.created_by).post(url("submit", listing))

    moderation.refresh_from_db()
    assert moderation.status == "waiting"
    assert Email.objects.filter(to=staff.email, key__startswith="listing-submitted").count() == 1


def test_a_university_that_refused_for_good_is_not_asked_again(sign_in):
    one, two = make.university(), make.university()
    refused = make.waiting(one)
    waiting = make.waiting(two, listing=refused.listing)
    actions.reject(refused, make.staff(one), "Not ours.")
    actions.ask_for_changes(waiting, make.staff(two), "Please say more.")
    listing = refused.listing
    listing.skills.add(make.skill())

    page = sign_in(listing.created_by).get(url("edit", listing))
    sign_in(listing.created_by).post(url("submit", listing))

    assert list(page.context["form"].fields["universities"].queryset) == [two]
    refused.refresh_from_db()
    assert refused.status == "rejected"


def test_closing_takes_no_more_applications_and_leaves_the_queue(sign_in):
    listing = make.listing()
    elsewhere = make.waiting(listing=listing)

    response = sign_in(listing.created_by).post(url("close", listing))

    assert response.url == url("manage", listing)
    listing.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (listing.status, elsewhere.status) == ("closed", "dropped")
    assert listing.closed_at is not None
    assert not listing.takes_applications


@pytest.mark.parametrize("status", ["draft", "submitted", "rejected", "closed"])
def test_only_a_published_listing_is_closed(sign_in, status):
    listing = make.listing(status=status)

    page = sign_in(listing.created_by).post(url("close", listing), follow=True)

    assert "It is not open. Nothing was changed." in page.text
    listing.refresh_from_db()
    assert listing.status == status


def test_a_filled_listing_opens_again_while_students_may_apply():
    listing = make.listing(status="filled")

    actions.reopen(listing)

    assert listing.status == "open"


def test_a_filled_listing_whose_deadline_has_passed_is_closed_instead():
    listing = make.listing(status="filled", apply_by=timezone.now() - timedelta(hours=1))

    actions.reopen(listing)

    assert (listing.status, listing.closed_at is not None) == ("closed", True)


def test_closing_instead_of_reopening_leaves_the_queue_too():
    listing = make.listing(status="filled", apply_by=timezone.now() - timedelta(hours=1))
    elsewhere = make.waiting(listing=listing)

    actions.reopen(listing)

    elsewhere.refresh_from_db()
    assert (elsewhere.status, elsewhere.due_at) == ("dropped", None)


def test_what_is_not_filled_does_not_reopen():
    listing = make.listing(status="closed")

    with pytest.raises(WrongState):
        actions.reopen(listing)


@pytest.mark.parametrize(
    ("status", "heading", "whose"),
    [
        ("draft", "Finish it and send it to the universities", "Your turn"),
        ("changes", "Change what was asked for, and send it again", "Your turn"),
        ("submitted", "is reading it", "Waiting"),
        ("filled", "Every place is taken", "Where it stands"),
        ("rejected", "No university approved it", "Where it stands"),
        ("closed", "It is closed", "Where it stands"),
    ],
)
def test_the_employers_page_says_whose_turn_it_is(sign_in, status, heading, whose):
    published = timezone.now() if status in ("open", "filled", "closed") else None
    moderation = make.waiting(status=status, published_at=published)

    page = sign_in(moderation.listing.created_by).get(url("manage", moderation.listing))

    assert heading in page.text
    assert f'class="turn__whose">{whose}' in page.text


def test_changes_that_one_asks_for_are_the_employers_turn_while_another_reads(sign_in):
    moderation = make.waiting()
    listing, other = moderation.listing, make.waiting(listing=moderation.listing)
    Moderation.objects.filter(pk=moderation.pk).update(status="changes")
    desk = sign_in(listing.created_by)

    page = desk.get(url("manage", listing)).text
    groups = desk.get(reverse("listings:mine")).context["groups"]

    assert 'class="turn__whose">Your turn' in page
    assert f"{moderation.university} asked for changes" in page
    assert f"{other.university} is still reading it, and begins anew" in page
    assert [group.key for group in groups] == ["turn"]


def test_drafts_say_when_they_were_last_saved(sign_in, db):
    listing = make.draft()

    text = sign_in(listing.created_by).get(reverse("listings:mine")).text

    assert "last saved <time" in text


def test_nobody_has_days_left_to_apply_for_what_is_closed(sign_in, db):
    listing = make.listing(status="closed", apply_by=timezone.now() + timedelta(days=6))

    page = sign_in(listing.created_by).get(url("manage", listing)).text

    assert "days left" not in page
    assert "Apply by" in page


def test_closing_asks_first(sign_in, db):
    listing = make.listing()

    page = sign_in(listing.created_by).get(url("manage", listing)).text
    asked, done = page.index("<summary>Close this listing"), page.index("Close it now")

    assert "</details>" not in page[asked:done]
    assert "cannot send it" in page[asked:done]


def test_while_it_is_open_the_employer_waits_for_students(sign_in, db):
    listing = make.listing()

    page = sign_in(listing.created_by).get(url("manage", listing))

    assert "Students are applying" in page.text
    assert 'class="turn__whose">Waiting' in page.text


def test_after_the_deadline_it_is_the_employers_turn_to_choose(sign_in):
    listing = make.listing(apply_by=timezone.now() - timedelta(hours=1))

    page = sign_in(listing.created_by).get(url("manage", listing))

    assert "Choose: nobody else can apply now" in page.text
    assert page.context["turn"]["due"] == listing.apply_by + timedelta(days=7)


def test_a_university_that_is_late_is_shown_with_whom_to_ask(sign_in):
    moderation = make.waiting()
    Moderation.objects.update(due_at=timezone.now() - timedelta(hours=1))

    page = sign_in(moderation.listing.created_by).get(url("manage", moderation.listing))

    assert page.context["answers"][0]["said"] == "Late"
    assert moderation.university.contact_email in page.text


def test_somebody_elses_listing_does_not_exist(sign_in):
    listing = make.listing()
    stranger = sign_in(make.employer())

    for name in ("manage", "edit", "preview"):
        assert stranger.get(url(name, listing)).status_code == 404
    for name in ("submit", "withdraw", "close"):
        assert stranger.post(url(name, listing)).status_code == 404
    assert Listing.objects.get().status == "open"
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize(
    "status", ["draft", "changes", "submitted", "open", "rejected", "filled", "closed"]
)
def test_a_listing_is_copied_into_a_draft_without_its_days(sign_in, status):
    listing = make.listing(status=status, questions=["Why?"])
    listing.skills.add(make.skill("Python"))
    desk = sign_in(listing.created_by)
    assert desk.get(url("manage", listing)).text.count(f'action="{url("copy", listing)}"') == 1

    response = desk.post(url("copy", listing))

    draft = Listing.objects.exclude(pk=listing.pk).get()
    assert response.url == url("edit", draft)
    assert (draft.status, draft.title, draft.pay_minor) == ("draft", listing.title, 720_00)
    assert (draft.questions, draft.description) == (["Why?"], listing.description)
    assert [skill.name for skill in draft.skills.all()] == ["Python"]
    assert (draft.apply_by, draft.starts_from, draft.published_at) == (None, None, None)
    asked = listing.moderations.get().university
    assert [(m.university, m.status) for m in draft.moderations.all()] == [(asked, "draft")]


@pytest.mark.parametrize(("slug", "said"), [("project-based", True), ("micro-internship", False)])
def test_the_preview_says_into_how_many_parts_an_offer_is_divided(sign_in, slug, said):
    make.formats()
    format = Format.objects.get(slug=slug)
    hours = {"total_hours": 60, "hours_per_week": 20, "pay_minor": 1500_00} if said else {}
    listing = written(make.university(), format=format, **hours)

    page = sign_in(listing.created_by).get(url("preview", listing))

    assert page.context["problems"] == []
    assert ("An offer for it has at least 2 parts." in page.text) is said

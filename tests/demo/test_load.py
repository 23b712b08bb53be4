"""`manage.py demo` in a database."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone

from accounts.demo import PERSONAS
from accounts.models import Organisation, Resume, Student, University, User
from applications.models import Application, Offer, Placement
from listings.forms import ListingForm
from listings.models import Listing, Moderation
from marketplace.demo import history, people, publishing
from marketplace.demo.crowd import CROWD
from marketplace.demo.past import ago
from marketplace.demo.projects import PROJECTS
from marketplace.uploads import RESUMES, check
from notifications.models import Email


def demo(*words: str) -> str:
    out = StringIO()
    call_command("demo", *words, stdout=out)
    return out.getvalue()


def statuses(rows) -> set[str]:
    return set(rows.values_list("status", flat=True))


def test_it_is_refused_where_nobody_asked_for_a_demo(db, settings):
    settings.DEMO = settings.DEBUG = False
    before = User.objects.count()

    with pytest.raises(CommandError, match="DEMO=1"):
        demo()

    assert User.objects.count() == before


def test_everybody_is_there(loaded):
    assert University.objects.count() == 3
    assert Organisation.objects.count() >= 6
    assert Resume.objects.count() == 12 + len(CROWD)
    assert Student.objects.count() == 12 + len(CROWD) + history.STUDENTS
    assert Listing.objects.count() >= 35
    assert all(student.is_complete for student in Student.objects.all())


def test_listings_applications_and_offers_are_in_every_state(loaded):
    # A template is written to start from, and is never a listing of the demo.
    assert statuses(Listing.objects) == set(Listing.Status.values) - {Listing.Status.TEMPLATE}
    assert statuses(Application.objects) == set(Application.Status.values)
    assert statuses(Offer.objects) == set(Offer.Status.values)
    assert statuses(Placement.objects) == {"accepted", "cancelled", "completed"}
    assert statuses(Organisation.objects) == {"verified", "unverified"}


def test_one_team_is_chosen_and_another_waits_for_somebody(loaded, sign_in):
    chosen, waiting = Application.objects.filter(members__position=1).order_by("submitted_at")

    assert chosen.offers.get().placement.members.count() == chosen.team_size == 3
    assert waiting.status == "draft"
    asked = waiting.members.get(status="asked")
    maya = sign_in(User.objects.get(email="maya.okafor@tamarack.example"))
    assert asked.get_absolute_url() in maya.get(reverse("applications:work")).text
    assert "Join for this share" in maya.get(asked.get_absolute_url()).text


def test_one_decision_is_late_and_others_have_time(loaded):
    late = [moderation.is_late for moderation in Moderation.objects.waiting()]

    assert True in late
    assert False in late


def test_the_unverified_employer_waits_for_its_first_listing(loaded):
    new = Organisation.objects.get(status="unverified")

    assert [listing.status for listing in Listing.objects.filter(organisation=new)] == ["submitted"]


def test_what_is_open_can_still_be_applied_to(loaded):
    assert Listing.objects.open().count() == Listing.objects.filter(status="open").count()
    assert all(each.expires_at > timezone.now() for each in Offer.objects.filter(status="made"))


def test_lists_do_not_all_say_now(loaded):
    days = {
        moment.date() for moment in Listing.objects.open().values_list("published_at", flat=True)
    }
    sent = {moment.date() for moment in Email.objects.values_list("created_at", flat=True)}

    assert len(days) >= 7
    assert len(sent) >= 10


def test_every_project_could_be_sent_as_it_is(loaded):
    for project in PROJECTS:
        if project.status != "draft":
            organisation = Organisation.objects.get(name=project.by)
            listing = Listing(organisation=organisation)
            form = ListingForm(publishing.given(project), instance=listing, at=ago(project.posted))
            assert form.is_valid(), (project.title, form.errors)


def test_every_resume_passes_the_check_of_uploads(loaded):
    for learner in people.STUDENTS:
        check(people.resume_of(learner), RESUMES)


def test_twice_is_once(loaded, settings):
    settings.DEMO = True
    before = (User.objects.count(), Listing.objects.count(), Email.objects.count())

    assert "already loaded" in demo()

    assert (User.objects.count(), Listing.objects.count(), Email.objects.count()) == before


def test_without_the_stand_in_it_says_that_there_are_no_payments(loaded, settings):
    settings.DEMO = True
    settings.STRIPE_API_BASE = ""
    assert "No payments in it" in demo()

    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    assert "does not answer" in demo("--wait", "0")


def test_the_sign_ins_name_every_persona_and_a_password_that_works(loaded, settings):
    settings.DEMO = True

    said = demo("--sign-ins")

    assert people.PASSWORD in said
    for persona in PERSONAS:
        user = User.objects.get(email=persona.email)
        assert persona.email in said
        assert user.name in said
        assert check_password(people.PASSWORD, user.password)


def test_the_code_for_the_second_step_is_accepted(loaded, settings):
    settings.DEMO = True
    mine = Authenticator.objects.get(user__email=PERSONAS[-1].email)

    assert mine.wrap().validate_code(demo("--code").strip())


def test_nobody_who_may_do_anything_is_made_outside_development(loaded):
    assert not User.objects.filter(is_superuser=True).exists()


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda p: p.email.split("@")[0])
def test_a_persona_has_a_first_page(loaded, sign_in, persona):
    client = sign_in(User.objects.get(email=persona.email))

    assert client.get(reverse("accounts:start"), follow=True).status_code == 200


def test_every_published_project_has_a_page(loaded, client):
    for listing in Listing.objects.exclude(published_at=None):
        assert listing.title in client.get(listing.get_absolute_url()).text.replace("&#x27;", "'")


def test_each_offer_can_be_read_by_both_sides(loaded, sign_in):
    for offer in Offer.objects.select_related("application__student__user", "made_by"):
        for user in (offer.application.student.user, offer.made_by):
            assert sign_in(user).get(offer.get_absolute_url()).status_code == 200

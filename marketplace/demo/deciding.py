"""How career centres decide: the policy of one, in two versions, and reasons of its own."""

from datetime import date

from accounts.models import Organisation, University, UniversityStaff, User
from listings import actions, policies
from listings.models import Moderation, Policy
from marketplace.demo.past import ago, day

AT, WHO = "tamarack", "dana.whitfield@tamarack.example"
REASONS = {
    "changes": [
        "Please say who the student can ask, and how often.",
        "Please say what will exist at the end that did not exist before.",
        "For work on site in winter: please say how students get there and back.",
    ],
    "reject": [
        "We do not publish sales targets or commission.",
        "We do not publish work in private homes.",
    ],
}


def load() -> None:
    university, dana = University.objects.get(slug=AT), User.objects.get(email=WHO)
    actions.save_reasons(university, REASONS)
    first = Policy(university=university, least_per_hour=15_00, currency="USD")
    then = Policy(
        university=university,
        least_per_hour=18_00,
        currency="USD",
        most_hours_per_week=20,
        approves_after=25,
    )
    actions.save_policy(first, dana)
    actions.save_policy(then, dana, terms=_term())
    Policy.objects.filter(pk=first.pk).update(at=ago(90), applied_at=ago(90))
    _excuse(then)
    Policy.objects.filter(pk=then.pk).update(at=ago(30), applied_at=ago(30))
    _organisations(university, dana)


def _organisations(university: University, dana: User) -> None:
    """What one career centre knows of two employers, and what another thinks of one of them."""
    bakery = Organisation.objects.get(name="Bell & Barley Bakeries")
    library = Organisation.objects.get(name="Cedar Bluff County Library")
    actions.set_standing(university, bakery, dana, "approved", proof="domain", reason="")
    actions.add_note(university, bakery, dana, "contact", "Ruth Halvorsen, office, mornings.")
    actions.add_note(university, bakery, dana, "note", "Answers within two days, even in June.")
    actions.add_note(university, library, dana, "note", "I have rung the branch: Walt works there.")
    elsewhere = UniversityStaff.objects.exclude(university=university).order_by("pk")[0]
    actions.set_standing(
        elsewhere.university, bakery, elsewhere.user, "approved", proof="staff", reason=""
    )


def _term() -> list[tuple[date, date]]:
    return [(day(-60), day(120))]


def _excuse(policy: Policy) -> None:
    """What its students see by now, one of the staff has approved all the same."""
    book = policies.rulebook(policy)
    for row in Moderation.objects.shown_at(policy.university):
        row.excused = [check.key for check in policies.against(row.listing, book)]
        row.save(update_fields=["excused"])

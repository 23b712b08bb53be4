"""What a budget pays for: how much for one student, and projects of which formats."""

import pytest
from django.urls import reverse

from applications import actions as application_actions
from marketplace.states import WrongState
from notifications.models import Email
from payments import actions, tasks
from payments.models import Sponsorship
from tests import make
from tests.making import budget as making


def another(budget, first, amounts=None):
    """The same student is offered another project."""
    offer = making.offered(budget, amounts)
    type(offer.application).objects.filter(pk=offer.application_id).update(
        student=first.offer.application.student
    )
    offer.refresh_from_db()
    return offer


def test_one_student_gets_no_more_than_the_cap_of_all_projects_together(db, sign_in):
    budget = making.budget(5000_00, student_cap_minor=1000_00)
    first = making.accepted(granted(budget, making.offered(budget)))
    second = making.accepted(granted(budget, another(budget, first)))
    third = making.accepted(granted(budget, another(budget, first)))
    stranger = making.accepted(granted(budget, making.offered(budget)))
    given = [
        actions.reserved_for(each.milestones.get()) for each in (first, second, third, stranger)
    ]

    assert given == [720_00, 280_00, 0, 720_00]
    row = Sponsorship.objects.get(milestone__placement=third)
    assert (row.status, actions.left(budget)) == ("capped", 5000_00 - 1720_00)
    mail = Email.objects.get(key=f"budget-short:{row.pk}:{third.offer.made_by.pk}")
    assert "as much as it does for one" in mail.body
    address = reverse("payments:fund", args=[third.milestones.get().pk])
    assert "as much as it does for one" in sign_in(third.offer.made_by).get(address).text


def granted(budget, offer):
    making.granted(offer, budget)
    return offer


def test_what_came_back_of_a_student_can_be_given_to_them_again(db):
    budget = making.budget(5000_00, student_cap_minor=720_00)
    first = making.accepted(granted(budget, making.offered(budget)))
    application_actions.cancel(first, first.offer.made_by, "other", "")
    tasks.free_budgets()
    second = making.accepted(granted(budget, another(budget, first)))

    assert actions.reserved_for(second.milestones.get()) == 720_00


def test_staff_read_why_a_student_gets_no_more(db, sign_in):
    budget = making.budget(5000_00, student_cap_minor=720_00)
    first = making.accepted(granted(budget, making.offered(budget)))
    second = making.accepted(another(budget, first))
    address = reverse("payments:grant_placement", args=[second.pk])
    told = {"budget": budget.pk, "how_much": "all"}

    answer = sign_in(budget.made_by).post(address, told, follow=True)

    assert "the most that one gets" in answer.text
    assert Sponsorship.objects.filter(milestone__placement=second).count() == 0
    with pytest.raises(actions.Capped):
        actions.grant_placement(budget, second, budget.made_by, None)


def test_a_budget_pays_for_its_formats_only(db, sign_in):
    budget = making.budget(5000_00)
    budget.formats.add(make.format(slug="nano-internship", name="Nano-internship"))
    offer = making.offered(budget)
    placement = making.accepted(offer)

    with pytest.raises(WrongState):
        making.granted(offer, budget)
    with pytest.raises(WrongState):
        actions.grant_placement(budget, placement, budget.made_by, None)
    listing = offer.application.listing
    page = sign_in(budget.made_by).get(reverse("payments:grant_listing", args=[listing.pk])).text
    assert budget.name not in page
    budget.formats.add(listing.format)
    making.granted(offer, budget)


def test_a_format_that_nobody_posts_any_more_stays_what_a_budget_is_for(db, sign_in):
    budget = making.budget()
    old = make.format(slug="old", name="Old", is_active=False)
    budget.formats.add(old)
    browser = sign_in(budget.made_by)
    address = reverse("payments:edit_budget", args=[budget.pk])

    form = browser.get(address).context["form"]
    assert list(form.fields["formats"].queryset.filter(pk=old.pk)) == [old]
    browser.post(address, {"name": "Spring", "formats": [old.pk]})

    assert list(budget.formats.all()) == [old]


def test_staff_write_the_cap_of_a_student_and_the_formats(db, sign_in):
    budget = making.budget()
    nano = make.format(slug="nano-internship", name="Nano-internship")
    browser = sign_in(budget.made_by)
    address = reverse("payments:edit_budget", args=[budget.pk])

    browser.post(address, {"name": "Spring", "student_cap": "1,200.50", "formats": [nano.pk]})
    budget.refresh_from_db()

    assert (budget.student_cap_minor, list(budget.formats.all())) == (1200_50, [nano])
    page = browser.get(budget.get_absolute_url()).text
    assert "at most $1,200.50 for one student" in page
    assert "Only for: Nano-internship" in page
    assert "1200.50" in browser.get(address).text
    wrong = browser.post(address, {"name": "Spring", "student_cap": "0.01"}).text
    assert "leave it empty for no limit" in wrong
    browser.post(address, {"name": "Spring"})
    budget.refresh_from_db()
    assert (budget.student_cap_minor, budget.formats.count()) == (None, 0)

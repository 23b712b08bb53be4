import pytest
from django.urls import reverse

from accounts.models import UniversityRequest
from notifications.models import Email
from tests import make

URL = "accounts:unknown_university"


def ask(client, email="asha@newplace.example", name="New Place University"):
    return client.post(reverse(URL), {"email": email, "university_name": name}, follow=True)


def main_part(page):
    return page.text.split("<main")[1].split("</main>")[0]


def test_asking_is_remembered_and_mails_nobody(db, client):
    page = ask(client, email="Asha@Students.NewPlace.example")

    assert "We have your request" in page.text
    row = UniversityRequest.objects.get()
    assert (row.email, row.domain) == (
        "asha@students.newplace.example",
        "students.newplace.example",
    )
    assert not Email.objects.exists()


def test_asking_again_gets_the_same_answer_and_changes_nothing(db, client):
    first = ask(client)
    again = ask(client, email="ASHA@newplace.example", name="Another Name")

    assert main_part(first) == main_part(again)
    assert UniversityRequest.objects.get().university_name == "New Place University"


@pytest.mark.parametrize("email", ["asha@gmail.com", "not an address", "", "a@uni.example"])
def test_what_needs_no_request_is_an_error(db, client, email):
    make.university(domain="uni.example")

    page = ask(client, email=email)

    assert list(page.context["form"].errors) == ["email"]
    assert not UniversityRequest.objects.exists()


def test_a_very_long_domain_is_an_error_not_a_fault(db, client):
    page = ask(client, email=f"a@{'b' * 60}.{'c' * 60}.example")

    assert list(page.context["form"].errors) == ["email"]


def test_one_visitor_asks_ten_times_an_hour(db, client):
    answers = [ask(client, email=f"a{n}@newplace.example").status_code for n in range(11)]

    assert answers == [200] * 10 + [429]

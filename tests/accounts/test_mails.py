"""Every mail on one page, and what universities say of their own in those of their students."""

import pytest
from django.urls import reverse

from accounts.models import Wording
from applications import emails
from notifications.models import Email
from tests import make

MAILS = reverse("accounts:mails")
OFFERED = {"room": "applications", "name": "offered"}

pytestmark = pytest.mark.django_db


def page(name, **query):
    return reverse(f"accounts:{name}", kwargs=OFFERED, query=query)


@pytest.fixture
def university():
    return make.university(name="Saint Brendan’s")


@pytest.fixture
def centre(university, sign_in):
    return sign_in(make.staff(university))


def test_our_staff_find_every_mail_and_read_it_as_any_device_shows_it(sign_in):
    browser = sign_in(make.platform())

    assert "A code to sign in" in browser.get(MAILS).text
    found = browser.get(MAILS, {"q": "OFFER for"}).text
    assert "An offer for you" in found
    assert "A code to sign in" not in found
    assert "No mail is called so" in browser.get(MAILS, {"q": "zebra\x00"}).text
    shown = browser.get(page("mail", show="dark", width="phone", case="team"))
    assert 'width="320"' in shown.text
    assert "show=dark" in shown.text
    assert "Your team receives" in shown.text


def test_the_mail_itself_may_have_styles_and_nothing_else_and_stands_in_a_frame_of_ours(centre):
    answer = centre.get(page("mail_html", show="dark"))
    around = centre.get(page("mail"))

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "prefers-color-scheme" not in answer.text
    assert "frame-src 'self'" in around["Content-Security-Policy"]
    assert "unsafe-inline" not in around["Content-Security-Policy"]


def test_a_career_centre_sees_what_its_students_read_and_no_more(centre):
    listed = centre.get(MAILS).text

    assert "An offer for you" in listed
    assert "A code to sign in" not in listed
    assert "Applicants wait for your answer" not in listed
    code = reverse("accounts:mail", kwargs={"room": "account", "name": "login_code"})
    assert centre.get(code).status_code == 404


def test_what_a_university_says_is_read_by_its_own_students_alone(centre, university):
    said = {"subject": "{name}, an offer: {title}", "intro": "Well done! <b>{university}</b>"}
    centre.post(page("mail_words"), {**said, "do": "save"})
    mine, other = make.offer(), make.offer()
    mine.application.student.university = university
    mine.application.student.save()

    emails.offered(mine)
    emails.offered(other)

    ours, theirs = (Email.objects.get(key=f"offered:{row.pk}") for row in (other, mine))
    first = mine.application.student.user.first_name
    assert theirs.subject == f"{first}, an offer: {mine.application.listing.title}"
    assert f"Hello {first},\n\nWell done! <b>Saint Brendan’s</b>\n\n" in theirs.body
    assert "Well done! &lt;b&gt;Saint Brendan’s&lt;/b&gt;" in theirs.html
    assert "Answer by" in theirs.body
    assert ours.subject.startswith("An offer for you")
    assert "Well done" not in ours.body


@pytest.mark.parametrize("strange", ["{pay}", "{% now %}", "{{ name }}", "{", "{name.password}"])
def test_braces_name_only_what_there_is(strange, centre):
    answer = centre.post(page("mail_words"), {"subject": strange, "intro": "Hi", "do": "save"})

    assert answer.status_code in (200, 422)
    assert "stands for nothing here" in answer.text
    assert not Wording.objects.exists()


def test_it_is_looked_at_before_it_is_saved_and_ours_can_come_back(centre, university):
    said = {"subject": "For {name}", "intro": "Ask us first."}

    tried = centre.post(page("mail_words"), {**said, "do": "preview"})
    assert "For Ada" in tried.text
    assert "Ask us first." in tried.text
    assert not Wording.objects.exists()
    centre.post(page("mail_words"), {**said, "do": "save"})
    centre.post(page("mail_words"), {**said, "do": "save"})
    centre.post(page("mail_words"), {"do": "reset"})

    rows = list(Wording.objects.all())
    assert [(row.subject, row.is_ours) for row in rows] == [("", True), ("For {name}", False)]
    assert all(row.by and row.university == university for row in rows)
    shown = centre.get(page("mail")).text
    assert "ours again" in shown
    assert "An offer for you: " in shown


def test_a_career_centre_speaks_for_no_other_and_our_staff_for_any(centre, university, sign_in):
    other = make.university()
    centre.post(page("mail_words", of=other.slug), {"subject": "Mine", "do": "save"})
    ours = sign_in(make.platform())
    ours.post(page("mail_words", of=other.slug), {"subject": "Theirs", "do": "save"})

    said = {row.university: row.subject for row in Wording.objects.all()}
    assert said == {university: "Mine", other: "Theirs"}
    assert ours.get(page("mail_words")).status_code == 404
    assert ours.get(page("mail_words", of="nowhere")).status_code == 404


def test_every_kind_has_a_page(sign_in):
    browser = sign_in(make.platform())
    listed = browser.get(MAILS)

    rows = [row for group in listed.context["groups"] for row in group["rows"]]
    assert len(rows) > 100
    for row in rows[::12]:
        assert browser.get(row["url"]).status_code == 200

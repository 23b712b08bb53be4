"""Every mail on one page, and what universities say of their own in those of their students."""

import pytest
from django.urls import reverse

from accounts import wordings
from accounts.models import Wording
from applications import actions, emails
from notifications.models import Email, Notice
from tests import make

MAILS = reverse("accounts:mails")
OFFERED = {"room": "applications", "name": "offered"}
DECLINED = {"room": "applications", "name": "declined"}

pytestmark = pytest.mark.django_db


def page(name, kind=DECLINED, **query):
    return reverse(f"accounts:{name}", kwargs=kind, query=query)


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
    shown = browser.get(page("mail", OFFERED, show="dark", width="phone", case="team"))
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
    said = {"subject": "{name}, not this one: {title}", "intro": "Ask us. <b>{university}</b>"}
    centre.post(page("mail_words"), {**said, "do": "save"})
    mine, other = make.application(), make.application()
    mine.student.university = university
    mine.student.save()

    actions.decline(mine, "skills", "")
    actions.decline(other, "skills", "")

    ours, theirs = (Email.objects.get(key=f"declined:{row.pk}") for row in (other, mine))
    first = mine.student.user.first_name
    assert theirs.subject == f"{first}, not this one: {mine.listing.title}"
    assert f"Hello {first},\n\nAsk us. <b>Saint Brendan’s</b>\n\n" in theirs.body
    assert "Ask us. &lt;b&gt;Saint Brendan’s&lt;/b&gt;" in theirs.html
    assert "Their reason" in theirs.body
    assert ours.subject.startswith("About your application")
    assert "Ask us" not in ours.body


def test_what_binds_keeps_its_subject_whatever_was_ever_saved(centre, university):
    form = centre.get(page("mail_words", OFFERED))
    assert "id_intro" in form.text
    assert "id_subject" not in form.text
    said = {"subject": "Hurry up", "intro": "Well done, {name}!"}
    centre.post(page("mail_words", OFFERED), {**said, "do": "save"})
    Wording.objects.filter(kind="applications/offered").update(subject="Hurry up")
    offer = make.offer()
    offer.application.student.university = university
    offer.application.student.save()

    emails.offered(offer)

    mail, told = Email.objects.get(key=f"offered:{offer.pk}"), Notice.objects.get()
    assert mail.subject == told.text
    assert mail.subject.startswith("An offer for you: ")
    assert f"Well done, {offer.application.student.user.first_name}!" in mail.body
    assert "Hurry up" not in centre.get(page("mail", OFFERED)).context["sample"].subject


def test_a_subject_names_the_project_so_that_two_are_not_alike(centre):
    answer = centre.post(page("mail_words"), {"subject": "Not this one", "do": "save"})

    assert "Write {title} where the project is named" in answer.text
    assert not Wording.objects.exists()


def test_a_name_that_one_mail_does_not_know_leaves_it_ours():
    assert wordings.fill("About {title}", {"name": "Ada"}) == ""
    assert (
        wordings.fill("{name}, about {title}", {"name": "Ada", "title": "{x}"}) == "Ada, about {x}"
    )


@pytest.mark.parametrize("strange", ["{pay}", "{% now %}", "{{ name }}", "{", "{name.password}"])
def test_braces_name_only_what_there_is(strange, centre):
    answer = centre.post(page("mail_words"), {"subject": strange, "intro": "Hi", "do": "save"})

    assert answer.status_code in (200, 422)
    assert "stands for nothing here" in answer.text
    assert not Wording.objects.exists()


def test_it_is_looked_at_before_it_is_saved_and_ours_can_come_back(centre, university):
    said = {"subject": "For {name}: {title}", "intro": "Ask us first."}

    tried = centre.post(page("mail_words"), {**said, "do": "preview"})
    assert "For Ada" in tried.text
    assert "Ask us first." in tried.text
    assert not Wording.objects.exists()
    centre.post(page("mail_words"), {**said, "do": "save"})
    centre.post(page("mail_words"), {**said, "do": "save"})
    centre.post(page("mail_words"), {"do": "reset"})

    rows = list(Wording.objects.all())
    assert [(row.subject, row.is_ours) for row in rows] == [
        ("", True),
        ("For {name}: {title}", False),
    ]
    assert all(row.by and row.university == university for row in rows)
    shown = centre.get(page("mail")).text
    assert "ours again" in shown
    assert "About your application: " in shown


def test_a_career_centre_speaks_for_no_other_and_our_staff_for_any(centre, university, sign_in):
    other = make.university()
    centre.post(page("mail_words", of=other.slug), {"subject": "Mine {title}", "do": "save"})
    ours = sign_in(make.platform())
    ours.post(page("mail_words", of=other.slug), {"subject": "Theirs {title}", "do": "save"})

    said = {row.university: row.subject for row in Wording.objects.all()}
    assert said == {university: "Mine {title}", other: "Theirs {title}"}
    assert ours.get(page("mail_words")).status_code == 404
    assert ours.get(page("mail_words", of="nowhere")).status_code == 404


def test_every_kind_has_a_page(sign_in):
    browser = sign_in(make.platform())
    listed = browser.get(MAILS)

    rows = [row for group in listed.context["groups"] for row in group["rows"]]
    assert len(rows) > 100
    for row in rows[::12]:
        assert browser.get(row["url"]).status_code == 200

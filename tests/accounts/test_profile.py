import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts import vocabulary
from accounts.models import PayoutRoute, Resume, Skill, Student
from tests import make

URL = "accounts:profile"


def fields(**given):
    return {
        "course": "Economics",
        "graduates_in": timezone.localdate().year + 1,
        "about": "I like tidy tables.",
        "skills_text": "Excel, Python",
        "hours_per_week": 12,
        "available_from": "",
        "payout_country": "IN",
        "link": "",
        **given,
    }


def newcomer():
    return make.student(course="", graduates_in=None, payout_country="")


def save(browser, **given):
    return browser.post(reverse(URL), fields(**given))


def skills_of(who):
    return [skill.name for skill in Student.objects.get(pk=who.pk).skills.all()]


def test_a_profile_is_complete_once_the_three_answers_are_there(db, sign_in):
    who = newcomer()
    browser = sign_in(who.user)

    before = browser.get(reverse(URL))
    first = save(browser)
    later = save(browser)

    assert "Three answers, then you can apply" in before.text
    assert first.url == reverse("listings:browse")
    assert later.url == reverse(URL)
    who.refresh_from_db()
    assert who.is_complete
    assert (who.course, who.hours_per_week, who.payout_country) == ("Economics", 12, "IN")
    assert skills_of(who) == ["Excel", "Python"]
    assert "Three answers" not in browser.get(reverse(URL)).text


def test_what_is_saved_is_in_the_form_again(db, sign_in):
    browser = sign_in(newcomer().user)
    save(browser, available_from="2027-01-31")

    page = browser.get(reverse(URL))

    assert 'value="Excel, Python"' in page.text
    assert 'value="2027-01-31"' in page.text


def test_words_of_the_vocabulary_are_found_in_any_case(db, sign_in):
    known = make.skill("Data cleaning")
    count = Skill.objects.count()
    who = newcomer()

    save(sign_in(who.user), skills_text=" data  CLEANING ,Data cleaning,, ")

    assert list(who.skills.all()) == [known]
    assert Skill.objects.count() == count


def test_a_synonym_becomes_the_skill_it_stands_for(db, sign_in):
    vocabulary.load()
    who = newcomer()

    save(sign_in(who.user), skills_text="JS, node js, javascript; MS Excel")

    assert skills_of(who) == ["Excel", "JavaScript", "Node.js"]


@pytest.mark.parametrize(
    "word", ["Basket weaving", "C++", "C#", "Node.js", "R&D", "R", "Théâtre", "数据分析", "I/O"]
)
def test_a_new_word_is_kept_and_proposed(db, sign_in, word):
    Skill.objects.all().delete()
    who = newcomer()

    save(sign_in(who.user), skills_text=word)

    assert skills_of(who) == [word]
    skill = Skill.objects.get()
    assert skill.slug
    assert (skill.status, skill.proposed_by) == ("proposed", who.user)


def test_words_that_look_alike_stay_apart(db, sign_in):
    who = newcomer()

    save(sign_in(who.user), skills_text="C, C++, C#")

    assert skills_of(who) == ["C", "C#", "C++"]


@pytest.mark.parametrize(
    "words",
    [
        "12345",
        "<b>Excel</b>",
        "https://shoes.example",
        "me@shoes.example",
        "I am very good at a great many things",
        "x" * 41,
        ", ".join(f"Skill {n}" for n in range(16)),
    ],
)
def test_what_is_no_skill_is_an_error_and_stays_in_the_box(db, sign_in, words):
    who = newcomer()
    count = Skill.objects.count()

    page = save(sign_in(who.user), skills_text=words)

    assert list(page.context["form"].errors) == ["skills_text"]
    assert page.context["form"]["skills_text"].value() == words
    assert Skill.objects.count() == count
    who.refresh_from_db()
    assert who.course == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("course", ""),
        ("graduates_in", "1912"),
        ("graduates_in", "next year"),
        ("graduates_in", "99999999999999999999"),
        ("about", "x" * 401),
        ("hours_per_week", "0"),
        ("hours_per_week", "61"),
        ("available_from", "tomorrow"),
        ("payout_country", ""),
        ("payout_country", "ZZ"),
        ("link", "javascript:alert(1)"),
        ("course", "a\x00b"),
    ],
)
def test_a_wrong_answer_is_an_error_beside_the_field(db, sign_in, field, value):
    who = newcomer()

    page = save(sign_in(who.user), **{field: value})

    assert list(page.context["form"].errors) == [field]
    who.refresh_from_db()
    assert who.payout_country == ""


def test_nobody_posts_their_way_into_another_university(db, sign_in):
    who = newcomer()
    other = make.university()

    save(sign_in(who.user), university=other.pk, user=1, kind="staff")

    who.refresh_from_db()
    assert who.university != other
    assert who.user.kind == "student"


@pytest.mark.parametrize(
    ("rail", "words"),
    [
        ("connect", "set up an account with Stripe"),
        ("manual", "Our staff make each one by hand"),
        (None, "We cannot pay into that country yet"),
    ],
)
def test_the_page_says_how_money_gets_there(db, sign_in, rail, words):
    PayoutRoute.objects.filter(country="IN").delete()
    if rail:
        PayoutRoute.objects.create(
            country="IN", rail=rail, since=make.today(-1), source="https://example.org"
        )
    browser = sign_in(make.student(payout_country="IN").user)

    assert words in browser.get(reverse(URL)).text


def test_a_route_that_begins_tomorrow_is_none_today(db):
    PayoutRoute.objects.filter(country="IN").delete()
    PayoutRoute.objects.create(
        country="IN", rail="manual", since=make.today(1), source="https://example.org"
    )

    assert not PayoutRoute.objects.to("IN").exists()


def test_who_was_sent_here_goes_back_once_saved(db, sign_in):
    browser = sign_in(newcomer().user)

    page = browser.get(reverse(URL), {"next": "/work/apply/clean/"})
    answer = save(browser, next="/work/apply/clean/")
    elsewhere = save(browser, next="//evil.example/")

    assert '<input type="hidden" name="next" value="/work/apply/clean/">' in page.text
    assert answer.url == "/work/apply/clean/"
    assert elsewhere.url == reverse(URL)


# --- Résumés ---------------------------------------------------------------


def upload(browser, content=make.PDF, name="Asha Rao.pdf"):
    file = SimpleUploadedFile(name, content)
    return browser.post(reverse("accounts:add_resume"), {"file": file})


def test_a_resume_is_added_read_and_removed(db, sign_in, django_capture_on_commit_callbacks):
    who = make.student()
    browser = sign_in(who.user)

    added = upload(browser)
    resume = Resume.objects.get()
    read = browser.get(reverse("accounts:resume", args=[resume.pk]))
    asked = browser.get(reverse("accounts:remove_resume", args=[resume.pk]))
    still_there = Resume.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("accounts:remove_resume", args=[resume.pk]))

    assert added.url == reverse(URL)
    assert (resume.name, resume.student) == ("Asha Rao.pdf", who)
    assert b"".join(read.streaming_content) == make.PDF
    assert read["Content-Disposition"] == 'attachment; filename="Asha Rao.pdf"'
    assert "Remove Asha Rao.pdf?" in asked.text
    assert still_there == 1
    assert not Resume.objects.exists()
    assert not resume.file.storage.exists(resume.file.name)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "cv.pdf"), (b"MZ" * 50, "cv.pdf"), (make.PDF, "cv.exe"), (b"<svg/>", "cv.svg")],
)
def test_what_is_no_resume_is_an_error(db, sign_in, content, name):
    page = upload(sign_in(make.student().user), content, name)

    assert list(page.context["form"].errors) == ["file"]
    assert not Resume.objects.exists()


def test_five_are_enough(db, sign_in):
    who = make.student()
    for _ in range(5):
        make.resume(who)

    page = upload(sign_in(who.user))

    assert "You have 5 already." in page.text
    assert Resume.objects.count() == 5


def test_one_that_an_application_was_sent_with_stays(db, sign_in):
    who = make.student()
    resume = make.resume(who)
    make.application(student=who, resume=resume)

    page = sign_in(who.user).post(reverse("accounts:remove_resume", args=[resume.pk]), follow=True)

    assert "An application was sent with this file" in page.text
    assert Resume.objects.get() == resume


def test_somebody_else_s_resume_does_not_exist(db, sign_in):
    resume = make.resume(make.student())
    browser = sign_in(make.student().user)

    assert browser.get(reverse("accounts:resume", args=[resume.pk])).status_code == 404
    assert browser.post(reverse("accounts:remove_resume", args=[resume.pk])).status_code == 404
    assert Resume.objects.get() == resume


def test_a_bank_that_nobody_can_pay_is_said_when_it_is_chosen_and_when_it_is_saved(db, sign_in):
    browser = sign_in(newcomer().user)

    assert "Pakistan (we cannot pay there yet)" in browser.get(reverse(URL)).text
    page = browser.post(reverse(URL), fields(payout_country="PK"), follow=True)

    assert "We cannot pay to a bank in Pakistan yet" in page.text
    assert "Now you can apply" not in page.text

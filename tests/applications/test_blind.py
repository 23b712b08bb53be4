"""A listing that hides names: nothing an employer sees says who it is until they shortlist."""

import re
from time import process_time

import pytest
from django.urls import reverse

from applications import actions
from applications.blind import hiding
from applications.models import Application
from notifications.models import Email
from tests import make
from tests.applications.board_seen import names, shown
from tests.applications.test_offering import terms

TELLS = ["Zephyrine", "Quillfeather", "zephyrine", "quillfeather", "Brackenmoor"]


def url(name, row):
    return reverse(f"applications:{name}", args=[getattr(row, "slug", row.pk)])


@pytest.fixture
def listing(db):
    return make.listing(blind=True, openings=3, questions=["Why?"])


@pytest.fixture
def employer(listing, sign_in):
    return sign_in(listing.created_by)


def applicant(listing, **given):
    """Somebody whose name, address and university are in everything they write."""
    where = make.university(name="Brackenmoor University", domain="brackenmoor.example")
    name = {"name": "Zephyrine Quillfeather", "email": "zephyrine@brackenmoor.example"}
    who = make.student(
        university=where,
        as_user=name,
        course="Economics at Brackenmoor",
        about="Everybody calls me zephyrine.",
        link="https://zephyrine-quillfeather.example",
    )
    application = make.application(
        listing=listing,
        student=who,
        number=7,
        pitch="I am Zephyrine Quillfeather of Brackenmoor and I clean surveys.",
        answers=["QUILLFEATHER is my name; write to zephyrine@brackenmoor.example"],
        availability_note="Zephyrine's exams end in June",
        **given,
    )
    resume = make.resume(who, name="Zephyrine-Quillfeather-resume.pdf")
    Application.objects.filter(pk=application.pk).update(resume=resume)
    application.refresh_from_db()
    return application


def told(text):
    return [each for each in TELLS if each.lower() in text.lower()]


def walk(client, start):
    """Every page an employer gets to by links from `start`, with its headers, by address."""
    seen, waiting = {}, list(start)
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        text = body.decode("utf-8", "replace")
        seen[address] = f"{address}\n{response.headers}\n{text}"
        if response.headers.get("Content-Type", "").startswith("text/html"):
            links = re.findall(r'(?:href|action)="(/(?:work|listings)/[^"#]*|\?[^"#]*)"', text)
            for link in links:
                whole = link if link[0] == "/" else address.split("?")[0] + link
                whole = whole.replace("&amp;", "&")
                # Whoever writes a listing is asked for which of all universities it is.
                if whole not in seen and "/work/" in whole and len(seen) < 80:
                    waiting.append(whole)
    return seen


def test_no_page_of_the_employer_names_a_blind_applicant(listing, employer):
    application = applicant(listing)
    start = [
        reverse("listings:manage", args=[listing.slug]),
        reverse("listings:mine"),
        url("inbox", listing),
        url("inbox", listing) + "?tab=new&sort=newest",
        url("inbox", listing) + "?tab=shortlist",
        url("compare", listing) + f"?a={application.pk}",
        reverse("applications:export", args=[listing.slug]),
        url("resume", application),
    ]

    pages = walk(employer, start)

    assert {address: told(text) for address, text in pages.items() if told(text)} == {}
    for name in ("detail", "decline", "make_offer"):
        assert "Applicant 7" in pages[url(name, application)]
    assert "clean surveys" in pages[url("detail", application)]
    assert "[hidden]" in pages[url("detail", application)]


@pytest.mark.parametrize(
    "words", ["Zephyrine", "quillfeather", "zephyrine@", "Brackenmoor", "ephyri", "am zephyrine"]
)
def test_no_search_tells_who_a_blind_applicant_is(listing, employer, words):
    applicant(listing)

    page = employer.get(url("inbox", listing), {"q": words})

    assert shown(page) == []


def named(listing, name, university, **given):
    """Somebody of this name, who writes `given`."""
    who = make.student(university=make.university(name=university), as_user={"name": name})
    return make.application(listing=listing, student=who, number=7, **given)


@pytest.mark.parametrize(
    ("name", "text", "tells"),
    [
        ("Ada Lovelace", "See github.com/ada_lovelace for more.", "lovelace"),
        ("Ada Lovelace", "See https://codepen.example/x7 for more.", "codepen"),
        ("Ada Lovelace", "See adalovelace.dev for more.", "lovelace"),
        ("Ada Lovelace", "My own address: someone@post.example, write.", "someone"),
        ("Ada Lovelace", "I am lovelace_ada there, ada-lovelace here.", "lovelace"),
        ("Ada Lovelace", "Known as theadalovelace99 and alovelace.", "lovelace"),
        ("José Müller", "Call me Jose, or JOSÉ, or jose\u0301.", "jos"),
        ("Jose Mueller", "Call me José.", "jos"),
        ("José Müller", "The Mueller everybody knows.", "mueller"),
        ("王小明", "我是王小明，喜欢数据。", "王小明"),
        ("王小明", "大家叫我小明。", "小明"),
        ("Ada Lovelace", "我在清华大学学习。", "清华"),
        ("Ada Lovelace", "I am A\u200bda Love\u200blace there.", "lovelace"),
        ("Ada Lovelace", "I am L\u043ev\u0435l\u0430ce there.", "l\u043ev\u0435l\u0430ce"),
        ("Ada Lovelace", "Call me on +44 7700 900123.", "7700"),
        ("Ada Lovelace", "My ORCID is 0000-0002-1825-0097.", "1825"),
        ("Ada Lovelace", "Insta: countess_1815, or write.", "countess"),
        ("Ada Lovelace", "My GitHub name is countess there.", "countess"),
        ("Ada Lovelace", "Everywhere I am @countess.", "countess"),
        ("Ada Lovelace", "Write to somebody (at) post (dot) example today.", "somebody"),
    ],
)
def test_however_a_name_is_written_it_is_hidden(listing, employer, name, text, tells):
    university = "清华大学" if "清华" in text else "Brackenmoor University"
    application = named(listing, name, university, pitch=text)

    page = employer.get(url("detail", application))

    assert "[hidden]" in page.text
    assert tells.lower() not in page.text.lower()
    assert tells.lower() not in employer.get(url("inbox", listing)).text.lower()
    assert shown(employer.get(url("inbox", listing), {"q": tells})) == []


@pytest.mark.parametrize(
    "words",
    [
        *("Canada", "Node.js", "ASP.NET", "e.g.", "adaptable", "Josefine", "GitHub Actions"),
        *("1,234,567 rows", "2023-2024", "2026-11-23", "three of (at least) four"),
    ],
)
def test_what_only_looks_like_a_name_or_an_address_is_left(listing, employer, words):
    application = named(
        listing, "José Ada", "Brackenmoor University", pitch=f"I know {words} well."
    )

    assert f"I know {words} well." in employer.get(url("detail", application)).text


def test_a_blind_applicant_is_found_by_what_can_be_read(listing, employer):
    application = applicant(listing)

    page = employer.get(url("inbox", listing), {"q": "clean surveys"})

    assert shown(page) == [application.pk]
    Application.objects.filter(pk=application.pk).update(named_at=application.submitted_at)
    page = employer.get(url("inbox", listing), {"q": "zephyrine"})
    assert names(page) == ["Zephyrine Quillfeather"]


def test_declining_several_names_nobody(listing, employer):
    application = applicant(listing)
    data = {"a": application.pk, "reason": "other", "note": "Dear {name}, thank you."}

    pages = [
        employer.post(url("decline_several", listing), {**data, **step}, follow=True)
        for step in ({}, {"check": "1"}, {"send": "1"})
    ]

    assert [told(page.text) for page in pages] == [[], [], []]
    assert "Dear Applicant 7, thank you." in pages[1].text
    mail = Email.objects.get(to=application.student.user.email)
    assert "Dear Zephyrine, thank you." in mail.body


@pytest.mark.parametrize("status", ["declined", "not_selected", "withdrawn"])
def test_who_was_never_shortlisted_is_never_named(listing, employer, status):
    application = applicant(listing, status=status, decline_note="Dear {name}, thank you.")

    pages = walk(employer, [url("inbox", listing), url("inbox", listing) + "?tab=closed"])

    assert {address: told(text) for address, text in pages.items() if told(text)} == {}
    assert "Applicant 7" in pages[url("detail", application)]


def test_the_walk_above_would_see_a_name(listing, employer):
    listing.blind = False
    listing.save()
    application = applicant(listing)

    pages = walk(employer, [url("inbox", listing)])

    assert told(pages[url("inbox", listing)])
    assert told(pages[url("detail", application)])


def test_no_mail_to_the_employer_names_a_blind_applicant(listing):
    application = applicant(listing, status="draft", submitted_at=None, decide_by=None)
    make.approval(listing, application.student.university)

    actions.submit(application)
    actions.withdraw(application)

    mails = Email.objects.filter(to=listing.created_by.email)
    assert mails
    for mail in mails:
        assert told(mail.subject + mail.body + mail.html) == []
    assert "Applicant 7 has applied" in mails[0].body


def test_shortlisting_tells_the_name_and_it_stays_told(listing, employer):
    application = applicant(listing)

    page = employer.post(url("shortlist", application), follow=True)
    assert "Zephyrine Quillfeather is on your shortlist." in page.text
    employer.post(url("unshortlist", application))

    page = employer.get(url("detail", application))
    assert "Zephyrine Quillfeather" in page.text
    assert "Brackenmoor University" in page.text
    assert employer.get(url("resume", application)).status_code == 200


def test_an_offer_tells_the_name(listing, employer):
    application = applicant(listing)

    make.offer(application=application)
    Application.objects.filter(pk=application.pk).update(status="offered")

    assert "Zephyrine Quillfeather" in employer.get(url("detail", application)).text


def test_what_is_written_to_a_blind_applicant_has_their_name_in_it(listing, employer, sign_in):
    application = applicant(listing)
    page = employer.get(url("decline", application))
    note = page.context["form"]["note"].value()
    assert note.startswith("Dear {name},")

    page = employer.post(
        url("decline", application), {"reason": "other", "note": note}, follow=True
    )
    assert "Applicant 7 gets your answer" in page.text
    assert told(page.text) == []
    assert "Dear Applicant 7," in employer.get(url("detail", application)).text

    mail = Email.objects.get(to=application.student.user.email)
    assert "Dear Zephyrine," in mail.body
    assert "Dear Zephyrine," in mail.html
    page = sign_in(application.student.user).get(url("detail", application))
    assert "Dear Zephyrine," in page.text


def test_applicants_are_numbered_in_the_order_they_came_and_keep_their_number(listing):
    rows = []
    for _ in range(3):
        row = make.application(
            listing=listing, status="draft", number=None, submitted_at=None, decide_by=None
        )
        row.answers, row.resume = ["Because."], make.resume(row.student)
        row.save()
        make.approval(listing, row.student.university)
        actions.submit(row)
        rows.append(row)
    actions.withdraw(rows[0])
    actions.submit(rows[0])

    assert [Application.objects.get(pk=row.pk).number for row in rows] == [1, 2, 3]


def test_students_are_told_before_they_apply_and_after(listing, sign_in):
    application = applicant(listing)
    student = sign_in(application.student.user)
    other = make.student()
    make.approval(listing, other.university)

    words = "without names and universities"
    assert words in sign_in(other.user).get(listing.get_absolute_url()).text
    assert "hidden at first" in sign_in(other.user).get(url("apply", listing)).text
    assert "does not see your name" in student.get(url("detail", application)).text


def test_looking_at_an_offer_does_not_tell_the_name_or_what_the_days_off_are_for(listing, employer):
    application = applicant(listing)
    make.blackout(
        student=application.student,
        first_day=make.today(19),
        last_day=make.today(22),
        reason="Exams at Brackenmoor",
    )

    page = employer.post(url("make_offer", application), terms())

    assert "when Applicant 7 cannot work" in page.text
    assert told(page.text) == []


# --- The listing -----------------------------------------------------------


def test_a_listing_that_was_published_keeps_to_what_it_told_students(listing, employer):
    form = employer.get(reverse("listings:change", args=[listing.slug])).context["form"]

    assert form.fields["blind"].disabled
    assert form["blind"].value() is True


@pytest.mark.parametrize(
    "piece",
    [
        "a.b.",
        "@",
        "x/",
        "a+",
        "word.word-word.",
        "ada-",
        "://",
        "www.",
        "@a",
        "李",
        "é@",
        "1-",
        "( at ",
    ],
)
def test_hiding_takes_as_long_as_the_text_is(piece):
    """Whatever somebody writes to make it slow: once this took minutes."""
    read = hiding([("Ada Lovelace", "ada@uni.example", "University of Kent")])
    begun = process_time()

    read(piece * (20_000 // len(piece)))

    assert process_time() - begun < 1

"""What shows that somebody is right: nothing of it is lost to what is wrong beside it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import actions
from applications.models import Dispute, KeptFile, Statement, StatementFile
from tests import make
from tests.payments.disputing import asked_for_changes, open_url, opening


def csv(name="counted.csv", content=b"shop,rows\n7,0\n"):
    return SimpleUploadedFile(name, content)


def bad():
    return SimpleUploadedFile("tool.exe", b"MZ\x90")


@pytest.fixture
def dispute(db):
    return make.dispute()


def test_good_files_beside_a_refused_one_are_kept_and_go_with_the_dispute(db, sign_in):
    milestone = make.delivered()
    browser, page_of = sign_in(milestone.offer.made_by), open_url(milestone)

    page = browser.post(page_of, opening(attached=[csv(), csv("b.csv"), bad()])).text
    first, second = KeptFile.objects.all()
    silent = browser.post(page_of, opening(note="", kept=[first.pk, second.pk])).text
    browser.post(page_of, opening(kept=[second.pk]))

    assert "tool.exe: The file must be one of these" in page
    assert "Files cannot be" not in page
    assert "Say what happened." in silent
    for text in (page, silent):
        for each, name in ((first, "counted.csv"), (second, "b.csv")):
            assert f'id="kept-{each.pk}" checked' in text
            assert f"{name} <small>14\N{NO-BREAK SPACE}bytes</small>" in text
    assert [each.name for each in StatementFile.objects.all()] == ["b.csv"]
    assert not KeptFile.objects.filter(pk=second.pk, used_at=None)


def test_what_is_kept_for_a_dispute_is_not_handed_in_as_work(db, sign_in):
    milestone = asked_for_changes()
    browser = sign_in(milestone.placement.student.user)
    given = {"reason": "beyond", "outcome": "full", "note": ""}

    browser.post(open_url(milestone), opening(**given, attached=[csv()]))

    assert KeptFile.objects.get().name == "counted.csv"
    assert (
        "counted.csv" not in browser.get(reverse("applications:deliver", args=[milestone.pk])).text
    )


def test_files_of_forms_that_nobody_sent_do_not_pile_up(dispute, sign_in):
    """The oldest make room; what is ticked stays."""
    browser = sign_in(dispute.milestone.placement.student.user)
    url = reverse("applications:say", args=[dispute.pk])
    browser.post(url, {"note": "", "attached": [csv("first.csv", b"a\n0\n")]})
    first = KeptFile.objects.get()

    for n in range(1, 4):
        files = [csv(f"{n}-{each}.csv", f"a,{n}\n{each}\n".encode()) for each in range(4)]
        browser.post(url, {"note": "", "kept": [first.pk], "attached": files})

    names = sorted(each.name for each in KeptFile.objects.all())
    assert len(names) == actions.MOST_KEPT
    assert {"first.csv", *(f"{n}-{each}.csv" for n in (2, 3) for each in range(4))} <= {*names}


def test_a_page_that_is_only_read_asks_for_no_kept_files(dispute, sign_in):
    browser = sign_in(dispute.milestone.placement.student.user)
    with CaptureQueriesContext(connection) as asked:
        browser.get(dispute.get_absolute_url())

    assert not [each for each in asked if "keptfile" in each["sql"]]


def test_a_form_with_nothing_but_refused_files_says_that_they_are_lost(dispute, sign_in):
    browser = sign_in(dispute.milestone.placement.student.user)
    say = reverse("applications:say", args=[dispute.pk])

    assert "Files cannot be" in browser.post(say, {"note": "Look.", "attached": [bad()]}).text


def test_an_answer_keeps_its_files_and_pressed_twice_it_is_one_answer(dispute, sign_in):
    browser = sign_in(dispute.milestone.placement.student.user)
    say = reverse("applications:say", args=[dispute.pk])
    before = Statement.objects.count()

    page = browser.post(say, {"note": "", "attached": [csv()]}).text
    kept = KeptFile.objects.get()
    given = {"note": "All rows are there.", "kept": [kept.pk]}
    browser.post(say, given)
    again = browser.post(say, given, follow=True).text
    browser.post(say, {"note": "And one thing more."})

    assert f'id="kept-{kept.pk}" checked' in page
    assert [each.name for each in StatementFile.objects.all()] == ["counted.csv"]
    assert Statement.objects.count() == before + 2
    assert "both sides can read it" in again


def test_a_file_put_right_at_once_is_not_taken_for_a_button_pressed_twice(dispute, sign_in):
    browser = sign_in(dispute.milestone.placement.student.user)
    say = reverse("applications:say", args=[dispute.pk])

    for content in (b"shop,rows\n7,0\n", b"shop,rows\n7,9\n", b"shop,rows\n7,9\n"):
        browser.post(say, {"note": "Look.", "attached": [csv(content=content)]})

    held = StatementFile.objects.order_by("created_at")
    assert [each.file.read() for each in held] == [b"shop,rows\n7,0\n", b"shop,rows\n7,9\n"]


@pytest.mark.parametrize("name", ["open", "say"])
def test_what_is_kept_is_handed_over_with_what_holds_it_or_not_at_all(
    dispute, sign_in, monkeypatch, name
):
    def dies(files):
        raise RuntimeError("killed")

    milestone = make.delivered() if name == "open" else dispute.milestone
    by = milestone.offer.made_by
    address = open_url(milestone)
    if name == "say":
        address = reverse("applications:say", args=[dispute.pk])
    browser = sign_in(by)
    browser.raise_request_exception = False
    browser.post(address, opening(note="", attached=[csv()]))
    kept = KeptFile.objects.get()
    before = Statement.objects.count()
    monkeypatch.setattr("applications.actions.disputing.hand_over", dies)

    browser.post(address, opening(kept=[kept.pk]))

    assert Statement.objects.count() == before
    assert not StatementFile.objects.exists()
    monkeypatch.undo()
    browser.post(address, opening(kept=[kept.pk]))
    assert StatementFile.objects.get().file.name == kept.file.name
    assert KeptFile.objects.get().used_at


def test_a_button_pressed_twice_opens_one_and_shows_it(db, sign_in):
    milestone = make.delivered()
    browser = sign_in(milestone.offer.made_by)

    first = browser.post(open_url(milestone), opening())
    second = browser.post(open_url(milestone), opening(), follow=True)

    assert second.redirect_chain[-1][0] == first.url
    assert "Nothing was changed" not in second.text
    assert Dispute.objects.count() == 1


def test_a_button_pressed_twice_at_once_shows_the_one_that_is_open(db, sign_in, monkeypatch):
    """Both have passed the look at what is open before either holds the lock."""
    milestone, real = make.delivered(), actions.open_dispute

    def just_after_the_other(*given):
        real(*given)
        return real(*given)

    monkeypatch.setattr(actions, "open_dispute", just_after_the_other)
    page = sign_in(milestone.offer.made_by).post(open_url(milestone), opening(), follow=True)

    assert page.redirect_chain[-1][0] == Dispute.objects.get().get_absolute_url()
    assert "The dispute is open" in page.text
    assert "Nothing was changed" not in page.text

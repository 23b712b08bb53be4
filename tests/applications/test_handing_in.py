"""What is to be handed in: kept while it is written, shown once more, then sent."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from applications import tasks
from applications.models import Delivery, DeliveryFile, HandIn, KeptFile
from tests import make


@pytest.fixture
def milestone(db):
    return make.funded().milestone


@pytest.fixture
def student(milestone, sign_in):
    return sign_in(milestone.placement.student.user)


@pytest.fixture
def form(milestone):
    return reverse("applications:deliver", args=[milestone.pk])


@pytest.fixture
def check(milestone):
    return reverse("applications:check_delivery", args=[milestone.pk])


def csv(name="table.csv"):
    return SimpleUploadedFile(name, b"shop,count\n7,2\n")


def test_all_of_it_is_shown_before_it_is_handed_in_and_can_be_changed(
    student, form, check, django_capture_on_commit_callbacks
):
    given = {"note": "Begin here.", "links": "https://a.example", "attached": [csv(), csv("b.csv")]}

    answer = student.post(form, given)
    page = student.get(check).text
    back = student.get(form).text

    assert answer.url == check
    for words in ("Begin here.", "https://a.example", "table.csv", "b.csv", "version 1"):
        assert words in page
    assert not Delivery.objects.exists()
    assert "Begin here.</textarea>" in back
    first, second = KeptFile.objects.all()
    with django_capture_on_commit_callbacks(execute=True):
        student.post(form, {"note": "Only one.", "kept": [second.pk]})
    student.post(check, {"version": HandIn.objects.get().version})
    delivery = Delivery.objects.get()
    assert (delivery.note, delivery.links) == ("Only one.", [])
    assert [(each.name, each.file.read()) for each in delivery.files.all()] == [
        ("b.csv", b"shop,count\n7,2\n")
    ]
    assert not HandIn.objects.exists()
    assert not first.file.storage.exists(first.file.name)


def test_a_bad_file_among_good_ones_loses_none_of_them(student, form, check):
    bad = SimpleUploadedFile("tool.exe", b"MZ\x90")

    page = student.post(form, {"note": "Here.", "attached": [csv(), bad]}).text

    assert "tool.exe: The file must be one of these" in page
    assert "Files cannot be" not in page
    kept = KeptFile.objects.get()
    assert f'id="kept-{kept.pk}" checked' in page
    assert student.post(form, {"note": "Here.", "kept": [kept.pk]}).url == check


def test_what_is_typed_is_kept_as_it_is_typed_and_by_a_button(student, form, check):
    typed = {"links": "not yet a link", "writer": "a" * 22}

    said = student.post(form, {**typed, "note": "Half", "action": "autosave", "version": ""})
    late = student.post(form, {**typed, "note": "Half a", "action": "autosave", "nth": "1"})
    other = student.post(form, {"note": "Else", "action": "autosave", "version": ""})
    clash = student.post(form, {"note": "Else", "version": "", "attached": [csv()]}).text
    saved = student.post(form, {**typed, "note": "Half a note", "save": "1"})

    assert said.json()["said"].startswith("Draft saved at")
    assert late.json()["version"] != said.json()["version"]
    assert other.status_code == 409
    assert "changed in another tab" in clash
    assert "table.csv" in clash
    assert saved.url == form
    page = student.get(form).text
    assert "Half a note</textarea>" in page
    assert "not yet a link</textarea>" in page
    assert student.get(check).url == form


def test_what_was_changed_in_another_tab_is_read_once_more(student, form, check):
    student.post(form, {"note": "First."})
    read = HandIn.objects.get().version
    student.post(form, {"note": "Second."})

    answer = student.post(check, {"version": read}, follow=True)

    assert "It was changed meanwhile. Read it once more." in answer.text
    assert not Delivery.objects.exists()


def test_a_button_pressed_twice_hands_in_once_without_an_alarm(student, form, check):
    student.post(form, {"note": "Done.", "attached": [csv()]})
    given = {"version": HandIn.objects.get().version}

    student.post(check, given)
    page = student.post(check, given, follow=True).text

    assert "Nothing was changed" not in page
    assert "Your work is handed in" in page
    assert DeliveryFile.objects.count() == 1


def test_files_that_nobody_came_back_for_are_forgotten(student, form, milestone):
    old = timezone.now() - timedelta(days=31)
    by = milestone.placement.student.user
    make.hand_in(milestone)
    student.post(form, {"attached": [csv()], "save": "1"})
    lost = KeptFile.objects.get()
    lost.pk, lost.about = None, make.funded().milestone.pk
    lost.file = csv("lost.csv")
    lost.save(force_insert=True)
    KeptFile.objects.update(created_at=old, by=by)

    tasks.forget_old_drafts()

    assert KeptFile.objects.get().name == "table.csv"

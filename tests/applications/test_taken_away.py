"""What was taken away is gone: from the disk, and from who may no longer read it."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import actions
from applications.models import NamelessResume
from tests import make


def test_a_nameless_resume_that_is_taken_away_or_replaced_leaves_no_file(
    db, django_capture_on_commit_callbacks
):
    row = make.application(listing=make.listing(blind=True))
    paths = []
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            actions.give_nameless(row, SimpleUploadedFile("cv.pdf", make.PDF))
        paths.append(Path(NamelessResume.objects.get().file.path))
    assert [each.exists() for each in paths] == [False, True]

    with django_capture_on_commit_callbacks(execute=True):
        actions.take_nameless(row)

    assert not paths[1].exists()


def test_of_who_has_withdrawn_the_employer_reads_no_profile(db, sign_in):
    row = make.application()
    student = row.student
    student.about, student.link = "I keep bees.", "https://me.example/x"
    student.save()
    actions.withdraw(row)

    page = sign_in(row.listing.created_by).get(reverse("applications:detail", args=[row.pk]))

    assert "I keep bees." not in page.text
    assert "me.example" not in page.text

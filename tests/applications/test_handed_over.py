"""What was kept of a form belongs to what it is sent with, by the action that sends it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applications import actions
from applications.models import DeliveryFile, KeptFile, MessageFile
from tests import make

pytestmark = pytest.mark.django_db


def kept(by, about):
    return actions.keep_files(by, about, [SimpleUploadedFile("table.csv", b"shop,count\n7,2\n")])


def test_a_message_takes_it_over():
    row = make.application()
    files = kept(row.student.user, row.pk)

    actions.send(row, row.student.user, "Look.", files)

    assert MessageFile.objects.get().file.name == files[0].file.name
    assert KeptFile.objects.get().used_at


def test_work_that_is_added_takes_it_over_and_leaves_out_what_is_there_already():
    milestone = make.delivered()
    by = milestone.placement.student.user

    actions.add_to_delivery(milestone, [], kept(by, milestone.pk))
    assert KeptFile.objects.get().used_at
    actions.add_to_delivery(milestone, [], kept(by, milestone.pk))

    assert DeliveryFile.objects.filter(name="table.csv").count() == 1
    assert not KeptFile.objects.filter(used_at=None)

"""Platform staff read the rows and change none of them."""

import pytest
from django.contrib import admin
from django.urls import reverse

from applications.models import (
    Agreement,
    Application,
    CheckIn,
    Delivery,
    Extension,
    Hours,
    Milestone,
    Offer,
    Placement,
)
from tests import make

READ = [Application, Offer, Placement, Delivery, Agreement, Extension, CheckIn, Hours]


@pytest.mark.parametrize("model", READ)
def test_rows_are_shown_and_cannot_be_changed(db, sign_in, model):
    placement = make.delivered().placement
    make.check_in(placement)
    make.hours(placement)
    make.extension(make.funded().milestone)
    staff = sign_in(make.platform())
    name = f"admin:applications_{model._meta.model_name}"
    row = model.objects.first()

    assert staff.get(reverse(f"{name}_changelist")).status_code == 200
    page = staff.get(reverse(f"{name}_change", args=[row.pk]))
    assert page.status_code == 200
    assert 'name="_save"' not in page.text
    for address in (
        reverse(f"{name}_add"),
        reverse(f"{name}_delete", args=[row.pk]),
        reverse(f"{name}_change", args=[row.pk]),
    ):
        assert staff.post(address, {"post": "yes"}).status_code == 403


def test_milestones_are_changed_nowhere_in_the_admin():
    assert not admin.site.is_registered(Milestone)

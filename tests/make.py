"""Rows for tests: plain functions with defaults. Name only what the test is about."""

# ruff: noqa: F401 - what tests find here

from tests.making.correction import chargeback, reversal
from tests.making.difference import difference
from tests.making.hand_in import hand_in
from tests.making.inviting import findable, student_invitation
from tests.making.money import (
    answer,
    answered,
    bounced,
    delivered,
    dispute,
    funded,
    paid_back,
    paid_page,
    payee,
    payout,
    sent,
)
from tests.making.people import (
    HASHED,
    PASSWORD,
    PDF,
    colleague,
    employer,
    invitation,
    numbers,
    organisation,
    platform,
    proposal,
    resume,
    second_factor,
    skill,
    staff,
    staff_invitation,
    student,
    today,
    university,
    user,
)
from tests.making.projects import (
    approval,
    draft,
    format,
    formats,
    listing,
    listing_import,
    open_for_weeks,
    placed,
    programme,
    question,
    rates,
    seeds,
    typed,
    waiting,
)
from tests.making.together import blackout, check_in, extension, hours
from tests.making.work import (
    agreement,
    application,
    delivery,
    email,
    message_file,
    offer,
    placement,
    report,
    scored,
    stopped_address,
)

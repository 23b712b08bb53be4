"""What goes to a payer's bank as files: made of the placement's records, uploaded once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from applications import actions as application_actions
from applications.models import Message
from marketplace import uploads
from payments import (
    actions,
    answering_banks,
    evidence,
    evidence_files,
    gateway,
    operations,
    tasks,
)
from payments.actions import outbox
from payments.evidence_files import Draft
from payments.models import Chargeback, EvidenceFile, Funding, Operation
from tests import make
from tests.payments.test_faults_chargebacks import taken_back

Field = EvidenceFile.Field
ALL = [each.value for each in Field]
SAID = {"product_description": "Work of a student."}
# The smallest that is one.
PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)


def handed_in(milestone, *files):
    for each in files:
        uploads.facts(each)
    application_actions.deliver(milestone, "Here it is: all shops.", [], list(files))
    application = milestone.offer.application
    Message.objects.create(application=application, by=milestone.offer.made_by, text="Well done!")
    return milestone


def pdf_of(chargeback, field, monkeypatch):
    """What the paper says, before it is set."""
    seen = []
    monkeypatch.setattr(evidence_files, "pdf", lambda data: seen.append(data) or b"%PDF-")
    evidence_files.draft(chargeback, field)
    return seen[0]


def charged_back(*files):
    milestone = handed_in(make.funded().milestone, *files)
    row = make.chargeback(Funding.objects.get(milestone=milestone))
    return Chargeback.objects.for_pages().get(pk=row.pk)


def work(name="table.pdf", content=make.PDF):
    return SimpleUploadedFile(name, content)


def test_the_files_our_staff_have_read_are_at_stripe_with_the_answer(bank, sign_in):
    funding = bank.fund(make.placement().milestones.get())
    handed_in(funding.milestone, work("notes.txt", b"Read me."), work())
    dispute, browser = taken_back(bank, funding.milestone), sign_in(make.platform())
    row = Chargeback.objects.get()
    page = reverse("payments:chargeback", args=[row.pk])

    assert browser.get(page).text.count("Read: ") == 4
    assert browser.get(f"{page}files/receipt/").content.startswith(b"%PDF-")
    assert browser.get(f"{page}files/uncategorized_file/").content == make.PDF
    assert browser.get(f"{page}files/shipping_documentation/").status_code == 404
    said = evidence.gather(Chargeback.objects.for_pages().get())
    browser.post(page, {**said, "attached": ALL})
    tasks.sweep_operations()

    there = bank.client().v1.disputes.retrieve(dispute).evidence
    sent = {each.field: each for each in EvidenceFile.objects.all()}
    assert set(sent) == set(ALL)
    for name, each in sent.items():
        assert getattr(there, name) == each.stripe_file_id
        assert bank.client().v1.files.retrieve(each.stripe_file_id).size == each.size
    assert "Files that went with it" in browser.get(page).text
    kept = browser.get(f"{page}files/uncategorized_file/")
    assert b"".join(kept.streaming_content) == make.PDF


def test_what_is_not_ticked_is_not_sent(db, sign_in):
    row = charged_back(work())
    form = {**SAID, "attached": ["receipt"]}

    sign_in(make.platform()).post(reverse("payments:chargeback", args=[row.pk]), form)

    assert EvidenceFile.objects.get().field == "receipt"


@pytest.mark.parametrize("fault", ["cut after", "error after", "cut"])
def test_an_upload_that_breaks_off_is_made_once(bank, fault):
    funding = bank.fund(make.placement().milestones.get())
    handed_in(funding.milestone)
    dispute = taken_back(bank, funding.milestone)
    files = [Draft(each, f"{each}.pdf", "application/pdf", make.PDF) for each in Field]
    actions.send_evidence(Chargeback.objects.get(), make.platform(), SAID, files)
    bank.fail(fault, "/v1/files")

    for _ in range(3):
        tasks.sweep_operations()
        Operation.objects.filter(status="ready").update(not_before=timezone.now())

    there = bank.client().v1.disputes.retrieve(dispute)
    assert there.evidence_details.submission_count == 1
    sent = dict(EvidenceFile.objects.values_list("field", "stripe_file_id"))
    assert {each: there.evidence[each] for each in ALL} == sent
    assert len(set(sent.values())) == 4


def test_who_takes_too_long_leaves_the_rest_to_the_next_worker(db, monkeypatch):
    row = charged_back()
    receipt = Draft(Field.RECEIPT, "receipt.pdf", "application/pdf", make.PDF)
    operation = actions.send_evidence(row, make.platform(), SAID, [receipt]).operation
    assert operation
    mine = outbox.claim(operation.pk)
    Operation.objects.update(lease_until=timezone.now())
    outbox.claim(operation.pk)
    monkeypatch.setattr(gateway, "upload", lambda *given: pytest.fail("It is another's by now."))

    answering_banks.send(mine)

    assert not EvidenceFile.objects.exclude(stripe_file_id=None).exists()


def test_a_file_that_stripe_does_not_take_sends_nothing_and_our_staff_look_again(bank, caplog):
    funding = bank.fund(make.placement().milestones.get())
    handed_in(funding.milestone)
    dispute = taken_back(bank, funding.milestone)
    row = Chargeback.objects.get()
    actions.send_evidence(
        row, make.platform(), SAID, [Draft(Field.WORK, "a.pdf", "application/pdf", b"nothing")]
    )

    operations.run(Chargeback.objects.get().operation_id, at_once=True)

    row.refresh_from_db()
    assert (row.operation, row.may_be_answered) == (None, True)
    assert "was refused" in caplog.text
    assert bank.client().v1.disputes.retrieve(dispute).evidence_details.submission_count == 0


def test_files_that_are_too_large_together_are_not_kept(db, sign_in, monkeypatch):
    row = charged_back(work())
    monkeypatch.setattr("payments.forms_evidence.TOGETHER", 100)
    form = {**SAID, "attached": ALL}

    page = sign_in(make.platform()).post(reverse("payments:chargeback", args=[row.pk]), form)

    assert "Together they are larger than 4.5 MB. Leave one out." in page.text
    assert not EvidenceFile.objects.exists()
    assert not Operation.objects.filter(kind="evidence").exists()


def test_the_record_says_what_was_agreed_and_done_and_the_letters_what_was_written(db, monkeypatch):
    row = charged_back()

    record = pdf_of(row, Field.SERVICE, monkeypatch)
    heads = [each["head"] for each in record["entries"]]
    assert heads[:3] == ["WHAT WAS PAID FOR", "WHAT HAPPENED", "HANDED IN, version 1"]
    assert "the student handed in version 1" in record["entries"][1]["text"]
    assert heads[-1] == "AGREEMENT, accepted by both sides"
    (letter,) = pdf_of(row, Field.WRITTEN, monkeypatch)["entries"]
    assert (letter["text"], row.funding.payer.name in letter["head"]) == ("Well done!", True)


def test_what_is_hidden_is_sent_to_nobody(db, monkeypatch):
    row = charged_back()
    Message.objects.update(hidden_at=timezone.now())

    assert Field.WRITTEN not in evidence_files.offered(row)


def test_work_that_no_bank_can_read_is_named_and_not_offered(db):
    row = charged_back(work("notes.txt", b"Read me."))

    assert Field.WORK not in evidence_files.offered(row)
    assert "notes.txt" in evidence.gather(row)["uncategorized_text"]


def test_a_long_record_is_cut_where_nobody_would_read_on(db, monkeypatch):
    row = charged_back()
    Message.objects.update(text="x" * evidence_files.LONGEST)
    Message.objects.create(
        application=row.funding.milestone.offer.application, by=row.funding.payer, text="More."
    )

    entries = pdf_of(row, Field.WRITTEN, monkeypatch)["entries"]
    assert [each["head"] for each in entries][1:] == [evidence_files.CUT]
    Message.objects.filter(text__startswith="x").update(text="x" * (evidence_files.LONGEST - 2))
    entries = pdf_of(row, Field.WRITTEN, monkeypatch)["entries"]
    assert entries[1]["text"] == f"Mo\n{evidence_files.CUT}"

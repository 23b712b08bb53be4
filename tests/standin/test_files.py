"""Files for disputes. https://docs.stripe.com/file-upload"""

import pytest
from django.core.files.base import ContentFile
from stripe import InvalidRequestError, StripeClient

from tests.standin import make
from tests.standin.test_disputes import open_dispute
from tests.standin_process import Standin

PDF = b"%PDF-1.7\r\n\x00\xff\xfe binary\r\n--\r\n%%EOF\r\n"
KEY = {"idempotency_key": "one-file"}


def upload(client: StripeClient, content: bytes = PDF, options: object = None, **given: str):
    params = {"purpose": "dispute_evidence", "file": ContentFile(content, name="a.pdf"), **given}
    return client.v1.files.create(params, options)


def test_a_file_is_described_byte_for_byte_and_found_again(client: StripeClient):
    made = upload(client)

    assert (made.size, made.type, made.filename) == (len(PDF), "pdf", "a.pdf")
    assert client.v1.files.retrieve(made.id).purpose == "dispute_evidence"


def test_the_same_key_is_the_same_file_and_another_file_is_an_error(client: StripeClient):
    made = upload(client, options=dict(KEY))

    assert upload(client, options=dict(KEY)).id == made.id
    with pytest.raises(Exception, match="same parameters"):
        upload(client, b"%PDF-other", options=dict(KEY))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"content": b"plain words"}, "PDF, JPEG and PNG"),
        ({"content": b"%PDF-" + bytes(5_000_000)}, "at most 5 MB"),
        ({"purpose": "business_logo"}, "Only files for dispute_evidence"),
    ],
)
def test_what_no_bank_reads_is_refused(client: StripeClient, given, said):
    with pytest.raises(InvalidRequestError, match=said):
        upload(client, **given)


def test_evidence_names_files_that_are_there_and_small_enough(
    standin: Standin, client: StripeClient
):
    dispute = open_dispute(standin, make.charge(standin, client).id)
    large = [upload(client, b"\x89PNG" + bytes(2_500_000)).id for _ in range(2)]

    with pytest.raises(InvalidRequestError, match="No such file upload"):
        client.v1.disputes.update(dispute, {"evidence": {"receipt": "file_nobody"}})
    with pytest.raises(InvalidRequestError, match=r"4\.5 MB together"):
        client.v1.disputes.update(
            dispute, {"evidence": dict(zip(["receipt", "refund_policy"], large, strict=True))}
        )
    kept = client.v1.disputes.update(dispute, {"evidence": {"receipt": large[0]}})
    assert kept.evidence.receipt == large[0]

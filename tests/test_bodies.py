"""How much may be sent, by whom; what is refused is not read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import make

MB = 1024 * 1024


def send(client, size, **more):
    file = SimpleUploadedFile("much.bin", b"x" * size)
    return client.post(reverse("accounts:theme"), {"theme": "dark", "file": file}, **more)


def claim(client, size):
    """Say that a large body follows. Reading it would fail: it is not there."""
    return client.post(reverse("accounts:theme"), headers={"Content-Length": str(size)})


def test_a_stranger_sends_little_and_somebody_signed_in_sends_files(db, client, sign_in):
    person = sign_in(make.student().user)

    assert send(client, MB // 2).status_code == 302
    assert send(client, MB + MB // 2).status_code == 413
    assert send(person, MB + MB // 2).status_code == 302


def test_a_made_up_session_is_a_stranger_s(db, client, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

    assert claim(client, 2 * MB).status_code == 413


def test_nobody_sends_more_than_the_most_and_nothing_is_read(db, sign_in):
    page = claim(sign_in(make.student().user), 60 * MB + 1)

    assert page.status_code == 413
    assert "larger than this page takes" in page.text
    assert "default-src 'none'" in page["Content-Security-Policy"]


@pytest.mark.parametrize("length", ["", "-1", "many", "\u00b2"])
def test_a_body_of_unknown_length_is_refused(db, client, length):
    page = claim(client, length)

    assert page.status_code == 411
    assert "did not say how much" in page.text


def test_a_body_in_chunks_is_refused_whatever_the_method(db, client):
    page = client.get(reverse("accounts:help"), headers={"Transfer-Encoding": "chunked"})

    assert page.status_code == 411

"""The same draft in two tabs: neither takes away what was typed in the other without a word."""

import pytest

from applications.models import Application
from tests.applications.test_applying import answers, apply_url, as_student, listing, who

__all__ = ["as_student", "listing", "who"]


@pytest.fixture
def two_tabs(as_student, listing):
    """What the second tab sends, after the first has saved: both were opened before that."""
    version = opened(as_student, listing)
    as_student.post(apply_url(listing), typed("From the first tab", version))
    return typed("From the second tab", version)


def opened(browser, listing):
    application = browser.get(apply_url(listing)).context["application"]
    return application.version if application else ""


def typed(pitch, version):
    return answers(pitch=pitch, version=version, upload=None, save="1")


def kept():
    return Application.objects.get().typed["pitch"]


def test_the_second_tab_is_told_and_nothing_is_written_over(as_student, listing, two_tabs):
    page = as_student.post(apply_url(listing), two_tabs)

    assert kept() == "From the first tab"
    assert "changed in another tab" in page.text
    assert "From the second tab" in page.text
    assert "<title>Error: " in page.text


def test_sent_once_more_the_second_tab_is_kept(as_student, listing, two_tabs):
    page = as_student.post(apply_url(listing), two_tabs)
    version = page.context["application"].version

    as_student.post(apply_url(listing), two_tabs | {"version": version})

    assert kept() == "From the second tab"


def test_one_tab_is_never_told_that_it_is_two(as_student, listing):
    for words in ("First", "Second", "Third"):
        page = as_student.post(
            apply_url(listing), typed(words, opened(as_student, listing)), follow=True
        )
        assert "another tab" not in page.text

    assert kept() == "Third"


def test_a_form_with_an_error_can_be_sent_again(as_student, listing):
    wrong = answers(hours_per_week="many", version="")
    page = as_student.post(apply_url(listing), wrong)
    version = page.context["application"].version

    answer = as_student.post(apply_url(listing), answers(version=version))

    assert answer.status_code == 302


def test_a_button_pressed_twice_is_no_second_tab(as_student, listing):
    form = typed("Once", opened(as_student, listing))

    for _ in range(2):
        assert as_student.post(apply_url(listing), form).status_code == 302

"""What the parts promise: a field and its words belong together, moments and shapes are said."""

from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import timezone

from marketplace.templatetags import ui

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Form(forms.Form):
    title = forms.CharField(label="Title", help_text="In a few words.")
    pitch = forms.CharField(label="Pitch", widget=forms.Textarea, max_length=1000, required=False)
    where = forms.ChoiceField(
        label="Where", choices=[("r", "Remote"), ("h", "Hybrid")], widget=forms.RadioSelect
    )
    resume = forms.FileField(label="Résumé")
    agree = forms.BooleanField(label="I agree")
    hours = forms.IntegerField(label="Hours")

    def clean(self) -> dict[str, Any] | None:
        self.add_error(None, "The hours do not fit the length.")
        return super().clean()


class Elements(HTMLParser):
    """Attributes of every element, by tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def ids(self) -> set[str]:
        return {found["id"] for _, found in self.found if found.get("id")}  # type: ignore[misc]


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def field_html(form: forms.Form, name: str, **options: Any) -> str:
    return render_to_string("components/_field.html", {"field": form[name], **options})


# --- Fields ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["title", "where", "resume", "hours"])
def test_a_wrong_answer_points_at_its_words(name: str):
    html = Elements(field_html(Form({"hours": "many"}), name))

    described = {
        each
        for tag, found in html.found
        if tag in {"input", "select", "textarea", "fieldset"}
        for each in (found.get("aria-describedby") or "").split()
    }
    assert f"id_{name}_error" in described
    assert described <= html.ids()
    assert any(found.get("aria-invalid") == "true" for _, found in html.found)


def test_the_summary_says_the_same_words_and_links_to_each_field():
    form = Form({"hours": "many"})

    links = ui.error_links(form)

    assert links == [
        {"target": "", "text": "The hours do not fit the length."},
        {"target": "id_title", "text": "Fill in “Title”."},
        {"target": "id_where_0", "text": "Choose an answer to “Where”."},
        {"target": "id_resume", "text": "Choose a file for “Résumé”."},
        {"target": "id_agree", "text": "Tick “I agree”."},
        {"target": "id_hours", "text": "Enter a whole number."},
    ]
    summary = render_to_string("components/_errors.html", {"form": form})
    for link in links:
        assert link["text"] in summary
    for name in ("title", "where", "resume", "agree", "hours"):
        html = field_html(form, name)
        assert ui.problems(form[name])[0] in html
        assert {link["target"] for link in links} & Elements(html).ids()


def test_a_form_without_errors_has_no_summary():
    assert render_to_string("components/_errors.html", {"form": Form()}).strip() == ""


def test_only_questions_that_may_be_left_out_say_so():
    assert "optional" in field_html(Form(), "pitch")
    assert "optional" not in field_html(Form(), "title")


def test_a_long_answer_says_how_long_it_may_be():
    assert "Up to 1000 characters" in field_html(Form(), "pitch")


def test_what_was_typed_is_escaped_and_kept():
    html = field_html(Form({"title": "<b>&"}), "title")
    assert 'value="&lt;b&gt;&amp;"' in html


def test_choices_can_carry_a_line_each():
    html = field_html(Form(), "where", cards=True, hints={"r": "From anywhere."})
    assert html.count("<small>") == 1
    assert "From anywhere." in html


# --- Moments -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(minutes=1, seconds=30), "1 minute left"),
        (timedelta(minutes=59), "59 minutes left"),
        (timedelta(hours=5), "5 hours left"),
        (timedelta(days=1), "tomorrow"),
        (timedelta(hours=47), "47 hours left"),
        (timedelta(hours=48), "2 days left"),
        (timedelta(days=3), "3 days left"),
        (timedelta(minutes=-1), "passed"),
    ],
)
def test_a_deadline_says_how_long_is_left(left: timedelta, words: str):
    assert ui.time_left(NOW + left) == words


def test_days_are_counted_where_the_reader_is():
    late = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

    with timezone.override("America/New_York"):
        assert ui.time_left(late) == "13 hours left"
    with timezone.override("Asia/Kolkata"):
        assert ui.time_left(late) == "tomorrow"


def test_a_day_without_a_time_has_words_too():
    assert ui.time_left(date(2026, 11, 22)) == "today"
    assert ui.in_words(date(2026, 12, 4)) == "Fri 4 Dec 2026"
    assert ui.iso(date(2026, 12, 4)) == "2026-12-04"


def test_a_moment_is_written_with_its_zone_and_without_fractions():
    at = datetime(2026, 12, 4, 17, 0, 0, 123456, tzinfo=UTC)

    with timezone.override("Asia/Kolkata"):
        assert ui.in_words(at) == "Fri 4 Dec 2026, 22:30 IST"
        assert ui.iso(at) == "2026-12-04T22:30:00+05:30"


# --- The shape of the work ----------------------------------------------------


def test_a_shape_has_a_column_a_week_as_high_as_its_hours():
    drawn = ui.shape(hours_per_week=10, days=21, total=30)

    assert [column["height"] for column in drawn["columns"]] == ["8.5", "8.5", "8.5"]
    assert len(drawn["frame"]) == 6
    assert drawn["words"] == "10 hours a week for 3 weeks"
    assert drawn["caption"] == "30 h in 3 weeks"


def test_part_of_a_week_is_a_narrower_column():
    first, last = ui.shape(hours_per_week=30, days=13, total=60)["columns"]

    assert float(last["width"]) / float(first["width"]) == pytest.approx(6 / 7, abs=0.01)


def test_work_longer_than_the_frame_widens_it():
    drawn = ui.shape(hours_per_week=15, days=56)

    assert len(drawn["columns"]) == len(drawn["frame"]) == 8
    last = drawn["columns"][-1]
    assert float(last["x"]) + float(last["width"]) == pytest.approx(99, abs=0.05)


@pytest.mark.parametrize(
    ("given", "words", "caption"),
    [
        ({"days": 3, "total": 8}, "8 hours in 3 days", "8 h in 3 days"),
        ({"days": 1, "total": 1}, "1 hour in 1 day", "1 h in 1 day"),
        ({"total": 40}, "40 hours", "40 h"),
        (
            {"hours_per_week": 20, "days": 28, "total": 80, "open_ended": True},
            "20 hours a week for 4 weeks or more",
            "80 h or more",
        ),
        ({"hours_per_week": 6}, "6 hours a week", "6 hours a week"),
        ({}, "0 hours", "0 hours"),
    ],
)
def test_a_shape_is_said_in_words(given: dict[str, Any], words: str, caption: str):
    drawn = ui.shape(**given)

    assert (drawn["words"], drawn["caption"]) == (words, caption)


@pytest.mark.parametrize("hours", [0, 1, 40, 80])
@pytest.mark.parametrize("days", [1, 7, 13, 42, 400])
def test_a_shape_stays_inside_its_drawing(hours: int, days: int):
    for column in ui.shape(hours_per_week=hours, days=days)["columns"]:
        assert float(column["y"]) >= 0
        assert float(column["y"]) + float(column["height"]) == pytest.approx(34, abs=0.02)
        assert float(column["x"]) + float(column["width"]) <= 99.5


# --- Small things -------------------------------------------------------------


def test_pages_far_away_are_left_out():
    assert ui.pages_near(5, 10) == [1, None, 4, 5, 6, None, 10]


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Inês Carvalho", "IC"), ("Mercy A. Wanjiru-Otieno", "MW"), ("Li", "L"), ("", "")],
)
def test_initials_are_of_the_first_and_the_last_name(name: str, letters: str):
    assert ui.initials(name) == letters


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19 Safari/604.1", "Safari, iPhone"),
        ("curl/8", "A browser we do not know"),
    ],
)
def test_a_browser_is_named_as_its_owner_would(agent: str, words: str):
    assert ui.browser(agent) == words


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "405", "429", "500", "503"])
def test_an_error_page_needs_nothing_to_be_known(code: str):
    page = render_to_string(f"{code}.html")

    assert page.count("<h1>") == 1
    assert 'href="/"' in page

"""What components need and templates cannot say: moments in words, errors as links, the shape."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from math import ceil
from typing import Any

from django import template
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.paginator import Paginator
from django.core.validators import EmailValidator, URLValidator
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    DateField,
    Field,
    FileInput,
    RadioSelect,
    Select,
)
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from marketplace.addresses import page_of

register = template.Library()

# --- Moments, in the viewer's zone -----------------------------------------

SOON = timedelta(days=3)
TWO_DAYS = timedelta(days=2)


def _local(at: date) -> date:
    return timezone.localtime(at) if isinstance(at, datetime) else at


def _days_left(at: date) -> int:
    """Midnights between now and `at`, where the viewer is; negative once it has passed."""
    local = _local(at)
    day = local.date() if isinstance(local, datetime) else local
    return (day - timezone.localdate()).days


def _passed(at: date) -> bool:
    return at < timezone.now() if isinstance(at, datetime) else at < timezone.localdate()


@register.filter
def is_moment(value: object) -> bool:
    return isinstance(value, date)


@register.filter
def iso(at: date) -> str:
    """For `datetime=`: to the second, with the offset. Django's own `c` adds microseconds."""
    local = _local(at)
    return local.isoformat(timespec="seconds") if isinstance(local, datetime) else local.isoformat()


@register.filter
def in_words(at: date) -> str:
    """Fri 4 Dec 2026, 23:59 IST; of a date: Fri 4 Dec 2026."""
    if isinstance(at, datetime):
        return date_format(_local(at), pgettext("moment, PHP style", "D j M Y, H:i T"))
    return date_format(at, pgettext("date, PHP style", "D j M Y"))


@register.filter
def in_short_with_time(at: date) -> str:
    """Fri 4 Dec, 23:59 IST: a deadline where there is little room. Of a date as `in_short`."""
    if not isinstance(at, datetime):
        return in_short(at)
    local = _local(at)
    if local.year == timezone.localdate().year:
        return date_format(local, pgettext("moment without year, PHP style", "D j M, H:i T"))
    return date_format(local, pgettext("moment without weekday, PHP style", "j M Y, H:i T"))


@register.filter
def in_short(at: date) -> str:
    """Fri 4 Dec; with the year when it is another one."""
    local = _local(at)
    if local.year == timezone.localdate().year:
        return date_format(local, pgettext("date without year, PHP style", "D j M"))
    return date_format(local, pgettext("date without weekday, PHP style", "j M Y"))


@register.filter
def time_left(at: date) -> str:
    """today, 5 hours left, tomorrow, 30 hours left, 3 days left, passed."""
    if _passed(at):
        return _("passed")
    days = _days_left(at)
    # Two midnights can be 25 hours away.
    if days != 1 and isinstance(at, datetime) and (left := at - timezone.now()) < TWO_DAYS:
        minutes = int(left.total_seconds()) // 60
        if minutes < 60:
            return ngettext("%(n)d minute left", "%(n)d minutes left", minutes) % {"n": minutes}
        hours = minutes // 60
        return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


@register.filter
def is_soon(at: date) -> bool:
    return not _passed(at) and _days_left(at) <= SOON.days


@register.simple_tag
def when(
    at: date, *, left: bool = False, short: bool = False, deadline: bool = False
) -> SafeString:
    """`<time>` with the moment in words, as `components/_when.html` says; for lists: it is cheap.

    What has a time left is a `deadline`: short, too, it has its time and its zone.
    """
    machine, words = written(at, short=short, deadline=left or deadline)
    words = escape(words)
    soon = " due" if left and is_soon(at) else ""
    time = f'<time class="when{soon}" datetime="{machine}">{words}</time>'
    after = f'<span class="when__left">{escape(time_left(at))}</span>' if left else ""
    return mark_safe(time + after)  # noqa: S308 - escaped


def written(at: date, *, short: bool = False, deadline: bool = False) -> tuple[str, str]:
    """For machines, and in words of the viewer's language and zone."""
    form = (in_short_with_time if deadline else in_short) if short else in_words
    zone, year = timezone.get_current_timezone(), timezone.localdate().year
    return _written(form, at, get_language(), zone, year)


# The same moments stand in many rows and on many pages.
@lru_cache(maxsize=4096)
def _written(form: Callable[[date], str], at: date, *_where: object) -> tuple[str, str]:
    """For machines and in words; `_where`: the language, zone and year that they follow from."""
    return iso(at), form(at)


# --- Forms and lists -------------------------------------------------------


@register.simple_tag
def error_links(forms: BaseForm | Iterable[BaseForm] | None) -> list[dict[str, str]]:
    """Every error of the form or forms, with the id to go to, in the order of the page."""
    if not forms:
        return []
    several = [forms] if isinstance(forms, BaseForm) else forms
    return [problem for form in several for problem in _problems(form)]


def _problems(form: BaseForm) -> list[dict[str, str]]:
    links = [{"target": "", "text": str(each)} for each in form.errors.get(NON_FIELD_ERRORS, [])]
    for field in form:
        target = f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label
        links += [{"target": target, "text": each} for each in problems(field)]
    return links


# Django's own words for an answer that is missing name neither the question nor what to do.
UNSAID = str(Field.default_error_messages["required"])


@register.filter
def problems(field: BoundField) -> list[str]:
    """What is wrong with the answer: the same words beside the field and in the summary."""
    return [text for error in field.errors.as_data() for text in _said(field, error)]


def _said(field: BoundField, error: ValidationError) -> list[str]:
    """What Django's own checks say, in our words; what ours say, as it is."""
    if error.code == "max_length" and isinstance(error.params, dict):
        most, now = (
            number_format(error.params[key], force_grouping=True)
            for key in ("limit_value", "show_value")
        )
        return [
            _("Use at most %(most)s characters: it has %(now)s now.") % {"most": most, "now": now}
        ]
    if error.code in {"min_value", "max_value"} and isinstance(error.params, dict):
        words = {"label": field.label, "limit": error.params["limit_value"]}
        if error.code == "min_value":
            return [_("“%(label)s” must be at least %(limit)s.") % words]
        return [_("“%(label)s” may be at most %(limit)s.") % words]
    ours = {_(UNSAID): _missing(field), **_in_our_words()}
    return [ours.get(text, text) for text in error.messages]


def _in_our_words() -> dict[str, str]:
    return {
        str(URLValidator.message): _("Write a whole web address, such as https://example.org"),
        str(EmailValidator.message): _("Write a whole e-mail address, such as name@example.org"),
        str(DateField.default_error_messages["invalid"]): _(
            "Write a day of the calendar as year, month, day, such as 2026-12-04."
        ),
    }


def _missing(field: BoundField) -> str:
    label = {"label": field.label}
    if isinstance(field.field.widget, CheckboxInput):
        return _("Tick “%(label)s”.") % label
    if isinstance(field.field.widget, FileInput):
        return _("Choose a file for “%(label)s”.") % label
    if isinstance(field.field.widget, Select | RadioSelect | CheckboxSelectMultiple):
        return _("Choose an answer to “%(label)s”.") % label
    return _("Fill in “%(label)s”.") % label


@register.simple_tag(takes_context=True)
def page_address(context: Context) -> str:
    """Where to come back to: this page, or what `here` of an error page says instead."""
    request = context.get("request")
    return str(context.get("here") or (page_of(request) if request else ""))


@register.filter
def at_key(mapping: Mapping[Any, Any], key: Any) -> Any:
    return mapping.get(key, "")


@register.filter
def initials(name: str) -> str:
    """Up to two letters: of the first and the last word."""
    words = name.split()
    ends = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in ends).upper()


# What a user agent says about itself, the most telling word first.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome"}
BROWSERS |= {"Safari": "Safari"}
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows"}
SYSTEMS |= {"Macintosh": "Mac", "CrOS": "ChromeOS", "Linux": "Linux"}


@register.filter
def browser(user_agent: str) -> str:
    """Firefox, Windows; what we do not know is left out."""
    words = [
        next((name for key, name in names.items() if key in user_agent), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, words)) or _("A browser we do not know")


@register.filter
def qr_picture(svg: str) -> str:
    """allauth's drawing of the key, for use inside the page: an image address is not in our CSP."""
    start = svg.index("<svg") + len("<svg")
    label = escape(_("QR code with your key"))
    return mark_safe(f'<svg role="img" aria-label="{label}"{svg[start:]}')  # noqa: S308 - no input


@register.filter
def pages_near(number: int, last: int) -> list[int | None]:
    """Of pages up to `last` those to link from page `number`; None where some are left out."""
    near = Paginator(range(last), 1).get_elided_page_range(number, on_each_side=1, on_ends=1)
    return [each if isinstance(each, int) else None for each in near]


# --- The shape of the work -------------------------------------------------

# The frame is six weeks by forty hours; the drawing is WIDE by HIGH units.
WEEKS, HOURS = 6, 40
WIDE, HIGH = 99.0, 34.0
# Longer work than a year is drawn as a year.
MOST_WEEKS = 52
# The least that is visible, in units.
LEAST = 2.5


@register.inclusion_tag("components/_shape.html")
def shape(
    hours_per_week: float | None = None,
    days: int | None = None,
    total: float | None = None,
    open_ended: bool = False,
    size: str = "",
) -> dict[str, Any]:
    """One column a week, as high as its hours and as wide as its days; any number may be unknown.

    `days` is the calendar length, `total` the hours in all; `open_ended` when they are minima.
    """
    hours = _hours_by_week(hours_per_week or 0, days or 0, total or 0)
    columns = _columns(hours, open_ended)
    weeks = max(WEEKS, len(columns))
    return {
        "columns": columns,
        "frame": _frame(weeks),
        "drawing": _drawn_frame(weeks) + _drawn(columns, "shape__week"),
        "words": _words(hours_per_week, days, total, open_ended),
        "caption": _caption(days, total, hours_per_week, open_ended),
        "size": size,
    }


def _hours_by_week(hours_per_week: float, days: int, total: float) -> list[tuple[float, float]]:
    """(share of the week that is worked in, hours in it) for each week."""
    if not days:
        days = 7 * ceil(total / hours_per_week) if total and hours_per_week else 7
    ends = [*range(0, days, 7), days]
    lengths = [(later - earlier) / 7 for earlier, later in pairwise(ends)][:MOST_WEEKS]
    if total and not hours_per_week:
        return [(length, total * 7 * length / days) for length in lengths]
    if total:
        # The schedule is agreed later; until then full weeks first, then what is left.
        rest = [max(0.0, total - hours_per_week * week) for week in range(len(lengths))]
        return [
            (length, min(hours_per_week, left)) for length, left in zip(lengths, rest, strict=True)
        ]
    return [(length, hours_per_week * length) for length in lengths]


def _columns(weeks: list[tuple[float, float]], open_ended: bool) -> list[dict[str, Any]]:
    step, gap = _pitch(max(WEEKS, len(weeks)))
    columns = []
    for number, (length, hours) in enumerate(weeks):
        if not hours:
            continue
        height = max(LEAST, HIGH * min(hours, HOURS) / HOURS)
        columns.append(
            {
                "x": _units(step * number),
                "y": _units(HIGH - height),
                "width": _units(max(min(LEAST, step - gap), (step - gap) * length)),
                "height": _units(height),
                "round": _units(gap / 2),
                "open": open_ended and number == len(weeks) - 1,
            }
        )
    return columns


@cache
def _frame(weeks: int) -> list[dict[str, Any]]:
    step, gap = _pitch(weeks)
    return [
        {
            "x": _units(step * number),
            "y": "0",
            "width": _units(step - gap),
            "height": _units(HIGH),
            "round": _units(gap / 2),
        }
        for number in range(weeks)
    ]


@cache
def _drawn_frame(weeks: int) -> SafeString:
    return _drawn(_frame(weeks), "shape__frame")


def _drawn(weeks: list[dict[str, Any]], name: str) -> SafeString:
    """Of our own numbers only. A template takes fifty times longer for the same."""
    rects = [
        f'<rect class="{name}{f" {name}--open" if week.get("open") else ""}"'
        f' x="{week["x"]}" y="{week["y"]}" width="{week["width"]}"'
        f' height="{week["height"]}" rx="{week["round"]}"/>'
        for week in weeks
    ]
    return mark_safe("".join(rects))  # noqa: S308


def _pitch(weeks: int) -> tuple[float, float]:
    """Units from one column to the next, and how many of them are empty."""
    gap = 3.0 if weeks <= WEEKS else 1.5 if weeks <= 2 * WEEKS else 0.5
    return (WIDE + gap) / weeks, gap


@lru_cache(maxsize=4096)
def _units(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _count(one: str, many: str, number: float) -> str:
    whole = ceil(number)
    return ngettext(one, many, whole) % {"n": whole}


def _length(days: int) -> str:
    if days % 7:
        return _count("%(n)d day", "%(n)d days", days)
    return _count("%(n)d week", "%(n)d weeks", days // 7)


def _words(
    hours_per_week: float | None, days: int | None, total: float | None, open_ended: bool
) -> str:
    """The drawing, said: 10 hours a week for 3 weeks."""
    rate = (
        _count("%(n)d hour a week", "%(n)d hours a week", hours_per_week)
        if hours_per_week and (not days or days > 7)
        else _count("%(n)d hour", "%(n)d hours", total or hours_per_week or 0)
    )
    if not days:
        return rate
    parts = {"hours": rate, "length": _length(days)}
    if open_ended:
        return _("%(hours)s for %(length)s or more") % parts
    if hours_per_week and days > 7:
        return _("%(hours)s for %(length)s") % parts
    return _("%(hours)s in %(length)s") % parts


def _caption(
    days: int | None, total: float | None, hours_per_week: float | None, open_ended: bool
) -> str:
    """Under the drawing: 30 h in 3 weeks."""
    if not total:
        return _words(hours_per_week, days, total, open_ended)
    hours = _count("%(n)d h", "%(n)d h", total)
    if open_ended:
        return _("%(hours)s or more") % {"hours": hours}
    if not days:
        return hours
    return _("%(hours)s in %(length)s") % {"hours": hours, "length": _length(days)}

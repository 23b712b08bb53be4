"""docs/states.md: every state of everything, written from the tables that the site runs on."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.utils import translation
from django.utils.text import capfirst

from listings.models import Format
from marketplace.states import Stateful
from marketplace.table import CLOCKS, STEPS
from marketplace.waiting import Clock

ROOMS = ("listings", "applications", "payments")
HEAD = """# States

Written by `bin/manage states` from the code: `TRANSITIONS` of each model, the clocks and the steps
(`marketplace/table.py`); a test fails while this page is stale. Lengths that a format sets stand in
its row; what stands here is the default. A reminder goes to whoever must act, once, and only while
they still have to; one that would come before the wait has begun is left out. Deadlines are
moments, shown in the zone of whoever reads. What is refused is refused in words; to anybody else it
does not exist.
"""


def written() -> str:
    with translation.override("en"):
        lines = [*_clocks(), *(line for noun in _nouns() for line in _noun(noun))]
        return "\n".join([HEAD, *lines])


# --- The clocks ---


def _clocks() -> Iterator[str]:
    yield "## Clocks\n"
    yield _row("waits", "whose turn", "how long", "reminded", "if nobody acts")
    yield _row(*["---"] * 5)
    for clock in CLOCKS:
        state = ", ".join(_label(clock.noun, each) for each in clock.states)
        who = clock.who
        what = f"{capfirst(_name(clock.noun))}: {state}"
        yield _row(what, who, _length(clock), _told(clock), clock.then)
    yield ""


def _length(clock: Clock[Any]) -> str:
    if not clock.hours:
        return clock.length
    default = getattr(Format._meta.get_field(clock.hours), "default", "")
    return f"{clock.length} (format's `{clock.hours}`, else {default} h)"


def _told(clock: Clock[Any]) -> str:
    if clock.told or not clock.reminders:
        return clock.told or "—"
    before = sorted((each for each in clock.reminders if each > timedelta()), reverse=True)
    return " and ".join(_span(each) for each in before) + " before"


def _span(time: timedelta) -> str:
    hours = round(time.total_seconds() / 3600)
    return f"{hours} h" if hours <= 24 else f"{hours // 24} days"


# --- The states ---


def _nouns() -> list[type[Stateful]]:
    models = [
        model
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        if issubclass(model, Stateful)
    ]
    used = {clock.noun for clock in CLOCKS} | {step.noun for step in STEPS}
    return sorted(models, key=lambda model: model not in used)


def _noun(noun: type[Stateful]) -> Iterator[str]:
    """Without the column of steps where the table of steps has none: they are not held by it."""
    steps = any(step.noun is noun for step in STEPS)
    heads = ["state", "whose turn, until", "by itself", *["allowed"] * steps, "may become"]
    yield f"## {capfirst(_name(noun))}\n"
    yield _row(*heads)
    yield _row(*["---"] * len(heads))
    for state, label in noun.Status.choices:
        clocks = [clock for clock in CLOCKS if clock.noun is noun and state in clock.states]
        yield _row(
            f"**{label}** `{state}`",
            _lines(f"{clock.who}: {_until(clock)}" for clock in clocks),
            _lines(clock.then for clock in clocks),
            *[_lines(_allowed(noun, state))] * steps,
            ", ".join(f"`{each}`" for each in _after(noun, state)) or "ends here",
        )
    yield ""


def _either(who: tuple[str, ...]) -> str:
    return " or ".join(filter(None, [", ".join(who[:-1]), who[-1]]))


def _until(clock: Clock[Any]) -> str:
    return f"`{clock.due}`" + (f" + {clock.grace.days} days" if clock.grace else "")


def _allowed(noun: type[Stateful], state: str) -> Iterator[str]:
    for step in STEPS:
        if step.noun is noun and state in step.states:
            leads = f" → `{step.to}`" if step.to else ""
            yield f"{_either(step.who)}: {step.does}{leads}"


def _after(noun: type[Stateful], state: str) -> list[str]:
    """In the order in which the states are listed."""
    to = noun.TRANSITIONS.get(state, ())
    return [each for each in noun.Status.values if each in to]


def _name(noun: type[Stateful]) -> str:
    return str(noun._meta.verbose_name)


def _label(noun: type[Stateful], state: str) -> str:
    return str(noun.Status(state).label)


def _lines(parts: Iterable[str]) -> str:
    return "<br>".join(parts) or "—"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"

"""What happens on which day of a programme, as it is typed: a line for each day or stretch."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from listings.fields import Lines, check_limits

# From which day to which, and what happens: days count from 1.
type Stretch = tuple[int, int, str]

LAST_DAY = 365
# What a line has besides what happens.
LONGEST_START = 30
# Day 4: …; Days 5–7: …; Day 5 to day 7 - …; 5-7. …; Día 1: …; Dias 2 a 4: …; never weeks.
WORD = r"(?!week|semana)[^\W\d_]{1,12}\.?"
STRETCH = re.compile(
    rf"(?:{WORD}\s*)?(?P<first>\d{{1,3}})"
    rf"(?:\s*(?:-|–|—|&|to|and|a|y|e)\s*(?:{WORD}\s*)?(?P<last>\d{{1,3}}))?"
    r"\s*(?:[:.)]|\s[-–—])\s*(?P<what>\S.*)",
    re.IGNORECASE,
)


class Itinerary(Lines):
    """A line for each day or stretch of days, as a list of `Stretch`."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(line_of, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = super().to_python(value)
        check_limits(lines, self.most, LONGEST_START + self.longest)
        found: list[Stretch] = []
        wrong: list[forms.ValidationError] = []
        for number, line in enumerate(lines, 1):
            try:
                found.append(self._stretch(number, line, found[-1][0] if found else 1))
            except forms.ValidationError as error:
                wrong.append(error)
        if wrong:
            raise forms.ValidationError(wrong[:5])
        return found

    def _stretch(self, number: int, line: str, after: int) -> Stretch:
        match = STRETCH.fullmatch(line)
        given = {"n": number, "start": line[:40]}
        if match is None:
            raise forms.ValidationError(
                _("Line %(n)d, “%(start)s”: start with the day, as in “Day 4: …”, “Days 5–7: …”."),
                params=given,
            )
        first, last = int(match["first"]), int(match["last"] or match["first"])
        given |= {"first": first, "last": last, "after": after}
        if not 1 <= first <= last <= LAST_DAY:
            raise forms.ValidationError(
                _("Line %(n)d: from day %(first)d to day %(last)d is no stretch of days."),
                params=given,
            )
        if first < after:
            raise forms.ValidationError(
                _("Line %(n)d: day %(first)d stands below day %(after)d. Put them in order."),
                params=given,
            )
        if len(match["what"]) > self.longest:
            raise forms.ValidationError(
                _("Line %(n)d is longer than %(longest)d characters."),
                params={"n": number, "longest": self.longest},
            )
        return first, last, match["what"]

    def validate(self, value: list[Any]) -> None:
        """Every line was checked where it was read."""

    def run_validators(self, value: list[Any]) -> None:
        super().run_validators([what for _first, _last, what in value])


def line_of(stretch: Stretch) -> str:
    """As it is typed: Days 5–7: Surveys in pairs."""
    first, last, what = stretch
    if first == last:
        return _now("Day %(first)d: %(what)s") % {"first": first, "what": what}
    given = {"first": first, "last": last, "what": what}
    return _now("Days %(first)d–%(last)d: %(what)s") % given

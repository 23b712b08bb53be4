"""What we say of a cell that is not clear, and what a person may decide for its whole column.

A row keeps only the kind and its figures; the words are made when somebody reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.importing.fields import FIELDS
from listings.importing.notes import NOTES
from marketplace.money import display

# What is done unless somebody decides otherwise: the row is reported and left out.
REPORT = "report"
LEAVE_OUT = gettext_lazy("Leave these rows out")
EMPTY = gettext_lazy("Import them without it, to fill in later")


@dataclass(frozen=True)
class Saying:
    """`text`: why, and what to write instead. `options`: value → what happens then."""

    text: Any
    options: Mapping[str, Any] = field(default_factory=dict)
    about: Any = ""


def leave(**options: Any) -> dict[str, Any]:
    return {REPORT: LEAVE_OUT, **options}


ONE_PRICE = gettext_lazy("A project here has one price.")

PAY = {
    "pay": Saying(
        gettext_lazy("We found no amount here. Write one, such as USD 720."),
        leave(empty=EMPTY),
        gettext_lazy("Pay in words without an amount"),
    ),
    "number_point": Saying(
        gettext_lazy(
            "The point in %(read)s may stand before decimals or between thousands. Write it "
            "without a point, or with at most two decimals."
        )
    ),
    "pay_currencies": Saying(
        gettext_lazy("It names more than one currency. Write one amount in one currency.")
    ),
    "pay_currency": Saying(
        gettext_lazy("It does not say which currency. Write it before the amount: USD 720."),
        leave(),
        gettext_lazy("Amounts without a currency"),
    ),
    "currency": Saying(
        gettext_lazy("We do not know this currency. Write its code, such as USD or INR."),
    ),
    "currency_here": Saying(
        gettext_lazy("Projects here are not priced in %(currency)s. Write one of %(known)s."),
        leave(empty=EMPTY),
        gettext_lazy("Pay in a currency we do not take"),
    ),
    "pay_range": Saying(
        gettext_lazy(
            "%(one_price)s This is a range. Write one amount: %(low)s, or %(high)s, or one between."
        ),
        leave(
            low=gettext_lazy("Use the lower end"),
            high=gettext_lazy("Use the upper end"),
            empty=EMPTY,
        ),
        gettext_lazy("Pay as a range"),
    ),
    "pay_plus": Saying(
        gettext_lazy(
            "%(one_price)s It cannot promise “%(plus)s” on top. Write the amount alone: %(price)s."
        ),
        leave(
            fixed=gettext_lazy("Use the amount, without what comes on top"),
            empty=EMPTY,
        ),
        gettext_lazy("Pay with something on top"),
    ),
    "pay_unpaid": Saying(
        gettext_lazy(
            "Projects here are paid. Write what you pay, or say what it is: expenses only, or an "
            "unpaid simulation."
        ),
        leave(
            expenses=gettext_lazy("They pay expenses only"),
            simulation=gettext_lazy("They are unpaid simulations"),
        ),
        gettext_lazy("Unpaid work"),
    ),
    "pay_performance": Saying(
        gettext_lazy(
            "Pay that depends on results is not allowed here: the price is fixed before the work "
            "starts. Write one amount."
        ),
        leave(empty=EMPTY),
        gettext_lazy("Pay that depends on results"),
    ),
    "pay_time": Saying(
        gettext_lazy(
            "It is paid by time, and the row does not say for how long, so we cannot work out one "
            "price. Write the price of the whole project."
        ),
        leave(empty=EMPTY),
        gettext_lazy("Pay by time, for a time nobody says"),
    ),
    "pay_large": Saying(gettext_lazy("That is more than a project here can pay.")),
    "pay_decimals": Saying(gettext_lazy("%(currency)s has fewer decimals. Write %(price)s.")),
}
TIMES = gettext_lazy("Multiply by the length; leave out rows without one")
PERIODS = {
    "hour": (gettext_lazy("Pay by the hour"), gettext_lazy("Multiply by the hours in all")),
    "day": (gettext_lazy("Pay by the day"), None),
    "week": (gettext_lazy("Pay by the week"), TIMES),
    "month": (gettext_lazy("Pay by the month"), TIMES),
    "year": (gettext_lazy("Pay by the year"), TIMES),
}
PER = gettext_lazy("%(one_price)s This is pay by time. Write the price of the whole: %(price)s.")
RANGE_UNKNOWN = gettext_lazy(
    "%(one_price)s This is a range of pay by time. Write the price of the whole."
)
PER_UNKNOWN = gettext_lazy("%(one_price)s This is pay by time. Write the price of the whole.")
for period, (about, times) in PERIODS.items():
    PAY[f"pay_{period}"] = Saying(
        PER, leave(**({"times": times} if times else {}), empty=EMPTY), about
    )

TIME = {
    "length": Saying(
        gettext_lazy("We cannot read this as a length. Write “3 weeks” or “21 days”."),
        leave(empty=EMPTY),
        gettext_lazy("Lengths we cannot read"),
    ),
    "length_unit": Saying(
        gettext_lazy("Days, weeks or months? Write “%(read)s weeks”."),
        leave(
            day=gettext_lazy("They are days"),
            week=gettext_lazy("They are weeks"),
            month=gettext_lazy("They are months of 30 days"),
        ),
        gettext_lazy("Lengths without a unit"),
    ),
    "length_start": Saying(
        gettext_lazy("That says when it starts, not how long it takes. Write “3 weeks”."),
        leave(empty=EMPTY),
        gettext_lazy("A start where a length should be"),
    ),
    "length_range": Saying(
        gettext_lazy("A project has one length. Write one: %(low)s days, or %(high)s."),
        leave(
            low=gettext_lazy("Use the shorter"),
            high=gettext_lazy("Use the longer"),
            empty=EMPTY,
        ),
        gettext_lazy("Lengths as a range"),
    ),
    "hours": Saying(
        gettext_lazy("We cannot read this as hours. Write a whole number, such as 30."),
        leave(empty=EMPTY),
        gettext_lazy("Hours we cannot read"),
    ),
    "hours_range": Saying(
        gettext_lazy("Write one number of hours: %(low)s, or %(high)s."),
        leave(
            low=gettext_lazy("Use the lower number"),
            high=gettext_lazy("Use the higher number"),
            empty=EMPTY,
        ),
        gettext_lazy("Hours as a range"),
    ),
    "hours_per": Saying(
        gettext_lazy("These hours are per %(per)s, which is another column."),
        leave(empty=EMPTY),
        gettext_lazy("Hours of another kind than the column's"),
    ),
    "date": Saying(
        gettext_lazy("We cannot read this as a day. Write 2026-12-04 or 4 December 2026."),
        leave(empty=EMPTY),
        gettext_lazy("Days we cannot read"),
    ),
    "date_order": Saying(
        gettext_lazy("Is that %(one)s, or %(other)s? Write 2026-12-04 or 4 December 2026."),
        leave(
            dmy=gettext_lazy("The day stands first"),
            mdy=gettext_lazy("The month stands first"),
        ),
        gettext_lazy("Days that may be two days"),
    ),
    "date_year": Saying(gettext_lazy("Of which year? Write the year too: 4 December 2026.")),
    "date_none": Saying(gettext_lazy("There is no such day. Look at the month and its length.")),
    "date_serial": Saying(
        gettext_lazy(
            "This is a spreadsheet's own number of a day. Show the column as dates there, and save "
            "the file again."
        )
    ),
    "date_words": Saying(
        gettext_lazy("That names no day. Write one, such as 2026-12-04."),
        leave(empty=EMPTY),
        gettext_lazy("“Immediately” and the like, instead of a day"),
    ),
    "past": Saying(
        gettext_lazy("%(day)s has passed. Write a day that has not."),
        leave(empty=EMPTY),
        gettext_lazy("Days that have passed"),
    ),
    "start_order": Saying(gettext_lazy("The latest start is before the earliest.")),
}
WORK = {
    "missing": Saying(gettext_lazy("Every row needs a title.")),
    "long": Saying(
        gettext_lazy("It has %(n)s characters, and %(most)s is the most. Make it shorter.")
    ),
    "many": Saying(gettext_lazy("These are %(n)s, and %(most)s is the most. Leave some out.")),
    "large": Saying(gettext_lazy("At most %(most)s. Write a smaller number.")),
    "arrangement": Saying(
        gettext_lazy("Write remote, hybrid or in person."),
        leave(empty=EMPTY),
        gettext_lazy("Words for where the work is done that we do not know"),
    ),
    "remote_and_place": Saying(
        gettext_lazy("The row says in person or hybrid, and here it says remote. Which is it?")
    ),
    "place": Saying(
        gettext_lazy("We know no such town. Write town and country: “London, United Kingdom”."),
        leave(empty=EMPTY),
        gettext_lazy("Towns we do not know"),
    ),
    "place_which": Saying(
        gettext_lazy("There is more than one: %(known)s. Write the country too."),
        leave(
            largest=gettext_lazy("Use the one with the most people"),
            empty=EMPTY,
        ),
        gettext_lazy("Towns of the same name"),
    ),
    "country": Saying(
        gettext_lazy("We know no country of this name. Write its English name or its two letters."),
        leave(empty=EMPTY),
        gettext_lazy("Countries we do not know"),
    ),
    "country_differs": Saying(
        gettext_lazy("The town is in %(known)s, and the row says another country.")
    ),
    "field": Saying(
        gettext_lazy("That is none of our fields: %(known)s."),
        leave(empty=EMPTY),
        gettext_lazy("Fields we do not have"),
    ),
    "format": Saying(
        gettext_lazy("That is none of our formats: %(known)s."),
        leave(empty=gettext_lazy("Import them as %(standard)s")),
        gettext_lazy("Formats we do not have"),
    ),
    "language": Saying(
        gettext_lazy("We know no language “%(language)s”. Write its English name."),
        leave(empty=EMPTY),
        gettext_lazy("Languages we do not know"),
    ),
    "skill": Saying(
        gettext_lazy("“%(skill)s” does not look like a skill. Use a few short words, and commas."),
        leave(empty=gettext_lazy("Import them without that skill")),
        gettext_lazy("Skills that are sentences"),
    ),
    "count": Saying(gettext_lazy("Write a whole number, such as 2.")),
    "yes": Saying(gettext_lazy("Write yes or no.")),
    "other": Saying(
        gettext_lazy("This row is of another organisation, and you import for %(ours)s."),
        leave(ours=gettext_lazy("They are ours: import them")),
        gettext_lazy("Rows of “%(read)s”"),
    ),
    "wide": Saying(
        gettext_lazy(
            "The row has %(n)s cells and the heading %(most)s: one cell was probably cut in two. "
            "Put cells with commas in quotation marks."
        )
    ),
    "id_twice": Saying(gettext_lazy("Row %(first)s has the same number.")),
    "sent": Saying(
        gettext_lazy(
            "The listing of this row is no draft any more, so the import does not change it. "
            "Change it on its own page."
        )
    ),
}
SAYINGS: dict[str, Saying] = {**PAY, **TIME, **WORK}


def said(kind: str, params: Mapping[str, Any]) -> str:
    """The sentence about one cell, in the reader's language."""
    if kind in NOTES:
        return str(NOTES[kind] % shown(params))
    text = saying(kind).text
    if text is PER and "price" not in params:
        text = PER_UNKNOWN
    elif kind == "pay_range" and "low" not in params:
        text = RANGE_UNKNOWN
    return str(text % shown(params))


def saying(kind: str) -> Saying:
    """Of a kind, or of one of a kind: what stands after a colon tells these apart."""
    return SAYINGS[kind.partition(":")[0]]


def shown(params: Mapping[str, Any]) -> dict[str, str]:
    """Money is kept as [minor units, currency], a day as {"day": ISO}: here they become words."""
    words = {name: _shown(value) for name, value in params.items()}
    return {"one_price": str(ONE_PRICE), **words}


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return date_format(date.fromisoformat(value["day"]), "j F Y")
    if isinstance(value, list):
        return display(value[0], value[1])
    return str(value)


def column_of(found: Mapping[str, Any], headers: list[str]) -> str:
    """The heading of the column a problem is in; our own name where the file has none."""
    column = found.get("column")
    if column is not None and column < len(headers):
        return str(headers[column])
    name = found.get("field", "")
    return str(FIELDS[name].label) if name in FIELDS else _("The row")

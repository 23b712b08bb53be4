"""From what a cell says of pay to the one price of a project, as far as a person has decided."""

from decimal import Decimal
from fractions import Fraction

from listings.importing import pay
from listings.importing.pay import DOLLAR, RUPEE, Pay
from listings.importing.row import Found, Row
from listings.importing.spans import DAYS
from listings.importing.unclear import Unclear
from marketplace.money import MAX_MINOR, exponent, for_times, to_minor

RUPEES = {"IN": "INR", "LK": "LKR", "MU": "MUR", "NP": "NPR", "PK": "PKR", "SC": "SCR"}


def read_pay(row: Row) -> None:
    """Sets `direction`, `currency` and `pay_minor`, or says why not: all reasons at once."""
    found = row.read("pay", pay.read)
    if found is None:
        _currency_alone(row)
    elif found.kind == "unpaid":
        _unpaid(row)
    elif found.kind == "performance":
        row.unclear("pay", "pay_performance")
    elif currency := _currency(row, found):
        row.values["currency"] = currency
        _price(row, found, currency)


def _unpaid(row: Row) -> None:
    chosen = row.chosen("pay_unpaid")
    if chosen in ("expenses", "simulation"):
        row.values["direction"] = chosen
        if chosen == "simulation":
            row.values["pay_minor"] = 0
            if "simulation" in row.setup.formats and not row.cell("format"):
                row.values["format"] = "simulation"
        row.note("pay", f"did_{chosen}")
    else:
        row.problem("pay", "pay_unpaid")


# --- Of which currency -----------------------------------------------------


def _currency_alone(row: Row) -> None:
    said = _rupee(row, row.read("currency", _code) or "")
    if said in row.setup.currencies:
        row.values["currency"] = said


def _code(cell: str) -> str:
    code = pay.currency_of(cell)
    if not code:
        raise Unclear("currency")
    return code


def _currency(row: Row, found: Pay) -> str:
    """The amount's own, else its column's, else what was chosen; "" and a problem otherwise."""
    cell = _rupee(row, row.read("currency", _code) or "")
    if row.cell("currency") and not cell:
        return ""
    named = found.currency == RUPEE and cell in RUPEES.values()
    own = cell if named else _rupee(row, found.currency)
    if own == DOLLAR:
        own = cell if cell.endswith("D") else "USD"
        row.note("pay", "dollar") if own == "USD" and cell != "USD" else None
    if own and cell and cell not in (own, DOLLAR):
        row.problem("currency", "pay_currencies")
        return ""
    code = own or (cell if cell != DOLLAR else "USD") or _of_heading(row)
    return _priced_here(row, code) if code else _chosen(row)


def _of_heading(row: Row) -> str:
    try:
        code = pay.currency_of(row.setup.header("pay"))
    except Unclear:
        return ""
    return "USD" if code == DOLLAR else _rupee(row, code)


def _rupee(row: Row, code: str) -> str:
    """Rupees are those of the organisation's country, or India's, which the report says."""
    if code != RUPEE:
        return code
    if row.setup.home not in RUPEES:
        row.note("pay", "rupee")
    return RUPEES.get(row.setup.home, "INR")


def _chosen(row: Row) -> str:
    chosen = row.chosen("pay_currency")
    if chosen in row.setup.currencies:
        return chosen
    row.unclear("pay", "pay_currency")
    return ""


def _priced_here(row: Row, code: str) -> str:
    if code in row.setup.currencies:
        return code
    row.unclear("pay", "currency_here", currency=code, known=", ".join(row.setup.currencies))
    return ""


# --- How much --------------------------------------------------------------


def _price(row: Row, found: Pay, currency: str) -> None:
    before = len(row.problems)
    left_out = False
    rate = found.low
    if found.is_range:
        left_out |= _range(row, found, currency)
        rate = found.high if row.chosen("pay_range") == "high" else found.low
    minor, is_left = _whole(row, found, rate, currency)
    left_out |= is_left
    if found.plus:
        left_out |= _plus(row, found, minor, currency)
    if left_out or len(row.problems) > before or minor is None:
        _one_advice(row.problems[before:])
        return
    if minor > MAX_MINOR:
        row.problem("pay", "pay_large")
        return
    row.values["pay_minor"] = minor
    if row.chosen("pay_currency") and not found.currency and not row.cell("currency"):
        row.note("pay", "did_currency", price=[minor, currency])


def _range(row: Row, found: Pay, currency: str) -> bool:
    """Whether rows with a range go without a price."""
    low, high = _money(found.low, currency), _money(found.high, currency)
    chosen = row.chosen("pay_range")
    if chosen in ("low", "high"):
        row.note("pay", "did_range", low=low, high=high, price=low if chosen == "low" else high)
        return False
    # What is to be written is the price of the whole, also where the cell says pay by time.
    per = _per(row, found)
    times = _times(row, per) if per else None
    if times is not None:
        low = [for_times(found.low, times, currency), currency]
        high = [for_times(found.high, times, currency), currency]
    ends = {"low": low, "high": high} if not per or times is not None else {}
    row.unclear("pay", "pay_range", **ends)
    return chosen == "empty"


def _one_advice(problems: list[Found]) -> None:
    """What is unclear first says what to write; the rest is only decided for its column."""
    for each in problems[1:]:
        each["also"] = True


def _per(row: Row, found: Pay) -> str:
    """What the pay is for, of the cell or of its column; "" for the whole project."""
    per = found.per or pay.period_of(row.setup.header("pay"))
    return "" if per == "project" else per


def _plus(row: Row, found: Pay, minor: int | None, currency: str) -> bool:
    if row.chosen("pay_plus") == "fixed":
        row.note("pay", "did_plus", plus=found.plus)
        return False
    price = _money(found.low, currency) if minor is None else [minor, currency]
    row.unclear("pay", "pay_plus", plus=found.plus, price=price)
    return row.chosen("pay_plus") == "empty"


def _whole(row: Row, found: Pay, rate: Decimal, currency: str) -> tuple[int | None, bool]:
    """The price of the whole project in minor units, and whether rows of its kind go without."""
    per = _per(row, found)
    if not per:
        return _exact(row, rate, currency), False
    times = _times(row, per)
    kind = f"pay_{per}"
    minor = None if times is None else for_times(rate, times, currency)
    chosen = row.chosen(kind)
    if chosen != "times":
        row.unclear("pay", kind, **({} if minor is None else {"price": [minor, currency]}))
        return minor, chosen == "empty"
    if minor is None or times is None:
        # Where the length itself could not be read, that is what has to be put right.
        if not {"length", "total_hours"} & {found["field"] for found in row.problems}:
            row.unclear("pay", "pay_time")
        return None, row.chosen("pay_time") == "empty"
    shown = f"{float(times):.2f}".rstrip("0").rstrip(".")
    row.note("pay", "did_times", rate=_money(rate, currency), times=shown, price=[minor, currency])
    return minor, False


def _times(row: Row, per: str) -> Fraction | None:
    """How many of them the project is; None where the row does not say."""
    if per == "hour":
        hours = row.values.get("total_hours")
        return Fraction(hours) if hours else None
    length = row.values.get("length_days")
    return Fraction(length, DAYS[per]) if length and per != "day" else None


def _exact(row: Row, amount: Decimal, currency: str) -> int | None:
    try:
        return to_minor(amount, currency)
    except ValueError:
        price = _money(amount, currency)
        row.problem("pay", "pay_decimals", currency=currency, price=price)
        return None


def _money(amount: Decimal, currency: str) -> list[object]:
    """[minor units, currency], as `sayings` shows money; cut to the currency's decimals."""
    return [int(amount.scaleb(exponent(currency))), currency]

"""A file of records: how it is written, and its rows one after the other."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from listings.importing.tidy import words

MOST_ROWS = 10_000
MOST_COLUMNS = 60
# Characters of one cell; a quotation mark that is never closed makes one of the whole file.
LONGEST_CELL = 32_768
DELIMITERS = ",;\t|"
SAMPLE_BYTES = 64 * 1024
SAMPLE_RECORDS = 30
# Values of each column that the page of columns shows.
SAMPLES = 3
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# What stands for a byte that could not be decoded.
NOT_UTF_8 = re.compile("[\udc80-\udcff]")
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

type Record = tuple[int, list[str]]


@dataclass(frozen=True)
class Outline:
    """What is known of a file before its rows are read. `rows` are those with something in them."""

    delimiter: str
    headers: list[str]
    samples: list[list[str]]
    rows: int


def check_start(start: bytes) -> None:
    """Refuse what is no plain text by its first bytes, with its name.

    Raises:
        ValidationError: it is a workbook, or UTF-16.
    """
    if start.startswith(WORKBOOKS):
        raise ValidationError(
            _(
                "This is a workbook, not a CSV file. In your spreadsheet choose “Save as”, then "
                "“CSV UTF-8”."
            )
        )
    if start.startswith(UTF_16) or b"\x00" in start[:200]:
        raise ValidationError(
            _(
                "The file is written in UTF-16. Save it again as “CSV UTF-8”, and choose the new "
                "file."
            )
        )


def outline(stream: IO[bytes]) -> Outline:
    """Read it once from end to end. Raises ValidationError: nobody could import it."""
    delimiter = sniff(stream)
    with records(stream, delimiter) as rows:
        try:
            _number, headers = next(rows)
        except StopIteration:
            raise ValidationError(_("The file you chose is empty.")) from None
        if len(headers) > MOST_COLUMNS:
            raise ValidationError(
                _("The file has %(n)d columns, and %(most)d is the most we take.")
                % {"n": len(headers), "most": MOST_COLUMNS}
            )
        samples: list[list[str]] = [[] for _header in headers]
        count = 0
        for _number, cells in rows:
            count += 1
            _collect(samples, cells)
    _countable(count)
    return Outline(delimiter, [name_of(i, each) for i, each in enumerate(headers)], samples, count)


def _countable(count: int) -> None:
    if not count:
        raise ValidationError(_("The file has a heading and no rows under it."))
    if count > MOST_ROWS:
        raise ValidationError(
            _("The file has %(n)d rows, and %(most)d is the most we take. Split it in parts.")
            % {"n": count, "most": MOST_ROWS}
        )


def _collect(samples: list[list[str]], cells: list[str]) -> None:
    for kept, cell in zip(samples, cells, strict=False):
        text = words(cell)[:80]
        if text and len(kept) < SAMPLES and text not in kept:
            kept.append(text)


def name_of(index: int, header: str) -> str:
    """The heading as it stands, or the letter a spreadsheet gives the column."""
    text = words(header)[:100]
    if text:
        return text
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return _("Column %(letters)s") % {"letters": letters}


@contextmanager
def records(stream: IO[bytes], delimiter: str) -> Iterator[Iterator[Record]]:
    """Rows with anything in them, each with the number a spreadsheet gives it; the heading first.

    Raises (while it is read):
        ValidationError: bytes that are not UTF-8, or a quotation mark that is not closed.
    """
    stream.seek(0)
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline="")
    try:
        yield _records(text, delimiter)
    finally:
        text.detach()


def _records(text: IO[str], delimiter: str) -> Iterator[Record]:
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if max(map(len, cells), default=0) > LONGEST_CELL:
                raise csv.Error("field larger than we take")
            if NOT_UTF_8.search("".join(cells)):
                raise _wrong_letters(number)
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error:
        raise ValidationError(
            _(
                "From row %(row)d on we cannot tell the cells apart: a quotation mark is opened "
                "and not closed, or a cell is longer than %(most)d characters."
            )
            % {"row": number + 1, "most": LONGEST_CELL}
        ) from None


def _wrong_letters(row: int) -> ValidationError:
    return ValidationError(
        _(
            "In row %(row)d there are letters that are not UTF-8. Save the file again as “CSV "
            "UTF-8”, and choose the new file."
        )
        % {"row": row}
    )


def _lines(text: IO[str]) -> Iterator[str]:
    """Without the line by which one spreadsheet tells another its delimiter."""
    first = text.readline()
    if not first.casefold().startswith("sep="):
        yield first
    yield from text


def sniff(stream: IO[bytes]) -> str:
    """The delimiter that cuts the first rows into the most columns, and into as many each time."""
    stream.seek(0)
    start = stream.read(SAMPLE_BYTES).decode("utf-8-sig", errors="ignore")
    if start[:4].casefold() == "sep=" and start[4:5] in DELIMITERS:
        return start[4]
    return max(DELIMITERS, key=lambda mark: _fits(start, mark))


def _fits(start: str, delimiter: str) -> tuple[float, int]:
    """(share of the rows as wide as the heading, its width), or nothing when it cuts nothing."""
    widths: list[int] = []
    try:
        for cells in csv.reader(io.StringIO(start, newline=""), delimiter=delimiter):
            if any(cells):
                widths.append(len(cells))
            if len(widths) == SAMPLE_RECORDS:
                break
    except csv.Error:
        return 0.0, 0
    if not widths or widths[0] == 1:
        return 0.0, 0
    # The last may be cut off in the middle.
    whole = widths[:-1] if len(widths) > 2 else widths
    return round(whole.count(whole[0]) / len(whole), 1), widths[0]

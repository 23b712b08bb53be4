"""Cells as people paste them: entities, tags, hard spaces, curly quotes."""

import html
import re
import unicodedata
from functools import lru_cache

# Characters that are seen by nobody: soft hyphens, zero-width spaces, marks of byte order.
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
BREAKING = dict.fromkeys(map(ord, "\n\r\t"))
# Characters of a cell that is worth remembering.
SHORT = 200
PLAIN = str.maketrans({"‘": "'", "’": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
DASHES = re.compile(r"[‐-―−]")
BREAKS = re.compile(r"</?(?:p|br|li|ul|ol|div|h[1-6]|tr)\b[^<>]*>", re.IGNORECASE)
MARKS = re.compile(r"</?(?:b|i|u|em|strong|span|a|font|td)\b[^<>]*>", re.IGNORECASE)
# How spreadsheets say "nothing": a cell that only holds one of these is empty.
NOTHING = {"", "-", "--", ".", "?", "n/a", "na", "n.a.", "nan", "none", "null", "nil", "#n/a"}


def words(cell: str) -> str:
    """One line: what stands in `cell`, without what is only how it was written."""
    return _short(cell) if len(cell) <= SHORT else " ".join(_seen(cell).split())


@lru_cache(maxsize=4096)
def _short(cell: str) -> str:
    """A cell is asked for many times, and many cells of a column are the same."""
    return " ".join(_seen(cell).split())


def prose(cell: str) -> str:
    """Several lines, none of them with spaces at its ends, never two empty ones together."""
    text = MARKS.sub("", BREAKS.sub("\n", _seen(cell)))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def has_tags(cell: str) -> bool:
    text = html.unescape(cell)
    return bool(BREAKS.search(text) or MARKS.search(text))


def plain(cell: str) -> str:
    """For comparing: lower case, straight quotes, one kind of dash."""
    return DASHES.sub("-", words(cell).translate(PLAIN)).casefold()


def is_nothing(cell: str) -> bool:
    return words(cell).casefold() in NOTHING


def _seen(cell: str) -> str:
    if cell.isascii() and cell.isprintable() and "&" not in cell:
        return cell  # most cells, and the rest is slow
    # Twice: what was exported twice was escaped twice.
    text = html.unescape(html.unescape(cell)) if "&" in cell else cell
    text = unicodedata.normalize("NFC", text).translate(UNSEEN)
    if text.translate(BREAKING).isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\r\t" else " " for c in text)

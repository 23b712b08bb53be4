"""Whether a file is what its name says, told by what is in it.

Nothing here runs, draws or unpacks a file. What passes is still handed out as an attachment only.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePosixPath
from typing import BinaryIO

MAX_ZIP_MEMBERS = 2_000
MAX_ZIP_BYTES = 200 * 1024 * 1024  # unpacked
MAX_PNG_PARTS = 50_000
TAIL = 64 * 1024

PNG, JPEG, ZIP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04"
JPEG_END, PNG_FIRST, PNG_LAST = b"\xff\xd9", b"IHDR", b"IEND"
# The test file that every virus scanner knows; in two parts, so that none stops at this one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!"
# They turn the direction of writing: "gnp.exe" reads "exe.png".
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
ENCRYPTED = 0x1


class Problem(StrEnum):
    UNREADABLE = "unreadable"
    LOCKED = "locked"
    MACROS = "macros"
    VIRUS = "virus"


class Bad(Exception):
    """Not to be taken, and why."""

    def __init__(self, problem: Problem = Problem.UNREADABLE) -> None:
        super().__init__(problem)
        self.problem = problem


def check(stream: BinaryIO, ending: str) -> None:
    """`ending` is one of READERS. Leaves the stream where it likes. Raises Bad."""
    stream.seek(0)
    if stream.read(len(EICAR)) == EICAR:
        raise Bad(Problem.VIRUS)
    stream.seek(0)
    READERS[ending](stream)


def _pdf(stream: BinaryIO) -> None:
    # Read when it is needed: it would be a fifth of the time that each process takes to start.
    from pypdf import PdfReader

    if stream.read(5) != b"%PDF-":
        raise Bad
    try:
        reader = PdfReader(stream)
        if reader.is_encrypted:
            raise Bad(Problem.LOCKED)
        pages = len(reader.pages)
    except Bad:
        raise
    except NotImplementedError:  # locked, and not by a password
        raise Bad(Problem.LOCKED) from None
    except Exception:  # the library says of a broken file whatever it trips over
        raise Bad from None
    if not pages:
        raise Bad


def _png(stream: BinaryIO) -> None:
    """Its parts, one after another, to the last; nothing behind it."""
    if stream.read(len(PNG)) != PNG:
        raise Bad
    for number in range(MAX_PNG_PARTS):
        head = stream.read(8)
        size, kind = int.from_bytes(head[:4]), head[4:]
        if len(head) < 8 or (number == 0) != (kind == PNG_FIRST):
            raise Bad
        stream.seek(size + 4, 1)
        if kind == PNG_LAST:
            return _nothing_follows(stream)
    raise Bad


def _nothing_follows(stream: BinaryIO) -> None:
    at = stream.tell()
    if stream.seek(0, 2) != at:
        raise Bad


def _jpeg(stream: BinaryIO) -> None:
    """Cameras put things behind its end; an archive there is none of them."""
    if stream.read(len(JPEG)) != JPEG:
        raise Bad
    size = stream.seek(0, 2)
    stream.seek(max(0, size - TAIL))
    if JPEG_END not in stream.read() or zipfile.is_zipfile(stream):
        raise Bad


def _zip(stream: BinaryIO) -> None:
    _members(stream)


def _docx(stream: BinaryIO) -> None:
    names = {member.filename for member in _members(stream)}
    if not {"[Content_Types].xml", "word/document.xml"} <= names:
        raise Bad
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Bad(Problem.MACROS)


def _members(stream: BinaryIO) -> list[zipfile.ZipInfo]:
    if stream.read(len(ZIP)) != ZIP:
        raise Bad
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Bad from None
    if len(members) > MAX_ZIP_MEMBERS or sum(each.file_size for each in members) > MAX_ZIP_BYTES:
        raise Bad
    if any(each.flag_bits & ENCRYPTED for each in members):
        raise Bad(Problem.LOCKED)
    if not all(_stays_inside(each) for each in members):
        raise Bad
    return members


def _stays_inside(member: zipfile.ZipInfo) -> bool:
    """No path out of where it is unpacked, no link, no name that reads as another."""
    name = member.orig_filename.replace("\\", "/")
    path = PurePosixPath(name)
    link = stat.S_ISLNK(member.external_attr >> 16)
    odd = "\0" in name or ":" in path.parts[0] if path.parts else True
    return not (link or odd or path.is_absolute() or ".." in path.parts or TURNING & set(name))


def _text(stream: BinaryIO) -> None:
    while chunk := stream.read(TAIL):
        if b"\0" in chunk:
            raise Bad


READERS: dict[str, Callable[[BinaryIO], None]] = {
    ".pdf": _pdf,
    ".docx": _docx,
    ".png": _png,
    ".jpg": _jpeg,
    ".jpeg": _jpeg,
    ".txt": _text,
    ".csv": _text,
    ".zip": _zip,
}

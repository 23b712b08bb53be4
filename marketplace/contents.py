"""Whether a file is what its name says, told by what is in it.

Nothing here runs, draws or unpacks a file. What passes is still handed out as an attachment only.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from xml.parsers import expat

MAX_ZIP_MEMBERS = 2_000
MAX_ZIP_BYTES = 200 * 1024 * 1024  # unpacked
MAX_PARTS = 50_000
TAIL = 64 * 1024
MAX_SVG_BYTES = 10 * 1024 * 1024

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
    for number in range(MAX_PARTS):
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


def _office(stream: BinaryIO, main: str) -> None:
    """Word, Excel and PowerPoint of today; `main` is the part that makes it one of them."""
    names = {member.filename for member in _members(stream)}
    if not {"[Content_Types].xml", main} <= names:
        raise Bad
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Bad(Problem.MACROS)


def _open_document(stream: BinaryIO, kind: str) -> None:
    """`kind` stands in its first part, which is not packed."""
    members = _members(stream)
    said = f"application/vnd.oasis.opendocument.{kind}".encode()
    names = {member.filename for member in members}
    if not members or members[0].filename != "mimetype" or "content.xml" not in names:
        raise Bad
    if members[0].compress_type != zipfile.ZIP_STORED or members[0].file_size != len(said):
        raise Bad
    with zipfile.ZipFile(stream) as archive:
        if archive.read("mimetype") != said:
            raise Bad
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
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


def _svg(stream: BinaryIO) -> None:
    """A drawing: well-formed, with no script in it, and nothing declared that it could unfold."""
    text = stream.read(MAX_SVG_BYTES + 1)
    if len(text) > MAX_SVG_BYTES:
        raise Bad
    parser = expat.ParserCreate(namespace_separator=" ")
    seen: list[str] = []

    def begin(name: str, attrs: dict[str, str]) -> None:
        seen.append(name)
        runs = any(each.rpartition(" ")[2].lower().startswith("on") for each in attrs)
        leads = any("javascript:" in "".join(each.split()).lower() for each in attrs.values())
        if runs or leads or name.rpartition(" ")[2].lower() in ("script", "foreignobject"):
            raise Bad(Problem.MACROS)

    def refuse(*_declared: Any) -> None:
        raise Bad

    parser.StartElementHandler = begin
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise Bad from None
    if not seen or seen[0] != "http://www.w3.org/2000/svg svg":
        raise Bad


def _mp4(stream: BinaryIO) -> None:
    """Its boxes, one after another, exactly to its end."""
    end = stream.seek(0, 2)
    at = 0
    kinds: list[bytes] = []
    while at < end and len(kinds) < MAX_PARTS:
        stream.seek(at)
        head = stream.read(16)
        size, kind = int.from_bytes(head[:4]), head[4:8]
        if size == 1:
            size = int.from_bytes(head[8:16])
        kinds.append(kind)
        if size < 8:
            raise Bad
        at += size
    if at != end or kinds[0] != b"ftyp" or b"moov" not in kinds or zipfile.is_zipfile(stream):
        raise Bad


def _mp3(stream: BinaryIO) -> None:
    """A frame of sound, perhaps behind a tag; an archive at its end there is none of them."""
    head = stream.read(10)
    at = 0
    if head[:3] == b"ID3" and len(head) == 10:
        at = 10 + sum((byte & 0x7F) << 7 * n for n, byte in enumerate(reversed(head[6:10])))
    stream.seek(at)
    frame = stream.read(TAIL).lstrip(b"\0")
    # Eleven bits that are set, then a version and a layer that there are.
    sound = len(frame) >= 4 and frame[0] == 0xFF and frame[1] & 0xE0 == 0xE0
    if not sound or frame[1] & 0x18 == 0x08 or frame[1] & 0x06 == 0 or frame[2] & 0xF0 == 0xF0:
        raise Bad
    if zipfile.is_zipfile(stream):
        raise Bad


def _text(stream: BinaryIO) -> None:
    while chunk := stream.read(TAIL):
        if b"\0" in chunk:
            raise Bad


READERS: dict[str, Callable[[BinaryIO], None]] = {
    ".pdf": _pdf,
    ".docx": partial(_office, main="word/document.xml"),
    ".xlsx": partial(_office, main="xl/workbook.xml"),
    ".pptx": partial(_office, main="ppt/presentation.xml"),
    ".odt": partial(_open_document, kind="text"),
    ".ods": partial(_open_document, kind="spreadsheet"),
    ".odp": partial(_open_document, kind="presentation"),
    ".png": _png,
    ".jpg": _jpeg,
    ".jpeg": _jpeg,
    ".svg": _svg,
    ".mp4": _mp4,
    ".mp3": _mp3,
    **dict.fromkeys((".txt", ".csv", ".md", ".py", ".r", ".sql", ".json", ".ipynb"), _text),
    ".zip": _zip,
}

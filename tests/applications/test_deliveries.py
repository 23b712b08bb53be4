"""What may be handed in: each file is told by what is in it, never by its name alone."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from applications.models import Delivery, DeliveryFile
from marketplace import contents, uploads
from tests import make
from tests.applications.handing_in import hand_in

MB = 1024 * 1024
EICAR = contents.EICAR + b"!$H+H*"


def png(after=b"", parts=()):
    def part(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = b"".join(part(kind, data) for kind, data in parts)
    image = part(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + body + image + part(b"IEND", b"") + after


def jpeg(after=b""):
    return b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 30 + b"\xff\xd9" + after


def archive(*names, **more):
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in names:
            bundle.writestr(name, more.get("data", b"x"))
    return held.getvalue()


def docx(*more):
    return archive("[Content_Types].xml", "word/document.xml", *more)


def rights_managed_pdf():
    """Locked to somebody's certificate, as publishers and banks send them."""
    locked = b"/Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Adobe.PubSec/V 1>>"
    return make.PDF.replace(b"/Root 1 0 R", locked)


def locked_pdf():
    writer = PdfWriter(clone_from=PdfReader(BytesIO(make.PDF)))
    writer.encrypt("secret", algorithm="RC4-128")
    held = BytesIO()
    writer.write(held)
    return held.getvalue()


def locked_zip():
    data = bytearray(archive("a.txt"))
    data[6] |= 1  # the flag of the file, and of its entry in the directory
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def link():
    held = BytesIO()
    info = zipfile.ZipInfo("passwords")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(held, "w") as bundle:
        bundle.writestr(info, "/etc/passwd")
    return held.getvalue()


def many(count):
    return archive(*(f"{n}.txt" for n in range(count)), data=b"")


def bomb():
    return archive("zeros", data=b"\0" * (201 * MB))


def svg(inside=b""):
    return b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/>" + inside + b"</svg>"


def odf(kind, *more):
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as bundle:
        bundle.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        for name in ("content.xml", *more):
            bundle.writestr(name, "x", zipfile.ZIP_DEFLATED)
    return held.getvalue()


def mp4():
    boxes = [(b"ftyp", b"isom\0\0\2\0"), (b"moov", b"\0" * 20), (b"mdat", b"\0" * 9)]
    return b"".join(struct.pack(">I", len(data) + 8) + kind + data for kind, data in boxes)


MP3 = b"ID3\x04\0\0\0\0\0\x05" + b"title" + b"\xff\xfb\x90\x64" + b"\0" * 60

GOOD = {
    "drawing.svg": svg(),
    "table.xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "slides.pptx": archive("[Content_Types].xml", "ppt/presentation.xml"),
    "letter.odt": odf("text"),
    "table.ods": odf("spreadsheet"),
    "slides.odp": odf("presentation"),
    "film.mp4": mp4(),
    "talk.mp3": MP3,
    "clean.py": b"print(1)\n",
    "README.md": b"# How to\n",
    "data.json": b"{}",
    "report.pdf": make.PDF,
    "REPORT.PDF": make.PDF,
    "letter.docx": docx(),
    "shop.png": png(),
    "photo.jpg": jpeg(),
    "photo.jpeg": jpeg(b"camera's own notes"),
    "table.csv": b"a,b\n1,2\n",
    "latin.txt": "Größe".encode("latin-1"),
    "page-as-text.txt": b"<script>alert(1)</script><?php echo 1;",
    "work.zip": archive("a/b.txt", "c.csv"),
    "hebrew.zip": archive("\u05e9\u05dc\u05d5\u05dd.txt"),
    "many.zip": many(2_000),
}
UNREADABLE, KIND = "could not read this file", "must be one of these"
BAD = {
    "virus.txt": (EICAR, "looks like a virus"),
    "virus.zip": (EICAR, "looks like a virus"),
    "virus.com": (EICAR, KIND),
    "shell.php": (b"<?php system($_GET['c']);", KIND),
    "film.avi": (b"RIFF", "Put anything else into a ZIP file"),
    "script.svg": (svg(b"<script>alert(1)</script>"), "contains macros"),
    "click.svg": (svg(b"<g onclick='alert(1)'/>"), "contains macros"),
    "link.svg": (svg(b"<a href='java\nscript:alert(1)'/>"), "contains macros"),
    "html.svg": (b"<html/>", UNREADABLE),
    "laughs.svg": (b'<!DOCTYPE svg [<!ENTITY a "ha">]>' + svg(b"&a;"), UNREADABLE),
    "cut.svg": (svg()[:-3], UNREADABLE),
    "word.xlsx": (docx(), UNREADABLE),
    "macro.xlsx": (
        archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
        "macros",
    ),
    "slides.odt": (odf("presentation"), UNREADABLE),
    "macro.ods": (odf("spreadsheet", "Basic/Standard/Module1.xml"), "contains macros"),
    "zip.odp": (archive("a.txt"), UNREADABLE),
    "cut.mp4": (mp4()[:-1], UNREADABLE),
    "polyglot.mp4": (mp4() + archive("evil.js"), UNREADABLE),
    "program.mp4": (b"MZ\x90\0" * 8, UNREADABLE),
    "html.mp3": (b"<html><script>", UNREADABLE),
    "polyglot.mp3": (MP3 + archive("evil.js"), UNREADABLE),
    "binary.py": (b"a = 1\0", UNREADABLE),
    "page.html": (b"<html>", KIND),
    "macro.docm": (docx(), KIND),
    "turned\u202egnp.exe": (png(), KIND),
    "nul.pdf\0.exe": (make.PDF, KIND),
    "no-ending": (make.PDF, KIND),
    "html.png": (b"<html><script>alert(1)</script>", UNREADABLE),
    "program.png": (b"MZ\x90\0", UNREADABLE),
    "headless.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, UNREADABLE),
    "cut.png": (png()[:-9], UNREADABLE),
    "polyglot.png": (png(after=archive("evil.js")), UNREADABLE),
    "script-behind.png": (png(after=b"<script>"), UNREADABLE),
    "html.jpg": (b"<html>", UNREADABLE),
    "cut.jpg": (jpeg()[:-2], UNREADABLE),
    "polyglot.jpg": (jpeg(archive("evil.js")), UNREADABLE),
    "word.pdf": (docx(), UNREADABLE),
    "behind.pdf": (b"<html>" + make.PDF, UNREADABLE),
    "empty-shell.pdf": (b"%PDF-1.4\n%%EOF", UNREADABLE),
    "locked.pdf": (locked_pdf(), "locked with a password"),
    "rights.pdf": (rights_managed_pdf(), "locked with a password"),
    "macro.docx": (docx("word/vbaProject.bin"), "contains macros"),
    "only-a-zip.docx": (archive("a.txt"), UNREADABLE),
    "untyped.docx": (archive("word/document.xml"), UNREADABLE),
    "out.zip": (archive("../../etc/passwd"), UNREADABLE),
    "out-windows.zip": (archive("..\\..\\windows"), UNREADABLE),
    "root.zip": (archive("/etc/passwd"), UNREADABLE),
    "drive.zip": (archive("C:/windows"), UNREADABLE),
    "turned.zip": (archive("exe.\u202egnp.txt"), UNREADABLE),
    "link.zip": (link(), UNREADABLE),
    "locked.zip": (locked_zip(), "locked with a password"),
    "members.zip": (many(2_001), UNREADABLE),
    "bomb.zip": (bomb(), UNREADABLE),
    "prefixed.zip": (b"MZ" + archive("a.txt"), UNREADABLE),
    "hollow.zip": (b"PK\x05\x06" + b"\0" * 18, UNREADABLE),
    "binary.csv": (b"a,b\0c", UNREADABLE),
    "utf16.txt": ("a,b".encode("utf-16"), UNREADABLE),
    "nothing.txt": (b"", "is empty"),
    "large.csv": (b"a" * (2 * MB + 1), "must be smaller than 2 MB"),
}


def upload(name, data):
    given = SimpleUploadedFile("x", data)
    given._name = name  # as it would be if nothing before had cleaned it
    return given


@pytest.mark.parametrize("name", GOOD)
def test_what_people_hand_in_is_taken(name):
    given = upload(name, GOOD[name])

    uploads.check(given, uploads.DELIVERIES, 2 * MB)

    assert given.tell() == 0
    assert given.read() == GOOD[name]


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_what_it_says_is_refused_with_words(name):
    data, words = BAD[name]

    with pytest.raises(ValidationError, match=words):
        uploads.check(upload(name, data), uploads.DELIVERIES, 2 * MB)


def test_nobody_waits_for_a_picture_of_endless_parts():
    parts = struct.pack(">I", 0) + b"teXt" + b"\0" * 4
    head = png()[:33]

    with pytest.raises(ValidationError, match=UNREADABLE):
        uploads.check(upload("long.png", head + parts * 60_000), uploads.DELIVERIES)


@pytest.mark.parametrize(
    "name", ["a\u202eb.txt", "../../a.txt", "a\0b.txt", "a\r\nb.txt", "C:\\a.txt"]
)
def test_the_name_a_file_is_kept_under_is_harmless(name):
    kept = uploads.clean_name(name)

    assert kept.endswith(".txt")
    assert not set(kept) & {"/", "\0", "\r", "\n", "\u202e"}


def deliver_url(milestone):
    return reverse("applications:deliver", args=[milestone.pk])


def test_work_of_fifty_megabytes_is_taken_and_a_byte_more_is_not(db, sign_in):
    milestone = make.funded().milestone
    student = sign_in(milestone.placement.student.user)
    more = SimpleUploadedFile("more.csv", b"a" * (50 * MB + 1))
    most = SimpleUploadedFile("most.csv", b"a" * (50 * MB))

    page = student.post(deliver_url(milestone), {"attached": [more]})
    assert "more.csv: The file must be smaller than 50 MB." in page.text
    hand_in(student, milestone, {"attached": [most]})

    assert DeliveryFile.objects.get().size == 50 * MB


def test_a_resume_is_at_most_ten_megabytes(db, sign_in):
    student = make.student()
    large = SimpleUploadedFile("cv.pdf", make.PDF + b"\n" * (10 * MB))

    page = sign_in(student.user).post(reverse("accounts:add_resume"), {"file": large})

    assert "The file must be smaller than 10 MB." in page.text
    assert not student.resumes.exists()


@pytest.mark.parametrize(
    "link", ["http://example.org/a", "ftp://example.org", "javascript:alert(1)", "//example.org"]
)
def test_links_are_https_only(db, sign_in, link):
    milestone = make.funded().milestone

    page = sign_in(milestone.placement.student.user).post(deliver_url(milestone), {"links": link})

    assert "This is not a link that starts with https://" in str(page.context["form"].errors)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("name", ["page-as-text.txt", "shop.png", "report.pdf", "work.zip"])
def test_nothing_is_ever_shown_inside_the_site(db, sign_in, name):
    milestone = make.funded().milestone
    student = sign_in(milestone.placement.student.user)
    hand_in(student, milestone, {"attached": [SimpleUploadedFile(name, GOOD[name])]})

    response = student.get(
        reverse("applications:delivery_file", args=[DeliveryFile.objects.get().pk])
    )

    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"
    assert "html" not in response["Content-Type"]


def test_a_drawing_is_never_one_that_a_browser_opens(db, sign_in):
    milestone = make.funded().milestone
    student = sign_in(milestone.placement.student.user)
    drawing = SimpleUploadedFile("map.svg", svg(), content_type="image/svg+xml")

    hand_in(student, milestone, {"attached": [drawing]})
    [stored] = DeliveryFile.objects.all()
    answer = student.get(reverse("applications:delivery_file", args=[stored.pk]))

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]

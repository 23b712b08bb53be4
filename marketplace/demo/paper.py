"""A plain one-page PDF from lines of text, so that demo files are real and small."""

HEAD, LINE, LEFT, TOP = 18, 14, 56, 780
PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<<"
FONT = "<</Type/Font/Subtype/Type1/BaseFont/{}/Encoding/WinAnsiEncoding>>"


def pdf(title: str, lines: list[str]) -> bytes:
    """An A4 page in Helvetica: `title`, then `lines`. Those that start with # are headings.

    Characters that Windows-1252 lacks become question marks. Lines past the foot are lost.
    """
    drawn = [_text(title, "B", HEAD, TOP)]
    for number, line in enumerate(lines, 2):
        face = "B" if line.startswith("#") else "R"
        drawn.append(_text(line.removeprefix("#").strip(), face, 10, TOP - number * LINE))
    stream = b"\n".join(drawn)
    return _file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            f"{PAGE}/R 5 0 R/B 6 0 R>>>>>>".encode(),
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream),
            FONT.format("Helvetica").encode(),
            FONT.format("Helvetica-Bold").encode(),
        ]
    )


def _text(words: str, face: str, size: int, height: int) -> bytes:
    safe = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    place = f"BT /{face} {size} Tf {LEFT} {height} Td ("
    return place.encode() + safe.encode("cp1252", "replace") + b") Tj ET"


def _file(objects: list[bytes]) -> bytes:
    made = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    foot = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(made))
    return made + head + table + foot

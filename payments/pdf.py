"""Papers as PDF, typeset by Typst: tagged, for readers of screens too (PDF/UA-1)."""

import json
import logging
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import get_language, get_language_info

logger = logging.getLogger(__name__)

SHEET = Path(__file__).parent / "paper.typ"


def pdf(data: dict[str, Any], sheet: Path = SHEET) -> bytes:
    """`data` as `sheet` takes it; as `payments.paper_text` makes it, for a paper about money. Words
    of people are data here, never markup.
    """
    language = get_language() or "en"
    frame = {
        "lang": language.partition("-")[0],
        "dir": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "author": settings.SELLER_NAME,
        "paper": "us-letter" if settings.PLATFORM_COUNTRY in ("US", "CA") else "a4",
    }
    inputs = {"data": json.dumps({**data, **frame})}
    try:
        return typst.compile(
            _read(sheet), sys_inputs=inputs, pdf_standards=["ua-1"], ignore_system_fonts=True
        )
    except typst.TypstError:
        # A name in a script that the font in it does not have: with what the machine has.
        pass
    try:
        return typst.compile(_read(sheet), sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        # Boxes are printed for letters that no font has. The words can be copied all the same.
        logger.warning("no font here has all letters of %s: %s", data["title"], error)
        return typst.compile(_read(sheet), sys_inputs=inputs)


@cache
def _read(sheet: Path) -> bytes:
    return sheet.read_bytes()

"""A word without an end widens no page."""

import pytest
from playwright.sync_api import Browser

from marketplace.management.commands.css import SHEET

LONG = "pneumonoultramicroscopic" * 20
PARTS = {
    "an error": '<div class="problems"><ul class="problems__list">'
    '<li><a href="#x">{w}</a></li></ul></div>',
    "a file": '<div class="panel"><ul class="list"><li class="list__row">'
    '<a href="#x">{w}.pdf</a></li></ul></div>',
    "a choice": '<fieldset class="field__set"><div class="option"><input type="radio" id="r">'
    '<label for="r">{w}.pdf</label></div></fieldset>',
    "a card": '<div class="choice"><input type="radio" id="r"><label for="r">{w}</label></div>',
    "a heading": '<h1 class="page-head">{w}</h1>',
    "a row": '<div class="browse__results"><div class="row spread">'
    '<h2 id="found">3 for “{w}”</h2></div></div>',
}


@pytest.mark.browser
@pytest.mark.parametrize("part", PARTS)
def test_a_long_word_scrolls_no_page_sideways(part: str, browser: Browser):
    page = browser.new_page(viewport={"width": 390, "height": 800})

    body = PARTS[part].format(w=LONG)
    page.set_content(
        f"<!doctype html><style>{SHEET.read_text()}</style>"
        f"<main><div class='wrap'>{body}</div></main>"
    )

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()

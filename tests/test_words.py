"""Every word on a page goes through gettext."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# /style/ is for developers and never translated; 500 and 503 are made without any machinery.
PAGES = [
    path
    for path in sorted((ROOT / "templates").rglob("*.html"))
    if "style" not in path.parts and path.name not in {"500.html", "503.html"}
]
# Words that are the same in every language.
NAMES = {"Foothold", "PDF", "Stripe"}
SPOKEN = re.compile(r"\b(?:aria-label|alt|title|placeholder)\s*=\s*\"([^\"]*)\"")


def untranslated(template: str) -> list[str]:
    """Words in `template` that no translate tag holds."""
    text = re.sub(r"{% comment.*?endcomment %}|{#.*?#}|<!--.*?-->", " ", template, flags=re.DOTALL)
    text = re.sub(r"<script.*?</script>|<svg.*?</svg>", " ", text, flags=re.DOTALL)
    text = re.sub(r"{% blocktranslate.*?endblocktranslate %}", " ", text, flags=re.DOTALL)
    text = re.sub(r"{% blocktrans.*?endblocktrans %}", " ", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    spoken = " ".join(SPOKEN.findall(text))
    text = re.sub(r"<style.*?</style>|<[^>]*>|&[a-z#0-9]+;", " ", text, flags=re.DOTALL)
    return [word for word in re.findall(r"[^\W\d_]{2,}", f"{text} {spoken}") if word not in NAMES]


def test_every_word_of_a_template_can_be_translated():
    bare = {str(p.relative_to(ROOT)): untranslated(p.read_text()) for p in PAGES}
    assert {path: words for path, words in bare.items() if words} == {}


def test_the_check_above_finds_a_bare_word():
    assert untranslated('<p title="Now">{% translate "Yes" %} Really</p>') == ["Really", "Now"]

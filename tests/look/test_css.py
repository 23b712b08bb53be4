"""The style sheet: one file, made of small ones, in the words of the house."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

from marketplace.management.commands.css import FOLDER, SHEET, joined, parts

TEMPLATES = FOLDER.parent.parent / "templates"

# Sides of the page instead of the text: wrong in Arabic and Hebrew.
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|"
    r"(?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:|"
    r"text-align:\s*(?:left|right)|float:\s*(?:left|right))"
)


def rules(path: Path) -> str:
    """The file without comments, strings and conditions of media."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    return re.sub(r"@(?:media|container)[^{]*|\"[^\"]*\"", "", text)


def test_the_sheet_is_what_its_parts_make():
    assert SHEET.read_text() == joined(), "run bin/manage css"


def test_every_file_beside_the_sheet_is_a_part_of_it():
    assert {*FOLDER.rglob("*.css")} - {SHEET} == {*parts()}


def test_the_sheet_is_small():
    assert len(gzip.compress(SHEET.read_bytes())) <= 20 * 1024


def in_parts(find: Callable[[Path], object]) -> dict[str, object]:
    """What `find` finds, by the part it was found in."""
    return {path.name: found for path in parts() if (found := find(path))}


def test_a_part_stays_inside_a_layer():
    def outside(path: Path) -> str:
        return re.sub(r"@layer [a-z]+ \{.*\n\}", "", rules(path), flags=re.DOTALL).strip()

    assert in_parts(outside) == {}


def test_a_part_names_no_physical_side():
    assert in_parts(lambda path: PHYSICAL.findall(rules(path))) == {}


def test_a_part_selects_by_no_id():
    assert in_parts(lambda path: re.findall(r"#[a-z][\w-]*\s*[{,:.]", rules(path))) == {}


def test_a_part_names_colours_by_their_role():
    colours = r"#[0-9a-f]{3,8}\b|(?:rgb|hsl|oklch|lab)\("
    found = in_parts(lambda path: re.findall(colours, rules(path)))
    assert found.pop("tokens.css")
    assert found == {}


def test_a_part_uses_only_tokens_that_exist():
    tokens = rules(FOLDER / "tokens.css")

    def unknown(path: Path) -> set[str]:
        text = rules(path)
        known = set(re.findall(r"(--[\w-]+)\s*:", tokens + text))
        return set(re.findall(r"var\((--[\w-]+)", text)) - known

    assert in_parts(unknown) == {}


def test_the_check_for_sides_sees_one():
    assert PHYSICAL.findall("margin-left: 0; right: 0; margin-inline: 0; max-width: 3px")
    assert not PHYSICAL.findall("margin-inline: 0; inset-inline-end: 0; border-radius: 0")


def test_no_page_loads_more_than_a_little_of_ours():
    """Beside htmx, which has 17 KB of the 25 that a page may have."""
    sizes = {
        script.name: len(gzip.compress(script.read_bytes()))
        for script in (FOLDER.parent / "js").glob("*.js")
    }
    named = {
        path: set(re.findall(r"js/([\w-]+\.js)", path.read_text()))
        for path in TEMPLATES.rglob("*.html")
    }
    of_all = (
        named[TEMPLATES / "components" / "_foot.html"]
        | named[TEMPLATES / "components" / "_head.html"]
    )
    loaded = {
        path.name: sum(sizes[name] for name in names | of_all) for path, names in named.items()
    }

    assert set(sizes) == set().union(*named.values())
    assert {name: size for name, size in loaded.items() if size > 8 * 1024} == {}


def test_scripts_stand_alone():
    texts = [script.read_text() for script in (FOLDER.parent / "js").glob("*.js")]

    assert [text for text in texts if re.search(r"\bimport\b|https?:|\beval\b", text)] == []

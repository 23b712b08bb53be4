"""The house style, where a machine can hold it."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["accounts", "notifications", "listings", "applications", "payments"]
# Where a status may be written: actions, the outbox, and what settles with Stripe.
WRITERS = {"actions.py", "outbox.py", "operations.py"}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = sorted(
    path
    for room in ROOMS
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts and "standin" not in path.parts
)


def status_writes(tree: ast.AST) -> list[int]:
    """Lines that set `.status`, pass `status=` to `update`, or call `move`."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            lines += [
                t.lineno for t in targets if isinstance(t, ast.Attribute) and t.attr == "status"
            ]
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = node.func.id if isinstance(node.func, ast.Name) else name
            keywords = {word.arg for word in node.keywords}
            if name == "move" or (name == "update" and "status" in keywords):
                lines.append(node.lineno)
    return lines


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_only_actions_change_a_status(path: Path):
    if path.name in WRITERS or path.parent.name == "actions":
        return
    assert status_writes(ast.parse(path.read_text())) == []


def test_the_check_above_sees_what_it_looks_for():
    bad = "row.status = 'x'\nrows.update(status='y')\nmove(row, 'z')\n"
    assert status_writes(ast.parse(bad)) == [1, 2, 3]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_templates_hold_no_inline_script_style_or_handler(path: Path):
    if "emails" in path.parts:
        return  # mail readers need a style sheet inside; it is inlined before sending
    text = path.read_text()
    assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']", text)
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or "application/ld+json" in script, script


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_form_that_changes_something_has_a_token(path: Path):
    for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL):
        if re.search(r"method\s*=\s*[\"']post", form, re.IGNORECASE):
            assert "csrf_token" in form, form[:80]


@pytest.mark.parametrize(
    "path", [p for p in TEMPLATES if p.name.startswith("_")], ids=lambda p: str(p.relative_to(ROOT))
)
def test_a_partial_begins_with_what_it_takes(path: Path):
    assert path.read_text().startswith("{#")


@pytest.mark.parametrize(
    "path",
    sorted(p for p in (ROOT / "templates").rglob("*") if p.is_file()),
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_nobody_says_escrow(path: Path):
    assert "escrow" not in path.read_text().lower()


def test_files_stay_small_enough_to_read():
    long = {
        str(path.relative_to(ROOT)): count
        for path in SOURCES
        if (count := path.read_text().count("\n")) > 400
    }
    assert long == {}


def test_every_mail_has_its_text_and_its_html():
    mails = ROOT / "templates" / "emails"
    written = {p.with_suffix("") for p in mails.rglob("*.txt")}
    drawn = {p.with_suffix("") for p in mails.rglob("*.html") if p.name != "base.html"}
    drawn = {p for p in drawn if not p.name.startswith("_")}
    assert written == drawn


def test_nothing_of_this_machine_or_of_a_registry_is_kept():
    hosts = "pythonhosted" + r"\.org|pypi" + r"\.org|registry\.npmjs|deb\.debian"
    paths = "/(work/(main|shared)|root/" + "|tmp/bash_jobs)"
    # -- the file itself, which has to name what it looks for.
    found = subprocess.run(
        ["git", "grep", "-nIE", f"{hosts}|{paths}", "--", ".", ":!tests/test_conventions.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == ""

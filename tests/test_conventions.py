"""The house style, where a machine can hold it."""

import ast
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["accounts", "notifications", "listings", "applications", "payments", "outcomes"]
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


def where(found: dict[Path, object]) -> dict[str, object]:
    """What was found, by the file it was found in; files without a find are left out."""
    return {str(path.relative_to(ROOT)): each for path, each in found.items() if each}


def test_only_actions_change_a_status():
    others = [p for p in SOURCES if p.name not in WRITERS and p.parent.name != "actions"]
    assert where({p: status_writes(ast.parse(p.read_text())) for p in others}) == {}


def test_the_check_above_sees_what_it_looks_for():
    bad = "row.status = 'x'\nrows.update(status='y')\nmove(row, 'z')\n"
    assert status_writes(ast.parse(bad)) == [1, 2, 3]


# Where amounts are worked with; what divides hours, seconds or paths is left out.
MONEY = [
    ROOT / "marketplace" / "money.py",
    ROOT / "applications" / "sharing.py",
    *(p for p in SOURCES if ROOT / "payments" in p.parents and p.parent.name != "views"),
]
TIMES = {"operations.py", "outbox.py", "pacing.py", "pdf.py", "reminders.py"}


def floats(tree: ast.AST) -> list[int]:
    """Lines that write a float, make one, or divide into one."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div))
    ]


def test_money_is_never_a_float():
    files = [path for path in MONEY if path.name not in TIMES]
    assert where({path: floats(ast.parse(path.read_text())) for path in files}) == {}


def test_the_check_for_floats_sees_them():
    bad = "a = 1.5\nb = float(c)\nd = e / f\ng = h // i\n"
    assert sorted(floats(ast.parse(bad))) == [1, 2, 3]


def inline(text: str) -> list[str]:
    """Styles, handlers and scripts that stand in the page itself."""
    scripts = re.findall(r"<script\b[^>]*>", text)
    return [
        *re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']", text),
        *(each for each in scripts if "src=" not in each and "application/ld+json" not in each),
    ]


def test_templates_hold_no_inline_script_style_or_handler():
    # Mail readers need a style sheet inside; it is inlined before sending.
    pages = [path for path in TEMPLATES if "emails" not in path.parts]
    assert where({path: inline(path.read_text()) for path in pages}) == {}


def test_the_check_for_what_is_inline_sees_it():
    assert len(inline('<b style="a" onclick="b"><style></style><script></script></b>')) == 4


def without_token(text: str) -> list[str]:
    forms = re.findall(r"<form\b.*?</form>", text, re.DOTALL)
    posts = [each for each in forms if re.search(r"method\s*=\s*[\"']post", each, re.IGNORECASE)]
    return [form[:80] for form in posts if "csrf_token" not in form]


def test_every_form_that_changes_something_has_a_token():
    assert where({path: without_token(path.read_text()) for path in TEMPLATES}) == {}


def test_the_check_for_tokens_sees_a_form_without():
    assert without_token('<form method="get"></form>') == []
    assert without_token('<form method="post"></form>') != []


def test_a_partial_begins_with_what_it_takes():
    partials = [path for path in TEMPLATES if path.name.startswith("_")]
    assert where({path: not path.read_text().startswith("{#") for path in partials}) == {}


def test_nobody_says_escrow():
    files = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    assert where({path: "escrow" in path.read_text().lower() for path in files}) == {}


def test_files_stay_small_enough_to_read():
    long = {
        str(path.relative_to(ROOT)): count
        for path in SOURCES
        if (count := path.read_text().count("\n")) > 400
    }
    assert long == {}


def test_every_mail_has_its_text_and_its_html():
    mails = ROOT / "templates" / "emails"
    written = {p.with_suffix("") for p in mails.rglob("*.txt") if not p.name.startswith("_")}
    drawn = {p.with_suffix("") for p in mails.rglob("*.html") if p.name != "base.html"}
    drawn = {p for p in drawn if not p.name.startswith("_")}
    assert written == drawn


def fetching(tree: ast.AST) -> list[int]:
    """Lines that import what asks another machine for something."""
    asks = ("urllib.request", "urllib3", "http.client", "socket", "requests", "httpx", "aiohttp")
    lines = []
    for node in ast.walk(tree):
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
        lines += [node.lineno for name in names if name.startswith(asks)]
    return lines


def test_no_link_that_somebody_gave_is_ever_fetched():
    """Only Stripe's library asks anybody, and only its gateway knows that (import-linter). But for
    identity providers, which a university's administrator names: they are asked by one module,
    which asks nobody in our own network."""
    guarded = ROOT / "accounts" / "fetching.py"
    others = [path for path in SOURCES if path != guarded]
    assert where({path: fetching(ast.parse(path.read_text())) for path in others}) == {}


def test_the_check_for_what_fetches_sees_it():
    bad = "import requests\nfrom urllib.request import urlopen\nfrom urllib import request\n"
    assert set(fetching(ast.parse(bad))) == {1, 2, 3}
    assert fetching(ast.parse("import json")) == []


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

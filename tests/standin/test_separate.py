"""The stand-in is a program of its own: it takes nothing from the site, and asks for little."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.standin_process import ROOT, Standin

FOLDER = ROOT / "payments" / "standin"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.name)
def test_it_imports_only_itself_and_the_standard_library(path: Path):
    foreign = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            foreign += [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            assert node.level <= 1
            foreign += [node.module or ""] if node.level == 0 else []

    assert [name for name in foreign if name.split(".")[0] not in sys.stdlib_module_names] == []


def test_the_room_around_it_imports_nothing():
    assert ast.parse((FOLDER.parent / "__init__.py").read_text()).body == []


def start(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "payments.standin", "--state", str(folder / "a.sqlite3")]
    return subprocess.run(
        [*command, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=20, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--port", "0", "--key", "sk_live_1"], "no real key comes here"),
        (["--port", "0", "--webhook", "http://127.0.0.1:9/"], "--webhook needs --secret"),
    ],
)
def test_a_wrong_start_says_why(tmp_path: Path, arguments: list[str], told: str):
    ended = start(*arguments, folder=tmp_path)

    assert ended.returncode == 2
    assert told in ended.stderr


def test_a_taken_port_is_said(tmp_path: Path, standin: Standin):
    ended = start("--port", str(standin.port), folder=tmp_path)

    assert ended.returncode == 1
    assert f"cannot listen on port {standin.port}" in ended.stderr

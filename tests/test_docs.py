"""What the papers point at is there."""

import re
from pathlib import Path
from subprocess import run

import pytest
from django.conf import settings

from marketplace.management.commands.states import PAPER
from marketplace.states_paper import written

ROOT = Path(settings.BASE_DIR)
LINK = re.compile(r"\]\(([^)\s]+)\)")
listed = run(
    ["git", "ls-files", "*.md"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=False,
)
PAPERS = listed.stdout.split() or [
    each.relative_to(ROOT).as_posix() for each in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
]


def test_there_are_papers():
    assert "README.md" in PAPERS


@pytest.mark.parametrize("paper", PAPERS)
def test_every_link_to_a_file_leads_somewhere(paper):
    at = ROOT / paper
    links = [each for each in LINK.findall(at.read_text()) if not re.match(r"\w+:|#", each)]

    gone = [each for each in links if not (at.parent / each.partition("#")[0]).exists()]

    assert gone == []


def test_the_paper_of_states_is_what_the_site_runs_on():
    """If not: bin/manage states."""
    assert PAPER.read_text() == written()

"""Two that draw many: one with a crowd to choose from, one that hides names at first."""

from marketplace.demo.crowd import CARDS, LABELS
from marketplace.demo.project import Project
from marketplace.demo.prose import prose

MANY = [
    Project(
        title=CARDS,
        by="Bell & Barley Bakeries",
        field="research",
        text=prose("""
            Beside every till of ours hangs a pen on a string, and under it a box. Twice a year
            somebody empties the boxes into a carton in the office, and that is where the cards
            stay: about nine hundred by now, in five or six languages, with drawings.

            We would like to know what they ask for. Sort them so that a second person would sort
            them in the same way, count what can be counted, and quote what cannot. Half of us
            think it is all about parking; please find out.

            You can have the cards as photographs or as a carton. Dele reads your first twenty
            with you, so that we agree early on what a group is.
        """),
        deliverables=(
            "One table with a row for each card and the rules it was sorted by",
            "A report of at most six pages, with quotations",
        ),
        skills=("Market research", "Excel", "Writing"),
        hours=30,
        per_week=8,
        days=21,
        pay=660,
        currency="USD",
        openings=3,
        apply_in=5,
        posted=11,
    ),
    Project(
        title=LABELS,
        by="Bell & Barley Bakeries",
        field="marketing",
        text=prose("""
            The white loaves sell themselves. The dark ones stand there with labels that say
            "contains rye flour, water, salt", and at five we carry them to the food shelf.

            Taste all of them (we send a box, or you come by), and write forty labels that make a
            tired person curious. No health claims, nothing about grandmothers. Our shops hang
            your labels for two weeks, and you see the numbers.

            Two of us tend to hire people who remind us of ourselves. This time we read the texts
            first and learn the names when we have made up our minds.
        """),
        deliverables=("Forty labels of at most twelve words", "A page on which words worked"),
        skills=("Copywriting", "Writing"),
        blind=True,
        hours=16,
        per_week=8,
        days=14,
        pay=420,
        currency="USD",
        apply_in=9,
        posted=5,
    ),
]

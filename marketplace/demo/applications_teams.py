"""Of those who apply together: one team at work, and one that is not complete yet."""

from marketplace.demo.application import Pitch, Terms
from marketplace.demo.prose import prose

LOST = "Map the bakeries that our two cities have lost"

TOGETHER = [
    Pitch(
        who="linh.tran@tamarack.example",
        mates=("kwame.mensah@ashcombe.example", "isla.fraser@ashcombe.example"),
        to=LOST,
        text=prose("""
            We would take Saint Paul, because its telephone books are scanned up to 1991 and
            Minneapolis' are not. Kwame makes the table and keeps, for each bakery, what was
            written and what he made of it. Isla reads the newspapers for the last day: there is
            nearly always a last day, with a queue. I draw the map and do not let a dot say more
            than we know.

            Three of us, one table, one call on Tuesdays. We have done it before with bus stops.
        """),
        answers=("A shop on Rice Street closed on a Saturday and sold the sign on the Sunday.",),
        per_week=9,
        start=2,
        ago=9,
        became="accepted",
        terms=Terms(
            starts_in=0,
            ends_in=27,
            parts=(
                ("The table of one city, each row with its source", 13, 540),
                ("The map, and twelve stories of a hundred words", 25, 360),
            ),
            word="Please begin early: our oldest customers are looking for their bread bags now.",
        ),
    ),
    Pitch(
        who="jonah.reyes@tamarack.example",
        mates=("hannah.weiss@tamarack.example",),
        asked=("maya.okafor@tamarack.example",),
        to=LOST,
        text=prose("""
            Minneapolis for us. The city directories are scanned but nobody has read them by
            machine; I have tried forty pages, and nine rows in ten come out right. Hannah counts
            things in the field and would walk the addresses that are left. Maya knows which of
            the numbers to trust.
        """),
        answers=("My grandmother's, on Central Avenue. It is a phone shop now, and still warm.",),
        per_week=8,
        start=12,
        ago=1,
        became="draft",
    ),
]

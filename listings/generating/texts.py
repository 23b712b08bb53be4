"""Titles and descriptions: a field's own sentences with its things, people and tools put in."""

from dataclasses import dataclass
from functools import cache
from random import Random

from listings.generating.words import Ranked, lines, listed, read
from listings.models import Listing

# One listing in so many is written in the language of its place, where we have that language.
FOREIGN = 0.6
LONGEST_TITLE = 100
# Some work needs a second one: ISO 639-1.
FURTHER = ["es", "fr", "de", "pt", "hi", "it", "ar", "zh", "ja"]


@dataclass(frozen=True, slots=True)
class Text:
    title: str
    description: str
    deliverables: list[str]
    questions: list[str]
    languages: list[str]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is written in one field of work."""

    skills: list[str]
    titles: list[str]
    things: Ranked[str]
    opening: list[str]
    work: list[str]
    care: list[str]
    deliverables: list[str]


@dataclass(frozen=True, slots=True)
class Shared:
    """What all fields share."""

    audience: Ranked[str]
    subject: Ranked[str]
    tool: Ranked[str]
    close: list[str]
    questions: list[str]


@cache
def kinds() -> dict[str, Kind]:
    return {field: kind(field) for field in Listing.Field.values}


def kind(field: str) -> Kind:
    given = read(field)
    return Kind(
        skills=listed(given["skills"]),
        things=Ranked(lines(given["things"])),
        **{
            name: lines(given[name])
            for name in ("titles", "opening", "work", "care", "deliverables")
        },
    )


@cache
def shared() -> Shared:
    given = read("everywhere")
    subjects = listed(given["subject"])
    Random(1).shuffle(subjects)  # noqa: S311 -- else bread would be everywhere
    return Shared(
        audience=Ranked(lines(given["audience"])),
        subject=Ranked(subjects),
        tool=Ranked(listed(given["tool"])),
        close=lines(given["close"]),
        questions=lines(given["questions"]),
    )


@cache
def languages() -> dict[str, tuple[str, dict[str, list[str]]]]:
    """By country: the language that some listings there are in, with its sentences."""
    return {
        country: (code, {name: lines(given[name]) for name in ("titles", "things", "text")})
        for code, given in read("foreign").items()
        for country in listed(given["countries"])
    }


def write(rng: Random, field: str, country: str) -> Text:
    if country in languages() and rng.random() < FOREIGN:
        return _foreign(rng, field, *languages()[country])
    about, every = kinds()[field], shared()
    slots = {
        "thing": about.things.pick(rng),
        "subject": every.subject.pick(rng),
        "audience": every.audience.pick(rng),
        "tool": every.tool.pick(rng),
        "n": rng.randint(2, 12),
    }
    paragraphs = [
        f"{rng.choice(about.opening)} It is about {slots['subject']} and {slots['thing']}.",
        " ".join(_several(rng, about.work, 2, 4)).format_map(slots),
        f"{' '.join(_several(rng, about.care, 1, 2))} {rng.choice(every.close)}",
    ]
    return Text(
        title=_title(rng.choice(about.titles).format_map(slots)),
        description="\n\n".join(paragraphs),
        deliverables=_several(rng, about.deliverables, 1, 3),
        questions=_several(rng, every.questions, 0, 2),
        languages=["en", rng.choice(FURTHER)] if rng.random() < 0.1 else ["en"],
    )


def _foreign(rng: Random, field: str, code: str, given: dict[str, list[str]]) -> Text:
    title = rng.choice(given["titles"]).format(thing=rng.choice(given["things"]))
    return Text(
        title=_title(title),
        description="\n\n".join(_several(rng, given["text"], 3, 5)),
        deliverables=_several(rng, kinds()[field].deliverables, 1, 2),
        questions=[],
        languages=[code],
    )


def _title(words: str) -> str:
    return words[0].upper() + words[1:LONGEST_TITLE]


def _several(rng: Random, of: list[str], least: int, most: int) -> list[str]:
    return rng.sample(of, rng.randint(least, most))

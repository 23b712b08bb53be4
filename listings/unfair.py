"""Who is chosen by what they are, and academic work written for somebody else.

Words of a listing that must not stand there, each with why. Research *about* young people or native
speakers is honest work: only what says whom one looks for, or who may apply, is meant.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

# What somebody is.
BEING = (
    r"(?:young(?:er)?|female|male|girls?|boys?|lady|unmarried|attractive|good[- ]looking"
    r"|white|caucasian|christian|muslim|hindu|jewish|native)"
)
APPLICANT = r"(?:students?|interns?|candidates?|applicants?|assistants?|graduates?)"
WANTED = (
    r"(?:look(?:ing)?\s+for|search(?:ing)?\s+for|seek(?:ing)?|wanted:?|we\s+(?:want|need|prefer)"
    r"|prefer(?:ably|red)?:?|must\s+be)"
)
A = r"(?:(?:an?|one|two|three|the|our|only|some|any)\s+)*"
CHOSEN = re.compile(
    # Looking for a young female student; preferably a girl.
    rf"\b{WANTED}\s+{A}(?:[\w-]+\s+)?(?:{BEING}[,\s]+(?:and\s+|or\s+)?)+{APPLICANT}\b"
    rf"|\b{WANTED}\s+(?:an?|one)\s+(?:young\s+)?(?:girl|woman|lady|man|guy|boy)\b"
    # Female students only; only women can apply; no foreigners please.
    rf"|\b{BEING}\s+{APPLICANT}\s+only\b|\bonly\s+{BEING}\s+{APPLICANT}"
    r"(?=\s+(?:please|can|may|should|need|to)\b|\s*[.,;!]|\s*$)"
    r"|\bonly\s+(?:women|men|females?|males?|girls|boys|ladies|locals|nationals|citizens)"
    r"\s+(?:can|may|should|need|to)\s+apply\b"
    r"|\bno\s+(?:women|men|females|males|girls|boys|foreigners|immigrants|muslims|christians"
    r"|hindus|jews)\s*,?\s+(?:please|need\s+apply|may\s+apply)\b"
    r"|\b(?:females?|males?|women|girls|boys|ladies)\s+only(?=\s*(?:please|[.,;!)]|$))"
    r"|\b(?:freshers?|interns?|candidates?|applicants?)\s+(?:aged|of\s+age)\s+\d\d\b"
    # Native English speaker only; you must be a native speaker.
    rf"|\b(?:must\s+be|looking\s+for|we\s+(?:want|need))\s+{A}native\s+(?:[\w-]+\s+)?speakers?\b"
    r"|\bnative\s+(?:[\w-]+\s+)?speakers?\s*,?\s+(?:only|required|preferred|wanted|please"
    r"|(?:can|may|should)\s+apply)\b"
    # You must be between 18 and 25; age limit 30.
    rf"|\b(?:you\s+are|(?:you|{APPLICANT})\s+(?:must|should)\s+be)\s+(?:aged?\s+)?"
    r"(?:between|under|below|younger\s+than|not\s+older\s+than|no\s+older\s+than|at\s+most)"
    r"\s+\d\d\b(?!\s*(?:min|h\b|hours|%|km|words|MB))"
    r"|\b(?:age\s+limit|max(?:imum|\.)?\s+age)\s*(?:is|of|:)?\s*\d\d\b"
    # A requirement of its own.
    r"|^(?:an?\s+)?(?:females?|males?|young|girls?|boys?|native\s+(?:[\w-]+\s+)?speakers?)\W*$",
    re.IGNORECASE,
)

WHOSE = r"(?:(?:(?:my|his|her|a)\s+)?\w+['’]s|my|his|her)"
PAPER = (
    r"(?:term\s+papers?|(?:(?:bachelor|master|phd|doctoral)(?:['’]?s)?\s+)?(?:thesis|dissertation)"
    r"|essays?|homework|assignments?|coursework|exams?)"
)
DO = r"(?:write|writing|finish|complete|do|doing|solve|take|pass|sit)"
WRITTEN_FOR = re.compile(
    # Write my essay; do his homework; write the term paper of my son.
    rf"\b{DO}\s+{WHOSE}\s+(?:\w+\s+)?{PAPER}\b"
    r"|\bwrite\s+(?:an?|the|this|one|two|\d+)\s+(?:[\w-]+\s+)?"
    r"(?:term\s+papers?|(?:\w+['’]?s?\s+)?(?:thesis|dissertation))\b(?!\s+statement)"
    r"|\b(?:term\s+papers?|essays?|thesis|dissertation|homework|coursework)\s+(?:of|for)\s+"
    r"(?:my|his|her)\s+(?:\w+\s+)?"
    r"(?:class|course|degree|seminar|professor|teacher|son|daughter|brother|sister|friend|school"
    r"|college|university)\b"
    r"|\bghost-?writ\w+\s+(?:[\w-]+\s+){0,3}?(?:thesis|dissertation|essay|paper)s?\b"
    rf"|\b{PAPER}\s+to\s+hand\s+in\s+as\s+(?:my|our|his|her)\s+own\b",
    re.IGNORECASE,
)


def unfair(texts: Iterable[str]) -> list[str]:
    """Each once, with why it must not stand there."""
    return list(dict.fromkeys(each for text in texts for each in _in(text)))


def _in(text: str) -> Iterator[str]:
    if found := CHOSEN.search(text):
        yield _(
            "“%(words)s” chooses people by age, sex or origin. Say what the work needs instead, "
            "such as “writes English without mistakes”."
        ) % {"words": found[0]}
    if found := WRITTEN_FOR.search(text):
        yield _(
            "“%(words)s” sounds like work that somebody else hands in as their own for a degree. "
            "Universities do not allow that."
        ) % {"words": found[0]}

"""Names of skills, as our vocabulary writes them."""

from accounts.forms.fields import MOST_WORDS_IN_A_SKILL, SKILL
from listings.importing import words
from listings.importing.row import Row

MOST_SKILLS = 10


def read_skills(row: Row) -> None:
    kept: list[str] = []
    new: list[str] = []
    for name in words.names(row.cell("skills")):
        known = row.setup.skills.get(name)
        if known is None and not _is_a_skill(name):
            if row.chosen("skill") != "empty":
                row.problem("skills", "skill", skill=name[:60])
            continue
        if known is None:
            new.append(name)
        kept.append(known or name)
    if not kept:
        return
    row.values["skills"] = list(dict.fromkeys(kept))
    if len(kept) > MOST_SKILLS:
        row.problem("skills", "many", n=len(kept), most=MOST_SKILLS)
    if new:
        row.note("skills", "new_skills", known=", ".join(new))


def _is_a_skill(name: str) -> bool:
    return bool(SKILL.fullmatch(name)) and len(name.split()) <= MOST_WORDS_IN_A_SKILL

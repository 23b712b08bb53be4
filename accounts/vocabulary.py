"""The words for skills: where they are written, how they are found as somebody types.

`accounts/skills/FIELD.txt` holds a skill a line, its synonyms after a colon:

    JavaScript: JS, ECMAScript
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, models, transaction
from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from accounts.models import Skill

FOLDER = Path(__file__).parent / "skills"
LONGEST_SLUG = 70
# So alike, of 1, two words have to be for one to be offered instead of the other.
ALIKE = 0.22
# The same where nothing else is to be typed: "Excell" and "Excel" are 0.63 alike.
SLIP = 0.5
MOST = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the files."""

    field: str
    name: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A skill to offer; `known_as` is the synonym that matched, if it was one."""

    name: str
    known_as: str = ""


def entries() -> Iterator[Entry]:
    """All lines of the files, in their order."""
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            name, _colon, rest = line.partition(":")
            synonyms = (" ".join(each.split()) for each in rest.split(","))
            yield Entry(path.stem, name.strip(), tuple(each for each in synonyms if each))


def slug_of(name: str) -> str:
    """C++ and C# are not C."""
    spelled = name.replace("+", " plus ").replace("#", " sharp ").replace(".", " dot ")
    slug = slugify(spelled) or slugify(name.encode("punycode").decode())
    return slug[:LONGEST_SLUG]


def slugs(name: str) -> Iterator[str]:
    """That of its name, then others that are likely to be free."""
    base = slug_of(name)
    yield base
    while True:
        yield f"{base[: LONGEST_SLUG - 5]}-{get_random_string(4, 'abcdefghjkmnpqrstuvwxyz')}"


# --- Loading ---------------------------------------------------------------

# Whatever our staff have renamed or merged is known by its old name, and stays as they left it.
ADD = """
    INSERT INTO accounts_skill (name, slug, field, status)
    SELECT given.name, given.slug, given.field, 'accepted'
      FROM unnest(%(names)s::text[], %(slugs)s::text[], %(fields)s::text[])
           AS given (name, slug, field)
     WHERE NOT EXISTS (SELECT FROM accounts_skillname WHERE key = skill_key(given.name))
        ON CONFLICT DO NOTHING
"""
# Somebody had typed it before it was in the files.
TAKE_UP = """
    UPDATE accounts_skill AS skill
       SET status = 'accepted', field = given.field,
           name = CASE skill.status WHEN 'proposed' THEN given.name ELSE skill.name END
      FROM unnest(%(names)s::text[], %(fields)s::text[]) AS given (name, field)
     WHERE skill_key(skill.name) = skill_key(given.name)
       AND (skill.status = 'proposed' OR skill.field = '')
"""
ADD_SYNONYMS = """
    INSERT INTO accounts_skillsynonym (name, skill_id)
    SELECT given.synonym, known.skill_id
      FROM unnest(%(synonyms)s::text[], %(of)s::text[]) AS given (synonym, name)
      JOIN accounts_skillname AS known ON known.key = skill_key(given.name)
     WHERE NOT EXISTS (SELECT FROM accounts_skillname WHERE key = skill_key(given.synonym))
"""


@transaction.atomic
def load() -> int:
    """Add what the files hold and the database does not; how many names and synonyms are new.

    A skill that our staff deleted comes back: they take its line out of the file too.
    """
    lines = list(entries())
    pairs = [(synonym, line.name) for line in lines for synonym in line.synonyms]
    given = {
        "names": [line.name for line in lines],
        "slugs": [slug_of(line.name) for line in lines],
        "fields": [line.field for line in lines],
        "synonyms": [synonym for synonym, _name in pairs],
        "of": [name for _synonym, name in pairs],
    }
    new = 0
    with connection.cursor() as cursor:
        for statement in (ADD, TAKE_UP, ADD_SYNONYMS):
            cursor.execute(statement, given)
            new += cursor.rowcount if statement is not TAKE_UP else 0
    return new


# --- Use -------------------------------------------------------------------


def where_used() -> list[tuple[type[models.Model], str]]:
    """The tables that say who has which skill, of every room, each with its other column."""
    tables = [
        relation.through
        for relation in Skill._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToManyRel) and relation.through
    ]
    return [(table, _other_column(table)) for table in tables]


def _other_column(table: type[models.Model]) -> str:
    keys = [key for key in table._meta.fields if isinstance(key, models.ForeignKey)]
    return next(key.attname for key in keys if key.related_model is not Skill)


def times_used() -> Combinable:
    """For a queryset of skills: how many students and listings have each."""
    counts = []
    for table, _column in where_used():
        rows = table._default_manager.filter(skill=OuterRef("pk")).order_by()
        counts.append(rows.values("skill").annotate(n=Count("pk")).values("n"))
    zero: Combinable = Value(0)
    return sum((Coalesce(Subquery(each), 0) for each in counts), start=zero)


# --- Finding ---------------------------------------------------------------


def skill_named(text: str) -> Skill | None:
    """The skill of which `text` is the name or a synonym, in any case, proposals too."""
    return Skill.objects.named([text]).get(text)


# A name that begins so, then a synonym that begins so, then a later word that begins so.
BEGINNING = """
    SELECT skill.name, known.name
      FROM accounts_skillname AS known
      JOIN accounts_skill AS skill ON skill.id = known.skill_id
     CROSS JOIN (SELECT skill_key(%(text)s) AS key, ' ' || lower(%(text)s) AS word) AS asked
     WHERE skill.status = 'accepted'
       AND (starts_with(known.key, asked.key) OR strpos(lower(known.name), asked.word) > 0)
     ORDER BY known.key <> asked.key,
              NOT starts_with(known.key, asked.key),
              known.name <> skill.name,
              length(known.name), known.name
     LIMIT 40
"""
# Typing errors.
LIKE = """
    SELECT skill.name, known.name
      FROM accounts_skillname AS known
      JOIN accounts_skill AS skill ON skill.id = known.skill_id
     WHERE skill.status = 'accepted' AND similarity(known.key, skill_key(%(text)s)) > %(alike)s
     ORDER BY similarity(known.key, skill_key(%(text)s)) DESC, known.name
     LIMIT 5
"""


def nearest(name: str) -> str:
    """The accepted skill that `name` is probably a slip of; "" where none is near enough."""
    with connection.cursor() as cursor:
        cursor.execute(LIKE, {"text": name[:60], "alike": SLIP})
        found = cursor.fetchone()
    return str(found[0]) if found else ""


def find_skills(text: str) -> list[Suggestion]:
    """At most ten accepted skills for what has been typed so far, the likeliest first."""
    text = " ".join(text.replace("\0", "").split())[:60]
    if not any(each.isalnum() for each in text):
        return []
    given: dict[str, str | float] = {"text": text, "alike": ALIKE}
    with connection.cursor() as cursor:
        cursor.execute(BEGINNING, given)
        rows = cursor.fetchall()
        if not rows and len(text) > 2:
            cursor.execute(LIKE, given)
            rows = cursor.fetchall()
    # A skill once, by the name that matched best.
    found: dict[str, Suggestion] = {}
    for name, matched in rows:
        found.setdefault(name, Suggestion(name, "" if matched == name else matched))
    return list(found.values())[:MOST]

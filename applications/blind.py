"""Reading an application without knowing whose it is (product.md section 6).

Where a listing hides names, its employer reads "Applicant 7" until they shortlist: no name, no
address, no university, no link, and a résumé only if the student gave one without their name.
What students write of themselves in their texts is hidden too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from django.db.models import F, Func, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from django.utils.text import slugify
from django.utils.translation import gettext as _

from applications.models import Application

type Reader = Callable[[str], str]

# Words of a university's name that name none.
OF_MANY = {
    *("academy", "college", "faculty", "institute", "polytechnic", "school", "universidad"),
    *("universidade", "universita", "universitat", "universitaet", "universite", "university"),
    *("applied", "arts", "business", "city", "medical", "national", "sciences", "science"),
    *("state", "technical", "technology", "the", "of", "and", "for"),
}


def reader(application: Application) -> Reader:
    """Of a text by this student, what the employer may read of it now."""
    if not application.is_blind:
        return str
    student = application.student
    return hiding(student.user.name, student.user.email, student.university.name)


def hiding(name: str, email: str, university: str) -> Reader:
    """Of a text by somebody of this name, address and university, what names none of these."""
    pattern = re.compile("|".join(_hidden(name, email, university)))
    word = _("[hidden]")
    return lambda text: pattern.sub(word, text)


def _hidden(name: str, email: str, university: str) -> Iterator[str]:
    """Patterns, the longest first."""
    for text in (email, email.partition("@")[2], name, university):
        yield _any_case(text)
    for part in _words(name):
        # "Li" is a name; "li" may be part of anything, and "I" is everybody.
        if len(part) > 2:
            yield _any_case(part)
        elif len(part) == 2:
            yield rf"\b{re.escape(part)}\b"
    for part in _words(university):
        if len(part) > 3 and slugify(part) not in OF_MANY:
            yield _any_case(part)


def _any_case(text: str) -> str:
    return rf"(?i:\b{re.escape(text)}\b)"


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", text) if word]


def neutral_name(application: Application, ending: str = ".pdf") -> str:
    """A file of this application, named after its number."""
    return f"applicant-{application.number or application.reference.lower()}-resume{ending}"


def searchable(text: Combinable) -> Combinable:
    """In SQL: `text` of an application without any word of its student's name or university.

    More is taken out than `reader` hides, so that no search finds what cannot be read.
    """
    whose = Concat(
        F("student__user__name"),
        Value(" "),
        F("student__user__email"),
        Value(" "),
        F("student__university__name"),
        output_field=TextField(),
    )
    any_of_them = Concat(
        Value(r"\m("), _replaced(whose, Value(r"\W+"), "|"), Value(r")\M"), output_field=TextField()
    )
    return _replaced(text, any_of_them, "", "gi")


def _replaced(text: Combinable, pattern: Combinable, by: str, flags: str = "g") -> Func:
    given = (text, pattern, Value(by), Value(flags))
    return Func(*given, function="regexp_replace", output_field=TextField())

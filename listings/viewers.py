"""The student who looks at listings, with what every page of listings asks of them.

In one statement that is written once: putting it together anew costs Django more than Postgres
takes to answer.
"""

from __future__ import annotations

from functools import cache

from django.db import connection, models
from django.http import HttpRequest

from accounts.models import Student, University, User
from listings.search import PUBLIC, Scope
from marketplace import prepared


def known_student(request: HttpRequest) -> Student | None:
    """The viewer as a student, with the university, which says what is abroad, and the skills."""
    if not request.user.is_authenticated or request.user.kind != User.Kind.STUDENT:
        return None
    return student_of(request.user)


def scope_of(student: Student | None) -> Scope:
    return Scope(student.university_id) if student else PUBLIC


def student_of(user: User) -> Student | None:
    """With the university, and the primary keys of their skills as `skill_ids`."""
    found = prepared.rows(_statement(), [user.pk])
    if not found:
        return None
    [row], mine, theirs = found, _names(Student), _names(University)
    student = Student.from_db(connection.alias, mine, row[: len(mine)])
    student.university = University.from_db(connection.alias, theirs, row[len(mine) : -1])
    student.skill_ids = row[-1]  # type: ignore[attr-defined]
    user.student = student
    return student


@cache
def _statement() -> str:
    columns = [
        f'{table}."{field.column}"'
        for table, model in (("student", Student), ("university", University))
        for field in model._meta.concrete_fields
    ]
    return f"""
        SELECT {", ".join(columns)},
               ARRAY(SELECT skill_id FROM accounts_student_skills WHERE student_id = student.id)
          FROM accounts_student student
          JOIN accounts_university university ON university.id = student.university_id
         WHERE student.user_id = %s"""  # noqa: S608 - our own names


@cache
def _names(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]

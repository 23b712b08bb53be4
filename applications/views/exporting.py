"""A listing's applications as a table, to be read elsewhere."""

import csv
from collections.abc import Iterator
from typing import Any, Protocol

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, employers_only
from accounts.downloads import note
from applications.blind import reader
from applications.board_asked import COLUMNS, asked_in
from applications.board_rows import found, in_order, score_of, skills_of
from applications.models import Application
from applications.views.board import listing_of
from listings.importing.reports import harmless
from listings.models import Listing

AT_ONCE = 500


class Echo:
    """A file that gives back each line it is handed."""

    def write(self, line: str) -> str:
        return line


class Writer(Protocol):
    def writerow(self, row: list[str], /) -> Any: ...


@require_safe
@employers_only
def export(request: SignedInRequest, slug: str) -> StreamingHttpResponse:
    """As they are filtered on the board, of all columns or of the one that is asked for.

    Notes stay out: they are for colleagues, and a file travels.
    """
    listing = listing_of(request, slug)
    asked = asked_in(request.GET)
    rows = found(listing, asked, request.user)
    if asked.tab:
        rows = rows.filter(status__in=COLUMNS[asked.tab][1])
    rows = in_order(rows, listing, asked.sort).annotate(
        n_skills=skills_of(listing), score=score_of()
    )
    whole = rows.select_related("student__user", "student__university").with_team()
    lines = written(listing, whole)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"applications-{listing.slug}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    note(request, "applications.csv", listing.pk, name, f"listing {listing.pk}")
    return response


def written(listing: Listing, rows: Any) -> Iterator[str]:
    """Lines of the file. Words and the zone are settled before the first is sent."""
    zone, skills = timezone.get_current_timezone(), len(listing.skills.all())
    applied = _("Applied (%(zone)s)") % {"zone": zone}
    head = [
        *(_("Reference"), _("Applicant"), _("Team of"), _("Team"), _("State"), applied),
        *(_("University"), _("Studies"), _("Graduates in"), _("Hours a week"), _("Can start")),
        *(_("About the time"), _("Skills of the listing"), _("Average score"), _("Pitch")),
        *listing.questions,
    ]
    states = {value: str(label) for value, label in Application.Status.choices}
    # What the student has sent is to be read: the board's word.
    states[Application.Status.SUBMITTED] = str(COLUMNS["new"][0])

    def lines() -> Iterator[str]:
        writer: Writer = csv.writer(Echo())
        yield "\ufeff" + str(writer.writerow([harmless(cell) for cell in head]))
        for row in rows.iterator(chunk_size=AT_ONCE):
            row.listing = listing
            cells = _cells(row, states, zone, skills)
            cells += [""] * (len(head) - len(cells))
            yield str(writer.writerow([harmless(cell) for cell in cells]))

    return lines()


def _cells(row: Any, states: dict[str, str], zone: Any, skills: int) -> list[str]:
    seen, student, blind = reader(row), row.student, row.is_blind
    known = [
        row.reference,
        row.who,
        str(row.team_size) if row.team_size > 1 else "",
        "" if blind else ", ".join(str(each) for each in row.members.all()),
        states[row.status],
        row.submitted_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        "" if blind else student.university.name,
        seen(student.course),
        str(student.graduates_in or ""),
    ]
    if not row.is_readable:
        return known
    return [
        *known,
        str(row.hours_per_week or ""),
        row.can_start.isoformat() if row.can_start else "",
        seen(row.availability_note),
        _("%(n)d of %(m)d") % {"n": row.n_skills, "m": skills},
        f"{row.score:.2f}" if row.score is not None else "",
        seen(row.pitch),
        *(seen(answer) for answer in row.answers),
    ]

"""What a column may be: our fields, what each takes, and the headings by which it is known."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from listings.importing.words import bare


@dataclass(frozen=True)
class Field:
    """`headings` in letters and figures only; the first is that of our own example file."""

    name: str
    label: Any
    takes: Any
    heading: str
    headings: str
    example: str = ""

    @property
    def known_as(self) -> list[str]:
        return [bare(self.heading), *self.headings.split()]


THE_WORK = [
    Field(
        "title",
        _("Title"),
        _("What the student does, in up to 100 characters. Every row needs one."),
        "Title",
        "jobtitle role position profile internshiptitle projecttitle designation internship "
        "internshipname jobname project projectname job listingtitle",
        "Clean and document a customer survey",
    ),
    Field(
        "description",
        _("What the student will do"),
        _("Up to 4,000 characters. Paragraphs are kept."),
        "What the student will do",
        "description jobdescription details about responsibilities summary abouttheinternship "
        "abouttheproject jobdetails projectdescription rolesandresponsibilities",
        "Turn four spreadsheets into one clean table and say what it shows.",
    ),
    Field(
        "deliverables",
        _("What the student hands in"),
        _("Up to 10, on lines of their own or with semicolons between them."),
        "What the student hands in",
        "deliverables deliverable outputs output expectedoutput outcomes",
        "One CSV and a data dictionary; A two-page note with charts",
    ),
    Field(
        "skills",
        _("Skills"),
        _("Up to 10, with commas, semicolons or bars between them."),
        "Skills",
        "skillsrequired requiredskills keyskills skill skillset technologies tools",
        "Python, Data cleaning",
    ),
    Field(
        "field",
        _("Field"),
        _("One of ours by name, such as Marketing or Data."),
        "Field",
        "category area function department domain sector jobcategory industry",
        "Data",
    ),
    Field(
        "format",
        _("Format"),
        _("One of ours by name, such as Micro-internship or Project-based."),
        "Format",
        "internshipformat projectformat listingformat",
        "Micro-internship",
    ),
    Field(
        "acceptance",
        _("How you will check it"),
        _("Up to 10, on lines of their own or with semicolons between them."),
        "How you will check it",
        "acceptance acceptancecriteria criteria definitionofdone",
        "Every column is described",
    ),
    Field(
        "requirements",
        _("Who can apply"),
        _("Up to 10, on lines of their own or with semicolons between them."),
        "Who can apply",
        "requirements requirement eligibility whocanapply qualifications qualification",
        "You have cleaned data before",
    ),
    Field(
        "languages",
        _("Languages the work needs"),
        _("Names in English or codes, with commas between them. Empty is English."),
        "Languages the work needs",
        "languages language languagesrequired",
        "English",
    ),
    Field(
        "questions",
        _("Questions to applicants"),
        _("Up to 3, on lines of their own or with semicolons between them."),
        "Questions to applicants",
        "questions screeningquestions applicationquestions",
        "Which survey have you cleaned before?",
    ),
]
PLACE_AND_TIME = [
    Field(
        "arrangement",
        _("Where the work is done"),
        _("Remote, hybrid or in person; “Work From Home” and “On-site” are understood."),
        "Where the work is done",
        "arrangement mode workmode worktype locationtype workplacetype workplace remote "
        "workarrangement internshiptype jobtype workingmode",
        "Remote",
    ),
    Field(
        "place",
        _("Town or city"),
        _("“Pune”, “Bengaluru, Karnataka” or “London, UK”; “Work From Home” is remote."),
        "Town or city",
        "location city place locations worklocation joblocation town internshiplocation cities",
    ),
    Field(
        "country",
        _("Country of work"),
        _("Its name in English, or its code of two letters."),
        "Country of work",
        "country nation countrycode",
    ),
    Field(
        "total_hours",
        _("Hours in all"),
        _("A whole number, of one student: 30."),
        "Hours in all",
        "totalhours hours estimatedhours effort hourstotal numberofhours workload",
        "30",
    ),
    Field(
        "hours_per_week",
        _("Hours a week"),
        _("A whole number up to 60: 10."),
        "Hours a week",
        "hoursperweek weeklyhours hoursweek hrsperweek hrsweek hpw",
        "10",
    ),
    Field(
        "length",
        _("Length"),
        _("“2 weeks”, “10 days”, “3 months”. A month is read as 30 days."),
        "Length",
        "duration lengthindays internshipduration period projectduration term lengthofproject",
        "3 weeks",
    ),
    Field(
        "open_ended",
        _("These are the least"),
        _("Yes or no: it may go on for longer, for the same pay per hour."),
        "These are the least",
        "openended minimum extendable",
        "No",
    ),
    Field(
        "apply_by",
        _("Apply by"),
        _("A day with its year: 2026-12-04 or 4 December 2026."),
        "Apply by",
        "deadline applicationdeadline lastdate lastdatetoapply closingdate closes closeson "
        "expires applybefore applybydate duedate applicationsclose",
        "2026-12-04",
    ),
    Field(
        "starts_from",
        _("Earliest start"),
        _("A day with its year: 2026-12-18."),
        "Earliest start",
        "startdate start starts startson startingdate joiningdate begins startdateearliest",
        "2026-12-18",
    ),
    Field(
        "starts_by",
        _("Latest start"),
        _("A day with its year, not before the earliest."),
        "Latest start",
        "startby startsby lateststartdate",
        "2027-01-08",
    ),
    Field(
        "openings",
        _("Places"),
        _("How many students you look for, 1 to 50. Empty is 1."),
        "Places",
        "openings seats vacancies positions numberofopenings noofopenings opening students "
        "numberofinterns headcount vacancy",
        "1",
    ),
]
PAY_AND_MORE = [
    Field(
        "pay",
        _("What you pay for each place"),
        _("One amount for the whole project, with its currency: USD 720 or ₹ 10,000."),
        "What you pay for each place",
        "pay stipend salary compensation price wage remuneration budget payment stipendamount "
        "amount fee",
        "720",
    ),
    Field(
        "currency",
        _("Currency"),
        _("A code such as USD or INR, if the amounts do not say it."),
        "Currency",
        "currencycode paycurrency",
        "USD",
    ),
    Field(
        "good_to_know",
        _("Good to know"),
        _("Safety, health, insurance, visa, in up to 1,500 characters."),
        "Good to know",
        "goodtoknow notes otherrequirements additionalinformation",
    ),
    Field(
        "id",
        _("Your own number"),
        _(
            "What stays the same when you change a row: with it, importing the file again changes "
            "drafts instead of adding new ones."
        ),
        "Your own number",
        "id jobid reference ref internshipid listingid externalid code projectid refno uid uuid",
        "2026-17",
    ),
    Field(
        "organisation",
        _("Your organisation"),
        _("If the file has rows of others too: those are reported, not imported."),
        "Your organisation",
        "company companyname employer organisation organization org organisationname "
        "organizationname business",
    ),
]
GROUPS: list[tuple[Any, list[Field]]] = [
    (_("The work"), THE_WORK),
    (_("Place and time"), PLACE_AND_TIME),
    (_("Pay, and what helps us"), PAY_AND_MORE),
]
FIELDS = {each.name: each for _heading, group in GROUPS for each in group}
ASIDES = re.compile(r"\([^)]*\)|\[[^]]*\]")
# A heading that only contains one of these is not yet that field: "About us" is no description.
LEAST_PART = 5


def guess(headers: Sequence[str], remembered: dict[str, str] | None = None) -> dict[str, int]:
    """Which column each of our fields is likely to be: by its last import, its name, its words."""
    found: dict[str, int] = {}
    for fits in (_as_before(remembered or {}), _by_name, _by_name_alone, _by_part):
        for index, header in enumerate(headers):
            name = "" if index in found.values() else fits(header)
            if name and name not in found:
                found[name] = index
    return found


def _as_before(remembered: dict[str, str]) -> Any:
    return lambda header: remembered.get(bare(header), "")


NAMES = {known: each.name for each in reversed(FIELDS.values()) for known in each.known_as}
PARTS = sorted((each for each in NAMES if len(each) >= LEAST_PART), key=len, reverse=True)


def _by_name(header: str) -> str:
    return NAMES.get(bare(header), "")


def _by_name_alone(header: str) -> str:
    return NAMES.get(bare(ASIDES.sub(" ", header)), "")


def _by_part(header: str) -> str:
    text = bare(header)
    return next((NAMES[part] for part in PARTS if part in text), "")

"""The formats of product.md section 3. Rows are data: staff edit them, code reads them.

A format is open for posting once the site does what it promises. Of the others each comment says
what is missing.
"""

from django.db import migrations

DAY = 24

FORMATS = [
    {
        "slug": "micro-internship",
        "name": "Micro-internship",
        "summary": "A small project with a clear result and a fixed price. The usual choice.",
        "min_hours": 5,
        "max_hours": 40,
        "min_days": 7,
        "max_days": 31,
    },
    {
        "slug": "weekly-micro-internship",
        "name": "Weekly micro-internship",
        "summary": "Steady hours every week, agreed in the offer. The price is for the whole.",
        "min_hours_per_week": 10,
        "max_hours_per_week": 40,
        "min_days": 14,
        "max_days": 42,
    },
    {
        "slug": "nano-internship",
        "name": "Nano-internship",
        "summary": "One task for a few hours. You answer applicants within two days.",
        "max_hours": 10,
        "max_days": 5,
        "max_questions": 1,
        "decision_hours": 2 * DAY,
        "offer_hours": DAY,
    },
    {
        "slug": "short-burst",
        "name": "Short-burst engagement",
        "summary": "Work that cannot wait: it starts within a week and is done within two.",
        "max_days": 14,
        "max_days_to_start": 7,
        "decision_hours": 3 * DAY,
        "offer_hours": DAY,
    },
    {
        "slug": "project-based",
        "name": "Project-based",
        "summary": "A larger project in two or more parts, each paid when you approve it.",
        "min_hours": 40,
        "max_hours": 160,
        "min_milestones": 2,
    },
    {
        "slug": "facilitated-programme",
        "name": "Facilitated programme",
        "summary": "Work at a place you run, with housing or training included. Often abroad.",
        "min_days": 5,
        "decision_hours": 14 * DAY,
    },
    # Several seats, an agenda and attendance are not there yet.
    {
        "slug": "flash-internship",
        "name": "Flash internship",
        "summary": "A few fixed days, together with other students.",
        "max_days": 14,
        "is_active": False,
    },
    # The student's own rating before and after, and the employer's, are not there yet.
    {
        "slug": "skill-sprint",
        "name": "Skill-sprint",
        "summary": "Two weeks at most, for one skill, rated before and after.",
        "max_days": 14,
        "is_active": False,
    },
    # Modules that unlock one after another are not there yet.
    {
        "slug": "modular",
        "name": "Modular",
        "summary": "Two or more modules in order, each paid.",
        "min_milestones": 2,
        "is_active": False,
    },
    # A next placement without a new listing is not there yet.
    {
        "slug": "gigternship",
        "name": "Gigternship",
        "summary": "One gig after another with the same student, each at its own price.",
        "is_active": False,
    },
    # Iterations and the "would hire" outcome are not there yet.
    {
        "slug": "agile-work-sampler",
        "name": "Agile work sampler",
        "summary": "Small tasks with feedback after each, for up to four weeks.",
        "max_days": 28,
        "is_active": False,
    },
    # The pool of students who are offered work in turn is not there yet.
    {
        "slug": "on-demand",
        "name": "On-demand micro-work",
        "summary": "The first qualified student who accepts starts at once.",
        "max_hours": 20,
        "offer_hours": 4,
        "is_active": False,
    },
    # Learning aims, credit and a university's approval of the placement are not there yet.
    {
        "slug": "experiential-micro-placement",
        "name": "Experiential micro-placement",
        "summary": "Work for credit, with learning aims and a reflection at the end.",
        "min_hours": 20,
        "max_hours": 240,
        "is_active": False,
    },
    # Unpaid: it waits for the task, the model answer and the certificate.
    {
        "slug": "simulation",
        "name": "Simulation",
        "summary": "An unpaid exercise at your own pace, with a model answer.",
        "min_hours": 2,
        "max_hours": 10,
        "is_active": False,
    },
]


def seed(apps, schema_editor):
    rows = apps.get_model("listings", "Format").objects
    for position, given in enumerate(FORMATS, 1):
        rows.update_or_create(slug=given["slug"], defaults={**given, "position": position})


class Migration(migrations.Migration):

    dependencies = [("listings", "0003_names")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]

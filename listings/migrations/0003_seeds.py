"""The formats of product.md section 3, and what a US dollar buys. Rows are data: staff edit them.

A format is open for posting once the site does what it promises. Of the others each comment says
what is missing.
"""

from datetime import date

from django.db import migrations

DAY = 24
EVERYTHING = ["itinerary", "training", "group", "stay", "included", "extras"]
EVERYTHING += ["safety", "papers", "changes"]

FORMATS = [
    {
        "slug": "micro-internship",
        "name": "Micro-internship",
        "summary": "A small project with a clear result and a fixed price. The usual choice.",
        "min_hours": 5,
        "max_hours": 40,
        "min_days": 7,
        "max_days": 31,
        "directions": ["paid", "expenses"],
    },
    {
        "slug": "weekly-micro-internship",
        "name": "Weekly micro-internship",
        "summary": "Steady hours every week, agreed in the offer. The price is for the whole.",
        "min_hours_per_week": 10,
        "max_hours_per_week": 40,
        "min_days": 14,
        "max_days": 42,
        "max_logged_a_day": 10,
        "max_logged_a_week": 40,
        "directions": ["paid", "expenses"],
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
        "quick_apply": True,
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
        "asks_at_half_time": True,
        "directions": ["paid", "expenses"],
    },
    {
        "slug": "facilitated-programme",
        "name": "Facilitated programme",
        "summary": "Work at a place you run, with housing or training included. Often abroad.",
        "min_days": 5,
        "decision_hours": 14 * DAY,
        "uses": EVERYTHING,
        "directions": ["paid", "expenses", "student_pays"],
    },
    # Several seats, an agenda and attendance are not there yet.
    {
        "slug": "flash-internship",
        "name": "Flash internship",
        "summary": "A few fixed days, together with other students.",
        "max_days": 14,
        "is_active": False,
        "uses": ["itinerary", "group", "included"],
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
        "asks_at_half_time": True,
        "max_logged_a_day": 8,
        "max_logged_a_week": 40,
        "uses": ["safety"],
        "directions": ["paid", "expenses"],
    },
    # Unpaid: it waits for the task, the model answer and the certificate.
    {
        "slug": "simulation",
        "name": "Simulation",
        "summary": "An unpaid exercise at your own pace, with a model answer.",
        "min_hours": 2,
        "max_hours": 10,
        "is_active": False,
        "directions": ["simulation"],
    },
]


# Rounded figures of the date below, near enough to compare and sort by.
ON = date(2026, 11, 1)
PER_USD = {
    "USD": "1", "EUR": "0.86", "GBP": "0.75", "CHF": "0.80", "CAD": "1.39", "AUD": "1.53",
    "NZD": "1.74", "JPY": "152", "CNY": "7.12", "HKD": "7.78", "TWD": "30.7", "KRW": "1430",
    "SGD": "1.30", "MYR": "4.20", "THB": "32.4", "IDR": "16600", "PHP": "58.3", "VND": "26300",
    "INR": "88", "PKR": "281", "BDT": "122", "LKR": "304", "NPR": "141", "AED": "3.6725",
    "SAR": "3.75", "QAR": "3.64", "KWD": "0.307", "BHD": "0.376", "JOD": "0.709", "ILS": "3.30",
    "TRY": "42", "EGP": "47.5", "MAD": "9.2", "KES": "129", "NGN": "1450", "GHS": "11",
    "ZAR": "17.3", "SEK": "9.4", "NOK": "10", "DKK": "6.42", "PLN": "3.65", "CZK": "20.9",
    "HUF": "335", "RON": "4.37", "UAH": "42", "BRL": "5.35", "MXN": "18.4", "ARS": "1420",
    "CLP": "945", "COP": "3850", "PEN": "3.40",
}  # fmt: skip


def formats(apps, schema_editor):
    rows = apps.get_model("listings", "Format").objects
    for position, given in enumerate(FORMATS, 1):
        rows.update_or_create(slug=given["slug"], defaults={**given, "position": position})


def rates(apps, schema_editor):
    rows = apps.get_model("listings", "ExchangeRate").objects
    for currency, per_usd in PER_USD.items():
        rows.get_or_create(currency=currency, on_date=ON, defaults={"per_usd": per_usd})


class Migration(migrations.Migration):
    replaces = [
        ("listings", "0004_formats"),
        ("listings", "0006_places"),
        ("listings", "0013_exchange_rates"),
        ("listings", "0022_quick_apply"),
        ("listings", "0024_hours_extensions_half_time"),
    ]

    dependencies = [("listings", "0002_open_listings")]

    operations = [
        migrations.RunPython(formats, migrations.RunPython.noop),
        migrations.RunPython(rates, migrations.RunPython.noop),
    ]

"""A spreadsheet as people keep them: seeded, as messy as real ones, with faults if you like."""

import csv
import io
import random
from dataclasses import dataclass
from datetime import date, timedelta

HEADERS = ["Job ID", "Job Title", "Company", "Location", "Duration", "Stipend", "Apply By"]
HEADERS += ["Start date", "Skills required", "Openings", "Total hours", "Category", "About"]
HEADERS += ["Deliverables", "Work mode", "Posted"]

DOING = ["Clean", "Design", "Write", "Test", "Translate", "Analyse", "Plan", "Edit", "Map", "Build"]
WHAT = ["a customer survey", "product photos", "a landing page", "social media posts", "sales data"]
WHAT += ["help articles", "a price list", "a newsletter", "unit tests", "interview notes"]
FOR = ["for a bakery", "for a clinic", "for our app", "for a museum", "for a farm", "for schools"]
TOWNS = ["Bengaluru, Karnataka, India", "Pune, India", "London, UK", "Leeds, United Kingdom"]
TOWNS += ["Porto, Portugal", "Austin, USA", "Berlin, Germany", "Nairobi, Kenya", "Delhi, India"]
SKILLS = ["Python", "SQL", "MS-Excel", "Canva", "Copywriting", "SEO", "Figma", "R&amp;D", "C++"]
PAYS = ["₹ {a:,} /month", "₹ {a:,} - {b:,} /month", "₹ {a:,} /month + Incentives", "Unpaid"]
PAYS += ["Performance Based", "₹\u00a0{a:,} lump sum", "$ {a}", "USD {a:,}", "₹ {a:,} /week"]
PAYS += ["Rs. {a:,}/-", "INR {a:,}", "{a} EUR", "£{a:,}", "10k INR", "Rs 1,50,000 lump sum"]
LENGTHS = ["2 Weeks", "3 Months", "1 Month", "10 days", "6 weeks", "1-2 months", " 4  Weeks "]
FIELDS = ["Data", "Marketing", "design", "Research", "WRITING", "Operations", "Education"]
DAYS = ["{d:%Y-%m-%d}", "{d:%d %b' %y}", "{d:%d %B %Y}", "{d:%b %d, %Y}", "{d:%d/%m/%Y}"]
# What a person decides about the columns, so that what is left are faults.
CHOICES = {"pay_range": "low", "pay_month": "times", "pay_week": "times", "pay_plus": "fixed"}
CHOICES |= {"pay_unpaid": "expenses", "pay_performance": "empty", "length_range": "low"}
CHOICES |= {"date_words": "empty", "date_order": "dmy"}

FAULTS = {
    "Job Title": ["", "An offer " + "of a very long title " * 8],
    "Location": ["Lemuria", "42"],
    "Duration": ["a while", "6", "2.5 weeks", "3 years"],
    "Stipend": ["Competitive", "1.200", "15,000 - 10,000", "500 USD or 450 EUR", "CHF"],
    "Apply By": ["31/02/2027", "31 Dec", "46022", "soon", "2019-01-01"],
    "Openings": ["many", "0", "900"],
    "Total hours": ["full time", "99999"],
    "Category": ["Underwater basket weaving"],
    "Work mode": ["on the moon"],
    "Skills required": ["We would like somebody who really loves to talk to people"],
}


@dataclass(frozen=True)
class Messy:
    """`faults` are (row as a spreadsheet counts, heading of the column) in order."""

    data: bytes
    faults: list[tuple[int, str]]


def spreadsheet(
    rows: int, faults: int = 0, *, seed: int = 1, company: str = "Acme", changed: int = 0
) -> Messy:
    """The same for the same arguments, day by day. `changed`: so many rows say something else."""
    chance = random.Random(seed)
    broken = set(chance.sample(range(2, rows + 2), faults))
    planted = []
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADERS)
    for number in range(2, rows + 2):
        row = _row(chance, number, company)
        if number - 2 < changed:
            row["Job Title"] += " again"
        if number in broken:
            # A remote row may say any town.
            skip = "Location" if row["Work mode"] == "Remote" else ""
            heading = chance.choice(sorted(FAULTS.keys() - {skip}))
            row[heading] = chance.choice(FAULTS[heading])
            planted.append((number, heading))
        writer.writerow([_mess(chance, row[heading]) for heading in HEADERS])
    return Messy(out.getvalue().encode("utf-8-sig"), planted)


def _row(chance: random.Random, number: int, company: str) -> dict[str, str]:
    remote = chance.random() < 0.5
    closes = date.today() + timedelta(days=chance.randint(10, 90))  # noqa: DTZ011 - any day will do
    amount = chance.randint(2, 60) * 250
    starts = chance.choice(["Immediately", closes.replace().strftime("%d %B %Y")])
    return {
        "Job ID": f"ref-{number:05}",
        "Job Title": f"{chance.choice(DOING)} {chance.choice(WHAT)} {chance.choice(FOR)}",
        "Company": company,
        "Location": "Work From Home" if remote else chance.choice(TOWNS),
        "Duration": chance.choice(LENGTHS),
        "Stipend": chance.choice(PAYS).format(a=amount, b=amount + 5000),
        "Apply By": chance.choice(DAYS).format(d=closes),
        "Start date": starts,
        "Skills required": ", ".join(chance.sample(SKILLS, chance.randint(0, 4))),
        "Openings": chance.choice(["1", "2", "5 openings", ""]),
        "Total hours": chance.choice(["20", "30 hrs", "40 hours", ""]),
        "Category": chance.choice(FIELDS),
        "About": 'Say "hello" to\nour team, and start &amp; finish <b>it</b>.',
        "Deliverables": chance.choice(["A table; a note", "1. Draft\n2. Final", "•\u00a0A report"]),
        "Work mode": "Remote" if remote else chance.choice(["On-site", "Hybrid", "in office"]),
        "Posted": f"{chance.randint(1, 9)} days ago",
    }


def _mess(chance: random.Random, cell: str) -> str:
    """Stray spaces, of all kinds, around one cell in five."""
    if not cell or chance.random() > 0.2:
        return cell
    return f"{chance.choice(['', ' ', '  ', chr(0xA0)])}{cell}{chance.choice([' ', chr(0xA0), ''])}"

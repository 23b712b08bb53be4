"""An afternoon, a few days, or a large piece in parts."""

from marketplace.demo.project import Project
from marketplace.demo.prose import prose

SHORT = [
    Project(
        title="Say where our donation form loses people",
        by="Patas do Ribatejo",
        format="nano-internship",
        field="design",
        text=prose("""
            Of a hundred people who open our donation form, nineteen finish. We built it ourselves
            and can no longer see it.

            Go through it twice, once on a phone and once on a computer, and say out loud what you
            think while a screen recorder runs. You get a copy in test mode, so no money moves.
            Then write one page: the five places where you hesitated, with a picture and a
            suggestion for each.
        """),
        deliverables=("Two recordings with sound", "One page with five findings"),
        skills=("User research", "Writing"),
        questions=("Which form made you give up lately, and where?",),
        hours=4,
        per_week=4,
        days=3,
        pay=84,
        currency="EUR",
        openings=3,
        starts=(7, 14),
        apply_in=6,
        posted=3,
        waiting=("tamarack",),
    ),
    Project(
        title="Check the Spanish on our bakery menu",
        by="Bell & Barley Bakeries",
        format="nano-internship",
        field="writing",
        text=prose("""
            In four of our shops every third customer orders in Spanish. The menu was translated by
            a cousin of the sign painter, and "day-old bread" became something sadder.

            Read 84 lines, mark what is wrong, what is right but odd in Minnesota, and what you
            would say at the counter. Four short sentences about allergens need particular care;
            for those give us your reasoning.
        """),
        deliverables=("The menu with changes marked, in one sheet", "Four allergen sentences"),
        skills=("Spanish", "Translation", "Editing"),
        questions=("How would you write 'contains traces of nuts' for a menu, and why?",),
        hours=5,
        per_week=5,
        days=4,
        pay=130,
        currency="USD",
        starts=(9, 16),
        apply_in=8,
        posted=4,
        seen_by=("tamarack", "ashcombe"),
    ),
    Project(
        title="Check three hundred price labels before the new prices",
        by="Bell & Barley Bakeries",
        format="short-burst",
        field="operations",
        text=prose("""
            Prices change in all fourteen shops in about two weeks. The till knows the new ones.
            The shelves are another story: last time one in eleven labels was wrong, and the
            customer is right about those.

            In the week before, you visit five Minneapolis shops with a tablet and compare every
            label with the list: product, price, allergens, and whether one can read it from a
            metre away. You mark what is wrong, print the correct ones in our office, and come back
            to two shops to see whether they were put up.

            The work is walking, reading and being exact. You start within a week of the deadline
            because the prices do not wait.
        """),
        deliverables=(
            "A list of about 300 labels with what was wrong and what was done",
            "Half a page: why labels go wrong, and one thing that would prevent it",
        ),
        skills=("Attention to detail", "Excel", "Operations"),
        arrangement="in_person",
        country="US",
        city="Minneapolis",
        hours=14,
        per_week=14,
        days=7,
        pay=340,
        currency="USD",
        starts=(8, 13),
        apply_in=6,
        posted=2,
        seen_by=("tamarack",),
    ),
    Project(
        title="Build an open dashboard for nineteen reef sites",
        by="Bahura Marine Research",
        format="project-based",
        field="coding",
        text=prose("""
            Ten years of counts from nineteen sites are public in theory. In practice somebody
            writes to us, and Tomas sends a spreadsheet. We would like a page where a teacher, a
            dive guide or the mayor can look for themselves.

            Part one, about 25 hours: a data file that builds itself from our yearly tables, with
            its tests, and two sketches tried on five people from the list above. Part two, about
            35 hours: the dashboard. Choose a site and a group of animals, see the years with their
            uncertainty, download what you see. In English and Cebuano; we translate.

            It has to work on the town's internet, which means under half a megabyte and no map
            tiles from far away. Please use as little machinery as you can: in two years somebody
            else has to mend it.
        """),
        deliverables=(
            "A tested data file from ten yearly tables, and two sketches with comments",
            "The dashboard, published, with its code and a page on how to add a year",
        ),
        skills=("Web development", "JavaScript", "Data visualization", "Marine biology"),
        questions=(
            "Show us a chart on the web that you made or admire. What does it leave out?",
            "How would you show that a count is uncertain to somebody who hates statistics?",
        ),
        hours=60,
        per_week=12,
        days=35,
        pay=1500,
        currency="USD",
        starts=(20, 40),
        apply_in=16,
        posted=6,
    ),
]

from marketplace.demo.project import Project
from marketplace.demo.prose import prose

CODING = [
    Project(
        title="Put our wholesale order form online",
        by="Bell & Barley Bakeries",
        field="coding",
        text=prose("""
            Forty cafes order from us by e-mail, voicemail and, in one case, fax. Turn the order
            sheet into a small web form that sends one tidy message to the night kitchen.

            (To finish before we send this: which cafes would test it, and who looks after it
            afterwards?)
        """),
        deliverables=("A working form, its code and one page of instructions",),
        skills=("Web development", "Python"),
        hours=32,
        per_week=8,
        days=28,
        pay=860,
        currency="USD",
        apply_in=21,
        posted=3,
        seen_by=("tamarack",),
        status="draft",
    ),
    Project(
        title="Build a small page for rainfall readings",
        by="Semilla Field School",
        field="coding",
        text=prose("""
            At seven every morning somebody at each base, and at five farms in between, reads a
            rain gauge and sends the number in a text message. Karla types it into a sheet when
            she has time. There are four years of numbers and no way to see them.

            Build one page that takes a reading from an old phone on a poor connection and one
            page that shows the last month, the same month in other years, and yesterday on a
            map. No accounts: each gauge has its own secret link. It should run on the cheapest
            hosting we can find together, and somebody who is not a programmer should be able to
            export everything.

            We care about readings that are not lost when the signal is, about large buttons, and
            about Spanish with its accents in the right place. A plain stack that the next student
            understands is worth more to us than a new one.
        """),
        deliverables=(
            "The two pages, running, with four years of readings imported",
            "The code in our repository with a README that starts from nothing",
            "A test that shows what happens when the connection drops",
        ),
        skills=("Web development", "Python", "JavaScript"),
        questions=(
            "Link to something you built that other people use, however small.",
            "A reading is sent twice because the signal came back. What should happen?",
        ),
        hours=36,
        per_week=12,
        days=21,
        pay=900,
        currency="USD",
        apply_in=11,
        posted=9,
    ),
    Project(
        title="Scripts that draw our reef report",
        by="Bahura Marine Research",
        field="coding",
        text=prose("""
            Twice a year we write a report on nineteen survey sites. The graphs take Tomas a week
            of copying between spreadsheets, and each time one of them has last year's axis.

            The data is clean and in one CSV per year. Write R scripts that make the eleven graphs
            and two tables of the report from it, in the same colours and with the same scales,
            and stop with a clear message if a site or a species is missing. The last report is
            the specification: your output should match its figures to the digit, and where it
            does not, one of us made a mistake and we want to know who.

            Tomas runs R but does not write it. He should be able to run yours next July with a
            page of instructions and no telephone call.
        """),
        deliverables=(
            "R scripts that make all figures and tables of the report",
            "A comparison with the last report that explains every difference",
            "One page of instructions, tried by Tomas while you watch and say nothing",
        ),
        skills=("R", "Data visualization", "Statistics"),
        questions=("How do you make sure that a graph next year means the same as this year's?",),
        hours=30,
        per_week=10,
        days=21,
        pay=705,
        currency="USD",
        apply_in=8,
        posted=11,
        seen_by=("tamarack", "ashcombe"),
    ),
    Project(
        title="Find the slow queries in a shop's ledger",
        by="Khatalane",
        field="coding",
        text=prose("""
            Opening the book of a shop with 40,000 entries takes six seconds on a cheap phone. Two
            of them are ours: the database. We know which pages are slow and not why.

            You get a copy of the schema with invented data in the right sizes, a list of eight
            pages with their queries, and a machine to break. For each query: what the plan says,
            what you would change, what it gains, and what it costs on writing. Change one thing
            at a time and keep the measurements.

            Please do not rewrite the application. We would like to learn how you found out as
            much as what you found, so an hour at the end is for showing our two engineers how you
            read a plan. Everything is PostgreSQL and Django.
        """),
        deliverables=(
            "A report on eight queries with plans before and after",
            "Migrations for the indexes and changes worth making, each measured",
            "An hour of showing the team how you worked",
        ),
        skills=("SQL", "Python", "Performance"),
        questions=("Which index did you once add that made things worse?",),
        hours=36,
        per_week=12,
        days=21,
        pay=18000,
        currency="INR",
        apply_in=-6,
        posted=17,
        starts=(4, 20),
        seen_by=("sahyagiri",),
        status="filled",
    ),
    Project(
        title="Make our adoption pages work on an old phone",
        by="Patas do Ribatejo",
        field="coding",
        text=prose("""
            Two out of three people who look at our animals do it on a phone, and half of those
            phones are older than the dogs. A page with one cat weighs eleven megabytes.

            The site is WordPress with a theme somebody kindly made in 2016. Find what is heavy,
            what is broken for people who use a screen reader or only a keyboard, and repair the
            ten things that matter most. You work on a copy; we move it over together on a quiet
            Monday.

            Before and after, measure on the same cheap phone over the same slow line. If a change
            makes no difference that anybody would notice, leave it out.
        """),
        deliverables=(
            "Ten repairs on the copy of the site, each with a measurement",
            "A list of what you found and left, in order of importance",
            "Half a page for volunteers: how to put a picture online that is not eleven megabytes",
        ),
        skills=("Web development", "Accessibility", "WordPress"),
        hours=28,
        per_week=14,
        days=14,
        pay=530,
        currency="EUR",
        apply_in=13,
        posted=6,
    ),
]

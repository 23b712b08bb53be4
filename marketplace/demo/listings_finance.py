from marketplace.demo.project import Project
from marketplace.demo.prose import prose

FINANCE = [
    Project(
        title="Price a catering menu that does not lose money",
        by="Bell & Barley Bakeries",
        field="finance",
        text=prose("""
            We cater about nine events a week. The menu was priced when butter cost half as much,
            and nobody has dared to look since. We suspect that the sandwich platter pays for
            everything and the mini tarts are a gift to our customers.

            Build a cost model in a spreadsheet: ingredients from our recipes, minutes from two
            mornings that Dele has timed, delivery, waste, and the people who pack. For each of
            22 items say what it costs, what it brings, and how that changes if butter or wages
            rise by ten percent.

            Then propose a new menu with prices, with at least one item fewer than today. We will
            argue with you about the tarts.
        """),
        deliverables=(
            "A cost model with its assumptions on one sheet",
            "A proposal for menu and prices on two pages",
        ),
        skills=("Financial modeling", "Excel", "Accounting"),
        questions=("Which cost do you think we forget, and how would you find out?",),
        hours=20,
        per_week=10,
        days=14,
        pay=580,
        currency="USD",
        apply_in=12,
        posted=8,
        seen_by=("tamarack", "sahyagiri"),
    ),
    Project(
        title="Work out what a jar of honey costs us",
        by="Marches Bee Trust",
        field="finance",
        text=prose("""
            We sell 1,900 jars a year at £7.50 and call it income. Some of us think that each jar
            costs eight pounds. Nobody has ever added up sugar, jars, labels, the extractor,
            petrol and the Saturday mornings.

            With our accounts for three years and an hour each with the treasurer and the person
            who runs the honey room, work out the cost of a jar in three ways: only what we pay
            out, with equipment spread over its life, and with volunteers' time at a fair wage.
            Say which one we should use for what.

            The result should be a sheet that the treasurer can keep up to date. He is 74 and
            better at spreadsheets than any of us.
        """),
        deliverables=(
            "A spreadsheet with three costs of a jar and where each figure comes from",
            "Two pages for the trustees with one recommendation",
        ),
        skills=("Accounting", "Excel", "Writing"),
        hours=16,
        per_week=8,
        days=14,
        pay=288,
        currency="GBP",
        starts=(22, 36),
        apply_in=19,
        posted=6,
        seen_by=("ashcombe", "sahyagiri"),
    ),
    Project(
        title="A cash-flow model for a shop that sells on credit",
        by="Khatalane",
        field="finance",
        text=prose("""
            A shopkeeper with ₹60,000 outstanding asks one question: can I pay the distributor on
            Friday? We have the entries to answer it and no model.

            With invented but realistic books of six shops, build a model in a spreadsheet that
            takes sales, credit given, repayments and supplier dates and shows the cash in the
            till for the next four weeks, with a range and not a single line. Repayments are the
            interesting part: who pays after payday, who pays when asked, who pays at Diwali.

            Then test it: hide the last month of each shop and see how far off you were. A model
            that is honestly wrong by a known amount is what we are after. Nothing here is a
            score of a person, and we will not use it to lend.
        """),
        deliverables=(
            "A spreadsheet model with six filled examples",
            "A test on hidden months, with errors stated",
            "A two-page explanation for an engineer who will build it",
        ),
        skills=("Financial modeling", "Excel", "Statistics"),
        questions=("Repayments rise after payday. How would you see that in data?",),
        hours=28,
        per_week=7,
        days=28,
        pay=12900,
        currency="INR",
        apply_in=13,
        posted=7,
        seen_by=("sahyagiri", "ashcombe"),
    ),
    Project(
        title="Compare what eleven payment gateways really charge",
        by="Khatalane",
        field="finance",
        text=prose("""
            Every gateway has a page called Pricing, and every invoice says something else. Before
            we choose one we want a table of what a shop pays in the end.

            For eleven providers in India, find the published fee for UPI, cards and netbanking,
            then the set-up costs, the minimum, the tax on the fee, how long settlement takes and
            what a refund costs. Keep a link and a date for each figure. Where a page is silent,
            write to them as yourself and say that it is for a comparison.

            Work through three typical shops (₹50,000, ₹2 lakh and ₹10 lakh a month) and show
            where the order changes.
        """),
        deliverables=(
            "A table of eleven providers with sources and dates",
            "Three worked examples and a one-page summary",
        ),
        skills=("Research", "Excel", "Accounting"),
        hours=12,
        per_week=6,
        days=14,
        pay=4400,
        currency="INR",
        apply_in=3,
        posted=11,
        seen_by=("sahyagiri",),
    ),
]

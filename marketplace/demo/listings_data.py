from marketplace.demo.project import Project
from marketplace.demo.prose import prose

DATA = [
    Project(
        title="Clean six years of shop sales and say what sells when",
        by="Bell & Barley Bakeries",
        field="data",
        text=prose("""
            Every till in our fourteen bakeries writes a file at closing time. Since 2019 that
            makes about 28,000 files from three till systems. The same rye loaf has nine names
            in them, refunds are sometimes negative and sometimes not, and two shops changed
            their numbers when they moved.

            We would like one table: day, shop, hour, product, pieces, dollars. Please write the
            cleaning as a script, so that we can run it again next month, and keep a list of
            every decision you make ("'Rye 2lb', 'RYE LG' and 'Lg rye' are one product").

            Then answer three questions from the table: what sells before eight, what is left
            after five, and which shops look alike. We do not need a model. We need to trust the
            numbers.

            Dele, who runs operations, has half an hour for you twice a week and knows every
            strange week by heart. All data is sales only; there is nothing about customers.
        """),
        deliverables=(
            "A script in Python or R that turns the raw files into one clean table",
            "A data dictionary and a log of cleaning decisions",
            "A four-page note with charts that answers the three questions",
        ),
        skills=("Data cleaning", "Python", "Excel", "Data visualization"),
        questions=(
            "Describe the messiest data you have put in order. How did you know it was right?",
            "Nine names for one loaf: how would you find the tenth?",
        ),
        hours=30,
        per_week=10,
        days=21,
        pay=720,
        currency="USD",
        apply_in=4,
        posted=12,
    ),
    Project(
        title="Clean ten years of hive inspection records",
        by="Marches Bee Trust",
        field="data",
        text=prose("""
            Our volunteers have inspected the same forty hives every fortnight for ten years and
            typed up their notes in twenty-three spreadsheets. Columns moved, "Q seen" became
            "queen?" became a tick, and three people used three scales for temper.

            Bring them into one file that a researcher could use without telephoning us. Keep
            what the inspectors wrote beside what you made of it, so that nothing is lost. Where
            you cannot decide, list it: Gwen will ask the person, most of whom are still here.

            At the end we would like a page of simple counts per year: queens lost, swarms,
            colonies that came through winter. A university has asked for the file; your name
            goes in its description.
        """),
        deliverables=(
            "One tidy CSV of about 9,400 inspections with the original wording kept",
            "A description of every column, and a list of open questions",
            "One page of yearly counts with a chart",
        ),
        skills=("Data cleaning", "Excel", "R", "Documentation"),
        questions=("Three scales for the temper of a colony: what would you do with them?",),
        hours=28,
        per_week=7,
        days=28,
        pay=490,
        currency="GBP",
        apply_in=-9,
        posted=20,
        starts=(0, 24),
        seen_by=("ashcombe", "tamarack"),
        status="filled",
    ),
    Project(
        title="Sort four thousand camera-trap pictures",
        by="Semilla Field School",
        field="data",
        text=prose("""
            Twelve cameras hang on trees around our two bases. In the past half year they took
            about 4,000 pictures: many of leaves, some of agoutis and coatis, one of an ocelot's
            ear. Each picture needs a species or "nothing", a number of animals, and how sure you
            are.

            You work in a free annotation tool in the browser with our field guide of 48 species
            next to it. For the first two hundred you and Karla, our biologist, label the same
            pictures and talk about the differences. After that she checks one in ten.

            Tell us at the end which cameras should move, and which three species are hardest to
            tell apart on a picture and how you learned to do it. The next person will thank you.
        """),
        deliverables=(
            "Labels for about 4,000 pictures, with a measure of agreement for the shared 200",
            "A two-page note: cameras to move, species that are easily confused",
        ),
        skills=("Biology", "Attention to detail", "Data collection"),
        questions=(
            "Which two animals do you find easy to confuse, and how do you tell them apart?",
        ),
        hours=30,
        per_week=10,
        days=21,
        pay=640,
        currency="USD",
        openings=2,
        apply_in=13,
        posted=9,
    ),
    Project(
        title="Tidy the donor list and find who stopped giving",
        by="Patas do Ribatejo",
        field="data",
        text=prose("""
            Our donors live in three places: a spreadsheet from 2015, the export of an online
            form, and the bank's monthly list, where people appear as "A. M. SILVA TRF". We
            thank some of them twice and some of them never.

            Come to the office for two mornings a week and help us make one list out of three.
            For reasons of privacy the data stays on our laptop, so this part cannot be done from
            home; the checking and the writing can. You sign our data protection rules on the
            first day and we go through them together.

            When the list is clean, find the people who gave regularly and stopped in the last
            eighteen months, and see whether they have something in common: how they came to us,
            how they were thanked, how much they gave.
        """),
        deliverables=(
            "One donor list without doubles, with a note on how each match was decided",
            "A page on who stopped giving and three things we could try",
            "A checklist that keeps the list clean, short enough to hang on the wall",
        ),
        skills=("Excel", "Data cleaning", "Data protection", "Portuguese"),
        arrangement="hybrid",
        country="PT",
        city="Santarém",
        hours=22,
        per_week=11,
        days=14,
        pay=396,
        currency="EUR",
        apply_in=9,
        posted=7,
        seen_by=("ashcombe",),
    ),
    Project(
        title="Label coral in two thousand photo quadrats",
        by="Bahura Marine Research",
        field="data",
        text=prose("""
            A quadrat is a square metre of reef, photographed from above. We have 2,000 of them
            from two years and fifty random points on each: is it hard coral, soft coral, sponge,
            sand, rubble or algae? Software guesses; a person decides.

            You get a two-hour training by video call, a key with pictures, and a test set of
            sixty. Above 85 % agreement with our scientist you go on alone, and we look at a
            sample every week. Most people get there on the second try. About a minute and a
            quarter per picture is a good pace once you know the shapes.

            Time is yours to divide; a Friday call with the two other labellers keeps everybody
            to the same idea of what rubble is. If you study biology, this is the dullest and
            the most useful way to learn the growth forms of coral.
        """),
        deliverables=(
            "Point labels for 2,000 pictures, at 85 % agreement or better",
            "Your list of doubtful points with a picture of each kind",
        ),
        skills=("Marine biology", "Attention to detail"),
        hours=40,
        per_week=10,
        days=28,
        pay=840,
        currency="USD",
        format="weekly-micro-internship",
        openings=3,
        starts=(22, 40),
        apply_in=19,
        posted=7,
        seen_by=("tamarack", "sahyagiri"),
    ),
    Project(
        title="Clean and label 5,000 payment descriptions",
        by="Khatalane",
        field="data",
        text=prose("""
            When a shop imports its bank statement into Khatalane, we would like to say "rent",
            "supplier" or "customer repaid". What the bank gives us is "UPI/DR/6120…/SHRI
            GANESH TRD/oksbi". Before we teach a computer anything we need 5,000 such lines
            labelled by somebody who thinks.

            The lines are real but stripped: account numbers, phone numbers and personal names
            are already replaced. You read them in a sheet, choose one of sixteen labels, and
            write the word that decided it. Hindi, Marathi and Kannada words turn up in Latin
            letters, so reading two of these helps.

            In the second half, look at your own labels: which rules of thumb would get the
            first 80 % right, and which lines need a human? We will build what you describe.
        """),
        deliverables=(
            "5,000 labelled lines, with the deciding word for each",
            "A measure of how often you agree with yourself on 300 repeated lines",
            "A two-page note with the rules you found and where they fail",
        ),
        skills=("Data cleaning", "Excel", "Hindi", "Attention to detail"),
        questions=("'NEFT CR SHARMA KIRANA': which label would you give it, and what is missing?",),
        hours=32,
        per_week=8,
        days=28,
        pay=11200,
        currency="INR",
        openings=2,
        apply_in=8,
        posted=9,
        seen_by=("sahyagiri",),
    ),
    Project(
        title="Forecast tomorrow's sourdough",
        by="Bell & Barley Bakeries",
        field="data",
        format="project-based",
        text=prose("""
            At four in the afternoon somebody in our night kitchen decides how many sourdoughs
            to shape for tomorrow. She is right within five percent, she is sixty-three, and she
            would like to go on vacation.

            Take two years of daily sales for fourteen shops (already clean), the weather, and
            our calendar of holidays and ball games, and build the simplest forecast that is as
            good as she is. Start with "same as last week". Show us how much each step beyond
            that gains, and stop when it no longer does.

            First part: a baseline, an honest way to measure it, and what she knows that the
            data does not; you will spend an hour with her. Second part: a spreadsheet or small
            page where the kitchen enters nothing and reads fourteen numbers.
        """),
        deliverables=(
            "A baseline and a fair comparison with the kitchen's own numbers",
            "A forecast that runs every day at three, with instructions",
        ),
        skills=("Python", "Statistics", "Data analysis"),
        questions=("What would make you trust a forecast of bread?",),
        hours=42,
        per_week=14,
        days=21,
        pay=990,
        currency="USD",
        apply_in=-7,
        posted=18,
        starts=(0, 20),
        seen_by=("tamarack", "sahyagiri"),
        status="filled",
    ),
]

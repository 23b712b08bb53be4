"""Outdoors, in classrooms and behind the counter."""

from marketplace.demo.project import Project
from marketplace.demo.prose import prose

FIELD = [
    Project(
        title="Walk and map the hedges of eight farms",
        by="Marches Bee Trust",
        field="environment",
        text=prose("""
            A bee flies about a mile for its lunch, and hedges are the road. Eight farmers west of
            Hereford have said that we may walk theirs: about 60 kilometres in all. We want to
            know where there are gaps, what grows in them, and where a hundred metres of planting
            would join two good stretches.

            You walk with one of our volunteers who knows the farms, with a phone app and a
            printed map as the back-up. It is survey work: the same seven questions every fifty
            metres, whatever the weather decides. Any season will do; the gaps are easiest to see
            when the leaves are down.

            Four days outside, lifts from Hereford station included, and the rest at your desk
            turning tracks into a map that each farmer gets on one page.
        """),
        deliverables=(
            "A map layer of about 60 km of hedges with the answers to seven questions",
            "One page for each of the eight farms",
            "A ranked list of ten gaps worth planting",
        ),
        skills=("Fieldwork", "Maps and GIS", "Data collection"),
        questions=(
            "What would you take with you for six hours outside in the rain?",
            "Have you used a mapping app or GIS? Which, and for what?",
        ),
        good_to_know=prose("""
            You need boots, waterproofs and to be happy walking 12 km a day over stiles and wet
            fields. You are never on a farm alone, and we stay out of fields with bulls or young
            cattle. Our public liability insurance covers you on site; the supervisor is Gwen
            Parry. We lend a high-visibility jacket and pay for lunch.
        """),
        arrangement="in_person",
        country="GB",
        city="Hereford",
        hours=28,
        per_week=14,
        days=14,
        pay=460,
        currency="GBP",
        openings=2,
        apply_in=10,
        posted=9,
        seen_by=("ashcombe",),
    ),
    Project(
        title="Four lessons about bees for children of eight",
        by="Marches Bee Trust",
        field="education",
        text=prose("""
            Sixty primary schools ask us for a visit every year and we manage fourteen. For the
            others we would like to send a box: four lessons that a teacher with no time and no
            bees can give.

            You watch one of our school visits near Hereford with Gwen, talk to five teachers
            about what they would really use, and then write four lessons of fifty minutes: what a
            hive is, what a flower wants, who else pollinates, and what a school can plant. Each
            has an activity that needs nothing one cannot find in a classroom.

            Two teachers try a lesson each and tell you what happened. Half the work is in
            Hereford, two days in all, and half wherever you like.
        """),
        deliverables=(
            "Four lesson plans with sheets for pupils and notes for teachers",
            "A packing list for the box that costs less than £40",
            "What two teachers said, and what you changed",
        ),
        skills=("Teaching", "Writing", "Biology"),
        questions=("How would you begin a lesson for thirty eight-year-olds after lunch?",),
        good_to_know=prose("""
            You are never alone with children: a teacher and Gwen Parry, who supervises the
            project, are in the room. No hives are opened during visits. Our insurance covers you
            in schools, and train tickets to Hereford are paid.
        """),
        arrangement="hybrid",
        country="GB",
        city="Hereford",
        hours=32,
        per_week=8,
        days=28,
        pay=570,
        currency="GBP",
        starts=(24, 40),
        apply_in=21,
        posted=6,
        seen_by=("ashcombe",),
    ),
    Project(
        title="Ask two hundred visitors what they learned",
        by="Semilla Field School",
        field="education",
        text=prose("""
            People leave our bases happy. Whether they leave knowing anything is another matter,
            and the foundation that pays for our school days has begun to ask.

            Design a questionnaire of one page for guests and a game of ten minutes for children,
            both for the first and the last day of a stay. Try them at our base in La Fortuna,
            change what does not work, and run them with about 200 people over two weeks of
            arrivals and departures. Then tell us which of our seven activities people remember,
            and what they remember wrongly.

            You work mornings and late afternoons, with Karla next door. English and Spanish are
            both needed at the table.
        """),
        deliverables=(
            "A questionnaire and a game, in Spanish and English, after one round of changes",
            "About 200 answers, entered and checked",
            "Five pages with results and a suggestion for each activity",
        ),
        skills=("Survey design", "Spanish", "Statistics"),
        questions=("How would you find out what somebody learned without giving them a test?",),
        good_to_know=prose("""
            A bed and meals at the base are included for the two weeks. You pay for your own
            journey, travel insurance and, where your passport needs one, a
            visa; ask the consulate how it treats paid projects. With children there is always a
            teacher present. Medical and safety notes of our base are sent before you accept.
        """),
        arrangement="in_person",
        country="CR",
        city="La Fortuna",
        hours=24,
        per_week=12,
        days=14,
        pay=540,
        currency="USD",
        starts=(28, 60),
        apply_in=15,
        posted=5,
        seen_by=("tamarack", "ashcombe"),
    ),
    Project(
        title="Time the morning: a queue study in three shops",
        by="Bell & Barley Bakeries",
        field="operations",
        text=prose("""
            Between 7:10 and 8:40 on a weekday a customer in our busiest shop waits for six
            minutes; in the shop with the best coffee it is two. The counters look the same. Stand
            next to them with a stopwatch and find out what is not.

            Four mornings in three Saint Paul shops: count arrivals, time every step for every
            fifth customer, draw where people walk. Nobody's name, nobody's face, and everybody
            behind the counter knows what you are doing and why, because you explain it to them
            the day before.

            Then describe three changes we could make with tape and a screwdriver, try one of them
            with the shop manager for a morning, and measure again.
        """),
        deliverables=(
            "Timings of about 300 customers in one table, with drawings of three counters",
            "Three changes on a page each, one of them tried and measured",
        ),
        skills=("Operations", "Data collection", "Excel"),
        arrangement="in_person",
        country="US",
        city="Saint Paul",
        hours=20,
        per_week=10,
        days=14,
        pay=500,
        currency="USD",
        good_to_know=prose("""
            You need to be in Saint Paul at 6:45. Before the first bus we send a taxi, in winter
            in any case. You stand for two hours; there is a stool, and breakfast.
        """),
        apply_in=7,
        posted=10,
        seen_by=("tamarack",),
    ),
    Project(
        title="Describe two hundred photographs of Main Street",
        by="Cedar Bluff County Library",
        field="operations",
        text=prose("""
            In a steel drawer in the basement lie about two hundred photographs of Main Street,
            taken between 1905 and 1961. Some say "Olson's" on the back, most say nothing, and the
            people who could tell are in their nineties.

            We have scanned them. You write for each what can be seen, when it was probably taken
            and how you know (a car, a sign, a tree that is no longer there), with the help of
            old directories that are online. On two Thursday afternoons we put the pictures on a
            screen at the senior center, you join by video, and people tell you who is who.

            The descriptions go into the state's digital collection with your name as the author.
        """),
        deliverables=(
            "A record of 200 photographs in the form the digital collection asks for",
            "A list of names and places learned from the two afternoons, with who said so",
        ),
        skills=("Research", "Writing", "Attention to detail"),
        questions=("How would you date a photograph that has no date on it?",),
        hours=25,
        per_week=9,
        days=21,
        pay=525,
        currency="USD",
        starts=(20, 34),
        apply_in=18,
        posted=1,
        seen_by=("tamarack",),
        status="submitted",
    ),
    Project(
        title="Plan who stands where in a bakery with one oven",
        by="Bell & Barley Bakeries",
        field="operations",
        text=prose("""
            The night kitchen has one deck oven, nine people and 61 products. The plan for who
            does what when is a whiteboard that is wiped every morning. When two people are ill,
            so is the plan.

            From six weeks of photographs of the whiteboard, the recipes and a night with the
            team, work out which steps must wait for which, where the oven stands empty and where
            everybody waits for it. Then write a plan for nine, for eight and for seven people.

            We do not need software. We need three sheets that make sense at 2 a.m.
        """),
        deliverables=(
            "A chart of the night: steps, times, what waits for what",
            "Three plans, for nine, eight and seven people",
        ),
        skills=("Operations", "Excel", "Interviewing"),
        arrangement="hybrid",
        country="US",
        city="Minneapolis",
        hours=24,
        per_week=12,
        days=14,
        pay=640,
        currency="USD",
        apply_in=5,
        posted=14,
        seen_by=("tamarack",),
        status="closed",
    ),
    Project(
        title="Write the safety cards for a beach survey",
        by="Bahura Marine Research",
        field="environment",
        text=prose("""
            Besides diving we walk: two kilometres of beach, every Wednesday, counting turtle
            tracks and litter. Volunteers come and go, and what they are told depends on who tells
            them.

            From our notes and two video calls, write ten cards the size of a hand: how to read a
            track, what not to touch, what to do about a stranded turtle, about a storm, about a
            person who argues. One thought on each, with a drawing that you sketch and we redraw.

            Our team tries them on a Wednesday and sends you a film of it.
        """),
        deliverables=(
            "Ten cards with text and sketch",
            "A half-page for the person who leads the walk",
        ),
        skills=("Plain language", "Marine biology", "Illustration"),
        hours=12,
        per_week=6,
        days=14,
        pay=264,
        currency="USD",
        apply_in=6,
        posted=16,
        seen_by=("tamarack", "sahyagiri"),
        status="closed",
    ),
]

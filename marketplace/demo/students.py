"""Twelve students. Every name is invented."""

from dataclasses import dataclass

from marketplace.demo.prose import prose


@dataclass(frozen=True, kw_only=True)
class Learner:
    """`years` from now they graduate, in `free_in` days they can start."""

    email: str
    name: str
    university: str
    course: str
    years: int
    about: str
    skills: tuple[str, ...]
    per_week: int
    free_in: int
    payout: str
    link: str = ""


STUDENTS = [
    Learner(
        email="maya.okafor@tamarack.example",
        name="Maya Okafor",
        university="tamarack",
        course="Economics, minor in statistics",
        years=1,
        about=prose("""
            I like questions that have a number in them and a person at the other end. I run the
            budget of our student food shelf, where I learned to distrust every spreadsheet I did
            not make, and most that I did.
        """),
        skills=("Data cleaning", "Excel", "Python", "Market research", "Writing"),
        per_week=12,
        free_in=5,
        payout="US",
        link="https://maya-okafor.example/food-shelf",
    ),
    Learner(
        email="jonah.reyes@tamarack.example",
        name="Jonah Reyes",
        university="tamarack",
        course="Computer science",
        years=1,
        about=prose("""
            Third-year student who likes small programs that other people keep using. Teaching
            assistant for databases. I write the README first. Weekends belong to my sister's
            hockey games.
        """),
        skills=("Python", "SQL", "Web development", "Statistics", "R"),
        per_week=12,
        free_in=2,
        payout="US",
        link="https://jonah-reyes.example",
    ),
    Learner(
        email="hannah.weiss@tamarack.example",
        name="Hannah Weiss",
        university="tamarack",
        course="Biology, marine track",
        years=2,
        about=prose("""
            Grew up on Lake Superior and have counted mayflies, loons and zebra mussels in it. Open
            Water diver with 31 dives, most of them cold. Happiest with a clipboard.
        """),
        skills=("Marine biology", "Data collection", "R", "Fieldwork", "Science writing"),
        per_week=15,
        free_in=20,
        payout="US",
    ),
    Learner(
        email="tyrell.banks@tamarack.example",
        name="Tyrell Banks",
        university="tamarack",
        course="Communication and media",
        years=1,
        about=prose("""
            I write for the student paper and run its Instagram, which went from recipes nobody
            made to a weekly column about who works on campus at night. I would rather cut a
            sentence than add one.
        """),
        skills=("Social media", "Copywriting", "Interviewing", "Writing", "Photography"),
        per_week=10,
        free_in=2,
        payout="US",
        link="https://northshore-student.example/night-shift",
    ),
    Learner(
        email="linh.tran@tamarack.example",
        name="Linh Tran",
        university="tamarack",
        course="Graphic design",
        years=2,
        about=prose("""
            Signs, forms and maps: the design people use without noticing. My parents read menus
            in their third language, so I test everything on them first.
        """),
        skills=("Graphic design", "Information design", "Accessibility", "Maps and GIS"),
        per_week=14,
        free_in=1,
        payout="US",
        link="https://linhtran.example/signs",
    ),
    Learner(
        email="isla.fraser@ashcombe.example",
        name="Isla Fraser",
        university="ashcombe",
        course="English and creative writing",
        years=1,
        about=prose("""
            I edit the student magazine and translate official letters for my grandmother, from
            official into English. Looking for work where the reader has something to do
            afterwards.
        """),
        skills=("Writing", "Editing", "Plain language", "Interviewing", "Research"),
        per_week=10,
        free_in=2,
        payout="GB",
        link="https://isla-fraser.example",
    ),
    Learner(
        email="kwame.mensah@ashcombe.example",
        name="Kwame Mensah",
        university="ashcombe",
        course="Data science",
        years=2,
        about=prose("""
            I put untidy records in order. My first project was my grandfather's cocoa ledgers from
            Kumasi, thirty years in four handwritings. I keep what was written next to what I made
            of it.
        """),
        skills=("Data cleaning", "Python", "R", "Data visualization", "Documentation"),
        per_week=12,
        free_in=2,
        payout="GB",
    ),
    Learner(
        email="beatriz.carvalho@ashcombe.example",
        name="Beatriz Carvalho",
        university="ashcombe",
        course="Modern languages: Portuguese and Spanish",
        years=1,
        about=prose("""
            Portuguese at home, English at school, Spanish from a year in Vigo. I volunteer at a
            rehoming centre on Sundays and have filled in more microchip forms than I can count.
        """),
        skills=("Portuguese", "Spanish", "Translation", "Social media", "Writing"),
        per_week=15,
        free_in=10,
        payout="GB",
    ),
    Learner(
        email="owen.pritchard@ashcombe.example",
        name="Owen Pritchard",
        university="ashcombe",
        course="Environmental science",
        years=2,
        about=prose("""
            Farm near Builth Wells, Welsh at home. I map things: hedges, drains, where the sheep go
            when the gate is open. Qualified first-aider, driving licence, own boots.
        """),
        skills=("Maps and GIS", "Fieldwork", "Welsh", "Data collection", "Translation"),
        per_week=14,
        free_in=1,
        payout="GB",
    ),
    Learner(
        email="ananya.deshpande@sahyagiri.example",
        name="Ananya Deshpande",
        university="sahyagiri",
        course="Statistics",
        years=1,
        about=prose("""
            My uncle's shop in Satara gave me my first data set: who pays on the fifth and who on
            the twenty-fifth. Marathi and Hindi, English for everything with footnotes. I like
            measuring how wrong I am.
        """),
        skills=("Statistics", "Excel", "Market research", "Marathi", "Hindi", "R"),
        per_week=10,
        free_in=3,
        payout="IN",
    ),
    Learner(
        email="rohan.iyer@sahyagiri.example",
        name="Rohan Iyer",
        university="sahyagiri",
        course="Computer engineering",
        years=1,
        about=prose("""
            I read query plans for fun and keep a list of indexes that made things worse. Maintainer
            of a small Django package with eleven users, all of whom write to me.
        """),
        skills=("SQL", "Python", "Performance", "Web development"),
        per_week=12,
        free_in=3,
        payout="IN",
        link="https://rohan-iyer.example/plans",
    ),
    Learner(
        email="zoya.khan@sahyagiri.example",
        name="Zoya Khan",
        university="sahyagiri",
        course="Commerce and accounting",
        years=2,
        about=prose("""
            Second-year student, treasurer of the hostel mess: 140 people, three meals, no losses
            for two terms. I want to see how a real company counts before I decide what to become.
        """),
        skills=("Accounting", "Excel", "Financial modeling", "Hindi", "Research"),
        per_week=8,
        free_in=7,
        payout="IN",
    ),
]

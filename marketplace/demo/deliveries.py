"""What students handed in: a note, links, and real files."""

from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.demo.paper import pdf
from marketplace.demo.prose import prose


@dataclass(frozen=True)
class Work:
    """`tables` are (file name, lines of CSV), `papers` (file name, title, lines of text)."""

    note: str
    links: tuple[str, ...] = ()
    tables: tuple[tuple[str, str], ...] = ()
    papers: tuple[tuple[str, str, str], ...] = ()


def files(work: Work) -> list[SimpleUploadedFile]:
    made = [_upload(name, _lines(text), "text/csv") for name, text in work.tables]
    for name, title, text in work.papers:
        content = pdf(title, _lines(text).decode().splitlines())
        made.append(SimpleUploadedFile(name, content, content_type="application/pdf"))
    return made


def _lines(text: str) -> bytes:
    return "\n".join(line.strip() for line in text.strip().splitlines()).encode() + b"\n"


def _upload(name: str, content: bytes, content_type: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=content_type)


CALENDAR = Work(
    note=prose("""
        All eight weeks, a little ahead of the date so that Pat and Lucille can move things. The
        review surprised me: your posts with a clock time in them ("out of the oven at 7:10") get
        three times the comments of those without, so two thirds of the captions have one.

        Week 5 has a free Thursday. That is where the wedding cake goes.
    """),
    tables=(
        (
            "calendar-eight-weeks.csv",
            """
            week,day,shop,picture,who takes it,caption
            1,Tue,Northeast,steam over the rye,opener,"6:05. The rye is louder than the radio."
            1,Thu,Como,hands with a tray,whoever is next to it,"Sixty buns. Fifty-nine for you."
            1,Sat,Selby,the line at eight,manager,"You are early. So are we."
            2,Tue,Longfellow,flour on a shoe,driver,"4:20, the van, heat off for the croissants."
            2,Thu,Northeast,one cut loaf,opener,"Burnt on top. On purpose. Ask why."
            2,Sat,Como,the empty shelf,closer,"5:45 p.m. This is what we aim for."
            """,
        ),
    ),
    papers=(
        (
            "last-year-on-one-page.pdf",
            "What people answered to, last year",
            """
            # What worked
            Posts with a time of day: 41 of them, 12 comments each on average.
            Posts with one object and no people: 58 of them, 9 comments each.
            # What did not
            Posts with a question at the end: 77 of them, 1 comment each, often from staff.
            Posts from three shops within ten minutes: happened 23 times.
            # What I would do
            Three posts a week, one shop each, a time in two of three.
            """,
        ),
        (
            "guide-for-managers.pdf",
            "Two minutes and flour on your hands",
            """
            # Do
            Stand still. Take three pictures. Keep one.
            Write what time it is.
            # Don't
            Don't ask a question you would not ask at the counter.
            Don't apologize for the light. It is a bakery.
            """,
        ),
    ),
)

GUIDE = Work(
    note=prose("""
        Version one, six pages. I registered an imaginary hive myself and it took 48 minutes, 31
        of them looking for one number. The guide starts with that number.

        Two of four readers have tried it; the other two are on Saturday. I would rather have your
        comments before than after.
    """),
    links=("https://isla-fraser.example/first-hive-draft",),
    papers=(
        (
            "first-hive-guide-v1.pdf",
            "Your first hive: what to do, in order",
            """
            # Before you buy
            1. Find the number of the field or garden. Where it stands is on page 2.
            2. Tell two neighbours. A sentence that works is on page 2.
            # The day the bees arrive
            3. Register the place, not the bees. It takes ten minutes with the number from step 1.
            # If something looks wrong
            4. Close the hive, write down what you saw, and tell the inspector the same day.
            """,
        ),
    ),
)

GUIDE_CHANGES = prose("""
    This is already better than ours, and I laughed at the 31 minutes. Two things before I say yes.

    Please split step 4. A new beekeeper cannot tell "odd" from "notifiable", and the second one is
    the law: give it its own page with three pictures (we have them). And the insurance line says
    what we cover, which is not what a member who moves a hive is covered for. Huw will ring you.
""")

PICTURES_ARE_LATE = prose("""
    Our three pictures of notifiable signs come from the inspector on Friday, not today. You should
    not lose your evenings to our post.
""")

LATER_FOR_FINALS = prose("""
    The last week falls into my finals. The forecast will run before that; what I would like the
    four days for is the page that Rosa reads, with her looking at it once.
""")

FORECAST_SO_FAR = prose("""
    Rosa is better than last week by 12 loaves a day, and I know why for 9 of them. What would help:
    the calendar of school holidays, and ten minutes with whoever orders for the Selby shop.
""")

INSPECTIONS = Work(
    note=prose("""
        9,412 inspections in one file. The original wording is in the last column and I have not
        touched it. Temper is there four times: three scales as written, and one rough scale with
        the rule beside it. 38 questions are left for Gwen, sorted by the person to ask.

        The year that looks like a disaster is one volunteer's hive 17, entered twice.
    """),
    tables=(
        (
            "inspections-tidy-sample.csv",
            """
            date,hive,inspector,queen_seen,brood_frames,temper_rough,temper_written,original
            2016-04-17,03,HJ,yes,5,calm,2,"Q seen, 5 fr brood, quiet, good girls"
            2016-04-17,17,HJ,no,3,lively,4,"no Q, 3 fr, followed me to the gate"
            2016-05-01,03,MW,yes,6,calm,a,"queen? yes. 6. lovely"
            2016-05-01,17,MW,yes,4,cross,c,"found her. 4. stung twice"
            """,
        ),
    ),
    papers=(
        (
            "columns-and-open-questions.pdf",
            "Hive inspections 2014 to 2024: how to read the file",
            """
            # Columns
            temper_rough: calm, lively or cross. The rule for each written scale is on page 2.
            original: what the inspector wrote, as it was written.
            # By year
            2016: 40 colonies, 6 queens lost, 34 came through winter
            2017: 40 colonies, 4 queens lost, 36 came through winter
            # Open questions (38)
            For Huw (21): is hive 9 before June 2018 the hive that is now 9b?
            """,
        ),
    ),
)

ALLERGEN_SHEETS = Work(
    note=prose("""
        Three formats, one hand. On the old sheet ten people needed 38 seconds on average to find
        out about the almond croissant, and three gave up. On the second version it is six seconds,
        and nobody gave up, my father included.

        Joan's two corrections are in. The shelf labels are templates: type the product, and the
        allergens move by themselves.
    """),
    links=("https://linhtran.example/bell-allergens",),
    papers=(
        (
            "counter-sheet.pdf",
            "Can I eat this?",
            """
            # Almond croissant
            contains  WHEAT  MILK  EGG  ALMOND
            # Rye, 2 lb
            contains  RYE  WHEAT
            # Oat cookie
            contains  OATS  MILK     made next to  PEANUT
            """,
        ),
        (
            "times-measured.pdf",
            "What was tried, and how long it took",
            """
            # Old sheet
            10 people, one question each: 38 s on average, 3 gave up
            # Version 1, color only
            14 s; two people chose the wrong color on a grey copy
            # Version 2, words in fixed places
            6 s; nobody wrong, nobody gave up
            """,
        ),
    ),
)

WELSH_FIRST = Work(
    note=prose("""
        Leaflet, web page and text message. The message is 139 characters with every accent, and I
        am prouder of it than of my degree. "Cacynen" once with the official name in brackets.
    """),
    papers=(
        (
            "rhybudd-v1.pdf",
            "Cacynen Asia: edrychwch, arhoswch, dywedwch",
            """
            # Edrychwch
            Corff tywyll, coesau melyn, un band oren.
            # Arhoswch
            Peidiwch â mynd yn agos at y nyth.
            # Dywedwch
            Anfonwch lun a'r lle yr un diwrnod.
            """,
        ),
    ),
)

WELSH_CHANGES = prose("""
    Mair says: very good, and you write as you speak, which she means as praise. She asks for one
    "please" on the leaflet, since half of the readers are over seventy, and for the photograph
    before the place. The text message stays exactly as it is.
""")

WELSH_SECOND = Work(
    note=prose("""
        Mair is right, and I have told my mother so. One "please", the photograph first, and the
        list of twenty terms is at the end with a line on each choice.
    """),
    papers=(
        (
            "rhybudd-v2.pdf",
            "Cacynen Asia: edrychwch, arhoswch, dywedwch",
            """
            # Edrychwch
            Corff tywyll, coesau melyn, un band oren.
            # Arhoswch
            Peidiwch â mynd yn agos at y nyth, os gwelwch yn dda.
            # Dywedwch
            Tynnwch lun o bell, ac anfonwch ef gyda'r lle yr un diwrnod.
            # Termau
            nyth: nest. cacynen: hornet. gwenynwr: beekeeper. arolygydd: inspector.
            """,
        ),
    ),
)

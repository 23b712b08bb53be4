"""What students wrote to Costa Rica, Portugal and the Philippines."""

from marketplace.demo.application import No, Pitch, Terms
from marketplace.demo.prose import prose

COSTA_RICA = "Sustainable Development in Costa Rica"
CAMERAS = "Sort four thousand camera-trap pictures"
RAIN = "Build a small page for rainfall readings"
SANTAREM = "Marketing and Fundraising for an Animal Clinic in Santarém"
ADOPTION = "Translate twelve adoption stories into English"
GRANTS = "Find ten grants a small animal charity can win"
DAUIN = "Marine Research Assistant in Dauin"
CORAL = "Label coral in two thousand photo quadrats"
SCRIPTS = "Scripts that draw our reef report"
CARDS = "Write the safety cards for a beach survey"

ABROAD = [
    Pitch(
        who="owen.pritchard@ashcombe.example",
        to=COSTA_RICA,
        text=prose("""
            I can walk all day, identify what I do not know by asking, and enter data when I am
            tired, because at home the tally book is filled in before boots come off. I would like
            to learn how a count becomes a decision: our valley has thirty years of bird counts and
            no committee to tell.

            For the school lessons I have one ready: how to draw a map of your way to school that
            somebody else can follow.
        """),
        answers=(
            "Rainforest. I have seen mountains, and wonder what survey work is without a view.",
            "River banks, last summer. On day three I found I had been counting my own footprints.",
            "Frogs drink through their skin, so they notice first when something is in the water.",
        ),
        per_week=33,
        start=60,
        note="I am free from the week after my exams end.",
        ago=6,
    ),
    Pitch(
        who="hannah.weiss@tamarack.example",
        to=COSTA_RICA,
        text=prose("""
            Two summers of loon surveys: nineteen lakes, same hour, same canoe, 640 entries, eleven
            of them wrong and corrected. I like work where being there every day is the method.

            My Spanish is good enough for a lesson if the children are patient. My headlamp and I
            are used to each other.
        """),
        answers=(
            "Volcano, for the altitude: I have only ever counted at one height above the sea.",
            "Loons. On a windy lake I counted one bird as two for a week. I re-did the week.",
            "A frog is a thermometer that hops. If the number changes, ask what else did.",
        ),
        per_week=33,
        start=55,
        ago=7,
        became="shortlisted",
    ),
    Pitch(
        who="maya.okafor@tamarack.example",
        to=COSTA_RICA,
        text="What I would like to understand is how farmers are paid to keep forest, and",
        became="draft",
        ago=2,
        start=60,
    ),
    Pitch(
        who="hannah.weiss@tamarack.example",
        to=CAMERAS,
        text=prose("""
            I have sorted zebra mussels by the thousand; agoutis move more. For the first two
            hundred I would note my confidence before I see Karla's label, so that the agreement
            you publish is real and not polite.
        """),
        answers=("Hooded and common merganser in fog. By the way they sit on the water.",),
        ago=5,
        became="expired",
        terms=Terms(
            starts_in=15,
            ends_in=35,
            parts=(("Labels for 4,000 pictures and the two-page note", 35, 640),),
            word="Could you answer by the weekend? We upload on Monday.",
        ),
    ),
    Pitch(
        who="owen.pritchard@ashcombe.example",
        to=CAMERAS,
        text=prose("""
            I can tell a sheep by its ear tag in the rain at dusk, which is roughly the task. I
            would work through one camera at a time, since a place has its regulars.
        """),
        answers=("Stoat and weasel. A stoat has a black end to its tail and no patience.",),
        ago=3,
    ),
    Pitch(
        who="jonah.reyes@tamarack.example",
        to=RAIN,
        text=prose("""
            Two pages, server-rendered, one form with one number, and a service worker only if a
            test on an old phone proves that it is needed. Each reading carries the moment it was
            typed, so a second arrival of the same reading changes nothing.

            I would host it where exporting is one link. The README comes first: if I cannot
            explain how to start it in ten lines, it is too much.
        """),
        answers=(
            "Ship arrivals for the Port of Duluth. Forty people look at it before coffee.",
            "Nothing. Same gauge, same moment, same number: it is the same reading.",
        ),
        per_week=12,
        start=22,
        ago=6,
        became="shortlisted",
    ),
    Pitch(
        who="rohan.iyer@sahyagiri.example",
        to=RAIN,
        text=prose("""
            I would use Django and PostgreSQL on the smallest machine there is, no JavaScript
            except for the map, and a queue on the phone's side made of a text message if all else
            fails. Four years of readings imported twice, to show that twice is once.
        """),
        answers=(
            "django-slowlog: eleven users, all of whom write to me.",
            "The database refuses the second one, and the page says thank you both times.",
        ),
        per_week=10,
        start=32,
        ago=4,
    ),
    Pitch(
        who="beatriz.carvalho@ashcombe.example",
        to=SANTAREM,
        text=prose("""
            I have stood on both sides of the queue you describe. At the rehoming centre I fill in
            forms with people who are giving up an animal because of a bill, and at home we were
            once the family with the cat in the box.

            I would write your appeal from the queue's point of view, in Portuguese first. What
            does ten euros do at half past nine on a Tuesday? I can answer messages in three
            languages from the first day, and I know when to put the camera away.
        """),
        answers=(
            prose("""
                A lifeboat station. The letter named the engine part it would pay for, and the
                price. I like to know which screw is mine.
            """),
            prose("""
                Start with what the owner did right: she noticed on Monday, and she came. The dog's
                illness is then a thing that two people are dealing with.
            """),
        ),
        per_week=20,
        start=40,
        ago=8,
        became="shortlisted",
    ),
    Pitch(
        who="tyrell.banks@tamarack.example",
        to=SANTAREM,
        text=prose("""
            For our blood drive I learned that people give when a stranger becomes one person with
            a name and a time. I would bring that, a camera, and no Portuguese yet; I have started,
            and can order coffee and apologise.
        """),
        answers=(
            "A GoFundMe for a neighbor's roof. What decided it was a photo of the bucket.",
            "Show her hands on the dog, and let her say what it is called.",
        ),
        per_week=20,
        start=45,
        note="After final exams; I would come for five weeks.",
        ago=4,
    ),
    Pitch(
        who="isla.fraser@ashcombe.example",
        to=SANTAREM,
        text=prose("""
            Four weeks is the right length for one good letter and the evidence that it worked. I
            would spend the first week collecting sentences that people in your waiting room say
            anyway.
        """),
        answers=(
            "The help desk's kettle appeal: one sentence, one kettle, one photo of the queue.",
            "In her own words, and with her name only if she asks for it.",
        ),
        per_week=20,
        start=38,
        ago=9,
        became="taken back",
        terms=Terms(
            starts_in=38,
            ends_in=65,
            parts=(
                ("What to stop, keep and start", 45, 320),
                ("Appeal, stories, plan and handover note", 65, 1000),
            ),
            word="We would love to have you, Isla. Room and bus pass are waiting.",
        ),
    ),
    Pitch(
        who="beatriz.carvalho@ashcombe.example",
        to=ADOPTION,
        text=prose("""
            I write adoption stories on Sundays and have learned which words come back to bite:
            "lively" returns within a week. I would translate as if the family were sitting
            opposite me, and mark each place where the Portuguese is kinder than the truth.
        """),
        per_week=7,
        start=10,
        ago=13,
        became="never paid",
        terms=Terms(
            starts_in=10,
            ends_in=23,
            parts=(("Twelve stories and the pattern", 23, 250),),
        ),
    ),
    Pitch(
        who="zoya.khan@sahyagiri.example",
        to=GRANTS,
        text=prose("""
            I would make the refusals first: a table with five yes-or-no columns (country, size,
            horses, match funding, deadline) that kills a fund in two minutes. Forty will fall
            quickly, and the ten are what is left standing. I read accounts happily.
        """),
        answers=("Look at last year's winners. If the smallest has forty staff, it is not us.",),
        per_week=6,
        ago=1,
    ),
    Pitch(
        who="hannah.weiss@tamarack.example",
        to=DAUIN,
        text=prose("""
            Thirty-one dives, most of them in water where one sees a hand's length and counts by
            feel. I would like to learn what survey work is when you can see. I know quadrats and
            transects from shore, I have an oxygen first-aid certificate, and I do not mind the days
            on which the sea says no.

            What I would bring home is the comparison: how a station with nineteen sites keeps the
            same method for ten years while the people change.
        """),
        answers=(
            "Open Water, 31 dives, 24 of them in a dry suit. The medical form is done.",
            prose("""
                Enter both, say who saw what, and look at the photo. If there is none, keep both
                numbers and the doubt.
            """),
        ),
        per_week=30,
        start=65,
        ago=9,
    ),
    Pitch(
        who="ananya.deshpande@sahyagiri.example",
        to=DAUIN,
        text=prose("""
            I have never been under water. I have been on both ends of a bad survey, and I would
            like to learn how a good one is kept good for ten years. On the days without dives I
            would be the happiest person in the house: eight years of counts from two sites is a
            lovely regression.
        """),
        answers=(
            "Never, and I swim a kilometre. The questionnaire is with my doctor.",
            "Average nothing. Two counts are two facts about two divers.",
        ),
        per_week=30,
        start=70,
        ago=4,
    ),
    Pitch(
        who="owen.pritchard@ashcombe.example",
        to=DAUIN,
        text="",
        became="draft",
        ago=1,
        start=70,
    ),
    Pitch(
        who="hannah.weiss@tamarack.example",
        to=CORAL,
        text=prose("""
            The growth forms of coral are the chapter of my textbook I read twice and still confuse
            at dive depth. Two thousand pictures will cure me. I keep a doubtful list while I work,
            with one picture of each kind of doubt.
        """),
        per_week=10,
        start=22,
        ago=3,
        became="accepted",
        terms=Terms(
            starts_in=0,
            ends_in=27,
            parts=(("Labels for 2,000 pictures, and the list of doubtful points", 25, 840),),
        ),
    ),
    Pitch(
        who="ananya.deshpande@sahyagiri.example",
        to=CORAL,
        text=prose("""
            Patience I can prove: 5,400 cells of hostel water use, typed twice, compared, corrected.
            I would also work out for you how much 85 % agreement means when half of every picture
            is sand.
        """),
        per_week=10,
        start=24,
        ago=2,
    ),
    Pitch(
        who="kwame.mensah@ashcombe.example",
        to=SCRIPTS,
        text=prose("""
            Your last report is the specification, so I would begin by retyping its numbers into a
            test file. Then one script per figure, each of which fails loudly when a site is
            missing, and one command that makes them all. Tomas should meet exactly one error
            message on his first try, on purpose, so that he knows what they look like.
        """),
        answers=(
            "The scale, the colours and the sites are set in one file, and a test compares them.",
        ),
        per_week=10,
        ago=5,
    ),
    Pitch(
        who="jonah.reyes@tamarack.example",
        to=SCRIPTS,
        text="I would rather write this in Python, but my R is fine.",
        answers=("Fixed axes in one place.",),
        ago=8,
        became="withdrawn",
    ),
    Pitch(
        who="hannah.weiss@tamarack.example",
        to=CARDS,
        text=prose("""
            For our loon volunteers I wrote a card that says only "write it down now". It halved the
            missing entries. I would look for ten sentences like that.
        """),
        ago=12,
        became="declined",
        no=No(
            "filled",
            "Two of our volunteers offered to write the cards themselves and we could not say no"
            " to them. Please apply for the quadrats: we want you on the reef.",
        ),
    ),
]

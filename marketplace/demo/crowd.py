"""Many applicants for one listing, and a few for one that hides names. Every name is invented."""

from dataclasses import dataclass
from typing import Any

CARDS = "Read 900 comment cards and say what they ask for"
LABELS = "Rewrite forty shelf labels so that they sell the dark bread"


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """`start` in how many days they can, `ago` when they wrote, `scores` who gave what."""

    name: str
    at: str
    course: str
    skills: tuple[str, ...]
    text: str
    to: str = CARDS
    per_week: int = 10
    start: int = 16
    ago: float = 5
    became: str = "submitted"
    scores: tuple[int, ...] = ()
    note: str = ""

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@{self.at}.example"


def one(name: str, at: str, course: str, skills: str, text: str, **more: Any) -> Applicant:
    known = tuple(each.strip() for each in skills.split(","))
    return Applicant(
        name=name,
        at=at,
        course=course,
        skills=known,
        text=" ".join(text.split()),
        **more,
    )


CROWD = [
    one(
        "Ada Lindqvist",
        "tamarack",
        "Sociology",
        "Market research, Excel, Writing",
        """I coded 400 open answers for a housing survey with a second reader, and we measured how
        often we disagreed. I would do the same with your first hundred cards before the rest.""",
        ago=9,
        became="shortlisted",
        scores=(4, 4, 3),
        note="Ask her how long.",
    ),
    one(
        "Bilal Farooqui",
        "sahyagiri",
        "Statistics",
        "Excel, Statistics, Data visualization",
        """Nine hundred cards are enough to count and few enough to read. I would read all of them
        twice, a week apart, and only trust the groups that I find both times.""",
        ago=9,
        became="shortlisted",
        scores=(3, 3, 4),
        per_week=14,
    ),
    one(
        "Catrin Bowen",
        "ashcombe",
        "English literature",
        "Writing, Editing",
        """People who complain on paper choose their words. I would keep those words: your report
        should quote a customer on each page, and a number under the quotation.""",
        ago=8,
        became="accepted",
        scores=(4, 4),
    ),
    one(
        "Dmitri Sokolov",
        "tamarack",
        "Marketing",
        "Market research, Excel",
        """My uncle's diner has a box like yours and nobody ever opened it. I opened it: 61 cards,
        of which 40 asked for the same soup. It is on the menu on Thursdays now.""",
        ago=8,
        became="offered",
        scores=(4, 3),
    ),
    one(
        "Esi Boateng",
        "ashcombe",
        "Human geography",
        "Market research, Writing, Excel",
        """I would note the shop and the hour on each card, if they are there. What a person asks
        for before eight and what they ask for at five are often two different bakeries.""",
        ago=8,
        became="shortlisted",
        scores=(4,),
    ),
    one(
        "Farah Siddiqui",
        "sahyagiri",
        "Psychology",
        "Market research, User research",
        """In our lab I sort interview answers into groups, then give the groups to somebody who
        has not seen them. If they cannot sort the answers so again, the groups are only mine.""",
        ago=7,
        became="shortlisted",
        per_week=6,
    ),
    one(
        "Gus Halloran",
        "tamarack",
        "Undeclared",
        "Customer service",
        """I eat at your shop on Lyndale four times a week, so I have probably written some of the
        cards. I would learn the spreadsheet part on the way.""",
        ago=7,
        became="declined",
    ),
    one(
        "Hye-jin Moon",
        "tamarack",
        "Linguistics",
        "Excel, Writing, Market research",
        """Some of your cards will be in Spanish, Somali and Hmong. I read Spanish, and I know who
        to ask on campus for the others; those cards are the ones nobody has counted yet.""",
        ago=7,
        became="shortlisted",
        scores=(4, 4, 4),
    ),
    one(
        "Ines Prado",
        "ashcombe",
        "Business management",
        "Excel, Market research",
        """I would give you a table that your shops can go on with: one row a card, seven columns,
        and a page that says when to use which word.""",
        ago=6.5,
        became="submitted",
        scores=(3,),
    ),
    one(
        "Jasper Nkemelu",
        "tamarack",
        "Journalism",
        "Writing, Interviewing",
        """A pile of cards is a pile of sources. I would ring ten people who left a number, and
        put what they say beside what they wrote in a hurry at your counter.""",
        ago=6.5,
    ),
    one(
        "Kavya Deshpande",
        "sahyagiri",
        "Economics",
        "Excel, Statistics",
        """I would first ask what a card costs: who fills one in, and who never does. Without that,
        900 cards tell you about people who like cards.""",
        ago=6.4,
        scores=(4,),
        note="Good question. Start is late, though.",
        start=45,
    ),
    one(
        "Leo Marchetti",
        "ashcombe",
        "Computer science",
        "Python, Data cleaning",
        """I can scan them, read them with a program, and group them in an evening. It will be
        wrong about a fifth of the time, so I would check every card by eye as well.""",
        ago=6.3,
        became="declined",
    ),
    one(
        "Mina Rahimi",
        "tamarack",
        "Public health",
        "Market research, Writing, Excel",
        """I sorted comments for the county after its vaccine days. The loud ones were about
        parking; the useful ones were four, and about a door. I would look for your door.""",
        ago=6.2,
    ),
    one(
        "Noah Achterberg",
        "tamarack",
        "History",
        "Writing, Research",
        """I have spent a year in the parish archive with worse handwriting than your customers
        have. Give me the cards that nobody could read.""",
        ago=6.1,
    ),
    one(
        "Oyinda Alade",
        "ashcombe",
        "Mathematics",
        "Statistics, Excel, Python",
        """If two people sort the same hundred cards, I can tell you how many of the other eight
        hundred to believe. I would want one of your staff to be the second person.""",
        ago=6,
        per_week=12,
    ),
    one(
        "Priya Venkatesan",
        "sahyagiri",
        "Design",
        "Data visualization, User research",
        """A wall is better than a sheet: I would print small copies of the cards, sort them with
        your shop managers in one afternoon, and photograph what they argue about.""",
        ago=6,
    ),
    one(
        "Quentin Ojala",
        "tamarack",
        "Finance",
        "Excel",
        """I am fast with pivot tables and honest about what they leave out.""",
        ago=5.8,
        became="declined",
    ),
    one(
        "Rosalind Achebe",
        "ashcombe",
        "Politics",
        "Writing, Market research",
        """For the students' union I read 1,100 answers to "anything else?" and came back with
        three things it could change by Easter. It changed two.""",
        ago=5.6,
        scores=(4, 3),
    ),
    one(
        "Sanjay Mhatre",
        "sahyagiri",
        "Commerce",
        "Excel, Customer service, Market research",
        """In my father's shop I am the person whom people tell. I would treat a card as somebody
        at the counter: first what do they want, then what do they mean.""",
        ago=5.5,
    ),
    one(
        "Tova Blomgren",
        "tamarack",
        "Food science",
        "Market research, Excel, Writing",
        """When a customer writes "dry", they may mean crust, crumb or yesterday. I know bread well
        enough to sort those three apart, and would ask your bakers about the rest.""",
        ago=5.2,
        per_week=8,
    ),
    one(
        "Uma Krishnan",
        "sahyagiri",
        "Anthropology",
        "User research, Writing",
        """I would count, and then stop counting: ten cards read slowly beside what your shops
        look like on a Saturday will say more than one more chart.""",
        ago=5,
    ),
    one(
        "Viktor Dahl",
        "ashcombe",
        "Chemistry",
        "Excel",
        """I need a project for the winter and I write clean tables. Bread is chemistry.""",
        ago=4.8,
        became="declined",
    ),
    one(
        "Wren Castellano",
        "tamarack",
        "Graphic design",
        "Data visualization, Excel",
        """I would make one poster for each shop: what your own customers asked for, in their
        handwriting, with how many said the same.""",
        ago=4.6,
    ),
    one(
        "Xiu Ying Tan",
        "ashcombe",
        "Data science",
        "Python, Statistics, Excel",
        """I would build the groups from the first 300 cards, freeze them, and see whether the next
        600 fit. If they do not, the groups were a story about the first 300.""",
        ago=4.4,
        scores=(3,),
    ),
    one(
        "Yusuf Demirel",
        "ashcombe",
        "Law",
        "Writing, Editing",
        """Reading closely is most of what I study. Allergy, injury, a bad smell: I would take
        those cards out first and give them to Dele on the day I find them.""",
        ago=4.2,
        note="He thought of allergies. Nobody else did.",
    ),
    one(
        "Zanele Khumalo",
        "tamarack",
        "Business",
        "Market research, Excel, Customer service",
        """I was the one who answered the cards at a coffee chain, 30 a week for two years. Half of
        what people ask for is already there and hard to find.""",
        ago=4,
    ),
    one(
        "Anders Vik",
        "tamarack",
        "Philosophy",
        "Writing",
        """What does a card ask for, if it only says "why"? I would like to think about that for
        three weeks, and write it down so that a baker can use it.""",
        ago=3.9,
        became="not_selected",
    ),
    one(
        "Brigid Nolan",
        "ashcombe",
        "Social work",
        "Interviewing, Writing",
        """I have sat with people while they filled in forms about themselves. A card is short
        because the pen is on a string; I would ask for longer answers at two of your shops.""",
        ago=3.7,
    ),
    one(
        "Chidi Okonjo",
        "tamarack",
        "Accounting",
        "Excel, Bookkeeping",
        """Every request has a price. I would put what it would cost beside each of the first
        twenty, so that you can say no to the right ones.""",
        ago=3.5,
    ),
    one(
        "Devika Sane",
        "sahyagiri",
        "Statistics",
        "Excel, Statistics, Writing",
        """I would send you ten sorted cards on the first evening. If you would have sorted them in
        another way, we have lost one evening and not three weeks.""",
        ago=3.2,
        per_week=5,
    ),
    one(
        "Emrys Pugh",
        "ashcombe",
        "Welsh and history",
        "Translation, Writing",
        """I can promise patience, plain sentences and no pie charts.""",
        ago=3,
        became="withdrawn",
    ),
    one(
        "Fatou Sarr",
        "tamarack",
        "Communication",
        "Market research, Writing",
        """Before I read a card I would ask each of your managers to guess the three commonest
        requests. The report is then about where they were wrong.""",
        ago=2.6,
    ),
    one(
        "Goran Petrov",
        "ashcombe",
        "Economics",
        "Excel, Statistics, Market research",
        """Cards come with dates. I would look at what people stopped asking for: that is the list
        of things your shops have put right, and nobody has thanked them.""",
        ago=2.2,
        per_week=15,
    ),
    one(
        "Haruka Ito",
        "tamarack",
        "Hospitality",
        "Customer service, Excel",
        """At the hotel we answered each card by hand. I would sort yours by who in your company
        could answer it, because that is who has to read my report.""",
        ago=1.8,
        became="not_selected",
    ),
    one(
        "Isaac Thorne",
        "ashcombe",
        "Sociology",
        "Market research, Excel",
        """I would publish the rules for sorting to your staff room on day two, and let anybody
        write on them.""",
        ago=1.2,
    ),
    one(
        "Jaya Kulkarni",
        "sahyagiri",
        "English",
        "Writing, Editing",
        """Nine hundred small letters to a bakery: I would be glad to be the one who reads them.""",
        ago=0.6,
        became="withdrawn",
    ),
    one(
        "Keira Donnelly",
        "ashcombe",
        "Nutrition",
        "Writing, Excel, Market research",
        """Somebody always writes "healthier". I would find out from the other words on the card
        whether they mean salt, seeds, size or price.""",
        ago=0.4,
    ),
    # A listing that hides names: they write theirs in their texts all the same.
    one(
        "Liv Aronsson",
        "tamarack",
        "Advertising",
        "Copywriting, Writing",
        """I'm Liv Aronsson, and I once sold 80 jars of fish paste with eleven words. Dark bread is
        easier: it has a smell. I would start every label with the nose.""",
        to=LABELS,
        ago=4,
        became="shortlisted",
        scores=(4,),
    ),
    one(
        "Mateo Rios",
        "tamarack",
        "Spanish and film",
        "Copywriting, Spanish",
        """A label is read by somebody who carries a child and a coffee. I would write for that
        person: seven words, and the price where the eye lands.""",
        to=LABELS,
        ago=3.4,
    ),
    one(
        "Nell Fairweather",
        "ashcombe",
        "Creative writing",
        "Writing, Editing",
        """At the University of Ashcombe I run the noticeboard that people stop at. I would spend
        one morning behind your counter, write nothing, and listen for what bakers say.""",
        to=LABELS,
        ago=2.8,
    ),
    one(
        "Omkar Joshi",
        "sahyagiri",
        "Marketing",
        "Copywriting, Market research",
        """I would write three labels for the same loaf, hang each for two days, and count. You can
        write to me at omkar.joshi@sahyagiri.example if you want to see the last one I did.""",
        to=LABELS,
        ago=1.9,
    ),
    one(
        "Perpetua Hale",
        "ashcombe",
        "English",
        "Copywriting, Editing",
        """Rye has a bad name in English and a good one everywhere else. I would borrow.""",
        to=LABELS,
        ago=1.1,
    ),
]

"""What students and employers write to each other, and what is asked in public."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from applications import actions
from applications.models import Application, Message, Reader
from listings import actions as listing_actions
from listings.models import Listing, Question
from marketplace.demo import applications_bees as bees
from marketplace.demo import applications_bell as bell
from marketplace.demo.past import ago, dated

MAYA, ISLA = "maya.okafor@tamarack.example", "isla.fraser@ashcombe.example"
OWEN = "owen.pritchard@ashcombe.example"
TYRELL, ZOYA = "tyrell.banks@tamarack.example", "zoya.khan@sahyagiri.example"
STUDENT, EMPLOYER = True, False


@dataclass(frozen=True)
class Talk:
    """`lines`: how many days back, whether the student wrote it, and what. The last is unread."""

    who: str
    on: str
    lines: tuple[tuple[float, bool, str], ...]


TALKS = [
    Talk(
        MAYA,
        bell.SALES,
        (
            (
                2.4,
                EMPLOYER,
                "Your note on the two moves of the Canal Park shop is the first time anybody has "
                "noticed them. Did you find that in the listing, or do you queue there?",
            ),
            (
                2.1,
                STUDENT,
                "I queue there. The first move is in your newsletter of 2022, too, which is how I "
                "know the month. Is the till of the old place in the same files?",
            ),
            (
                1.2,
                EMPLOYER,
                "It is, under its old number, 04. You will find an offer from us on your page: if "
                "the dates are too tight beside your exams, say so before you answer it.",
            ),
        ),
    ),
    Talk(
        ISLA,
        bees.GUIDE,
        (
            (
                6.2,
                STUDENT,
                "Before I begin: does the guide send people to the inspector for their county, or "
                "to the national number? The leaflet says one and the website the other.",
            ),
            (
                5.8,
                EMPLOYER,
                "The national number, please. The leaflet is from before 2019 and I have been "
                "meaning to burn it.",
            ),
            (
                0.9,
                STUDENT,
                "The draft is handed in. Page three is where my test reader got lost, so I would "
                "be glad if you read that one first.",
            ),
            (
                0.3,
                EMPLOYER,
                "Read, twice, and the second time with my mother, who keeps no bees. She has one "
                "question about the form, and it is in what I asked you to change.",
            ),
        ),
    ),
    Talk(
        OWEN,
        bees.HEDGES,
        (
            (
                3.4,
                STUDENT,
                "The lower fields of the eighth farm are under water, and the volunteer turned me "
                "round at the gate. May I come again on Friday, when the river is down?",
            ),
            (
                3.1,
                EMPLOYER,
                "He was right to. Let me ask the farm about Friday, they have calves on that side.",
            ),
            (
                1.6,
                STUDENT,
                "It is Friday. I am at the bus stop with dry boots, if you have heard from them?",
            ),
            (
                0.8,
                STUDENT,
                "I had no answer, so I draw those four kilometres from the air photograph and mark "
                "them. I can still walk them next week.",
            ),
        ),
    ),
    Talk(
        TYRELL,
        bell.BLOG,
        ((0.4, STUDENT, "May I come in before six one morning, or are visitors in the way?"),),
    ),
]


@dataclass(frozen=True)
class Asked:
    """In public, so many days back; without an answer it waits."""

    who: str
    on: str
    text: str
    back: float
    answer: str = ""


ASKED = [
    Asked(
        TYRELL,
        bell.SALES,
        "Are the holidays marked in the sales files, or is finding them part of the work?",
        4.0,
        "Ours are marked, the city's are not. Finding the city's is part of it, and there are "
        "about six that matter.",
    ),
    Asked(
        ZOYA,
        bell.CATERING,
        "Is the menu fixed, or may the price of one plate suggest another plate?",
        2.5,
        "Suggest away. Only the rye stays, whatever it costs.",
    ),
    Asked(
        MAYA,
        bell.BLOG,
        "Do the five posts need photographs, and if so, do you have any that we may use?",
        0.7,
    ),
]


def load() -> None:
    for talk in TALKS:
        _write(talk)
    for asked in ASKED:
        _ask(asked)


def _write(talk: Talk) -> None:
    rows = Application.objects.for_pages()
    application = rows.get(student__user__email=talk.who, listing__title=talk.on)
    sides = {STUDENT: application.student.user, EMPLOYER: application.listing.created_by}
    for back, by, text in talk.lines:
        reader = sides[not by]
        message = actions.send(application, sides[by], text)
        _date(message, ago(back))
        if text != talk.lines[-1][-1]:
            actions.read(application, reader)
    readers = Reader.objects.filter(application=application)
    readers.update(last_at=ago(talk.lines[-1][0]))
    # Nobody is written to about what they find here.
    readers.update(mail_by=None)


def _date(message: Message, moment: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(sent_at=moment)
    Reader.objects.filter(application=message.application, unread=1).update(unread_from=moment)


def _ask(asked: Asked) -> None:
    listing = Listing.objects.select_related("organisation", "created_by").get(title=asked.on)
    if not listing.takes_applications:
        return
    moment, who = ago(asked.back), User.objects.get(email=asked.who)
    with dated(moment):
        question = listing_actions.ask(listing, who, asked.text)
    Question.objects.filter(pk=question.pk).update(asked_at=moment)
    if asked.answer:
        with dated(moment + timedelta(hours=7)):
            listing_actions.answer_question(question, asked.answer)
        Question.objects.filter(pk=question.pk).update(answered_at=moment + timedelta(hours=7))

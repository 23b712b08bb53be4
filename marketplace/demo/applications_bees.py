"""What students wrote to the bee trust and to the start-up."""

from marketplace.demo.application import No, Pitch, Terms
from marketplace.demo.prose import prose

HIVES = "Clean ten years of hive inspection records"
GUIDE = "Write a plain guide to registering a first hive"
WELSH = "Translate our hornet alert into Welsh"
HEDGES = "Walk and map the hedges of eight farms"
REPORT = "A donor report that people finish"
HONEY = "Work out what a jar of honey costs us"
QUERIES = "Find the slow queries in a shop's ledger"
KIRANA = "Ask forty kirana shops how they keep credit"
CASH = "A cash-flow model for a shop that sells on credit"
LABELS = "Clean and label 5,000 payment descriptions"
HELP = "Write twelve help articles in Hindi and Marathi"

TO_BEES = [
    Pitch(
        who="kwame.mensah@ashcombe.example",
        to=HIVES,
        text=prose("""
            Thirty years of my grandfather's cocoa ledgers taught me the rule I would use here:
            never overwrite what somebody wrote. Each inspection keeps its original line, beside it
            the tidy value, and beside that how sure I am.

            I would begin with the twelve hives that have no gaps, agree the columns with Gwen on
            those, and only then open the other files. Three scales for temper stay three scales
            until an inspector tells me how they meet.
        """),
        answers=(
            prose("""
                Keep all three as written and add one rough scale of calm, lively and cross, with a
                rule for each. Then ask the three people to score the same ten old notes.
            """),
        ),
        per_week=7,
        start=1,
        ago=15,
        became="accepted",
        terms=Terms(
            starts_in=0,
            ends_in=27,
            parts=(("Tidy file, description of columns and yearly counts", 21, 490),),
            word="The pencil notebooks are in the loft. You are welcome to see them.",
        ),
    ),
    Pitch(
        who="jonah.reyes@tamarack.example",
        to=HIVES,
        text=prose("""
            I would write a small importer per spreadsheet layout and a report of everything it
            refused, so that you can watch the number of refusals go down week by week.
        """),
        answers=("Store all three and convert only in a view, where it can be changed later.",),
        ago=14,
        became="not_selected",
    ),
    Pitch(
        who="isla.fraser@ashcombe.example",
        to=GUIDE,
        text=prose("""
            On Wednesdays I sit at a help desk and people bring me letters. I have learned to write
            the next step first and the reason second, because a worried person stops reading after
            the next step.

            I would begin by registering an imaginary hive myself, with a clock, and note every
            moment when I do not know what is meant. Those moments are the table of contents.
            Eight pages is generous. I would aim for six and leave you two for the drawings.
        """),
        answers=("Tell us before you buy.",),
        per_week=5,
        start=1,
        ago=18,
        became="accepted",
        terms=Terms(
            starts_in=0,
            ends_in=20,
            parts=(("The guide, the checklist and notes from four readers", 18, 260),),
            word="All three trainers are told that you will ask silly questions. Please do.",
        ),
    ),
    Pitch(
        who="owen.pritchard@ashcombe.example",
        to=GUIDE,
        text="I grew up with hives at the end of the garden and could write this from memory.",
        answers=("You must tell them before you get it.",),
        ago=17,
        became="declined",
        no=No(
            "pitch",
            "You know bees, which we believe at once. We were looking for somebody who does not"
            " know the forms and would say how they would find out.",
        ),
    ),
    Pitch(
        who="owen.pritchard@ashcombe.example",
        to=WELSH,
        text=prose("""
            Welsh is what we speak to the dog, the vet and the council at home, so I know which
            words work in a yard and which only in an office. For the alert I would use the words
            of the yard and give the official term once, in brackets, so that people can search for
            it.

            140 characters: I would count with accents, because phones do.
        """),
        per_week=10,
        start=0,
        ago=20,
        became="accepted",
        terms=Terms(
            starts_in=0,
            ends_in=6,
            parts=(("Leaflet, web page and text message in Welsh", 6, 180),),
            word="Mair in Llandrindod reads it after you. She was a teacher; be brave.",
        ),
    ),
    Pitch(
        who="owen.pritchard@ashcombe.example",
        to=HEDGES,
        text=prose("""
            Last summer I walked 38 km of river bank with a phone in a freezer bag, so I have made
            the mistakes already: batteries, gates, and a bull that was not in the plan. I would do
            the first farm twice, a day apart, and tell you how far my two walks disagree.

            I know hedges by their bones as well as by their leaves.
        """),
        answers=(
            "A paper map, a second battery, dry socks, and a flask for whoever comes with me.",
            "QGIS and QField for the river trust: 38 km, four attributes, one lost afternoon.",
        ),
        per_week=14,
        start=12,
        ago=6,
        became="accepted",
        terms=Terms(
            starts_in=0,
            ends_in=13,
            parts=(("The map of 60 km of hedges, eight pages and ten gaps to plant", 12, 460),),
            word="Bring two pairs of socks. Gwen has the keys of all gates but one.",
        ),
    ),
    Pitch(
        who="kwame.mensah@ashcombe.example",
        to=HEDGES,
        text=prose("""
            I am the other half of this project: clean tracks, one layer, a page per farm that
            makes itself from a template, so that next year's walk costs you a morning. I can walk
            12 km a day, though I would not call it a skill.
        """),
        answers=(
            "Waterproofs, and somebody who knows the bull.",
            "QGIS for a course, and GPS points of every bus stop in Ashcombe.",
        ),
        start=14,
        ago=4,
    ),
    Pitch(
        who="beatriz.carvalho@ashcombe.example",
        to=HEDGES,
        text="I walk a lot. (To finish: what do I say about maps?)",
        became="draft",
        ago=1,
    ),
    Pitch(
        who="linh.tran@tamarack.example",
        to=REPORT,
        text=prose("""
            Page four, where the bees are, should be page one. Then a page of money that fits on a
            postcard, four charts drawn from zero, and your thanks as a list of names people can
            find themselves in. I make the PDF readable from the first draft and not at the end.
        """),
        per_week=9,
        ago=4,
        became="refused",
        terms=Terms(
            starts_in=16,
            ends_in=29,
            parts=(("Eight pages, four charts and the source files", 29, 330),),
            word="Page one it is. Could you begin the week after next?",
        ),
    ),
    Pitch(
        who="isla.fraser@ashcombe.example",
        to=REPORT,
        text=prose("""
            I would cut before anybody designs. Read aloud, 32 pages are an hour; eight are a piece
            of toast. I would mark each sentence as news, number or thanks, and see what is left.
        """),
        per_week=6,
        ago=2,
    ),
    Pitch(
        who="zoya.khan@sahyagiri.example",
        to=HONEY,
        text=prose("""
            Three costs, one sheet, and a line for every assumption with the name of the person who
            said it. The extractor is the interesting jar: spread over fifteen years it is pennies,
            and over the three in your accounts it is the whole profit.

            I close the books of our hostel mess every month with a treasurer before me who is
            seventy and right.
        """),
        per_week=8,
        ago=2,
    ),
    Pitch(
        who="rohan.iyer@sahyagiri.example",
        to=QUERIES,
        text=prose("""
            I would measure first and change nothing for two days: the eight queries with
            realistic sizes, cold and warm, with the plan saved next to each number. Most of the
            time lives in one or two of them. Then one change at a time, and the write path
            measured after each, because shops write more often than they read.

            I maintain a small package that names the view behind a slow query, so I have read some
            hundreds of plans by other people. The hour with your engineers I look forward to most.
        """),
        answers=(
            prose("""
                A partial index on unread rows at my internship. The planner loved it, and every
                insert paid. Removing it made the nightly job faster than adding it had.
            """),
        ),
        per_week=12,
        start=4,
        ago=11,
        became="accepted",
        terms=Terms(
            starts_in=5,
            ends_in=25,
            parts=(("Report, measured migrations and the hour with the team", 25, 18000),),
            word="Sneha has the database ready. Please break it.",
        ),
    ),
    Pitch(
        who="ananya.deshpande@sahyagiri.example",
        to=QUERIES,
        text="I know regression better than indexes, but I learn quickly and I measure carefully.",
        answers=("None yet.",),
        ago=10,
        became="declined",
        no=No("skills", "Honest and kind of you to say. Please look at our cash-flow model."),
    ),
    Pitch(
        who="ananya.deshpande@sahyagiri.example",
        to=KIRANA,
        text=prose("""
            My uncle keeps his credit on the inside of a cupboard door. When he closes it, the
            customer knows that the conversation about money is over. I would look for such doors.

            I would draw the forty shops as a sample and not as a walk: three areas, four kinds,
            morning and evening, and a list of those who said no. Fourteen questions in Marathi
            first and Hindi second, tried on three shops that do not count.
        """),
        answers=(
            "What happens when somebody cannot pay. By then we have had tea.",
            prose("""
                Mr Jagtap, Satara: sells soap, and remembers every debt since 1998 and never says
                one aloud.
            """),
        ),
        per_week=10,
        ago=7,
        became="shortlisted",
    ),
    Pitch(
        who="zoya.khan@sahyagiri.example",
        to=KIRANA,
        text=prose("""
            I can talk to shopkeepers because I have stood behind a counter: my aunt's tailoring
            shop, two years of "next week, pakka". I would write each visit up the same evening and
            compare with my pair, so that we do not hear only what we expect.
        """),
        answers=(
            "Who in the family knows. It should never be the first question.",
            "My aunt. She charges no interest and no hurry, and is paid in full every Diwali.",
        ),
        per_week=8,
        ago=5,
    ),
    Pitch(
        who="rohan.iyer@sahyagiri.example",
        to=KIRANA,
        text="I would like to meet the people whose ledgers I want to make faster.",
        answers=("What they do when the phone is dead.", "The one below my hostel has two phones."),
        ago=8,
        became="withdrawn",
    ),
    Pitch(
        who="ananya.deshpande@sahyagiri.example",
        to=CASH,
        text=prose("""
            Repayments are waiting times, so I would model them as that: for each customer group,
            what share has paid after one, two, three weeks, and how reminders move the curve. The
            till is then a sum of curves with a band round it, which a spreadsheet can do.

            The hidden month is the part I like. I would publish the errors for all six shops, also
            the ugly one.
        """),
        answers=("Dates of repayment by day of month: two hills, on the 2nd and on the 8th.",),
        per_week=7,
        ago=4,
    ),
    Pitch(
        who="kwame.mensah@ashcombe.example",
        to=CASH,
        text=prose("""
            I would keep the sheet small enough that an engineer can read it as a specification:
            one tab of inputs, one of rules, one of results, no macros, and every range named.
        """),
        answers=(
            "Compare repayments in the week after payday with the week before, per customer.",
        ),
        ago=3,
    ),
    Pitch(
        who="zoya.khan@sahyagiri.example",
        to=CASH,
        text="Start from the supplier's Friday and count backwards: ",
        became="draft",
        ago=1,
    ),
    Pitch(
        who="rohan.iyer@sahyagiri.example",
        to=LABELS,
        text=prose("""
            5,000 lines at thirty seconds is 42 hours by hand, so I would label 500, write the
            rules I notice, and let the rules propose the rest for me to accept or correct. You get
            the labels, and the rules with the number of lines on which each was wrong.
        """),
        answers=("'Customer repaid', probably; what is missing is whether Sharma also supplies.",),
        per_week=8,
        ago=2,
    ),
    Pitch(
        who="zoya.khan@sahyagiri.example",
        to=LABELS,
        text="I book such lines every month and would be quick and exact.",
        answers=("Supplier, unless Sharma buys from you.",),
        ago=5,
        became="declined",
        no=No("availability", "We need 8 hours in each of four weeks; your exams are in two."),
    ),
    Pitch(
        who="zoya.khan@sahyagiri.example",
        to=HELP,
        text=prose("""
            My aunt is your test reader. She runs a shop, owns a phone she does not trust, and says
            "so what do I press?" at the end of every paragraph. I would write until she stops. For
            Marathi I would work with my roommate, and name her.
        """),
        answers=("'Abhi baaki hai': it is still to come. Nobody needs to know 'pending'.",),
        per_week=8,
        ago=4,
    ),
]

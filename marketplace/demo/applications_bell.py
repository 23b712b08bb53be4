"""What students wrote to the bakeries."""

from marketplace.demo.application import No, Pitch, Terms
from marketplace.demo.prose import prose

SALES = "Clean six years of shop sales and say what sells when"
FORECAST = "Forecast tomorrow's sourdough"
POSTS = "Plan eight weeks of posts for fourteen bakeries"
ALLERGENS = "Redraw the allergen sheet so that a queue can read it"
BLOG = "Five blog posts on what happens before six in the morning"
NEIGHBORHOODS = "Find out why two neighborhoods do not buy our bread"
CATERING = "Price a catering menu that does not lose money"
OVEN = "Plan who stands where in a bakery with one oven"

TO_BELL = [
    Pitch(
        who="maya.okafor@tamarack.example",
        to=SALES,
        text=prose("""
            I would start with one shop and one year, and not touch the rest until Dele recognizes
            his own store in it. Then the till changes, then the moves, then everything.

            Last summer I turned fourteen county files into one. The columns were the easy part;
            the work was writing down 73 decisions so that the next assistant could disagree with
            them. I would keep the same kind of log here, in plain words, next to the script.

            For your three questions I would promise charts that say how sure they are. What sells
            before eight is easy to get wrong if one shop opens at seven.
        """),
        answers=(
            prose("""
                Weekly stock counts of a food shelf, kept by nine volunteers. I knew it was right
                when the totals matched the invoices within two percent for six weeks in a row.
            """),
            prose("""
                Sort products by shop and date of first and last sale. A tenth name for rye starts
                the day another one stops, at about the same price. Then I would ask.
            """),
        ),
        per_week=12,
        note="Not on Wednesdays before noon; I teach a tutorial.",
        ago=8,
        became="offered",
        terms=Terms(
            starts_in=14,
            ends_in=34,
            parts=(("Clean table, script, dictionary and the four-page note", 34, 720),),
            word=prose("""
                Maya, your 73 decisions decided it. Dele will meet you on Tuesdays and Fridays at
                two. Start with shop 7: it moved, and it is the worst.
            """),
        ),
    ),
    Pitch(
        who="kwame.mensah@ashcombe.example",
        to=SALES,
        text=prose("""
            Three till systems are three dialects, so I would write one small reader per system
            and one test per oddity: a negative refund, a positive refund, a shop that moved. The
            merge comes last and should be boring.

            I did this with my grandfather's cocoa ledgers, four handwritings over thirty years,
            where the same village had eleven spellings. What I learned is to keep the original
            text in its own column for ever. I am six hours ahead of you, which means results
            before your breakfast.
        """),
        answers=(
            "Thirty years of cocoa ledgers. It was right when the yearly totals met the receipts.",
            "Group by price, shop and hour, then look at pairs that are never sold together.",
        ),
        ago=6,
        became="shortlisted",
    ),
    Pitch(
        who="ananya.deshpande@sahyagiri.example",
        to=SALES,
        text=prose("""
            Before cleaning I would count: rows per shop per day, and where a day is missing. Holes
            tell you more about a till than entries do. Then a table of product names with first
            day, last day and usual price, which your operations lead can correct in an hour.

            I worked for eighteen months with the notebook of a shop where customers appear under
            nicknames. I am used to asking short questions in long lists.
        """),
        answers=(
            "A shop's credit notebook, 212 customers. I checked it against the money in the till.",
            "Names that share a price and never appear on the same day in the same shop.",
        ),
        ago=5,
    ),
    Pitch(
        who="linh.tran@tamarack.example",
        to=SALES,
        text=prose("""
            I am a designer, and what I can offer is the last part: a four-page note that people
            read. I know enough Excel to make the table, and I would learn the rest from Dele.
        """),
        answers=(
            "My parents' restaurant receipts for their tax return, in two shoe boxes.",
            "I would look at the labels in the shops.",
        ),
        ago=9,
        became="declined",
        no=No(
            "skills",
            "Your note would be the most beautiful one. This project is three weeks of scripts"
            " before that page. Please look at our allergen sheet instead.",
        ),
    ),
    Pitch(
        who="jonah.reyes@tamarack.example",
        to=FORECAST,
        text=prose("""
            I would like to lose to your baker first. Week one is "same as last week", measured
            honestly: the error in loaves, not percent, because one left-over loaf in a small shop
            is not one in a large one.

            Then weekday, holidays, weather and ball games, one at a time, each with its gain in
            loaves per day. When a step gains less than a loaf, I stop. I would also write down
            what she corrects and the forecast does not, and leave a box on the page for it.

            My ship-arrivals page at the port replaced a 6 a.m. spreadsheet and is still in use
            two years later. That is what I am after here.
        """),
        answers=(
            "That it was right on a day when the kitchen would have been wrong, and said how sure.",
        ),
        per_week=14,
        start=2,
        ago=14,
        became="accepted",
        terms=Terms(
            starts_in=1,
            ends_in=21,
            parts=(
                ("Baseline and a fair comparison with the kitchen", 9, 400),
                ("Daily forecast with instructions", 21, 590),
            ),
            word=prose("""
                Rosa, who decides the sourdough, has an hour for you on Thursday at three in the
                afternoon, which is her morning. Bring questions, not slides.
            """),
        ),
    ),
    Pitch(
        who="ananya.deshpande@sahyagiri.example",
        to=FORECAST,
        text=prose("""
            A forecast for fourteen shops should borrow strength: a small shop alone is mostly
            noise. I would pool the shops by what kind of street they are in and let each one
            differ only as far as its own data allows. And I would hide the last two months from
            myself until the end.
        """),
        answers=("A range that contained the truth nineteen times in twenty.",),
        start=3,
        ago=13,
        became="not_selected",
    ),
    Pitch(
        who="rohan.iyer@sahyagiri.example",
        to=FORECAST,
        text=prose("""
            I can build the daily page and the job behind it quickly, with monitoring. For the
            statistics I would use a library and read what it does.
        """),
        answers=("That it runs every day and tells you when it did not.",),
        ago=12,
        became="declined",
        no=No("skills", "The page is the smaller half for us. Your monitoring idea we will use."),
    ),
    Pitch(
        who="tyrell.banks@tamarack.example",
        to=POSTS,
        text=prose("""
            Fourteen managers and one password is how our student paper started too. What worked
            there: one calendar, one sentence per post, and a rule that the picture is taken by
            whoever is standing next to the thing.

            I would read your last year first and sort posts by comments from people who are not
            related to the staff. Then 24 posts, each with shop, picture, caption and the one
            detail to look out for. If a wedding cake falls, it takes the next free Thursday.

            I would like to talk to the two managers who hate this most.
        """),
        answers=(
            prose("""
                A shoe repair shop that posts only soles, before and after. No people, no slogans.
                You start to look at your own shoes.
            """),
        ),
        start=1,
        ago=17,
        became="accepted",
        terms=Terms(
            starts_in=0,
            ends_in=13,
            parts=(("Review, calendar of 24 posts and the guide for managers", 12, 470),),
            word="The two managers are Pat and Lucille. You will like them. They hate it most.",
        ),
    ),
    Pitch(
        who="isla.fraser@ashcombe.example",
        to=POSTS,
        text=prose("""
            Captions are the smallest form I write and the one I rewrite most. I would give you
            twenty-four that sound like a person at a counter and none that ask a question nobody
            wants to answer.
        """),
        answers=(
            "A cheesemonger who writes the weather in his cellar every day. I do not know why.",
        ),
        ago=16,
        became="not_selected",
    ),
    Pitch(
        who="linh.tran@tamarack.example",
        to=ALLERGENS,
        text=prose("""
            A queue reads from two meters away, in four seconds, left to right, once. So the sheet
            has to answer one question: can I eat this? I would turn the table round. Not 14
            allergens for a product, but for each product the two or three that matter, in words,
            always in the same place.

            Shape and word before color: I test on a black-and-white copier, on my father without
            his glasses, and on ten people in the print shop with a stopwatch. The counter sheet,
            the shelf label and the phone page should look like the same hand.
        """),
        answers=(
            "44 signs in our science building. New students find room 216B now, which nobody did.",
        ),
        per_week=7,
        start=1,
        ago=22,
        became="accepted",
        terms=Terms(
            starts_in=0,
            ends_in=13,
            parts=(("Three formats with templates and the note on times measured", 10, 360),),
            word="Our food safety lead is Joan. She is strict and quick, and she loves tables.",
        ),
    ),
    Pitch(
        who="tyrell.banks@tamarack.example",
        to=ALLERGENS,
        text=prose("""
            I would rewrite the sheet as questions and answers and make a series of posts from it,
            so that regulars know before they come in.
        """),
        answers=("Our blood drive posters: three words and a bus number.",),
        ago=21,
        became="declined",
        no=No("skills", "A good idea for later. This one needs somebody who designs for print."),
    ),
    Pitch(
        who="tyrell.banks@tamarack.example",
        to=BLOG,
        text=prose("""
            I have spent a year writing about people who work at night: the boiler man, the library
            guard, the nurse in the health center. The trick is to ask what they do first and then
            what they did last, and to leave out everything in between that sounds like an essay.

            For you I would begin with the van at 4:20. Heat off, croissants, a driver with a hat:
            that is a first sentence already.
        """),
        answers=(
            prose("""
                "At ten past three Marvin listens to the boiler. Not to hear if it is on. To hear if
                it is about to be off. In nineteen years it has lied to him twice, and he tells me
                both times with the date." (Night Shift, column 11)
            """),
        ),
        per_week=5,
        ago=5,
        became="shortlisted",
    ),
    Pitch(
        who="isla.fraser@ashcombe.example",
        to=BLOG,
        text=prose("""
            I would write these as five mornings and not as five professions. The reader should
            know what time it is in every paragraph, because that is what your customers do not
            see: that everything is late by three minutes and then, at six, is not.

            I interview by phone well, including people who say they have nothing to tell. I send
            quotes back before anybody asks.
        """),
        answers=(
            prose("""
                "My grandmother keeps letters from the council in the bread bin, because she deals
                with both before breakfast. This one is about her hedge. It has four paragraphs and
                one verb, and the verb is 'effected'." (What the form meant)
            """),
        ),
        per_week=5,
        start=16,
        ago=4,
    ),
    Pitch(
        who="maya.okafor@tamarack.example",
        to=BLOG,
        text="I write clearly about how things work, and I am awake at five anyway.",
        answers=(
            "From my food shelf report: 'We count beans so that nobody has to ask for them.'",
        ),
        ago=7,
        became="withdrawn",
    ),
    Pitch(
        who="maya.okafor@tamarack.example",
        to=NEIGHBORHOODS,
        text=prose("""
            First the boring explanation: opening hours against bus times, and rent against
            household size, from public tables. If those already explain the gap, the walk is for
            checking. If not, the walk is where I would learn what to ask.

            Five of the twenty conversations would be with people who carry somebody else's bread
            home. They know.
        """),
        answers=(
            "Sales by hour in both shops beside the nearest bus stop's timetable.",
            prose("""
                I thought our food shelf was empty on Mondays because of weekend donations. It was
                the delivery. I had written the report already.
            """),
        ),
        per_week=8,
        ago=3,
    ),
    Pitch(
        who="tyrell.banks@tamarack.example",
        to=NEIGHBORHOODS,
        text=prose("""
            I am good at the walking part. I would stand where the people are at each of your three
            times of day, and ask the second question, the one after "too expensive".
        """),
        answers=(
            "The line at the shop they do buy from.",
            "I wrote that nobody uses the night bus. Then I took it.",
        ),
        per_week=8,
        ago=2,
    ),
    Pitch(
        who="hannah.weiss@tamarack.example",
        to=NEIGHBORHOODS,
        text=prose("""
            A neighborhood is a transect with coffee in it. I would walk the same line at the same
            three hours on six days, count who carries bread, whose bag it is in, and which door
            they came out of. Then I would ask, because by then I would know what is odd.

            My weak side is writing for business readers, so the report would be short.
        """),
        answers=(
            "The street at seven, at noon and at five, and who is in it.",
            prose("""
                I was sure that loons leave a lake because of boats. My own tally said they leave
                three days after the campground opens its kitchen.
            """),
        ),
        per_week=8,
        start=20,
        ago=4,
    ),
    Pitch(
        who="jonah.reyes@tamarack.example",
        to=NEIGHBORHOODS,
        text=prose("""
            I would begin with your sales by hour next to the opening hours of everything within
            ten minutes on foot, as one map that can be slid through a day. It shows where people
            could have come from and did not. The talking I would do with it in my hand.
        """),
        answers=(
            "Where the two shops lose people compared with the other twelve, hour by hour.",
            "I believed nobody reads a log. Then I put a joke in one.",
        ),
        per_week=8,
        start=23,
        note="Only from the week after the forecast is delivered.",
        ago=2,
    ),
    Pitch(
        who="zoya.khan@sahyagiri.example",
        to=CATERING,
        text=prose("""
            I cost meals for 140 people three times a day, so I know the two things that are always
            forgotten: what is thrown away and who washes up. I would build your sheet in three
            layers that can be argued about one at a time: recipe, minutes, van.

            Butter and wages would be two cells at the top that everything hangs on. You change
            them; the tarts answer.
        """),
        answers=("Packing. I would weigh the boxes of one event, and time two people with tape.",),
        per_week=8,
        ago=3,
        became="shortlisted",
    ),
    Pitch(
        who="ananya.deshpande@sahyagiri.example",
        to=CATERING,
        text=prose("""
            A price is a guess about a mixture of orders. I would take your last hundred events and
            ask what each new menu would have earned on exactly those, with the uncertainty shown.
            The tarts may be a gift that brings the platter.
        """),
        answers=("Orders that were cancelled late. They are in the diary, not in the accounts.",),
        ago=2,
    ),
    Pitch(
        who="maya.okafor@tamarack.example",
        to=OVEN,
        text=prose("""
            I would draw the night as a chart of what waits for what, find the longest chain, and
            leave everything else alone. Three people can then be ill without a new whiteboard.
        """),
        ago=10,
        became="not_selected",
    ),
]

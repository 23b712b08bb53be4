from marketplace.demo.project import Project
from marketplace.demo.prose import prose

DESIGN = [
    Project(
        title="Redraw the allergen sheet so that a queue can read it",
        by="Bell & Barley Bakeries",
        field="design",
        text=prose("""
            Our allergen sheet is a table of 64 products by 14 allergens in eight-point type. It
            is correct. Nobody can use it while eleven people wait behind them, so they ask, and
            the person at the counter guesses. We want the guessing to end.

            Redesign it for the counter (one sheet, laminated), for the shelf (a label per
            product) and for a phone. It must work in black and white, for somebody without
            their glasses, and in the hands of a new colleague on the first day. Color may help
            but may not be the only sign.

            The content stays ours and is checked by our food safety lead before and after. Try
            your second version in a shop, or send it to us and we do it, and count how long it
            takes ten people to find out whether they can eat the almond croissant.
        """),
        deliverables=(
            "Three formats as print-ready files and as templates we can edit",
            "A short note on what you tried, what failed, and the times you measured",
        ),
        skills=("Graphic design", "Accessibility", "Information design"),
        questions=("Show us something you made easier to read.",),
        hours=14,
        per_week=7,
        days=14,
        pay=360,
        currency="USD",
        apply_in=-14,
        posted=26,
        starts=(0, 12),
        seen_by=("tamarack",),
        status="filled",
    ),
    Project(
        title="A donor report that people finish",
        by="Marches Bee Trust",
        field="design",
        text=prose("""
            Our annual report has 32 pages. We asked twenty donors last year how far they got, and
            the answer was page four, where the bees are. The rest is accounts and thanks.

            Turn the text of this year's report (it exists, and you may cut it by half) into eight
            pages that somebody reads at breakfast, with four charts that are true to the numbers
            and a page for people who only read one page. The accounts stay as they are, at the
            end.

            We print 600 copies on an ordinary office printer and send the rest as a PDF that has
            to work with a screen reader. Our colours are on the website; our fonts are whatever
            you find that is free.
        """),
        deliverables=(
            "Eight pages as a print file and as an accessible PDF",
            "Four charts with the figures they are drawn from",
            "The source files in a free or common format",
        ),
        skills=("Graphic design", "Data visualization", "Editing"),
        hours=18,
        per_week=9,
        days=14,
        pay=330,
        currency="GBP",
        apply_in=13,
        posted=10,
        seen_by=("ashcombe", "tamarack", "sahyagiri"),
    ),
    Project(
        title="Draw a trail map that survives the rain",
        by="Semilla Field School",
        field="design",
        text=prose("""
            The map in the hallway of our rainforest base was drawn from memory in 2014. Since
            then two trails have moved and a bridge has gone down the river. Guests photograph it
            and get lost with confidence.

            We send GPS tracks of six trails, heights, and a film of walking each of them. You
            draw one map that works as a large print in the hallway, as a folded sheet on paper
            that gets wet, and in grey. Walking times, not distances; where it is slippery; where
            there is signal; where to stand still and listen.

            Two rounds of comments from guides who have never agreed on anything. Names are in
            Spanish, with English where it helps.
        """),
        deliverables=(
            "A map in three formats as vector files",
            "Thirty symbols with their meaning in Spanish and English",
        ),
        skills=("Graphic design", "Maps and GIS", "Spanish"),
        questions=("Which map do you like to use, and what does it leave out?",),
        hours=20,
        per_week=10,
        days=14,
        pay=460,
        currency="USD",
        starts=(19, 34),
        apply_in=17,
        posted=2,
        waiting=("sahyagiri",),
        seen_by=("tamarack", "ashcombe", "sahyagiri"),
    ),
    Project(
        title="Try our reminder screens with ten shopkeepers",
        by="Khatalane",
        field="design",
        text=prose("""
            A reminder is the most delicate message we send: a shopkeeper asks a neighbour for
            money. One in three is written, looked at, and never sent. We have a new design and
            would like to watch it being used before we build it.

            You prepare a test with a clickable prototype (we have one; it needs repairs), find
            ten shopkeepers in Bengaluru or Pune with our help, sit with each of them for forty
            minutes, and write down what they do and not what they say they would do.

            Three days in the shops, the rest at your desk. Each shopkeeper gets a gift that we
            pay for. At the end, show us the five moments where people hesitated, and one changed
            design for each.
        """),
        deliverables=(
            "A test plan and notes of ten sessions without names",
            "Five findings with clips or photographs people agreed to",
            "Changed screens for each finding",
        ),
        skills=("User research", "Interface design", "Hindi"),
        questions=("What do you say when somebody asks you 'did I do it right?'",),
        arrangement="hybrid",
        country="IN",
        city="Bengaluru",
        hours=24,
        per_week=8,
        days=21,
        pay=9800,
        currency="INR",
        apply_in=10,
        posted=5,
        seen_by=("sahyagiri",),
    ),
    Project(
        title="Photograph thirty loaves as they are",
        by="Bell & Barley Bakeries",
        field="design",
        text=prose("""
            Our website shows bread that somebody else baked. We would like pictures of our own:
            thirty products, one morning light, no props from an antique shop.

            You come to our Northeast shop for two half days, photograph each product from above
            and from the side on the counter where it is sold, and one picture of it being cut.
            Editing stays honest: light and dust yes, color no. A burnt edge is information.

            Bring your own camera or use ours. The first batch comes out of the oven at 5:40, and
            we send a taxi for anybody who has to come before the buses do.
        """),
        deliverables=(
            "Ninety edited pictures, named by product, in two sizes",
            "A description of each picture for people who do not see it",
        ),
        skills=("Photography", "Photo editing"),
        arrangement="in_person",
        country="US",
        city="Minneapolis",
        hours=12,
        per_week=12,
        days=7,
        pay=340,
        currency="USD",
        apply_in=6,
        posted=8,
        seen_by=("tamarack",),
    ),
]

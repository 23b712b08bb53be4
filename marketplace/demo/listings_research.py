from marketplace.demo.project import Project
from marketplace.demo.prose import prose

RESEARCH = [
    Project(
        title="Map the bakeries that our two cities have lost",
        by="Bell & Barley Bakeries",
        field="research",
        text=prose("""
            In 1950 there were more than three hundred bakeries in Minneapolis and Saint Paul. Old
            customers tell us about theirs while they wait, and we have begun to write it down on
            the back of the order pad, which is no archive.

            Find them: the name, the street, the years, and where you know it from. Telephone
            books, city directories and newspapers are scanned and free to read. Then a map that
            one can use on a phone, and twelve short stories for the paper bags, each of which
            somebody could check.

            It is work for two or three who like each other. One team takes Minneapolis, another
            Saint Paul; how you share it is yours to decide.
        """),
        deliverables=(
            "A table of every bakery you find, each row with its source",
            "A map that works on a phone",
            "Twelve stories of a hundred words",
        ),
        skills=("Research", "Data collection", "Maps and GIS"),
        questions=("Tell us about a shop that is gone.",),
        hours=36,
        per_week=9,
        days=28,
        pay=900,
        currency="USD",
        openings=2,
        team_most=3,
        starts=(7, 24),
        apply_in=6,
        posted=15,
        seen_by=("tamarack", "ashcombe"),
    ),
    Project(
        title="Find out why two neighborhoods do not buy our bread",
        by="Bell & Barley Bakeries",
        field="research",
        text=prose("""
            In twelve of our fourteen neighborhoods about one household in nine buys from us in a
            month. In two it is one in thirty, although the shops are the same and the rents are
            not. Before we close or change anything we would like to know why.

            This is market research with shoes on. You collect what is public (who lives there,
            when, what else there is to eat), walk both neighborhoods at three times of day, talk
            to at least twenty people, among them five who run other shops, and look at our sales
            by hour. Half of the work is in Minneapolis and half is at your desk.

            We would rather hear something uncomfortable from you than from the bank. The report
            goes to Ruth, who owns the company, and she will ask you questions.
        """),
        deliverables=(
            "A report of eight pages: what you did, what you found, how sure you are",
            "Three things to try that cost under $2,000 each, with how to tell if they work",
            "Your notes and tables, so that the work can be checked",
        ),
        skills=("Market research", "Interviewing", "Data analysis", "Writing"),
        questions=(
            "What would you look at before you talk to anybody?",
            "When did you change your mind because of something you found out yourself?",
        ),
        arrangement="hybrid",
        country="US",
        city="Minneapolis",
        hours=24,
        per_week=8,
        days=21,
        pay=620,
        currency="USD",
        apply_in=9,
        posted=7,
        seen_by=("tamarack",),
    ),
    Project(
        title="Trace where our flour, butter and eggs come from",
        by="Bell & Barley Bakeries",
        field="research",
        text=prose("""
            A customer asked which farm her croissant came from and we could answer for the rye
            and for nothing else. We buy 140 ingredients from 31 suppliers. For the ten that we
            use most, we want to know the way back to a place on a map.

            You write to suppliers (we introduce you), read certificates, telephone twice, and
            note what is known, what is claimed and what nobody will say. A dead end is a result.

            The outcome is a table and a plain map, with a sentence per ingredient that we may
            print and defend.
        """),
        deliverables=(
            "A table for ten ingredients with each step, its source and how certain it is",
            "A map for the wall of a shop, and ten sentences for the menu",
        ),
        skills=("Research", "Supply chain", "Attention to detail"),
        hours=16,
        per_week=8,
        days=14,
        pay=390,
        currency="USD",
        starts=(22, 36),
        apply_in=20,
        posted=1,
        waiting=("ashcombe",),
        seen_by=("tamarack", "ashcombe"),
    ),
    Project(
        title="Read two hundred honey labels",
        by="Marches Bee Trust",
        field="research",
        text=prose("""
            "Blend of honeys from more than one country" can mean almost anything. We are writing
            a submission on honey labelling and need numbers that nobody can wave away.

            Visit eight shops of at least four kinds in and around Exeter (supermarket, farm shop,
            market stall, corner shop) and photograph the labels of two hundred jars, front and
            back. Ask before you photograph; we give you a letter. Record price, weight, country,
            the words used and how large they are.

            Then tell us how many jars say where the honey is from so that an ordinary person
            finds it in ten seconds.
        """),
        deliverables=(
            "A table of 200 labels with pictures",
            "Three pages with the main figures and how the jars were chosen",
        ),
        skills=("Research", "Data collection", "Excel"),
        arrangement="in_person",
        country="GB",
        city="Exeter",
        hours=14,
        per_week=7,
        days=14,
        pay=224,
        currency="GBP",
        apply_in=12,
        posted=5,
        seen_by=("ashcombe",),
        status="submitted",
    ),
    Project(
        title="Find ten grants a small animal charity can win",
        by="Patas do Ribatejo",
        field="research",
        text=prose("""
            There are hundreds of funds for animals, and most of them are not for us: too large,
            wrong country, only for horses. We lose a day on each before we notice.

            Search Portuguese, European and international funders and end with ten we could truly
            win in the coming year. For each: who decides, what they funded last time and how
            much, what they ask for, the next date, and why us. Write down the ones you dismissed
            and the reason in five words, so that we never look at them again.

            For the best two, draft the first page with what we give you: our accounts, our
            numbers and last year's report.
        """),
        deliverables=(
            "Ten funders on one page each, and a list of at least forty dismissed",
            "A calendar of dates for the coming year",
            "Two first pages of applications",
        ),
        skills=("Research", "Fundraising", "Writing", "Portuguese"),
        questions=("How would you find out in ten minutes that a fund is not for us?",),
        hours=18,
        per_week=6,
        days=21,
        pay=330,
        currency="EUR",
        starts=(28, 42),
        apply_in=25,
        posted=3,
        seen_by=("ashcombe", "tamarack", "sahyagiri"),
    ),
    Project(
        title="Interview fishers in three villages about resting sites",
        by="Bahura Marine Research",
        field="research",
        text=prose("""
            Two reefs off Dauin rest from fishing for three years. The fish counts say it works.
            Whether it works for the people who fished there is a question that divers cannot
            answer with a tape measure.

            With our community officer, who speaks Cebuano and knows every family, you visit
            three villages and hold 24 conversations of half an hour, with people who fish by
            boat, by net and on foot. You help to write the questions, you take notes while she
            interprets, and the same evening you agree on what was said.

            People are told what it is for, may refuse, and are named nowhere. We send the
            results back to them first, at a meeting in each village, with rice cakes.
        """),
        deliverables=(
            "A guide for conversations, tested with three people",
            "Notes of 24 conversations without names, sorted by theme",
            "Four pages for the municipality and one page for the villages",
        ),
        skills=("Interviewing", "Research", "Data collection"),
        arrangement="in_person",
        country="PH",
        city="Dauin",
        hours=24,
        per_week=12,
        days=14,
        pay=530,
        currency="USD",
        good_to_know=prose("""
            You get there and live there at your own cost; we help to find a room. A member of
            our staff is with you on every visit, and visits end before dark. Health insurance
            that is valid in the Philippines is required. Ask the embassy what your passport needs
            for a paid project of two weeks.
        """),
        starts=(16, 30),
        apply_in=14,
        posted=1,
        seen_by=("sahyagiri", "tamarack"),
        status="submitted",
    ),
    Project(
        title="Ask forty kirana shops how they keep credit",
        by="Khatalane",
        field="research",
        text=prose("""
            Every neighbourhood shop in India lets somebody pay later. Some keep it in a notebook,
            some on the wall, some in the head of a grandmother. We build a digital notebook and
            know too little about the paper one.

            Visit forty shops in three parts of Pune over three weeks. You ask the same fourteen
            questions everywhere and then let people talk: who gets credit, how they are reminded,
            what happens when somebody cannot pay, who in the family knows. You do not sell or
            install anything; say so at the door.

            You write up each visit the same day and, at the end, describe four or five kinds of
            shop so well that our designers can tell whom they are designing for. Go in daylight;
            going in pairs is fine and we pay both places.
        """),
        deliverables=(
            "Forty notes of visits in one format, with pictures of notebooks where allowed",
            "Descriptions of four or five kinds of shop",
            "A presentation of twenty minutes to the product team",
        ),
        skills=("Market research", "Interviewing", "Marathi", "Hindi"),
        questions=(
            "Which of your fourteen questions would you ask last, and why?",
            "Tell us about a shopkeeper you know.",
        ),
        arrangement="in_person",
        country="IN",
        city="Pune",
        hours=30,
        per_week=10,
        days=21,
        pay=12600,
        currency="INR",
        format="weekly-micro-internship",
        openings=2,
        apply_in=7,
        posted=10,
        seen_by=("sahyagiri",),
    ),
]

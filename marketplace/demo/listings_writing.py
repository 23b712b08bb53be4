from marketplace.demo.project import Project
from marketplace.demo.prose import prose

WRITING = [
    Project(
        title="Five blog posts on what happens before six in the morning",
        by="Bell & Barley Bakeries",
        field="writing",
        text=prose("""
            Customers see the counter. They do not see Amina scaling salt at 1 a.m., the van that
            leaves at 4:20 with the heat off so the croissants survive, or the argument about
            whether the rye is done. We would like five posts of about 700 words that take people
            there.

            You talk to five of us by phone or video: a baker, a driver, the miller, a shop
            opener, and the person who decides what is thrown away. Each conversation is half an
            hour and they have agreed to it. You write in their words as far as you can, send
            them the draft, and correct what they correct.

            No superlatives, no "passion". If the facts are good, they do not need help. We send
            you three pieces we like before you start.
        """),
        deliverables=(
            "Five posts of 600 to 800 words, agreed with the people in them",
            "A title, a summary of two sentences and a picture idea for each",
        ),
        skills=("Writing", "Interviewing", "Editing"),
        questions=("Link to or paste 200 words you wrote about somebody's work.",),
        hours=20,
        per_week=5,
        days=28,
        pay=500,
        currency="USD",
        apply_in=12,
        posted=11,
        seen_by=("tamarack", "ashcombe"),
    ),
    Project(
        title="Write a plain guide to registering a first hive",
        by="Marches Bee Trust",
        field="writing",
        text=prose("""
            Somebody has finished our course, bought a hive, and now has to deal with forms:
            registering the apiary, telling the neighbours, insurance, what to do when a notifiable
            disease is suspected. All of this is written down somewhere, by people who know it
            too well.

            Read what there is (we give you the list), ask our three trainers everything you do
            not understand, and write the guide you would have wanted: at most eight pages, in
            the order in which things happen, with a checklist to tick.

            Then try it on four new beekeepers and change what they stumble over. Our test is
            simple: nobody should have to telephone us.
        """),
        deliverables=(
            "A guide of at most eight pages in plain English, with sources",
            "A one-page checklist",
            "Notes from trying it on four people, and what you changed",
        ),
        skills=("Plain language", "Writing", "Research"),
        questions=(
            "Rewrite in one sentence: 'Notification must be effected prior to acquisition.'",
        ),
        hours=15,
        per_week=5,
        days=21,
        pay=260,
        currency="GBP",
        apply_in=-10,
        posted=22,
        starts=(0, 14),
        seen_by=("ashcombe", "tamarack"),
        status="filled",
    ),
    Project(
        title="Translate our hornet alert into Welsh",
        by="Marches Bee Trust",
        field="writing",
        text=prose("""
            When somebody sees an Asian hornet, the first hour matters. Our alert says how to
            recognise one, how not to get stung, and whom to tell. Half of our area is in Wales,
            and the alert is in English only.

            Translate the leaflet (900 words), the web page (600) and the text message (140
            characters, which is the hard part) into Welsh that a farmer in Radnorshire and a
            teacher in Llandrindod would both read without smiling. We pay a Welsh-speaking
            member to read it after you; please plan one round of changes.
        """),
        deliverables=(
            "The leaflet, the web page and the text message in Welsh",
            "A list of twenty terms with the choice you made",
        ),
        skills=("Welsh", "Translation"),
        hours=10,
        per_week=10,
        days=7,
        pay=180,
        currency="GBP",
        apply_in=-12,
        posted=24,
        starts=(0, 10),
        seen_by=("ashcombe",),
        status="filled",
    ),
    Project(
        title="Translate a river-monitoring manual from Spanish",
        by="Semilla Field School",
        field="writing",
        text=prose("""
            Our manual for monitoring small rivers grew over twelve years and is used by nine
            villages. It is in Spanish, 46 pages, half of them pictures and tables. Groups that
            come from abroad need it in English, written for people who will read it standing in
            water.

            You translate, and you also simplify: where three sentences say what one could, say
            it in one, and tell us, because we will change the Spanish as well. Karla answers
            questions on how a thing is done; she once measured a river with a banana and a
            watch, and there is a page on that.

            A native speaker of English with good Spanish is ideal; so is the reverse with a
            friend who reads English aloud.
        """),
        deliverables=(
            "The manual in English in the same layout",
            "A bilingual list of about sixty terms",
            "Suggestions for the Spanish original, page by page",
        ),
        skills=("Spanish", "Translation", "Editing"),
        questions=("How would you translate 'quebrada' for somebody who has never seen one?",),
        hours=24,
        per_week=8,
        days=21,
        pay=540,
        currency="USD",
        starts=(20, 34),
        apply_in=18,
        posted=4,
        seen_by=("tamarack", "ashcombe"),
    ),
    Project(
        title="Translate twelve adoption stories into English",
        by="Patas do Ribatejo",
        field="writing",
        text=prose("""
            One in five of our animals now goes to a family that does not read Portuguese:
            people who moved to the region, and a few who drive down from further away. They
            fall for a photograph and then write to ask whether the dog likes children. It says
            so right there, in Portuguese.

            Translate twelve stories of 250 to 300 words, and keep them honest. "Precisa de
            paciência" is not "has a big personality". Where a word decides something, such as
            whether a cat may go outside, ask Inês rather than guess.

            At the end write a short pattern for the next story, so that our volunteers can draft
            in English themselves.
        """),
        deliverables=(
            "Twelve stories in English, each checked once with our coordinator",
            "A one-page pattern with useful phrases",
        ),
        skills=("Portuguese", "Translation", "Writing"),
        hours=14,
        per_week=7,
        days=14,
        pay=250,
        currency="EUR",
        starts=(10, 24),
        apply_in=9,
        posted=19,
        seen_by=("ashcombe",),
    ),
    Project(
        title="Write six short pieces for dive shops about what we count",
        by="Bahura Marine Research",
        field="writing",
        text=prose("""
            Eighteen dive shops along this coast take visitors to the reefs we survey. Their
            guides are asked "is it getting better or worse?" ten times a day and would like to
            have an answer that is true.

            From our reports and two conversations with our scientists, write six pieces of 300
            words for a poster and a phone screen: turtles, the returning giant clams, what a
            survey line is, why one site rests from fishing, what bleaching looks like, and what
            a diver can report. Every number needs its source and its uncertainty in words.

            A guide reads each piece before we do. If she would not say it on a boat, it goes
            back.
        """),
        deliverables=(
            "Six pieces of about 300 words with sources",
            "A caption of one sentence for each, to stand under a picture",
        ),
        skills=("Science writing", "Writing", "Marine biology"),
        questions=("In two sentences: how sure can one be about a number of turtles?",),
        hours=18,
        per_week=6,
        days=21,
        pay=420,
        currency="USD",
        starts=(25, 40),
        apply_in=22,
        posted=2,
        waiting=("sahyagiri",),
    ),
    Project(
        title="Write twelve help articles in Hindi and Marathi",
        by="Khatalane",
        field="writing",
        text=prose("""
            Our help pages were written in English by engineers and translated by a machine. In
            Hindi, "reminder" became "warning". We stopped laughing when a shopkeeper told us
            that he had not sent one for that reason.

            Take the twelve questions our support hears most (how do I correct an entry, who sees
            my balance, what if I lose my phone) and write the answers anew in Hindi and Marathi,
            the way your aunt would explain them: up to 150 words, steps numbered, the words on
            the buttons exactly as they are on the screen.

            Two shopkeepers per language read each text aloud to you over the phone. What they
            stumble over, you change.
        """),
        deliverables=(
            "Twelve articles in Hindi and twelve in Marathi",
            "A list of forty words we should always and never use",
        ),
        skills=("Hindi", "Marathi", "Plain language", "Writing"),
        questions=("How do you say 'pending' to somebody who has never used an app?",),
        hours=20,
        per_week=10,
        days=14,
        pay=7200,
        currency="INR",
        openings=2,
        apply_in=5,
        posted=9,
        seen_by=("sahyagiri",),
    ),
]

from marketplace.demo.project import Project
from marketplace.demo.prose import prose

MARKETING = [
    Project(
        title="Plan eight weeks of posts for fourteen bakeries",
        by="Bell & Barley Bakeries",
        field="marketing",
        text=prose("""
            Fourteen shop managers each have a phone and a password to our Instagram account.
            You can guess what it looks like. We want one calendar for the next eight weeks that
            is easy enough for them to follow and leaves room for the day a wedding cake falls.

            Look at a year of our posts and say what people answered to. Then plan three posts a
            week: what to show, which shop, a caption to start from, and who takes the picture.
            Write it for somebody with flour on their hands and two minutes.

            You do not post anything yourself, and you do not need to be in town. We would like
            one call with two shop managers in the first week so that the plan is theirs too.
        """),
        deliverables=(
            "A review of last year's posts on one page",
            "A social media calendar for eight weeks: 24 posts with captions",
            "A one-page guide for shop managers with five do's and five don'ts",
        ),
        skills=("Social media", "Copywriting", "Marketing"),
        questions=(
            "Show us one post by any small business that you liked, and say why it worked.",
        ),
        hours=20,
        per_week=10,
        days=14,
        pay=470,
        currency="USD",
        apply_in=-10,
        posted=21,
        starts=(0, 16),
        seen_by=("tamarack", "ashcombe"),
        status="filled",
    ),
    Project(
        title="A month of posts that each ask for one thing",
        by="Patas do Ribatejo",
        field="marketing",
        text=prose("""
            We are good at asking for everything at once: money, blankets, foster homes, likes.
            Then nobody does anything. We want to try a month in which each post asks for exactly
            one thing and makes it easy.

            You write sixteen posts with us: four a week, in Portuguese and English. Four ask for
            a small monthly gift, four for things we need (we send a list), four for time, and
            four ask for nothing and say thank you. Pictures come from our archive of 900; for
            every animal we tell you what may be shown.

            We post them. After each week we look at the numbers together for half an hour and
            you change what comes next.
        """),
        deliverables=(
            "Sixteen posts in two languages with pictures chosen and described in words",
            "A calendar that says when and where each one goes out",
            "A table of results with one paragraph of advice",
        ),
        skills=("Social media", "Copywriting", "Portuguese"),
        questions=("Write the first sentence of a post that asks for blankets.",),
        hours=16,
        per_week=4,
        days=28,
        pay=280,
        currency="EUR",
        apply_in=12,
        posted=3,
        seen_by=("ashcombe", "tamarack"),
    ),
    Project(
        title="Plan a month of posts in two languages for shop owners",
        by="Khatalane",
        field="marketing",
        text=prose("""
            Our users run shops from seven in the morning and read their phones after nine at
            night. They do not want tips from a start-up. They do like to see how another shop
            solved something: a customer who never pays, a cousin who wants credit, a
            refrigerator bought in winter.

            Collect eight such stories by phone from shopkeepers who have already said yes; Sneha
            makes the introductions and sits in on the first two calls. Turn each into a post and
            a thirty-second voice script, in English and in Hindi.

            Put them into a calendar with two a week, and say how we would know after a month
            whether it was worth doing.
        """),
        deliverables=(
            "Eight stories, agreed with the people they are about, in English and Hindi",
            "A calendar for four weeks with texts, voice scripts and pictures to take",
            "Half a page on what to measure",
        ),
        skills=("Social media", "Interviewing", "Hindi", "Copywriting"),
        hours=15,
        per_week=5,
        days=21,
        pay=5400,
        currency="INR",
        apply_in=11,
        posted=2,
        seen_by=("sahyagiri",),
        status="draft",
    ),
    Project(
        title="Film four one-minute stories at the clinic",
        by="Patas do Ribatejo",
        field="marketing",
        text=prose("""
            Four short films about four animals: the one that was hit by a car, the one that only
            needed worming, the one that is nineteen, and the one that is not a dog. Each a
            minute long, with subtitles, for the screen in our waiting room and the website.

            You film on two clinic days with our camera or your own phone, edit at home, and show
            us a first cut of one film before you make the other three.
        """),
        deliverables=(
            "Four films of about sixty seconds with subtitles in Portuguese and English",
            "The uncut material, named so that we find things again",
        ),
        skills=("Video editing", "Photography", "Portuguese"),
        arrangement="in_person",
        country="PT",
        city="Santarém",
        hours=20,
        per_week=10,
        days=14,
        pay=400,
        currency="EUR",
        apply_in=13,
        posted=5,
        seen_by=("ashcombe",),
        status="changes",
        reason=prose("""
            We like this project. Before we can approve it, please say three things in the
            listing: that owners give written consent before they or their animal are filmed,
            who is with the student on clinic days, and that the student's own phone is covered
            if it breaks. A named supervisor and a line on insurance are in our posting policy.
        """),
    ),
    Project(
        title="Sign up fifty shops in one weekend",
        by="Khatalane",
        field="marketing",
        text=prose("""
            Visit the market streets of your neighbourhood on a Saturday and a Sunday and help
            kirana owners install Khatalane. We give you a T-shirt, a script and a QR code that
            counts for you.

            The project is complete when fifty shops have signed up and recorded their first
            sale on credit.
        """),
        deliverables=("Fifty shops signed up and active",),
        skills=("Sales", "Hindi", "Marathi"),
        arrangement="in_person",
        country="IN",
        city="Pune",
        hours=16,
        per_week=16,
        days=7,
        pay=6000,
        currency="INR",
        openings=10,
        apply_in=7,
        posted=8,
        seen_by=("sahyagiri",),
        status="rejected",
        reason=prose("""
            This is sales work with a target, and whether a shop signs up is not in the student's
            hands. Somebody could work the whole weekend, reach thirty and have nothing to hand
            in. Our policy does not allow listings that ask students to bring customers. If you
            would like to learn why shops do not sign up, send us that as a research project and
            we will gladly publish it.
        """),
    ),
    Project(
        title="Find out why regulars come back: thirty doorstep interviews",
        by="Bell & Barley Bakeries",
        field="marketing",
        text=prose("""
            Our Saint Paul shops have more regulars than our Minneapolis ones, at the same
            prices and with the same bread. We have theories. We would like facts, and a student
            who is not afraid to ask a stranger with a paper bag three questions.

            With the shop managers you write a conversation guide, then stand in two shops in
            Saint Paul and one in Minneapolis on four mornings between seven and ten and talk to
            thirty people for five minutes each. Coffee is on us, for them and for you. You
            record answers on paper, not faces or names.

            You sort what you heard into no more than six reasons, with quotations, and tell the
            managers at their Thursday meeting.
        """),
        deliverables=(
            "A conversation guide and notes of thirty interviews",
            "Six reasons with quotations, on three pages, and a fifteen-minute talk",
        ),
        skills=("Market research", "Interviewing", "Presentation"),
        questions=("Which three questions would you ask somebody who is in a hurry?",),
        arrangement="in_person",
        country="US",
        city="Saint Paul",
        hours=22,
        per_week=11,
        days=14,
        pay=560,
        currency="USD",
        starts=(18, 32),
        apply_in=16,
        posted=3,
        seen_by=("tamarack",),
    ),
]

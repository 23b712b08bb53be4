"""Three facilitated programmes abroad. What they consist of comes from published programmes."""

from marketplace.demo.project import Comes, Project
from marketplace.demo.prose import prose

COSTA_RICA = Project(
    title="Sustainable Development in Costa Rica",
    by="Semilla Field School",
    format="facilitated-programme",
    field="environment",
    text=prose("""
        Thirteen days of conservation fieldwork with people who do it all year. We plan the
        stay, the surveys and the transport between them; you count, write down, explain, and at
        the end tell a village what you found.

        You choose your base when you apply: the rainforest house by the Sarapiquí river, or the
        house at the foot of Arenal volcano. The work is the same, the animals are not.

        Biodiversity surveys are done in pairs with one of our biologists: birds at first light,
        frogs after dark, camera traps and forest plots in between. Each afternoon has an hour
        of data collection at the table, because a count that is not entered the same day is a
        guess. There are two workshops and two talks, on paying farmers to keep forest, on
        rivers, and on turning counts into advice.

        In the second week comes educational outreach: you prepare two lessons with our teacher,
        give them in a village school, in Spanish or with an interpreter, and help with one
        community river clean-up. It ends with a final presentation to the village committee.
    """),
    deliverables=(
        "Survey sheets for five field days, entered and checked against the paper",
        "Two lesson plans for a village school, with what you would change after giving them",
        "A final presentation of 15 minutes on what the group found and what it means",
    ),
    acceptance=(
        "A biologist has signed every survey sheet, and the entries match it",
        "Both lessons were given, and the plans say what happened",
        "The presentation was held, and every figure in it can be found in the sheets",
    ),
    skills=("Fieldwork", "Data collection", "Teaching", "Spanish"),
    requirements=(
        "You can walk five hours a day on steep, muddy trails",
        "You are 18 or older on day 1",
    ),
    languages=("en",),
    questions=(
        "Rainforest or volcano: which base would you like, and why?",
        "When did you last count, measure or observe something for days, and what went wrong?",
        "How would you explain to ten-year-olds why somebody counts frogs?",
    ),
    comes=Comes(
        itinerary=(
            "Day 1: We meet you in San José and drive north together. Supper at your base.",
            "Day 2: Safety briefing, a walk round the base, a first lesson with the survey sheets.",
            "Days 3–7: Biodiversity surveys in pairs with a biologist; data entry each afternoon."
            " On day 4 a workshop on paying farmers to keep forest, on day 6 one on rivers.",
            "Day 8: Free.",
            "Days 9–11: Educational outreach: two lessons in a village school and a community"
            " river clean-up. On day 10 a workshop on turning counts into advice.",
            "Day 12: You put your numbers together and give your final presentation.",
            "Day 13: What the next group should know, written down. We drive you to San José.",
        ),
        quantities=(
            "Five days of surveys, about six hours a day",
            "Two lessons of 45 minutes in a village school",
        ),
        weather_permitting=True,
        group_min=4,
        group_max=8,
        housing=prose("""
            Shared rooms for two or three with mosquito nets and a fan, showers in the next
            building. The survey paths begin at the door.
        """),
        meals="Three a day at your base, from the first supper to the last breakfast. Vegetarian"
        " and vegan without asking twice; tell us about allergies when you accept.",
        included=(
            "Transport from San José on day 1, to every field site, and back on day 13",
            "Two workshops and two talks by local experts",
            "Boots, headlamp, binoculars and survey equipment on loan",
            "A staff member with first-aid training on every outing, day and night",
        ),
        not_included=("Flights", "Travel and medical insurance", "A visa where you need one"),
        extras=(
            "White-water rafting on the free day with a licensed local operator (US$75)",
            "A night at the other base after day 13, with its guided evening walk (US$40)",
        ),
        safety=prose("""
            Two staff to at most eight students. Trails are steep, days are hot, and there are
            snakes and biting insects: closed boots and long trousers are a must. The volcano
            base is outside the zone the authorities keep closed, and we follow their notices.
        """),
        medical=prose("""
            See a doctor or a travel clinic six to eight weeks before you leave, also about
            vaccinations. Tell us about allergies, medicines and anything else a first-aider
            should know; it stays with two named people.
        """),
        insurance=prose("""
            Travel and medical insurance that names fieldwork and covers getting you home. We
            ask for the policy number before day 1. Rafting often needs an extra line.
        """),
        visa=prose("""
            Rules depend on your passport and may treat a paid project differently from a
            holiday. Ask the consulate early; we send a letter that says exactly what you will
            do and what you are paid. We cannot give legal advice.
        """),
        cancellation=prose("""
            You can withdraw without a reason until the day you travel; what you have paid
            others for flights stays your risk. If we cancel, you are paid for the days you have
            worked and we book and pay your way back to San José.
        """),
        postponement=prose("""
            If a road or a base is closed, we work from the other base. If we must move the
            dates, we tell you at least 21 days before, and you are free to say no.
        """),
    ),
    arrangement="in_person",
    country="CR",
    city="Puerto Viejo de Sarapiquí",
    more_places=(("CR", "La Fortuna"),),
    hours=60,
    per_week=33,
    days=13,
    pay=1290,
    currency="USD",
    openings=6,
    starts=(45, 75),
    apply_in=24,
    posted=9,
)

SANTAREM = Project(
    title="Marketing and Fundraising for an Animal Clinic in Santarém",
    by="Patas do Ribatejo",
    format="facilitated-programme",
    field="marketing",
    text=prose("""
        Twice a week people queue outside our door with a cat in a box or an old dog on a
        string. They cannot pay a vet, so donors do. Your work is to make sure that next month
        there are enough of those donors.

        You design, plan and make content that brings in support for free veterinary care: one
        appeal letter, one short series of stories from the clinic with pictures people agreed
        to, and a page that shows what €10, €25 and €60 pay for. You look after our channels as
        you go: social media on weekdays, and the news and adoption pages of the website.
        Nothing about a family goes out without their written consent, and Inês, our
        coordinator, reads everything first.

        On the way you see how a small non-profit works from the inside: grants, volunteers,
        accounts, and the vet's waiting list.

        Four weeks is the least. If it goes well and your timetable allows, we agree on further
        weeks as a new project at the same rate.
    """),
    deliverables=(
        "Two pages on what to stop, keep and start, after week 1",
        "One appeal, four clinic stories and a page on what donations pay for, published",
        "A four-week content plan for social media and the website, carried out",
        "A handover note with results in figures",
    ),
    acceptance=(
        "Every family in a story has signed for it",
        "Each figure in the handover note says where it comes from",
        "Inês has read and released what was published",
    ),
    skills=("Fundraising", "Social media", "Copywriting", "Photography"),
    requirements=("You are at ease in a room with cats and dogs",),
    languages=("en", "pt"),
    questions=(
        "Which appeal did you last give to or nearly give to, and what decided it?",
        "How would you tell the story of a sick dog without making its owner small?",
    ),
    comes=Comes(
        itinerary=(
            "Days 1–7: Listening. Two clinic days with Inês, what was sent in the past year and"
            " what it brought, five regular donors. Two pages: stop, keep, start.",
            "Days 8–21: The appeal, the stories and the page on what donations pay for; our"
            " channels every weekday.",
            "Days 22–27: Measuring: what was read, what was given, what it cost. The handover.",
            "Day 28: You show it to the board, and we have supper together.",
        ),
        quantities=("20 hours a week, Tuesday to Friday",),
        group_max=2,
        housing=prose("""
            A room of your own in a shared flat ten minutes' walk from the clinic, for the weeks
            you work. Two other volunteers live there; the kitchen is everybody's.
        """),
        meals="Lunch with the team on working days. Breakfast and dinners are yours.",
        included=(
            "A monthly pass for the town's buses",
            "A desk, a camera on loan and the licences you need",
            "A weekly hour with Inês about your work, not about our to-do list",
        ),
        not_included=(
            "Travel to Santarém",
            "Health and liability insurance",
            "A visa where you need one",
        ),
        extras=(
            "Portuguese for beginners, two evenings a week with a volunteer teacher (free)",
            "A Saturday walk along the Tejo with the adoption dogs and their walkers (free)",
        ),
        safety=prose("""
            You write about the clinic; you do not treat or restrain animals. The vets decide
            who may be in the room. Our visitors are often worried and sometimes ashamed: what
            you hear stays in the building, and you are never alone with a family.
        """),
        medical="Ask your doctor whether your tetanus protection is up to date, and tell us about"
        " allergies: there is always a cat.",
        insurance=prose("""
            Health cover that is valid in Portugal and liability insurance; EU students bring
            their European card. Our own policy covers volunteers on site, and we send you its
            terms.
        """),
        visa=prose("""
            Students with an EU passport need none. Others: rules for paid projects differ from
            those for tourists, so ask the consulate before you accept. We write the letter they
            want to see.
        """),
        cancellation=prose("""
            Until 14 days before day 1 either of us can say no, and nothing is owed. After that
            the room is yours for the first week even if the work ends early, and finished parts
            are paid.
        """),
        postponement="If the clinic has to close, we offer you the next four weeks it is open.",
    ),
    arrangement="in_person",
    country="PT",
    city="Santarém",
    hours=80,
    per_week=20,
    days=28,
    open_ended=True,
    pay=1320,
    currency="EUR",
    openings=2,
    starts=(30, 80),
    apply_in=17,
    posted=11,
)

DAUIN = Project(
    title="Marine Research Assistant in Dauin",
    by="Bahura Marine Research",
    format="facilitated-programme",
    field="environment",
    text=prose("""
        Our nineteen survey sites lie between the black sand beach at Bulak and the edge of the
        reef, in the middle of the Coral Triangle: more than five hundred kinds of coral, and
        six of the world's seven marine turtles. Every month somebody has to swim the same lines
        and count. For four weeks, one of them is you.

        You need not be a diver yet. You learn fish and coral identification on dry land first:
        60 species by the first Friday, with a test nobody is allowed to find embarrassing. Then
        come the survey dives beside a scientist: laying a tape, holding still, writing under
        water. You learn the equipment: slates, quadrats, the camera frame, the water sampler.

        On days when the sea says no there is always analysis. You enter what you saw, check
        somebody else's entries, draw the graphs of two sites and compare them with eight years
        before.

        Twice a week there is outreach: an afternoon with a school, an evening talk at a dive
        shop, a stall at the market. In the last week you help to run one of them and write the
        two-page summary that goes to the municipality and to other researchers.
    """),
    deliverables=(
        "Survey records of your dives, entered, checked and signed by the lead scientist",
        "Graphs and a short comparison for two survey sites",
        "A two-page summary for the municipality and the research community",
        "One outreach session, planned and held with our team",
    ),
    acceptance=(
        "The lead scientist has signed the records; doubtful counts are marked as such",
        "The graphs can be drawn again from the data you hand in",
    ),
    skills=("Marine biology", "Scuba diving", "Data collection", "Data analysis"),
    requirements=(
        "You can swim 200 metres without a stop",
        "You are fit to dive, and a doctor signs where the questionnaire asks for it",
    ),
    questions=(
        "Do you dive already? Tell us your level and number of dives; 'never' is fine.",
        "What would you do if you and your buddy wrote down different counts?",
    ),
    comes=Comes(
        itinerary=(
            "Day 1: Transfer from Dumaguete. The house, its rules, the plan for emergencies.",
            "Days 2–6: PADI Open Water with our instructor; fish and coral identification ashore.",
            "Days 7–13: PADI Advanced Open Water and your first survey dives beside a scientist.",
            "Days 14–20: In a survey team, up to three dives a day; outreach twice.",
            "Days 21–26: Surveys, analysis of two sites, and your own outreach session.",
            "Day 27: No diving. You hand in the records, the graphs and the summary.",
            "Day 28: Transfer to Dumaguete, 24 hours after your last dive at the earliest.",
        ),
        certifications=("PADI Open Water", "PADI Advanced Open Water"),
        quantities=("Up to 50 underwater research and survey dives a month, courses included",),
        weather_permitting=True,
        group_min=2,
        group_max=8,
        housing="A bed in the station house at Bulak, two or four to a room, fifty steps from the"
        " water.",
        meals="Three a day, Monday to Saturday. Rice, vegetables and fish, or without the fish.",
        included=(
            "Both PADI courses with materials and certification",
            "Tanks, weights, full set of diving equipment and dive computer on loan",
            "Transfers between Dumaguete airport and the station",
        ),
        not_included=(
            "Flights",
            "Diving accident, travel and health insurance",
            "Visa fees and the doctor's certificate",
            "Meals on Sundays",
        ),
        extras=(
            "A day trip by boat to a neighbouring island on a free Sunday (about US$60)",
            "PADI Rescue Diver after week 4, for those who stay on (price from the instructor)",
        ),
        safety=prose("""
            At most four divers to one leader, no decompression dives, and anybody may end any
            dive without a reason. Oxygen and a first-aider are on every boat; the plan for
            reaching a recompression chamber hangs in the house and is read on day 1. Typhoon
            warnings stop everything that is wet.
        """),
        medical=prose("""
            Diving has a medical questionnaire, and for some answers a doctor must sign before
            you may enter the water. We do not make exceptions. Fill it in before you book a
            flight; asthma, heart, ear and lung questions above all. See a travel clinic six
            weeks ahead.
        """),
        insurance=prose("""
            Diving accident insurance that includes a chamber and transport home, besides travel
            and health insurance. We check the papers before the first dive.
        """),
        visa=prose("""
            What you need depends on your passport and on being paid. Ask the embassy; we give
            you a letter with dates, tasks and pay. We cannot give legal advice.
        """),
        cancellation=prose("""
            Until 30 days before day 1 either of us can cancel and nothing is owed. Later, what
            you have handed in is paid, and courses you have begun stay yours.
        """),
        postponement=prose("""
            If a typhoon keeps the station closed for more than three days, we add those days at
            the end, or you leave as planned and are paid for the parts you finished.
        """),
    ),
    arrangement="in_person",
    country="PH",
    city="Dauin",
    hours=120,
    per_week=30,
    days=28,
    pay=2520,
    currency="USD",
    openings=4,
    starts=(50, 90),
    apply_in=31,
    posted=13,
)

PROGRAMMES = [COSTA_RICA, SANTAREM, DAUIN]

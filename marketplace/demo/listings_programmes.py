"""Three facilitated programmes abroad. What they consist of comes from published programmes."""

from marketplace.demo.project import Project
from marketplace.demo.prose import prose

PROGRAMMES = [
    Project(
        title="Sustainable Development in Costa Rica",
        by="Semilla Field School",
        format="facilitated-programme",
        field="environment",
        text=prose("""
            Thirteen days of conservation fieldwork with people who do it all year. We plan the
            stay, the surveys and the transport between them; you count, write down, explain,
            and at the end tell a village what you found.

            Days 1 and 2. We meet you in San José and drive north together. A safety briefing,
            a walk round the base, a first lesson with the survey sheets. You choose your base
            when you apply: the rainforest house by the Sarapiquí river, or the house at the
            foot of Arenal volcano. The work is the same, the animals are not.

            Days 3 to 7. Biodiversity surveys in pairs with one of our biologists: birds at
            first light, frogs after dark, camera traps and forest plots in between. Each
            afternoon an hour of data collection at the table, because a count that is not
            entered the same day is a guess. Two workshops with local experts, one on paying
            farmers to keep forest and one on rivers.

            Day 8. Free. Days 9 to 11. Educational outreach: you prepare two lessons with our
            teacher and give them in a village school, in Spanish or with an interpreter, and
            help with one community river clean-up. Our workshop on day 10 is about turning
            counts into advice.

            Days 12 and 13. You put your numbers together and give a final presentation of 15
            minutes to the village committee and our staff. Then we drive you back to San José.
        """),
        deliverables=(
            "Survey sheets for five field days, entered and checked against the paper",
            "Two lesson plans for a village school, with what you would change after giving them",
            "A final presentation of 15 minutes on what the group found and what it means",
        ),
        skills=("Fieldwork", "Data collection", "Teaching", "Spanish"),
        questions=(
            "Rainforest or volcano: which base would you like, and why?",
            "When did you last count, measure or observe something for days, and what went wrong?",
            "How would you explain to ten-year-olds why somebody counts frogs?",
        ),
        included=(
            "Shared room and three meals a day at the base you choose, vegetarian if you like",
            "Transport from San José on day 1, to every field site, and back on day 13",
            "Two workshops and two talks by local experts",
            "Boots, headlamp, binoculars and survey equipment on loan",
            "A staff member with first-aid training on every outing, day and night",
        ),
        extras=(
            "White-water rafting on the free day with a licensed local operator (US$75). It is"
            " not part of the work, and nobody minds if you would rather read.",
            "A night at the other base after day 13, with its guided evening walk (US$40)",
        ),
        good_to_know=prose("""
            Not included: flights, travel insurance, visas where you need one, extras.

            Safety. Work is in groups of at most eight with two staff. Trails are steep and
            muddy, days are hot, and there are snakes and biting insects: closed boots and long
            trousers are a must. The volcano base is outside the zone the authorities keep
            closed, and we follow their notices.

            Medical. You should be able to walk five hours a day. See a doctor or a travel
            clinic six to eight weeks before you leave, also about vaccinations. Tell us about
            allergies, medicines and anything else a first-aider should know; it stays with two
            named people.

            Insurance. You need travel and medical insurance that names fieldwork and covers
            getting you home. We ask for the policy number before day 1. Rafting often needs an
            extra line.

            Visa. Rules depend on your passport and may treat a paid project differently from a
            holiday. Ask the consulate early; we send a letter that says exactly what you will
            do and what you are paid. We cannot give legal advice.

            Changes. If a road or a base is closed, we work from the other base. If we must move
            the dates, we tell you at least 21 days before and you are free to say no.
        """),
        arrangement="in_person",
        country="CR",
        city="Sarapiquí or La Fortuna",
        hours=60,
        per_week=33,
        days=13,
        pay=1290,
        currency="USD",
        openings=6,
        starts=(45, 75),
        apply_in=24,
        posted=9,
    ),
    Project(
        title="Marketing and Fundraising for an Animal Clinic in Santarém",
        by="Patas do Ribatejo",
        format="facilitated-programme",
        field="marketing",
        text=prose("""
            Twice a week people queue outside our door with a cat in a box or an old dog on a
            string. They cannot pay a vet, so donors do. Your work is to make sure that next
            month there are enough of those donors.

            Week 1 is for listening. You spend two clinic days with Inês, our coordinator, read
            what we have sent in the past year, look at what was opened and what was given, and
            meet five regular donors. At the end of it you tell us in two pages what you would
            stop, keep and start.

            Weeks 2 and 3. You design, plan and make content that brings in support for free
            veterinary care: one appeal letter, one short series of stories from the clinic
            with pictures people agreed to, and a page that shows what €10, €25 and €60 pay
            for. You look after our channels as you go: social media on weekdays, and the news
            and adoption pages of the website. Nothing about a family goes out without their
            written consent, and Inês reads everything first.

            Week 4. You measure: what was read, what was given, what it cost. You write it down
            so that the next person starts where you end, and show it to the board one evening.
            On the way you see how a small non-profit works from the inside: grants, volunteers,
            accounts, and the vet's waiting list.

            Four weeks is the least. If it goes well and your timetable allows, we agree on
            further weeks as a new project at the same rate.
        """),
        deliverables=(
            "Two pages on what to stop, keep and start, after week 1",
            "One appeal, four clinic stories and a page on what donations pay for, published",
            "A four-week content plan for social media and the website, carried out",
            "A handover note with results in figures",
        ),
        skills=("Fundraising", "Social media", "Copywriting", "Photography"),
        questions=(
            "Which appeal did you last give to or nearly give to, and what decided it?",
            "How would you tell the story of a sick dog without making its owner small?",
        ),
        included=(
            "A room in a shared flat ten minutes' walk from the clinic, for the weeks you work",
            "Lunch with the team on working days",
            "A monthly pass for the town's buses",
            "A desk, a camera on loan and the licences you need",
            "A weekly hour with Inês about your work, not about our to-do list",
        ),
        extras=(
            "Portuguese for beginners, two evenings a week with a volunteer teacher (free)",
            "A Saturday walk along the Tejo with the adoption dogs and their walkers (free)",
        ),
        good_to_know=prose("""
            Not included: travel to Santarém, insurance, visas where you need one, dinners.

            With animals. You write about the clinic; you do not treat or restrain animals. The
            vets decide who may be in the room. Ask your doctor whether your tetanus protection
            is up to date, and tell us about allergies: there is always a cat.

            With people. Our visitors are often worried and sometimes ashamed. You will hear
            things that stay in the building. You are never alone with a family; Inês or a vet
            is there.

            Insurance. You need health cover that is valid in Portugal and liability insurance;
            EU students bring their European card. Our own policy covers volunteers on site and
            we send you its terms.

            Visa. Students with an EU passport need none. Others: rules for paid projects differ
            from those for tourists, so ask the consulate before you accept. We write the letter
            they want to see. We cannot give legal advice.

            Hours. Twenty a week, Tuesday to Friday. English is enough for the work; Portuguese
            helps in the queue.
        """),
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
    ),
    Project(
        title="Marine Research Assistant in Dauin",
        by="Bahura Marine Research",
        format="facilitated-programme",
        field="environment",
        text=prose("""
            Our nineteen survey sites lie between the black sand beach at Bulak and the edge of
            the reef, in the middle of the Coral Triangle: more than five hundred kinds of
            coral, and six of the world's seven marine turtles. Every month somebody has to swim
            the same lines and count. For four weeks, one of them is you.

            Week 1. You need not be a diver yet. You take the PADI Open Water course with our
            instructor, learn the safety rules of the station, and start on fish and coral
            identification on dry land: 60 species by Friday, with a test nobody is allowed to
            find embarrassing.

            Week 2. PADI Advanced Open Water, and your first survey dives beside a scientist:
            laying a tape, holding still, writing under water. You learn the equipment: slates,
            quadrats, the camera frame, the water sampler.

            Weeks 3 and 4. You are part of a survey team. Weather permitting there are up to 50
            dives in a month, courses included; on days when the sea says no we do not go, and
            there is always analysis. You enter what you saw, check somebody else's entries,
            draw the graphs of two sites and compare them with eight years before.

            Twice a week there is outreach: an afternoon with a school, an evening talk at a
            dive shop, a stall at the market. In the last week you help to run one of them and
            write the two-page summary that goes to the municipality and to other researchers.
        """),
        deliverables=(
            "Survey records of your dives, entered, checked and signed by the lead scientist",
            "Graphs and a short comparison for two survey sites",
            "A two-page summary for the municipality and the research community",
            "One outreach session, planned and held with our team",
        ),
        skills=("Marine biology", "Scuba diving", "Data collection", "Data analysis"),
        questions=(
            "Do you dive already? Tell us your level and number of dives; 'never' is fine.",
            "What would you do if you and your buddy wrote down different counts?",
        ),
        included=(
            "PADI Open Water and PADI Advanced Open Water courses, materials and certification",
            "Up to 50 research and survey dives in the month, weather permitting",
            "Tanks, weights, full set of diving equipment and dive computer on loan",
            "A bed in the station house and three meals a day, Monday to Saturday",
            "Transfers between Dumaguete airport and the station",
        ),
        extras=(
            "A day trip by boat to a neighbouring island on a free Sunday (about US$60)",
            "PADI Rescue Diver after week 4, for those who stay on (price from the instructor)",
        ),
        good_to_know=prose("""
            Not included: flights, insurance, visa fees, the doctor's certificate, Sundays.

            Medical. Diving has a medical questionnaire, and for some answers a doctor must sign
            before you may enter the water. We do not make exceptions. Fill it in before you
            book a flight; asthma, heart, ear and lung questions above all.

            Safety. At most four divers to one leader, no decompression dives, and anybody may
            end any dive without a reason. Oxygen and a first-aider are on every boat; the plan
            for reaching a recompression chamber hangs in the house and is read on day 1. Your
            last dive is at least 24 hours before you fly.

            Weather. We promise the training and the work, not a number of dives. Typhoon
            warnings stop everything that is wet.

            Insurance. You need diving accident insurance that includes a chamber and transport
            home, besides travel and health insurance. We check the papers before the first dive.

            Visa. What you need depends on your passport and on being paid. Ask the embassy; we
            give you a letter with dates, tasks and pay. We cannot give legal advice. See a
            travel clinic six weeks ahead.
        """),
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
    ),
]

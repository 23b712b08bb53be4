"""What stands in each student's résumé, by e-mail address. `#` makes a heading."""

RESUMES: dict[str, str] = {
    "maya.okafor@tamarack.example": """
        # Education
        Tamarack State University, B.A. Economics, minor in statistics
        Courses: econometrics, survey methods, public finance, data management
        # Work
        Treasurer, Tamarack Food Shelf. Budget of $41,000; weekly stock count of 300 items.
        Rebuilt the stock sheet so that three volunteers can use it at once.
        Research assistant, Labor Market Lab, ten hours a week for one summer.
        Cleaned 14 county files with different column names into one; wrote the log.
        Cashier and closer, Lakeview Grocery, two years.
        # Skills
        Python (pandas), Excel, R for class, interviewing, plain writing
        # Languages
        English, Igbo (spoken)
    """,
    "jonah.reyes@tamarack.example": """
        # Education
        Tamarack State University, B.S. Computer Science
        Courses: databases, algorithms, probability, time series
        # Work
        Teaching assistant, Databases I and II, two semesters, 60 students.
        Summer developer, Duluth Port Authority: a page that shows ship arrivals;
        replaced a spreadsheet that was mailed at six every morning. Still in use.
        # Projects
        rinkbot: when is which ice rink free? 400 users in January, 3 in July.
        # Skills
        Python, SQL, Django, R, Linux
        # Languages
        English, Spanish
    """,
    "hannah.weiss@tamarack.example": """
        # Education
        Tamarack State University, B.S. Biology, marine track
        # Field experience
        Lake Superior loon survey, two summers: 19 lakes by canoe, 640 entries.
        Zebra mussel monitoring, Twin Ports: settlement plates, sorting, data entry.
        Field course in intertidal ecology, two weeks on the coast of Maine.
        # Certificates
        PADI Open Water Diver (31 logged dives), dry suit, oxygen first aid
        # Skills
        R, transects and quadrats, species identification, patience
    """,
    "tyrell.banks@tamarack.example": """
        # Education
        Tamarack State University, B.A. Communication and Media
        # Work
        Social editor, The North Shore Student. 2,100 to 6,800 followers in a year,
        mostly with a weekly column about people who work on campus at night.
        Host, Canal Park Brew House, three summers.
        # Projects
        Posters and posts for the campus blood drive: 212 donors, 60 more than before.
        # Skills
        Writing short, interviewing, photography, Canva, scheduling tools
    """,
    "linh.tran@tamarack.example": """
        # Education
        Tamarack State University, B.F.A. Graphic Design
        # Work
        Design assistant, University Print Shop, two years.
        Wayfinding for the science building: 44 signs, tested with 20 first-year students.
        Menus and price boards for Pho Lan, Superior Street (family restaurant).
        # Awards
        Regional student award for a bus timetable that fits in a phone case
        # Skills
        InDesign, Illustrator, Figma, accessible PDF, screen printing
        # Languages
        English, Vietnamese
    """,
    "isla.fraser@ashcombe.example": """
        # Education
        University of Ashcombe, BA English and Creative Writing
        # Work
        Editor, The Hedge (student magazine): 8 issues, 11 writers, one row about commas.
        Volunteer, Citizens' help desk, Wednesdays: letters explained and answered.
        Bookseller, weekends, two years.
        # Published
        "What the form meant", short essay, Ashcombe Review
        # Skills
        Editing, plain English, interviewing, reading aloud
    """,
    "kwame.mensah@ashcombe.example": """
        # Education
        University of Ashcombe, BSc Data Science
        Courses: data management, statistical learning, databases, ethics of data
        # Projects
        Cocoa ledgers, Kumasi 1974 to 2003: 11,000 entries transcribed and described.
        Bus delays in Ashcombe: one year of arrivals, and why Tuesday is the worst day.
        # Work
        IT help desk, university library, eight hours a week.
        # Skills
        Python, R, SQL, spreadsheets other people can read, documentation
        # Languages
        English, Twi
    """,
    "beatriz.carvalho@ashcombe.example": """
        # Education
        University of Ashcombe, BA Modern Languages (Portuguese, Spanish)
        Year abroad: Vigo, Spain
        # Work
        Volunteer, Ashcombe Rehoming Centre, Sundays: kennels, forms, adoption stories.
        Interpreter for new families, primary school, one term.
        Receptionist, language school in Vigo, summer.
        # Skills
        Translation PT/ES/EN, subtitles, social media, talking to worried people
        # Languages
        Portuguese (native), English (native level), Spanish (fluent)
    """,
    "owen.pritchard@ashcombe.example": """
        # Education
        University of Ashcombe, BSc Environmental Science
        # Work
        Family farm near Builth Wells: sheep, hedges, drains, gates.
        Mapping assistant, river trust, one summer: 38 km of bank walked in the rain.
        # Certificates
        Outdoor first aid; driving licence B and trailer
        # Skills
        QGIS, GPS survey, plant identification (better in summer)
        # Languages
        Welsh (first language), English
    """,
    "ananya.deshpande@sahyagiri.example": """
        # Education
        Sahyagiri University, B.Sc. Statistics
        Courses: sampling, regression, time series, survey practice
        # Projects
        When do customers repay? 18 months of a shop notebook, Satara: 212 customers.
        Class survey of hostel water use: questionnaire, 340 answers, report to the warden.
        # Work
        Tutor for first-year mathematics, three batches.
        # Skills
        R, Excel, questionnaires, Marathi, Hindi, English
    """,
    "rohan.iyer@sahyagiri.example": """
        # Education
        Sahyagiri University, B.E. Computer Engineering
        # Open source
        django-slowlog: names the view behind a slow query. Eleven users, 400 tests.
        # Work
        Intern, logistics company, two months: cut a nightly job from 3 h to 14 min
        by removing an index and adding another.
        # Skills
        PostgreSQL, Python, Django, reading EXPLAIN, writing down what I measured
        # Languages
        English, Tamil, Hindi
    """,
    "zoya.khan@sahyagiri.example": """
        # Education
        Sahyagiri University, B.Com. Accounting
        # Work
        Treasurer, hostel mess: accounts for 140 members, monthly closing, no losses.
        Helped in my aunt's tailoring shop with GST returns for two years.
        # Projects
        Cost of one thali: a sheet with 31 ingredients and two arguments about ghee.
        # Skills
        Excel, Tally, cost accounting, Hindi, Urdu, English
    """,
}


def lines_of(email: str) -> list[str]:
    return [line.strip() for line in RESUMES[email].strip().splitlines()]

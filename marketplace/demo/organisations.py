"""The employers and their people. Every name is invented."""

from dataclasses import dataclass

from marketplace.demo.prose import prose


@dataclass(frozen=True)
class Employer:
    """The first of `members` owns it. Their address proves the website, or does not.

    `asked`: who was invited and has not answered.
    """

    name: str
    type: str
    country: str
    city: str
    time_zone: str
    website: str
    about: str
    members: tuple[tuple[str, str], ...]
    asked: tuple[str, ...] = ()


ORGANISATIONS = [
    Employer(
        name="Bell & Barley Bakeries",
        type="company",
        country="US",
        city="Minneapolis",
        time_zone="America/Chicago",
        website="https://bellandbarley.example",
        about=prose("""
            Fourteen neighborhood bakeries in Minneapolis and Saint Paul, one night kitchen,
            and 212 people who know what five in the morning looks like. Family-owned since
            1987. We mill our own rye and give away what is left at closing time.

            Our office is six people, so a project from a student is never a copy in a drawer:
            somebody here is waiting to use it.
        """),
        members=(
            ("ruth.halvorsen@bellandbarley.example", "Ruth Halvorsen"),
            ("dele.adeyemi@bellandbarley.example", "Dele Adeyemi"),
        ),
        asked=("night.kitchen@bellandbarley.example",),
    ),
    Employer(
        name="Marches Bee Trust",
        type="nonprofit",
        country="GB",
        city="Hereford",
        time_zone="Europe/London",
        website="https://marchesbees.example",
        about=prose("""
            A small charity on the border of England and Wales. We run forty teaching hives,
            train about 120 new beekeepers a year and keep the longest series of hive
            inspections in the county, most of it in pencil.

            Three paid staff, one van, and volunteers who answer the phone when a swarm lands
            on a school.
        """),
        members=(("gwen.parry@borderpost.example", "Gwen Parry"),),
    ),
    Employer(
        name="Semilla Field School",
        type="social",
        country="CR",
        city="La Fortuna",
        time_zone="America/Costa_Rica",
        website="https://semilla.example",
        about=prose("""
            A social enterprise with two field bases in northern Costa Rica: one in lowland
            rainforest by the Sarapiquí river, one at the foot of Arenal volcano. Schools and
            universities pay for their stays; that pays for twelve years of wildlife and river
            monitoring, and for free days for the schools of eleven villages.
        """),
        members=(
            ("diego.vargas@semilla.example", "Diego Vargas Solano"),
            ("karla.mena@semilla.example", "Karla Mena"),
        ),
    ),
    Employer(
        name="Patas do Ribatejo",
        type="nonprofit",
        country="PT",
        city="Santarém",
        time_zone="Europe/Lisbon",
        website="https://patasdoribatejo.example",
        about=prose("""
            We pay the vet when a family cannot. Patas do Ribatejo runs a free clinic two days
            a week for the animals of low-income households in and around Santarém, and finds
            homes for the few that cannot stay with theirs.

            Two vets, one coordinator, thirty volunteers and about six hundred people who give
            a little every month.
        """),
        members=(("ines.matos@patasdoribatejo.example", "Inês Matos"),),
    ),
    Employer(
        name="Bahura Marine Research",
        type="nonprofit",
        country="PH",
        city="Dauin",
        time_zone="Asia/Manila",
        website="https://bahura.example",
        about=prose("""
            A survey station on the beach at Bulak, Dauin, in the Coral Triangle. Our divers
            have counted fish, turtles and coral on the same nineteen sites every month since
            2016. The numbers go to the municipality, which decides with them where fishing
            rests, and to anybody who asks for them.
        """),
        members=(
            ("liza.villanueva@bahura.example", "Liza Villanueva"),
            ("tomas.abella@bahura.example", "Tomas Abella"),
        ),
    ),
    Employer(
        name="Khatalane",
        type="startup",
        country="IN",
        city="Bengaluru",
        time_zone="Asia/Kolkata",
        website="https://khatalane.example",
        about=prose("""
            A notebook for shops that sell on credit. The kirana owner writes down who owes
            what, the customer gets a polite reminder, and both see the same balance. Eleven
            people, 38,000 shops, and no loans: we do not lend, and we do not sell our users'
            data to people who do.
        """),
        members=(
            ("arjun.nair@khatalane.example", "Arjun Nair"),
            ("sneha.rao@khatalane.example", "Sneha Rao"),
        ),
    ),
    Employer(
        name="Minamo Tea",
        type="company",
        country="JP",
        city="Uji",
        time_zone="Asia/Tokyo",
        website="https://minamotea.example",
        about=prose("""
            Nine families around Uji who steam, roll and sell their tea together, because none
            of them could afford the machine alone. Two shops, a web page in two languages, and
            visitors who stay for an hour longer than they planned.
        """),
        members=(("haruka.mori@minamotea.example", "Haruka Mori"),),
    ),
    # New: its address is not at its website, nobody has checked it, and its listing waits.
    Employer(
        name="Cedar Bluff County Library",
        type="public",
        country="US",
        city="Cedar Bluff",
        time_zone="America/Chicago",
        website="https://cedarblufflibrary.example",
        about=prose("""
            Four branches and a bookmobile for a county of 31,000 people. The local history
            room is in the basement of the old courthouse and open whenever somebody asks.
        """),
        members=(("walt.brandvold@cedarbluffcounty.example", "Walt Brandvold"),),
    ),
]

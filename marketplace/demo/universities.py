"""Three career centres and the people who work in them. Every name is invented."""

from dataclasses import dataclass

from marketplace.demo.prose import prose


@dataclass(frozen=True)
class Place:
    key: str
    name: str
    country: str
    time_zone: str
    domain: str
    policy: str
    staff: tuple[tuple[str, str], ...]
    # Who has not answered an invitation yet, and the roles they are to have.
    asked: tuple[tuple[str, tuple[str, ...]], ...] = ()


UNIVERSITIES = [
    Place(
        key="tamarack",
        name="Tamarack State University",
        country="US",
        time_zone="America/Chicago",
        domain="tamarack.example",
        policy=prose("""
            We read every listing within two working days. Say what will exist at the end that
            did not exist before, who the student can ask, and how often.

            We do not publish sales targets, work in private homes, or unpaid work. For work on
            site in winter, tell us how students get there and back.
        """),
        staff=(
            ("dana.whitfield@tamarack.example", "Dana Whitfield"),
            ("marcus.lee@tamarack.example", "Marcus Lee"),
        ),
        asked=(("priya.desai@tamarack.example", ("funder", "analyst")),),
    ),
    Place(
        key="ashcombe",
        name="University of Ashcombe",
        country="GB",
        time_zone="Europe/London",
        domain="ashcombe.example",
        policy=prose("""
            Our students work at most 15 hours a week in term. Please plan for that, or say
            that the project can wait for a vacation.

            Work with children, with animals or abroad needs a named supervisor and a line on
            insurance before we can approve it. If in doubt, ring us: we would rather help
            with the wording than send a listing back.
        """),
        staff=(("eleanor.finch@ashcombe.example", "Eleanor Finch"),),
    ),
    Place(
        key="sahyagiri",
        name="Sahyagiri University",
        country="IN",
        time_zone="Asia/Kolkata",
        domain="sahyagiri.example",
        policy=prose("""
            Projects should fit beside classes: up to 12 hours a week in term and 30 in the
            breaks. A fixed fee only. We return listings that pay by commission or that ask
            students to bring customers.

            Examination weeks are on our calendar; deadlines inside them will be moved.
        """),
        staff=(("meera.kulkarni@sahyagiri.example", "Meera Kulkarni"),),
    ),
]

"""Skills of a draft that are not on our list: they wait for our staff, or are a slip of the pen."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.models import Skill
from accounts.vocabulary import nearest
from listings.models import Listing
from listings.rules import Problem


def new_skills(listing: Listing) -> Iterator[Problem]:
    """A hint for each that our staff have not taken up. A query or two, and one for each of them.

    Only of what is stored: a word that is half typed is none.
    """
    if listing.pk is None:
        return
    for skill in listing.skills.all():
        if skill.status != Skill.Status.PROPOSED:
            continue
        known = nearest(skill.name)
        if known:
            yield (
                "skills",
                _(
                    "“%(skill)s” is not on our list: did you mean “%(known)s”? As it stands it "
                    "waits for our staff, and no student is found by it."
                )
                % {"skill": skill.name, "known": known},
            )
        else:
            yield (
                "skills",
                _(
                    "“%(skill)s” is new to our list and waits for our staff. Students read it; "
                    "they find your listing by it once it is on the list."
                )
                % {"skill": skill.name},
            )

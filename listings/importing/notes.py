"""What was done with a cell that was read: most of it because somebody chose so."""

from django.utils.translation import gettext_lazy

NOTES = {
    "did_range": gettext_lazy("Of %(low)s to %(high)s, %(price)s was used, as you chose."),
    "did_times": gettext_lazy("%(rate)s × %(times)s = %(price)s, as you chose."),
    "did_plus": gettext_lazy("“%(plus)s” was left out, as you chose."),
    "did_currency": gettext_lazy("Read as %(price)s: you chose the currency."),
    "did_expenses": gettext_lazy("Imported as expenses only, as you chose."),
    "did_simulation": gettext_lazy("Imported as an unpaid simulation, as you chose."),
    "did_empty": gettext_lazy("“%(read)s” was left out, as you chose."),
    "did_order": gettext_lazy("“%(read)s” was read as %(day)s, as you chose."),
    "did_number": gettext_lazy("“%(read)s” was read as %(n)s, as you chose."),
    "did_format": gettext_lazy("Imported as %(standard)s, as you chose."),
    "did_ours": gettext_lazy("It names “%(read)s”, which you said is yours."),
    "place_is": gettext_lazy("Read as %(known)s."),
    "place_small": gettext_lazy(
        "%(known)s is not among the towns we know: nobody finds it by distance."
    ),
    "remote": gettext_lazy("Remote work has no place: “%(read)s” was left out."),
    "dollar": gettext_lazy("“$” was read as US dollars."),
    "rupee": gettext_lazy("Rupees were read as Indian rupees."),
    "month": gettext_lazy("“%(read)s” was read as %(n)s days."),
    "tags": gettext_lazy("Formatting was taken out."),
    "new_skills": gettext_lazy("New to our list of skills: %(known)s."),
    "twice": gettext_lazy("The same as row %(first)s of this file."),
}

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from listings.generating import everything


class Command(BaseCommand):
    help = "Add listings by the thousand, for measuring. Needs DEMO=1 or DEBUG=1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--listings", type=int, required=True, help="how many in all")
        parser.add_argument("--open", type=int, required=True, help="how many of them are open")
        parser.add_argument("--seed", type=int, default=1, help="the same seed, the same rows")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("Listings are generated only where DEMO=1 or DEBUG=1.")
        listings, n_open = options["listings"], options["open"]
        if not 0 <= n_open <= listings:
            raise CommandError("--open has to be between 0 and --listings.")
        try:
            everything.generate(listings, n_open, options["seed"])
        except everything.RealPeople:
            raise CommandError(
                "Somebody in this database has an address that may be real."
                " Listings are generated only among invented people."
            ) from None
        self.stdout.write(f"{listings:,} listings are there, {n_open:,} of them open.")

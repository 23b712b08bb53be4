import logging
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from listings.search import projection
from marketplace.demo import everything, hosted, sign_ins, story

WAIT = 15  # seconds


class Command(BaseCommand):
    help = "Load people, projects and a story to look at, once. Needs DEMO=1 or DEBUG=1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sign-ins", action="store_true", help="say who one can be")
        parser.add_argument("--unfinished", action="store_true", help="are payments missing?")
        parser.add_argument("--code", action="store_true", help="a second factor's code, now")
        parser.add_argument(
            "--wait", type=float, default=WAIT, help=f"seconds for the Stripe stand-in ({WAIT})"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("Demo data is loaded only where DEMO=1 or DEBUG=1.")
        if options["code"]:
            self.stdout.write(sign_ins.code())
        elif options["unfinished"]:
            self.stdout.write("yes" if story.unfinished() else "no")
        elif options["sign_ins"]:
            self.stdout.write(sign_ins.table())
        else:
            self._load(options["wait"])

    def _load(self, wait: float) -> None:
        if everything.is_loaded():
            self._say("The demo data is already loaded.")
        else:
            everything.load()
            # Else who mistypes a word is not helped until the hour has passed.
            projection.learn_words()
            self._say("The demo data is loaded.")
        if story.unfinished():
            self._move_money(wait)

    def _move_money(self, wait: float) -> None:
        """Only with the stand-in: at Stripe itself these payments would be somebody's."""
        if not settings.STRIPE_API_BASE:
            self._say("No payments in it: STRIPE_API_BASE names no Stripe stand-in.")
        elif not hosted.wait_until_there(wait):
            self._say(
                f"No payments in it yet: the Stripe stand-in at {settings.STRIPE_API_BASE} does not"
                " answer. Once it runs, `manage.py demo` adds them."
            )
        else:
            # Each request would be a line or two.
            logging.getLogger("stripe").setLevel(logging.WARNING)
            self._tell_the_story()

    def _tell_the_story(self) -> None:
        """Trouble with it is no reason to keep the site from starting."""
        try:
            story.load()
        except story.TROUBLE as trouble:
            self.stderr.write(f"Not all of its payments went through: {trouble!r}")
        else:
            self._say("Its payments went through the Stripe stand-in.")

    def _say(self, words: str) -> None:
        self.stdout.write(words)

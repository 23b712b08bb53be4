"""Write docs/states.md from the tables that the site runs on: `bin/manage states`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from marketplace import states_paper

PAPER = Path(settings.BASE_DIR) / "docs" / "states.md"


class Command(BaseCommand):
    help = "Writes docs/states.md."

    def handle(self, *args: Any, **options: Any) -> None:
        PAPER.write_text(states_paper.written())
        self.stdout.write(f"{PAPER.name} is written")

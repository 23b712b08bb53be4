"""After a restore: `bin/migrate` does so, as the owner of the tables."""

from typing import Any

from django.core.management.base import BaseCommand

from payments import sealing


class Command(BaseCommand):
    help = "Seals journals that were restored from a server whose transactions were further on."

    def handle(self, *args: Any, **options: Any) -> None:
        if n := sealing.seal():
            self.stdout.write(f"Sealed {n} journals of a server that was further on.")

from typing import Any

from django.core.management.base import BaseCommand

from accounts import vocabulary


class Command(BaseCommand):
    help = "Add the skills of accounts/skills/*.txt that are not in the database yet."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{vocabulary.load()} new names and synonyms.")

"""Makes the database role that the site runs as: `bin/migrate` does so after each migration."""

import os
from typing import Any

from django.core.management.base import BaseCommand

from payments import role


class Command(BaseCommand):
    help = "Makes the role named by SITE_ROLE, with SITE_ROLE_PASSWORD; nothing without a name."

    def handle(self, *args: Any, **options: Any) -> None:
        name = os.environ.get("SITE_ROLE", "")
        if name:
            role.make(name, os.environ.get("SITE_ROLE_PASSWORD", ""))
            self.stdout.write(f"The site's role is {name}: it cannot change what the ledger says.")

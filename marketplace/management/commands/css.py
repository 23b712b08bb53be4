"""Join static/css into the one stylesheet that pages link: `bin/manage css`."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

FOLDER = Path(settings.BASE_DIR) / "static" / "css"
SHEET = FOLDER / "site.css"
LAYERS = "@layer reset, tokens, base, layout, components, utilities;"


def parts() -> list[Path]:
    """Every source file, in the order in which ties are decided."""
    components = sorted((FOLDER / "components").glob("*.css"))
    first = [FOLDER / f"{name}.css" for name in ("reset", "tokens", "base", "layout")]
    return [*first, *components, FOLDER / "utilities.css", FOLDER / "print.css"]


def joined() -> str:
    """The sheet: comments and spare blanks left out, nothing rewritten."""
    text = re.sub(r"/\*.*?\*/", "", "".join(part.read_text() for part in parts()), flags=re.DOTALL)
    text = re.sub(r"\s+", " ", LAYERS + text)
    text = re.sub(r"\s*([{};])\s*", r"\1", text).replace(";}", "}")
    return "/* Made by `bin/manage css` from the files beside it. */\n" + text.replace(
        "}@layer", "}\n@layer"
    )


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Writes static/css/site.css from the files beside it."

    def handle(self, *args: Any, **options: Any) -> None:
        SHEET.write_text(joined())
        self.stdout.write(f"{SHEET.name}: {len(parts())} files joined")

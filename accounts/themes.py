"""Light or dark, where somebody has chosen; else as their device has it."""

from django.http import HttpRequest

THEMES = {"light", "dark"}


def chosen(request: HttpRequest) -> str:
    """ "light", "dark" or "". A cookie can hold anything."""
    theme = request.COOKIES.get("theme", "")
    return theme if theme in THEMES else ""

"""What a page's form sends when one of its buttons is pressed, for tests without JavaScript."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.test import Client

VOID = {"checkbox", "radio"}


def sends(has: dict[str, str]) -> bool:
    """An input with these attributes, as it stands."""
    kind = has.get("type")
    return bool(has.get("name")) and kind != "file" and (kind not in VOID or "checked" in has)


class Forms(HTMLParser):
    """Every form of a page with what it holds: `fields` in their order, and its `buttons`."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, Any]] = []
        self.here: dict[str, Any] | None = None
        self.select = ""
        self.area: dict[str, Any] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.here = {"action": has.get("action", ""), "fields": [], "buttons": [], **has}
            self.found.append(self.here)
        if self.here is None:
            return
        if tag == "input" and sends(has):
            empty = "on" if has.get("type") in VOID else ""
            self.here["fields"].append((has["name"], has.get("value", empty)))
        elif tag == "select":
            self.select = has.get("name", "")
        elif tag == "option" and self.select and "selected" in has:
            self.here["fields"].append((self.select, has.get("value", "")))
        elif tag == "textarea":
            self.area = {"name": has.get("name", ""), "text": ""}
        elif tag == "button" and has.get("type", "submit") == "submit":
            self.here["buttons"].append({"text": "", **has})

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area["text"] += data
        elif self.here and self.here["buttons"]:
            self.here["buttons"][-1]["text"] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area and self.here is not None:
            self.here["fields"].append((self.area["name"], self.area["text"].strip("\n")))
            self.area = None
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.here = None


def press(browser: Client, page: Any, button: str, **typed: Any) -> Any:
    """The answer to `page`'s form that has this `button`, with what is `typed` into its fields.

    Only fields that the form has can be typed into; the rest is sent as the page holds it.
    """
    form, chosen = next(
        (form, each)
        for form in Forms(page.text).found
        for each in form["buttons"]
        if " ".join(each["text"].split()).startswith(button)
    )
    data: dict[str, Any] = {}
    for name, value in form["fields"]:
        data.setdefault(name, []).append(value)
    missing = {name for name in typed if f'name="{name}"' not in page.text}
    assert not missing, f"The page asks for no {missing}"
    data |= {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    if chosen.get("name"):
        data[chosen["name"]] = [chosen.get("value", "")]
    here = page.request["PATH_INFO"]
    address = urljoin(here, chosen.get("formaction") or form["action"] or here)
    assert form.get("method", "").lower() == "post"
    return browser.post(address, data, follow=True)

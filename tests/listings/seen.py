"""The browse page as one sees it: read from its HTML."""

import re
from dataclasses import dataclass
from html import unescape

from listings.facets import Option


@dataclass
class Card:
    url: str
    title: str
    where: str
    fit: str
    pay: str
    pay_note: str
    new: bool


@dataclass
class Group:
    name: str
    options: list[Option]


@dataclass
class Seen:
    """`count` of all that was found, `number` of the page."""

    cards: list[Card]
    count: int
    number: int
    chips: list[dict[str, str]]
    clear_url: str
    ways_out: list[dict[str, str]]
    query: str
    facets: list[Group]

    @property
    def titles(self):
        return [card.title for card in self.cards]


def seen(response):
    text = response.content.decode()
    found = first(r'<h2 class="small" id="found"[^>]*>(.*?)</h2>', text)
    chips = [{"url": url, "label": label} for url, label in links("chip", text)]
    empty = first(r'<ul class="empty__links"[^>]*>(.*?)</ul>', text)
    return Seen(
        cards=[card(part) for part in re.findall(r"<article.*?</article>", text, re.DOTALL)],
        count=0 if found.startswith("No ") else int(found.split()[0].replace(",", "")),
        number=int(first(r'aria-current="page"><span class="hidden">Page </span>(\d+)', text) or 1),
        chips=chips,
        clear_url=next((url for url, _ in links("chips__clear", text)), ""),
        ways_out=[{"url": unescape(u), "label": unescape(n)} for u, n in LINK.findall(empty)],
        query=unescape(first(r'<link rel="alternate"[^>]* href="[^"?]*\??([^"]*)"', text)),
        facets=[group(part) for part in FIELDSET.findall(text) if CHOICE.search(part)],
    )


def first(pattern, text):
    found = re.search(pattern, text, re.DOTALL)
    return found[1].strip() if found else ""


LINK = re.compile(r'<a href="([^"]*)">([^<]*)</a>')
FIELDSET = re.compile(r"<fieldset.*?</fieldset>", re.DOTALL)
CHOICE = re.compile(
    r'<label><input type="\w+" name="(\w+)" value="([^"]*)"( checked)?>([^<]*)'
    r'(?:<span class="facet__n">([^<]*)</span>)?</label>'
)


def links(of, text):
    found = re.findall(rf'<a class="{of}" href="([^"]*)">(?:<span.*?</span>)?(.*?)</a>', text)
    return [(unescape(url), unescape(label)) for url, label in found]


def card(part):
    url, title = re.search(r'<h3><a href="([^"]*)">(.*?)</a>', part).groups()
    pay, note = re.search(r'card__pay">(.*?)<small>(.*?)</small>', part).groups()
    said = [url, title, first(r"<dd>(.*?)</dd>", part), first(r'class="fit">(.*?)</p>', part)]
    return Card(*map(unescape, [*said, pay, note]), new='badge--ok">New' in part)


def group(part):
    options = [
        Option(unescape(value), unescape(label).strip(), n or "", bool(on))
        for _, value, on, label, n in CHOICE.findall(part)
    ]
    return Group(CHOICE.search(part)[1], options)

"""What an employer's board shows, read off the page."""

import re
from html import unescape
from uuid import UUID

KEY = r"/work/applications/([0-9a-f-]{36})/"
CARD = re.compile(r'<li class="applicant">(.*?)</li>', re.DOTALL)
LANE = re.compile(r'<section class="lanes__one.*?id="column-(\w+)"(.*?)</section>', re.DOTALL)
TAB = re.compile(
    r'tabs__tab" href="[^"]*"[^>]*>([^<]*?) <span class="tabs__count">([\d,]+)</span>', re.DOTALL
)


def cards(page):
    """Of the column that is read, each as HTML."""
    return CARD.findall(page.text)


def shown(page):
    """Their keys, in their order."""
    return [UUID(re.search(KEY, card)[1]) for card in cards(page)]


def names(page):
    return [
        unescape(re.search(r'applicant__who"><a[^>]*>(.*?)</a>', card)[1]) for card in cards(page)
    ]


def facts(page, kind):
    """Of each card what stands in a `span` of this class, or nothing."""
    found = [re.search(rf'<span class="{kind}">(.*?)</span>', card) for card in cards(page)]
    return [each[1] if each else "" for each in found]


def beside(page):
    """By column the keys of the first of each other one."""
    lanes = {
        name: re.findall(rf'applicant--small".*?{KEY}', lane, re.DOTALL)
        for name, lane in LANE.findall(page.text)
    }
    return {name: [UUID(key) for key in keys] for name, keys in lanes.items() if keys}


def tabs(page):
    return [(label, int(count.replace(",", ""))) for label, count in TAB.findall(page.text)]


def counts_of(page):
    return [count for _label, count in tabs(page)]

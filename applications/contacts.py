"""Ways to reach somebody in what they write: numbers, names in networks, addresses spelt out."""

import re

from listings.wording import NOT_A_PHONE, PHONE

# What nobody sees: it parts a word for a machine, not for a reader. The joiners of some scripts
# and of emoji stay.
UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff]")
ORCID = re.compile(r"(?<![\w-])\d{4}-\d{4}-\d{4}-\d{3}[\dxX](?![\w-])")
# Not those that are also words of every day: "signal", "line", "medium".
NETWORKS = (
    r"insta(?:gram)?|linked\s?in|git(?:hub|lab)|kaggle|behance|dribbble|twitter|facebook|fb|ig"
    r"|tik\s?tok|snapchat|discord|skype|telegram|whats\s?app|we\s?chat|weibo|viber|mastodon"
    r"|bluesky|reddit|youtube"
)
# "Insta: ada_l", "telegram @ada_l", "my GitHub name is ada_l"; "on GitHub every day" is none.
HANDLE = re.compile(
    rf"\b(?:{NETWORKS})\b"
    r"(?:\s?[:=]\s?@?|\s?@|\s(?:handle|name|id|user(?:name)?|account)\s?(?:[:=]|is|as)\s?@?)"
    r"(?P<who>[\w.-]{3,})",
    re.IGNORECASE,
)
AT = re.compile(r"(?<![\w@/.])@(?P<who>\w[\w.]{2,})")
# ada (at) example (dot) org
SPELT = re.compile(
    r"(?<!\S)\S{1,64}\s{0,2}[(\[{]\s?at\s?[)\]}]\s{0,2}[\w-]+"
    r"(?:\s{0,2}(?:\.|[(\[{]\s?dot\s?[)\]}])\s{0,2}[\w-]+)*",
    re.IGNORECASE,
)
# Most texts have none of these, and are done quickly.
SIGNS = ("@", ":", "=", "(", "[", "{", " is ", " as ")
DIGITS = re.compile(r"\d{2}")


def seen(text: str) -> str:
    """As a reader sees it."""
    return text if text.isascii() else UNSEEN.sub("", text)


def without(text: str, word: str) -> str:
    """`text` with `word` for each way to reach who wrote it; addresses and links are others'."""
    if not any(sign in text for sign in SIGNS) and not DIGITS.search(text):
        return text
    text = SPELT.sub(word, ORCID.sub(word, text))
    for pattern in (HANDLE, AT):
        text = pattern.sub(lambda found: found[0][: -len(found["who"])] + word, text)
    return _without_numbers(text, word)


def _without_numbers(text: str, word: str) -> str:
    """Dates and grouped thousands are no telephone's: they are blanked to look past them."""
    masked = NOT_A_PHONE.sub(lambda found: "x" * len(found[0]), text)
    parts, done = [], 0
    for found in PHONE.finditer(masked):
        parts += [text[done : found.start()], word]
        done = found.end()
    return "".join([*parts, text[done:]])

"""Reading an application without knowing whose it is (product.md section 6).

Where a listing hides names, its employer reads "Applicant 7" until they shortlist: no name, no
address, no university, no link, and a résumé only if the student gave one without their name.
What students write of themselves in their texts is hidden too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from django.utils.text import slugify
from django.utils.translation import gettext as _

from applications import contacts
from applications.models import Application

type Reader = Callable[[str], str]
# Name, address, university.
type Person = tuple[str, str, str]

# Words of a university's name that name none.
OF_MANY = {
    *("academy", "college", "faculty", "institute", "polytechnic", "school", "universidad"),
    *("universidade", "universita", "universitat", "universitaet", "universite", "university"),
    *("applied", "arts", "business", "city", "medical", "national", "sciences", "science"),
    *("state", "technical", "technology", "the", "of", "and", "for"),
}


def reader(application: Application) -> Reader:
    """Of a text by this student, what the employer may read of it now."""
    if not application.is_blind:
        return str
    people = [application.student]
    if application.team_size > 1:
        people += [each.student for each in application.members.all() if each.student]
    return hiding(
        (each.user.name, each.user.email, each.university.name) for each in dict.fromkeys(people)
    )


def hiding(people: Iterable[Person]) -> Reader:
    """Of a text by one or several of a team, what names none of them.

    Links and addresses are hidden whole, whosever they are: one click tells the name.
    """
    keyed, word = [(person, _keys(*person)) for person in people], _("[hidden]")

    def read(text: str) -> str:
        shown = _without_addresses(contacts.without(contacts.seen(text), word), word)
        for person, keys in keyed:
            folded = _fold(shown)
            if any(key in folded for key in keys):
                names, exact = _patterns(*person)
                shown = exact.sub(word, _without(names, shown, word))
        return shown

    return read


SHORT = 2
# A name in one word of so many letters is found in the middle of another.
LONG = 7
NEVER = r"(?!)"
LETTER = r"[^\W\d_]"
# With a scheme, a path, or an ending that many sites of one person have. Nothing in it looks
# further than a few letters for what may not be there: a long text of dots costs no more.
ADDRESS = re.compile(
    r"(?i:[a-z0-9+.-]{0,31}://\S+|\bwww\.\S+"
    r"|(?<![\w.-])(?:[\w-]+\.)+[a-z]{2,}/\S*"
    r"|(?<![\w.-])(?!asp\.net\b)(?:[\w-]+\.)+"
    r"(?:com|org|net|edu|dev|io|app|info|xyz|site|page|blog|online|tech|eu|uk|de|fr|es|nl|ch)"
    r"(?![\w-]))"
)
ENDING = re.compile(r"\.\w+")
MAYBE = re.compile(r"[@/]|\.\w")
GAPS = re.compile(r"(\s+)")
# Letters that Unicode does not take apart, as people write them without their marks.
PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
    # Cyrillic and Greek letters that look like Latin ones.
    | dict(zip("аеорсухіјѕԁһӏ", "aeopcyxijsdhl", strict=True))
    | dict(zip("αεικνορτυχ", "aeiknoptux", strict=True))
)
SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
# Scripts that put no space between words: Thai to Burmese, Khmer, kana, Chinese.
UNSPACED = re.compile("[\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@lru_cache(maxsize=512)
def _keys(name: str, email: str, university: str) -> frozenset[str]:
    """Of each pattern its longest word: most texts have none of them, and are done quickly."""
    words = [*_around(name, university), *_alone(name, email, university)]
    return frozenset(max(each, key=len) for each in words if each) | {
        _fold(each) for each in _words(name) if len(each) == SHORT
    }


@lru_cache(maxsize=512)
def _patterns(name: str, email: str, university: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """For folded text, and for the text as it stands: "Li" is a name, "li" part of anything."""
    around = [_any_gaps(each) for each in _around(name, university)]
    alone = dict.fromkeys(_any_gaps(each) for each in _alone(name, email, university) if each)
    short = [each for each in _words(name) if len(each) == SHORT and not _unspaced(each)]
    names = [*(f"(?P<whole>{'|'.join(around)})" for _each in around[:1]), _apart(alone)]
    return re.compile("|".join(names)), re.compile(_apart(map(re.escape, short)))


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    """Without accents and case; nothing for an accent alone, or for what nobody sees."""
    apart = unicodedata.normalize("NFKD", letter.casefold().translate(PLAIN))
    return "".join(
        each
        for each in apart
        if not unicodedata.combining(each) and unicodedata.category(each) != "Cf"
    )


def _fold(text: str) -> str:
    return text.lower() if text.isascii() else "".join(map(_folded, text))


def _without_addresses(text: str, word: str) -> str:
    if not any(sign in text for sign in "@/."):
        return text
    return "".join(
        _without_address(each, word) if MAYBE.search(each) else each for each in GAPS.split(text)
    )


def _without_address(part: str, word: str) -> str:
    """Of a part without spaces. One with an "@" in it is hidden from its first letter on."""
    at = part.find("@", 1)
    ends = [found.end() for found in ENDING.finditer(part, at + 2)] if at > 0 else []
    if ends:
        return word + ADDRESS.sub(word, part[ends[-1] :])
    return ADDRESS.sub(word, part)


def _without(pattern: re.Pattern[str], text: str, word: str) -> str:
    """`text` with `word` for whatever of it `pattern` finds in what it folds to."""
    folded = [_folded(letter) for letter in text]
    # Of each letter of the folded text, where it stands in the other.
    at = [place for place, letters in enumerate(folded) for _letter in letters]
    ends = [*at, len(text)]
    spans = []
    for found in pattern.finditer("".join(folded)):
        first, last = found.span()
        start, end = at[first], max(ends[last], at[last - 1] + 1)
        if found.lastgroup == "whole":
            start, end = _whole_word(text, start, end)
        spans.append((start, end))
    return _cut(spans, text, word)


def _whole_word(text: str, start: int, end: int) -> tuple[int, int]:
    """With all that hangs on it, where words have spaces between them."""
    if _unspaced(text[start:end]):
        return start, end
    while start and re.match(r"[\w.-]", text[start - 1]):
        start -= 1
    while end < len(text) and re.match(r"[\w-]", text[end]):
        end += 1
    return start, end


def _cut(spans: list[tuple[int, int]], text: str, word: str) -> str:
    parts: list[str] = []
    done = 0
    for first, last in spans:
        if first >= done:
            parts += [text[done:first], word]
        done = max(done, last)
    return "".join([*parts, text[done:]])


def _around(name: str, university: str) -> Iterator[list[str]]:
    """Found anywhere: both names as one, and what is written without spaces."""
    yield from (pair for pair in _pairs(name) if len("".join(pair)) >= LONG)
    for part in filter(_unspaced, _words(name)):
        # Who is called by a surname and one or two letters is called by these alone too.
        yield from ([each] for each in (part, part[1:]) if len(each) >= SHORT)
    yield from ([part] for part in _words(university) if _unspaced(part))


def _alone(name: str, email: str, university: str) -> Iterator[list[str]]:
    """Found between what are no letters, the longest first."""
    for text in (email, email.partition("@")[2], name, university):
        yield [_fold(each) for each in _words(text)]
    for pair in _pairs(name):
        yield pair
        # alovelace, lovelacea
        initials = ([pair[0][0], pair[-1]], [pair[0], pair[-1][0]])
        yield from (each for each in initials if len("".join(each)) > SHORT + 1)
    for part in [*(re.sub(r"\W+", "", each) for each in name.split()), *_words(name)]:
        if len(part) > SHORT:
            yield from _spellings(part)
    for part in _words(university):
        if len(part) > 3 and slugify(part) not in OF_MANY:
            yield from _spellings(part)


def _pairs(name: str) -> list[list[str]]:
    """All of the names, and the first with the last, both ways round. Folded."""
    words = [folded for each in _words(name) if (folded := _fold(each))]
    if len(words) < SHORT:
        return []
    ends = [words[0], words[-1]]
    return [words, words[::-1], ends, ends[::-1]]


def _any_gaps(parts: list[str]) -> str:
    return r"[\W_]*".join(map(re.escape, parts))


def _spellings(word: str) -> list[list[str]]:
    return [[_fold(word)], [_fold(word.lower().translate(SPELT_OUT))]]


def _apart(patterns: Iterable[str]) -> str:
    """No letter before or after it; a digit or an underscore may be."""
    any_of_them = "|".join(patterns) or NEVER
    return rf"(?<!{LETTER})(?:{any_of_them})(?!{LETTER})"


def _unspaced(text: str) -> bool:
    return UNSPACED.search(text) is not None


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", text) if word]


def neutral_name(application: Application, ending: str = ".pdf") -> str:
    """A file of this application, named after its number."""
    return f"applicant-{application.number or application.reference.lower()}-resume{ending}"


PART = re.compile(r"[\W_]+")
LESS = re.compile("[a-z]{1,2}")
SIGNS = re.compile(r"@|://|www\.|\w\.\w")
LETTERS = re.compile(f"{LETTER}+")


def sought(words: str) -> list[str]:
    """Each word that is looked for, as `says` takes it."""
    return [_fold(word) for word in words.split()]


def says(words: Sequence[str], text: str, people: Iterable[Person]) -> bool:
    """Whether each of `words` stands in what may be read of a text by these people.

    More is left out than `reader` hides, so that no search finds what cannot be read: whatever
    stands between two spaces with a word of theirs in it. No pattern is made for anybody: on a
    board of thousands each has another.
    """
    folded = _fold(text)
    if not all(word in folded for word in words):
        return False
    bare = contacts.without(contacts.seen(text), " ")
    if bare != text:
        text, folded = bare, _fold(bare)
    between = folded.split()
    if len(between) != len(text.split()):  # A letter that folds to a space.
        between = [_fold(each) for each in text.split()]
    anywhere, alone = _theirs(people)
    return all(
        any(word in _left(each, anywhere, alone) for each in between if word in each)
        for word in words
    )


def _left(text: str, anywhere: set[str], alone: set[str]) -> str:
    """Of what stands between two spaces."""
    if SIGNS.search(text) or any(part in text for part in anywhere):
        return ""
    return LETTERS.sub(lambda found: "" if found[0] in alone else found[0], text)


def _theirs(people: Iterable[Person]) -> tuple[set[str], set[str]]:
    """What is left out wherever it stands, and what is between what are no letters.

    What is shorter than three letters stands in the middle of everything.
    """
    anywhere: set[str] = set()
    alone: set[str] = set()
    for name, email, university in people:
        whose = _fold(f"{name} {email} {university} {name.lower().translate(SPELT_OUT)}")
        for part in filter(None, PART.split(whose)):
            common = part in OF_MANY or LESS.fullmatch(part)
            (alone if common else anywhere).add(part)
            # Of three Chinese letters the last two are what friends say.
            if not part.isascii() and _unspaced(part) and len(part) > SHORT:
                anywhere.add(part[1:])
        alone.update("".join(pair) for pair in _pairs(name))
    return anywhere, alone

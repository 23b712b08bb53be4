"""Students with tastes, and what they would apply for: noisy and varied, as people are.

It shares no code with matching and knows nothing of its measures: students decide by things that no
profile says. What is assumed (docs/benches.md says it in short):

- Work has a content, a point in a space of DIMENSIONS; that of a listing lies near those of its
  skills and of its field, and elsewhere, as what is written in it does. A student likes the content
  of one to three kinds of work.
- Their profile names some of the skills that these ask for, misses others, and names some that have
  nothing to do with it.
- They care for pay, each in their own measure, for some organisations that everybody knows and some
  that only they like, for working at home or not, for long or short work.
- They come across POOL listings: of half of them because they are new, of the others by looking for
  what they like; of all they apply for some, those with the highest utility after noise, and one in
  seven at random, to see what it is like.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Ints = NDArray[np.int64]
type Reals = NDArray[np.float64]

DIMENSIONS = 16
POOL = 120
FEWEST, MOST = 6, 14
EXPLORES = 1 / 7
# Standard deviations of a utility: of the taste for content, and of what nobody can know.
CONTENT, NOISE = 1.0, 0.8
PAY, FAMOUS, OWN_BRAND, AT_HOME, LONG = 0.35, 0.3, 0.3, 0.35, 0.25
# Days after which a listing is come across by chance a third as often.
SEEN = 10
# Of the skills of what they like, those that they name; how many others they name.
NAMED, OTHERS = 0.5, 1.5


@dataclass(frozen=True)
class Listings:
    """A place in each for each listing. `skills` of listing n are `skills[starts[n]:starts[n+1]]`,
    numbers from 0; so are fields and organisations. `pay` US cents an hour, `age` in days."""

    ids: Ints
    starts: Ints
    skills: Ints
    field: Ints
    organisation: Ints
    pay: Reals
    hours: Ints
    at_home: NDArray[np.bool_]
    age: Reals

    def skills_of(self, n: int) -> Ints:
        return self.skills[self.starts[n] : self.starts[n + 1]]


@dataclass(frozen=True)
class Taste:
    """`skills` as the profile names them; places of listings: seen, and applied for by the way."""

    skills: list[int]
    seen: Ints
    applied: Ints


class World:
    def __init__(self, listings: Listings, seed: int) -> None:
        self.listings = listings
        self.rng = np.random.default_rng(seed)
        self.content = self._content()
        pay = np.log(np.maximum(listings.pay, 1))
        self.pay = (pay - pay.mean()) / (pay.std() or 1)
        hours = np.log(np.maximum(listings.hours, 1))
        self.long = (hours - hours.mean()) / (hours.std() or 1)
        self.famous = self.rng.normal(size=listings.organisation.max() + 1)

    def _content(self) -> Reals:
        """Directions, one for each listing."""
        rng, given = self.rng, self.listings
        fields = rng.normal(size=(given.field.max() + 1, DIMENSIONS))
        skills = rng.normal(size=(given.skills.max() + 1, DIMENSIONS))
        lengths = np.diff(given.starts)
        of = np.repeat(np.arange(len(given.ids)), lengths)
        mean = np.zeros((len(given.ids), DIMENSIONS))
        np.add.at(mean, of, skills[given.skills])
        mean /= np.sqrt(np.maximum(lengths, 1))[:, None]
        written = rng.normal(size=mean.shape)
        return _directions(mean + fields[given.field] + 0.7 * written)

    def student(self, visible: Ints) -> Taste:
        """Somebody who sees the listings at the places `visible`."""
        rng = self.rng
        liked = rng.choice(visible, rng.integers(1, 4))
        taste = _directions(self.content[liked] + 0.25 * rng.normal(size=(len(liked), DIMENSIONS)))
        # What stands for their interests here is not among what they find.
        seen = np.setdiff1d(self._seen(visible, taste), liked)
        utility = self._utility(seen, taste)
        n = min(int(rng.integers(FEWEST, MOST + 1)), len(seen))
        applied = seen[np.argsort(-utility)[:n]]
        by_chance = rng.random(n) < EXPLORES
        applied[by_chance] = rng.choice(seen, int(by_chance.sum()))
        return Taste(self._named(liked), seen, rng.permutation(np.unique(applied)))

    def _seen(self, visible: Ints, taste: Reals) -> Ints:
        rng = self.rng
        weights = np.cumsum(3.0 ** (-self.listings.age[visible] / SEEN))
        by_chance = np.searchsorted(weights, rng.random(POOL // 2) * weights[-1])
        some = visible[rng.integers(0, len(visible), POOL * 4)]
        like = (self.content[some] @ taste.T).max(axis=1)
        return np.unique(np.concatenate([visible[by_chance], some[np.argsort(-like)[: POOL // 2]]]))

    def _utility(self, seen: Ints, taste: Reals) -> Reals:
        rng, given = self.rng, self.listings
        content = (self.content[seen] @ taste.T).max(axis=1)
        content = (content - content.mean()) / (content.std() or 1)
        organisation = given.organisation[seen]
        # The same number for the same organisation: a student's own.
        own = np.sin(organisation * rng.uniform(1, 1000)) * 1.4
        return np.asarray(
            CONTENT * content
            + abs(rng.normal(0, PAY)) * self.pay[seen]
            + FAMOUS * self.famous[organisation]
            + OWN_BRAND * own
            + rng.normal(0, AT_HOME) * given.at_home[seen]
            + rng.normal(0, LONG) * self.long[seen]
            + NOISE * rng.gumbel(size=len(seen))
        )

    def _named(self, liked: Ints) -> list[int]:
        rng, given = self.rng, self.listings
        near = np.unique(np.concatenate([given.skills_of(n) for n in liked]))
        named = near[rng.random(len(near)) < NAMED]
        others = given.skills[rng.integers(0, len(given.skills), rng.poisson(OTHERS))]
        return [int(each) for each in np.unique(np.concatenate([named, others]))]


def _directions(points: Reals) -> Reals:
    return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True))

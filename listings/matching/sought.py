"""How sought an employer's listings are: how often students choose them, next to what chance would
do. Counted every night from what was saved and applied for (`applications.sought`)."""

from __future__ import annotations

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from listings.models import Sought
from listings.search.loading import Numbers, packed, whole

# Of who is new, or was not counted yet.
AS_OTHERS = 0.5

ORGANISATIONS = (
    "SELECT string_agg(int8send(id), '' ORDER BY id),"
    " string_agg(int8send(organisation_id), '' ORDER BY id)"
    " FROM listings_listing WHERE id = ANY(%s)"
)

# Whose a listing is never changes: by database, listings ascending and their organisations.
_known: dict[str, tuple[Numbers, Numbers]] = {}
NOTHING = np.zeros(0, np.int64)


def scores() -> dict[int, float]:
    """By organisation."""
    return dict(Sought.objects.values_list("organisation", "score"))


def by_listing(listings: Numbers, scores: dict[int, float]) -> NDArray[np.float32]:
    found = np.full(len(listings), AS_OTHERS, np.float32)
    if not scores or not len(listings):
        return found
    whose = _organisations(listings)
    counted = np.array(sorted(scores), np.int64)
    values = np.array([scores[each] for each in counted.tolist()], np.float32)
    at = np.minimum(np.searchsorted(counted, whose), len(counted) - 1)
    same = counted[at] == whose
    found[same] = values[at[same]]
    return found


def _organisations(listings: Numbers) -> Numbers:
    """In the order of `listings`; 0 of those that are gone."""
    here = str(connection.settings_dict["NAME"])
    ids, whose = _known.get(here, (NOTHING, NOTHING))
    unknown = np.setdiff1d(listings, ids)
    if len(unknown):
        # What has closed meanwhile is forgotten at the same time.
        [columns] = packed(ORGANISATIONS, [unknown.tolist()])
        stay = np.isin(ids, listings)
        ids = np.concatenate([ids[stay], whole(columns[0])])
        whose = np.concatenate([whose[stay], whole(columns[1])])
        order = np.argsort(ids)
        ids, whose = ids[order], whose[order]
        _known[here] = ids, whose
    if not len(ids):
        return np.zeros(len(listings), np.int64)
    at = np.minimum(np.searchsorted(ids, listings), len(ids) - 1)
    return np.where(ids[at] == listings, whose[at], 0)

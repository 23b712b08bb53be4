"""Lists, page by page. Source: https://docs.stripe.com/api/pagination"""

from typing import Any

from .errors import NotBegun
from .routes import Call
from .store import Body, Store
from .wire import PAGE, Table

BOUNDS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def takes(**filters: Any) -> Table:
    return PAGE | filters


def page(call: Call, kind: str, url: str, **where: Any) -> Body:
    """Newest first. A name in `where` is a field of the object; None is not asked for."""
    limit = int(call.values.get("limit", 10))
    if not 1 <= limit <= 100:
        raise NotBegun(f"Invalid limit: {limit}. It has to be 1 to 100.", param="limit")
    asked = call.store.conditions(kind, call.account, where) + window(call.values.get("created"))
    backwards = "ending_before" in call.values
    for name, compare in (("starting_after", "<"), ("ending_before", ">")):
        if name in call.values:
            asked.append((f"seq {compare} ?", position(call.store, call.values[name], name)))
    found = call.store.select(asked, "ASC" if backwards else "DESC", limit + 1)
    shown = found[:limit]
    return whole(url, shown[::-1] if backwards else shown, more=len(found) > limit)


def position(store: Store, id_: str, param: str) -> int:
    row = store.db.execute("SELECT seq FROM object WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise NotBegun(f"No such object: '{id_}'", "resource_missing", param)
    return int(row[0])


def window(asked: Any) -> list[tuple[str, Any]]:
    """`created` is a moment, or up to four bounds."""
    if asked is None:
        return []
    try:
        if isinstance(asked, str):
            return [("created = ?", int(asked))]
        return [(f"created {BOUNDS[name]} ?", int(value)) for name, value in asked.items()]
    except (KeyError, ValueError) as error:
        raise NotBegun("Invalid created", param="created") from error


def whole(url: str, data: list[Body], more: bool = False) -> Body:
    return {"object": "list", "data": data, "has_more": more, "url": url}

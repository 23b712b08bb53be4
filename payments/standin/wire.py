"""Form bodies and their parameters, read as strictly as Stripe does.

What an endpoint takes is said in a small table: a name maps to `text`, `int`, `bool`, `map` (any
keys, text values), `any`, a table of its own, or a list of one of these. A name that ends in `!`
is required.
"""

import json
import re
import urllib.parse
from typing import Any

from .errors import NotBegun

type Table = dict[str, Any]

# What every list endpoint takes. Source: https://docs.stripe.com/api/pagination
PAGE: Table = {
    "limit": "int",
    "starting_after": "text",
    "ending_before": "text",
    "created": "any",
}


def parse_form(raw: str) -> dict[str, Any]:
    """`a[b][0]=c` becomes `{"a": {"b": ["c"]}}`."""
    root: dict[str, Any] = {}
    for key, value in urllib.parse.parse_qsl(raw, keep_blank_values=True):
        name, _, rest = key.partition("[")
        parts = [name, *rest.removesuffix("]").split("][")] if rest else [name]
        at = root
        for part in parts[:-1]:
            at = at.setdefault(part, {})
            if not isinstance(at, dict):
                raise NotBegun(f"Invalid parameter: {key}", param=key)
        at[parts[-1] or str(len(at))] = value
    return {name: with_lists(value) for name, value in root.items()}


def with_lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    made = {key: with_lists(value) for key, value in node.items()}
    if made and all(key.isdigit() for key in made):
        return [made[key] for key in sorted(made, key=int)]
    return made


def parse_json(raw: str) -> dict[str, Any]:
    try:
        said = json.loads(raw or "{}")
    except ValueError as error:
        raise NotBegun("The request body is not JSON.", "invalid_json") from error
    if not isinstance(said, dict):
        raise NotBegun("The request body is not an object.", "invalid_json")
    return said


def read(said: dict[str, Any], table: Table, under: str = "") -> dict[str, Any]:
    """The parameters in their own types. Raises NotBegun for the first that does not fit."""
    wanted = {name.removesuffix("!"): kind for name, kind in table.items()}
    for name in said:
        if name not in wanted:
            place = inside(under, name)
            raise NotBegun(f"Received unknown parameter: {place}", "parameter_unknown", place)
    for name in table:
        if name.endswith("!") and said.get(name[:-1]) in (None, ""):
            place = inside(under, name[:-1])
            raise NotBegun(f"Missing required param: {place}.", "parameter_missing", place)
    return {name: cast(value, wanted[name], inside(under, name)) for name, value in said.items()}


def inside(under: str, name: str) -> str:
    return f"{under}[{name}]" if under else name


def cast(value: Any, kind: Any, place: str) -> Any:
    if kind == "any":
        return value
    if isinstance(kind, list):
        if not isinstance(value, list):
            raise NotBegun("Invalid array", param=place)
        return [cast(each, kind[0], f"{place}[{at}]") for at, each in enumerate(value)]
    if isinstance(kind, dict) or kind == "map":
        if kind == "map" and value == "":
            return {}
        if not isinstance(value, dict):
            raise NotBegun("Invalid object", "parameter_invalid_object", place)
        return value if kind == "map" else read(value, kind, place)
    return cast_text(value, kind, place)


def check_url(url: str | None, param: str) -> None:
    """Raises NotBegun for an address that a browser could not be sent to."""
    if url is not None and not re.fullmatch(r"https?://[\w.:\[\]-]+(/[^\s;]*)?(\?\S*)?", url):
        raise NotBegun("Not a valid URL", "url_invalid", param)


def cast_text(value: Any, kind: str, place: str) -> Any:
    text = json.dumps(value) if isinstance(value, bool | int) else value
    if not isinstance(text, str):
        raise NotBegun(f"Invalid string: {value}", param=place)
    if kind == "int":
        if not re.fullmatch(r"-?\d{1,18}", text):
            raise NotBegun(f"Invalid integer: {text}", "parameter_invalid_integer", place)
        return int(text)
    if kind == "bool":
        if text not in ("true", "false"):
            raise NotBegun(f"Invalid boolean: {text}", param=place)
        return text == "true"
    return text

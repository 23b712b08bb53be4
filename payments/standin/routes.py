"""Which function answers which path."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .store import PLATFORM, Body, Store
from .wire import Table


@dataclass
class Call:
    """One request to the API."""

    store: Store
    values: dict[str, Any]
    path: tuple[str, ...] = ()
    account: str = PLATFORM
    key: str | None = None
    request_id: str = field(default_factory=lambda: f"req_{secrets.token_hex(7)}")
    base_url: str = ""


type Endpoint = Callable[[Call], Body]


@dataclass(frozen=True)
class Route:
    method: str
    pattern: re.Pattern[str]
    takes: Table
    answer: Endpoint


ROUTES: list[Route] = []


def route(method: str, path: str, takes: Table | None = None) -> Callable[[Endpoint], Endpoint]:
    """`{}` in the path stands for an id, which the function finds in `call.path`."""
    pattern = re.compile(path.replace("{}", "([^/]+)"))

    def add(answer: Endpoint) -> Endpoint:
        ROUTES.append(Route(method, pattern, takes or {}, answer))
        return answer

    return add


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
    for each in ROUTES:
        matched = each.pattern.fullmatch(path)
        if matched and each.method == method:
            return each, matched.groups()
    return None

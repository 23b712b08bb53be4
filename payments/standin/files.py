"""Files for the evidence of a dispute: what they are is kept, what is in them is not.

Source: https://docs.stripe.com/file-upload (kinds, sizes and how long they are kept)
"""

import hashlib
from email import message_from_bytes, policy
from typing import Any

from .balance import DAY
from .errors import NotBegun, Refused, missing
from .ids import new_id
from .routes import Call, route
from .store import Body, Store

PURPOSE = "dispute_evidence"
LARGEST = 5_000_000  # bytes
KEPT = 274 * DAY  # nine months
BEGINS = {b"%PDF-": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpg"}


def parse_multipart(kind: str, raw: str) -> dict[str, Any]:
    """`raw` has a character for each byte. A file becomes its name, kind and size."""
    head = f"Content-Type: {kind}\r\n\r\n"
    whole = message_from_bytes((head + raw).encode("latin-1"), policy=policy.HTTP)
    if not whole.is_multipart():
        raise NotBegun("The request body is not multipart/form-data.")
    said: dict[str, Any] = {}
    for part in whole.iter_parts():
        name = str(part.get_param("name", header="content-disposition") or "")
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        filename = part.get_filename()
        said[name] = content.decode() if filename is None else described(filename, content)
    return said


def described(name: str, content: bytes) -> dict[str, Any]:
    kinds = (kind for begins, kind in BEGINS.items() if content.startswith(begins))
    digest = hashlib.sha256(content).hexdigest()  # tells two files of one key apart
    return {"filename": name, "size": len(content), "type": next(kinds, ""), "digest": digest}


@route("POST", "/v1/files", {"file!": "any", "purpose!": "text"})
def create_file(call: Call) -> Body:
    told = call.values["file"]
    if not isinstance(told, dict):
        raise NotBegun("Invalid file", param="file")
    if call.values["purpose"] != PURPOSE:
        raise NotBegun(f"Only files for {PURPOSE} are taken here.", param="purpose")
    if not told["type"]:
        raise Refused("We only accept PDF, JPEG and PNG files for this.", param="file")
    if told["size"] > LARGEST:
        raise Refused("The file is too large: at most 5 MB.", param="file")
    id_ = new_id("file")
    made = {
        "id": id_,
        "object": "file",
        "created": call.store.now(),
        "expires_at": call.store.now() + KEPT,
        "filename": told["filename"],
        "links": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/file_links?file={id_}",
        },
        "purpose": PURPOSE,
        "size": told["size"],
        "title": None,
        "type": told["type"],
        "url": f"https://files.stripe.com/v1/files/{id_}/contents",
    }
    return call.store.insert(made)


@route("GET", "/v1/files/{}")
def retrieve_file(call: Call) -> Body:
    return file_of(call.store, call.path[0], "id")


def file_of(store: Store, id_: str, param: str) -> Body:
    found = store.get("file", id_)
    if found is None:
        raise missing("file upload", id_, param)
    return found

"""What the stand-in refuses, in the shapes that Stripe's documents give."""

from typing import Any

DOCS = "https://docs.stripe.com/error-codes/"


class Refused(Exception):
    """An answer that is not a 200.

    `began` says that the operation had begun: only then is the answer kept for its idempotency
    key. Source: https://docs.stripe.com/api/idempotent_requests
    """

    kind = "invalid_request_error"
    began = True

    def __init__(
        self, message: str, code: str | None = None, param: str | None = None, status: int = 400
    ) -> None:
        super().__init__(message)
        self.message, self.code, self.param, self.status = message, code, param, status

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"message": self.message, "type": self.kind}
        if self.code:
            error |= {"code": self.code, "doc_url": DOCS + self.code.replace("_", "-")}
        if self.param:
            error["param"] = self.param
        return {"error": error}

    def body_v2(self) -> dict[str, Any]:
        """Version 2 names a missing object differently, and requires a code."""
        code = "not_found" if self.code == "resource_missing" else self.code
        return {"error": {"code": code or "invalid_fields", "message": self.message}}


class NotBegun(Refused):
    """Refused before the operation began: bad parameters, no such key, too many requests."""

    began = False


class KeyReused(NotBegun):
    kind = "idempotency_error"


class Broken(Refused):
    """Stripe's own fault: a 500, which is kept and replayed like any other answer."""

    kind = "api_error"

    def __init__(self) -> None:
        super().__init__("An unknown error occurred.", status=500)


def missing(noun: str, id_: str, param: str = "id") -> Refused:
    return Refused(f"No such {noun}: '{id_}'", "resource_missing", param, 404)

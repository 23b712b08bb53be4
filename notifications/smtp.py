"""SMTP that knows how far it came: until the words are handed over, no mail can have arrived."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend as DjangoBackend


class Watched(smtplib.SMTP):
    # From DATA until the answer. A server that is lost meanwhile may have taken the mail.
    in_doubt = False

    def sendmail(self, *args: Any, **kwargs: Any) -> Any:
        self.in_doubt = False
        return super().sendmail(*args, **kwargs)

    def data(self, msg: Any) -> Any:
        self.in_doubt = True
        answer = super().data(msg)
        self.in_doubt = False
        return answer

    def is_alive(self) -> bool:
        """Servers close a connection that was idle, or that brought enough."""
        try:
            return self.noop()[0] == 250
        except OSError:
            return False


class WatchedOverTLS(Watched, smtplib.SMTP_SSL):
    pass


class EmailBackend(DjangoBackend):
    connection: Watched | None

    @property
    def connection_class(self) -> type[Watched]:
        return WatchedOverTLS if self.use_ssl else Watched

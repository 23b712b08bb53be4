"""Sessions in Postgres, as Django keeps them, read by a statement that is planned once.

Every page of who is signed in reads one: putting the statement together anew costs Django more
than Postgres takes to answer.
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from marketplace import prepared

READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        """Where there is none, or it is over, the next that is saved has a new key."""
        found = prepared.rows(READ, [self.session_key, timezone.now()])
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0][0])

"""Sessions in Postgres, as Django keeps them, read by a statement that is written once.

Every page of who is signed in reads one: putting the statement together anew costs Django more
than Postgres takes to answer.
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

READ = """
SELECT session_data, expire_date FROM django_session
 WHERE session_key = %s AND expire_date > %s
"""


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        """The row, as a model, or None: then the next that is saved has a new key."""
        with connection.cursor() as cursor:
            cursor.execute(READ, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        data, until = row
        return self.model(session_key=self.session_key or "", session_data=data, expire_date=until)

"""Who is signed in, as every page needs them."""

from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

from accounts.models import User
from marketplace import prepared

# What the bell shows is counted in the statement that every page makes anyway, and no further
# than it shows. `role` is `User.role`.
SIGNED_IN = """
SELECT {columns}, (
           SELECT count(*) FROM (
               SELECT 1 FROM notifications_notice AS notice
                WHERE notice.reader_id = "accounts_user".id AND notice.read_at IS NULL
                  AND (notice.role = '' OR notice.role = CASE "accounts_user".kind
                      WHEN 'employer' THEN 'organisation:' || (
                          SELECT organisation_id FROM accounts_membership
                           WHERE user_id = "accounts_user".id)
                      WHEN 'staff' THEN 'university:' || (
                          SELECT university_id FROM accounts_universitystaff
                           WHERE user_id = "accounts_user".id)
                      WHEN 'platform' THEN CASE WHEN "accounts_user".is_staff THEN 'platform' END
                  END)
                LIMIT 100
           ) AS unread
       ) AS unread_notices,
       CASE "accounts_user".kind WHEN 'staff' THEN COALESCE((
           SELECT roles::text[] FROM accounts_universitystaff
            WHERE user_id = "accounts_user".id), '{{}}')
       END AS roles_read
  FROM "accounts_user" WHERE "accounts_user".id = %s
"""


@cache
def _statement() -> str:
    return SIGNED_IN.format(columns=", ".join(f'"accounts_user"."{name}"' for name in _names()))


@cache
def _names() -> list[str]:
    return [field.attname for field in User._meta.concrete_fields]


class Backend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        found = prepared.rows(_statement(), [user_id])
        if not found:
            return None
        *columns, unread, roles = found[0]
        user = User.from_db(connection.alias, _names(), columns)
        user.unread_notices, user.roles_read = unread, roles
        return user if self.user_can_authenticate(user) else None

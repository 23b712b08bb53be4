"""Who is signed in, as every page needs them."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User

# What the bell shows is counted in the statement that every page makes anyway, and no further
# than it shows.
SIGNED_IN = """
SELECT "accounts_user".*, (
           SELECT count(*) FROM (
               SELECT 1 FROM notifications_notice AS notice
                WHERE notice.reader_id = "accounts_user".id AND notice.read_at IS NULL
                LIMIT 100
           ) AS unread
       ) AS unread_notices
  FROM "accounts_user" WHERE "accounts_user".id = %s
"""


class Backend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        user = next(iter(User.objects.raw(SIGNED_IN, [user_id])), None)
        return user if user and self.user_can_authenticate(user) else None

"""Who is signed in, as every page needs them."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User

# What the bell shows is counted in the statement that every page makes anyway, and no further
# than it shows. `role` is `User.role`.
SIGNED_IN = """
SELECT "accounts_user".*, (
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
            WHERE user_id = "accounts_user".id), '{}')
       END AS roles_read
  FROM "accounts_user" WHERE "accounts_user".id = %s
"""


class Backend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        user = next(iter(User.objects.raw(SIGNED_IN, [user_id])), None)
        return user if user and self.user_can_authenticate(user) else None

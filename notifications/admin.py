from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from marketplace.admin import ReadOnlyAdmin
from notifications.models import Email

# Without `subject`, `body` and `html`: those of a mail that lets somebody in are nobody else's.
SHOWN = (
    "key",
    "to",
    "shown_subject",
    "shown_body",
    "secret",
    "status",
    "attempts",
    "lease_until",
    "created_at",
    "sent_at",
    "last_error",
)


@admin.register(Email)
class EmailAdmin(ReadOnlyAdmin[Email]):
    """To see what was sent, and what was not. Nothing here can be changed."""

    list_display = ["shown_subject", "to", "status", "attempts", "created_at", "sent_at"]
    list_filter = ["status", "secret", "created_at"]
    search_fields = ["to", "key"]
    date_hierarchy = "created_at"
    fields = readonly_fields = SHOWN

    @admin.display(description=_("subject"), ordering="subject")
    def shown_subject(self, email: Email) -> str:
        return "(hidden)" if email.secret else email.subject

    @admin.display(description=_("body"))
    def shown_body(self, email: Email) -> str:
        return "(hidden: it lets somebody in)" if email.secret else email.body

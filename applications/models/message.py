from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models.application import Application
from marketplace.uploads import StoredFile


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> MessageQuerySet:
        """What stands in threads that `user` takes part in."""
        theirs = Application.objects.with_thread_of(user)
        return self.filter(application__in=theirs.values("pk"))

    def newest_first(self) -> MessageQuerySet:
        return self.order_by("-sent_at", "-pk")

    def for_pages(self) -> MessageQuerySet:
        return self.select_related("by").prefetch_related("files")


class Message(models.Model):
    """What one side of an application wrote to the other. Never edited.

    `signs`: kinds of `listings.wording.Around` that its text had when it was sent.
    """

    MAX_TEXT = 4000

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("your message"), max_length=MAX_TEXT, blank=True)
    signs = ArrayField(models.CharField(max_length=9), default=list, blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)
    hidden_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When our staff took it away; the text is kept.")
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["application", "-sent_at", "-id"], name="message_thread")]

    def __str__(self) -> str:
        return f"{self.by}, {self.sent_at:%Y-%m-%d %H:%M} UTC"


class MessageFileQuerySet(models.QuerySet["MessageFile"]):
    def visible_to(self, user: User) -> MessageFileQuerySet:
        """Both sides; our staff once there is a dispute in it."""
        if user.is_platform_staff:
            disputed = self.filter(message__application__offers__milestones__disputes__isnull=False)
            return disputed.distinct()
        shown = Message.objects.visible_to(user).filter(hidden_at=None)
        return self.filter(message__in=shown)


class MessageFile(StoredFile):
    message = models.ForeignKey(Message, models.CASCADE, related_name="files")

    objects = MessageFileQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]


class ReaderQuerySet(models.QuerySet["Reader"]):
    def overdue(self) -> ReaderQuerySet:
        """Those to be told by mail that something waits for them."""
        return self.filter(mail_by__lte=timezone.now())


class Reader(models.Model):
    """Somebody in one thread: how many messages they have not read, and since when they know.

    `mail_by` is set by the first message that they have not read, and cleared by the mail: until
    they have read there is no second one.
    """

    # What is written within it goes into one mail.
    MAIL_AFTER = timedelta(minutes=5)

    application = models.ForeignKey(Application, models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    unread = models.PositiveIntegerField(default=0)
    unread_from = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_by = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the newest message was sent, by anybody.")
    )
    draft = models.TextField(blank=True, help_text=_("What they wrote and could not send."))

    objects = ReaderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="one_reader_per_thread")
        ]
        indexes = [
            models.Index(fields=["user", "-last_at"], name="reader_threads"),
            models.Index(fields=["user"], condition=Q(unread__gt=0), name="reader_unread"),
            models.Index(
                fields=["mail_by"], condition=Q(mail_by__isnull=False), name="reader_to_mail"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.application_id}"

"""Where the provider tells of bounces and complaints: mounted where there is one, and a secret."""

from anymail import urls as theirs
from anymail.signals import tracking
from django.conf import settings
from django.urls import path

from notifications import bounces

tracking.connect(bounces.told, dispatch_uid="notifications.bounces")

NAMES = (f"{settings.MAIL_PROVIDER}_tracking_webhook", f"{settings.MAIL_PROVIDER}_webhook")
view = next(each.callback for each in theirs.urlpatterns if each.name in NAMES)
urlpatterns = [path("", view, name="mail_events")]

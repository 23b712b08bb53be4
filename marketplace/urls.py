"""Every address of the site. A view, its URL name and its template share one word."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from marketplace import health
from notifications import views as mail
from payments.views import staff

admin.autodiscover()
# allauth's sign-in in front of the admin: its rate limits and second factor apply.
guarded = secure_admin_login(admin.site.login)  # type: ignore[no-untyped-call]
admin.site.login = login_not_required(guarded)  # type: ignore[method-assign]

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    # Addresses are tried in this order: first those that are asked for most.
    path("", include("listings.urls")),
    path("", include("accounts.urls")),
    path("work/", include("applications.urls")),
    path("payments/", include("payments.urls")),
    path("outcomes/", include("outcomes.urls")),
    path("account/", include("allauth.urls")),
    path("staff/", staff.staff, name="staff"),
    path("unsubscribe/<str:token>/", mail.unsubscribe, name="unsubscribe"),
    path("platform/", admin.site.urls),
]

if settings.MAIL_PROVIDER and settings.MAIL_WEBHOOK_SECRET:
    urlpatterns += [path("mail/events/", include("notifications.provider_urls"))]
if settings.DEBUG or settings.DEMO:
    urlpatterns += [path("mailbox/", include("notifications.urls"))]
if settings.DEBUG:
    from marketplace import style

    urlpatterns += [path("style/", style.style, name="style")]

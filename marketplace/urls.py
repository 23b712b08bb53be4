"""Every address of the site. A view, its URL name and its template share one word."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path, reverse_lazy
from django.views.generic import RedirectView

from accounts.views import sign_on
from marketplace import health
from notifications import views as mail
from payments.views import staff

admin.autodiscover()
# allauth's sign-in in front of the admin: its rate limits and second factor apply.
guarded = secure_admin_login(admin.site.login)  # type: ignore[no-untyped-call]
admin.site.login = login_not_required(guarded)  # type: ignore[method-assign]

to_settings = RedirectView.as_view(url=reverse_lazy("accounts:settings"))

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    # Addresses are tried in this order: first those that are asked for most.
    path("", include("listings.urls")),
    path("", include("accounts.urls")),
    path("work/", include("applications.urls")),
    path("payments/", include("payments.urls")),
    path("outcomes/", include("outcomes.urls")),
    # In front of allauth's own: what comes twice, or cannot be read, gets a page that says so.
    path("account/saml/<slug:slug>/acs/finish/", sign_on.finish_saml, name="finish_saml"),
    path("account/saml/<slug:slug>/login/", sign_on.begin_saml, name="begin_saml"),
    path("account/saml/<slug:slug>/sls/", sign_on.end_saml, name="end_saml"),
    path("account/oidc/<slug:slug>/login/", sign_on.begin_oidc, name="begin_oidc"),
    path("account/oidc/<slug:slug>/login/callback/", sign_on.finish_oidc, name="finish_oidc"),
    # allauth's pages to link accounts by hand: `accounts.sign_on` does it, and nothing else may.
    re_path(r"^account/3rdparty/(?P<page>.*)$", to_settings, name="third_party"),
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

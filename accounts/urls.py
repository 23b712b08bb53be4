from django.conf import settings
from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("start/", views.start, name="start"),
    path("join/", views.join, name="join"),
    path("join/university/", views.unknown_university, name="unknown_university"),
    path("profile/", views.profile, name="profile"),
    path("resumes/add/", views.add_resume, name="add_resume"),
    path("resumes/<uuid:pk>/", views.resume, name="resume"),
    path("resumes/<uuid:pk>/remove/", views.remove_resume, name="remove_resume"),
    path("settings/", views.settings, name="settings"),
    path("organisation/", views.organisation_edit, name="organisation_edit"),
    path("organisations/<slug:slug>/", views.organisation, name="organisation"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("theme/", views.theme, name="theme"),
    path("help/", views.help, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("terms/", views.terms, name="terms"),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/", views.demo, name="demo"),
        path("demo/sign-in/", views.demo_sign_in, name="demo_sign_in"),
    ]

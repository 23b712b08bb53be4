from django.conf import settings
from django.urls import path

from accounts.views import (
    blackouts,
    calendars,
    demo,
    entry,
    failed_mails,
    mails,
    members,
    organisations,
    pages,
    profile,
    stopped,
    suggestions,
)

app_name = "accounts"
urlpatterns = [
    path("start/", entry.start, name="start"),
    path("join/", entry.join, name="join"),
    path("join/university/", entry.unknown_university, name="unknown_university"),
    path("second-factor/", entry.second_factor, name="second_factor"),
    path("theme/", entry.theme, name="theme"),
    path("profile/", profile.profile, name="profile"),
    path("profile/days/", blackouts.blackouts, name="blackouts"),
    path("profile/days/<int:pk>/remove/", blackouts.remove_blackout, name="remove_blackout"),
    path("resumes/add/", profile.add_resume, name="add_resume"),
    path("resumes/<uuid:pk>/", profile.resume, name="resume"),
    path("resumes/<uuid:pk>/remove/", profile.remove_resume, name="remove_resume"),
    path("settings/", profile.settings, name="settings"),
    path("settings/calendar/", calendars.calendar, name="calendar"),
    path("settings/calendar/remove/", calendars.remove_calendar, name="remove_calendar"),
    path("dates/<str:token>.ics", calendars.dates, name="dates"),
    path("mails/", mails.mails, name="mails"),
    path("mails/<slug:room>/<slug:name>/", mails.mail, name="mail"),
    path("mails/<slug:room>/<slug:name>/html/", mails.mail_html, name="mail_html"),
    path("mails/<slug:room>/<slug:name>/words/", mails.mail_words, name="mail_words"),
    path("mail-stopped/", stopped.mail_stopped, name="mail_stopped"),
    path("mail-stopped/send/", stopped.ask_for_mail, name="ask_for_mail"),
    path("mail-stopped/<str:token>/", stopped.mail_again, name="mail_again"),
    path("staff/mails/", failed_mails.failed_mails, name="failed_mails"),
    path("staff/mails/<int:pk>/send-again/", failed_mails.send_again, name="send_mail_again"),
    path("staff/mails/stopped/<int:pk>/lift/", failed_mails.lift, name="lift_stopped"),
    path("organisation/", organisations.organisation_edit, name="organisation_edit"),
    path("organisation/members/", members.members, name="members"),
    path("organisation/members/<int:pk>/role/", members.give_role, name="give_role"),
    path("organisation/members/<int:pk>/remove/", members.remove, name="remove_member"),
    path(
        "organisation/invitations/<uuid:pk>/take-back/",
        members.take_back,
        name="take_back_invitation",
    ),
    path("invitations/<uuid:pk>/", members.invitation, name="invitation"),
    path("invitations/<uuid:pk>/accept/", members.accept, name="accept_invitation"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("suggest/skills/", suggestions.skills, name="skills"),
    path("suggest/cities/", suggestions.cities, name="cities"),
    path("help/", pages.help, name="help"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("terms/", pages.terms, name="terms"),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/", demo.demo, name="demo"),
        path("demo/sign-in/", demo.demo_sign_in, name="demo_sign_in"),
    ]

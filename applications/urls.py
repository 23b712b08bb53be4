from django.urls import path

from applications.views import (
    applying,
    choosing,
    editing,
    files,
    nameless,
    offers,
    putting,
    work,
    working,
)

app_name = "applications"
urlpatterns = [
    path("", work.work, name="work"),
    path("apply/<slug:slug>/", applying.apply, name="apply"),
    path("applications/<uuid:pk>/check/", applying.check, name="check"),
    path("applications/<uuid:pk>/sent/", applying.sent, name="sent"),
    path("applications/<uuid:pk>/", applying.detail, name="detail"),
    path("applications/<uuid:pk>/edit/", editing.edit, name="edit"),
    path("applications/<uuid:pk>/withdraw/", applying.withdraw, name="withdraw"),
    path("applications/<uuid:pk>/resume/", files.resume, name="resume"),
    path("applications/<uuid:pk>/nameless/", nameless.nameless, name="nameless"),
    path("applications/<uuid:pk>/nameless/file/", files.nameless, name="nameless_file"),
    path("inbox/<slug:slug>/", choosing.inbox, name="inbox"),
    path("inbox/<slug:slug>/compare/", choosing.compare, name="compare"),
    path("inbox/<slug:slug>/put-away/", putting.put_away, name="put_away"),
    path("applications/<uuid:pk>/shortlist/", choosing.shortlist, name="shortlist"),
    path("applications/<uuid:pk>/unshortlist/", choosing.unshortlist, name="unshortlist"),
    path("applications/<uuid:pk>/decline/", choosing.decline, name="decline"),
    path("applications/<uuid:pk>/offer/", offers.make_offer, name="make_offer"),
    path("offers/<uuid:pk>/", offers.offer, name="offer"),
    path("offers/<uuid:pk>/agreement/", offers.agreement, name="agreement"),
    path("offers/<uuid:pk>/accept/", offers.accept, name="accept"),
    path("offers/<uuid:pk>/refuse/", offers.refuse, name="refuse"),
    path("offers/<uuid:pk>/take-back/", offers.take_back, name="take_back"),
    path("placements/<uuid:pk>/", working.placement, name="placement"),
    path("placements/<uuid:pk>/cancel/", working.cancel, name="cancel"),
    path("milestones/<uuid:pk>/deliver/", working.deliver, name="deliver"),
    path("milestones/<uuid:pk>/changes/", working.ask_for_changes, name="ask_for_changes"),
    path("files/<uuid:pk>/", files.delivery_file, name="delivery_file"),
]

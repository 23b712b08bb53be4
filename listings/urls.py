from django.urls import path

from listings.views import employer, life, moderation, public, saved

app_name = "listings"
urlpatterns = [
    path("", public.home, name="home"),
    path("projects/", public.browse, name="browse"),
    path("projects/compare/", saved.compare, name="compare"),
    path("projects/<slug:slug>/", public.detail, name="detail"),
    path("projects/<slug:slug>/save/", saved.save, name="save"),
    path("saved/", saved.saved, name="saved"),
    path("saved/searches/", saved.save_search, name="save_search"),
    path("saved/searches/<int:pk>/", saved.change_search, name="change_search"),
    path("listings/", employer.mine, name="mine"),
    path("listings/new/", employer.create, name="create"),
    path("listings/quote/", employer.quote, name="quote"),
    path("listings/<slug:slug>/", employer.manage, name="manage"),
    path("listings/<slug:slug>/edit/", employer.edit, name="edit"),
    path("listings/<slug:slug>/preview/", employer.preview, name="preview"),
    path("listings/<slug:slug>/submit/", employer.submit, name="submit"),
    path("listings/<slug:slug>/withdraw/", employer.withdraw, name="withdraw"),
    path("listings/<slug:slug>/copy/", employer.copy, name="copy"),
    path("listings/<slug:slug>/close/", employer.close, name="close"),
    path("listings/<slug:slug>/change/", life.change, name="change"),
    path("listings/<slug:slug>/extend/", life.extend, name="extend"),
    path("listings/<slug:slug>/template/", life.make_template, name="make_template"),
    path("listings/<slug:slug>/archive/", life.archive, name="archive"),
    path("moderation/", moderation.queue, name="queue"),
    path("moderation/<int:pk>/", moderation.review, name="review"),
    path("moderation/<int:pk>/decide/", moderation.decide, name="decide"),
]

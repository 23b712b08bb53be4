from django.urls import path

from notifications import views

urlpatterns = [
    path("", views.mailbox, name="mailbox"),
    path("<int:pk>/", views.mailbox_mail, name="mailbox_mail"),
    path("<int:pk>/html/", views.mailbox_html, name="mailbox_html"),
]

from django.urls import path

from payments import views, webhooks

app_name = "payments"
urlpatterns = [
    path("", views.money, name="money"),
    path("fund/<uuid:pk>/", views.fund, name="fund"),
    path("funded/<uuid:pk>/", views.returned, name="returned"),
    path("approve/<uuid:pk>/", views.approve, name="approve"),
    path("setup/", views.setup, name="setup"),
    path("setup/done/", views.setup_done, name="setup_done"),
    path("setup/again/", views.setup_again, name="setup_again"),
    path("receipts/<uuid:pk>/", views.receipt, name="receipt"),
    path("payouts/<uuid:pk>/", views.payslip, name="payslip"),
    path("stripe/webhook/", webhooks.stripe_webhook, name="stripe_webhook"),
]

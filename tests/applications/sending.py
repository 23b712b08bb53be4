"""Sending an application, for tests: from the page that was read last."""

from django.urls import reverse

from applications.models import Application


def send(browser, application, **given):
    version = Application.objects.get(pk=application.pk).version
    check = reverse("applications:check", args=[application.pk])
    return browser.post(check, {"version": version}, **given)

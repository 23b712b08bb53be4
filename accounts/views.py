from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def start(request: HttpRequest, **found: Any) -> HttpResponse:
    return redirect("listings:home")


@login_not_required
def join(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


@login_not_required
def unknown_university(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


def profile(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


def add_resume(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


def resume(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


def remove_resume(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


def settings(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


def organisation_edit(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


@login_not_required
def organisation(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


def second_factor(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


@login_not_required
def theme(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


@login_not_required
def help(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


@login_not_required
def accessibility(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


@login_not_required
def privacy(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


@login_not_required
def terms(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


@login_not_required
def demo(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()


@login_not_required
def demo_sign_in(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse()

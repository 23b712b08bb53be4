from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def sent(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")

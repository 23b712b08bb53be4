from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET", "POST"])
def inbox(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def shortlist(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def unshortlist(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")

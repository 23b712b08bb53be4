from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET", "POST"])
def placement(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def deliver(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def ask_for_changes(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")

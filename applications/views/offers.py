from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET", "POST"])
def make_offer(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")

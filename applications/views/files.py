from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")


@require_http_methods(["GET", "POST"])
def delivery_file(request: HttpRequest, pk: object) -> HttpResponse:
    return render(request, "applications/stub.html")

from django.http import HttpRequest, HttpResponse


def mailbox(request: HttpRequest) -> HttpResponse:
    return HttpResponse()

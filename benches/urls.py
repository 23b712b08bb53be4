"""The site's addresses and one more, `hello`, which passes all middleware and does nothing."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from marketplace.urls import urlpatterns as of_the_site


@require_safe
@login_not_required
def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Hello")


urlpatterns = [path("hello", hello), *of_the_site]

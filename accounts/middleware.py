from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


def local_time(get_response: Answer) -> Answer:
    return get_response


def second_factor(get_response: Answer) -> Answer:
    return get_response

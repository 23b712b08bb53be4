"""Who looks at a page has read what led there."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from notifications import actions

Answer = Callable[[HttpRequest], HttpResponse]


def read_by_looking(get_response: Answer) -> Answer:
    """No statement for who has read everything, which their row says.

    The page that they see counts without what led there; that is read once they have seen it. A
    page that is not there, not theirs, or that sends them elsewhere first has told them nothing.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        user = request.user
        if request.method != "GET" or not user.is_authenticated or not user.unread_notices:
            return get_response(request)
        led_here = actions.leads_to(request.path)
        unread = user.unread_notices
        n = user.notices.told_as(user.role).unread().filter(led_here).count()
        user.unread_notices = max(unread - n, 0)
        response = get_response(request)
        if n and response.status_code == HTTPStatus.OK:
            actions.read(user, led_here)
        return response

    return answer

"""Who looks at a page has read what led there."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from notifications import actions

Answer = Callable[[HttpRequest], HttpResponse]


def read_by_looking(get_response: Answer) -> Answer:
    """No statement for who has read everything, which their row says."""

    def answer(request: HttpRequest) -> HttpResponse:
        user = request.user
        if request.method == "GET" and user.is_authenticated and user.unread_notices:
            actions.read_what_leads_to(user, request.path)
        return get_response(request)

    return answer

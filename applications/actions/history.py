"""What an application went through, kept for its student."""

from typing import Any

from applications.models import Application, ApplicationEvent
from marketplace.states import move


def step(application: Application, to: str, **also: Any) -> None:
    """As `move`, and remember when. Call it inside a transaction.

    Raises:
        WrongState: it is in no state that leads to `to`.
    """
    move(application, to, **also)
    ApplicationEvent.objects.create(application=application, kind=to)

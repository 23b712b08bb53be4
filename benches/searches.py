"""The mixture for one data set, and a student to ask for it."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from accounts.models import Student
from benches import mix


def measure(n: int, seed: int) -> dict[str, object]:
    """`paths`, and the `cookie` of somebody who is signed in."""
    paths = mix.paths(n, seed, reverse("listings:browse"))
    return {"paths": [path for _, path in paths], "cookie": cookie()}


def cookie() -> str:
    """Of a student of the university with the most listings, with a whole profile."""
    student = Student.objects.filter(user__email__endswith="@generated.example").earliest("pk")
    session = SessionStore()
    session[SESSION_KEY] = str(student.user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = student.user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"

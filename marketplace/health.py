"""For whoever watches the machine: alive, and ready to serve."""

from threading import Event

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

# Set once the migrations were found complete: nothing that runs takes one back.
_migrated = Event()


@login_not_required
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """This process answers. Touches nothing else."""
    return HttpResponse("alive", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database is there and migrated. Cheap, once it was."""
    try:
        if _migrated.is_set():
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        elif _migrations_wait():
            return HttpResponse("migrations waiting", status=503, content_type="text/plain")
    except OperationalError:
        return HttpResponse("no database", status=503, content_type="text/plain")
    _migrated.set()
    return HttpResponse("ready", content_type="text/plain")


def _migrations_wait() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

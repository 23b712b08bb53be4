import pytest

from notifications import tasks


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch):
    """Nothing here is given to a worker: the tests are the worker."""
    monkeypatch.setattr(tasks.send_email, "delay", lambda email_id: None)

import pytest

from notifications import tasks


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch):
    """Nothing here is given to a worker: what the sweeper queues is done at once."""
    monkeypatch.setattr(tasks.send_email, "delay", lambda email_id: None)
    monkeypatch.setattr(tasks.send_due, "delay", lambda: None)
    monkeypatch.setattr(tasks.send_due, "apply_async", lambda **how: tasks.send_due())

import pytest

from notifications import tasks


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch):
    """Nothing here is given to a worker: what the sweeper queues is done at once."""
    monkeypatch.setattr(tasks.send_email, "delay", lambda email_id: None)
    monkeypatch.setattr(
        tasks.send_email, "apply_async", lambda args, **how: tasks.send_email(*args)
    )

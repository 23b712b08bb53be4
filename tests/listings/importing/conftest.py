from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from benches import messy
from listings.importing import actions
from listings.importing.files import outline
from listings.models import ListingImport
from tests import make


@pytest.fixture
def employer(db) -> User:
    make.formats()
    return make.employer(make.organisation(name="Acme", time_zone="Asia/Kolkata", country="IN"))


@pytest.fixture
def read(employer) -> Callable[..., ListingImport]:
    """A file that is uploaded and read, as a worker does it."""

    def run(data: bytes | str, **chosen: object) -> ListingImport:
        body = data.encode() if isinstance(data, str) else data
        file = SimpleUploadedFile("listings.csv", body, content_type="text/csv")
        organisation = employer.membership.organisation
        batch = actions.upload(organisation, employer, file, outline(BytesIO(body)))
        actions.check(batch, **{"choices": messy.CHOICES, **chosen})
        actions.run_check(batch.pk)
        batch.refresh_from_db()
        return batch

    return run


@pytest.fixture
def taken_in(read) -> Callable[..., ListingImport]:
    """A file whose rows have become drafts."""

    def run(data: bytes | str, **chosen: object) -> ListingImport:
        batch = read(data, **chosen)
        actions.start(batch)
        actions.run_drafts(batch.pk)
        batch.refresh_from_db()
        return batch

    return run

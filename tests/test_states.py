"""`move` is one UPDATE that wins or raises. Proven on listings; every room uses it."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from listings.models import Listing
from marketplace.states import WrongState, move
from tests import make


def test_a_status_moves_where_the_table_leads(db):
    listing = make.listing()

    move(listing, "closed", closed_at=listing.published_at)

    stored = Listing.objects.get(pk=listing.pk)
    assert stored.status == listing.status == "closed"
    assert stored.closed_at == listing.published_at


def test_a_status_moves_nowhere_else(db):
    listing = make.draft()

    with pytest.raises(WrongState):
        move(listing, "open")

    assert listing.status == "draft"
    assert Listing.objects.get(pk=listing.pk).status == "draft"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins_and_the_other_is_told():
    pk = make.listing().pk
    start = Barrier(2)
    outcomes = []

    def fill() -> None:
        listing = Listing.objects.get(pk=pk)
        start.wait()
        try:
            move(listing, "filled")
            outcomes.append("won")
        except WrongState:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=fill) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "won"]

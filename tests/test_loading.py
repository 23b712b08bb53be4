"""What a server loads before its processes are copied from it."""

from marketplace.loading import load


def test_to_load_all_asks_neither_the_database_nor_the_queue():
    load()

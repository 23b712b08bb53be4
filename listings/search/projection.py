"""Keeping `listings_open`: writing it anew, and taking out what time has passed over."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from listings.models import OpenChange, OpenListing, Word

KEPT = timedelta(days=1)
AT_ONCE = 500

LEARN = """
INSERT INTO listings_word (text, n)
SELECT word, sum(n) FROM (
    SELECT word, ndoc AS n FROM ts_stat($words$
        SELECT to_tsvector('simple', unaccent(concat_ws(' ', listing.title, organisation.name)))
          FROM listings_open open
          JOIN listings_listing listing ON listing.id = open.listing_id
          JOIN accounts_organisation organisation ON organisation.id = listing.organisation_id
    $words$)
    UNION ALL
    SELECT word, ndoc FROM ts_stat($words$
        SELECT to_tsvector('simple', unaccent(name)) FROM accounts_skill
         WHERE status = 'accepted' $words$)
    UNION ALL
    SELECT word, ndoc FROM ts_stat($words$
        SELECT to_tsvector('simple', unaccent(place.city)) FROM listings_listingplace place
          JOIN listings_open open ON open.listing_id = place.listing_id $words$)
    UNION ALL
    SELECT word, ndoc FROM ts_stat($words$
        SELECT to_tsvector('simple', unaccent(listings_country_names(countries::text[])))
          FROM listings_open WHERE cardinality(countries) > 0 $words$)
    ) found
 WHERE word ~ '^[[:alpha:]]{3,60}$'
 GROUP BY word
"""


def rebuild() -> int:
    """Write every open listing's row anew from `listings_open_facts`; say how many there are.

    Needed only after listings were written with the triggers off, as who generates a million of
    them does (`SET session_replication_role = replica`). The index of words is made again at the
    end, which is far quicker. Web processes read everything anew when they next look.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        # Whoever writes millions may have taken the index away already.
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'open_words'")
        index = cursor.fetchone()
        cursor.execute("DROP INDEX IF EXISTS open_words")
        cursor.execute("SELECT listings_open_rebuild()")
        [rows] = cursor.fetchone()
        if index:
            cursor.execute(index[0])
        cursor.execute("ANALYZE listings_open")
    learn_words()
    return int(rows)


def learn_words() -> None:
    """Which words titles, names and towns use, for who mistypes one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        Word.objects.all().delete()
        cursor.execute(LEARN)


def take_out_passed() -> None:
    """Rows of listings whose deadline has passed: nobody finds them, and the table stays small."""
    passed = OpenListing.objects.filter(apply_by__lte=timezone.now()).order_by("apply_by")
    if ids := list(passed.values_list("pk", flat=True)[:AT_ONCE]):
        with connection.cursor() as cursor:
            cursor.execute("SELECT listings_open_write(%s)", [ids])


def forget_changes() -> None:
    """Changes that every running process has seen, or slept through (`engine.LONGEST_SLEEP`)."""
    OpenChange.objects.filter(at__lt=timezone.now() - KEPT).delete()

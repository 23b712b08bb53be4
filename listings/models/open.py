from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from listings.models.listing import Listing


class OpenListing(models.Model):
    """What a search reads of a listing while it is open: a row of facts, and its words.

    Triggers write it in the listing's own transaction; `listings_open_facts`, a view, says what
    each column is made of (migration `open_listings`). Nothing else writes here.
    """

    listing = models.OneToOneField(
        Listing, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    published_at = models.DateTimeField()
    apply_by = models.DateTimeField()
    # Without a start window: from the beginning of time, to its end.
    starts_from = models.DateField()
    starts_by = models.DateField()
    organisation_type = models.CharField(max_length=9)
    format = models.IntegerField()
    field = models.CharField(max_length=11)
    arrangement = models.CharField(max_length=9)
    direction = models.CharField(max_length=12)
    currency = models.CharField(max_length=3)
    # US cents, at the latest rate: to compare and to sort.
    pay_usd = models.BigIntegerField()
    hour_usd = models.BigIntegerField()
    hours_per_week = models.SmallIntegerField(help_text="Those in all, when it is under a week.")
    total_hours = models.SmallIntegerField()
    length_days = models.SmallIntegerField()
    written_in = models.CharField(max_length=2)
    countries = ArrayField(models.CharField(max_length=2))
    languages = ArrayField(models.CharField(max_length=2))
    latitudes = ArrayField(models.FloatField())
    longitudes = ArrayField(models.FloatField())
    skills = ArrayField(models.IntegerField())
    universities = ArrayField(models.IntegerField(), help_text="Those that approved it.")
    # The title and the names; short, so that it stays in the row and ranking is cheap.
    head = SearchVectorField()
    # All its words: only its index is read, so it lives outside the row.
    words = SearchVectorField()

    class Meta:
        db_table = "listings_open"
        indexes = [
            GinIndex(fields=["words"], name="open_words", fastupdate=False),
            models.Index(fields=["-published_at", "-listing"], name="open_newest"),
            models.Index(fields=["apply_by", "listing"], name="open_deadline"),
            models.Index(fields=["-pay_usd", "-listing"], name="open_pay"),
        ]

    def __str__(self) -> str:
        return f"open {self.pk}"


class OpenChange(models.Model):
    """That the facts of an open listing changed: what web processes follow (listings.search).

    `xid` is the transaction's number, because rows become visible in the order of commits, not of
    their ids. Without a listing: names of skills or formats changed, or everything did.
    """

    class What(models.TextChoices):
        LISTING = "listing", "A listing"
        NAMES = "names", "Names of skills or formats"
        ALL = "all", "Everything"

    what = models.CharField(max_length=7, choices=What)
    listing = models.BigIntegerField(null=True, db_column="listing_id")
    xid = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "listings_open_change"

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.listing or ''}"


class Word(models.Model):
    """A word that open listings use, unstemmed: what a mistyped one may have meant."""

    text = models.CharField(max_length=60, primary_key=True)
    n = models.IntegerField(help_text="Open listings that have it.")

    class Meta:
        db_table = "listings_word"
        indexes = [GistIndex(fields=["text"], opclasses=["gist_trgm_ops"], name="word_near")]

    def __str__(self) -> str:
        return self.text

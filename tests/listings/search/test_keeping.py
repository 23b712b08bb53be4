"""What searches read is true at once, whoever writes, in whichever transaction."""

import threading
from datetime import timedelta
from decimal import Decimal
from unittest.mock import Mock

import pytest
import time_machine
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from accounts.models import SkillSynonym
from listings import tasks
from listings.models import ExchangeRate, Listing, ListingPlace, OpenChange, OpenListing
from listings.search import (
    Filters,
    Near,
    Scope,
    engine,
    hits,
    lexemes,
    loading,
    matching,
    reading,
    search,
    uses_bitmaps,
)
from listings.search.names import in_usd, read_names
from marketplace.money import EXPONENTS
from tests import make
from tests.listings.seen import seen

BROWSE = "/projects/"


def total(**filters) -> int:
    return search(Filters(**filters)).total


@pytest.mark.django_db
class TestWhatChanges:
    def test_a_listing_is_found_once_it_is_open_and_no_longer_than_that(self):
        row = make.draft()
        make.approval(row)
        assert total() == 0

        Listing.objects.filter(pk=row.pk).update(status="open", published_at=timezone.now())
        assert total() == 1

        Listing.objects.filter(pk=row.pk).update(status="closed")
        assert total() == 0

    def test_a_deleted_listing_is_gone(self):
        row = make.listing()
        assert total() == 1

        row.moderations.all().delete()
        row.delete()
        assert total() == 0
        assert not OpenListing.objects.exists()

    def test_a_refused_organisation_takes_its_listings_with_it_and_brings_them_back(self):
        org = make.listing().organisation
        for status, n in [("refused", 0), ("verified", 1)]:
            type(org).objects.filter(pk=org.pk).update(status=status)
            assert total() == n

    def test_places_skills_and_approvals_count_from_when_they_are_written(self):
        row, there = make.listing(), make.university()
        ListingPlace.objects.create(
            listing=row, country="PT", city="Lisbon", latitude=38.72, longitude=-9.14
        )
        skill = make.skill("Juggling")
        row.skills.add(skill)
        row.moderations.create(university=there, status="approved", decided_at=timezone.now())

        assert total(country=("PT",)) == total(skill=(skill.slug,)) == 1
        assert total(near=Near(38.7, -9.1, 10)) == 1
        assert total(near=Near(41.15, -8.61, 100)) == 0
        assert search(Filters(), Scope(there.pk)).total == 1

        row.moderations.filter(university=there).update(status="rejected")
        row.places.all().delete()
        assert search(Filters(), Scope(there.pk)).total == total(country=("PT",)) == 0

    def test_a_newer_rate_counts_from_when_it_is_written(self):
        make.listing(currency="EUR", pay_minor=1000_00)
        rich = {"pay": Decimal(1000), "pay_in": "USD"}
        assert total(**rich) == 1

        ExchangeRate.objects.create(
            currency="EUR", per_usd=Decimal("1.20"), on_date=timezone.localdate()
        )
        assert total(**rich) == 0

    def test_a_passed_deadline_needs_nobody_to_write(self):
        soon = make.listing(apply_by=timezone.now() + timedelta(hours=2))
        make.listing()
        assert total() == 2

        with time_machine.travel(timezone.now() + timedelta(hours=3), tick=False):
            assert total() == 1
            assert soon.pk not in search(Filters()).ids

    def test_a_draft_leaves_no_trace(self):
        before = OpenChange.objects.filter(what="listing").count()
        row = make.draft()
        row.skills.add(make.skill("Sewing"))
        row.title = "Other"
        row.save()

        assert OpenChange.objects.filter(what="listing").count() == before

    def test_amounts_in_dollars_are_the_database_s_own(self):
        names = read_names()
        with connection.cursor() as cursor:
            for currency, decimals in EXPONENTS.items():
                cursor.execute(
                    "SELECT listings_decimals(%s), listings_in_usd(123457, %s)",
                    [currency, currency],
                )
                assert cursor.fetchone() == (decimals, in_usd(123457, currency, names))

    def test_what_passed_is_taken_out_and_old_changes_are_forgotten(self):
        row = make.listing()
        OpenListing.objects.filter(pk=row.pk).update(apply_by=timezone.now() - timedelta(1))
        Listing.objects.filter(pk=row.pk).update(title=row.title)
        OpenChange.objects.update(at=timezone.now() - timedelta(days=2))
        stays = make.listing()

        with time_machine.travel(timezone.now(), tick=False):
            tasks.keep_open_listings()

        assert OpenListing.objects.filter(pk=stays.pk).exists()
        assert not OpenChange.objects.filter(at__lt=timezone.now() - timedelta(days=1)).exists()


@pytest.mark.django_db(transaction=True)
class TestAcrossTransactions:
    def test_what_another_connection_commits_is_found_by_the_next_page(self, client, settings):
        settings.SEARCH_ENGINE = "auto"
        make.listing(title="First")
        assert seen(client.get(BROWSE)).count == 1
        assert uses_bitmaps()

        make.listing(title="Second")
        assert seen(client.get(BROWSE)).count == 2

    def test_a_transaction_that_began_first_and_ends_last_is_not_missed(self, settings):
        """Its number is lower than those already seen; so is its row's."""
        settings.SEARCH_ENGINE = "auto"
        late, early = make.draft(title="Late"), make.draft(title="Early")
        for row in (late, early):
            make.approval(row)
        assert total() == 0
        other = connection.copy()
        now = timezone.now()
        try:
            with other.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute(
                    "UPDATE listings_listing SET status = 'open', published_at = %s WHERE id = %s",
                    [now, late.pk],
                )
                Listing.objects.filter(pk=early.pk).update(status="open", published_at=now)
                assert total() == 1
                cursor.execute("COMMIT")
            assert total() == 2
        finally:
            other.close()

    def test_what_is_taken_back_was_never_shared(self, settings):
        settings.SEARCH_ENGINE = "auto"
        make.listing()
        assert total() == 1
        with transaction.atomic():
            make.listing()
            # Inside, SQL answers: it sees what this transaction wrote.
            assert not uses_bitmaps()
            assert total() == 2
            transaction.set_rollback(True)
        assert total() == 1

    def test_what_opens_while_everything_is_read_is_found_afterwards(self, settings, monkeypatch):
        settings.SEARCH_ENGINE = "auto"
        sewing = make.skill("Sewing")
        late = make.listing(country="PT", city="Lisbon", arrangement="hybrid")
        late.places.update(latitude=38.72, longitude=-9.14)
        late.skills.add(sewing)
        Listing.objects.filter(pk=late.pk).update(status="closed")
        make.listing(title="Next to it")
        read, near = loading.packed, {"near": Near(38.72, -9.14, 50)}

        def opens_late(sql, given):
            found = read(sql, given)
            if "apply_by" in sql:
                Listing.objects.filter(pk=late.pk).update(status="open")
            return found

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(loading, "packed", opens_late)
            # As it was when reading began, or as it is: never something between.
            first = search(Filters(**near), most=None)
        assert (first.total, first.facets["skill"]) == (0, {})
        last = search(Filters(**near), most=None)
        assert (last.total, last.facets["skill"]) == (1, {sewing.slug: 1})

    def test_what_could_not_be_taken_in_is_taken_in_later(self, settings, monkeypatch):
        settings.SEARCH_ENGINE = "auto"
        make.listing(title="First")
        assert total() == 1
        make.listing(title="Second")
        with monkeypatch.context() as meanwhile:
            down = OperationalError("canceling statement due to statement timeout")
            meanwhile.setattr(engine, "read_facts", Mock(side_effect=down))
            with pytest.raises(OperationalError):
                total()

        assert total() == 2

    def test_names_that_change_are_read_again(self, settings):
        settings.SEARCH_ENGINE = "auto"
        skill = make.skill("Sewing")
        make.listing(title="Shirts").skills.add(skill)
        assert total(q="stitching") == 0

        SkillSynonym.objects.create(skill=skill, name="Stitching")
        assert total(q="stitching") == 1
        assert engine.current().names.label("skill", skill.slug) == skill.name

    def test_after_many_changes_at_once_words_are_asked_for_again(self, settings, monkeypatch):
        """Asking for every word that is kept, of thousands of listings, would end in a timeout."""
        settings.SEARCH_ENGINE = "auto"
        make.listing(title="Survey of a reef")
        assert total(q="survey") == 1
        monkeypatch.setattr(hits, "MOST_AGAIN", -1)
        monkeypatch.setattr("listings.search.matching.again", lambda *asked: pytest.fail("all"))
        make.listing(title="Survey of a harbour")

        assert total(q="survey") == 2

    def test_common_phrases_are_looked_for_before_anybody_asks(self, settings, monkeypatch):
        settings.SEARCH_ENGINE = "auto"
        skill, there = make.skill("Harbour walks"), {"approved_by": make.university()}
        rows = [make.listing(title=f"Survey {n}", **there) for n in range(2)]
        for row in rows:
            row.skills.add(skill)
        engine.here().ready()
        monkeypatch.setattr(
            "listings.search.matching.matches", lambda *asked: pytest.fail(asked[0])
        )
        assert total(q="Harbour Walks") == 2

        # What changes later counts at once, too.
        rows[0].skills.clear()
        make.listing(title="Harbour walks", **there)
        make.listing(title="A harbour, without", **there)
        assert total(q="harbour walks") == 2

    def test_a_process_reads_lexemes_in_the_background_when_it_has_read_everything(
        self, settings, monkeypatch
    ):
        settings.SEARCH_ENGINE, settings.SEARCH_READIES_WORDS = "auto", True
        monkeypatch.setattr(reading, "COMMON", 1)
        make.listing(title="Surveys of a harbour")
        total()
        for thread in threading.enumerate():
            if thread.name == "words":
                thread.join(20)

        assert {"survey", "harbour"} < set(engine.current().words.known)


@pytest.mark.django_db(transaction=True)
class TestLexemes:
    """Of listings that come, change and go while lexemes are read, or after that."""

    @pytest.fixture(autouse=True)
    def kept(self, settings, monkeypatch):
        settings.SEARCH_ENGINE = "auto"
        monkeypatch.setattr(reading, "COMMON", 1)
        monkeypatch.setattr(reading, "AT_ONCE", 2)

    def titles(self, **asked) -> list[str]:
        ids = search(Filters(**asked)).ids
        known = dict(Listing.objects.values_list("pk", "title"))
        return [known[pk] for pk in ids]

    def test_another_form_of_a_word_reads_no_listing(self, monkeypatch):
        there = {"approved_by": make.university()}
        make.listing(title="Map a harbour", description="Then survey it.", **there)
        make.listing(title="Survey a harbour", description="Survey it, survey it.", **there)
        make.listing(title="Bake bread", **there)
        engine.here().ready()
        for taken in ("matches", "lexemes_of"):
            monkeypatch.setattr(
                f"listings.search.matching.{taken}", Mock(side_effect=AssertionError)
            )

        for form in ("surveys", "Surveyed", "surveying"):
            assert self.titles(q=form) == ["Survey a harbour", "Map a harbour"]
            said = engine.current().said[form.lower(), "en"]
            assert "survey" in said.terms[0].itself
            assert not said.own.get("survey")

    def test_of_several_words_only_who_has_all_in_their_names_is_read(self, monkeypatch):
        there = {"approved_by": make.university()}
        best, newest, newer = "Boat harbour", "Boat a harbour", "Harbour a boat"
        others = ["Boat", "Moor at a harbour"]
        make.listing(title=others[1], description="For boats.", **there)
        make.listing(title=best, description="A reef.", **there)
        make.listing(title=others[0], description="Its harbour.", **there)
        for title in (newer, newest):
            make.listing(title=title, **there)
        engine.here().ready()
        read, ask = [], matching.of_these
        monkeypatch.setattr(
            matching, "of_these", lambda *given, **how: read.append(given[2]) or ask(*given, **how)
        )
        monkeypatch.setattr(matching, "matches", Mock(side_effect=AssertionError))

        assert self.titles(q="boat harbours") == [best, newest, newer, *others]
        assert self.titles(q='"boats harbour"') == [best]
        assert [len(each) for each in read] == [3, 5]
        # Only so many are read: older ones that have all the words come after those.
        monkeypatch.setattr(hits, "MOST_RANKED", 2)
        assert self.titles(q="boats harbour") == [newest, newer, best, *others]
        assert self.titles(q='"harbour a boat" -fish') == [newer, others[0], best, others[1]]
        assert self.titles(q='-"harbour a boat" boat') == [newest]

    @pytest.mark.parametrize("most_changed", [0, 3, 2000])
    def test_what_changes_is_laid_over_them_and_worked_in(self, most_changed, monkeypatch):
        monkeypatch.setattr(lexemes, "MOST_CHANGED", most_changed)
        monkeypatch.setattr(hits, "MOST_CHANGED", 2000)
        there = {"approved_by": make.university()}
        rows = [make.listing(title=f"Survey {n}", **there) for n in range(4)]
        engine.here().ready()
        assert self.titles(q="surveys") == ["Survey 3", "Survey 2", "Survey 1", "Survey 0"]

        Listing.objects.filter(pk=rows[0].pk).update(title="Map")
        Listing.objects.filter(pk=rows[1].pk).update(status="closed")
        make.listing(title="Surveying", **there)
        assert self.titles(q="surveys") == ["Surveying", "Survey 3", "Survey 2"]
        Listing.objects.filter(pk=rows[1].pk).update(status="open")
        Listing.objects.filter(pk=rows[2].pk).update(title="Maps")
        assert self.titles(q="surveys") == ["Surveying", "Survey 3", "Survey 1"]
        # The later of both was published earlier.
        assert self.titles(q="mapping") == ["Maps", "Map"]

    def test_what_changes_while_they_are_read_is_as_it_is_afterwards(self, monkeypatch):
        there = {"approved_by": make.university()}
        rows = [make.listing(title=f"Survey {n}", **there) for n in range(6)]
        read, parts = matching.lexemes, []

        def changes_meanwhile(some):
            found = read(some)
            parts.append(some)
            if len(parts) == 3:
                Listing.objects.filter(pk=rows[0].pk).update(title="Map")
                Listing.objects.filter(pk=rows[5].pk).update(status="closed")
                make.listing(title="Surveys", **there)
                total()
            return found

        monkeypatch.setattr(matching, "lexemes", changes_meanwhile)
        total()
        engine.here().ready()

        assert len(parts) == 4
        assert engine.current().words.known
        assert self.titles(q="survey") == [
            "Surveys",
            "Survey 4",
            "Survey 3",
            "Survey 2",
            "Survey 1",
        ]
        assert self.titles(q="map") == ["Map"]

    def test_they_are_not_kept_when_all_was_read_anew_meanwhile(self, monkeypatch):
        make.listing(title="Survey")
        read = matching.lexemes

        def all_anew(some):
            OpenChange.objects.create(what="all", xid=2**60, at=timezone.now())
            total()
            return read(some)

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(matching, "lexemes", all_anew)
            engine.here().ready()
        assert not engine.current().words.known
        assert self.titles(q="surveys") == ["Survey"]

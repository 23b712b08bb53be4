"""A page of listings in one statement whose plan is kept, and only what the asker does not know."""

from django.db import migrations

# `version` changes with every change of a listing: its row is then written anew (0012).
ROWS = """
CREATE FUNCTION listings_rows(which bigint[], versions text[], at timestamptz, university int)
RETURNS TABLE (
    id bigint, version text, slug text, title text, arrangement text, hours_per_week int,
    total_hours int, length_days int, open_ended boolean, apply_by timestamptz, currency text,
    pay_minor bigint, direction text, programme_fee_minor bigint, published_at timestamptz,
    organisation text, organisation_type text, time_zone text, city text, country text,
    n_places bigint, countries text[], skills int[])
LANGUAGE plpgsql STABLE ROWS 24 AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT asked.id, asked.now, more.*
      FROM (SELECT open.listing_id AS id, open.xmin::text || open.ctid::text AS now, known.version,
                   open.countries::text[] AS countries, open.skills
              FROM unnest(which, versions) AS known(id, version)
              JOIN listings_open open ON open.listing_id = known.id
             WHERE open.apply_by > at
               AND (university IS NULL OR university = ANY(open.universities)) OFFSET 0) asked
      LEFT JOIN LATERAL (
           SELECT l.slug::text, l.title::text, l.arrangement::text, l.hours_per_week::int,
                  l.total_hours::int, l.length_days::int, l.open_ended, l.apply_by,
                  l.currency::text, l.pay_minor::bigint, l.direction::text,
                  l.programme_fee_minor::bigint, l.published_at,
                  o.name::text, o.type::text, o.time_zone::text,
                  coalesce(place.city, '')::text, coalesce(place.country, '')::text,
                  coalesce(place.n, 0), asked.countries, asked.skills
             FROM listings_listing l
             JOIN accounts_organisation o ON o.id = l.organisation_id
             LEFT JOIN LATERAL (
                  SELECT city, country, count(*) OVER () AS n FROM listings_listingplace
                   WHERE listing_id = l.id ORDER BY position, id LIMIT 1) place ON true
            WHERE l.id = asked.id AND asked.version <> asked.now) more ON true;
END $$;
"""

# A card tells its deadline by the employer's clock: another zone is another version, too.
FOLLOW = """
CREATE OR REPLACE FUNCTION listings_open_organisation_update() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN
    PERFORM listings_open_write(ARRAY(
        SELECT id FROM listings_listing WHERE status = 'open' AND organisation_id IN (
            SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id
             WHERE (n.name, n.status, n.type, n.time_zone)
                   IS DISTINCT FROM (o.name, o.status, o.type, o.time_zone))));
    RETURN NULL;
END $$;
"""
BEFORE = FOLLOW.replace(", n.time_zone", "").replace(", o.time_zone", "")


class Migration(migrations.Migration):
    dependencies = [("listings", "0003_seeds")]

    operations = [
        migrations.RunSQL(
            ROWS, "DROP FUNCTION listings_rows(bigint[], text[], timestamptz, int);"
        ),
        migrations.RunSQL(FOLLOW, BEFORE),
    ]

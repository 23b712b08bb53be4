"""What an open listing's row is made of, and the triggers that keep it true.

`listings_open_facts` says once what the row of a listing is; `listings_open_write` writes the rows
of some listings anew from it. Triggers on every table the view reads call that, once a statement.
"""

from django.db import migrations

# Which of Postgres' dictionaries stems a text in a language (ISO 639-1).
LANGUAGES = """
CREATE FUNCTION listings_text_config(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (CASE language
        WHEN 'ar' THEN 'arabic' WHEN 'ca' THEN 'catalan' WHEN 'da' THEN 'danish'
        WHEN 'de' THEN 'german' WHEN 'el' THEN 'greek' WHEN 'en' THEN 'english'
        WHEN 'es' THEN 'spanish' WHEN 'eu' THEN 'basque' WHEN 'fi' THEN 'finnish'
        WHEN 'fr' THEN 'french' WHEN 'ga' THEN 'irish' WHEN 'hi' THEN 'hindi'
        WHEN 'hu' THEN 'hungarian' WHEN 'hy' THEN 'armenian' WHEN 'id' THEN 'indonesian'
        WHEN 'it' THEN 'italian' WHEN 'lt' THEN 'lithuanian' WHEN 'ne' THEN 'nepali'
        WHEN 'nl' THEN 'dutch' WHEN 'no' THEN 'norwegian' WHEN 'pt' THEN 'portuguese'
        WHEN 'ro' THEN 'romanian' WHEN 'ru' THEN 'russian' WHEN 'sr' THEN 'serbian'
        WHEN 'sv' THEN 'swedish' WHEN 'ta' THEN 'tamil' WHEN 'tr' THEN 'turkish'
        WHEN 'yi' THEN 'yiddish' ELSE 'simple' END)::regconfig
$$;
"""

# ISO 4217: how many decimals an amount in minor units has.
MONEY = """
CREATE FUNCTION listings_decimals(currency text) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN currency IN ('BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI',
                          'VND','VUV','XAF','XOF','XPF') THEN 0
        WHEN currency IN ('BHD','IQD','JOD','KWD','LYD','OMR','TND') THEN 3
        ELSE 2
    END
$$;

-- US cents, at the latest rate, rounded down: what is more stays more. Unknown currency: as dollars.
CREATE FUNCTION listings_in_usd(minor bigint, currency text) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT floor(
        minor * power(10::numeric, 2 - listings_decimals(currency))
        / coalesce((SELECT per_usd FROM listings_exchangerate rate
                     WHERE rate.currency = $2 ORDER BY on_date DESC LIMIT 1), 1)
    )::bigint
$$;
"""

FACTS = """
CREATE VIEW listings_open_facts AS SELECT * FROM (
SELECT l.id AS listing_id,
       l.published_at,
       l.apply_by,
       coalesce(l.starts_from, date '0001-01-01') AS starts_from,
       coalesce(l.starts_by, date '9999-12-31') AS starts_by,
       organisation.type AS organisation_type,
       l.format_id::int AS format,
       l.field,
       l.arrangement,
       l.direction,
       l.currency,
       listings_in_usd(coalesce(l.pay_minor, 0), l.currency) AS pay_usd,
       listings_in_usd(coalesce(l.pay_minor, 0), l.currency)
           / greatest(coalesce(l.total_hours, 1), 1) AS hour_usd,
       coalesce(l.hours_per_week, l.total_hours, 0)::smallint AS hours_per_week,
       coalesce(l.total_hours, 0)::smallint AS total_hours,
       coalesce(l.length_days, 0)::smallint AS length_days,
       l.written_in,
       place.countries::varchar(2)[],
       l.languages,
       place.latitudes,
       place.longitudes,
       coalesce(skill.ids, '{}') AS skills,
       ARRAY(SELECT university_id::int FROM listings_moderation
              WHERE listing_id = l.id AND status = 'approved' ORDER BY 1) AS universities,
       text.head,
       text.head || setweight(to_tsvector(text.config, unaccent(left(concat_ws(
           ' ', l.description, array_to_string(l.deliverables, ' ')), 20000))), 'D') AS words
  FROM listings_listing l
  JOIN accounts_organisation organisation ON organisation.id = l.organisation_id
  JOIN listings_format format ON format.id = l.format_id
 CROSS JOIN LATERAL (
       SELECT coalesce(array_agg(DISTINCT country), '{}') AS countries,
              coalesce(array_agg(latitude ORDER BY id) FILTER (WHERE latitude IS NOT NULL), '{}')
                  AS latitudes,
              coalesce(array_agg(longitude ORDER BY id) FILTER (WHERE latitude IS NOT NULL), '{}')
                  AS longitudes,
              left(string_agg(city, ' ' ORDER BY id), 300) AS cities
         FROM listings_listingplace WHERE listing_id = l.id) place
 CROSS JOIN LATERAL (
       -- Accepted ones are counted; a proposal's words are found all the same.
       SELECT array_agg(skill_id::int ORDER BY skill_id)
                  FILTER (WHERE skill.status = 'accepted') AS ids,
              left(string_agg(skill.name, ' ' ORDER BY skill_id), 600) AS names
         FROM (SELECT skill_id FROM listings_listing_skills
                WHERE listing_id = l.id ORDER BY skill_id LIMIT 60) named
         JOIN accounts_skill skill ON skill.id = named.skill_id) skill
 CROSS JOIN LATERAL (SELECT listings_text_config(l.written_in) AS config OFFSET 0) language
 CROSS JOIN LATERAL (
       SELECT language.config,
              setweight(to_tsvector(language.config, unaccent(l.title)), 'A')
              || setweight(to_tsvector(language.config, unaccent(coalesce(skill.names, ''))), 'B')
              || setweight(to_tsvector(language.config, unaccent(concat_ws(
                     ' ', organisation.name, format.name, l.field, place.cities))), 'C') AS head
       OFFSET 0) text
 WHERE l.status = 'open'
   AND l.published_at IS NOT NULL
   AND l.apply_by > now()
   AND organisation.status <> 'refused'
) facts
-- What was changed after it was published and is read again is found by nobody meanwhile.
 WHERE cardinality(universities) > 0;
"""

COLUMNS = """listing_id, published_at, apply_by, starts_from, starts_by, organisation_type, format,
    field, arrangement, direction, currency, pay_usd, hour_usd, hours_per_week, total_hours,
    length_days, written_in, countries, languages, latitudes, longitudes, skills, universities,
    head, words"""

# Who waits for a listing's row sees, once they have it, what the other one wrote: two changes that
# meet cannot leave the row half of each.
WRITE = f"""
CREATE FUNCTION listings_open_write(which bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    gone int;
    come int;
BEGIN
    IF which IS NULL THEN
        RETURN;
    END IF;
    PERFORM 1 FROM listings_listing WHERE id = ANY(which) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM listings_open WHERE listing_id = ANY(which);
    GET DIAGNOSTICS gone = ROW_COUNT;
    INSERT INTO listings_open ({COLUMNS})
    SELECT {COLUMNS} FROM listings_open_facts WHERE listing_id = ANY(which);
    GET DIAGNOSTICS come = ROW_COUNT;
    IF gone + come > 0 THEN
        INSERT INTO listings_open_change (what, listing_id, xid, at)
        SELECT 'listing', id, pg_current_xact_id()::text::bigint, now() FROM unnest(which) id;
    END IF;
END $$;

-- Every open listing anew: after rows were written with the triggers off.
CREATE FUNCTION listings_open_rebuild() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    rows bigint;
BEGIN
    DELETE FROM listings_open;
    INSERT INTO listings_open ({COLUMNS})
    SELECT {COLUMNS} FROM listings_open_facts ORDER BY listing_id;
    GET DIAGNOSTICS rows = ROW_COUNT;
    INSERT INTO listings_open_change (what, xid, at)
    VALUES ('all', pg_current_xact_id()::text::bigint, now());
    RETURN rows;
END $$;

CREATE FUNCTION listings_open_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO listings_open_change (what, xid, at)
    VALUES ('names', pg_current_xact_id()::text::bigint, now());
    RETURN NULL;
END $$;
"""


def follow(table, name, which, events):
    """Triggers on `table`: after each statement, write the listings that `which` finds in {rows}."""
    seen = {"insert": ["new_rows"], "update": ["new_rows", "old_rows"], "delete": ["old_rows"]}
    made = []
    for event in events:
        rows = " UNION ALL ".join(f"SELECT * FROM {each}" for each in seen[event])
        tables = " ".join(
            f"{each[:3].upper()} TABLE AS {each}" for each in seen[event]
        )
        made.append(
            f"CREATE FUNCTION listings_open_{name}_{event}() RETURNS trigger LANGUAGE plpgsql"
            f" AS $$ BEGIN PERFORM listings_open_write(ARRAY({which.format(rows=rows)}));"
            " RETURN NULL; END $$;\n"
            f"CREATE TRIGGER listings_open_{event} AFTER {event.upper()} ON {table}"
            f" REFERENCING {tables}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION listings_open_{name}_{event}();"
        )
    return "\n".join(made)


def unfollow(table, name, events):
    return "\n".join(
        f"DROP TRIGGER listings_open_{event} ON {table};"
        f"DROP FUNCTION listings_open_{name}_{event}();"
        for event in events
    )


OPEN = "SELECT id FROM listings_listing WHERE status = 'open' AND "
ALL = ("insert", "update", "delete")
FOLLOWED = [
    # A listing's own row: only while it is open, or was.
    ("listings_listing", "listing", "SELECT DISTINCT id FROM ({rows}) r WHERE status = 'open'"
     " OR EXISTS (SELECT 1 FROM listings_open o WHERE o.listing_id = r.id)", ALL),
    ("listings_listing_skills", "skills",
     "SELECT DISTINCT listing_id FROM ({rows}) r JOIN listings_listing l ON l.id = r.listing_id"
     " WHERE l.status = 'open'", ALL),
    ("listings_listingplace", "place",
     "SELECT DISTINCT listing_id FROM ({rows}) r JOIN listings_listing l ON l.id = r.listing_id"
     " WHERE l.status = 'open'", ALL),
    ("listings_moderation", "moderation",
     "SELECT DISTINCT listing_id FROM ({rows}) r JOIN listings_listing l ON l.id = r.listing_id"
     " WHERE l.status = 'open'", ALL),
    ("accounts_organisation", "organisation",
     OPEN + "organisation_id IN (SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id"
     " WHERE (n.name, n.status, n.type) IS DISTINCT FROM (o.name, o.status, o.type))",
     ("update",)),
    ("accounts_skill", "skill",
     OPEN + "id IN (SELECT listing_id FROM listings_listing_skills WHERE skill_id IN"
     " (SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id"
     " WHERE (n.name, n.status) IS DISTINCT FROM (o.name, o.status)))",
     ("update",)),
    ("listings_format", "format",
     OPEN + "format_id IN"
     " (SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE n.name <> o.name)",
     ("update",)),
    ("listings_exchangerate", "rate",
     OPEN + "currency IN (SELECT currency FROM ({rows}) r)", ALL),
]

# What searches know by name: skills, their other names, formats, rates, and where universities are.
NAMED = ["accounts_skill", "accounts_skillsynonym", "accounts_university"]
NAMED += ["listings_format", "listings_exchangerate"]
NAMES = "\n".join(
    f"CREATE TRIGGER listings_open_names AFTER INSERT OR UPDATE OR DELETE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION listings_open_names();"
    for table in NAMED
)
NO_NAMES = "\n".join(f"DROP TRIGGER listings_open_names ON {table};" for table in NAMED)
NO_WRITE = """
DROP FUNCTION listings_open_names();
DROP FUNCTION listings_open_rebuild();
DROP FUNCTION listings_open_write(bigint[]);
"""

# Rows stay narrow, so that a page of them is one read: long words go outside uncompressed, what
# ranking reads stays inside uncompressed (search.md, trap 1). The view bounds the length of both.
STORAGE = """
ALTER TABLE listings_open SET (toast_tuple_target = 128);
ALTER TABLE listings_open
    ALTER words SET STORAGE EXTERNAL,
    ALTER head SET STORAGE PLAIN,
    ALTER skills SET STORAGE PLAIN,
    ALTER universities SET STORAGE MAIN,
    ALTER countries SET STORAGE MAIN,
    ALTER languages SET STORAGE MAIN,
    ALTER latitudes SET STORAGE MAIN,
    ALTER longitudes SET STORAGE MAIN;
"""

# What was typed, as a query over every language in use. A term is its ways to say it, a line each;
# one that some language leaves out as too common is not asked for.
QUERY = """
CREATE FUNCTION listings_query(terms text[], refused boolean[], languages text[])
RETURNS tsquery LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    whole tsquery;
    one tsquery;
    said tsquery;
    way text;
    language text;
BEGIN
    <<each_term>>
    FOR i IN 1 .. coalesce(array_length(terms, 1), 0) LOOP
        one := NULL;
        FOREACH way IN ARRAY string_to_array(terms[i], E'\\n') LOOP
            FOREACH language IN ARRAY languages LOOP
                said := phraseto_tsquery(listings_text_config(language), unaccent(way));
                CONTINUE each_term WHEN numnode(said) = 0;
                one := CASE WHEN one IS NULL THEN said ELSE one || said END;
            END LOOP;
        END LOOP;
        IF refused[i] THEN
            one := !! one;
        END IF;
        whole := CASE WHEN whole IS NULL THEN one ELSE whole && one END;
    END LOOP;
    RETURN whole;
END $$;
"""


class Migration(migrations.Migration):
    replaces = [
        ("listings", "0003_names"),
        ("listings", "0011_open_listings"),
        ("listings", "0012_open_listing_triggers"),
        ("listings", "0015_accepted_skills"),
        ("listings", "0016_names_searches_know"),
        ("listings", "0017_only_what_is_approved"),
    ]

    dependencies = [("listings", "0001_tables"), ("accounts", "0002_rules")]

    operations = [
        migrations.RunSQL(LANGUAGES, "DROP FUNCTION listings_text_config(text);"),
        migrations.RunSQL(
            MONEY,
            "DROP FUNCTION listings_in_usd(bigint, text); DROP FUNCTION listings_decimals(text);",
        ),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
        migrations.RunSQL(QUERY, "DROP FUNCTION listings_query(text[], boolean[], text[]);"),
        migrations.RunSQL(FACTS, "DROP VIEW listings_open_facts;"),
        migrations.RunSQL(WRITE, NO_WRITE),
        migrations.RunSQL(NAMES, NO_NAMES),
        *(
            migrations.RunSQL(follow(*each), unfollow(each[0], each[1], each[3]))
            for each in FOLLOWED
        ),
    ]

"""A search for “portugal” finds what is in Portugal: the names of countries are among the words."""

import json

from babel import Locale
from django.db import migrations

# What people say besides the name that is shown.
ALSO = {
    "AE": "UAE", "CD": "Congo", "CG": "Congo", "CI": "Ivory Coast", "CZ": "Czech Republic",
    "GB": "Britain UK England Scotland Wales Northern Ireland", "MK": "Macedonia",
    "NL": "Holland", "SZ": "Swaziland", "TL": "East Timor", "TR": "Turkey", "US": "USA America",
    "VA": "Vatican",
}  # fmt: skip


def names():
    known = Locale("en").territories
    said = {code: name for code, name in known.items() if len(code) == 2 and code.isalpha()}
    # Of “Hong Kong SAR China” and “Myanmar (Burma)” each word is one to look for, save China.
    plain = {code: name.replace(" SAR China", "").replace("&", " ") for code, name in said.items()}
    return {code: f"{name} {ALSO.get(code, '')}".strip() for code, name in plain.items()}


FUNCTION = f"""
CREATE FUNCTION listings_country_names(codes text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT coalesce(string_agg($names${json.dumps(names())}$names$::jsonb ->> code, ' '), '')
      FROM unnest(codes) code
$function$;
"""

# By the dictionary of the listing's language: a search asks by the same.
FACTS = """
DO $do$ BEGIN
    EXECUTE 'CREATE OR REPLACE VIEW listings_open_facts AS SELECT '
        || (SELECT string_agg(CASE WHEN attname IN ('head', 'words')
                   THEN format('facts.%1$I || named.countries AS %1$I', attname)
                   ELSE format('facts.%I', attname) END, ', ' ORDER BY attnum)
              FROM pg_attribute
             WHERE attrelid = 'listings_open_facts'::regclass AND attnum > 0 AND NOT attisdropped)
        || ' FROM (' || rtrim(pg_get_viewdef('listings_open_facts'::regclass), '; ')
        || $view$) facts CROSS JOIN LATERAL (
               SELECT setweight(to_tsvector(
                          listings_text_config(facts.written_in),
                          unaccent(listings_country_names(facts.countries::text[]))), 'C')
                      AS countries OFFSET 0) named$view$;
END $do$;
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0004_rows_of_a_page")]

    operations = [
        migrations.RunSQL("SET LOCAL statement_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTION, migrations.RunSQL.noop),
        migrations.RunSQL(FACTS, migrations.RunSQL.noop),
        migrations.RunSQL("SELECT listings_open_rebuild()", migrations.RunSQL.noop),
    ]

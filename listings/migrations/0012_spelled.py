"""C++, C# and .NET are words of their own: a parser of words takes the first two for the letter C,
the last for a net."""

from importlib import import_module

from django.db import migrations

query = import_module("listings.migrations.0002_open_listings").QUERY

# Both what is written and what is asked for are read so. What is no word by itself is said with
# letters; who looks for .NET means ASP.NET, too.
SPELLED = r"""
CREATE FUNCTION listings_spelled(said text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    IF said ~* '\+\+|#|\.net|\mcpp\M|plus plus|[cf][ -]sharp' THEN
        said := regexp_replace(said, '(?<!\w)(c\+\+|cpp\M|c plus plus\M)', ' cplusplus ', 'gi');
        said := regexp_replace(said, '(?<!\w)c(#|[ -]sharp\M)', ' csharp ', 'gi');
        said := regexp_replace(said, '(?<!\w)f(#|[ -]sharp\M)', ' fsharp ', 'gi');
        said := regexp_replace(said, '(?<!\w)\.net\M', ' dotnet ', 'gi');
        said := regexp_replace(said, '\m(asp|vb|ado)\.net\M', '\1.net dotnet ', 'gi');
    END IF;
    RETURN unaccent(said);
END $$;
"""

FACTS = r"""
DO $do$ BEGIN
    EXECUTE 'CREATE OR REPLACE VIEW listings_open_facts AS '
        || regexp_replace(pg_get_viewdef('listings_open_facts'::regclass),
                          '(\m\w+\.)?\munaccent\(', 'listings_spelled(', 'g');
END $do$;
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0011_match_news")]

    operations = [
        migrations.RunSQL("SET LOCAL statement_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL(SPELLED, migrations.RunSQL.noop),
        migrations.RunSQL(
            query.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
                "unaccent(", "listings_spelled("
            ),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(FACTS, migrations.RunSQL.noop),
        migrations.RunSQL("SELECT listings_open_rebuild()", migrations.RunSQL.noop),
    ]

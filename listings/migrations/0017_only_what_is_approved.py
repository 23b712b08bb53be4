from django.db import migrations

# What was changed after it was published and is read again is found by nobody meanwhile.
ONLY_APPROVED = """
DO $$ BEGIN
    EXECUTE 'CREATE OR REPLACE VIEW listings_open_facts AS SELECT * FROM ('
        || rtrim(pg_get_viewdef('listings_open_facts'::regclass), '; ')
        || ') facts WHERE cardinality(universities) > 0';
END $$;
DELETE FROM listings_open WHERE cardinality(universities) = 0;
"""


class Migration(migrations.Migration):

    dependencies = [("listings", "0016_names_searches_know")]

    operations = [migrations.RunSQL(ONLY_APPROVED, migrations.RunSQL.noop)]

"""Searches also know other names of skills, rates, and where universities are: follow those too."""

from django.db import migrations

TABLES = ["accounts_skillsynonym", "listings_exchangerate", "accounts_university"]


class Migration(migrations.Migration):

    dependencies = [
        ("listings", "0015_accepted_skills"),
        ("accounts", "0006_vocabulary"),
    ]

    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER listings_open_names AFTER INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION listings_open_names();",
            f"DROP TRIGGER listings_open_names ON {table};",
        )
        for table in TABLES
    ]

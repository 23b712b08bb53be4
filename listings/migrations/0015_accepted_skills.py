"""A search counts and filters by accepted skills; a proposal's words are found all the same."""

from importlib import import_module

from django.db import migrations

before = import_module("listings.migrations.0012_open_listing_triggers")

IDS = "SELECT array_agg(skill_id::int ORDER BY skill_id) AS ids"
ACCEPTED = (
    "SELECT array_agg(skill_id::int ORDER BY skill_id)"
    " FILTER (WHERE skill.status = 'accepted') AS ids"
)


def view(ids):
    assert IDS in before.FACTS
    changed = before.FACTS.replace(IDS, ids)
    return changed.replace("CREATE VIEW", "CREATE OR REPLACE VIEW")


def rewritten_when(columns):
    """Which listings an UPDATE of skills writes anew."""
    return f"""
        CREATE OR REPLACE FUNCTION listings_open_skill_update() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN
            PERFORM listings_open_write(ARRAY(
                SELECT id FROM listings_listing WHERE status = 'open' AND id IN (
                    SELECT listing_id FROM listings_listing_skills WHERE skill_id IN (
                        SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id
                         WHERE ({columns('n')}) IS DISTINCT FROM ({columns('o')})))));
            RETURN NULL;
        END $$;
    """


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0014_saved_and_approved"),
        ("accounts", "0007_skills_by_field"),
    ]

    operations = [
        migrations.RunSQL(view(ACCEPTED), view(IDS)),
        migrations.RunSQL(
            rewritten_when(lambda row: f"{row}.name, {row}.status"),
            rewritten_when(lambda row: f"{row}.name"),
        ),
        migrations.RunSQL("SELECT listings_open_rebuild();", migrations.RunSQL.noop),
    ]

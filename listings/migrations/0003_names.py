"""Keep `Listing.names` true, whoever writes: it is made of rows of other tables."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION listing_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.names := concat_ws(
        ' ',
        (SELECT name FROM accounts_organisation WHERE id = NEW.organisation_id),
        (SELECT name FROM listings_format WHERE id = NEW.format_id),
        NEW.field,
        NEW.city,
        (SELECT string_agg(skill.name, ' ' ORDER BY skill.name)
           FROM listings_listing_skills named
           JOIN accounts_skill skill ON skill.id = named.skill_id
          WHERE named.listing_id = NEW.id)
    );
    RETURN NEW;
END $$;
CREATE TRIGGER listing_names BEFORE INSERT OR UPDATE ON listings_listing
    FOR EACH ROW EXECUTE FUNCTION listing_names();

-- An update of nothing: the trigger above does the rest.
CREATE FUNCTION listing_names_by_skill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE listings_listing SET names = ''
     WHERE id IN (NEW.listing_id, OLD.listing_id);
    RETURN NULL;
END $$;
CREATE TRIGGER listing_names AFTER INSERT OR UPDATE OR DELETE ON listings_listing_skills
    FOR EACH ROW EXECUTE FUNCTION listing_names_by_skill();

CREATE FUNCTION listing_names_of_organisation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE listings_listing SET names = '' WHERE organisation_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER listing_names AFTER UPDATE OF name ON accounts_organisation
    FOR EACH ROW WHEN (NEW.name <> OLD.name) EXECUTE FUNCTION listing_names_of_organisation();

CREATE FUNCTION listing_names_of_skill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE listings_listing SET names = ''
     WHERE id IN (SELECT listing_id FROM listings_listing_skills WHERE skill_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER listing_names AFTER UPDATE OF name ON accounts_skill
    FOR EACH ROW WHEN (NEW.name <> OLD.name) EXECUTE FUNCTION listing_names_of_skill();
UPDATE listings_listing SET names = '';
"""

BACKWARDS = """
DROP TRIGGER listing_names ON accounts_skill;
DROP TRIGGER listing_names ON accounts_organisation;
DROP TRIGGER listing_names ON listings_listing_skills;
DROP TRIGGER listing_names ON listings_listing;
DROP FUNCTION listing_names_of_skill();
DROP FUNCTION listing_names_of_organisation();
DROP FUNCTION listing_names_by_skill();
DROP FUNCTION listing_names();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("listings", "0002_format_rules_and_names"),
        ("accounts", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]

"""Places, and what programmes include, move to rows of their own; formats say what they use."""

from django.db import migrations

MOVE = """
INSERT INTO listings_listingplace (listing_id, position, country, city)
SELECT id, 0, country, city FROM listings_listing WHERE country <> '';

INSERT INTO listings_programme
       (listing_id, housing, meals, included, not_included, extras, certifications, quantities,
        weather_permitting, safety, medical, insurance, visa, cancellation, postponement)
SELECT id, '', '', included, '{}', extras, '{}', '{}', false, '', '', '', '', '', ''
  FROM listings_listing WHERE included <> '{}' OR extras <> '{}';
"""

MOVE_BACK = """
UPDATE listings_listing SET country = place.country, city = place.city
  FROM listings_listingplace place
 WHERE place.listing_id = listings_listing.id AND place.position = 0;

UPDATE listings_listing SET included = programme.included, extras = programme.extras
  FROM listings_programme programme WHERE programme.listing_id = listings_listing.id;

DELETE FROM listings_listingplace;
DELETE FROM listings_programme;
"""

NAMES = """
CREATE OR REPLACE FUNCTION listing_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.names := concat_ws(
        ' ',
        (SELECT name FROM accounts_organisation WHERE id = NEW.organisation_id),
        (SELECT name FROM listings_format WHERE id = NEW.format_id),
        NEW.field,
        %s,
        (SELECT string_agg(skill.name, ' ' ORDER BY skill.name)
           FROM listings_listing_skills named
           JOIN accounts_skill skill ON skill.id = named.skill_id
          WHERE named.listing_id = NEW.id)
    );
    RETURN NEW;
END $$;
"""
CITIES = """(SELECT string_agg(place.city, ' ' ORDER BY place.position)
           FROM listings_listingplace place WHERE place.listing_id = NEW.id)"""

# An update of nothing: the trigger of the listing does the rest.
FOLLOW = """
CREATE FUNCTION listing_names_by_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE listings_listing SET names = ''
     WHERE id IN (NEW.listing_id, OLD.listing_id);
    RETURN NULL;
END $$;
CREATE TRIGGER listing_names AFTER INSERT OR UPDATE OR DELETE ON listings_listingplace
    FOR EACH ROW EXECUTE FUNCTION listing_names_by_place();
"""
NO_LONGER = """
DROP TRIGGER listing_names ON listings_listingplace;
DROP FUNCTION listing_names_by_place();
"""

EVERYTHING = ["itinerary", "training", "group", "stay", "included", "extras"]
EVERYTHING += ["safety", "papers", "changes"]
USES = {
    "facilitated-programme": EVERYTHING,
    "flash-internship": ["itinerary", "group", "included"],
    "experiential-micro-placement": ["safety"],
}
DIRECTIONS = {
    "micro-internship": ["paid", "expenses"],
    "weekly-micro-internship": ["paid", "expenses"],
    "project-based": ["paid", "expenses"],
    "experiential-micro-placement": ["paid", "expenses"],
    "facilitated-programme": ["paid", "expenses", "student_pays"],
    "simulation": ["simulation"],
}


def say_what_formats_use(apps, schema_editor):
    rows = apps.get_model("listings", "Format").objects
    for slug, sections in USES.items():
        rows.filter(slug=slug).update(uses=sections)
    for slug, directions in DIRECTIONS.items():
        rows.filter(slug=slug).update(directions=directions)


class Migration(migrations.Migration):

    dependencies = [("listings", "0005_content")]

    operations = [
        migrations.RunSQL(MOVE, MOVE_BACK),
        migrations.RunSQL(NAMES % CITIES, NAMES % "NEW.city"),
        migrations.RunSQL(FOLLOW, NO_LONGER),
        migrations.RunPython(say_what_formats_use, migrations.RunPython.noop),
    ]

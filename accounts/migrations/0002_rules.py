"""The table of rate limits, and one table that holds each name of a skill once."""

from django.db import migrations

# The table of Django's DatabaseCache (settings.CACHES): rate limits live in it.
CACHE = """
CREATE TABLE IF NOT EXISTS "cache" (
    "cache_key" varchar(255) NOT NULL PRIMARY KEY,
    "value" text NOT NULL,
    "expires" timestamp with time zone NOT NULL
);
CREATE INDEX IF NOT EXISTS "cache_expires" ON "cache" ("expires");
"""

NAMES = r"""
-- "Node.js", "node js" and "NodeJS" are one name; C, C++ and C# are three.
CREATE FUNCTION skill_key(name text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT regexp_replace(lower(unaccent(name)), '[\s./''’_()&,-]+', '', 'g')
$$;

CREATE FUNCTION skill_name_of_skill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        UPDATE accounts_skillname SET key = skill_key(NEW.name), name = NEW.name
         WHERE key = skill_key(OLD.name) AND skill_id = NEW.id;
    ELSE
        INSERT INTO accounts_skillname (key, name, skill_id)
        VALUES (skill_key(NEW.name), NEW.name, NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER skill_name AFTER INSERT OR UPDATE OF name ON accounts_skill
    FOR EACH ROW EXECUTE FUNCTION skill_name_of_skill();

CREATE FUNCTION skill_name_of_synonym() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM accounts_skillname
         WHERE key = skill_key(OLD.name) AND skill_id = OLD.skill_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO accounts_skillname (key, name, skill_id)
        VALUES (skill_key(NEW.name), NEW.name, NEW.skill_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER skill_name AFTER INSERT OR DELETE OR UPDATE OF name, skill_id
    ON accounts_skillsynonym FOR EACH ROW EXECUTE FUNCTION skill_name_of_synonym();

"""

NO_NAMES = """
DROP TRIGGER skill_name ON accounts_skillsynonym;
DROP TRIGGER skill_name ON accounts_skill;
DROP FUNCTION skill_name_of_synonym();
DROP FUNCTION skill_name_of_skill();
DROP FUNCTION skill_key(text);
"""


class Migration(migrations.Migration):
    replaces = [
        ("accounts", "0002_cache_table"),
        ("accounts", "0006_vocabulary"),
    ]

    dependencies = [("accounts", "0001_tables")]

    operations = [
        migrations.RunSQL(CACHE, 'DROP TABLE IF EXISTS "cache"'),
        migrations.RunSQL(NAMES, NO_NAMES),
    ]

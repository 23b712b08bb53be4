from django.db import migrations

# The table of Django's DatabaseCache (settings.CACHES): rate limits live in it.
CREATE = """
CREATE TABLE IF NOT EXISTS "cache" (
    "cache_key" varchar(255) NOT NULL PRIMARY KEY,
    "value" text NOT NULL,
    "expires" timestamp with time zone NOT NULL
);
CREATE INDEX IF NOT EXISTS "cache_expires" ON "cache" ("expires");
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, 'DROP TABLE IF EXISTS "cache"')]

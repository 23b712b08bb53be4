"""The name of a file that was given to somebody may be taken out; nothing else may change."""

from django.db import migrations

FORWARD = r"""
CREATE OR REPLACE FUNCTION download_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  same accounts_download;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.name = '' THEN
    same := OLD;
    same.name := '';
    IF NEW IS NOT DISTINCT FROM same THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
"""

BACKWARD = r"""
CREATE OR REPLACE FUNCTION download_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0010_quiet_hours"),
    ]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

"""The vocabulary as it is written in accounts/skills.

Reads today's files with today's code: when the tables change, this call moves to the newest
migration. `bin/manage skills` does the same again.
"""

from django.db import migrations

from accounts import vocabulary


def add(apps, schema_editor):
    vocabulary.load()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_vocabulary")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

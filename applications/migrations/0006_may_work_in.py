import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0005_closed_for_and_silence"),
    ]

    operations = [
        migrations.AddField(
            model_name="acceptance",
            name="may_work_in",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=2),
                blank=True,
                default=list,
                help_text="Countries: the student said that they are allowed to work in one of them.",
                size=None,
            ),
        ),
    ]

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("listings", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="format",
            name="max_days_to_start",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="From the deadline to the latest start.", null=True
            ),
        ),
        migrations.AddField(
            model_name="format",
            name="min_milestones",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="An offer has at least this many."
            ),
        ),
        migrations.AlterField(
            model_name="moderation",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Not sent yet"),
                    ("waiting", "Waiting for a decision"),
                    ("approved", "Approved"),
                    ("changes", "Changes asked for"),
                    ("rejected", "Not approved"),
                    ("dropped", "No longer asked"),
                ],
                default="draft",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="moderationevent",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Not sent yet"),
                    ("waiting", "Waiting for a decision"),
                    ("approved", "Approved"),
                    ("changes", "Changes asked for"),
                    ("rejected", "Not approved"),
                    ("dropped", "No longer asked"),
                ],
                max_length=8,
            ),
        ),
        # A generated column cannot change what it is made of: it is made anew.
        migrations.RemoveIndex(model_name="listing", name="listing_words"),
        migrations.RemoveField(model_name="listing", name="words"),
        migrations.AddField(
            model_name="listing",
            name="names",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="listing",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.CombinedSearchVector(
                    django.contrib.postgres.search.CombinedSearchVector(
                        django.contrib.postgres.search.SearchVector(
                            "title", config="english", weight="A"
                        ),
                        "||",
                        django.contrib.postgres.search.SearchVector(
                            "names", config="english", weight="B"
                        ),
                        django.contrib.postgres.search.SearchConfig("english"),
                    ),
                    "||",
                    django.contrib.postgres.search.SearchVector(
                        "description", config="english", weight="C"
                    ),
                    django.contrib.postgres.search.SearchConfig("english"),
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["words"], name="listing_words"
            ),
        ),
    ]

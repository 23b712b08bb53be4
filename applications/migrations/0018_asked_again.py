from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0017_teams")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="asked_again_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When that place was free again, and they were asked.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="runner_up_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Was on the shortlist when the last place was filled.",
                null=True,
            ),
        ),
    ]

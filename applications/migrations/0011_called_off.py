import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_skills_by_field"),
        ("applications", "0010_history"),
        ("listings", "0018_pages_of_the_form"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="placement",
            name="cancel_note",
            field=models.TextField(
                blank=True, max_length=1000, verbose_name="a word to the other side"
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="cancel_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("time", "No time for it any more: exams, other work, health"),
                    ("different", "The work is not what was agreed"),
                    ("silence", "The other side does not answer"),
                    ("not_needed", "The work is not needed any more"),
                    ("not_going", "The work is not going well enough to go on"),
                    ("other", "Another reason"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="cancelled_by",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty when a clock or a decision ended it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="offer",
            name="status",
            field=models.CharField(
                choices=[
                    ("made", "Waiting for the student"),
                    ("accepted", "Accepted"),
                    ("declined", "Declined by the student"),
                    ("expired", "Expired"),
                    ("withdrawn", "Taken back"),
                    ("cancelled", "Cancelled"),
                ],
                default="made",
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cancel_reason", ""),
                    models.Q(
                        ("cancelled_at__isnull", False),
                        ("cancelled_by__isnull", False),
                        ("status", "cancelled"),
                    ),
                    _connector="OR",
                ),
                name="placement_cancelled_by_somebody",
            ),
        ),
    ]

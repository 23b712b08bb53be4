import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce


def whose(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Until now only who applied could log hours."""
    placements = apps.get_model("applications", "Placement").objects.filter(pk=OuterRef("placement"))
    apps.get_model("applications", "Hours").objects.update(
        student=Subquery(placements.values("student"))
    )
    # The table is changed again in this transaction.
    editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    editor.execute("SET CONSTRAINTS ALL DEFERRED")


def sizes(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    members = apps.get_model("applications", "TeamMember").objects
    counted = members.filter(application=OuterRef("pk"), status="confirmed").order_by()
    number = Subquery(counted.values("application").annotate(n=Count("pk")).values("n"))
    teams = apps.get_model("applications", "Application").objects.filter(
        pk__in=members.values("application")
    )
    teams.exclude(submitted_at=None).update(team_size=Coalesce(number, F("team_size")))


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0010_last_visit"),
        ("applications", "0019_disputed_has_a_dispute"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="team_size",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="How many sent it together; a team stays as it was sent."
            ),
        ),
        migrations.RunPython(sizes, migrations.RunPython.noop, elidable=True),
        migrations.AddField(
            model_name="delivery",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="hours",
            name="student",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.student",
            ),
        ),
        migrations.RunPython(whose, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="hours",
            name="student",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.student",
            ),
        ),
    ]

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

ROLES = [
    ("moderator", "Moderator"),
    ("funder", "Funder"),
    ("analyst", "Analyst"),
    ("administrator", "Administrator"),
]


def give_roles(apps, schema_editor):
    """Who is there may do all they could before: who could not spend, still cannot."""
    Staff = apps.get_model("accounts", "UniversityStaff")
    rest = ["analyst", "administrator"]
    Staff.objects.filter(may_spend=True).update(roles=["moderator", "funder", *rest])
    Staff.objects.filter(may_spend=False).update(roles=["moderator", *rest])


def take_roles(apps, schema_editor):
    Staff = apps.get_model("accounts", "UniversityStaff")
    Staff.objects.filter(roles__contains=["funder"]).update(may_spend=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_open_to_invitations")]

    operations = [
        migrations.AddField(
            model_name="universitystaff",
            name="roles",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=ROLES, max_length=13),
                default=list,
                help_text="What they may do: see docs/universities.md.",
                size=None,
                verbose_name="roles",
            ),
        ),
        migrations.RunPython(give_roles, take_roles, elidable=True),
        migrations.RemoveField(model_name="universitystaff", name="may_spend"),
        migrations.AddField(
            model_name="university",
            name="staff_domains",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=100),
                blank=True,
                default=list,
                help_text="Lower case, without @. Only addresses there are invited; none: any address.",
                size=None,
                verbose_name="e-mail domains of staff",
            ),
        ),
        migrations.CreateModel(
            name="StaffInvitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("sent_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=ROLES, max_length=13),
                        default=list,
                        size=None,
                        verbose_name="roles",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "university",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_invitations",
                        to="accounts.university",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("university"),
                        django.db.models.functions.text.Lower("email"),
                        name="one_staff_invitation_per_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("roles__len__gt", 0)), name="invited_to_a_role"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="universitystaff",
            constraint=models.CheckConstraint(
                condition=models.Q(("roles__len__gt", 0)), name="staff_have_a_role"
            ),
        ),
    ]

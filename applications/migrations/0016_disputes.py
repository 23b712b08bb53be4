import django.contrib.postgres.fields
import django.db.models.deletion
import marketplace.uploads
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0015_notes_and_scores"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("student", "The student"), ("employer", "The employer")],
                        help_text="Of whoever opened it.",
                        max_length=8,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Waits for an answer"),
                            ("answered", "Waits for our decision"),
                            ("decided", "Decided"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("not_agreed", "It is not what was agreed"),
                            ("not_whole", "Something that was agreed is missing"),
                            ("not_usable", "It cannot be used as it is"),
                            ("not_own", "It is not the student’s own work"),
                            ("beyond", "The changes go beyond what was agreed"),
                            ("unfair", "The work is as agreed, and is not accepted"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "wanted",
                    models.CharField(
                        choices=[
                            ("full", "Pay in full"),
                            ("part", "Pay a part"),
                            ("redo", "Do it again by a day"),
                            ("refund", "Refund"),
                        ],
                        max_length=6,
                    ),
                ),
                ("wanted_minor", models.PositiveBigIntegerField(blank=True, null=True)),
                ("wanted_by", models.DateField(blank=True, null=True)),
                ("opened_at", models.DateTimeField()),
                ("answer_by", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("decide_by", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("staff", "Decided by our staff"),
                            ("clock", "Decided because nobody answered"),
                            ("agreed", "Agreed by both"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("full", "Pay in full"),
                            ("part", "Pay a part"),
                            ("redo", "Do it again by a day"),
                            ("refund", "Refund"),
                        ],
                        max_length=6,
                    ),
                ),
                ("part_minor", models.PositiveBigIntegerField(blank=True, null=True)),
                ("redo_by", models.DateField(blank=True, null=True)),
                (
                    "reasons",
                    models.TextField(blank=True, max_length=4000, verbose_name="the reasons"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="applications.milestone",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at"],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("student", "The student"), ("employer", "The employer")],
                        max_length=8,
                    ),
                ),
                ("words", models.TextField(max_length=4000, verbose_name="what happened")),
                (
                    "links",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.URLField(max_length=500), blank=True, default=list
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="applications.dispute",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="StatementFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("file", models.FileField(upload_to=marketplace.uploads.random_name)),
                ("name", models.CharField(max_length=150)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="applications.statement",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
            },
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["answer_by"],
                name="dispute_to_answer",
            ),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(
                condition=models.Q(("status", "answered")),
                fields=["decide_by"],
                name="dispute_to_decide",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["open", "answered"])),
                fields=("milestone",),
                name="one_dispute_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", False),
                        ("status", "decided"),
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("how", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("status", "decided"), _negated=True),
                        ("decided_by", None),
                        ("how", ""),
                        ("outcome", ""),
                    ),
                    _connector="OR",
                ),
                name="dispute_decided_has_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", "staff"), _negated=True),
                    models.Q(
                        ("decided_by__isnull", False), models.Q(("reasons", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="dispute_staff_give_reasons",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "answered"), _negated=True),
                    models.Q(("answered_at__isnull", False), ("decide_by__isnull", False)),
                    _connector="OR",
                ),
                name="dispute_answered_has_a_clock",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("outcome", "part"), ("part_minor__gt", 0), ("part_minor__isnull", False)
                    ),
                    models.Q(models.Q(("outcome", "part"), _negated=True), ("part_minor", None)),
                    _connector="OR",
                ),
                name="dispute_part_has_an_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "redo"), ("redo_by__isnull", False)),
                    models.Q(models.Q(("outcome", "redo"), _negated=True), ("redo_by", None)),
                    _connector="OR",
                ),
                name="dispute_redo_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("wanted", "part"), ("wanted_by", None), ("wanted_minor__isnull", False)
                    ),
                    models.Q(
                        ("wanted", "redo"), ("wanted_by__isnull", False), ("wanted_minor", None)
                    ),
                    models.Q(
                        ("wanted__in", ["full", "refund"]),
                        ("wanted_by", None),
                        ("wanted_minor", None),
                    ),
                    _connector="OR",
                ),
                name="dispute_wish_is_whole",
            ),
        ),
    ]

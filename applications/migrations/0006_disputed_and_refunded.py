"""A milestone can be in dispute, and what was paid in can go back."""

from django.conf import settings
from django.db import migrations, models

# The same steps as Milestone.TRANSITIONS: tests/applications/test_guards.py compares them.
STEPS = """
CREATE OR REPLACE FUNCTION milestone_may_become(before text, after text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (before, after) IN (
    ('agreed', 'funded'),
    ('agreed', 'cancelled'),
    ('funded', 'delivered'),
    ('funded', 'refunded'),
    ('delivered', 'changes'),
    ('delivered', 'approved'),
    ('delivered', 'disputed'),
    ('changes', 'delivered'),
    ('changes', 'disputed'),
    ('changes', 'refunded'),
    ('disputed', 'delivered'),
    ('disputed', 'changes'),
    ('disputed', 'approved'),
    ('disputed', 'refunded'),
    ('approved', 'paid')
  )
$$;
"""

STEPS_BEFORE = """
CREATE OR REPLACE FUNCTION milestone_may_become(before text, after text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (before, after) IN (
    ('agreed', 'funded'),
    ('agreed', 'cancelled'),
    ('funded', 'delivered'),
    ('delivered', 'changes'),
    ('delivered', 'approved'),
    ('changes', 'delivered'),
    ('approved', 'paid')
  )
$$;
"""

# What a dispute leaves of the amount is written once, with the decision.
PART = """
CREATE FUNCTION milestone_part_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.part_minor, NEW.part_fee_minor) IS DISTINCT FROM (OLD.part_minor, OLD.part_fee_minor)
     AND NOT (OLD.status = 'disputed' AND NEW.status = 'approved')
  THEN
    RAISE EXCEPTION 'milestone %: only the decision of a dispute leaves a part', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'milestone_part';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER milestone_part_guard BEFORE UPDATE ON applications_milestone
  FOR EACH ROW EXECUTE FUNCTION milestone_part_guard();
"""

NO_PART = """
DROP TRIGGER milestone_part_guard ON applications_milestone;
DROP FUNCTION milestone_part_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0005_later_parts_clock"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="milestone",
            name="part_fee_minor",
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="milestone",
            name="part_minor",
            field=models.PositiveBigIntegerField(
                blank=True,
                help_text="What a dispute left of the amount; empty when all of it counts.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="status",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting for an answer"),
                    ("changes", "Changes asked for"),
                    ("approved", "Approved"),
                    ("refused", "Not paid for"),
                ],
                default="waiting",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="status",
            field=models.CharField(
                choices=[
                    ("agreed", "Not paid in yet"),
                    ("funded", "Paid in, work in progress"),
                    ("delivered", "Handed in"),
                    ("changes", "Changes asked for"),
                    ("approved", "Approved"),
                    ("paid", "Paid"),
                    ("cancelled", "Cancelled"),
                    ("disputed", "In dispute"),
                    ("refunded", "Refunded"),
                ],
                default="agreed",
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(part_minor=None, part_fee_minor=None)
                | models.Q(
                    part_minor__isnull=False,
                    part_fee_minor__isnull=False,
                    part_minor__gt=0,
                    part_minor__lt=models.F("amount_minor"),
                    part_fee_minor__gte=0,
                    part_fee_minor__lt=models.F("part_minor"),
                    status__in=["approved", "paid"],
                ),
                name="milestone_part_of_its_amount",
            ),
        ),
        migrations.RunSQL(STEPS + PART, NO_PART + STEPS_BEFORE),
    ]

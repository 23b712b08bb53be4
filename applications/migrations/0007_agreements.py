"""The agreement becomes a row with its words; who accepted it and when becomes another.

Offers made so far keep the text they were made with: it was the only one.
"""

import uuid
from hashlib import sha256

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FIRST = """\
# The work

The student does the work that the listing and the terms describe, part by part, by the days in \
the terms. The employer answers questions and gives the student what the work needs.

# The money

The employer pays in the price of a part before work on it starts, and Foothold holds it. The \
student need not start before that. When the employer approves the part, Foothold keeps its fee \
and sends the rest to the student. If the employer neither approves nor asks for changes within \
the time the project's format gives, the part is approved by itself and paid.

# Changes

Two rounds of changes to each part are included. They stay within what the listing and the terms \
describe; anything beyond that is new work, with its own terms.

# Who owns the work

When a part is paid, what was handed in for it belongs to the employer, who may use it in any \
way. The student may say that they did this work and describe it, unless doing so would give away \
something confidential. What the student had before, they keep, and the employer may use it as \
part of the work.

# What stays between us

Neither side passes on what the other marks as confidential, or what anybody would take to be so, \
such as customers' data. This lasts for two years after the work, and for personal data as long \
as the law says. The student deletes personal data when the work is paid.

# Using AI

The student may use AI tools, says so in the note that goes with the work, checks what they \
produce, and answers for it as for their own work. Confidential or personal data goes into no \
such tool unless the employer agrees in writing first.

# Ending it

Until the employer has paid in for the first part, either side may cancel at no cost. If the \
employer does not pay in for a later part in the time they have for it, the placement ends there: \
what is approved is paid, and nobody owes anything for the rest. If something else goes wrong, \
write to Foothold before the time to answer is up.
"""

TERMS = """
CREATE OR REPLACE FUNCTION offer_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.application_id, NEW.made_by_id, NEW.pay_minor, NEW.fee_minor, NEW.currency,
      NEW.starts_on, NEW.ends_on, NEW.total_hours, NEW.hours_per_week, NEW.note, NEW.{agreement})
    IS DISTINCT FROM
     (OLD.application_id, OLD.made_by_id, OLD.pay_minor, OLD.fee_minor, OLD.currency,
      OLD.starts_on, OLD.ends_on, OLD.total_hours, OLD.hours_per_week, OLD.note, OLD.{agreement})
  THEN
    RAISE EXCEPTION 'offer %: its terms do not change', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_terms';
  END IF;
  RETURN NEW;
END
$$;
"""
WITHOUT, WITH = "DROP TRIGGER offer_guard ON applications_offer;", (
    "CREATE TRIGGER offer_guard BEFORE UPDATE ON applications_offer"
    " FOR EACH ROW EXECUTE FUNCTION offer_guard();"
)

FIXED = """
CREATE FUNCTION agreed_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% %: what was agreed does not change', TG_TABLE_NAME, OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'agreed_for_ever';
END
$$;
CREATE TRIGGER agreed_for_ever BEFORE UPDATE OR DELETE ON applications_agreement
  FOR EACH ROW EXECUTE FUNCTION agreed_for_ever();
CREATE TRIGGER agreed_for_ever BEFORE UPDATE OR DELETE ON applications_acceptance
  FOR EACH ROW EXECUTE FUNCTION agreed_for_ever();
"""
NOT_FIXED = """
DROP TRIGGER agreed_for_ever ON applications_acceptance;
DROP TRIGGER agreed_for_ever ON applications_agreement;
DROP FUNCTION agreed_for_ever();
"""


def keep_what_was_agreed(apps, schema_editor):
    offers = apps.get_model("applications", "Offer").objects.select_related(
        "application__student"
    )
    if not offers.exists():
        return
    text = apps.get_model("applications", "Agreement").objects.create(
        version="2026-11",
        language="en",
        ownership="employer",
        confidentiality="marked",
        ai_use="disclosed",
        text=FIRST,
        sha256=sha256(FIRST.encode()).hexdigest(),
    )
    acceptances = apps.get_model("applications", "Acceptance").objects
    offers.update(agreed=text)
    for offer in offers:
        acceptances.create(offer=offer, side="employer", by_id=offer.made_by_id, at=offer.made_at)
        if offer.status in ("accepted", "cancelled") and offer.answered_at:
            student = offer.application.student.user_id
            acceptances.create(offer=offer, side="student", by_id=student, at=offer.answered_at)


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0006_disputed_and_refunded"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.CharField(max_length=12)),
                ("language", models.CharField(max_length=10)),
                ("ownership", models.CharField(choices=[("employer", "It is yours; they may describe it"), ("portfolio", "It is yours; they may show it"), ("licence", "It is theirs; you may use it in any way")], max_length=12)),
                ("confidentiality", models.CharField(choices=[("marked", "What is marked, or plainly private"), ("all", "Everything about the work"), ("open", "Nothing but personal data")], max_length=12)),
                ("ai_use", models.CharField(choices=[("disclosed", "Yes, if they say so"), ("agreed", "Only what you agreed to in writing"), ("none", "No")], max_length=12)),
                ("text", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(fields=("sha256", "version", "language", "ownership", "confidentiality", "ai_use"), name="one_row_per_agreement"),
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("side", models.CharField(choices=[("employer", "Employer"), ("student", "Student")], max_length=8)),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("offer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="acceptances", to="applications.offer")),
            ],
            options={"ordering": ["at"]},
        ),
        migrations.AddConstraint(
            model_name="acceptance",
            constraint=models.UniqueConstraint(fields=("offer", "side"), name="one_acceptance_a_side"),
        ),
        migrations.AddField(
            model_name="offer",
            name="agreed",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="applications.agreement"),
        ),
        migrations.RunSQL(WITHOUT, WITH),
        migrations.RunPython(keep_what_was_agreed, migrations.RunPython.noop),
        # The tables change below: what the rows above have to satisfy is checked first.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;", ""),
        migrations.RemoveField(model_name="offer", name="agreement"),
        migrations.RenameField(model_name="offer", old_name="agreed", new_name="agreement"),
        migrations.AlterField(
            model_name="offer",
            name="agreement",
            field=models.ForeignKey(help_text="The text, word for word.", on_delete=django.db.models.deletion.PROTECT, related_name="+", to="applications.agreement"),
        ),
        migrations.RunSQL(
            TERMS.replace("{agreement}", "agreement_id") + WITH,
            WITHOUT + TERMS.replace("{agreement}", "agreement"),
        ),
        migrations.RunSQL(FIXED, NOT_FIXED),
    ]

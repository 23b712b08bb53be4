"""What the database itself refuses: a step that is not in the tables, and changed terms."""

from django.db import migrations

# The same steps as Milestone.TRANSITIONS: tests/applications/test_guards.py compares them.
STEPS = """
CREATE FUNCTION milestone_may_become(before text, after text) RETURNS boolean
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

MILESTONE = """
CREATE FUNCTION milestone_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> OLD.status AND NOT milestone_may_become(OLD.status, NEW.status) THEN
    RAISE EXCEPTION 'milestone %: % cannot become %', OLD.id, OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'milestone_step';
  END IF;
  IF (NEW.offer_id, NEW.position, NEW.title, NEW.due_on, NEW.amount_minor, NEW.fee_minor,
      NEW.currency)
    IS DISTINCT FROM
     (OLD.offer_id, OLD.position, OLD.title, OLD.due_on, OLD.amount_minor, OLD.fee_minor,
      OLD.currency)
  THEN
    RAISE EXCEPTION 'milestone %: the terms of an offer do not change', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'milestone_terms';
  END IF;
  IF OLD.placement_id IS NOT NULL AND NEW.placement_id IS DISTINCT FROM OLD.placement_id THEN
    RAISE EXCEPTION 'milestone %: it belongs to a placement already', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'milestone_placement';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER milestone_guard BEFORE UPDATE ON applications_milestone
  FOR EACH ROW EXECUTE FUNCTION milestone_guard();
"""

OFFER = """
CREATE FUNCTION offer_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.application_id, NEW.made_by_id, NEW.pay_minor, NEW.fee_minor, NEW.currency,
      NEW.starts_on, NEW.ends_on, NEW.total_hours, NEW.hours_per_week, NEW.note, NEW.agreement)
    IS DISTINCT FROM
     (OLD.application_id, OLD.made_by_id, OLD.pay_minor, OLD.fee_minor, OLD.currency,
      OLD.starts_on, OLD.ends_on, OLD.total_hours, OLD.hours_per_week, OLD.note, OLD.agreement)
  THEN
    RAISE EXCEPTION 'offer %: its terms do not change', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_terms';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER offer_guard BEFORE UPDATE ON applications_offer
  FOR EACH ROW EXECUTE FUNCTION offer_guard();
"""

UNDO = """
DROP TRIGGER offer_guard ON applications_offer;
DROP FUNCTION offer_guard();
DROP TRIGGER milestone_guard ON applications_milestone;
DROP FUNCTION milestone_guard();
DROP FUNCTION milestone_may_become(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]

    operations = [migrations.RunSQL(STEPS + MILESTONE + OFFER, UNDO)]

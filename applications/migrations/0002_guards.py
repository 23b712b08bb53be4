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

OFFER = """
CREATE FUNCTION offer_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.application_id, NEW.made_by_id, NEW.pay_minor, NEW.fee_minor, NEW.currency,
      NEW.starts_on, NEW.ends_on, NEW.total_hours, NEW.hours_per_week, NEW.note, NEW.agreement_id)
    IS DISTINCT FROM
     (OLD.application_id, OLD.made_by_id, OLD.pay_minor, OLD.fee_minor, OLD.currency,
      OLD.starts_on, OLD.ends_on, OLD.total_hours, OLD.hours_per_week, OLD.note, OLD.agreement_id)
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

# Who shares the pay, and how, is as frozen as the terms it is the pay of.
AGREED = """
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
CREATE TRIGGER agreed_for_ever BEFORE UPDATE OR DELETE ON applications_placementmember
  FOR EACH ROW EXECUTE FUNCTION agreed_for_ever();
"""

# At commit, a milestone is `disputed` if and only if a dispute about it goes on.
DISPUTED = """
CREATE FUNCTION disputed_has_a_dispute() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  about uuid;
  disputed boolean;
BEGIN
  IF TG_TABLE_NAME = 'applications_milestone' THEN
    about := NEW.id;
  ELSIF TG_OP = 'DELETE' THEN
    about := OLD.milestone_id;
  ELSE
    about := NEW.milestone_id;
  END IF;
  SELECT status = 'disputed' INTO disputed FROM applications_milestone WHERE id = about;
  IF disputed IS DISTINCT FROM EXISTS (
    SELECT 1 FROM applications_dispute
     WHERE milestone_id = about AND status IN ('open', 'answered')
  ) AND disputed IS NOT NULL THEN
    RAISE EXCEPTION 'milestone %: disputed without a dispute, or a dispute without it', about
      USING ERRCODE = 'check_violation', CONSTRAINT = 'disputed_has_a_dispute';
  END IF;
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER disputed_has_a_dispute AFTER UPDATE OF status ON applications_milestone
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.status = 'disputed' OR NEW.status = 'disputed')
  EXECUTE FUNCTION disputed_has_a_dispute();
CREATE CONSTRAINT TRIGGER disputed_from_the_start AFTER INSERT ON applications_milestone
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.status = 'disputed')
  EXECUTE FUNCTION disputed_has_a_dispute();
CREATE CONSTRAINT TRIGGER dispute_has_a_milestone
  AFTER INSERT OR DELETE OR UPDATE OF status, milestone_id ON applications_dispute
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION disputed_has_a_dispute();
"""

UNDO = """
DROP TRIGGER dispute_has_a_milestone ON applications_dispute;
DROP TRIGGER disputed_from_the_start ON applications_milestone;
DROP TRIGGER disputed_has_a_dispute ON applications_milestone;
DROP FUNCTION disputed_has_a_dispute();
DROP TRIGGER agreed_for_ever ON applications_placementmember;
DROP TRIGGER agreed_for_ever ON applications_acceptance;
DROP TRIGGER agreed_for_ever ON applications_agreement;
DROP FUNCTION agreed_for_ever();
DROP TRIGGER milestone_part_guard ON applications_milestone;
DROP FUNCTION milestone_part_guard();
DROP TRIGGER offer_guard ON applications_offer;
DROP FUNCTION offer_guard();
DROP TRIGGER milestone_guard ON applications_milestone;
DROP FUNCTION milestone_guard();
DROP FUNCTION milestone_may_become(text, text);
"""


class Migration(migrations.Migration):
    replaces = [
        ("applications", "0002_frozen_terms"),
        ("applications", "0006_disputed_and_refunded"),
        ("applications", "0007_agreements"),
        ("applications", "0017_teams"),
        ("applications", "0019_disputed_has_a_dispute"),
    ]

    dependencies = [("applications", "0001_tables")]

    operations = [migrations.RunSQL(STEPS + MILESTONE + PART + OFFER + AGREED + DISPUTED, UNDO)]

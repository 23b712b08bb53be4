"""At commit, a milestone is `disputed` if and only if a dispute about it goes on."""

from django.db import migrations

GUARD = """
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

NO_GUARD = """
DROP TRIGGER dispute_has_a_milestone ON applications_dispute;
DROP TRIGGER disputed_from_the_start ON applications_milestone;
DROP TRIGGER disputed_has_a_dispute ON applications_milestone;
DROP FUNCTION disputed_has_a_dispute();
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0018_asked_again")]

    operations = [migrations.RunSQL(GUARD, NO_GUARD)]

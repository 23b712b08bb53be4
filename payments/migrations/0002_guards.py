"""The ledger's rules, in the database: they hold for whoever writes, by whatever way.

No TRUNCATE trigger: tests flush with it. A role that does not own the tables can be
kept from UPDATE, DELETE and TRUNCATE altogether: docs/money.md says how.
"""

from django.db import migrations

FORWARD = r"""
-- An entry has the currency of its account.
ALTER TABLE payments_entry
  ADD CONSTRAINT entry_in_the_currency_of_its_account
  FOREIGN KEY (account_id, currency) REFERENCES payments_ledgeraccount (id, currency);

-- An account starts empty, and only entries change its balance.
CREATE FUNCTION payments_account_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.balance <> 0 THEN
      RAISE EXCEPTION 'an account starts empty' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1
     AND (NEW.id, NEW.kind, NEW.currency, NEW.guarded, NEW.milestone_id, NEW.user_id, NEW.funding_id)
         IS NOT DISTINCT FROM
         (OLD.id, OLD.kind, OLD.currency, OLD.guarded, OLD.milestone_id, OLD.user_id, OLD.funding_id)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'account %: only entries change an account', OLD.id
    USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER account_guard BEFORE INSERT OR UPDATE OR DELETE ON payments_ledgeraccount
  FOR EACH ROW EXECUTE FUNCTION payments_account_guard();

-- A journal carries the transaction that wrote it, whatever the writer says.
CREATE FUNCTION payments_journal_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.xid := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE TRIGGER journal_seal BEFORE INSERT ON payments_journal
  FOR EACH ROW EXECUTE FUNCTION payments_journal_seal();

-- Legs are added in that transaction and never after it. Guarded accounts keep their balance
-- under a row lock; the check on the account refuses an overdraft.
CREATE FUNCTION payments_entry_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT xid FROM payments_journal WHERE id = NEW.journal_id)
     IS DISTINCT FROM pg_current_xact_id() THEN
    RAISE EXCEPTION 'journal % is sealed', NEW.journal_id USING ERRCODE = 'check_violation';
  END IF;
  UPDATE payments_ledgeraccount SET balance = balance + NEW.amount
   WHERE id = NEW.account_id AND guarded;
  RETURN NEW;
END $$;
CREATE TRIGGER entry_insert BEFORE INSERT ON payments_entry
  FOR EACH ROW EXECUTE FUNCTION payments_entry_insert();

-- At commit: every journal has legs, and they sum to zero in each currency.
CREATE FUNCTION payments_entry_zero() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE off record;
BEGIN
  SELECT currency, sum(amount) AS total INTO off FROM payments_entry
   WHERE journal_id = NEW.journal_id GROUP BY currency HAVING sum(amount) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'journal % is off by % %', NEW.journal_id, off.total, off.currency
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_zero AFTER INSERT ON payments_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_entry_zero();

CREATE FUNCTION payments_journal_filled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM payments_entry WHERE journal_id = NEW.id) THEN
    RAISE EXCEPTION 'journal % is empty', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER journal_filled AFTER INSERT ON payments_journal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_journal_filled();

CREATE FUNCTION payments_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON payments_entry
  FOR EACH ROW EXECUTE FUNCTION payments_append_only();
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON payments_journal
  FOR EACH ROW EXECUTE FUNCTION payments_append_only();

-- A paper is what was sent to somebody: it is not changed, and no number is taken back.
CREATE TRIGGER paper_append_only BEFORE UPDATE OR DELETE ON payments_paper
  FOR EACH ROW EXECUTE FUNCTION payments_append_only();

-- What was asked of Stripe is asked again in the same words, or not at all.
CREATE FUNCTION payments_operation_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.kind, NEW.subject, NEW.params) IS DISTINCT FROM
     (OLD.id, OLD.kind, OLD.subject, OLD.params) THEN
    RAISE EXCEPTION 'operation % is frozen', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER operation_frozen BEFORE UPDATE ON payments_operation
  FOR EACH ROW EXECUTE FUNCTION payments_operation_frozen();
"""

BACKWARD = r"""
DROP TRIGGER operation_frozen ON payments_operation;
DROP TRIGGER paper_append_only ON payments_paper;
DROP TRIGGER journal_append_only ON payments_journal;
DROP TRIGGER entry_append_only ON payments_entry;
DROP TRIGGER journal_filled ON payments_journal;
DROP TRIGGER entry_zero ON payments_entry;
DROP TRIGGER entry_insert ON payments_entry;
DROP TRIGGER journal_seal ON payments_journal;
DROP TRIGGER account_guard ON payments_ledgeraccount;
DROP FUNCTION payments_operation_frozen();
DROP FUNCTION payments_append_only();
DROP FUNCTION payments_journal_filled();
DROP FUNCTION payments_entry_zero();
DROP FUNCTION payments_entry_insert();
DROP FUNCTION payments_journal_seal();
DROP FUNCTION payments_account_guard();
ALTER TABLE payments_entry DROP CONSTRAINT entry_in_the_currency_of_its_account;
"""


class Migration(migrations.Migration):
    replaces = [
        ("payments", "0002_ledger_guards"),
        ("payments", "0008_papers"),
    ]

    dependencies = [("payments", "0001_tables")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

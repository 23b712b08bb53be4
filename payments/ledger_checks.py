"""What must not be in the books: `ledger.problems` asks, every night and after every test."""

from payments import apart, budget_checks

# Each query finds what must not be; its columns fill the sentence. payments.md I1 to I8.
CHECKS = [
    (
        "journal %s is off by %s %s",
        """SELECT j.key, sum(e.amount), e.currency
             FROM payments_journal j JOIN payments_entry e ON e.journal_id = j.id
            GROUP BY j.key, e.currency HAVING sum(e.amount) <> 0""",
    ),
    (
        "journal %s is empty",
        """SELECT key FROM payments_journal j
            WHERE NOT EXISTS (SELECT 1 FROM payments_entry e WHERE e.journal_id = j.id)""",
    ),
    (
        "%s journals came from a server that was further on: run bin/migrate, which seals them",
        """SELECT count(*) FROM payments_journal
            WHERE xid > (SELECT pg_current_xact_id()) HAVING count(*) > 0""",
    ),
    (
        "account %s keeps a balance of %s, its entries sum to %s",
        """SELECT a.id, a.balance, coalesce(sum(e.amount), 0)
             FROM payments_ledgeraccount a LEFT JOIN payments_entry e ON e.account_id = a.id
            WHERE a.guarded GROUP BY a.id HAVING a.balance <> coalesce(sum(e.amount), 0)""",
    ),
    (
        "milestone %s is %s and holds %s, not %s",
        """SELECT m.id, m.status, coalesce(held.held, 0), wanted.held
             FROM applications_milestone m
             LEFT JOIN (SELECT milestone_id, -sum(balance) AS held FROM payments_ledgeraccount
                         WHERE kind = 'hold' GROUP BY milestone_id) held
                    ON held.milestone_id = m.id
            CROSS JOIN LATERAL (
                  SELECT CASE WHEN m.status IN ('funded', 'delivered', 'changes', 'disputed')
                         THEN m.amount_minor ELSE 0 END AS held) wanted
            WHERE coalesce(held.held, 0) <> wanted.held""",
    ),
    (
        "payment %s is %s, and its journal says otherwise",
        """SELECT f.id, f.status FROM payments_funding f
             LEFT JOIN payments_journal j ON j.key = 'fund:' || f.id
            WHERE (f.status = 'succeeded') <> (j.id IS NOT NULL)""",
    ),
    (
        "payment %s brought in %s, and %s of it can be found",
        """SELECT f.id, got.amount, coalesce(parked.amount, 0)
             FROM payments_funding f
             JOIN payments_journal j ON j.key = 'fund:' || f.id
             JOIN LATERAL (SELECT sum(e.amount) AS amount FROM payments_entry e
                            WHERE e.journal_id = j.id AND e.amount > 0) got ON true
             LEFT JOIN LATERAL (
                  SELECT -sum(a.balance) + (SELECT coalesce(sum(r.amount_minor), 0)
                                              FROM payments_refund r
                                             WHERE r.funding_id = f.id AND r.status = 'succeeded')
                       + (SELECT coalesce(sum(c.covered_minor), 0) FROM payments_chargeback c
                           WHERE c.funding_id = f.id)
                         AS amount
                    FROM payments_ledgeraccount a
                   WHERE a.funding_id = f.id) parked ON true
            WHERE NOT f.applied AND got.amount <> coalesce(parked.amount, 0)
               OR f.applied AND got.amount <> f.amount_minor""",
    ),
    (
        "payment %s of %s is paid back or kept to %s",
        """SELECT f.id, f.amount_minor, coalesce(back.amount, 0) + coalesce(kept.amount, 0)
             FROM payments_funding f
             LEFT JOIN (SELECT funding_id, sum(amount_minor) AS amount FROM payments_refund
                         WHERE status <> 'failed' GROUP BY funding_id) back
                    ON back.funding_id = f.id
             LEFT JOIN (SELECT funding_id, -sum(balance) AS amount FROM payments_ledgeraccount
                         WHERE kind = 'kept' GROUP BY funding_id) kept ON kept.funding_id = f.id
            WHERE coalesce(back.amount, 0) + coalesce(kept.amount, 0) > f.amount_minor
              AND f.problem <> 'mismatch'""",
    ),
    (
        "chargeback %s says %s lost and %s covered, its journals say %s and %s",
        """SELECT c.stripe_dispute_id, c.lost_minor, c.covered_minor,
                  coalesce(said.lost, 0), coalesce(said.covered, 0)
             FROM payments_chargeback c
             LEFT JOIN (SELECT split_part(j.key, ':', 2) AS dispute,
                               sum(e.amount) FILTER (WHERE j.kind = 'lost') AS lost,
                               -sum(e.amount) FILTER (WHERE j.kind = 'cover') AS covered
                          FROM payments_journal j
                          JOIN payments_entry e ON e.journal_id = j.id
                          JOIN payments_ledgeraccount a ON a.id = e.account_id AND a.kind = 'loss'
                         WHERE j.kind IN ('lost', 'cover')
                         GROUP BY split_part(j.key, ':', 2)) said
                    ON said.dispute = c.stripe_dispute_id
            WHERE (c.lost_minor, c.covered_minor)
                  <> (coalesce(said.lost, 0), coalesce(said.covered, 0))""",
    ),
    (
        "student %s owes us %s, and the reversals say %s",
        """SELECT coalesce(a.user_id, r.user_id), coalesce(a.owed, 0), coalesce(r.owed, 0)
             FROM (SELECT a.user_id, a.currency, sum(e.amount) AS owed
                     FROM payments_ledgeraccount a
                     JOIN payments_entry e ON e.account_id = a.id
                    WHERE a.kind = 'recovery_receivable' GROUP BY a.user_id, a.currency) a
             FULL JOIN (SELECT s.user_id, r.currency, sum(r.amount_minor) AS owed
                          FROM payments_reversal r
                          JOIN payments_payout p ON p.id = r.payout_id
                          JOIN accounts_student s ON s.id = p.student_id
                         WHERE r.status IN ('asked', 'waits') GROUP BY s.user_id, r.currency) r
                    ON r.user_id = a.user_id AND r.currency = a.currency
            WHERE coalesce(a.owed, 0) <> coalesce(r.owed, 0)""",
    ),
    (
        "refund %s of %s has no journal of that amount",
        """SELECT r.id, r.amount_minor FROM payments_refund r
            WHERE NOT EXISTS (
                  SELECT 1 FROM payments_journal j
                    JOIN payments_entry e ON e.journal_id = j.id AND e.amount = -r.amount_minor
                    JOIN payments_ledgeraccount a
                      ON a.id = e.account_id AND a.funding_id = r.funding_id
                     AND a.kind = 'refund_payable'
                   WHERE j.key = 'refund:' || r.id)""",
    ),
    (
        "of invoice %s %s were credited, tax %s",
        """SELECT i.number, sum(c.total_minor), sum(c.tax_minor)
             FROM payments_paper i JOIN payments_paper c
               ON c.funding_id = i.funding_id AND c.kind = 'credit'
            WHERE i.kind = 'invoice' GROUP BY i.id
           HAVING sum(c.total_minor) > i.total_minor OR sum(c.tax_minor) > i.tax_minor""",
    ),
    (
        "the last %s of series %s is %s, and there are %s up to %s",
        """SELECT n.kind, n.series, n.last, count(p.id), coalesce(max(p.number), 0)
             FROM payments_papercounter n
             LEFT JOIN payments_paper p ON p.series = n.series AND p.kind = n.kind
            GROUP BY n.id HAVING n.last <> count(p.id) OR n.last <> coalesce(max(p.number), 0)""",
    ),
    (
        "payout %s is being sent, and its operation is %s",
        """SELECT p.id, o.status FROM payments_payout p
             JOIN payments_operation o ON o.id = p.operation_id
            WHERE p.status = 'queued' AND o.status IN ('done', 'rejected')""",
    ),
    (
        "milestone %s of %s is %s, and %s was paid in for it",
        """SELECT m.id, m.amount_minor, m.status,
                  coalesce(paid.amount, 0) + coalesce(used.amount, 0)
                  + coalesce(granted.amount, 0)
             FROM applications_milestone m
             LEFT JOIN (SELECT milestone_id, sum(amount_minor) AS amount FROM payments_funding
                         WHERE applied GROUP BY milestone_id) paid ON paid.milestone_id = m.id
             LEFT JOIN (SELECT milestone_id, sum(amount_minor) AS amount FROM payments_credituse
                         GROUP BY milestone_id) used ON used.milestone_id = m.id
             LEFT JOIN (SELECT milestone_id, sum(amount_minor) AS amount FROM payments_sponsorship
                         WHERE status = 'held' GROUP BY milestone_id) granted
                    ON granted.milestone_id = m.id
            WHERE coalesce(paid.amount, 0) + coalesce(used.amount, 0) + coalesce(granted.amount, 0)
                  <> CASE WHEN m.status IN ('agreed', 'cancelled') THEN 0
                          ELSE m.amount_minor END""",
    ),
    *budget_checks.CHECKS,
    apart.CHECK,
    (
        "what is kept of payment %s is %s, and there are %s of it",
        """SELECT c.funding_id, c.status, coalesce(-sum(a.balance), 0)
             FROM payments_credit c LEFT JOIN payments_ledgeraccount a
               ON a.kind = 'kept' AND a.funding_id = c.funding_id
            GROUP BY c.id HAVING (c.status = 'closed') <> (coalesce(sum(a.balance), 0) = 0)""",
    ),
    (
        "milestone %s is %s without a payout of what is the student's",
        """SELECT m.id, m.status FROM applications_milestone m
             LEFT JOIN (SELECT milestone_id, currency, sum(amount_minor) AS amount,
                               bool_and(status = 'sent') AS sent
                          FROM payments_payout GROUP BY milestone_id, currency) p
               ON p.milestone_id = m.id
              AND p.currency = m.currency
              AND p.amount = coalesce(m.part_minor - m.part_fee_minor, m.amount_minor - m.fee_minor)
              AND p.sent = (m.status = 'paid')
            WHERE (m.status IN ('approved', 'paid')) <> (p.milestone_id IS NOT NULL)""",
    ),
    (
        "payout %s is %s, and %s of it is owed",
        """SELECT p.id, p.status, coalesce(-a.balance, 0) FROM payments_payout p
             JOIN accounts_student s ON s.id = p.student_id
             LEFT JOIN payments_ledgeraccount a
               ON a.kind = 'payee_payable' AND a.milestone_id = p.milestone_id
              AND a.user_id = s.user_id
            WHERE coalesce(-a.balance, 0)
                  <> CASE WHEN p.status = 'sent' THEN 0 ELSE p.amount_minor END""",
    ),
    (
        "payout %s is sent, and its operation is %s",
        """SELECT p.id, o.status FROM payments_payout p
             JOIN payments_operation o ON o.id = p.operation_id
            WHERE p.status = 'sent' AND o.status NOT IN ('done', 'rejected')""",
    ),
]

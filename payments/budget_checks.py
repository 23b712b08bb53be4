"""What must not be of universities' budgets: see `payments.ledger.CHECKS`."""

CHECKS = [
    (
        "top-up %s is %s, and its journal says otherwise",
        """SELECT t.id, t.status FROM payments_topup t
             LEFT JOIN payments_journal j ON j.key = 'topup:' || t.id
            WHERE (t.status = 'succeeded') <> (j.id IS NOT NULL)""",
    ),
    (
        "budget %s was given %s less what is reserved, spent and back, and %s are left",
        """SELECT b.id, came.minor - given.minor - back.minor - taken.minor,
                  -coalesce(a.balance, 0)
             FROM payments_budget b
            CROSS JOIN LATERAL (SELECT coalesce(sum(came_minor), 0) AS minor FROM payments_topup
                                 WHERE budget_id = b.id AND status = 'succeeded') came
            CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor - back_minor), 0) AS minor
                                  FROM payments_sponsorship
                                 WHERE budget_id = b.id AND status IN ('reserved', 'held')) given
            CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor), 0) AS minor
                                  FROM payments_budgetreturn
                                 WHERE budget_id = b.id AND status <> 'dropped') back
            CROSS JOIN LATERAL (SELECT coalesce(sum(c.apart_minor), 0) AS minor
                                  FROM payments_topupchargeback c
                                  JOIN payments_topup t ON t.id = c.top_up_id
                                 WHERE t.budget_id = b.id) taken
             LEFT JOIN payments_ledgeraccount a ON a.kind = 'budget' AND a.budget_id = b.id
            WHERE came.minor - given.minor - back.minor - taken.minor <> -coalesce(a.balance, 0)""",
    ),
    (
        "%s are on their way back from budget %s, and %s are owed to it",
        """SELECT back.minor, b.id, -coalesce(a.balance, 0) FROM payments_budget b
            CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor), 0) AS minor
                                  FROM payments_budgetreturn
                                 WHERE budget_id = b.id AND status = 'to_send') back
             LEFT JOIN payments_ledgeraccount a
               ON a.kind = 'refund_payable' AND a.budget_id = b.id
            WHERE back.minor <> -coalesce(a.balance, 0)""",
    ),
    (
        "milestone %s is %s, and %s of a budget are reserved for it, not %s",
        """SELECT m.id, m.status, -coalesce(a.balance, 0), coalesce(s.amount_minor, 0)
             FROM applications_milestone m
             LEFT JOIN payments_sponsorship s ON s.milestone_id = m.id AND s.status = 'reserved'
             LEFT JOIN (SELECT milestone_id, sum(balance) AS balance FROM payments_ledgeraccount
                         WHERE kind = 'reserved' GROUP BY milestone_id) a ON a.milestone_id = m.id
            WHERE -coalesce(a.balance, 0) <> coalesce(s.amount_minor, 0)
               OR s.id IS NOT NULL AND m.status NOT IN ('agreed', 'cancelled')""",
    ),
]

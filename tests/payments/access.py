"""Who may open what of payments."""

from typing import Any

from accounts.models import User
from payments import actions
from payments.actions import papering
from payments.models import Credit, Journal, LedgerAccount
from tests import make
from tests.access import Row
from tests.making import budget as budgets
from tests.making import budget_back as budgets_back
from tests.making.by_hand import payout_by_hand, recorded, refused_payout

type Made = tuple[dict[str, Any], User | None]


def to_pay() -> Made:
    milestone = make.placement().milestones.get()
    return {"pk": milestone.pk}, milestone.offer.made_by


def paid() -> Made:
    funding = make.funded()
    return {"pk": funding.pk}, funding.payer


def to_approve() -> Made:
    milestone = make.delivered()
    return {"pk": milestone.pk}, milestone.offer.made_by


def paid_out() -> Made:
    payout = make.payout()
    return {"pk": payout.pk}, payout.student.user


def kept() -> Made:
    """What a student who dropped out has left with us: the employer is asked."""
    funding = make.funded()
    placement = funding.milestone.placement
    assert placement is not None
    told = actions.outcome(placement).back_minor
    actions.call_off(placement, placement.student.user, "time", "", told=told)
    return {"pk": Credit.objects.get(funding=funding).pk}, funding.payer


def at_work() -> Made:
    milestone = make.funded().milestone
    return {"pk": milestone.placement_id}, milestone.offer.made_by


def to_agree() -> Made:
    row = make.dispute()
    return {"pk": row.pk}, row.milestone.offer.application.student.user


def to_decide() -> Made:
    return {"pk": make.answered().pk}, make.platform()


def our_staff() -> Made:
    return {}, make.platform()


def invoiced() -> Made:
    funding = make.funded()
    return {"pk": papering.invoice(funding).pk}, funding.payer


def in_the_ledger() -> Made:
    milestone = make.funded().milestone
    found = LedgerAccount.objects.get(kind="hold", milestone=milestone)
    return {"pk": found.pk}, make.platform()


def a_journal() -> Made:
    make.funded()
    return {"pk": Journal.objects.latest("pk").pk}, make.platform()


def a_kind() -> Made:
    make.funded()
    return {"of": "hold-USD"}, make.platform()


def differs() -> Made:
    return {"pk": make.difference().pk}, make.platform()


def to_correct() -> Made:
    return {"pk": make.payout(sent=True).milestone_id}, make.platform()


def taken_back() -> Made:
    return {"pk": make.chargeback().pk}, make.platform()


def to_read() -> Made:
    return {"pk": make.chargeback().pk, "field": "receipt"}, make.platform()


def to_take_back() -> Made:
    return {"pk": make.reversal().pk}, make.platform()


def by_hand() -> Made:
    return {"pk": payout_by_hand().pk}, make.platform()


def in_my_hands() -> Made:
    payout, person = payout_by_hand(), make.platform()
    return {"pk": actions.begin_transfer(payout, person).pk}, person


def refused() -> Made:
    return {"pk": refused_payout().pk}, make.platform()


def parked() -> Made:
    return {"pk": make.bounced().pk}, make.platform()


def to_confirm() -> Made:
    return {"pk": recorded().pk}, make.platform()


def student() -> Made:
    return {}, make.student().user


def employer() -> Made:
    return {}, make.employer()


def nobody() -> Made:
    return {}, None


def a_spender() -> Made:
    return {}, budgets.spender()


def a_budget() -> Made:
    row = budgets.budget(100_00)
    return {"pk": row.pk}, row.made_by


def a_top_up() -> Made:
    row = budgets.announced()
    return {"pk": row.pk}, row.by


def a_paid_top_up() -> Made:
    row = budgets.budget(100_00).top_ups.get()
    return {"pk": row.pk}, row.by


def to_receive() -> Made:
    return {"pk": budgets.announced().pk}, make.platform()


def received() -> Made:
    return {"pk": budgets.received().pk}, make.platform()


def to_send_back() -> Made:
    return {"pk": budgets_back.asked_back().pk}, make.platform()


def asked_back() -> Made:
    row = budgets_back.asked_back()
    return {"pk": row.pk}, row.asked_by


def sent_back() -> Made:
    return {"pk": budgets_back.sent_back().pk}, make.platform()


def to_grant() -> Made:
    moderation = make.waiting()
    return {"pk": moderation.listing_id}, budgets.spender(moderation.university)


def to_fund() -> Made:
    row = budgets.budget(100_00)
    return {"pk": budgets.accepted(budgets.offered(row)).pk}, row.made_by


def granted() -> Made:
    row = budgets.budget(100_00)
    return {"pk": budgets.granted(budgets.offered(row), row).pk}, row.made_by


def offered() -> Made:
    row = make.offer()
    return {"pk": row.pk}, row.application.student.user


ACCESS = {
    "payments:accept": Row("post", offered, 302, 404, 403, 403, owner=200),
    "payments:budgets": Row("get", a_spender, 302, 403, 403, 200, 200),
    "payments:new_budget": Row("get,post", a_spender, 302, 403, 403, 200, 200),
    "payments:budget": Row("get", a_budget, 302, 403, 403, 404, 200),
    "payments:edit_budget": Row("get,post", a_budget, 302, 403, 403, 404, 200),
    "payments:budget_movements": Row("get", a_budget, 302, 403, 403, 404, 200),
    "payments:budget_movements_csv": Row("get", a_budget, 302, 403, 403, 404, 200),
    "payments:top_up": Row("get,post", a_budget, 302, 403, 403, 404, 200),
    "payments:top_up_done": Row("get", a_top_up, 302, 403, 403, 404, 200),
    "payments:top_up_pdf": Row("get", a_paid_top_up, 302, 403, 403, 404, 200),
    "payments:drop_top_up": Row("post", a_top_up, 302, 403, 403, 404, 302),
    "payments:grant_listing": Row("get,post", to_grant, 302, 403, 403, 404, 200),
    "payments:grant_placement": Row("get,post", to_fund, 302, 403, 403, 404, 200),
    "payments:end_grant": Row("post", granted, 302, 403, 403, 404, 302),
    "payments:receive": Row("get", to_receive, 302, 403, 403, 403, 200),
    "payments:confirm_receipt": Row("post", received, 302, 403, 403, 403, 302),
    "payments:refuse_receipt": Row("post", received, 302, 403, 403, 403, 422),
    "payments:receipt_paper": Row("get", received, 302, 403, 403, 403, 200),
    "payments:ask_back": Row("get,post", a_budget, 302, 403, 403, 404, 200),
    "payments:keep_in": Row("post", asked_back, 302, 403, 403, 404, 302),
    "payments:send_back": Row("get", to_send_back, 302, 403, 403, 403, 200),
    "payments:confirm_return": Row("post", sent_back, 302, 403, 403, 403, 302),
    "payments:refuse_return": Row("post", sent_back, 302, 403, 403, 403, 422),
    "payments:return_paper": Row("get", sent_back, 302, 403, 403, 403, 200),
    "payments:fund": Row("get", to_pay, 302, 403, 404, 403, 200),
    "payments:returned": Row("get", paid, 302, 403, 404, 403, 200),
    "payments:approve": Row("get", to_approve, 302, 403, 404, 403, 200),
    "payments:receipt": Row("get", paid, 302, 403, 404, 403, 200),
    "payments:payslip": Row("get", paid_out, 302, 404, 403, 403, 200),
    "payments:call_off": Row("get", at_work, 302, 404, 404, 404, 200),
    "payments:agree": Row("get", to_agree, 302, 404, 404, 404, 200),
    "staff": Row("get", our_staff, 302, 404, 404, 404, 200),
    "payments:disputes": Row("get", our_staff, 302, 404, 404, 404, 200),
    "payments:decide": Row("get,post", to_decide, 302, 404, 404, 404, 200),
    "payments:receipt_pdf": Row("get", paid, 302, 403, 404, 403, 200),
    "payments:payslip_pdf": Row("get", paid_out, 302, 404, 403, 403, 200),
    "payments:paper": Row("get", invoiced, 302, 404, 404, 404, 200),
    "payments:billing": Row("get,post", employer, 302, 403, 200, 403, 200),
    "payments:statement": Row("get", employer, 302, 200, 200, 403, 200),
    "payments:statement_csv": Row("get", student, 302, 200, 200, 403, 200),
    "payments:ledger_months": Row("get", our_staff, 302, 404, 404, 404, 200),
    "payments:ledger_months_csv": Row("get", our_staff, 302, 404, 404, 404, 200),
    "payments:ledger_tax_forms": Row("get", our_staff, 302, 404, 404, 404, 200),
    "payments:ledger_tax_forms_csv": Row("get", our_staff, 302, 404, 404, 404, 200),
    "payments:ledger": Row("get", our_staff, 302, 404, 404, 404, 200),
    "payments:ledger_balances_csv": Row("get", our_staff, 302, 404, 404, 404, 200),
    "payments:ledger_accounts": Row("get", a_kind, 302, 404, 404, 404, 200),
    "payments:ledger_accounts_csv": Row("get", a_kind, 302, 404, 404, 404, 200),
    "payments:ledger_account": Row("get", in_the_ledger, 302, 404, 404, 404, 200),
    "payments:ledger_account_csv": Row("get", in_the_ledger, 302, 404, 404, 404, 200),
    "payments:ledger_journals": Row("get", our_staff, 302, 404, 404, 404, 200),
    "payments:ledger_journals_csv": Row("get", our_staff, 302, 404, 404, 404, 200),
    "payments:ledger_journal": Row("get", a_journal, 302, 404, 404, 404, 200),
    "payments:ledger_checks": Row("get", our_staff, 302, 404, 404, 404, 200),
    "payments:ledger_check_now": Row("post", our_staff, 302, 404, 404, 404, 302),
    "payments:differences": Row("get", our_staff, 302, 403, 403, 403, 200),
    "payments:difference": Row("get,post", differs, 302, 403, 403, 403, 200),
    "payments:take_difference": Row("post", differs, 302, 403, 403, 403, 302),
    "payments:post_rate": Row("post", differs, 302, 403, 403, 403, 302),
    "payments:credit": Row("get", kept, 302, 403, 404, 403, 200),
    "payments:keep": Row("post", kept, 302, 403, 404, 403, 302),
    "payments:give_back": Row("post", kept, 302, 403, 404, 403, 302),
    "payments:setup": Row("get", student, 302, 200, 403, 403, 200),
    "payments:setup_done": Row("get", student, 302, 302, 403, 403, 302),
    "payments:setup_again": Row("get", student, 302, 302, 403, 403, 302),
    "payments:money": Row("get", employer, 302, 200, 200, 403, 200),
    "payments:chargebacks": Row("get", our_staff, 302, 403, 403, 403, 200),
    "payments:chargeback": Row("get", taken_back, 302, 403, 403, 403, 200),
    "payments:evidence_file": Row("get", to_read, 302, 403, 403, 403, 200),
    "payments:corrections": Row("get", our_staff, 302, 403, 403, 403, 200),
    "payments:correct": Row("get,post", to_correct, 302, 403, 403, 403, 200),
    "payments:reversal": Row("get,post", to_take_back, 302, 403, 403, 403, 200),
    "payments:reverse_again": Row("post", to_take_back, 302, 403, 403, 403, 302),
    "payments:transfers": Row("get", our_staff, 302, 403, 403, 403, 200),
    "payments:transfer": Row("get", by_hand, 302, 403, 403, 403, 200),
    "payments:begin_transfer": Row("post", by_hand, 302, 403, 403, 403, 302),
    "payments:leave_transfer": Row("post", in_my_hands, 302, 403, 403, 403, 302),
    "payments:take_over": Row("post", refused, 302, 403, 403, 403, 302),
    "payments:return_parked": Row("post", parked, 302, 403, 403, 403, 302),
    "payments:confirm_transfer": Row("post", to_confirm, 302, 403, 403, 403, 302),
    "payments:refuse_transfer": Row("post", to_confirm, 302, 403, 403, 403, 422),
    "payments:transfer_paper": Row("get", to_confirm, 302, 403, 403, 403, 200),
    # Signed by Stripe or nothing, whoever is signed in.
    "payments:stripe_webhook": Row("post", nobody, 400, 400, 400, 400),
}

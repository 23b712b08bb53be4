"""What every site starts with: where a student's bank may be (as of November 2026), and skills."""

from datetime import date

from django.db import migrations

from accounts import vocabulary

SINCE = date(2026, 1, 1)
# Self-serve transfers to connected accounts: US, UK, EEA, Canada, Switzerland.
CROSS_BORDER = "https://docs.stripe.com/connect/cross-border-payouts"
CONNECT = (
    "US GB CA CH "
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE "
    "IS LI NO"
).split()
# No transfer of Stripe's gets there; our staff pay by bank transfer and keep the evidence.
MANUAL = {
    "IN": "https://support.stripe.com/questions/stripe-india-support-for-marketplaces",
    "PH": CROSS_BORDER,
    "CR": CROSS_BORDER,
}


def routes(apps, schema_editor):
    PayoutRoute = apps.get_model("accounts", "PayoutRoute")
    rows = [(country, "connect", CROSS_BORDER) for country in CONNECT]
    rows += [(country, "manual", source) for country, source in MANUAL.items()]
    for country, rail, source in rows:
        PayoutRoute.objects.get_or_create(
            country=country, defaults={"rail": rail, "since": SINCE, "source": source}
        )


def skills(apps, schema_editor):
    """Today's files with today's code: when the tables change, this moves to the newest migration.

    `bin/manage skills` does the same again.
    """
    vocabulary.load()


class Migration(migrations.Migration):
    replaces = [
        ("accounts", "0003_payout_routes"),
        ("accounts", "0004_skills"),
        ("accounts", "0007_skills_by_field"),
    ]

    dependencies = [("accounts", "0002_rules")]

    operations = [
        migrations.RunPython(routes, migrations.RunPython.noop),
        migrations.RunPython(skills, migrations.RunPython.noop),
    ]

"""Where a student's bank may be, as of November 2026."""

from datetime import date

from django.db import migrations

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


def add(apps, schema_editor):
    PayoutRoute = apps.get_model("accounts", "PayoutRoute")
    rows = [(country, "connect", CROSS_BORDER) for country in CONNECT]
    rows += [(country, "manual", source) for country, source in MANUAL.items()]
    for country, rail, source in rows:
        PayoutRoute.objects.get_or_create(
            country=country, defaults={"rail": rail, "since": SINCE, "source": source}
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_cache_table")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

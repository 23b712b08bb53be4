"""What a US dollar buys of other currencies, near enough to compare and sort by.

Rounded figures of the date below. Staff add newer ones in the administration.
"""

from datetime import date

from django.db import migrations

ON = date(2026, 11, 1)
PER_USD = {
    "USD": "1", "EUR": "0.86", "GBP": "0.75", "CHF": "0.80", "CAD": "1.39", "AUD": "1.53",
    "NZD": "1.74", "JPY": "152", "CNY": "7.12", "HKD": "7.78", "TWD": "30.7", "KRW": "1430",
    "SGD": "1.30", "MYR": "4.20", "THB": "32.4", "IDR": "16600", "PHP": "58.3", "VND": "26300",
    "INR": "88", "PKR": "281", "BDT": "122", "LKR": "304", "NPR": "141", "AED": "3.6725",
    "SAR": "3.75", "QAR": "3.64", "KWD": "0.307", "BHD": "0.376", "JOD": "0.709", "ILS": "3.30",
    "TRY": "42", "EGP": "47.5", "MAD": "9.2", "KES": "129", "NGN": "1450", "GHS": "11",
    "ZAR": "17.3", "SEK": "9.4", "NOK": "10", "DKK": "6.42", "PLN": "3.65", "CZK": "20.9",
    "HUF": "335", "RON": "4.37", "UAH": "42", "BRL": "5.35", "MXN": "18.4", "ARS": "1420",
    "CLP": "945", "COP": "3850", "PEN": "3.40",
}  # fmt: skip


def seed(apps, schema_editor):
    rows = apps.get_model("listings", "ExchangeRate").objects
    for currency, per_usd in PER_USD.items():
        rows.get_or_create(currency=currency, on_date=ON, defaults={"per_usd": per_usd})


class Migration(migrations.Migration):

    dependencies = [("listings", "0012_open_listing_triggers")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]

"""The least that can be paid by card."""

# Where it is more than 1.00, in minor units.
# Source: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
MORE = {
    "AED": 2_00,
    "CZK": 15_00,
    "DKK": 2_50,
    "HKD": 4_00,
    "HUF": 175_00,
    "MXN": 10_00,
    "MYR": 2_00,
    "NOK": 3_00,
    "PLN": 2_00,
    "RON": 2_00,
    "SEK": 3_00,
    "THB": 10_00,
}
USUAL = 1_00


def least_payment(currency: str) -> int:
    """Minor units. Of a currency without decimals as many of its units: Stripe takes 50 yen."""
    return MORE.get(currency, USUAL)

"""A local stand-in for Stripe: a program of its own, with a database file of its own.

Nothing in the site imports it, and it imports nothing of the site. docs/stripe.md tells what it
does and how far to believe it.
"""

"""A storm over the money: approvals by many at once while processes die and Stripe misbehaves.

`benches.money` prepares it; `python -m benches.storm` is the storm itself, in a process that
knows Django.
"""

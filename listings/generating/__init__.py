"""Listings by the million, for measuring: `manage.py generate`. Never on a real site.

Every text is put together from real words, every choice is skewed as in life, and the same seed
makes the same rows.
"""

"""Who decides for a university: the one place that says so."""

from __future__ import annotations

from accounts.access import Guarded, View, moderators_only, second_factor_required


def deciders_only(view: View) -> Guarded:
    """For moderators of a university, with their second factor. Whose rows: `of(user)` says."""
    return moderators_only(second_factor_required(view))

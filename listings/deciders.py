"""Who decides for a university: the one place that says so."""

from __future__ import annotations

from accounts.access import Guarded, View, second_factor_required, staff_only


def deciders_only(view: View) -> Guarded:
    """For staff of a university, with their second factor. Whose rows: `of(user)` says."""
    return staff_only(second_factor_required(view))

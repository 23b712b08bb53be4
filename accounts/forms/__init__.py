"""What the forms of other rooms share with ours: how a skill is asked for and written."""

from accounts.forms.fields import MOST_WORDS_IN_A_SKILL, SKILL, ListedInput

__all__ = ["MOST_WORDS_IN_A_SKILL", "SKILL", "ListedInput"]

"""What the forms of other rooms share with ours: how skills and places are asked for."""

from accounts.forms.fields import MOST_WORDS_IN_A_SKILL, SKILL, SkillsField, SuggestInput

__all__ = ["MOST_WORDS_IN_A_SKILL", "SKILL", "SkillsField", "SuggestInput"]

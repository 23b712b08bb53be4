"""What a rule says: where, and what is wrong."""

# The field a problem belongs to, and the problem in words.
type Problem = tuple[str, str]

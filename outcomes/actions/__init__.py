"""What writes here: the keeping of counts."""

from outcomes.actions.keeping import differences as differences
from outcomes.actions.keeping import keep as keep
from outcomes.actions.keeping import keep_changed as keep_changed

"""What writes here: the keeping of counts."""

from outcomes.actions.keeping import differences as differences
from outcomes.actions.keeping import keep as keep
from outcomes.actions.keeping import keep_changed as keep_changed
from outcomes.actions.surveying import answer as answer
from outcomes.actions.surveying import ask_missing as ask_missing
from outcomes.actions.surveying import open_survey as open_survey
from outcomes.actions.surveying import remind as remind

"""What universities are told of how it went: figures that are kept, never the events themselves."""

from outcomes.models.counts import Cell as Cell
from outcomes.models.counts import Hidden as Hidden
from outcomes.models.counts import Year as Year
from outcomes.models.surveys import Asked as Asked
from outcomes.models.surveys import Survey as Survey

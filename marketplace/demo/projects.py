"""Every demo listing, the oldest first."""

from marketplace.demo.listings_coding import CODING
from marketplace.demo.listings_data import DATA
from marketplace.demo.listings_design import DESIGN
from marketplace.demo.listings_field import FIELD
from marketplace.demo.listings_finance import FINANCE
from marketplace.demo.listings_languages import LANGUAGES
from marketplace.demo.listings_many import MANY
from marketplace.demo.listings_marketing import MARKETING
from marketplace.demo.listings_programmes import PROGRAMMES
from marketplace.demo.listings_research import RESEARCH
from marketplace.demo.listings_short import SHORT
from marketplace.demo.listings_writing import WRITING

PROJECTS = sorted(
    [
        *PROGRAMMES,
        *DATA,
        *MARKETING,
        *WRITING,
        *RESEARCH,
        *CODING,
        *DESIGN,
        *FINANCE,
        *FIELD,
        *SHORT,
        *LANGUAGES,
        *MANY,
    ],
    key=lambda project: -project.posted,
)

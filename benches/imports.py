"""Reading a spreadsheet of messy listings, drafting them, and the same again."""

from benches.browse import QUICK
from benches.data import prepare
from benches.figures import Figure
from benches.part import measure

ROWS = 10_000


def run(quick: bool) -> list[Figure]:
    """Of a tenth of the rows, if `quick`; the bounds are those of the whole."""
    prepare(QUICK.small)
    found = measure("importing", QUICK.small, rows=ROWS // 10 if quick else ROWS)
    return [
        Figure("import_10k_s", found["import_10k_s"], "seconds to read and draft them", 60),
        Figure("import_faults_missed", found["import_faults_missed"], "bad rows not reported", 0),
        Figure("import_faults_imagined", found["import_faults_imagined"], "good rows reported", 0),
        Figure("import_again_changes", found["import_again_changes"], "drafts the second time", 0),
        Figure("import_read_s", found["import_read_s"], "of import_10k_s, the dry run"),
        Figure("import_drafts_s", found["import_drafts_s"], "of import_10k_s, the drafts"),
        Figure("import_drafts", found["import_drafts"], "drafts made"),
    ]

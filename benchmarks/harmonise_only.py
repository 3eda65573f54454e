"""The first arrow alone: read, map, write records and problems to Parquet. Used by bench_chain.

python benchmarks/harmonise_only.py SUBMISSION FOLDER [PROCESSES]
"""

from __future__ import annotations

import sys
from pathlib import Path

from omicz_meta.engine.arrow_setup import give_memory_back, keep_pandas_out
from omicz_meta.engine.session import Resources
from omicz_meta.pipeline.harmonising import harmonise_prepared
from omicz_meta.pipeline.prepare import prepare_submission, submission_key
from omicz_meta.pipeline.run import checked_submission


def main() -> None:
    """Harmonise argv[1] into the new folder argv[2], with argv[3] processes."""
    give_memory_back()
    keep_pandas_out()
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True)
    submission = checked_submission(Path(sys.argv[1]))
    key = submission_key(submission, needed=True)
    prepared = prepare_submission(submission, realm="benchmark", key=key)
    processes = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    harmonise_prepared(prepared, folder, resources=Resources(processes=processes))


if __name__ == "__main__":
    main()

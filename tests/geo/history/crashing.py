"""
Imports killed at random moments: `python -m tests.geo.history.crashing STORE FILE KILLS SEED`.

One process reads everything once and forks a child for each import; so the moments fall on the
import, not on its start. Prints what came of it as JSON.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from geo.cli.check import placer_of
from geo.history import changes, undo
from geo.places import Placer, import_file
from geo.storage import Store, open_store
from geo.storage.verifying import verify


def crash(store: Store, placer: Placer, file: Path, *, kills: int, seed: int) -> dict[str, Any]:
    """
    Kill the import of that file of outlets again and again.

    Every other moment falls into the last third, in which it writes. After each the store is
    verified byte by byte, is the old or the new one, and takes the import; then the old one is
    put back.
    """
    chance = random.Random(seed)  # noqa: S311
    old = store.version()

    def run() -> int:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                import_file(file, "outlets", store, placer, who="An")
                status = 0
            finally:
                os._exit(status)
        return child

    def whole_import_s() -> float:
        started = time.perf_counter()
        assert os.waitpid(run(), 0)[1] == 0, "the import failed"
        return time.perf_counter() - started

    # Not undone each time: the history of so many imports would outgrow the store by far.
    pristine = shutil.copy(store.url, f"{store.url}.pristine")
    took_s = [whole_import_s()]
    new = store.version()
    assert new != old
    undo(store, changes(store)[0].id, who="An")
    assert store.version() == old
    shutil.copy(pristine, store.url)
    found: Counter[str] = Counter()
    signals: Counter[str] = Counter()
    for number in range(kills):
        from_ = 0.66 if number % 2 else 0.0
        child = run()
        time.sleep(min(took_s[-3:]) * chance.uniform(from_, 1.0))
        os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        signals["killed" if os.WIFSIGNALED(status) else "had ended"] += 1
        version = verify(store)
        found["old" if version == old else "new" if version == new else "other"] += 1
        assert version in (old, new)
        took_s.append(whole_import_s())
        assert verify(store) == new
        shutil.copy(pristine, store.url)
    left = sorted(path.name for path in Path(store.url).parent.iterdir() if "draft" in path.name)
    return {"import_s": min(took_s), "found": found, "signals": signals, "left": left}


if __name__ == "__main__":
    address, table, count, start = sys.argv[1:]
    print(
        json.dumps(
            crash(
                open_store(address),
                placer_of(address),
                Path(table),
                kills=int(count),
                seed=int(start),
            )
        )
    )

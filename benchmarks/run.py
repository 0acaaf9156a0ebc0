"""Runs the benchmarks, each group in a process of its own, and prints what was measured against the budgets.

python benchmarks/run.py [GROUP ...] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.harness import Row, table  # noqa: E402  # the path comes first

GROUPS = ("startup", "screen", "providers", "store", "memory", "moderator")
OPTIONAL = ("million", "peers")
"""Measured only when named: they take long to prepare, or install what others have written."""


def main() -> int:
    """Exit code 1 when a budget is exceeded."""
    parser = argparse.ArgumentParser(description="Measure Orquix against its budgets.")
    known = [*GROUPS, *OPTIONAL]
    parser.add_argument("groups", nargs="*", choices=[*known, []], metavar="GROUP", help=", ".join(known))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    args = parser.parse_args()
    rows = [row for group in args.groups or GROUPS for row in _measured(group)]
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"{datetime.now(UTC).date()}, {machine}\n")
    print(table(rows))
    if args.json:
        args.json.write_text(json.dumps([vars(row) | {"verdict": row.verdict} for row in rows], indent=2))
    return 1 if any(row.verdict == "OVER" for row in rows) else 0


def _measured(group: str) -> list[Row]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env |= {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    print(f"measuring {group} ...", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", f"benchmarks.{group}"]
    done = subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return [Row(**row) for row in json.loads(done.stdout.splitlines()[-1])]


if __name__ == "__main__":
    sys.exit(main())

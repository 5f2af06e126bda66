"""`python -m tests.coverage_table FILE`: what `coverage json` wrote, a line for each package, the thinnest first."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path, PurePath
from typing import Any

COUNTED = ("covered_lines", "covered_branches", "num_statements", "num_branches")


def table(report: dict[str, Any]) -> list[str]:
    """Package, statements, and the share of its lines and branches that ran."""
    packages: dict[str, Counter[str]] = {}
    for file, found in report["files"].items():
        package = ".".join(PurePath(file).parts[:2]).removesuffix(".py")
        if package.startswith(("sandbox.", "timekeeping.")) or PurePath(file).parent == PurePath(package.split(".")[0]):
            package = package.split(".")[0]
        packages.setdefault(package, Counter()).update({name: found["summary"][name] for name in COUNTED})
    rows = sorted((_share(counted), package, counted["num_statements"]) for package, counted in packages.items())
    return [f"{package:28} {statements:6} {share:6.1f} %" for share, package, statements in rows]


def _share(counted: Counter[str]) -> float:
    ran = counted["covered_lines"] + counted["covered_branches"]
    return 100 * ran / max(1, counted["num_statements"] + counted["num_branches"])


if __name__ == "__main__":
    print("\n".join(table(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))))

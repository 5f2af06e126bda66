"""``python -m locales check``, ``tidy`` and ``update``; see docs/translating.md."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from locales.languages import LanguageError
from locales.upkeep.check import check
from locales.upkeep.entries import EntriesError
from locales.upkeep.plurals import PluralError
from locales.upkeep.tidy import tidy
from locales.upkeep.update import UpdateError, update

ROOT = Path(__file__).parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m locales", description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository (default: the one this stands in)")
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="say what is wrong between the code and the catalogues")
    checking.add_argument("paths", nargs="*", help="only what is wrong in these files and folders")
    commands.add_parser("update", help="bring the catalogues up to date with the code")
    commands.add_parser("tidy", help="set the spaces and apostrophes that a keyboard has not")
    given = parser.parse_args(arguments)
    if given.command == "check":
        return _check(given.root, given.paths)
    return _change(update if given.command == "update" else tidy, given.root)


def _check(root: Path, paths: list[str]) -> int:
    wanted = [Path(path) for path in paths]
    problems = [
        problem for problem in check(root) if not wanted or any(problem.path.is_relative_to(path) for path in wanted)
    ]
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    sys.stderr.write(f"{len(problems)} problems in the catalogues\n" if problems else "The catalogues are complete.\n")
    return 1 if problems else 0


def _change(change: Callable[[Path], list[Path]], root: Path) -> int:
    try:
        changed = change(root)
    except (UpdateError, LanguageError, PluralError, EntriesError) as error:
        sys.stderr.write(f"Nothing was changed: {error}\n")
        return 1
    sys.stdout.writelines(f"{path}\n" for path in changed)
    return 0


if __name__ == "__main__":
    sys.exit(main())

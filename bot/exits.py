"""Why a process does not start, or ends before its time. Imports nothing: the command line knows it from the start."""

from __future__ import annotations


class CannotRun(Exception):
    """Wasl cannot run, or cannot go on. The text is one line for the operator, without secrets or personal data."""

    exit_code = 1
    """1: starting again may help. 2: not before the operator changes a setting; the systemd units stay down then."""

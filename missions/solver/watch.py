"""Stop requests and progress reports of a running solver."""

from __future__ import annotations

import time

from missions.solver.values import LevelName, Progress, Report, Stopped

EVERY = 0.25
"""Seconds between two reports."""


class Watch:
    """`seconds`: how long everything may take. A stop is remembered."""

    def __init__(
        self, seconds: float, wished: int, report: Report | None = None, stopped: Stopped | None = None
    ) -> None:
        self.begun = time.monotonic()
        self.deadline = self.begun + seconds
        self.wished = wished
        self.placed = 0
        self.bound = wished
        self._report = report
        self._stopped = stopped
        self._halted = False
        self._told = 0.0

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.begun

    def left(self, share: float = 1.0) -> float:
        """Seconds that are left, or a share of them."""
        return max(0.0, (self.deadline - time.monotonic()) * share)

    @property
    def halted(self) -> bool:
        """Whether a stop was requested."""
        if not self._halted and self._stopped is not None:
            self._halted = self._stopped()
        return self._halted

    @property
    def over(self) -> bool:
        return self.halted or time.monotonic() >= self.deadline

    def tell(self, stage: LevelName, placed: int | None = None, bound: int | None = None, *, now: bool = False) -> None:
        if placed is not None:
            self.placed = placed
        if bound is not None:
            self.bound = min(self.bound, max(bound, self.placed))
        moment = time.monotonic()
        if self._report is not None and (now or moment - self._told >= EVERY):
            self._told = moment
            self._report(Progress(stage, self.placed, self.wished, self.bound, moment - self.begun))

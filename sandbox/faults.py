"""Troubles on order: slow answers, refusals, cut lines."""

from __future__ import annotations

import random
from dataclasses import dataclass

from sandbox.params import Json

KINDS = ("slow", "cut_before", "cut_after", "hang", "garbage")


@dataclass(slots=True)
class Fault:
    """`kind`: one of KINDS or an HTTP status; `times` -1: for ever; `method` *: all that do not only read."""

    method: str
    kind: str
    seconds: float = 0.0
    retry_after: int = 1
    times: int = 1
    probability: float = 1.0
    chat_id: int | None = None

    def __post_init__(self) -> None:
        self.method, self.kind = self.method.lower(), str(self.kind)
        if self.kind not in KINDS and not (self.kind.isdecimal() and 400 <= int(self.kind) <= 599):
            raise ValueError(f"kind must be one of {', '.join(KINDS)}, or a status of 400 to 599")

    @classmethod
    def read(cls, row: Json) -> Fault:
        try:
            return cls(**row)
        except TypeError as error:
            raise ValueError(str(error)) from None

    def meets(self, method: str, chat: str) -> bool:
        if self.times == 0 or (self.chat_id is not None and str(self.chat_id) != chat):
            return False
        named = self.method == method or (self.method == "*" and not method.startswith("get"))
        return named and random.random() < self.probability  # noqa: S311


class Faults:
    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def meet(self, method: str, chat: str) -> Fault | None:
        """The first that this call meets; counted down."""
        for fault in self.waiting:
            if fault.meets(method, chat):
                fault.times -= 1 if fault.times > 0 else 0
                return fault
        return None

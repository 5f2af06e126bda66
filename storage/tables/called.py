"""A name with its form in the other script: who reads shows the one that the reader reads."""

from __future__ import annotations

from typing import Self


class Called(str):
    """A name as its owner writes it; other is the same name in the other script, empty where it is not known."""

    __slots__ = ("other",)
    other: str

    def __new__(cls, name: str, other: str = "") -> Self:
        called = super().__new__(cls, name)
        called.other = other
        return called

    def read_in(self, *, arabic: bool) -> str:
        """The form in Arabic letters, or that in others; the only one where there is one."""
        return self.other if self.other and is_arabic(self) != arabic else str(self)

    def in_both(self, *, arabic: bool) -> str:
        """The form that the reader reads, and the other in brackets where there is one."""
        read = self.read_in(arabic=arabic)
        second = str(self) if read == self.other else self.other
        return f"{read} ({second})" if second else read


def is_arabic(text: str) -> bool:
    """Whether it is written in Arabic letters: the first letter says."""
    return next(("\u0600" <= sign <= "\u06ff" for sign in text if sign.isalpha()), False)

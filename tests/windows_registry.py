"""A registry with exactly the surface of winreg that is used here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Registry:
    """The current user's keys, each with its values."""

    HKEY_CURRENT_USER = 0x80000001
    KEY_READ, KEY_SET_VALUE, REG_SZ = 0x20019, 0x0002, 1

    def __init__(self, keys: dict[str, dict[str, object]] | None = None) -> None:
        self.keys = {r"Software\Microsoft\Windows\CurrentVersion\Run": {}} | (keys or {})

    @contextmanager
    def OpenKey(  # noqa: N802
        self, key: int, sub_key: str, reserved: int = 0, access: int = KEY_READ
    ) -> Iterator[tuple[str, int]]:
        assert (key, reserved) == (self.HKEY_CURRENT_USER, 0)
        if sub_key not in self.keys:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        yield sub_key, access

    def QueryValueEx(self, key: tuple[str, int], name: str) -> tuple[object, int]:  # noqa: N802
        if name not in self.keys[key[0]]:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return self.keys[key[0]][name], self.REG_SZ

    def SetValueEx(self, key: tuple[str, int], name: str, reserved: int, kind: int, value: str) -> None:  # noqa: N802
        assert (key[1], reserved, kind) == (self.KEY_SET_VALUE, 0, self.REG_SZ)
        self.keys[key[0]][name] = value

    def DeleteValue(self, key: tuple[str, int], name: str) -> None:  # noqa: N802
        assert key[1] == self.KEY_SET_VALUE
        if self.keys[key[0]].pop(name, None) is None:
            raise FileNotFoundError(2, "The system cannot find the file specified")

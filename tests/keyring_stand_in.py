"""A keyring of the tests' own."""

import pytest
from keyring.backend import KeyringBackend

Kept = dict[tuple[str, str], str]


class KeyringStandIn(KeyringBackend):
    """Keeps passwords by service and user, in memory."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: Kept = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


def take_its_place(monkeypatch: pytest.MonkeyPatch) -> Kept:
    """Puts a new one where the system's keyring was; what it keeps."""
    stand_in = KeyringStandIn()
    monkeypatch.setattr("keyring.core._keyring_backend", stand_in)
    return stand_in.kept

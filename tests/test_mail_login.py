"""The password of the mail account: asked for unseen, tried at the server, kept in the keyring alone."""

from datetime import datetime
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from smtp_stand_in import StandIn
from test_mailings_killed import by_smtp

from addin import __main__ as terminal
from addin import masters

NOW = datetime(2027, 2, 15, 9, 30)


class Ring(KeyringBackend):
    """A keyring that is gone after the test."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    made = Ring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    monkeypatch.setattr(keyring, "get_password", made.get_password)
    monkeypatch.setattr(keyring, "set_password", made.set_password)
    return made


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("login") / "demo.xlsx"
    masters.demo(made, "de", NOW)
    return made


def log_in(book: Path, port: int, typed: str, monkeypatch: pytest.MonkeyPatch) -> int:
    by_smtp(book, port, login="Kennwort")
    monkeypatch.setattr(terminal, "getpass", lambda _asked: typed)
    return terminal.main(["mail-login", str(book)])


def test_a_right_password_is_kept_and_tried(
    book: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with StandIn(logins={"vertrieb@nordlicht.example": "geheim"}) as server:
        assert log_in(book, server.port, "geheim", monkeypatch) == 0
    assert ring.kept == {("smtp://127.0.0.1", "vertrieb@nordlicht.example"): "geheim"}
    assert "geheim" not in capsys.readouterr().out


def test_a_wrong_password_is_said_at_once(
    book: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with StandIn(logins={"vertrieb@nordlicht.example": "geheim"}) as server:
        assert log_in(book, server.port, "falsch", monkeypatch) == 1
    assert ring.kept == {}
    assert "127.0.0.1" in capsys.readouterr().err

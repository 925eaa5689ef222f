"""The account that mail goes out by; its password or token lives in the system's keyring and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mailmerge.transports import Halted

Security = Literal["starttls", "tls", "none"]
Login = Literal["password", "token", "none"]

_PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Account:
    """A mail server and how one logs in there, by a token with XOAUTH2; port 0 is the usual one.

    Halted `mail_plain_refused` where nothing protects the messages (`none`) and the server is another machine.
    """

    host: str
    user: str = ""
    security: Security = "starttls"
    login: Login = "password"
    port: int = 0

    def __post_init__(self) -> None:
        if self.security == "none" and self.host not in _THIS_MACHINE:
            raise Halted("mail_plain_refused", host=self.host)

    @property
    def service(self) -> str:
        """The name its secret is kept under in the keyring."""
        return f"smtp://{self.host}"

    @property
    def door(self) -> int:
        """The port."""
        return self.port or _PORTS[self.security]


def secret_of(account: Account) -> Callable[[], str]:
    """What gives the account's password or token from the keyring, anew each time: a token is renewed meanwhile.

    Calling it raises Halted `mail_secret_missing` where the keyring holds none, `mail_keyring_missing` where this
    machine has no keyring.
    """

    def secret() -> str:
        found = stored_secret(account.service, account.user)
        if not found:
            raise Halted("mail_secret_missing", user=account.user, host=account.host)
        return found

    return secret


def stored_secret(service: str, user: str) -> str:
    """What the keyring holds for that user there; blank for nothing. Halted `mail_keyring_missing`."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(service, user) or ""
    except KeyringError as why:
        raise Halted("mail_keyring_missing", reason=str(why)) from why


def store_secret(service: str, user: str, secret: str) -> None:
    """Puts a password or token into the keyring. Halted `mail_keyring_missing`."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(service, user, secret)
    except KeyringError as why:
        raise Halted("mail_keyring_missing", reason=str(why)) from why

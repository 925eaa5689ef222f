"""A PostgreSQL server of the tests' own, in a folder that goes away with them."""

import atexit
import getpass
import os
import shutil
import subprocess
import tempfile
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest

_NUMBERS = count(1)


def fresh_place() -> str:
    """The URL of an empty ledger on the server; the test is skipped where PostgreSQL is missing."""
    programs = _programs()
    if not programs:
        pytest.skip("PostgreSQL is not installed: apt install postgresql")
    folder, user = _started(programs)
    schema = f"ledger_{next(_NUMBERS)}"
    with psycopg.connect(host=str(folder), user=user, dbname="postgres") as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    return f"postgresql://{user}@/postgres?host={folder}&options=-csearch_path%3D{schema}"


def _programs() -> Path | None:
    """The folder of initdb and its kind, which distributions keep off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
    return found[-1].parent if found[-1].is_file() else None


@cache
def _started(programs: Path) -> tuple[Path, str]:
    """The folder of the running server's socket, and who may do anything there."""
    # PostgreSQL refuses to run as root, and its own user cannot look into a folder of root's
    as_root = os.geteuid() == 0
    user = "postgres" if as_root else getpass.getuser()
    prefix = ["runuser", "-u", user, "--"] if as_root else []
    folder = Path(tempfile.mkdtemp(prefix="teeup-pg-"))
    if as_root:
        shutil.chown(folder, user)
    data = folder / "data"

    def run(program: str, *options: object) -> None:
        call = [*prefix, str(programs / program), *(str(option) for option in options)]
        subprocess.run(call, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    run("initdb", "-D", data, "-A", "trust", "-U", user, "--no-sync", "-E", "UTF8", "--no-instructions")
    server = f"-c listen_addresses='' -c fsync=off -k {folder}"
    run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", server, "start")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(run, "pg_ctl", "-D", data, "-m", "immediate", "stop")
    return folder, user

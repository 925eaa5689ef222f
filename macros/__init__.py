"""What the add-in file is made of: VBA modules as text, the script for macOS."""

from importlib.resources import files


def text(name: str) -> str:
    """The text of one of these files, by its name."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def modules() -> tuple[str, ...]:
    """The names of the VBA modules."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".bas") for name in names if name.endswith(".bas")))

"""What the add-in file is made of: VBA modules as text, the script for macOS."""

from importlib.resources import files


def text(name: str) -> str:
    """The text of one of these files, by its name."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def modules() -> tuple[str, ...]:
    """The names of the VBA modules."""
    return _named(".bas")


def classes() -> tuple[str, ...]:
    """The names of the VBA class modules."""
    return _named(".cls")


def _named(ending: str) -> tuple[str, ...]:
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(ending) for name in names if name.endswith(ending)))

"""How does a package hand out names whose modules are loaded only when somebody asks for one?

``on_demand`` makes its ``__getattr__``: a command that asks no solver loads none.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as in typing, which takes longer to import than all that is here

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def on_demand(package: str, **homes: str) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package: for each module, the names that it has, in one text.

    A module of a name's own name would stand in its way once it is loaded.

    Raises:
        ValueError: there is such a module.
        AttributeError: (when called) the package has no such name.
    """
    found_in = {name: module for module, names in homes.items() for name in names.split()}
    if hidden := homes.keys() & found_in.keys():
        raise ValueError(f"{package}: {', '.join(sorted(hidden))}: a name, and a module too")

    def get(name: str) -> Any:
        if name not in found_in:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f".{found_in[name]}", package), name)

    return get

"""The pytest plugin: each case of a ledger's profiles is a test.

    pytest --neverfalls-adapter mymodule:Ledger

Without that option it does nothing.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from neverfalls.counterexamples.conformance import Profile

    from .adapter import Adapter
    from .prepared import Prepared
    from .running import Result


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("neverfalls", "conformance of a ledger with the rules")
    group.addoption(
        "--neverfalls-adapter",
        metavar="MODULE:NAME",
        help="what makes a ledger: a class, or a function without arguments",
    )
    group.addoption(
        "--neverfalls-profile",
        metavar="ID",
        action="append",
        help="run the cases of this profile (may be repeated; else those that the ledger declares)",
    )
    group.addoption(
        "--neverfalls-suite",
        metavar="FILE",
        help="run the cases of this suite, or of all in this folder, in place of the shipped ones",
    )
    group.addoption(
        "--neverfalls-tolerance",
        metavar="UNITS",
        default="0",
        help="how much a balance may be off, in the units of the profile, such as cents (0)",
    )
    group.addoption(
        "--neverfalls-examples",
        metavar="COUNT",
        type=int,
        default=0,
        help="also look for differences with so many random histories (needs Hypothesis)",
    )
    group.addoption(
        "--neverfalls-save",
        metavar="FOLDER",
        help="save each difference that random histories show as a suite of one case, for"
        " --neverfalls-suite",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker that each case has."""
    config.addinivalue_line("markers", "neverfalls: a case of the conformance kit")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Add the cases to the tests."""
    if not config.getoption("neverfalls_adapter"):
        return
    items.extend(_collected(session, config))


def _collected(session: pytest.Session, config: pytest.Config) -> Iterator[pytest.Item]:
    from neverfalls.counterexamples.conformance import profile as profile_named
    from neverfalls.spec.errors import NeverfallsError

    from .prepared import stated
    from .running import every_case, number, profiles_among, profiles_of

    make = _found(config.getoption("neverfalls_adapter"), config.rootpath)
    named = config.getoption("neverfalls_profile")
    suite = config.getoption("neverfalls_suite")
    try:
        tolerance = number("--neverfalls-tolerance", config.getoption("neverfalls_tolerance"))
        for case in every_case(make, named, suite):
            name = f"{case.profile.id}::{case.id}"
            item: Any = CaseItem.from_parent(session, name=name, make=make, case=case)
            item.tolerance = tolerance
            yield item
        examples = config.getoption("neverfalls_examples")
        if examples:
            own = stated(suite) if suite else {}
            names = profiles_among(own, make, named) if suite else profiles_of(make, named)
            for each in names:
                profile = own[each].profile if suite else profile_named(each)
                name = f"{each}::random-histories"
                yield MachineItem.from_parent(session, name=name, make=make, profile=profile)
    except (NeverfallsError, TypeError) as error:
        raise pytest.UsageError(str(error)) from None


def _found(named: str, root: Path) -> Callable[[], Adapter]:
    module, colon, name = named.partition(":")
    if not colon:
        raise pytest.UsageError(f"--neverfalls-adapter {named}: expected MODULE:NAME")
    for folder in (str(root), str(Path.cwd())):
        if folder not in sys.path:
            sys.path.insert(0, folder)
    try:
        made: Any = getattr(importlib.import_module(module), name)
    except ImportError as error:
        raise pytest.UsageError(f"--neverfalls-adapter {named}: {error}") from None
    except AttributeError:
        raise pytest.UsageError(
            f"--neverfalls-adapter {named}: {module} has nothing called {name}"
        ) from None
    if not callable(made):
        raise pytest.UsageError(f"--neverfalls-adapter {named}: it cannot be called")
    found: Callable[[], Adapter] = made
    return found


class Differs(Exception):
    """A case that failed, with what came of it."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.case)
        self.result = result


class _Item(pytest.Item):
    def __init__(self, *, make: Callable[[], Adapter], **more: Any) -> None:
        super().__init__(**more)
        self.make = make
        self.add_marker("neverfalls")

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the test stands: nowhere in a file of the user's."""
        return self.path, None, self.name

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """What is wrong, in words instead of a traceback."""
        if isinstance(excinfo.value, Differs):
            from .reporting import explained

            return "\n".join(explained(excinfo.value.result))
        return super().repr_failure(excinfo, style)


class CaseItem(_Item):
    """One case as a test."""

    tolerance: Any = 0

    def __init__(self, *, case: Prepared, **more: Any) -> None:
        super().__init__(**more)
        self.case = case

    def runtest(self) -> None:
        """Run the case.

        Raises:
            Differs: the ledger does something else than the rules.
        """
        from .running import run_case

        result = run_case(self.make, self.case, self.tolerance)
        self.user_properties.append(("outcome", str(result.outcome)))
        if result.outcome.is_failure:
            raise Differs(result)


class MachineItem(_Item):
    """Random histories of one profile as a test."""

    def __init__(self, *, profile: Profile, **more: Any) -> None:
        super().__init__(**more)
        self.profile = profile

    def runtest(self) -> None:
        """Drive the ledger and the exact rules side by side.

        Raises:
            Differs: they differ; what Hypothesis found is as short as it could make it.
        """
        from .machine import search

        result = search(
            self.make,
            self.profile,
            examples=self.config.getoption("neverfalls_examples"),
            tolerance=self.config.getoption("neverfalls_tolerance"),
            save=self.config.getoption("neverfalls_save"),
        )
        if result is not None:
            raise Differs(result)

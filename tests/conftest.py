"""What holds for all tests."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Modules that assert on behalf of tests say as much as tests do when an assertion fails.
pytest.register_assert_rewrite(
    "tests.counterexamples.shipped", "tests.spec.domains", "tests.spec.machine"
)

# The same examples on every run, and no verdict that depends on how busy the machine is: an example
# that takes long on a loaded machine is no failure.
settings.register_profile(
    "neverfalls",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("neverfalls")


@pytest.fixture(autouse=True)
def _no_answers_of_others(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Begin each test without stored answers, and keep those of the user as they are."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what was made of hostile input, over all processes."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    found = [value for each in reports for name, value in each.user_properties if name == "fuzzing"]
    if found:
        inputs, accepted = (
            sum((Counter(each[key]) for each in found), Counter[str]())
            for key in ("inputs", "accepted")
        )
        of_each = ", ".join(f"{inputs[key]:,} {key}" for key in sorted(inputs))
        terminalreporter.write_line(
            f"hostile input: {inputs.total():,} ({of_each}), {accepted.total():,} of them no"
            f" worse than before; {sum(len(each['wrong']) for each in found)} wrong; at most"
            f" {max(each['longest'] for each in found)} s and"
            f" {max(each['megabytes'] for each in found)} MB"
        )

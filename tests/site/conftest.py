"""These tests need a browser; where its driver is not installed there is nothing to collect.

`make test-site` installs it. Asked for without it, pytest finds no test, which is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

collect_ignore_glob = [] if find_spec("playwright") else ["test_*.py"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    from .screenshots import launched

    with launched() as browser:
        yield browser

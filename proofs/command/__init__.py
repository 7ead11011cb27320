"""The command `neverfalls`. Its exit codes:

0    all as asked, or as recorded
2    bad usage or bad input
3    nothing breaks, but something is undecided
12   a claim breaks (of a scheme without a record), or a verdict differs from the record
70   internal error
130  interrupted
"""

from __future__ import annotations

import os
import sys
import traceback

AS_ASKED, USAGE, UNDECIDED, BREAKS, INTERNAL, INTERRUPTED = 0, 2, 3, 12, 70, 130


def main() -> None:
    """Run the command and leave with its exit code."""
    code = run(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads that still wait for a killed solver must not keep the command from ending.
    os._exit(code)


def run(words: list[str]) -> int:
    """Run the command with these words; the exit code, whatever happens."""
    from cyclopts.exceptions import CycloptsError

    from neverfalls.spec.errors import NeverfallsError

    from .app import app

    try:
        done = app(words, exit_on_error=False, print_error=True, result_action="return_value")
        sys.stdout.flush()
        return done if isinstance(done, int) else AS_ASKED
    except (CycloptsError, SystemExit) as error:
        return AS_ASKED if isinstance(error, SystemExit) and not error.code else USAGE
    except NeverfallsError as error:
        print(f"neverfalls: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("neverfalls: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return AS_ASKED
    except Exception:  # noqa: BLE001 - whatever else goes wrong ends with exit code 70, not 1
        traceback.print_exc()
        print("neverfalls: internal error; please report it", file=sys.stderr)
        return INTERNAL

#!/usr/bin/env bash
# pebble 5.2.3: a pool of two whose one idle worker is killed takes no work any more.
#
# A worker that dies at its task is replaced, and only that task fails, with ProcessExpired. So one
# would think of a worker that has nothing to do: but if it dies while no task runs at all, pebble
# takes it for the death of all workers. The pool is no longer active, and schedule raises a
# RuntimeError, though the other worker lives. While any other task runs, the same death costs
# nothing. Whoever keeps a pool for long must look at `active` and be ready to make another.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pebble==5.2.3
cat >"$folder/idle.py" <<'PYTHON'
import multiprocessing
import os
import signal
import time
from importlib.metadata import version

from pebble import ProcessPool

print("pebble", version("pebble"))


def begin():
    pool = ProcessPool(2)
    assert pool.active
    return pool, multiprocessing.active_children()


def kill(worker):
    os.kill(worker.pid, signal.SIGKILL)
    worker.join(5)


def idle_beside_work():
    pool, workers = begin()
    busy = pool.schedule(time.sleep, args=(3,))
    first = pool.schedule(os.getpid)
    kill(next(each for each in workers if each.pid == first.result(10)))
    time.sleep(1)
    print("one idle worker killed while the other works: active", pool.active)
    assert pool.active
    assert pool.schedule(abs, args=(-1,)).result(10) == 1
    busy.result(10)
    pool.stop()
    pool.join()


def all_idle():
    pool, (killed, other) = begin()
    assert pool.schedule(abs, args=(-1,)).result(10) == 1
    kill(killed)
    time.sleep(1)
    print("one idle worker killed while nobody works: active", pool.active)
    assert other.is_alive()
    assert not pool.active
    try:
        pool.schedule(abs, args=(-1,))
    except RuntimeError as error:
        print("schedule:", error)
        assert str(error) == "Unexpected error within the Pool"
    else:
        raise AssertionError("it was scheduled")
    pool.stop()
    pool.join()


idle_beside_work()
all_idle()
PYTHON
"$folder/venv/bin/python" "$folder/idle.py"

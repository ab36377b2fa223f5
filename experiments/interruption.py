"""Being asked to stop, and hearing it at a moment that suits."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass
class Asked:
    """How often the user has asked to stop."""

    count: int = 0


@contextmanager
def interrupts(signals: tuple[signal.Signals, ...] = (signal.SIGINT,)) -> Iterator[Asked]:
    """Count Ctrl-C instead of raising it wherever the program happens to be.

    An exception that strikes between taking a lock and noting it would leave the lock
    taken for ever.  Only the main thread hears signals; elsewhere, and where
    Ctrl-C is ignored (a job in the background), nothing changes.
    """
    asked = Asked()
    elsewhere = threading.current_thread() is not threading.main_thread()
    heard = [one for one in signals if signal.getsignal(one) is not signal.SIG_IGN]
    if elsewhere or not heard:
        yield asked
        return

    def note(_signal: int, _frame: Any) -> None:
        asked.count += 1

    before = {one: signal.signal(one, note) for one in heard}
    try:
        yield asked
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)

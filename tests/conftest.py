"""What holds for all tests."""

import signal
import threading


def pytest_configure() -> None:
    """Ctrl-C is heard, also where whoever started the tests in the background had it ignored."""
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    if ignored and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)

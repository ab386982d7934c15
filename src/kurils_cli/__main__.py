"""Where `kurils` and `python -m kurils_cli` start: what comes before the imports."""

import _thread
import contextlib
import gc
import os
import signal
import sys


def run() -> None:
    """Run kurils and exit with its code."""
    # Through all the imports, Ctrl-C ends the program at once, with no traceback.
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    # A run ends before a collection pays off: without one it takes 8 % less time.
    gc.disable()
    # Read now: once memory runs out, even this look-up may fail.
    debugging = os.environ.get("KURILS_DEBUG") == "1"
    try:
        from kurils_cli.cli import main

        # A command is interrupted by an exception, so that it cleans up what it began.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.unraisablehook = interrupt_again
        code = main()
    except KeyboardInterrupt:  # a second Ctrl-C, while the first is reported
        code = 130
    except Exception as error:
        if debugging:
            raise
        code = _unforeseen(error)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Python collects twice as it ends, even so: frozen, nothing is left to look through.
    gc.freeze()
    sys.exit(code)


def interrupt_again(dropped: "sys.UnraisableHookArgs") -> None:
    """Interrupt once more where Python dropped it, such as in the callback of a weak reference."""
    if isinstance(dropped.exc_value, KeyboardInterrupt):
        _thread.start_new_thread(_thread.interrupt_main, ())
    else:
        sys.__unraisablehook__(dropped)


def _unforeseen(error: Exception) -> int:
    """Tell an error that nobody foresaw, in one line, and return its exit code.

    That code never means an answer: of a merge, git reads any code up to 128 as one.
    """
    with contextlib.suppress(Exception):
        print(f"error: not foreseen: {error!a}; KURILS_DEBUG=1 shows where", file=sys.stderr)
    return 129 if sys.argv[1:2] == ["merge"] else 3


if __name__ == "__main__":  # pragma: no cover  # only in processes that tests start
    run()

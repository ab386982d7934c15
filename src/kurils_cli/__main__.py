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
    # Looked up now, because without memory even this may fail later.
    debugging = os.environ.get("KURILS_DEBUG") == "1"
    try:
        from kurils_cli.cli import main

        # Ctrl-C is an exception within a command, so that it can clean up.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.unraisablehook = interrupt_again
        code = main()
    except KeyboardInterrupt:  # a second Ctrl-C, while the first is reported
        code = 130
    except Exception as error:
        if debugging:
            raise
        code = _unexpected(error)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Python still collects twice as it ends; what is frozen is not looked through.
    gc.freeze()
    sys.exit(code)


def interrupt_again(dropped: "sys.UnraisableHookArgs") -> None:
    """Interrupt again where Python dropped it, such as in a callback of a weak reference."""
    if isinstance(dropped.exc_value, KeyboardInterrupt):
        _thread.start_new_thread(_thread.interrupt_main, ())
    else:
        sys.__unraisablehook__(dropped)


def _unexpected(error: Exception) -> int:
    """Print an unexpected error in one line, and return its exit code.

    That code never means an answer: git reads any code up to 128 as one of a merge.
    """
    with contextlib.suppress(Exception):
        said = ascii(error)  # some have the whole text that they are about
        said = f"{said[:200]}…" if len(said) > 200 else said
        print(f"error: unexpected error: {said}; KURILS_DEBUG=1 shows where", file=sys.stderr)
    return 129 if sys.argv[1:2] == ["merge"] else 3


if __name__ == "__main__":  # pragma: no cover  # only in processes that tests start
    run()

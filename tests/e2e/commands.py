"""`manage.py` with Django loaded once: a command is a line of JSON on the standard input, and a fork that runs it."""

import json
import os
import sys
import tempfile
from typing import IO


def main() -> None:
    """Answer each line, a list of arguments, with a line: the exit code and what the command printed."""
    import django

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # a log line of the setup is no answer
    django.setup()
    for line in sys.stdin:
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            child = os.fork()
            if not child:
                _run(json.loads(line), out, errors)
            _, status = os.waitpid(child, 0)
            said = [_read(file) for file in (out, errors)]
        answers.write(json.dumps([os.waitstatus_to_exitcode(status), *said]) + "\n")
        answers.flush()


def _run(arguments: list[str], out: IO[bytes], errors: IO[bytes]) -> None:
    from django.core.management import execute_from_command_line

    code = 1
    try:
        with open(os.devnull) as nothing:  # noqa: PTH123  not a path of ours
            os.dup2(nothing.fileno(), 0)
        os.dup2(out.fileno(), 1)
        os.dup2(errors.fileno(), 2)
        execute_from_command_line(["manage.py", *arguments])
        code = 0
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]  # there is one
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


if __name__ == "__main__":
    main()

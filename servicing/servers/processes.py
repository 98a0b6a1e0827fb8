import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from .errors import ServerError


def command_line(pid: int) -> str:
    if Path("/proc/self").exists():
        try:
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return ""
        return arguments.replace(b"\0", b" ").decode(errors="surrogateescape")
    ps = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(ps, capture_output=True, text=True, check=False).stdout.replace("\n", " ")  # noqa: S603


def ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except ProcessLookupError:
        return True
    except OSError:  # another account's process, or no /proc on this system
        return False
    return state == "Z"  # in a container there may be nobody to take note of its end


def wait_for(what: str, condition: Callable[[], bool], seconds: float, pid: int | None = None) -> bool:
    """False if the process that could have brought it about has ended."""
    until = time.monotonic() + seconds
    while not condition():
        if pid and ended(pid):
            return condition()
        if time.monotonic() > until:
            raise ServerError(f"Waited {seconds} seconds in vain for {what}.")
        time.sleep(0.02)
    return True

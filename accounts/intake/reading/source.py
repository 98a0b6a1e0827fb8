"""An offered file, opened once: what is hashed is what was read, whatever its name stands for later."""

import hashlib
import io
import os
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Self

LONGEST_LINE = 1_000_000  # characters
_CANNOT = {
    FileNotFoundError: "there is no such file",
    PermissionError: "this user may not read it",
    IsADirectoryError: "is a folder",
}


class FileRefused(ValueError):  # noqa: N818 -- named for what became of the file
    """A file that cannot be read as a whole, and why. ``sha256``: of its bytes, where it has any."""

    sha256 = ""


class _Hashed(io.RawIOBase):
    """The bytes of an open file from its beginning, hashed as they are read."""

    def __init__(self, descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        self._descriptor = descriptor
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = os.readv(self._descriptor, [buffer])
        self.digest.update(memoryview(buffer)[:size])
        return size


class Source:
    """One file. Raises FileRefused where it is none: a pipe or a device would be waited for without end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                raise FileRefused("is a folder" if path.is_dir() else "is not a file")
            self._descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise FileRefused(_in_words(error)) from None
        self._bytes = _Hashed(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, FileRefused):
            error.sha256 = self.sha256()
        os.close(self._descriptor)

    def beginning(self, size: int) -> bytes:
        return os.pread(self._descriptor, size, 0)

    def lines(self, advanced: Callable[[int], object] = lambda size: None) -> Iterator[str]:
        """The lines from the first on, with their ends; bytes that are not UTF-8 as lone surrogates.

        Raises FileRefused at a line that is too long to be one of a table.
        """
        self._bytes = _Hashed(self._descriptor)
        text = io.TextIOWrapper(
            io.BufferedReader(self._bytes, 1 << 18), "utf-8-sig", "surrogateescape", newline=""
        )
        for number, line in enumerate(iter(partial(text.readline, LONGEST_LINE), ""), 1):
            if len(line) == LONGEST_LINE:
                raise FileRefused(f"line {number} is longer than {LONGEST_LINE:,} characters")
            advanced(len(line))
            yield line

    def sha256(self) -> str:
        """Of what was read; what was not read yet is read now."""
        rest = bytearray(1 << 18)
        try:
            while self._bytes.readinto(rest):
                pass
        except OSError:
            return ""
        return self._bytes.digest.hexdigest()


def _in_words(error: OSError) -> str:
    return _CANNOT.get(type(error)) or f"cannot be read: {error.strerror}"

"""What a process did to the files of a folder, system call by system call, read from strace."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CALLS = (
    "openat,open,creat,close,dup,dup2,dup3,write,pwrite64,writev,pwritev,lseek,ftruncate,truncate,fallocate,rename,"
    "renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,symlink,fsync,fdatasync,sendfile,copy_file_range,mmap"
)
LINE = re.compile(r"^(?P<pid>\d+)\s+(?P<call>\w+)\((?P<given>.*)\)\s+= (?P<result>-?\w+)(?P<rest>.*)$", re.DOTALL)
UNFINISHED = re.compile(r"^(?P<pid>\d+)\s+(?P<call>\w+)\((?P<given>.*?),? ?<unfinished \.\.\.>$", re.DOTALL)
RESUMED = re.compile(r"^(?P<pid>\d+)\s+<\.\.\. (?P<call>\w+) resumed>(?P<given>.*)$", re.DOTALL)
FD = re.compile(r"^(?P<number>AT_FDCWD|\d+)(<(?P<path>[^>]*)>)?")
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs the Debian package strace")


@dataclass(frozen=True)
class Op:
    """One change: kind is write, truncate, sync, create, mkdir, rename, remove, or said (a line of the process)."""

    kind: str
    path: str = ""
    to: str = ""
    offset: int = 0
    content: bytes = b""


def decoded(written: str) -> bytes:
    r"""Bytes of a string that strace wrote with -xx.

    >>> decoded(r'\\x41\\x42')
    b'AB'
    """
    return bytes.fromhex(written.replace("\\x", ""))


class Reader:
    """Turns the lines of a trace into operations on the files under a folder."""

    def __init__(self, base: Path) -> None:
        self.base, self.ops = str(base), []
        self.offsets: dict[str, int] = {}
        self.paths: dict[str, str] = {}
        self.known: set[str] = set()

    def read(self, lines: list[str]) -> list[Op]:
        begun: dict[str, str] = {}
        for line in lines:
            if found := UNFINISHED.match(line):
                begun[found["pid"]] = found["given"]
                continue
            if found := RESUMED.match(line):
                line = f"{found['pid']} {found['call']}({begun.pop(found['pid'], '')}{found['given']}"
            found = LINE.match(line)
            if found and not found["result"].startswith("-"):
                self._take(found["call"], found["given"], found["result"], found["rest"])
        return self.ops

    def _inside(self, path: str) -> bool:
        return path.startswith(self.base + "/")

    def _fd(self, given: str) -> tuple[str, str]:
        found = FD.match(given)
        assert found, given
        path = decoded(found["path"]).decode() if found["path"] and "\\x" in found["path"] else found["path"] or ""
        return found["number"], path.removesuffix(" (deleted)")

    def _take(self, call: str, given: str, result: str, rest: str) -> None:
        handler = getattr(self, f"_{call}", None)
        if handler:
            handler(given, result, rest)
        elif call in ("truncate", "fallocate", "link", "linkat", "symlink", "dup", "dup2", "dup3", "pwritev"):
            assert self.base.encode().hex() not in given.replace("\\x", ""), f"a call the reader does not know: {call}"

    def _strings(self, given: str) -> list[bytes]:
        return [decoded(text) for text in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', given)]

    def _openat(self, given: str, result: str, rest: str) -> None:
        _, path = self._fd(result + rest)
        self.offsets[result] = 0
        self.paths[result] = path
        if self._inside(path) and "O_DIRECTORY" not in given:
            if "O_CREAT" in given and path not in self.known:
                self.ops.append(Op("create", path))
                self.known.add(path)
            elif "O_TRUNC" in given:
                self.ops.append(Op("truncate", path, offset=0))
            if "O_APPEND" in given:
                self.offsets[result] = -1

    _open = _creat = _openat

    def _write(self, given: str, result: str, _rest: str) -> None:
        number, path = self._fd(given)
        content = self._strings(given)[-1] if '"' in given else b""
        if number == "1":
            self.ops += [Op("said", content=line) for line in content.splitlines()]
        elif self._inside(path):
            at = self.offsets[number]
            assert at >= 0, "appended"
            self.ops.append(Op("write", path, offset=at, content=content[: int(result)]))
            self.offsets[number] = at + int(result)

    def _writev(self, given: str, result: str, _rest: str) -> None:
        number, path = self._fd(given)
        if self._inside(path):
            content = b"".join(self._strings(given.partition("[")[2]))
            self.ops.append(Op("write", path, offset=self.offsets[number], content=content[: int(result)]))
            self.offsets[number] += int(result)

    def _pwrite64(self, given: str, result: str, _rest: str) -> None:
        _, path = self._fd(given)
        if self._inside(path) and not path.endswith("-shm"):
            content = self._strings(given)[-1][: int(result)]
            self.ops.append(Op("write", path, offset=int(given.rsplit(",", 1)[1]), content=content))

    def _lseek(self, given: str, result: str, _rest: str) -> None:
        self.offsets[self._fd(given)[0]] = int(result)

    def _sendfile(self, given: str, result: str, _rest: str) -> None:
        to, source = given.split(", ")[:2]
        (number, path), (origin, held) = self._fd(to), self._fd(source)
        at = self.offsets.get(origin, 0)
        asked = given.split(", ")[2]
        start = int(re.sub(r"\D.*", "", asked.strip("[]"))) if asked.strip("[]")[:1].isdigit() else at
        if self._inside(path) and int(result):
            content = Path(held).read_bytes()[start : start + int(result)]
            self.ops.append(Op("write", path, offset=self.offsets[number], content=content))
            self.offsets[number] += int(result)

    def _copy_file_range(self, given: str, result: str, _rest: str) -> None:
        source, _, to = given.split(", ")[:3]
        (number, path), (origin, held) = self._fd(to), self._fd(source)
        if self._inside(path) and int(result):
            at = self.offsets[origin]
            content = Path(held).read_bytes()[at : at + int(result)]
            self.ops.append(Op("write", path, offset=self.offsets[number], content=content))
            self.offsets[origin] += int(result)
            self.offsets[number] += int(result)

    def _ftruncate(self, given: str, _result: str, _rest: str) -> None:
        _, path = self._fd(given)
        if self._inside(path) and not path.endswith("-shm"):
            self.ops.append(Op("truncate", path, offset=int(given.rsplit(",", 1)[1])))

    def _fsync(self, given: str, _result: str, _rest: str) -> None:
        _, path = self._fd(given)
        if self._inside(path) or path == self.base:
            self.ops.append(Op("sync", path))

    _fdatasync = _fsync

    def _two(self, given: str) -> tuple[str, str]:
        first, second = (text.decode() for text in self._strings(given))
        return first, second

    def _rename(self, given: str, _result: str, _rest: str) -> None:
        before, after = self._two(re.sub(r"<[^>]*>", "", given))
        if self._inside(before) or self._inside(after):
            self.ops.append(Op("rename", before, to=after))
            self.known = {
                after + one.removeprefix(before) if one == before or one.startswith(before + "/") else one
                for one in self.known
            }

    _renameat = _renameat2 = _rename

    def _unlink(self, given: str, _result: str, _rest: str) -> None:
        folder = self._fd(given)[1] if not given.startswith('"') else ""
        (path,) = (text.decode() for text in self._strings(re.sub(r"<[^>]*>", "", given)))
        whole = path if path.startswith("/") else f"{folder}/{path}"
        if self._inside(whole):
            self.ops.append(Op("remove", whole))
            self.known.discard(whole)

    _unlinkat = _rmdir = _unlink

    def _mkdir(self, given: str, _result: str, _rest: str) -> None:
        (path,) = (text.decode() for text in self._strings(re.sub(r"<[^>]*>", "", given)))
        if self._inside(path):
            self.ops.append(Op("mkdir", path))

    _mkdirat = _mkdir

    def _mmap(self, given: str, _result: str, _rest: str) -> None:
        shared = "MAP_SHARED" in given and "PROT_WRITE" in given
        found = re.search(r"\d+<([^>]*)>", given)
        if shared and found:
            path = decoded(found[1]).decode()
            assert not self._inside(path) or path.endswith("-shm"), f"written through memory: {path}"


def record(command: list[str], *, base: Path, trace: Path) -> list[Op]:
    """Run a command and return what it did to the files under `base`."""
    watched = ["strace", "-f", "-y", "-xx", "-s", "100000000", "-e", f"trace={CALLS}", "-o", str(trace)]
    subprocess.run([*watched, *command], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    with trace.open(encoding="ascii", errors="replace") as file:
        return Reader(base).read([line.rstrip("\n") for line in file])


def python(script: str, *arguments: object) -> list[str]:
    return [sys.executable, "-c", script, *map(str, arguments)]

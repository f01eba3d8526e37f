"""Files that are whole or absent: written under a temporary name, synced, then renamed."""

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable (where the system can)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, write: Callable[[Path], object], *, read_only: bool = False) -> str:
    """Let `write` fill a temporary file, then give it its name; return its SHA-256.

    After a crash the file is there whole, or not at all (a `.tmp` file may
    remain; `sweep` removes it).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        digest = sha256_of(temporary)
        if read_only:
            temporary.chmod(0o444)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    return digest


def sweep(folder: Path) -> int:
    """Remove temporary files left by a crash; return how many."""
    left = list(folder.rglob("*.tmp"))
    for path in left:
        path.unlink()
    return len(left)

"""Every state that a disk may hold when the power fails, after "All File Systems Are Not Created Equal" (Pillai 2014).

What was synced is there. Of the rest, any part may be: writes of a file in any
order, the last one torn at a sector, a new name without its content, content
without its name. A name is safe once its folder was synced.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.store.traces import Op

SECTOR = 512


@dataclass
class Effect:
    """An operation on inodes; `of` are those whose sync makes it safe."""

    op: Op
    at: int
    of: tuple[int, ...]
    node: int
    names: tuple[tuple[int, str, int | None], ...] = ()  # folder, name, what it holds then


@dataclass
class History:
    """A recorded life: effects, when each became safe, what was said when."""

    base: str
    effects: list[Effect] = field(default_factory=list)
    synced: list[tuple[int, int]] = field(default_factory=list)  # (moment, inode)
    said: list[tuple[int, str]] = field(default_factory=list)
    moments: int = 0

    @classmethod
    def of(cls, ops: list[Op], base: Path) -> "History":
        made = cls(str(base))
        names: dict[str, int] = {str(base): 0}
        count = 0
        for at, op in enumerate(ops):
            parent = str(PurePosixPath(op.path).parent) if op.path else ""
            name = PurePosixPath(op.path).name
            if op.kind == "said":
                made.said.append((at, op.content.decode()))
            elif op.kind == "sync":
                made.synced.append((at, names[op.path]))
            elif op.kind in ("create", "mkdir"):
                count += 1
                names[op.path] = count
                folder = names[parent]
                made.effects.append(Effect(op, at, (folder,), count, ((folder, name, count),)))
            elif op.kind == "remove":
                folder, node = names[parent], names.pop(op.path)
                made.effects.append(Effect(op, at, (folder,), node, ((folder, name, None),)))
            elif op.kind == "rename":
                made.effects.append(made._renamed(op, at, names))
            else:
                node = names[op.path]
                made.effects.append(Effect(op, at, (node,), node))
        made.moments = len(ops)
        return made

    def _renamed(self, op: Op, at: int, names: dict[str, int]) -> Effect:
        before, after = PurePosixPath(op.path), PurePosixPath(op.to)
        node = names[op.path]
        for path in [one for one in names if one == op.path or one.startswith(op.path + "/")]:
            names[op.to + path.removeprefix(op.path)] = names.pop(path)
        folders = (names[str(before.parent)], names[str(after.parent)])
        return Effect(op, at, folders, node, ((folders[0], before.name, None), (folders[1], after.name, node)))

    def told(self, moment: int) -> list[str]:
        return [line for at, line in self.said if at < moment]

    def parted(self, moment: int) -> tuple[list[Effect], list[Effect]]:
        """The effects before a moment that are safe, and those that may be lost."""
        last = {node: at for at, node in self.synced if at < moment}
        before = [effect for effect in self.effects if effect.at < moment]
        safe = [effect for effect in before if any(last.get(node, -1) > effect.at for node in effect.of)]
        loose = [effect for effect in before if not any(last.get(node, -1) > effect.at for node in effect.of)]
        return safe, loose


def choices(loose: list[Effect], rng: random.Random) -> Iterator[list[Effect]]:
    """Parts of what may be lost: all, none, only names, only contents, one lost, a beginning, any, the last torn."""
    yield loose
    if not loose:
        return
    yield []
    yield [effect for effect in loose if effect.names]
    yield [effect for effect in loose if not effect.names]
    lost = rng.randrange(len(loose))
    yield [*loose[:lost], *loose[lost + 1 :]]
    yield loose[: rng.randrange(len(loose) + 1)]
    for share in (0.3, 0.7):
        yield [effect for effect in loose if rng.random() < share]
    torn = [at for at, effect in enumerate(loose) if len(effect.op.content) > SECTOR]
    if torn:
        at = rng.choice(torn)
        yield [*loose[:at], *_tear(loose[at], rng), *(one for one in loose[at + 1 :] if rng.random() < 0.5)]


def _tear(effect: Effect, rng: random.Random) -> list[Effect]:
    """A beginning of a write, in sectors; or some of its sectors."""
    content, op = effect.op.content, effect.op
    sectors = -(-len(content) // SECTOR)
    kept = range(rng.randrange(sectors)) if rng.random() < 0.5 else sorted(rng.sample(range(sectors), sectors // 2))
    parts = [(one * SECTOR, content[one * SECTOR : (one + 1) * SECTOR]) for one in kept]
    return [
        Effect(Op("write", op.path, offset=op.offset + start, content=part), effect.at, effect.of, effect.node)
        for start, part in parts
    ]


def materialise(effects: list[Effect], to: Path) -> int:
    """Write the files that these effects leave, in order of time; return a hash of all of it."""
    folders: dict[int, dict[str, int]] = {0: {}}
    contents: dict[int, bytearray] = {}
    is_folder = {0}
    for effect in sorted(effects, key=lambda one: one.at):
        if effect.op.kind == "write":
            _write(contents.setdefault(effect.node, bytearray()), effect.op)
        elif effect.op.kind == "truncate":
            held = contents.setdefault(effect.node, bytearray())
            size = effect.op.offset
            held[size:] = b""
            held.extend(bytes(size - len(held)))
        if effect.op.kind == "mkdir":
            is_folder.add(effect.node)
        for folder, name, node in effect.names:
            if node is None:
                folders.setdefault(folder, {}).pop(name, None)
            else:
                folders.setdefault(folder, {})[name] = node
    told: list[tuple[str, bytes]] = []
    _lay_out(0, to, folders, contents, is_folder, told)
    return hash(tuple((path.removeprefix(str(to)), content) for path, content in told))


def _write(held: bytearray, op: Op) -> None:
    if len(held) < op.offset:
        held.extend(bytes(op.offset - len(held)))
    held[op.offset : op.offset + len(op.content)] = op.content


def _lay_out(node: int, at: Path, folders: dict, contents: dict, is_folder: set, told: list) -> None:
    at.mkdir(exist_ok=True)
    for name, held in sorted(folders.get(node, {}).items()):
        if held in is_folder or held in folders:
            told.append((str(at / name), b"/"))
            _lay_out(held, at / name, folders, contents, is_folder, told)
        else:
            content = bytes(contents.get(held, b""))
            (at / name).write_bytes(content)
            told.append((str(at / name), content))

"""What keeps an observatory: compaction, backups."""

import argparse
from typing import Any

from beffroi.cli import show
from beffroi.cli.phrases import phrase, say
from beffroi.settings import Settings

Options = argparse.Namespace


def compact(options: Options, locale: str) -> int:
    """Pack the tables of many small deliveries."""
    observatory = _open(options)
    with show.progress(locale, phrase("compacting", locale)):
        done = observatory.compact()
    if done.packs:
        say("compacted", locale, deliveries=done.deliveries, before=done.files_before, after=done.files_after)
    else:
        say("compact-already", locale, files=done.files_before)
    return 0


def backup(options: Options, locale: str) -> int:
    """Write a verified backup."""
    with show.progress(locale, str(options.out)):
        made = _open(options).backup(options.out)
    say(
        "backed-up",
        locale,
        path=made.path,
        deliveries=made.deliveries,
        files=made.files,
        size=_size(made.bytes, locale),
    )
    say("backup-keeps", locale)
    return 0


def restore(options: Options, locale: str) -> int:
    """Make an observatory from a backup."""
    from beffroi.observatory import Observatory

    with show.progress(locale, str(options.file)):
        made = Observatory.restore(options.file, options.folder, catalogue=options.catalogue)
    say("restored", locale, folder=options.folder, deliveries=made.deliveries, files=made.files)
    return 0


def _open(options: Options) -> Any:
    from beffroi.observatory import Observatory

    return Observatory.open(options.observatory or Settings.from_environment().observatory)


def _size(count: int, locale: str) -> str:
    from beffroi.drawing.format import number

    return number(round(count / 1e6, 1), locale)

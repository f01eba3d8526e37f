"""`beffroi import --database`: the answer of a database as a delivery."""

import argparse
import json
from typing import Any

from beffroi.cli import show
from beffroi.errors.databases import NothingToImport


def receive_answer(observatory: Any, options: argparse.Namespace, locale: str) -> int:
    """Ask the database, then import its answer; the address is never printed."""
    if options.file or not (options.database and options.query):
        raise NothingToImport
    with show.progress(locale, "SQL"):
        received = observatory.deliver_answer(
            options.database, options.query, profile=options.profile or options.publisher, dataset=options.dataset,
            overlap=options.overlap, rows=options.rows, sha256=options.sha256,
        )  # fmt: skip
    if options.json:
        told = {"delivery": received.delivery.id, "added": received.added, **received.account}
        print(json.dumps([{"file": received.delivery.file_name, **told}], ensure_ascii=False, indent=1))
    else:
        show.received(received, locale)
    return 0

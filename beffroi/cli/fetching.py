"""`beffroi fetch`: from a publisher's portal to a snapshot, and on to an import where a profile is named."""

import argparse
import json
import shlex
from pathlib import Path
from typing import Any

from beffroi.cli import show
from beffroi.cli.fetch_words import SAID
from beffroi.cli.words import meta, say
from beffroi.settings import Settings

Options = argparse.Namespace
KINDS = ("police-uk", "socrata", "ckan", "opendatasoft", "arcgis", "url")
MEGABYTE = 1_000_000


def arguments(command: Any, locale: str) -> None:
    """Add the command with its options to the parser."""
    made = command("fetch", run)

    def option(name: str, key: str, value: str | None = None, /, **more: Any) -> None:
        shown = {} if value is None else {"metavar": meta(value, locale)}
        made.add_argument(name, help=say(key, locale), **shown, **more)

    option("portal", "portal", "PORTAL", choices=KINDS)
    option("address", "address", "ADDRESS", nargs="?", default="")
    option("--month", "fetch-month", "MONTH")
    option("--force", "fetch-force", "FORCE")
    option("--kind", "fetch-kind", "KIND")
    option("--resource", "fetch-resource", "NAME")
    option("--format", "fetch-format", "FORMAT")
    option("--filter", "fetch-filter", "EXPRESSION")
    option("--whole", "fetch-whole", action="store_true")
    option("--page-rows", "fetch-rows", "N", type=_positive)
    option("--most-megabytes", "fetch-bytes", "N", type=_positive)
    option("--most-rows", "fetch-most-rows", "N", type=_positive)
    option("--as", "fetch-as", "NAME", dest="set_name")
    option("--again", "fetch-again", action="store_true")
    option("--plain-http", "fetch-http", action="store_true")
    how = made.add_mutually_exclusive_group()
    how.add_argument("--profile", type=Path, metavar=meta("FILE", locale), help=say("profile-in", locale))
    how.add_argument("--publisher", metavar=meta("NAME", locale), help=say("publisher", locale))
    option("--json", "json", action="store_true")


def _positive(written: str) -> int:
    number = int(written)
    if number < 1:
        raise ValueError(written)
    return number


def run(options: Options, locale: str) -> int:
    """Fetch; then import, where a profile is named."""
    from beffroi.observatory import Observatory

    settings = Settings.from_environment()
    observatory = Observatory.open(options.observatory or settings.observatory)
    with show.progress(locale, options.address or options.portal):
        fetched = observatory.fetch(
            options.portal, options.address, name=options.set_name, again=options.again, settings=settings,
            plain_http=options.plain_http, format=options.format, filter=options.filter, resource=options.resource,
            month=options.month, force=options.force, kind=options.kind, page_rows=options.page_rows,
            whole=options.whole, most_rows=options.most_rows,
            most_bytes=options.most_megabytes and options.most_megabytes * MEGABYTE,
        )  # fmt: skip
    profile = options.profile or options.publisher
    received = observatory.deliver(fetched.snapshot.path, profile=profile) if profile else None
    if options.json:
        print(json.dumps(_as_json(fetched, received), ensure_ascii=False, indent=1))
        return 0
    _show(fetched, locale)
    if received is not None:
        show.received(received, locale)
    elif fetched.added:
        print(SAID["next"](locale, command=f"`{_import_command(fetched.snapshot.path, options)}`"))
    return 0


def _import_command(path: Path, options: Options) -> str:
    publisher = "police-uk" if options.portal == "police-uk" and (options.kind or "street") == "street" else None
    how = ["--publisher", publisher] if publisher else ["--profile", "FILE.toml"]
    at = ["--observatory", str(options.observatory)] if options.observatory else []
    return shlex.join(["beffroi", "import", str(path), *how, *at])


def _show(fetched: Any, locale: str) -> None:
    from beffroi.drawing.format import number

    snapshot = fetched.snapshot
    if not fetched.added:
        print(SAID["unchanged"](locale, url=snapshot.url, when=snapshot.fetched_at))
        return
    said = {"file": str(snapshot.path), "bytes": number(snapshot.bytes, locale), "url": snapshot.url}
    print(SAID["fetched"](locale, sha256=snapshot.sha256, **said))
    if snapshot.final_url:
        show.point(SAID["redirected"](locale, url=snapshot.final_url))
    if snapshot.rows_received is not None:
        received = number(snapshot.rows_received, locale)
        if snapshot.rows_announced is None:
            show.point(SAID["rows-only"](locale, received=received))
        else:
            show.point(SAID["rows"](locale, received=received, announced=number(snapshot.rows_announced, locale)))
    if snapshot.received:
        show.point(SAID["pages"](locale, n=number(len(snapshot.received), locale)))


def _as_json(fetched: Any, received: Any) -> dict[str, Any]:
    content = {"added": fetched.added, "path": str(fetched.snapshot.path), "snapshot": fetched.snapshot.noted()}
    if received is not None:
        content["delivery"] = {"id": received.delivery.id, "added": received.added, **received.account}
    return content

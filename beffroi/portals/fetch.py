"""Fetch what was asked into a snapshot, or find that nothing has changed since the last one."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from beffroi.errors.portal_reasons import ODD, SUM
from beffroi.errors.portals import BadAnswer, NotOfThisPortal, RowsDiffer
from beffroi.portals import arcgis, ckan, members, opendatasoft, pages, plain, police_uk, socrata
from beffroi.portals.addresses import shown
from beffroi.portals.client import Client, Head
from beffroi.portals.pages import Paged
from beffroi.portals.plans import Asked, Member, Plan, Whole
from beffroi.portals.snapshots import PAGES, Snapshot, attempt, is_whole, keep, latest, slug
from beffroi.store.files import sha256_of

PORTALS: Mapping[str, ModuleType] = {
    "police-uk": police_uk,
    "socrata": socrata,
    "ckan": ckan,
    "opendatasoft": opendatasoft,
    "arcgis": arcgis,
    "url": plain,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a fetch did: the snapshot, and whether it is new."""

    snapshot: Snapshot
    added: bool


def fetch(asked: Asked, client: Client, *, folder: Path, name: str | None = None, again: bool = False) -> Fetched:
    """Fetch what is asked into the observatory's folder, once, whole, or not at all.

    `name` is that of the folder of snapshots (default: the portal's own name of the data). `again` asks for everything
    even where the portal says that nothing has changed.

    Raises
    ------
    PortalError
        Every one of `beffroi.errors.portals`; no snapshot is made then.
    """
    if asked.portal not in PORTALS:
        raise NotOfThisPortal(portal="beffroi fetch", found=asked.portal, known=", ".join(PORTALS))
    plan = _planned(asked, client)
    key = _key(asked, plan)
    before = latest(folder, key)
    known = None if again else before
    if known is not None and _says_unchanged(plan, known):
        return Fetched(snapshot=known, added=False)
    with attempt(folder, key, url=shown(plan.url)) as home:
        draft = _take(plan, client, home, known)
        if before is not None and (draft is None or (draft.sha256 == before.sha256 and is_whole(before))):
            pages.discard(home)
            return Fetched(snapshot=before, added=False)
        assert draft is not None
        described = replace(
            draft, key=key, portal=asked.portal, filter=asked.filter or "",
            fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )  # fmt: skip
        return Fetched(snapshot=keep(home, name or plan.name, described), added=True)


def _planned(asked: Asked, client: Client) -> Plan:
    """Return what to take from where; a portal may answer any JSON at all, and none of it may end in a traceback."""
    try:
        plan: Plan = PORTALS[asked.portal].plan(asked, client)
    except (AttributeError, IndexError, KeyError, TypeError) as odd:
        raise BadAnswer(url=shown(asked.address), why=ODD) from odd
    return plan


def _key(asked: Asked, plan: Plan) -> str:
    """Return what tells one request from another: keys and page sizes are no part of it."""
    member = plan.how.member if isinstance(plan.how, Member) else ""
    told = [asked.portal, shown(plan.url), asked.format, asked.filter, member, asked.whole]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _says_unchanged(plan: Plan, known: Snapshot) -> bool:
    """Whether the portal itself says that its data are in the state of the last snapshot."""
    how = plan.how
    if isinstance(how, Member) or not how.version:
        return False
    announced = how.announced
    return how.version == known.version and (announced is None or announced == known.rows_announced)


def _take(plan: Plan, client: Client, home: Path, known: Snapshot | None) -> Snapshot | None:
    how = plan.how
    if isinstance(how, Paged):
        return _paged(how, client, home, plan)
    if isinstance(how, Member):
        return _member(how, client, home, plan, known)
    return _whole(how, client, home, plan, known)


def _head(known: Snapshot | None) -> Head | None:
    if known is None or not (known.etag or known.last_modified):
        return None
    return Head(etag=known.etag, last_modified=known.last_modified)


def _whole(how: Whole, client: Client, home: Path, plan: Plan, known: Snapshot | None) -> Snapshot | None:
    head = client.download(how.url, home, expects=how.expects, known=_head(known))
    if head is None:
        return None
    body = home / "body"
    if how.checksum is not None and not _has_sum(body, *how.checksum):
        pages.discard(home)
        raise BadAnswer(url=shown(how.url), why=SUM)
    rows = pages.count_file(how.counted, body, url=how.url) if how.counted else None
    if rows is not None and how.announced is not None and rows != how.announced:
        pages.discard(home)
        before, now = (how.announced, how.version), how.state() if how.state else (how.announced, how.version)
        raise (
            pages.moved(shown(how.url), before, now)
            if now != before
            else RowsDiffer(url=shown(how.url), announced=how.announced, received=rows)
        )
    draft = _draft(plan, body, home, head)
    return replace(draft, version=how.version, rows_announced=how.announced, rows_received=rows)


def _has_sum(path: Path, algorithm: str, digest: str) -> bool:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest() == digest


def _member(how: Member, client: Client, home: Path, plan: Plan, known: Snapshot | None) -> Snapshot | None:
    found = members.opened(how, client, home, _head(known))
    if found is None:
        return None
    archive, head = found
    with archive:
        members.extract(how, archive, client, home / "member")
    draft = _draft(plan, home / "member", home, head)
    rows = pages.count_file(how.expects, home / draft.file, url=how.url)
    return replace(draft, member=how.member, rows_received=rows)


def _paged(how: Paged, client: Client, home: Path, plan: Plan) -> Snapshot:
    received = pages.receive(how, client, home)
    joined = home / "joined"
    pages.join(how, received, home, joined)
    pages.pack(received, home, home / PAGES)
    told = [{"file": one.file, "rows": one.rows, "bytes": one.bytes, "sha256": one.sha256} for one in received]
    draft = _draft(plan, joined, home, Head())
    return replace(
        draft, version=how.version, rows_announced=how.announced, rows_received=sum(one.rows for one in received),
        received=told,
    )  # fmt: skip


def _draft(plan: Plan, received: Path, home: Path, head: Head) -> Snapshot:
    """Describe a received file, and give it its name."""
    file = file_name(plan.file)
    path = received.rename(home / file)
    return Snapshot(
        key="", portal="", fetched_at="", url=shown(plan.url), file=file, bytes=path.stat().st_size,
        sha256=sha256_of(path), final_url="" if head.url == shown(plan.url) else head.url, etag=head.etag,
        last_modified=head.last_modified, content_type=head.content_type,
    )  # fmt: skip


def file_name(written: str) -> str:
    """Return a file name that cannot leave its folder, its ending kept: a reader goes by it.

    >>> file_name("../Vols de vélos.CSV"), file_name("..")
    ('vols-de-v-los.csv', 'data')
    """
    stem, dot, ending = written.rpartition("/")[2].rpartition(".")
    name = slug(stem if dot and stem else written)
    return f"{name}.{slug(ending)}" if dot and stem and ending else name

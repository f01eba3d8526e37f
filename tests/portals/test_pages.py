"""Socrata, and what every portal of pages shares: order, interruption, change between two pages, counts."""

import hashlib
import json
import zipfile

import pytest

from beffroi.errors.portals import (
    BadAnswer,
    MovedMeanwhile,
    PortalBusy,
    RowsDiffer,
    TooLarge,
)
from beffroi.portals.fetch import fetch
from beffroi.portals.plans import Asked
from tests.portals import replies
from tests.portals.server import Reply


def asked(portal, which, path="", /, **more):
    return Asked(portal=which, address=f"{portal.base}{path}" if path else "", **more)


def take(portal, folder, what, **limits):
    return fetch(what, portal.client(**limits), folder=folder).snapshot


# Socrata

DATASET = f"/Public-Safety/Crimes/{replies.CODE}"


def test_socrata_pages_in_a_stable_order_and_joins_them(portal, tmp_path):
    replies.socrata(portal, 25)
    found = take(portal, tmp_path, asked(portal, "socrata", DATASET, page_rows=10))
    assert found.path.read_bytes() == replies.csv_of(replies.rows(25))
    assert (found.rows_announced, found.rows_received) == (25, 25)
    assert [page["rows"] for page in found.received] == [10, 10, 5]
    assert [request.query["$offset"] for request in portal.asked if "$offset" in request.query] == ["0", "10", "20"]
    with zipfile.ZipFile(found.folder / "received.zip") as archive:
        for page in found.received:
            assert hashlib.sha256(archive.read(page["file"])).hexdigest() == page["sha256"]


@pytest.mark.parametrize("path", [f"/d/{replies.CODE}", f"/resource/{replies.CODE}.json", f"/api/views/{replies.CODE}"])
def test_socrata_knows_a_data_set_by_any_of_its_addresses(portal, tmp_path, path):
    replies.socrata(portal, 3)
    found = take(portal, tmp_path, asked(portal, "socrata", path, format="json"))
    assert [row["id"] for row in json.loads(found.path.read_text("utf-8"))] == ["0", "1", "2"]


def test_socrata_filters_every_question_it_asks(portal, tmp_path):
    replies.socrata(portal, 3)
    found = take(portal, tmp_path, asked(portal, "socrata", DATASET, filter="date > '2024-01-01' AND ward = 3"))
    assert found.filter == "date > '2024-01-01' AND ward = 3"
    resources = [request for request in portal.asked if request.path.startswith("/resource/")]
    assert len(resources) == 3
    assert all(request.query["$where"] == found.filter for request in resources)


def test_socrata_whole_export_is_counted_against_the_portal(portal, tmp_path):
    state = replies.socrata(portal, 12)
    found = take(portal, tmp_path, asked(portal, "socrata", DATASET, whole=True))
    assert (found.rows_announced, found.rows_received, found.received) == (12, 12, [])
    state["updated"] += 1
    portal.answers[f"/api/views/{replies.CODE}/rows.csv"] = Reply(replies.csv_of(replies.rows(11)))
    with pytest.raises(RowsDiffer, match="announced 12 rows and sent 11"):
        take(portal, tmp_path, asked(portal, "socrata", DATASET, whole=True))


def test_rows_added_between_two_pages_are_said_and_nothing_is_kept(portal, tmp_path):
    state = replies.socrata(portal, 25)

    def grows(request, reply):
        if request.query["$offset"] == "10":
            state["rows"] = replies.rows(26)
        return reply

    state["page"] = grows
    with pytest.raises(MovedMeanwhile, match=r"25 rows .*26 rows"):
        take(portal, tmp_path, asked(portal, "socrata", DATASET, page_rows=10))
    assert not list(tmp_path.rglob("snapshot.json"))
    assert not list(tmp_path.rglob("0*.csv")), "pages that do not fit together are not kept"
    state["page"] = None
    assert take(portal, tmp_path, asked(portal, "socrata", DATASET, page_rows=10)).rows_received == 26


def test_rows_that_change_while_their_number_stays_are_noticed_too(portal, tmp_path):
    state = replies.socrata(portal, 25)

    def edits(request, reply):
        state["updated"] += 1
        return reply

    state["page"] = edits
    with pytest.raises(MovedMeanwhile, match=r"1700000000\).*170000000[1-9]\)"):
        take(portal, tmp_path, asked(portal, "socrata", DATASET, page_rows=10))


def test_a_portal_that_always_sends_the_same_page_is_left(portal, tmp_path):
    state = replies.socrata(portal, 25)
    state["page"] = lambda request, reply: Reply(replies.csv_of(replies.rows(10)))
    with pytest.raises(BadAnswer, match="ignores the page"):
        take(portal, tmp_path, asked(portal, "socrata", DATASET, page_rows=10))
    assert len([request for request in portal.asked if "$offset" in request.query]) == 2


def test_a_portal_that_stops_early_is_said(portal, tmp_path):
    state = replies.socrata(portal, 25)
    state["page"] = lambda request, reply: reply if request.query["$offset"] == "0" else Reply(replies.csv_of([]))
    with pytest.raises(RowsDiffer, match="announced 25 rows and sent 10"):
        take(portal, tmp_path, asked(portal, "socrata", DATASET, page_rows=10))


def test_columns_that_change_between_pages_are_refused(portal, tmp_path):
    state = replies.socrata(portal, 12)
    other = replies.csv_of(replies.rows(2), header='"id","day","primary_type","note"')
    state["page"] = lambda request, reply: reply if request.query["$offset"] == "0" else Reply(other)
    with pytest.raises(BadAnswer, match="different columns"):
        take(portal, tmp_path, asked(portal, "socrata", DATASET, page_rows=10))
    assert not list(tmp_path.rglob("snapshot.json"))


def test_pages_go_on_after_an_interruption(portal, tmp_path):
    state = replies.socrata(portal, 45)
    failing = {"at": "20"}
    state["page"] = lambda request, reply: Reply(status=500) if request.query["$offset"] == failing["at"] else reply
    what = asked(portal, "socrata", DATASET, page_rows=10)
    with pytest.raises(PortalBusy):
        take(portal, tmp_path, what)
    failing["at"] = ""
    portal.asked.clear()
    found = take(portal, tmp_path, what)
    assert [request.query["$offset"] for request in portal.asked if "$offset" in request.query] == ["20", "30", "40"]
    assert found.path.read_bytes() == replies.csv_of(replies.rows(45))


@pytest.mark.parametrize("harm", ["page", "state"])
def test_pages_left_by_an_interruption_are_not_trusted_when_they_or_the_data_changed(portal, tmp_path, harm):
    state = replies.socrata(portal, 25)
    state["page"] = lambda request, reply: Reply(status=500) if request.query["$offset"] == "20" else reply
    what = asked(portal, "socrata", DATASET, page_rows=10)
    with pytest.raises(PortalBusy):
        take(portal, tmp_path, what)
    state["page"] = None
    if harm == "page":
        (left,) = tmp_path.rglob("000001.csv")
        left.write_bytes(left.read_bytes().replace(b"THEFT", b"ARSON"))
    else:
        state["updated"] += 1
    portal.asked.clear()
    found = take(portal, tmp_path, what)
    assert [request.query["$offset"] for request in portal.asked if "$offset" in request.query] == ["0", "10", "20"]
    assert found.path.read_bytes() == replies.csv_of(replies.rows(25))


def test_more_rows_than_are_taken_is_said_before_the_first_page(portal, tmp_path):
    replies.socrata(portal, 25)
    with pytest.raises(TooLarge, match="more than 20 rows"):
        take(portal, tmp_path, asked(portal, "socrata", DATASET), rows=20)
    assert not [request for request in portal.asked if "$offset" in request.query]


def test_a_filter_that_no_row_meets_is_said(portal, tmp_path):
    replies.socrata(portal, 0)
    with pytest.raises(BadAnswer, match="empty"):
        take(portal, tmp_path, asked(portal, "socrata", DATASET))

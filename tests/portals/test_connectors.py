"""Each kind of portal: what is asked of it, what is kept, what is refused; in the documented forms of its answers."""

import hashlib
import json

import pytest

from beffroi.errors.portals import (
    BadAnswer,
    BadPortalAddress,
    ChooseResource,
    MovedMeanwhile,
    NotOfThisPortal,
    NotPublished,
    PortalBusy,
    RowsDiffer,
)
from beffroi.portals.fetch import fetch
from beffroi.portals.plans import Asked
from tests.portals import replies
from tests.portals.server import Reply, ranged


def asked(portal, which, path="", /, **more):
    return Asked(portal=which, address=f"{portal.base}{path}" if path else "", **more)


def take(portal, folder, what, **limits):
    return fetch(what, portal.client(**limits), folder=folder).snapshot


# CKAN


def test_ckan_takes_the_file_that_package_show_lists(portal, tmp_path):
    content = b"ID,TYPE\n1,Introduction\n"
    portal.answers["/files/actes.csv"] = ranged(content)
    wanted = replies.resource(
        "/files/actes.csv", hash=hashlib.sha256(content).hexdigest(), last_modified="2024-02-01T00:00:00"
    )
    replies.ckan(
        portal, [wanted, replies.resource("/files/actes.geojson", name="carte", form="GeoJSON")], prefix="/recherche"
    )
    found = take(portal, tmp_path, asked(portal, "ckan", "/recherche/dataset/actes", format="csv"))
    assert found.path.read_bytes() == content
    assert (found.file, found.version, found.rows_announced) == ("actes.csv", "2024-02-01T00:00:00", None)


@pytest.mark.parametrize("how", [{"resource": "id-b"}, {"resource": "b"}, {"path": "/dataset/actes/resource/id-b"}])
def test_ckan_takes_the_resource_that_is_named(portal, tmp_path, how):
    portal.answers["/b.csv"] = Reply(b"b\n1\n")
    replies.ckan(portal, [replies.resource("/a.csv", name="a"), replies.resource("/b.csv", name="b")])
    path = how.pop("path", "/dataset/actes")
    assert take(portal, tmp_path, asked(portal, "ckan", path, **how)).path.read_bytes() == b"b\n1\n"


@pytest.mark.parametrize("more", [{}, {"format": "csv"}, {"format": "parquet"}, {"resource": "c"}])
def test_ckan_never_guesses_between_files(portal, tmp_path, more):
    replies.ckan(portal, [replies.resource("/a.csv", name="a"), replies.resource("/b.csv", name="b")])
    with pytest.raises(ChooseResource, match="id-a"):
        take(portal, tmp_path, asked(portal, "ckan", "/dataset/actes", **more))


@pytest.mark.parametrize("prefix", ["", "md5:", "sha1:"])
def test_ckan_a_checksum_that_the_portal_states_must_hold(portal, tmp_path, prefix):
    algorithm = prefix.rstrip(":") or "sha256"
    portal.answers["/a.csv"] = Reply(b"a\n2\n")
    stated = hashlib.new(algorithm, b"a\n1\n").hexdigest()
    replies.ckan(portal, [replies.resource("/a.csv", hash=f"{prefix}{stated}")])
    with pytest.raises(BadAnswer, match="checksum"):
        take(portal, tmp_path, asked(portal, "ckan", "/dataset/actes"))
    assert not list(tmp_path.rglob("body"))


def test_ckan_a_file_that_leads_inward_is_refused(portal, tmp_path):
    from beffroi.errors.portals import AddressRefused

    for url in ("http://169.254.169.254/latest", "file:///etc/passwd", "https://localhost/a.csv"):
        replies.ckan(portal, [replies.resource(url)])
        with pytest.raises(AddressRefused):
            take(portal, tmp_path, asked(portal, "ckan", "/dataset/actes"))


def test_ckan_says_no(portal, tmp_path):
    replies.ckan(portal, [], success=False)
    with pytest.raises(BadAnswer, match="resources"):
        take(portal, tmp_path, asked(portal, "ckan", "/dataset/actes"))


# Opendatasoft


def test_opendatasoft_exports_with_its_rows_counted(portal, tmp_path):
    replies.opendatasoft(portal, 40)
    found = take(
        portal, tmp_path, asked(portal, "opendatasoft", "/explore/dataset/faits/table/?flg=fr", filter="annee=2024")
    )
    assert (found.rows_announced, found.rows_received) == (40, 40)
    (export,) = [request for request in portal.asked if "/exports/" in request.path]
    assert export.query == {"where": "annee=2024", "delimiter": ";", "use_labels": "false", "with_bom": "false"}
    (count,) = [request for request in portal.asked if request.path.endswith("/records")]
    assert count.query["where"] == "annee=2024"


def test_opendatasoft_json(portal, tmp_path):
    replies.opendatasoft(portal, 7)
    assert (
        take(portal, tmp_path, asked(portal, "opendatasoft", "/explore/dataset/faits/", format="json")).rows_received
        == 7
    )


def test_opendatasoft_rows_that_are_missing_are_said(portal, tmp_path):
    replies.opendatasoft(portal, 40, announced=41)
    with pytest.raises(RowsDiffer, match="announced 41 rows and sent 40"):
        take(portal, tmp_path, asked(portal, "opendatasoft", "/explore/dataset/faits/"))


# ArcGIS

LAYER = "/arcgis/rest/services/Police/FeatureServer/0"


@pytest.mark.parametrize("geojson", [True, False])
@pytest.mark.parametrize("paging", [True, False])
def test_arcgis_takes_every_feature_however_old_the_server(portal, tmp_path, paging, geojson):
    """The server sends 10 at most, though more are asked: what comes is counted, not what was asked."""
    replies.arcgis(portal, 37, paging=paging, geojson=geojson, most=10)
    found = take(portal, tmp_path, asked(portal, "arcgis", f"{LAYER}/query", page_rows=50))
    content = json.loads(found.path.read_text("utf-8"))
    assert content["type"] == "FeatureCollection"
    assert [feature["properties"]["OBJECTID"] for feature in content["features"]] == list(range(100, 137))
    assert all(feature["geometry"]["coordinates"] == [2.5, 48.5] for feature in content["features"])
    assert {feature["properties"]["DAY"] for feature in content["features"]} == {"2024-01-31T14:05:00Z"}
    assert (found.rows_announced, found.rows_received) == (37, 37)
    asked_pages = [request.query for request in portal.asked if "outFields" in request.query]
    assert all(query["outSR"] == "4326" for query in asked_pages)


def test_arcgis_a_server_that_sends_fewer_than_it_says_is_followed_by_what_came(portal, tmp_path):
    replies.arcgis(portal, 25, most=10)
    about = portal.answers[LAYER]

    def boasting(request):
        content = json.loads(about(request).body)
        return Reply.of({**content, "maxRecordCount": 1_000})

    portal.answers[LAYER] = boasting
    assert take(portal, tmp_path, asked(portal, "arcgis", LAYER)).rows_received == 25


def test_arcgis_features_deleted_under_way_are_said(portal, tmp_path):
    for paging in (True, False):
        state = replies.arcgis(portal, 25, paging=paging, most=10)
        query = portal.answers[f"{LAYER}/query"]

        def shrinking(request, query=query, state=state):
            reply = query(request)
            if "outFields" in request.query:
                state["ids"] = [one for one in state["ids"] if one != 118]
            return reply

        portal.answers[f"{LAYER}/query"] = shrinking
        with pytest.raises(MovedMeanwhile, match=r"25 rows.*24 rows"):
            take(portal, tmp_path, asked(portal, "arcgis", LAYER))
        assert not list(tmp_path.rglob("snapshot.json"))


def test_arcgis_errors_come_with_status_200(portal, tmp_path):
    state = replies.arcgis(portal, 5)
    state["fault"] = {"code": 400, "message": "Unable to complete operation.", "details": []}
    with pytest.raises(BadAnswer, match="400: Unable"):
        take(portal, tmp_path, asked(portal, "arcgis", LAYER))
    state["fault"] = {"code": 500, "message": "Error performing query operation"}
    portal.waited.clear()
    with pytest.raises(PortalBusy):
        take(portal, tmp_path, asked(portal, "arcgis", LAYER))
    assert portal.waited == [1.0, 2.0, 4.0]


# police.uk

WHAT = {"month": "2024-01", "force": "Surrey"}


@pytest.mark.parametrize("parts", [True, False])
def test_police_uk_takes_one_file_out_of_the_archive(portal, tmp_path, parts):
    content = replies.police_archive()
    portal.answers["/archive/2024-01.zip"] = ranged(content) if parts else Reply(content, headers={"ETag": '"v1"'})
    portal.answers["/data/archive/2024-01.zip"] = replies.redirect("/archive/2024-01.zip")
    found = take(portal, tmp_path, asked(portal, "police-uk", "/data/archive/2024-01.zip", **WHAT), bytes=50_000_000)
    assert found.path.name == "2024-01-surrey-street.csv"
    assert found.path.read_bytes().startswith(replies.POLICE)
    assert (found.member, found.rows_received) == ("2024-01/2024-01-surrey-street.csv", 30)
    if parts:
        sent = [request.headers["Range"] for request in portal.asked if "Range" in request.headers]
        taken = sum(int(part.partition("-")[2]) - int(part[6:].partition("-")[0]) + 1 for part in sent)
        assert taken < 3 * (1 << 20)
        again = fetch(asked(portal, "police-uk", "/data/archive/2024-01.zip", **WHAT), portal.client(), folder=tmp_path)
        assert not again.added


def test_police_uk_lists_what_the_archive_has(portal, tmp_path):
    portal.answers["/2024-01.zip"] = ranged(replies.police_archive(padding=10))
    with pytest.raises(NotPublished, match="2024-01-avon-and-somerset-street"):
        take(portal, tmp_path, asked(portal, "police-uk", "/2024-01.zip", month="2024-01", force="atlantis"))


def test_police_uk_an_archive_that_changes_under_way_is_said(portal, tmp_path):
    content = replies.police_archive(padding=10)
    answers = [ranged(content), ranged(content, etag='"v2"')]
    portal.answers["/2024-01.zip"] = one_then_the_other(answers)
    with pytest.raises(MovedMeanwhile, match="v2"):
        take(portal, tmp_path, asked(portal, "police-uk", "/2024-01.zip", **WHAT))


def one_then_the_other(answers):
    def handle(request):
        return (answers.pop(0) if len(answers) > 1 else answers[0])(request)

    return handle


def test_police_uk_a_damaged_archive_is_no_traceback(portal, tmp_path):
    content = replies.police_archive(padding=10)
    for broken in (
        content[:-300],
        content.replace(b"PK\x01\x02", b"PK\x01\x03"),
        content[:200] + b"\0" * 40 + content[240:],
    ):
        portal.answers["/2024-01.zip"] = ranged(broken)
        with pytest.raises(BadAnswer, match="damaged"):
            take(
                portal, tmp_path, asked(portal, "police-uk", "/2024-01.zip", month="2023-12", force="avon-and-somerset")
            )


@pytest.mark.parametrize(
    "more", [{"month": "2024-13"}, {"month": ""}, {"force": "../x"}, {"kind": "homes"}, {"force": ""}]
)
def test_police_uk_month_force_and_kind_are_checked(portal, tmp_path, more):
    with pytest.raises(BadPortalAddress, match="--month"):
        take(portal, tmp_path, asked(portal, "police-uk", **{**WHAT, **more}))
    assert portal.asked == []


# a file


def test_a_plain_file(portal, tmp_path):
    portal.answers["/x/Vols%20de%20v%C3%A9los.CSV"] = ranged(b"a\n1\n")
    found = take(portal, tmp_path, asked(portal, "url", "/x/Vols%20de%20vélos.CSV"))
    assert (found.file, found.rows_received, found.path.read_bytes()) == ("vols-de-v-los.csv", None, b"a\n1\n")


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("socrata", "/d/abc"),
        ("ckan", "/group/actes"),
        ("opendatasoft", "/pages/home"),
        ("arcgis", "/arcgis/rest/services/Police"),
    ],
)
def test_what_is_no_data_set_is_said_with_an_example(portal, tmp_path, kind, path):
    with pytest.raises(BadPortalAddress, match=f"beffroi fetch {kind}"):
        take(portal, tmp_path, asked(portal, kind, path))


@pytest.mark.parametrize(
    ("kind", "more"),
    [("url", {"filter": "x"}), ("ckan", {"page_rows": 5}), ("socrata", {"month": "2024-01"}), ("arcgis", {"format": "csv"}),
     ("opendatasoft", {"format": "xls"}), ("nonsense", {})],
)  # fmt: skip
def test_an_option_that_the_portal_does_not_have_is_refused(portal, tmp_path, kind, more):
    path = {
        "ckan": "/dataset/a",
        "socrata": f"/d/{replies.CODE}",
        "arcgis": LAYER,
        "opendatasoft": "/explore/dataset/faits/",
    }.get(kind, "/x")
    with pytest.raises(NotOfThisPortal):
        take(portal, tmp_path, asked(portal, kind, path, **more))
    assert portal.asked == []

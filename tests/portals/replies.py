"""Answers in the documented forms of the portals, written for these tests: invented rows, real shapes.

Socrata: dev.socrata.com (paging, `count(*)`, views). CKAN: action API `package_show`. Opendatasoft: Explore API 2.1
(`catalog/datasets`, `records`, `exports`). ArcGIS: REST API, "Query (Feature Service/Layer)". police.uk: the folders and
file names of its monthly archives.
"""

import io
import json
import zipfile
from typing import Any

from tests.portals.server import Handler, Portal, Reply, Request

CODE = "ab12-cd34"
MOMENT = 1_706_709_900_000  # 2024-01-31 14:05 UTC


def rows(n: int) -> list[list[str]]:
    return [[str(at), f"2024-01-{at % 28 + 1:02d}T14:05:00.000", "THEFT", f'say ""{at}""\nagain'] for at in range(n)]


def csv_of(found: list[list[str]], *, header: str = '"id","date","primary_type","note"') -> bytes:
    lines = [header, *(",".join(f'"{value}"' for value in row) for row in found)]
    return ("\n".join(lines) + "\n").encode()


def socrata(portal: Portal, n: int, *, code: str = CODE) -> dict[str, Any]:
    """A data set of n rows; change the dictionary and the portal changes."""
    state: dict[str, Any] = {"rows": rows(n), "updated": 1_700_000_000, "page": None}

    def page(request: Request) -> Reply:
        if request.query.get("$select") == "count(*)":
            return Reply.of([{"count": str(len(state["rows"]))}])
        assert request.query["$order"] == ":id"
        offset, limit = int(request.query["$offset"]), int(request.query["$limit"])
        found = state["rows"][offset : offset + limit]
        reply = Reply(csv_of(found), headers={"Content-Type": "text/csv;charset=utf-8"})
        return state["page"](request, reply) if state["page"] else reply

    def as_json(request: Request) -> Reply:
        if request.query.get("$select") == "count(*)":
            return page(request)
        offset, limit = int(request.query["$offset"]), int(request.query["$limit"])
        return Reply.of([{"id": row[0], "primary_type": row[2]} for row in state["rows"][offset : offset + limit]])

    portal.answers[f"/api/views/{code}.json"] = lambda request: Reply.of(
        {"id": code, "name": "Crimes", "rowsUpdatedAt": state["updated"], "columns": []}
    )
    portal.answers[f"/resource/{code}.csv"] = page
    portal.answers[f"/resource/{code}.json"] = as_json
    portal.answers[f"/api/views/{code}/rows.csv"] = lambda request: Reply(
        csv_of(state["rows"]), headers={"Content-Type": "text/csv", "Last-Modified": "Tue, 14 Nov 2023 22:13:20 GMT"}
    )
    return state


def ckan(portal: Portal, resources: list[dict[str, Any]], *, prefix: str = "", success: bool = True) -> None:
    about = {"help": "…", "success": success, "result": {"name": "actes", "resources": resources}}
    portal.answers[f"{prefix}/api/3/action/package_show"] = lambda request: (
        Reply.of(about) if request.query.get("id") == "actes" else Reply.of({"success": False}, status=404)
    )


def resource(url: str, *, name: str = "data", form: str = "CSV", **more: Any) -> dict[str, Any]:
    return {"id": f"id-{name}", "name": name, "format": form, "url": url, "last_modified": None, "hash": "", **more}


def opendatasoft(portal: Portal, n: int, *, announced: int | None = None) -> dict[str, Any]:
    state = {"n": n, "announced": announced, "processed": "2024-02-01T00:00:00+00:00"}
    at = "/api/explore/v2.1/catalog/datasets/faits"
    portal.answers[at] = lambda request: Reply.of(
        {"dataset_id": "faits", "metas": {"default": {"data_processed": state["processed"], "records_count": 1}}}
    )
    portal.answers[f"{at}/records"] = lambda request: Reply.of(
        {"total_count": state["n"] if state["announced"] is None else state["announced"], "results": [{}]}
    )
    portal.answers[f"{at}/exports/csv"] = lambda request: Reply(
        b"id;type\n" + b"".join(b'%d;"vol; simple"\n' % number for number in range(state["n"])),
        headers={"Content-Type": "text/csv; charset=utf-8"},
    )
    portal.answers[f"{at}/exports/json"] = lambda request: Reply.of([{"id": number} for number in range(state["n"])])
    return state


def arcgis(portal: Portal, n: int, *, paging: bool = True, geojson: bool = True, most: int = 10) -> dict[str, Any]:
    """A layer of n points that sends at most `most` of them at once."""
    state: dict[str, Any] = {"ids": list(range(100, 100 + n)), "edited": 1_700_000_000_000, "fault": None}
    about = {
        "id": 0, "name": "Incidents", "maxRecordCount": most, "objectIdField": "OBJECTID", "supportsPagination": paging,
        "supportedQueryFormats": "JSON, geoJSON" if geojson else "JSON", "advancedQueryCapabilities": {"supportsPagination": paging},
        "fields": [{"name": "OBJECTID", "type": "esriFieldTypeOID"}, {"name": "DAY", "type": "esriFieldTypeDate"}],
    }  # fmt: skip

    def query(request: Request) -> Reply:
        asked = request.query
        if state["fault"]:
            return Reply.of({"error": state["fault"]})
        if asked.get("returnCountOnly") == "true":
            return Reply.of({"count": len(state["ids"])})
        if asked.get("returnIdsOnly") == "true":
            return Reply.of({"objectIdFieldName": "OBJECTID", "objectIds": list(reversed(state["ids"])) or None})
        found = state["ids"]
        if "objectIds" in asked:
            wanted = {int(one) for one in asked["objectIds"].split(",")}
            found = [one for one in found if one in wanted]
        elif paging:
            assert asked["orderByFields"] == "OBJECTID"
            found = found[int(asked["resultOffset"]) :][: int(asked["resultRecordCount"])]
        sent = found[:most]
        return Reply.of(_features(sent, geojson=geojson, cut=len(sent) < len(found)))

    at = "/arcgis/rest/services/Police/FeatureServer/0"
    portal.answers[at] = lambda request: Reply.of({**about, "editingInfo": {"lastEditDate": state["edited"]}})
    portal.answers[f"{at}/query"] = query
    return state


def _features(ids: list[int], *, geojson: bool, cut: bool) -> dict[str, Any]:
    if geojson:
        features = [
            {
                "type": "Feature",
                "id": one,
                "geometry": {"type": "Point", "coordinates": [2.5, 48.5]},
                "properties": {"OBJECTID": one, "DAY": MOMENT},
            }
            for one in ids
        ]
        return {"type": "FeatureCollection", "properties": {"exceededTransferLimit": cut}, "features": features}
    features = [{"attributes": {"OBJECTID": one, "DAY": MOMENT}, "geometry": {"x": 2.5, "y": 48.5}} for one in ids]
    return {"objectIdFieldName": "OBJECTID", "exceededTransferLimit": cut, "features": features}


POLICE = b"Crime ID,Month,Longitude,Latitude,LSOA code,LSOA name,Crime type\n"


def police_archive(*, months: tuple[str, ...] = ("2023-12", "2024-01"), padding: int = 3_000_000) -> bytes:
    """A month's archive: every month and force in it, and much that nobody asked for."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for month in months:
            for force in ("avon-and-somerset", "surrey"):
                lines = [
                    f"{force}{at:060d},{month},-0.57,51.24,E01030350,Guildford 001A,Burglary\n" for at in range(30)
                ]
                archive.writestr(f"{month}/{month}-{force}-street.csv", POLICE + "".join(lines).encode())
                archive.writestr(f"{month}/{month}-{force}-stop-and-search.csv", b"Type,Date\nPerson search,x\n")
        archive.writestr(zipfile.ZipInfo("padding.bin"), bytes(padding))
    return content.getvalue()


def redirect(where: str) -> Handler:
    return lambda request: Reply(status=302, headers={"Location": where})


def loads(path: Any) -> Any:
    return json.loads(path.read_text("utf-8"))

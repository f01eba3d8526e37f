"""A portal may answer any JSON at all: an error that says so, never a traceback."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.errors.portals import Grows, PortalError
from beffroi.portals.client import Client
from beffroi.portals.exchange import Hiccup
from beffroi.portals.fetch import fetch
from beffroi.portals.plans import Asked
from beffroi.vocabulary.text import LANGUAGES

NAMES = st.sampled_from([
    "id", "rowsUpdatedAt", "count", "success", "result", "resources", "url", "format", "name", "hash", "last_modified", "features",
    "dataset_id", "metas", "default", "data_processed", "total_count", "error", "code", "message", "fields", "type", "objectIds",
    "maxRecordCount", "supportedQueryFormats", "supportsPagination", "advancedQueryCapabilities", "editingInfo", "lastEditDate",
    "objectIdField", "properties", "geometry", "attributes", "x", "y",
])  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 3), st.integers(), st.floats(allow_nan=False), st.text(max_size=6),
    st.sampled_from(["csv", "JSON", "https://data.example.org/a.csv", "esriFieldTypeDate", "esriFieldTypeOID", "1", "3", 400, 500]),
)  # fmt: skip
ANSWERS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6), max_leaves=12
)
ASKED = [
    Asked(portal="socrata", address="https://data.example.org/d/ab12-cd34", format="json"),
    Asked(portal="socrata", address="https://data.example.org/d/ab12-cd34", format="geojson"),
    Asked(portal="socrata", address="https://data.example.org/d/ab12-cd34", whole=True),
    Asked(portal="ckan", address="https://data.example.org/dataset/actes"),
    Asked(portal="opendatasoft", address="https://data.example.org/explore/dataset/faits/"),
    Asked(portal="arcgis", address="https://gis.example.org/a/rest/services/P/FeatureServer/0"),
]


class Odd(Client):
    """Answers what the test draws, one after the other, without any connection."""

    drawn: list

    def page(self, url, read, *, expects):
        answer = self.drawn.pop(0) if len(self.drawn) > 1 else self.drawn[0]
        content = json.dumps(answer).encode()
        try:
            return content, read(content)
        except Hiccup as hiccup:
            raise hiccup.cause from None

    def download(self, url, folder, *, expects, known=None):
        raise Grows(url=url, ratio=1, limit=1)


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: f"{asked.portal}-{asked.format or asked.whole}")
@settings(max_examples=100, deadline=None)
@given(drawn=st.lists(ANSWERS, min_size=1, max_size=5))
def test_an_odd_answer_is_an_error_of_ours(tmp_path_factory, asked, drawn):
    client = Odd(sleep=lambda seconds: None)
    client.drawn = drawn
    try:
        made = fetch(asked, client, folder=tmp_path_factory.mktemp("odd"))
    except PortalError as error:
        for language in LANGUAGES:
            assert error.say(language)
    else:
        assert made.snapshot.rows_received == made.snapshot.rows_announced

"""QGIS opens the server as a user's QGIS would, without a screen."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from api import COLLECTIONS
from oracle import box_of, shape_of

SCRIPT = Path(__file__).with_name("qgis_client.py")
#: Debian's Python, for which Debian builds QGIS; a virtual environment does not see it.
PYTHON = "/usr/bin/python3"
BOX = [36, 35, 37, 36]
ASKED = {
    **{collection: {"collection": collection, "page": 500} for collection in COLLECTIONS},
    "small pages": {"collection": "zones", "page": 3},
    "box": {"collection": "zones", "bbox": BOX},
    "box of places": {"collection": "places", "bbox": BOX, "page": 50},
    "attribute": {"collection": "zones", "where": "\"zone\" = 'idlib'"},
    "day": {"collection": "zones", "where": "\"valid_from\" >= '2018-01-01'"},
    "tile": {"collection": "zones", "tile": [7, 50, 77]},
}


@pytest.fixture(scope="module")
def qgis(server, tmp_path_factory):
    """What QGIS makes of everything that these tests ask it for, in one start of QGIS."""
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o700)
    environment = os.environ | {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [PYTHON, SCRIPT, server.url],
        input=json.dumps(ASKED),
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, f"QGIS ended with {done.returncode}: {done.stderr[-3000:]}"
    return json.loads(done.stdout[done.stdout.index("{") :])


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_collection_is_a_layer(qgis, api, collection):
    layer, features = qgis[collection], api.all(collection)
    assert layer["valid"], layer.get("error")
    assert layer["count"] == len(features)
    assert layer["ids"] == sorted(feature["id"] for feature in features)
    assert set(features[0]["properties"]) <= set(layer["fields"])
    if features[0]["geometry"]:
        assert layer["crs"] in ("EPSG:4326", "OGC:CRS84")
        assert layer["bounds"] == pytest.approx(layer["extent"])


def test_values_arrive(qgis, api):
    first = min(api.all("zones"), key=lambda feature: feature["id"])
    layer = qgis["zones"]["first"]
    for name, value in first["properties"].items():
        if isinstance(value, (int, float)) or name.startswith(("name", "summary", "zone", "color")):
            assert layer[name] == value, name
    assert qgis["zones"]["fields"]["valid_from"] == "Date" and qgis["zones"]["fields"]["precision_m"] == "Real"


def test_pages_hold_every_feature_once(qgis, api):
    assert qgis["small pages"]["ids"] == sorted(feature["id"] for feature in api.all("zones"))


@pytest.mark.parametrize(("name", "collection"), [("box", "zones"), ("box of places", "places")])
def test_a_box(qgis, api, name, collection):
    expected = sorted(f["id"] for f in api.all(collection) if shape_of(f).intersects(box_of(BOX)))
    assert 0 < len(expected) < len(api.all(collection))
    found = qgis[name]["ids"]
    # QGIS compares the boxes of features, not their shapes.
    boxes = sorted(f["id"] for f in api.all(collection) if box_of(shape_of(f).bounds).intersects(box_of(BOX)))
    assert set(expected) <= set(found) <= set(boxes)


def test_an_attribute(qgis, api):
    assert qgis["attribute"]["ids"] == sorted(f["id"] for f in api.all("zones") if f["properties"]["zone"] == "idlib")


def test_a_day(qgis, api):
    expected = sorted(f["id"] for f in api.all("zones") if f["properties"]["valid_from"] >= "2018-01-01")
    assert qgis["day"]["ids"] == expected != []


def test_vector_tiles(qgis):
    assert qgis["tile"]["valid"] and qgis["tile"]["size"] > 100 and qgis["tile"]["crs"] == "EPSG:3857"

"""Vector tiles and their archive, read by GDAL."""

import json
import math
import subprocess
import urllib.error
import urllib.request

import pytest
from shapely.geometry import shape

ZONES = "/collections/zones/tiles/WebMercatorQuad"
HALF_WORLD_M = 20_037_508.342789244


def fetch(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.status, answer.read()


def gdal(*arguments):
    return subprocess.run(arguments, check=True, capture_output=True, text=True, timeout=120).stdout


def geojson(tile, path, z, row, col):
    """The features of a tile in degrees, as GDAL reads them."""
    path.write_bytes(tile)
    where = ["-oo", f"X={col}", "-oo", f"Y={row}", "-oo", f"Z={z}"]
    text = gdal("ogr2ogr", "-f", "GeoJSON", "-t_srs", "EPSG:4326", *where, "/vsistdout/", str(path))
    return json.loads(text)["features"]


def corners(coordinates):
    if isinstance(coordinates[0], (int, float)):
        yield coordinates
    else:
        for part in coordinates:
            yield from corners(part)


@pytest.mark.parametrize(("z", "row", "col"), [(0, 0, 0), (6, 25, 38), (9, 200, 308)])
def test_gdal_reads_the_zones_of_a_tile_where_they_are(server, tmp_path, z, row, col):
    status, tile = fetch(f"{server.url}{ZONES}/{z}/{row}/{col}.mvt?datetime=2017-06-15")
    assert status == 200
    features = geojson(tile, tmp_path / f"{col}.mvt", z, row, col)
    assert features
    _, whole = fetch(f"{server.url}/zones.geojson?date=2017-06-15")
    whole = {feature["properties"]["zone"]: feature for feature in json.loads(whole)["features"]}
    unit = 360 / 2**z / 4096
    for feature in features:
        zone = whole[feature["properties"]["zone"]]
        assert feature["properties"]["valid_from"] == zone["properties"]["valid_from"]
        bounds = [[f(c[axis] for c in corners(zone["geometry"]["coordinates"])) for f in (min, max)] for axis in (0, 1)]
        for corner in corners(feature["geometry"]["coordinates"]):
            for value, (low, high) in zip(corner, bounds):
                # What is smaller than a pixel is drawn as one, 8 units wide.
                assert low - 9 * unit <= value <= high + 9 * unit


def test_the_rings_of_a_tile_are_valid(server, tmp_path):
    _, tile = fetch(f"{server.url}{ZONES}/7/50/76.mvt")
    features = geojson(tile, tmp_path / "76.mvt", 7, 50, 76)
    assert len(features) > 3
    for feature in features:
        ground = shape(feature["geometry"])
        assert ground.is_valid and not ground.is_empty


def test_gdal_opens_a_tile_by_its_address(server):
    said = gdal("ogrinfo", "-ro", "-so", f"MVT:{server.url}{ZONES}/6/25/38.mvt", "zones")
    assert "Feature Count" in said and "name_ar: String" in said


def test_the_template_of_the_tileset_leads_to_tiles(server):
    _, body = fetch(f"{server.url}{ZONES}")
    tileset = json.loads(body)
    [item] = [link for link in tileset["links"] if link["rel"] == "item"]
    limits = next(limits for limits in tileset["tileMatrixSetLimits"] if limits["tileMatrix"] == "6")
    path = item["href"].removeprefix(server.url)
    path = path.replace("{tileMatrix}", "6").replace("{tileRow}", str(limits["minTileRow"]))
    status, _ = fetch(server.url + path.replace("{tileCol}", str(limits["minTileCol"])))
    assert status == 200
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetch(f"{server.url}{ZONES}/6/0/0")
    assert refused.value.code == 404


def test_the_tile_matrix_set_covers_the_world(server):
    _, body = fetch(f"{server.url}/tileMatrixSets/WebMercatorQuad")
    for matrix in json.loads(body)["tileMatrices"]:
        width = matrix["cellSize"] * matrix["tileWidth"] * matrix["matrixWidth"]
        assert math.isclose(width, 2 * HALF_WORLD_M, rel_tol=1e-12)

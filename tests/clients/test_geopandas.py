"""geopandas, as a notebook uses it: an address is a data frame."""

import geopandas
import pandas
import pytest

from oracle import shape_of

FORMS = {"geojson": "GeoJSON", "fgb": "FlatGeobuf", "gpkg": "GPKG"}


def test_a_page_of_items_is_a_data_frame(server, api):
    frame = geopandas.read_file(f"{server.url}/collections/zones/items?limit=1000")
    assert list(frame["id"]) == [feature["id"] for feature in api.all("zones")]
    assert frame.crs.to_epsg() == 4326 and frame.geometry.is_valid.all()
    assert str(frame["valid_from"].dtype).startswith("datetime")


def test_filters_work_in_the_address(server, api):
    frame = geopandas.read_file(f"{server.url}/collections/zones/items?zone=idlib&datetime=2018-01-01/2018-12-31")
    whole = geopandas.read_file(f"{server.url}/collections/zones/items?limit=1000")
    start = whole["valid_from"] <= pandas.Timestamp("2018-12-31")
    expected = whole[(whole["zone"] == "idlib") & start & (whole["last_day"].isna() | (whole["last_day"] >= pandas.Timestamp("2018-01-01")))]
    assert list(frame["id"]) == list(expected["id"]) != []


@pytest.mark.parametrize(("collection", "form"), [(c, f) for c in ("zones", "places") for f in FORMS])
def test_downloads_hold_the_same(api, tmp_path, collection, form):
    file = tmp_path / f"{collection}.{form}"
    file.write_bytes(api.get(f"/collections/{collection}/items", f=form, limit=10_000).content)
    frame = geopandas.read_file(file)
    assert sorted(frame["id"]) == sorted(feature["id"] for feature in api.all(collection))
    by_id = {feature["id"]: feature for feature in api.all(collection)}
    for row in frame.itertuples():
        assert row.geometry.normalize().equals_exact(shape_of(by_id[row.id]).normalize(), 1e-9) or row.geometry.equals(
            shape_of(by_id[row.id])
        )
    assert frame.crs.to_epsg() == 4326


@pytest.mark.parametrize("collection", ["zones", "places"])
def test_geoparquet(api, tmp_path, collection):
    file = tmp_path / f"{collection}.parquet"
    file.write_bytes(api.get(f"/collections/{collection}/items", f="parquet", limit=10_000).content)
    frame = geopandas.read_parquet(file)
    assert list(frame["id"]) == [feature["id"] for feature in api.all(collection)]
    assert frame.geometry.geom_equals_exact(geopandas.GeoSeries(map(shape_of, api.all(collection)), crs=frame.crs), 1e-9).all()
    assert frame.crs.to_string() in ("OGC:CRS84", "EPSG:4326")
    if collection == "zones":
        assert list(frame["sources"].iloc[0]) == api.all("zones")[0]["properties"]["sources"]


def test_geoparquet_in_metres(api, tmp_path):
    file = tmp_path / "zones.parquet"
    file.write_bytes(api.get("/collections/zones/items", f="parquet", crs="http://www.opengis.net/def/crs/EPSG/0/32637").content)
    frame = geopandas.read_parquet(file)
    assert frame.crs.to_epsg() == 32637
    areas = [feature["properties"]["area_km2"] for feature in api.all("zones")]
    assert list(frame.geometry.area / 1e6) == pytest.approx(areas, rel=0.002, abs=0.06)


def test_csv(api, tmp_path):
    file = tmp_path / "zones.csv"
    file.write_bytes(api.get("/collections/zones/items", f="csv", limit=1000).content)
    frame = pandas.read_csv(file)
    assert list(frame["id"]) == [feature["id"] for feature in api.all("zones")]
    column = next(name for name in frame.columns if name.lower() in ("geometry", "wkt", "geom"))
    shapes = geopandas.GeoSeries.from_wkt(frame[column])
    assert shapes.geom_equals_exact(geopandas.GeoSeries(map(shape_of, api.all("zones"))), 1e-9).all()


def test_the_download_of_everything(server, api):
    frame = geopandas.read_file(f"{server.url}/zones.geojson")
    assert len(frame) == len(api.all("zones"))

"""Writes T.parquet: the 444 time zones of the earth at full precision, as timezonefinder ships them.

Usage: time_zones.py FOLDER
"""

import json
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from timezonefinder import TimezoneFinder


def area(finder, name):
    """Valid rings, shells left and holes right-handed, as RFC 7946 has them."""
    polygons = finder.get_geometry(tz_name=name, coords_as_pairs=True)
    shapes = [shapely.Polygon(np.array(rings[0]), [np.array(ring) for ring in rings[1:]]) for rings in polygons]
    return shapely.multipolygons(shapely.orient_polygons(shapes))


def main(folder):
    finder = TimezoneFinder(in_memory=True)
    names = sorted(finder.timezone_names)
    areas = [area(finder, name) for name in names]
    valid = shapely.is_valid(areas)
    table = pa.table(
        {
            "id": pa.array(range(len(names)), pa.int32()),
            "valid_from": pa.array([date(1970, 1, 1)] * len(names)),
            "valid_to": pa.array([None] * len(names), pa.date32()),
            "geometry": pa.array(shapely.to_wkb(areas), pa.binary()),
            "name": names,
        }
    )
    ground = {"encoding": "WKB", "geometry_types": ["MultiPolygon"]}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": ground}}
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), Path(folder) / "T.parquet")
    print(f"T: {len(names)} areas, {shapely.get_num_coordinates(areas).sum():,} vertices, {(~valid).sum()} not valid")
    for name in np.array(names)[~valid]:
        print(f"  {name}: {shapely.is_valid_reason(areas[names.index(name)])}")


main(sys.argv[1])

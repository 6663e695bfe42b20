"""What is claimed is tested, and nothing is claimed that no test holds."""

import pytest

from uris import CQL2, FEATURES_1, FEATURES_2, FEATURES_3, FEATURES_5, TILES

ASKED_FOR = [
    *(FEATURES_1 + name for name in ("core", "oas30", "geojson", "html")),
    FEATURES_2 + "crs",
    *(FEATURES_3 + name for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")),
    *(FEATURES_5 + name for name in ("schemas", "returnables-and-receivables", "queryables", "sortables")),
    *(CQL2 + name for name in ("cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators")),
    *(CQL2 + name for name in ("case-insensitive-comparison", "basic-spatial-functions", "spatial-functions")),
    *(CQL2 + name for name in ("temporal-functions", "array-functions")),
    *(TILES + name for name in ("core", "tileset", "tilesets-list", "mvt")),
]


def test_every_claimed_class_has_tests(claimed, tested_classes):
    untested = [uri for uri in claimed if uri not in tested_classes]
    assert not untested, f"claimed, and no test is marked with it: {untested}"


@pytest.mark.parametrize("uri", ASKED_FOR)
def test_every_class_that_was_asked_for_is_claimed(claimed, uri):
    assert uri in claimed


def test_a_class_is_claimed_once(claimed):
    assert len(set(claimed)) == len(claimed)

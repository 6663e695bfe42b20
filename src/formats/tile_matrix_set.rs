//! The tiling scheme, as OGC 17-083r4 writes it.

use serde_json::{Value, json};

use super::Address;
use crate::tiles::LAST_ZOOM;

/// The tiling scheme that every map on the web uses.
pub const WEB_MERCATOR_QUAD: &str = "WebMercatorQuad";
/// Its name in the register of the OGC.
pub(super) const REGISTERED: &str =
    "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
/// The coordinate system of its numbers.
pub(super) const WEB_MERCATOR: &str = "http://www.opengis.net/def/crs/EPSG/0/3857";
/// How a tileset points at its tiling scheme.
pub(super) const TILING_SCHEME: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";

/// Half the width of the world in the projection, in metres.
const HALF_WORLD_M: f64 = 20_037_508.342_789_2;
/// The scale of one tile around the world, drawn with pixels of 0.28 mm (17-083r4, table D.1).
const WORLD_SCALE: f64 = 559_082_264.028_717_8;
/// Pixels of a tile as the register has it; vector tiles have none.
const PIXELS: u32 = 256;
/// The register ends here; tiles are served down to [`LAST_ZOOM`].
const LAST_REGISTERED: u8 = 24;

/// The list of tiling schemes.
#[must_use]
pub fn tile_matrix_sets(address: Address<'_>) -> Value {
    json!({
        "tileMatrixSets": [{
            "id": WEB_MERCATOR_QUAD,
            "title": "Google Maps Compatible for the World",
            "uri": REGISTERED,
            "crs": WEB_MERCATOR,
            "links": [address.json("self", &path())],
        }],
        "links": [address.json("self", "/tileMatrixSets")],
    })
}

/// The tiling scheme itself, to the last zoom of the register.
#[must_use]
pub fn tile_matrix_set() -> Value {
    const { assert!(LAST_ZOOM <= LAST_REGISTERED) };
    json!({
        "id": WEB_MERCATOR_QUAD,
        "title": "Google Maps Compatible for the World",
        "uri": REGISTERED,
        "crs": WEB_MERCATOR,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": (0..=LAST_REGISTERED).map(tile_matrix).collect::<Vec<_>>(),
    })
}

/// The path of the tiling scheme.
pub(super) fn path() -> String {
    format!("/tileMatrixSets/{WEB_MERCATOR_QUAD}")
}

fn tile_matrix(zoom: u8) -> Value {
    let across = 1_u32 << zoom;
    let cell = 2.0 * HALF_WORLD_M / f64::from(PIXELS) / f64::from(across);
    json!({
        "id": zoom.to_string(),
        "scaleDenominator": WORLD_SCALE / f64::from(across),
        "cellSize": cell,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-HALF_WORLD_M, HALF_WORLD_M],
        "tileWidth": PIXELS,
        "tileHeight": PIXELS,
        "matrixWidth": across,
        "matrixHeight": across,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_and_scales_are_those_of_the_register() {
        let matrices = tile_matrix_set()["tileMatrices"].clone();
        assert_eq!(matrices.as_array().unwrap().len(), 25);
        let number = |zoom: usize, key: &str| matrices[zoom][key].as_f64().unwrap();
        // Table D.1 of OGC 17-083r4.
        assert!((number(0, "cellSize") - 156_543.033_928_041).abs() < 1e-6);
        assert!((number(10, "scaleDenominator") - 545_978.773_465_544_7).abs() < 1e-6);
        assert!((number(24, "cellSize") - 0.009_330_691_929_341_1).abs() < 1e-12);
        // 0.28 mm by definition.
        let pixel = number(12, "cellSize") / number(12, "scaleDenominator");
        assert!((pixel - 0.000_28).abs() < 1e-12);
    }
}

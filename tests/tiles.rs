//! Vector tiles at the web door: what there is, where it is, and what is refused.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::{
    collections::BTreeSet,
    sync::{Arc, LazyLock},
};

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use fast_mvt::{MvtReaderRef, MvtValueRef};
use http_body_util::BodyExt;
use hudna::{
    http::{App, Door},
    live::Live,
    load::Folder,
};
use serde_json::Value;
use tower::ServiceExt;

const ZONES: &str = "/collections/zones/tiles/WebMercatorQuad";
const MVT: &str = "application/vnd.mapbox-vector-tile";

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {:?}", String::from_utf8_lossy(&self.body)))
    }

    fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The texts under a key, of all features of the only layer.
    fn texts(&self, key: &str) -> BTreeSet<String> {
        let tile = MvtReaderRef::new(&self.body).unwrap();
        assert_eq!(tile.layers().count(), 1);
        let features = tile
            .layers()
            .flat_map(|layer| layer.features().collect::<Vec<_>>());
        let texts = features.flat_map(|feature| {
            let properties = feature.properties().map(Result::unwrap);
            let texts = properties.filter_map(|(name, value)| match value {
                MvtValueRef::String(text) if name == key => Some(text.to_owned()),
                _ => None,
            });
            texts.collect::<Vec<_>>()
        });
        texts.collect()
    }
}

/// One server for all: loading takes longer than any answer.
static DOOR: LazyLock<Door> = LazyLock::new(|| {
    let live = Live::start(Folder::embedded_data(), Folder::embedded_articles()).unwrap();
    Door::new(App::new(Arc::new(live), Some("https://zones.example")))
});

async fn get(address: &str) -> Answer {
    let request = Request::builder().uri(address).body(Body::empty()).unwrap();
    let response = DOOR.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    }
}

fn link(links: &Value, rel: &str) -> Value {
    let found = links
        .as_array()
        .unwrap()
        .iter()
        .find(|link| link["rel"] == rel);
    found
        .unwrap_or_else(|| panic!("no {rel} in {links}"))
        .clone()
}

#[tokio::test]
async fn a_client_finds_its_way_from_the_list_to_a_tile() {
    let list = get("/collections/zones/tiles").await.json();
    let tileset = &list["tilesets"][0];
    assert_eq!(tileset["dataType"], "vector");
    assert!(
        tileset["tileMatrixSetURI"]
            .as_str()
            .unwrap()
            .ends_with("/WebMercatorQuad")
    );
    let own = link(&tileset["links"], "self")["href"]
        .as_str()
        .unwrap()
        .to_owned();
    let metadata = get(own.strip_prefix("https://zones.example").unwrap())
        .await
        .json();
    let scheme = link(
        &metadata["links"],
        "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
    );
    let scheme = scheme["href"].as_str().unwrap().to_owned();
    let scheme = get(scheme.strip_prefix("https://zones.example").unwrap())
        .await
        .json();
    assert_eq!(scheme["id"], "WebMercatorQuad");
    let item = link(&metadata["links"], "item");
    assert_eq!(
        (&item["templated"], &item["type"]),
        (&Value::Bool(true), &Value::from(MVT))
    );
    // The deepest tile that the limits allow on their first row and column is there, if only without content.
    for limits in metadata["tileMatrixSetLimits"].as_array().unwrap() {
        let address = item["href"]
            .as_str()
            .unwrap()
            .replace("{tileMatrix}", limits["tileMatrix"].as_str().unwrap())
            .replace("{tileRow}", &limits["minTileRow"].to_string())
            .replace("{tileCol}", &limits["maxTileCol"].to_string());
        let tile = get(address.strip_prefix("https://zones.example").unwrap()).await;
        assert!([200, 204].contains(&tile.status.as_u16()), "{address}");
    }
}

#[tokio::test]
async fn metadata_tells_the_keys_that_tiles_have() {
    let metadata = get(ZONES).await.json();
    let schema = &metadata["layers"][0]["propertiesSchema"]["properties"];
    let told: BTreeSet<&str> = schema
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let tile = get(&format!("{ZONES}/6/25/38")).await;
    let tile = MvtReaderRef::new(&tile.body).unwrap();
    let layers: Vec<_> = tile.layers().collect();
    assert_eq!(
        layers[0].name(),
        metadata["layers"][0]["id"].as_str().unwrap()
    );
    let mut seen = BTreeSet::new();
    for feature in layers[0].features() {
        for property in feature.properties() {
            let key = property.unwrap().0;
            assert!(told.contains(key), "{key}");
            seen.insert(key.to_owned());
        }
    }
    for key in [
        "id",
        "zone",
        "name_ar",
        "valid_from",
        "precision_m",
        "color",
        "dash",
    ] {
        assert!(seen.contains(key), "{key}");
    }
    assert!(
        !seen
            .iter()
            .any(|key| key.starts_with("summary") || key == "sources")
    );
    assert_eq!(schema["valid_from"]["format"], "date");
}

#[tokio::test]
async fn a_tile_holds_the_zones_of_the_days_that_are_asked_for() {
    let all = get(&format!("{ZONES}/6/25/38")).await;
    assert_eq!(all.header(header::CONTENT_TYPE), MVT);
    assert!(all.header(header::ETAG).contains(".mvt") && all.status == 200);
    assert_eq!(all.texts("zone").len(), 4);
    let early = get(&format!("{ZONES}/6/25/38?datetime=2017-06-15")).await;
    let late = get(&format!("{ZONES}/6/25/38?datetime=2019-06-15")).await;
    assert_eq!(early.texts("id").len(), 4);
    assert_eq!(late.texts("zone"), BTreeSet::from(["idlib".to_owned()]));
    assert!(all.texts("id").len() > 10);
    // Wide enough to see them all: the smallest is a pixel then.
    assert_eq!(
        get(&format!("{ZONES}/0/0/0?datetime=2017-06-15"))
            .await
            .texts("id")
            .len(),
        4
    );
}

#[tokio::test]
async fn a_tile_may_end_like_a_file() {
    let plain = get(&format!("{ZONES}/6/25/38")).await.body;
    for ending in [".mvt", ".pbf", "?f=mvt"] {
        assert_eq!(
            get(&format!("{ZONES}/6/25/38{ending}")).await.body,
            plain,
            "{ending}"
        );
    }
}

#[tokio::test]
async fn an_empty_tile_within_the_limits_is_204_without_a_body() {
    let nothing = get(&format!("{ZONES}/6/25/38?datetime=1999-01-01")).await;
    assert_eq!(nothing.status, 204);
    assert!(nothing.body.is_empty());
    assert_eq!(nothing.header(header::CONTENT_TYPE), "");
    assert!(
        nothing
            .header(header::CACHE_CONTROL)
            .contains("must-revalidate")
    );
}

#[tokio::test]
async fn what_is_no_tile_is_404_and_what_is_no_parameter_400() {
    for (address, status, said) in [
        (format!("{ZONES}/23/0/0"), 404, "from 0 to 22"),
        (format!("{ZONES}/3/8/0"), 404, "from 0 to 7"),
        (format!("{ZONES}/3/0/x"), 404, "from 0 to 7"),
        (format!("{ZONES}/3/0/1.png"), 404, "1.png"),
        (format!("{ZONES}/6/0/0"), 404, "tileRow 25 to 25"),
        (format!("{ZONES}/%FF/0/0"), 404, "UTF-8"),
        (
            "/collections/zones/tiles/WorldCRS84Quad".to_owned(),
            404,
            "WebMercatorQuad",
        ),
        (
            "/tileMatrixSets/WorldCRS84Quad".to_owned(),
            404,
            "WebMercatorQuad",
        ),
        (
            "/collections/articles/tiles".to_owned(),
            404,
            "zones, places",
        ),
        ("/collections/rivers/tiles".to_owned(), 404, "zones, places"),
        (format!("{ZONES}/6/25/38?f=png"), 400, "mvt"),
        (format!("{ZONES}/6/25/38?datetime=june"), 400, "2017-06-15"),
        (format!("{ZONES}/6/25/38?date=2017-06-15"), 400, "datetime"),
        (format!("{ZONES}?datetime=june"), 400, "2017-06-15"),
        ("/zones.pmtiles?x=1".to_owned(), 400, "no parameters"),
    ] {
        let answer = get(&address).await;
        assert_eq!(answer.status.as_u16(), status, "{address}");
        let problem = answer.json();
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(said), "{address}: {detail}");
    }
}

#[tokio::test]
async fn tilejson_has_an_absolute_template_and_keeps_the_days() {
    let tilejson = get(&format!("{ZONES}?f=tilejson&datetime=2017-06-15"))
        .await
        .json();
    let template = tilejson["tiles"][0].as_str().unwrap();
    assert_eq!(
        template,
        "https://zones.example/collections/zones/tiles/WebMercatorQuad/{z}/{y}/{x}?datetime=2017%2D06%2D15"
    );
    assert_eq!(tilejson["tilejson"], "3.0.0");
    assert_eq!(
        (&tilejson["minzoom"], &tilejson["maxzoom"]),
        (&0.into(), &12.into())
    );
    assert_eq!(tilejson["vector_layers"][0]["id"], "zones");
    assert!(tilejson["vector_layers"][0]["fields"]["name_en"].is_string());
    assert!(tilejson["attribution"].as_str().unwrap().contains("Hudna"));
    let address = template
        .replace("{z}", "6")
        .replace("{y}", "25")
        .replace("{x}", "38");
    let tile = get(address.strip_prefix("https://zones.example").unwrap()).await;
    assert_eq!(tile.texts("id").len(), 4);
}

#[tokio::test]
async fn the_tile_matrix_set_is_listed_and_complete() {
    let schemes = get("/tileMatrixSets").await.json();
    assert_eq!(schemes["tileMatrixSets"][0]["id"], "WebMercatorQuad");
    let scheme = get("/tileMatrixSets/WebMercatorQuad?f=json").await.json();
    let last = &scheme["tileMatrices"][24];
    assert_eq!(
        (&last["id"], &last["matrixWidth"]),
        (&"24".into(), &16_777_216.into())
    );
}

#[tokio::test]
async fn places_are_on_tiles_too() {
    let tile = get("/collections/places/tiles/WebMercatorQuad/9/202/308").await;
    assert_eq!(tile.status, 200);
    assert!(tile.texts("name_ar").len() > 10);
    let metadata = get("/collections/places/tiles/WebMercatorQuad")
        .await
        .json();
    assert_eq!(metadata["layers"][0]["geometryDimension"], 0);
}

#[tokio::test]
async fn an_archive_holds_the_collection() {
    for name in ["zones", "places"] {
        let archive = get(&format!("/{name}.pmtiles")).await;
        assert_eq!(
            archive.header(header::CONTENT_TYPE),
            "application/vnd.pmtiles"
        );
        assert_eq!(archive.body.get(..8).unwrap(), b"PMTiles\x03");
    }
}

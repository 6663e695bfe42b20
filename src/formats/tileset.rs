//! What can be had as tiles, as OGC API - Tiles (20-057) and `TileJSON` 3.0 say it.

use geo::Rect;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use tilejson::{Bounds, Center, TileJSON, tilejson};

use super::{
    Address, Hyperlink,
    tile_matrix_set::{self, REGISTERED, TILING_SCHEME, WEB_MERCATOR, WEB_MERCATOR_QUAD},
};
use crate::{
    features::{Geometries, Kind, Property, Table},
    model::Dataset,
    tiles::{self, DEEPEST, LAST_ZOOM, Limits},
};

/// The media type of a tile.
pub const MVT: &str = "application/vnd.mapbox-vector-tile";

/// The tiles of a collection.
#[derive(Debug, Clone, Copy)]
pub struct Tileset<'s> {
    /// Whose records are on them.
    pub table: &'s dyn Table,
    /// The data they are part of.
    pub dataset: &'s Dataset,
    /// Where the server is.
    pub address: Address<'s>,
    /// The days they are asked for, as they were written; then the tiles are those of these days.
    pub datetime: Option<&'s str>,
}

impl Tileset<'_> {
    /// The list of tilesets, which has one.
    #[must_use]
    pub fn list(&self) -> Value {
        let mut tileset = self.summary();
        tileset.insert("links".to_owned(), json!([self.own("self"), self.scheme()]));
        let path = format!("/collections/{}/tiles", self.id());
        json!({
            "links": [self.address.json("self", &path)],
            "tilesets": [tileset],
        })
    }

    /// Everything about the tileset.
    #[must_use]
    pub fn metadata(&self) -> Value {
        let schema = self.table.schema();
        let mut tileset = self.summary();
        let mut set = |key: &str, value: Value| tileset.insert(key.to_owned(), value);
        set("description", json!(schema.description.en));
        set("license", json!(self.dataset.licence));
        set("attribution", json!(self.dataset.attribution.join("; ")));
        set("mediaTypes", json!([MVT]));
        set("layers", json!([self.layer()]));
        if let Some(bounds) = self.table.bounds() {
            set("boundingBox", bounding_box(bounds));
            let limits = (0..=LAST_ZOOM).map(|zoom| limits(&Limits::around(bounds, zoom)));
            set("tileMatrixSetLimits", limits.collect());
        }
        set("links", self.links());
        Value::Object(tileset)
    }

    /// The same for maps that know `TileJSON`.
    #[must_use]
    pub fn tilejson(&self) -> TileJSON {
        let schema = self.table.schema();
        let mut tiles = tilejson! {
            self.template("{z}/{y}/{x}"),
            name: schema.title.en.to_owned(),
            description: schema.description.en.to_owned(),
            attribution: self.dataset.attribution.join("; "),
            scheme: "xyz".to_owned(),
            minzoom: 0,
            maxzoom: DEEPEST,
            vector_layers: vec![tiles::vector_layer(schema, DEEPEST)],
        };
        if let Some(bounds) = self.table.bounds() {
            let (low, high, middle) = (bounds.min(), bounds.max(), bounds.center());
            tiles.bounds = Some(Bounds::new(low.x, low.y, high.x, high.y));
            tiles.center = Some(Center::new(middle.x, middle.y, first_zoom(bounds)));
        }
        tiles
    }

    fn id(&self) -> &'static str {
        self.table.schema().id
    }

    fn summary(&self) -> Map<String, Value> {
        let summary = [
            ("title", self.table.schema().title.en),
            ("dataType", "vector"),
            ("crs", WEB_MERCATOR),
            ("tileMatrixSetURI", REGISTERED),
        ];
        let pairs = summary.into_iter();
        pairs
            .map(|(key, value)| (key.to_owned(), json!(value)))
            .collect()
    }

    fn links(&self) -> Value {
        let template = self.template("{tileMatrix}/{tileRow}/{tileCol}");
        let mut item = json!(Hyperlink::new("item", template, MVT));
        item["templated"] = json!(true);
        let mut tilejson = json!(self.own("alternate"));
        let separator = if self.datetime.is_some() { '&' } else { '?' };
        tilejson["href"] = json!(format!(
            "{}{separator}f=tilejson",
            self.own("alternate").href
        ));
        tilejson["title"] = json!("TileJSON 3.0");
        let collection = format!("/collections/{}", self.id());
        let collection = self.address.json(
            "http://www.opengis.net/def/rel/ogc/1.0/geodata",
            &collection,
        );
        json!([self.own("self"), tilejson, self.scheme(), item, collection])
    }

    fn own(&self, rel: &'static str) -> Hyperlink {
        self.address
            .json(rel, &format!("{}{}", self.path(), self.query()))
    }

    fn scheme(&self) -> Hyperlink {
        self.address.json(TILING_SCHEME, &tile_matrix_set::path())
    }

    fn template(&self, numbers: &str) -> String {
        let path = format!("{}/{numbers}{}", self.path(), self.query());
        self.address.of(&path)
    }

    fn path(&self) -> String {
        format!("/collections/{}/tiles/{WEB_MERCATOR_QUAD}", self.id())
    }

    fn query(&self) -> String {
        let datetime = self.datetime.map(|days| {
            let days = utf8_percent_encode(days, NON_ALPHANUMERIC);
            format!("?datetime={days}")
        });
        datetime.unwrap_or_default()
    }

    fn layer(&self) -> Value {
        let schema = self.table.schema();
        let dimension = match schema.geometries {
            Geometries::Points => 0,
            Geometries::Areas | Geometries::None => 2,
        };
        let fields = tiles::fields(schema);
        let mut properties: Map<String, Value> = fields
            .map(|(_, property)| (property.name.to_string(), field(property)))
            .collect();
        properties.insert(
            tiles::ID.to_owned(),
            json!({ "title": "Id", "type": "string" }),
        );
        json!({
            "id": schema.id,
            "title": schema.title.en,
            "description": schema.description.en,
            "dataType": "vector",
            "geometryDimension": dimension,
            "minTileMatrix": "0",
            "maxTileMatrix": LAST_ZOOM.to_string(),
            "propertiesSchema": { "type": "object", "properties": properties },
        })
    }
}

fn field(property: &Property) -> Value {
    let (kind, format) = match property.kind {
        Kind::Text => ("string", None),
        Kind::Uri => ("string", Some("uri")),
        Kind::Day => ("string", Some("date")),
        Kind::Integer => ("integer", None),
        Kind::Number => ("number", None),
        Kind::Boolean => ("boolean", None),
        Kind::List => ("array", None),
    };
    let mut field = json!({ "title": property.title.en, "type": kind });
    if let Some(format) = format {
        field["format"] = json!(format);
    }
    if !property.choices.is_empty() {
        field["enum"] = json!(property.choices);
    }
    field
}

fn bounding_box(bounds: Rect<f64>) -> Value {
    let (low, high) = (bounds.min(), bounds.max());
    json!({
        "lowerLeft": [low.x, low.y],
        "upperRight": [high.x, high.y],
        "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    })
}

fn limits(limits: &Limits) -> Value {
    json!({
        "tileMatrix": limits.zoom.to_string(),
        "minTileRow": limits.rows.start(),
        "maxTileRow": limits.rows.end(),
        "minTileCol": limits.cols.start(),
        "maxTileCol": limits.cols.end(),
    })
}

/// The last zoom at which everything is still on a few tiles.
fn first_zoom(bounds: Rect<f64>) -> u8 {
    let few = |zoom: &u8| Limits::around(bounds, *zoom).count() <= 4;
    (0..=DEEPEST).rev().find(few).unwrap_or(0)
}

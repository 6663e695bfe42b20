//! A collection as OGC API - Features tells of it.

use std::borrow::Cow;

use serde::Serialize;
use utoipa::ToSchema;

use super::{Address, Encoding, Hyperlink};
use crate::{
    features::{Crs, Days, Geometries, Table},
    model::{Dataset, Lang},
};

/// A collection.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CollectionView {
    id: &'static str,
    title: &'static str,
    description: &'static str,
    attribution: String,
    extent: ExtentView,
    item_type: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    crs: Vec<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    storage_crs: Option<Cow<'static, str>>,
    links: Vec<Hyperlink>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CollectionExtent)]
struct ExtentView {
    #[serde(skip_serializing_if = "Option::is_none")]
    spatial: Option<SpatialView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temporal: Option<TemporalView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SpatialView {
    bbox: [[f64; 4]; 1],
    crs: Cow<'static, str>,
}

#[derive(Debug, Serialize, ToSchema)]
struct TemporalView {
    interval: [[Option<String>; 2]; 1],
    trs: &'static str,
}

impl CollectionView {
    /// A collection, in a language.
    #[must_use]
    pub fn new(table: &dyn Table, dataset: &Dataset, lang: &Lang, address: Address<'_>) -> Self {
        let schema = table.schema();
        let has_ground = schema.geometries != Geometries::None;
        let bounds = table.bounds();
        Self {
            id: schema.id,
            title: schema.title.in_lang(lang),
            description: schema.description.in_lang(lang),
            attribution: dataset.attribution.join("; "),
            extent: ExtentView {
                spatial: bounds.map(|rect| SpatialView {
                    bbox: [[rect.min().x, rect.min().y, rect.max().x, rect.max().y]],
                    crs: Crs::Crs84.uri(),
                }),
                temporal: table.all_days().map(|days| TemporalView {
                    interval: [interval(days)],
                    trs: "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
                }),
            },
            item_type: "feature",
            crs: if has_ground {
                Crs::offered(dataset).into_iter().map(Crs::uri).collect()
            } else {
                Vec::new()
            },
            storage_crs: has_ground.then(|| Crs::Crs84.uri()),
            links: links(schema.id, schema.title.in_lang(lang), has_ground, address),
        }
    }
}

/// From the first moment of the first day to the last of the last.
fn interval(days: Days) -> [Option<String>; 2] {
    [
        days.first.map(|day| format!("{day}T00:00:00Z")),
        days.last.map(|day| format!("{day}T23:59:59Z")),
    ]
}

fn links(id: &str, title: &str, has_ground: bool, address: Address<'_>) -> Vec<Hyperlink> {
    let own = format!("/collections/{id}");
    let schema = |rel, name: &str| {
        address.link(
            rel,
            &format!("{own}/{name}?f=json"),
            "application/schema+json",
        )
    };
    let mut links = vec![
        address.json("self", &format!("{own}?f=json")),
        address.html("alternate", &format!("{own}?f=html")),
        address
            .html("items", &format!("{own}/items?f=html"))
            .titled(title),
        schema("describedby", "schema"),
        schema("http://www.opengis.net/def/rel/ogc/1.0/schema", "schema"),
        schema(
            "http://www.opengis.net/def/rel/ogc/1.0/queryables",
            "queryables",
        ),
        schema(
            "http://www.opengis.net/def/rel/ogc/1.0/sortables",
            "sortables",
        ),
    ];
    links.extend(Encoding::ALL.map(|encoding| {
        let path = format!("{own}/items?f={}", encoding.name());
        address
            .link("items", &path, encoding.media_type())
            .titled(title)
    }));
    if has_ground {
        links.push(address.json(
            "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
            &format!("{own}/tiles?f=json"),
        ));
    }
    links
}

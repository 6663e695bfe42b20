//! The whole document, in OpenAPI 3.1.

use serde_json::{Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ComponentsBuilder, HttpMethod, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Paths,
        PathsBuilder, ServerBuilder,
        path::{OperationBuilder, PathItem},
        tag::{Tag, TagBuilder},
    },
};

use super::{features, operation::Get, responses, rows, schemas, server, texts, tiles, zones};
use crate::{
    features::Crs,
    http::problem::Details,
    live::World,
    model::{Day, Lang},
};

/// What the document says about a world: collections, ids and languages are data.
pub(super) struct Sight<'w> {
    pub(super) world: &'w World,
    /// Where the server is.
    pub(super) address: &'w str,
}

impl Sight<'_> {
    /// Every operation of the server; a family in a file of its own.
    pub(super) fn operations(&self) -> Vec<Get> {
        let families = [
            zones::operations(self),
            texts::operations(self),
            features::operations(self),
            tiles::operations(self),
            server::operations(self),
        ];
        families.into_iter().flatten().collect()
    }

    pub(super) fn languages(&self) -> &[Lang] {
        &self.world.snapshot.dataset().languages
    }

    pub(super) fn zones(&self) -> Vec<&str> {
        let zones = self.world.snapshot.zones().iter();
        zones.map(|zone| zone.id.as_str()).collect()
    }

    pub(super) fn places(&self) -> Vec<&str> {
        let places = self.world.snapshot.facts().places.iter();
        places.map(|place| place.id.as_str()).collect()
    }

    pub(super) fn articles(&self) -> Vec<&str> {
        let articles = self.world.snapshot.articles().iter();
        articles.map(|article| article.id.as_str()).collect()
    }

    /// The files of the base map.
    pub(super) fn layers(&self) -> Vec<String> {
        let layers = self.world.snapshot.facts().basemap.iter();
        layers
            .map(|layer| format!("{}.geojson", layer.name))
            .collect()
    }

    pub(super) fn crs(&self) -> Vec<Crs> {
        Crs::offered(self.world.snapshot.dataset())
    }

    /// The day the map opens on.
    pub(super) fn day(&self) -> Day {
        self.world.snapshot.dataset().default_day
    }

    /// Longitude and latitude of where the map opens.
    pub(super) fn centre(&self) -> (f64, f64) {
        let centre = self.world.snapshot.dataset().view.center;
        (centre.lon(), centre.lat())
    }

    /// The document of some operations, whose examples are known.
    pub(super) fn document(&self, operations: &[Get]) -> Value {
        let mut components = ComponentsBuilder::new()
            .schema(Details::name(), Details::schema())
            .responses_from_iter(responses::shared());
        for get in operations {
            components = components.schemas_from_iter(get.schemas.iter().cloned());
        }
        let document: OpenApi = OpenApiBuilder::new()
            .info(self.info())
            .servers(Some([ServerBuilder::new().url(self.server()).build()]))
            .tags(Some(tags()))
            .paths(self.paths(operations))
            .components(Some(components.build()))
            .build();
        let mut document = json!(document);
        let tables = self.world.features.tables();
        let first = &self.languages()[0];
        let own = tables.flat_map(|table| schemas::of_collection(table.schema(), first));
        let general = schemas::general().into_iter().chain(tiles::general());
        for (name, schema) in general.chain(own) {
            document["components"]["schemas"][name] = schema;
        }
        document
    }

    fn paths(&self, operations: &[Get]) -> Paths {
        let paths = PathsBuilder::new();
        let paths = operations.iter().fold(paths, |paths, get| {
            let operation = OperationBuilder::new()
                .tag(get.tag)
                .operation_id(Some(get.id.as_str()))
                .summary(Some(get.summary.as_str()))
                .description(get.description.as_deref())
                .parameters(Some(get.parameters.iter().cloned()))
                .responses(responses::of(get));
            paths.path(&get.path, PathItem::new(HttpMethod::Get, operation))
        });
        let (path, item) = rows::item(self);
        paths.path(path, item).build()
    }

    fn server(&self) -> &str {
        if self.address.is_empty() {
            "/"
        } else {
            self.address
        }
    }

    fn info(&self) -> utoipa::openapi::Info {
        let dataset = self.world.snapshot.dataset();
        let first = &dataset.languages[0];
        let in_first =
            |text: &crate::model::LocalText| text.in_lang(first, &dataset.languages).to_owned();
        let description = format!(
            "{}\n\nData: {}. {}.\n\nEvery address that is asked for something it does not know answers with a problem \
             (RFC 9457) that says what it does know, as JSON or, for who would rather have HTML, as a page. The examples are answers of this server; lists in them are cut \
             after two entries, long texts after their beginning.",
            in_first(&dataset.description),
            dataset.licence,
            dataset.attribution.join("; "),
        );
        let licence = LicenseBuilder::new()
            .name(env!("CARGO_PKG_LICENSE"))
            .identifier(Some(env!("CARGO_PKG_LICENSE")));
        InfoBuilder::new()
            .title(in_first(&dataset.title))
            .version(env!("CARGO_PKG_VERSION"))
            .description(Some(description))
            .license(Some(licence.build()))
            .build()
    }
}

fn tags() -> Vec<Tag> {
    let families = [
        zones::TAG,
        texts::TAG,
        features::TAG,
        tiles::TAG,
        server::TAG,
    ];
    let tags =
        families.map(|(name, what)| TagBuilder::new().name(name).description(Some(what)).build());
    tags.to_vec()
}

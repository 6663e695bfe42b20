//! The immutable world and its questions.
//!
//! A [`Snapshot`] is everything loaded and cross-checked at one moment. Whoever holds one sees no
//! change; a new world is another snapshot. It answers: which extents hold a point
//! ([`Snapshot::locate`]), which are in force on a day, which passages speak of a zone and which
//! hold some words ([`Snapshot::passages`]).

mod batch;
mod decided;
mod lines;
mod linker;
mod locate;
mod passages;
mod search;
mod stretch;
mod written;

pub use batch::{Hit, Hits};
pub use linker::{LinkedText, Linker, PINNED, RULES, Reader, Rule, rule};
pub use locate::{Finding, Location, Nearest, Position};
pub use passages::{PassageCounts, PassageFilter, PassageView};
pub use search::{Highlight, PassagePage, SearchError, WordQuery, WordQueryError};
pub use stretch::{Between, Stretch, Witness};
pub use written::{Pieces, Written};

use std::{collections::HashMap, ops::Range, sync::OnceLock};

use geo::{BoundingRect, GeodesicArea, Rect};
use rstar::{
    Envelope, RStarInsertionStrategy, RTree, RTreeObject, RTreeParams,
    primitives::{GeomWithData, Rectangle},
};
use thiserror::Error;

use decided::Rejections;
use lines::Lines;
use search::SearchIndex;
use stretch::Register;

use crate::{
    cores,
    language::TooManyNames,
    model::{
        Agreement, Article, BasemapLayer, Dataset, Day, Extent, Facts, Id, Link, Source, Zone,
    },
    quality::Quality,
};

/// The box of an extent in degrees, with the extent's index.
type ExtentBox = GeomWithData<Rectangle<[f64; 2]>, usize>;

/// The boxes of all extents.
type Boxes = RTree<ExtentBox, ManyAtOnce>;

/// Boxes of a node stand side by side and are compared faster than nodes are opened.
#[derive(Debug)]
struct ManyAtOnce;

impl RTreeParams for ManyAtOnce {
    const MIN_SIZE: usize = 12;
    const MAX_SIZE: usize = 32;
    const REINSERTION_COUNT: usize = 8;
    type DefaultInsertionStrategy = RStarInsertionStrategy;
}

/// Everything loaded, indexed and linked at one moment.
#[derive(Debug)]
pub struct Snapshot {
    facts: Facts,
    boxes: Boxes,
    areas_m2: Vec<f64>,
    numbers: Numbers,
    lines: Lines,
    /// Links by article, then by passage.
    links: Vec<Vec<Vec<Link>>>,
    rejected: Rejections,
    /// How often each zone is spoken of, in list order.
    counts: Vec<PassageCounts>,
    search: SearchIndex,
    linker: Linker,
    register: Register,
    written: Written,
    quality: OnceLock<Quality>,
}

/// Facts that no snapshot can be built from.
#[derive(Debug, Error)]
pub enum BuildError {
    /// There are more names than the linker can search for at once.
    #[error(transparent)]
    Names(#[from] TooManyNames),
    /// The passages could not be indexed.
    #[error(transparent)]
    Search(#[from] SearchError),
}

impl Snapshot {
    /// Indexes the extents, links every passage and indexes what was found; texts on all cores.
    ///
    /// # Errors
    /// When there are more names than the linker can search for at once, or the engine fails.
    pub fn build(facts: Facts) -> Result<Self, BuildError> {
        let (drawn, read) = cores::both(|| Drawn::of(&facts), || Texts::of(&facts));
        let Texts {
            linker,
            links,
            rejected,
            search,
        } = read?;
        Ok(Self {
            numbers: Numbers::of(&facts),
            boxes: drawn.boxes,
            areas_m2: drawn.areas_m2,
            lines: drawn.lines,
            counts: passages::count(&facts.zones, &links),
            links,
            rejected,
            search,
            register: drawn.register,
            written: drawn.written,
            linker,
            quality: OnceLock::new(),
            facts,
        })
    }

    /// What the data folder says about itself.
    #[must_use]
    pub fn dataset(&self) -> &Dataset {
        &self.facts.dataset
    }

    /// SHA-256 of all files, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.facts.digest
    }

    /// The facts themselves.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// What was written about extents, places and sources for answers, and may be written again.
    #[must_use]
    pub fn written(&self) -> &Written {
        &self.written
    }

    /// How good the extents are; measured when first asked for.
    #[must_use]
    pub fn quality(&self) -> &Quality {
        self.quality.get_or_init(|| Quality::of(&self.facts))
    }

    /// The linker made from the facts, for texts that are not in the snapshot.
    #[must_use]
    pub fn linker(&self) -> &Linker {
        &self.linker
    }

    /// The zones in list order.
    #[must_use]
    pub fn zones(&self) -> &[Zone] {
        &self.facts.zones
    }

    /// The zone of an id.
    #[must_use]
    pub fn zone(&self, id: &str) -> Option<&Zone> {
        self.zone_number(id).map(|number| &self.facts.zones[number])
    }

    /// The place of a zone in list order.
    fn zone_number(&self, id: &str) -> Option<usize> {
        self.numbers.zones.get(id).copied()
    }

    /// The zone of an extent, by their places in their lists.
    fn zone_of(&self, extent: usize) -> Option<usize> {
        self.numbers.of_extents.get(extent).copied().flatten()
    }

    /// The place of an extent among [`Self::extents`].
    #[must_use]
    pub fn extent_number(&self, id: &str) -> Option<usize> {
        self.numbers.extents.get(id).copied()
    }

    /// The place of a place among those of the facts.
    #[must_use]
    pub fn place_number(&self, id: &str) -> Option<usize> {
        self.numbers.places.get(id).copied()
    }

    /// All extents, by zone in list order and then by period.
    #[must_use]
    pub fn extents(&self) -> &[Extent] {
        &self.facts.extents
    }

    /// Extents of one zone (all zones without one) in force on a day (ever without one), in order.
    pub fn extents_of(
        &self,
        zone: Option<&Zone>,
        day: Option<Day>,
    ) -> impl Iterator<Item = &Extent> {
        let extents = match zone {
            Some(zone) => self.numbers.extents_of(&zone.id),
            None => 0..self.facts.extents.len(),
        };
        let extents = self.facts.extents[extents].iter();
        extents.filter(move |extent| day.is_none_or(|day| extent.period.holds(day)))
    }

    /// Area of an extent on the ellipsoid, in square kilometres.
    #[must_use]
    pub fn area_km2(&self, extent: &Extent) -> f64 {
        let number = self.extent_number(&extent.id);
        number.map_or(0.0, |number| self.area_km2_of(number))
    }

    /// The same of an extent by its place among [`Self::extents`].
    #[must_use]
    pub fn area_km2_of(&self, extent: usize) -> f64 {
        self.areas_m2[extent] / 1e6
    }

    /// The extents whose ground or band may touch a box in degrees, by their place among [`Self::extents`], ascending.
    #[must_use]
    pub fn extents_near(&self, area: Rect<f64>) -> Vec<usize> {
        let found = self
            .boxes
            .locate_in_envelope_intersecting(&rectangle(area).envelope());
        let mut found: Vec<usize> = found.map(|found| found.data).collect();
        found.sort_unstable();
        found
    }

    /// The agreement of an id.
    #[must_use]
    pub fn agreement(&self, id: &str) -> Option<&Agreement> {
        self.facts
            .agreements
            .iter()
            .find(|agreement| agreement.id.as_str() == id)
    }

    /// The source of an id.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.facts
            .sources
            .iter()
            .find(|source| source.id.as_str() == id)
    }

    /// The articles in order of ids.
    #[must_use]
    pub fn articles(&self) -> &[Article] {
        &self.facts.articles
    }

    /// The article of an id.
    #[must_use]
    pub fn article(&self, id: &str) -> Option<&Article> {
        self.facts.articles.get(self.article_number(id)?)
    }

    /// The place of an article among [`Self::articles`].
    #[must_use]
    pub fn article_number(&self, id: &str) -> Option<usize> {
        let articles = &self.facts.articles;
        articles
            .binary_search_by(|article| article.id.as_str().cmp(id))
            .ok()
    }

    /// A layer of the base map.
    #[must_use]
    pub fn basemap(&self, name: &str) -> Option<&BasemapLayer> {
        self.facts.basemap.iter().find(|layer| layer.name == name)
    }
}

/// What of a snapshot is made from extents.
struct Drawn {
    boxes: Boxes,
    areas_m2: Vec<f64>,
    lines: Lines,
    register: Register,
    written: Written,
}

impl Drawn {
    fn of(facts: &Facts) -> Self {
        let extents = facts.extents.iter();
        let boxes = extents
            .clone()
            .enumerate()
            .filter_map(|(i, extent)| Some(GeomWithData::new(ground(extent)?, i)));
        Self {
            boxes: Boxes::bulk_load_with_params(boxes.collect()),
            areas_m2: extents
                .map(|extent| extent.area.geodesic_area_unsigned())
                .collect(),
            lines: Lines::new(facts),
            register: Register::new(facts),
            written: Written::new(facts),
        }
    }
}

/// What of a snapshot is made from texts.
struct Texts {
    linker: Linker,
    links: Vec<Vec<Vec<Link>>>,
    rejected: Rejections,
    search: SearchIndex,
}

impl Texts {
    fn of(facts: &Facts) -> Result<Self, BuildError> {
        let linker = Linker::new(facts)?;
        let mut links = cores::map(&facts.articles, |article| {
            let mut links = linker.link_article(&article.passages);
            links.iter_mut().for_each(Vec::shrink_to_fit); // they stay, a million of them
            links
        });
        let rejected = decided::overrule(facts, &mut links);
        let search = SearchIndex::build(&facts.articles, &links).map_err(SearchError::from)?;
        Ok(Self {
            linker,
            links,
            rejected,
            search,
        })
    }
}

/// Where the entries of an id stand in their lists.
#[derive(Debug)]
struct Numbers {
    zones: HashMap<Id, usize>,
    extents: HashMap<String, usize>,
    places: HashMap<Id, usize>,
    /// The zone of each extent.
    of_extents: Vec<Option<usize>>,
    /// The extents of each zone that has any; they follow each other.
    by_zone: HashMap<Id, Range<usize>>,
}

impl Numbers {
    fn of(facts: &Facts) -> Self {
        let zones = facts.zones.iter().enumerate();
        let zones: HashMap<Id, usize> = zones.map(|(n, zone)| (zone.id.clone(), n)).collect();
        let of_extents = facts
            .extents
            .iter()
            .map(|extent| zones.get(&extent.zone).copied());
        let extents = facts.extents.iter().enumerate();
        let places = facts.places.iter().enumerate();
        let mut end = 0;
        let by_zone = facts.extents.chunk_by(|a, b| a.zone == b.zone);
        let by_zone = by_zone.map(|extents| {
            let start = end;
            end += extents.len();
            (extents[0].zone.clone(), start..end)
        });
        Self {
            by_zone: by_zone.collect(),
            of_extents: of_extents.collect(),
            zones,
            extents: extents.map(|(n, extent)| (extent.id.clone(), n)).collect(),
            places: places.map(|(n, place)| (place.id.clone(), n)).collect(),
        }
    }

    /// The places of the extents of a zone.
    fn extents_of(&self, zone: &Id) -> Range<usize> {
        self.by_zone.get(zone).cloned().unwrap_or_default()
    }
}

/// The box around the area and the band of an extent.
fn ground(extent: &Extent) -> Option<Rectangle<[f64; 2]>> {
    let area = rectangle(extent.area.bounding_rect()?).envelope();
    let band = extent.band.as_ref().and_then(BoundingRect::bounding_rect);
    let band = band.map(|rect| rectangle(rect).envelope());
    Some(band.map_or(area, |band| area.merged(&band)).into())
}

fn rectangle(rect: Rect<f64>) -> Rectangle<[f64; 2]> {
    Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y])
}

//! What a data folder says about itself.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Day, Id, Lang, LocalText, LonLat, UtmZone};

/// The data folder as a whole: title, licence, languages, first view.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// Id, used in file names of downloads.
    pub id: Id,
    /// What it is called.
    pub title: LocalText,
    /// One paragraph about it.
    pub description: LocalText,
    /// Licence of the data: an SPDX id or a sentence.
    pub licence: String,
    /// Who must be named when the data is used.
    pub attribution: Vec<String>,
    /// Languages of the data, the first being the fallback. Never empty.
    pub languages: Vec<Lang>,
    /// Where the map opens.
    pub view: View,
    /// The day the map opens on.
    pub default_day: Day,
    /// First day one may choose.
    pub first_day: Day,
    /// Last day one may choose; not before `first_day`.
    pub last_day: Day,
    /// Zones of UTM that its ground is also served in.
    pub utm: Vec<UtmZone>,
}

/// A map's centre and zoom.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct View {
    /// Centre.
    #[serde(flatten)]
    pub center: LonLat,
    /// Zoom level as web maps count it, 0 (world) to 19.
    pub zoom: f64,
}

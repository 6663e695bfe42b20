//! Files to model, every fault at once.
//!
//! 1. [`Folder`] holds the bytes of a folder, read from disk or built into the binary.
//! 2. Each file of the data contract has a file here that turns it into nouns of the model.
//!    A defect becomes a [`Fault`]; reading goes on with the next entry.
//! 3. What files say about each other is checked where the reference stands (ids) or, once all
//!    are read, in `cross_check` (periods, overlaps, memberships, names).
//!
//! This is the only room below the command line that touches the file system.

mod agreements;
pub mod archive;
mod articles;
mod bands;
mod basemap;
mod basis;
mod checks;
mod cross_check;
mod csv_file;
mod dataset;
mod decisions;
mod embedded;
mod extents;
mod faults;
mod features;
mod fields;
mod folder;
mod json;
mod json_node;
mod known;
mod lexicon;
mod meetings;
mod memberships;
mod memory;
mod node;
mod outlines;
mod places;
mod plans;
mod rings;
mod sources;
mod stretches;
mod survey;
#[cfg(test)]
mod tests;
mod text;
mod toml_file;
mod validity;
mod zones;

pub use folder::{Folder, FolderError};
pub use memory::resident_bytes;
pub use survey::{Survey, defect_fault, survey};

use sha2::{Digest, Sha256};

use crate::{
    cores,
    model::{Extent, Facts, Fault, Lexicon, Severity},
};
use basis::Basis;
use faults::Faults;

/// What came of reading a data folder and an articles folder.
#[derive(Debug)]
pub struct Loaded {
    /// The facts; `None` when some fault is an error.
    pub facts: Option<Facts>,
    /// All faults, sorted by file and position.
    pub faults: Vec<Fault>,
}

/// Reads everything and reports every fault of every file.
#[must_use]
pub fn load(data: &Folder, articles: &Folder) -> Loaded {
    loaded(|faults| read(data, articles, faults))
}

/// Reads what zones are and where they lay, and reports every fault of that.
///
/// For who asks about points and reads no texts: the facts hold no places, nothing said of them, no words, no base map.
#[must_use]
pub fn load_ground(data: &Folder) -> Loaded {
    loaded(|faults| read_ground(data, faults))
}

fn loaded(read: impl FnOnce(&mut Faults) -> Option<Facts>) -> Loaded {
    let mut faults = Faults::default();
    let facts = read(&mut faults);
    let faults = faults.sorted();
    let sound = !faults.iter().any(|fault| fault.severity == Severity::Error);
    debug_assert!(facts.is_some() || !sound, "nothing says what is wrong");
    Loaded {
        facts: facts.filter(|_| sound),
        faults,
    }
}

/// Reads file after file, those that others refer to first.
fn read(data: &Folder, articles: &Folder, faults: &mut Faults) -> Option<Facts> {
    let dataset = dataset::read(data, faults);
    let basis = Basis::read(data, faults);
    let known = basis.known();
    let mut faults_of_survey = Faults::default();
    let (surveyed, (mut extents, digest, lexicon, articles_read, basemap)) = cores::both(
        || survey::read(data, &known, &mut faults_of_survey),
        || {
            (
                drawn(data, &basis, faults),
                digest(data, articles),
                lexicon::read(data, faults),
                articles::read(articles, faults),
                basemap::read(data, faults),
            )
        },
    );
    let (survey, known_places) = surveyed;
    faults.append(faults_of_survey);
    stretches::read(data, &known_places, &mut extents, faults);
    let checks = checks::read(data, known.zones, known.sources, faults);
    let decisions = decisions::read(articles, &articles_read, known.zones, faults);
    folder::note_unread(data, articles, faults);
    let parts = cross_check::Parts {
        dataset: dataset.as_ref(),
        ground: cross_check::Ground {
            zones: &basis.zones,
            extents: &extents,
            plans: &survey.plans,
        },
        places: &survey.places,
        known_places: &known_places,
        memberships: &survey.memberships,
    };
    cross_check::check(&parts, data, faults);
    Some(Facts {
        dataset: dataset?,
        zones: basis.zones,
        agreements: basis.agreements,
        sources: basis.sources,
        extents,
        places: survey.places,
        memberships: survey.memberships,
        plans: survey.plans,
        checks,
        lexicon,
        articles: articles_read,
        decisions,
        basemap,
        digest,
    })
}

fn read_ground(data: &Folder, faults: &mut Faults) -> Option<Facts> {
    let dataset = dataset::read(data, faults);
    let basis = Basis::read(data, faults);
    let extents = drawn(data, &basis, faults);
    let plans = survey::plans(data, &basis.known(), faults);
    let ground = cross_check::Ground {
        zones: &basis.zones,
        extents: &extents,
        plans: &plans,
    };
    cross_check::check_ground(ground, data, faults);
    Some(Facts {
        dataset: dataset?,
        zones: basis.zones,
        agreements: basis.agreements,
        sources: basis.sources,
        extents,
        places: Vec::new(),
        memberships: Vec::new(),
        plans,
        checks: Vec::new(),
        lexicon: Lexicon::default(),
        articles: Vec::new(),
        decisions: Vec::new(),
        basemap: Vec::new(),
        digest: digest(data, &Folder::from_files("articles", [])),
    })
}

/// The extents with their bands.
fn drawn(data: &Folder, basis: &Basis, faults: &mut Faults) -> Vec<Extent> {
    let mut extents = extents::read(data, &basis.zones, &basis.known(), faults);
    bands::read(data, &mut extents, faults);
    extents
}

/// SHA-256 over the program's version and the name, length and bytes of every file, in order:
/// equal folders under equal programs give equal answers.
#[must_use]
pub fn digest(data: &Folder, articles: &Folder) -> String {
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    for (room, folder) in [("data", data), ("articles", articles)] {
        for (name, bytes) in folder.files() {
            hash.update(format!("{room}/{name}\0{}\0", bytes.len()));
            hash.update(bytes);
        }
    }
    let bytes = hash.finalize();
    bytes
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

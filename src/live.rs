//! The snapshot in use: one load per request; rebuilt aside, swapped whole.
//!
//! A request takes the [`World`] once and keeps it to its end, so it never sees half a reload. When
//! new files have errors the old snapshot stays and the refused faults are kept beside it, in the
//! same world, for `/status` to show.

use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::Timestamp;
use tokio::sync::watch;

use crate::{
    features::Features,
    load::{Folder, digest, load},
    model::{At, Fault, FaultKind, Severity},
    snapshot::{BuildError, Snapshot},
    tiles::Archives,
};

/// One state of the server's data.
#[derive(Debug)]
pub struct World {
    /// What is served.
    pub snapshot: Arc<Snapshot>,
    /// The same as tables.
    pub features: Arc<Features>,
    /// The same as archives of vector tiles, once somebody has asked for them.
    pub archives: Arc<Archives>,
    /// Counts the snapshots since the start, from 1.
    pub generation: u64,
    /// When the snapshot was built.
    pub loaded_at: Timestamp,
    /// When the files last changed, in whole seconds as HTTP has them: later in each generation.
    pub modified: Timestamp,
    /// Warnings about the files that are served.
    pub warnings: Vec<Fault>,
    /// The latest attempt to load, if it was refused.
    pub refused: Option<Refusal>,
}

/// New files that were not taken.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// When it was tried.
    pub at: Timestamp,
    /// All faults, at least one of them an error.
    pub faults: Vec<Fault>,
}

/// Holds the world in use.
#[derive(Debug)]
pub struct Live {
    world: ArcSwap<World>,
    generations: watch::Sender<u64>,
}

impl Live {
    /// Loads the first world. The bytes of the folders are let go as soon as they are read.
    ///
    /// # Errors
    /// All faults, when one of them is an error.
    pub fn start(data: Folder, articles: Folder) -> Result<Self, Vec<Fault>> {
        let world = build(data, articles, 1, None)?;
        Ok(Self {
            world: ArcSwap::from_pointee(world),
            generations: watch::Sender::new(1),
        })
    }

    /// The world now. Take it once for one piece of work.
    #[must_use]
    pub fn world(&self) -> Arc<World> {
        self.world.load_full()
    }

    /// Tells the number of each generation that comes into use.
    #[must_use]
    pub fn generations(&self) -> watch::Receiver<u64> {
        self.generations.subscribe()
    }

    /// Builds a new world aside and swaps it in, or keeps the old one and notes the refusal; files
    /// equal to those in use only end a refusal. True when the files given are served.
    pub fn reload(&self, data: Folder, articles: Folder) -> bool {
        if self.world().snapshot.digest() == digest(&data, &articles) {
            self.restate(None);
            return true;
        }
        let generation = *self.generations.borrow() + 1;
        let before = Some(self.world().modified);
        match build(data, articles, generation, before) {
            Ok(world) => {
                self.world.store(Arc::new(world));
                self.generations.send_replace(generation);
                true
            }
            Err(faults) => {
                self.refuse(faults);
                false
            }
        }
    }

    /// Keeps the snapshot and notes why newer files were not taken.
    pub fn refuse(&self, faults: Vec<Fault>) {
        self.restate(Some(Refusal {
            at: Timestamp::now(),
            faults,
        }));
    }

    /// The same snapshot with another refusal beside it.
    fn restate(&self, refused: Option<Refusal>) {
        let old = self.world();
        self.world.store(Arc::new(World {
            snapshot: Arc::clone(&old.snapshot),
            features: Arc::clone(&old.features),
            archives: Arc::clone(&old.archives),
            generation: old.generation,
            loaded_at: old.loaded_at,
            modified: old.modified,
            warnings: old.warnings.clone(),
            refused,
        }));
    }
}

fn build(
    data: Folder,
    articles: Folder,
    generation: u64,
    before: Option<Timestamp>,
) -> Result<World, Vec<Fault>> {
    let modified = modified(data.modified().max(articles.modified()), before);
    let loaded = load(&data, &articles);
    let places = data.label("places.csv");
    drop((data, articles)); // the facts hold what they need; a big archive should not lie here twice
    let Some(facts) = loaded.facts else {
        return Err(loaded.faults);
    };
    let snapshot = Snapshot::build(facts).map_err(|error| vec![not_built(places, &error)])?;
    let snapshot = Arc::new(snapshot);
    Ok(World {
        features: Arc::new(Features::of(&snapshot)),
        archives: Arc::default(),
        snapshot,
        generation,
        loaded_at: Timestamp::now(),
        modified,
        warnings: loaded
            .faults
            .into_iter()
            .filter(|fault| fault.severity == Severity::Warning)
            .collect(),
        refused: None,
    })
}

/// The newest time of the files, or now where they have none; never to come. Files put back from a copy can be
/// older than those they replace, so it is at least a second after the world `before`.
fn modified(newest: Option<Timestamp>, before: Option<Timestamp>) -> Timestamp {
    let now = Timestamp::now();
    let newest = newest.unwrap_or(now).min(now).as_second().max(0); // HTTP begins in 1970
    let after = before.map_or(newest, |before| before.as_second() + 1);
    Timestamp::from_second(newest.max(after)).unwrap_or(now)
}

fn not_built(places: String, error: &BuildError) -> Fault {
    let mend = match error {
        BuildError::Names(_) => "split the gazetteer",
        BuildError::Search(_) => "this is a defect of the program; please report it",
    };
    Fault {
        file: places,
        at: At::default(),
        severity: Severity::Error,
        kind: FaultKind::Value,
        what: error.to_string(),
        mend: mend.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_world_is_as_old_as_its_newest_file() {
        assert_eq!(modified(Some(at(1_000)), None), at(1_000));
        let halves = at(1_000) + jiff::SignedDuration::from_millis(500);
        assert_eq!(modified(Some(halves), None), at(1_000));
    }

    #[test]
    fn older_files_put_back_make_a_newer_world() {
        assert_eq!(modified(Some(at(500)), Some(at(1_000))), at(1_001));
        assert_eq!(modified(Some(at(1_000)), Some(at(1_000))), at(1_001));
        assert_eq!(modified(Some(at(2_000)), Some(at(1_000))), at(2_000));
    }

    #[test]
    fn no_world_is_from_the_future_and_none_is_without_a_time() {
        let now = Timestamp::now().as_second();
        for newest in [Some(at(now + 86_400)), None] {
            assert!((now..=now + 1).contains(&modified(newest, None).as_second()));
        }
    }
}

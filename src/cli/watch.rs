//! Folders that are watched, also where one is replaced by another of the same name.
//!
//! 1. The system tells of changes in a folder for as long as it is there, under whatever name.
//! 2. It tells nothing of a link that now leads elsewhere, and nothing of what comes in the place of a folder. So every few
//!    seconds it is asked whether the name still means the same folder, and if not, the watch begins anew.

use std::{
    fs, io, mem,
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, Sender},
    time::{Duration, SystemTime},
};

use anyhow::Context;
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

/// How long a folder must be quiet before it is read again.
const QUIET: Duration = Duration::from_millis(300);
/// How often is looked whether a folder is still the same.
const LOOK: Duration = Duration::from_secs(2);

/// The watch over some folders.
pub(super) struct Watch {
    dirs: Vec<PathBuf>,
    /// What is watched at present; nothing for a folder that is not there.
    identities: Vec<Option<Identity>>,
    /// Watches as long as it lives.
    watcher: RecommendedWatcher,
    teller: Sender<()>,
    changes: Receiver<()>,
}

/// Which folder a name means.
#[derive(Debug, PartialEq, Eq)]
struct Identity {
    path: PathBuf,
    number: u64,
    /// Numbers are given again when a folder is removed.
    created: Option<SystemTime>,
}

impl Watch {
    pub(super) fn new(dirs: Vec<PathBuf>) -> anyhow::Result<Self> {
        let (teller, changes) = mpsc::channel();
        let identities = identities(&dirs);
        let watcher = watcher(&dirs, teller.clone())?;
        Ok(Self {
            dirs,
            identities,
            watcher,
            teller,
            changes,
        })
    }

    /// Waits until the folders are quiet. Those that it is now time to read are watched.
    pub(super) fn settle(&mut self) {
        while self.changes.recv_timeout(QUIET).is_ok() {}
        let now = identities(&self.dirs);
        if now == self.identities {
            return;
        }
        let there = self.dirs.iter().zip(&now);
        let there = there.filter(|(_, identity)| identity.is_some());
        let there: Vec<_> = there.map(|(dir, _)| dir.clone()).collect();
        match watcher(&there, self.teller.clone()) {
            Ok(watcher) => drop(mem::replace(&mut self.watcher, watcher)),
            Err(error) => tracing::warn!("{error:#}; changes may be missed"),
        }
        self.identities = now;
    }

    /// Waits for a change; for a moment only, if there is something to be tried `again`.
    pub(super) fn wait(&self, again: bool) {
        while self.changes.recv_timeout(LOOK).is_err() {
            if again || identities(&self.dirs) != self.identities {
                return;
            }
        }
    }
}

/// Tells of every change in folders.
fn watcher(dirs: &[PathBuf], teller: Sender<()>) -> anyhow::Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Our own reading is an access, and no change.
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = teller.send(());
        }
    })
    .context("watching folders")?;
    for dir in dirs {
        watcher
            .watch(dir, RecursiveMode::Recursive)
            .with_context(|| format!("watching {}", dir.display()))?;
    }
    Ok(watcher)
}

fn identities(dirs: &[PathBuf]) -> Vec<Option<Identity>> {
    dirs.iter().map(|dir| identity(dir).ok()).collect()
}

fn identity(dir: &Path) -> io::Result<Identity> {
    let metadata = fs::metadata(dir)?;
    Ok(Identity {
        path: fs::canonicalize(dir)?,
        number: number(&metadata),
        created: metadata.created().ok(),
    })
}

#[cfg(unix)]
fn number(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number(_: &fs::Metadata) -> u64 {
    0
}

//! The bytes of a folder, wherever they come from.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use thiserror::Error;

use super::{embedded, faults::Faults, text};
use crate::{
    cores,
    model::{At, Fault, FaultKind, Severity},
};

/// All files below a folder: relative path with `/`, and content. Hidden files are left out.
#[derive(Debug, Clone)]
pub struct Folder {
    label: String,
    files: BTreeMap<String, Vec<u8>>,
    modified: Option<Timestamp>,
}

/// A folder that could not be read.
#[derive(Debug, Error)]
#[error("cannot read {}", path.display())]
pub struct FolderError {
    path: PathBuf,
    source: io::Error,
}

impl FolderError {
    /// The same as a fault of the folder.
    #[must_use]
    pub fn fault(&self) -> Fault {
        Fault {
            file: self.path.display().to_string(),
            at: At::default(),
            severity: Severity::Error,
            kind: FaultKind::MissingFile,
            what: format!("{self}: {}", self.source),
            mend: String::new(),
        }
    }
}

impl Folder {
    /// Reads a folder and all folders in it.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read.
    pub fn read(dir: &Path) -> Result<Self, FolderError> {
        let mut found = Vec::new();
        list_into(dir, "", &mut found)?;
        let files = cores::map(&found, |(name, path)| {
            let bytes = fs::read(path).map_err(failed(path))?;
            Ok((name.clone(), bytes))
        });
        Ok(Self {
            label: dir.display().to_string().trim_end_matches('/').to_owned(),
            files: files.into_iter().collect::<Result<_, _>>()?,
            modified: newest(dir, &found),
        })
    }

    /// The data folder built into the binary.
    #[must_use]
    pub fn embedded_data() -> Self {
        Self::from_files("data", embedded::data()).dated(embedded::data_modified())
    }

    /// The articles built into the binary.
    #[must_use]
    pub fn embedded_articles() -> Self {
        Self::from_files("seeds", embedded::articles()).dated(embedded::articles_modified())
    }

    /// A folder that is held in memory only.
    pub fn from_files(label: &str, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self {
            label: label.to_owned(),
            files: files.into_iter().collect(),
            modified: None,
        }
    }

    fn dated(self, modified: Option<Timestamp>) -> Self {
        Self { modified, ..self }
    }

    /// When the folder last changed: the newest time of its files and of the folders they lie in, which change
    /// when a file is taken away. What is built into the binary has the times of the files it was built from, so
    /// equal binaries agree. `None` for what is held in memory only.
    #[must_use]
    pub fn modified(&self) -> Option<Timestamp> {
        self.modified
    }

    /// Every file with its path inside the folder, in order of paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// The content of one file.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// Files directly in `dir` (`""` is the folder itself) with the given ending:
    /// name without ending, path, content.
    pub(super) fn stems<'a>(
        &'a self,
        dir: &'a str,
        ending: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str, &'a [u8])> {
        self.files().filter_map(move |(path, bytes)| {
            let stem = path.strip_prefix(dir)?.strip_suffix(ending)?;
            (!stem.contains('/')).then_some((stem, path, bytes))
        })
    }

    /// The file as messages name it.
    #[must_use]
    pub fn label(&self, name: &str) -> String {
        format!("{}/{name}", self.label)
    }
}

/// Files of a data folder that some reader takes; `*` is any stem.
const DATA_FILES: [&str; 14] = [
    "dataset.toml",
    "zones.toml",
    "agreements.toml",
    "sources.toml",
    "lexicon.toml",
    "places.csv",
    "memberships.csv",
    "checks.csv",
    "extents.toml",
    "extents/*.geojson",
    "bands/*.geojson",
    "stretches/*.csv",
    "outlines/*.geojson",
    "basemap/*.geojson",
];
/// Files of a data folder that are for people.
const DATA_TEXTS: [&str; 4] = ["basemap/*.md", "*.md", "LICENSE", "*.txt"];
/// Files of an articles folder that some reader takes.
const ARTICLE_FILES: [&str; 2] = ["*.txt", "*.toml"];
/// Files of an articles folder that are for people.
const ARTICLE_TEXTS: [&str; 1] = ["*.md"];

/// Notes every file that no reader takes: a misspelt name must not look like an empty folder. What is for
/// people is looked at as text.
pub(super) fn note_unread(data: &Folder, articles: &Folder, faults: &mut Faults) {
    note_unread_in(data, &DATA_FILES, &DATA_TEXTS, faults);
    note_unread_in(articles, &ARTICLE_FILES, &ARTICLE_TEXTS, faults);
}

fn note_unread_in(folder: &Folder, files: &[&str], texts: &[&str], faults: &mut Faults) {
    let is_one = |name: &str, patterns: &[&str]| patterns.iter().any(|one| fits(name, one));
    for (name, bytes) in folder.files() {
        if is_one(name, files) {
            continue;
        }
        let file = folder.label(name);
        if is_one(name, texts) {
            text::utf8(&file, bytes, faults);
        } else {
            let known = [files, texts].concat().join(", ");
            let mend = format!("rename or remove it; files are {known}");
            let spot = (file.as_str(), At::default());
            faults.warning(spot, FaultKind::Schema, "no reader takes this file", mend);
        }
    }
}

/// Whether a path is the pattern, in which `*` stands for a name without `/`.
fn fits(path: &str, pattern: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else {
        return path == pattern;
    };
    let stem = path
        .strip_prefix(before)
        .and_then(|rest| rest.strip_suffix(after));
    stem.is_some_and(|stem| !stem.is_empty() && !stem.contains('/'))
}

/// Notes the name and path of every file below a folder.
fn list_into(
    dir: &Path,
    prefix: &str,
    found: &mut Vec<(String, PathBuf)>,
) -> Result<(), FolderError> {
    for entry in fs::read_dir(dir).map_err(failed(dir))? {
        let entry = entry.map_err(failed(dir))?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        // What the listing says is enough, unless it is a symbolic link.
        let sort = entry.file_type().map_err(failed(&path))?;
        if sort.is_dir() || (sort.is_symlink() && path.is_dir()) {
            list_into(&path, &format!("{prefix}{name}/"), found)?;
        } else {
            found.push((format!("{prefix}{name}"), path));
        }
    }
    Ok(())
}

/// The newest time of some files and their folders, as far as the file system tells.
fn newest(dir: &Path, files: &[(String, PathBuf)]) -> Option<Timestamp> {
    let folders: BTreeSet<&Path> = files.iter().filter_map(|(_, path)| path.parent()).collect();
    let files = files.iter().map(|(_, path)| path.as_path());
    let all = files.chain(folders).chain([dir]);
    let times = all.filter_map(|path| fs::metadata(path).ok()?.modified().ok());
    times.max().and_then(|time| time.try_into().ok())
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> FolderError + '_ {
    move |source| FolderError {
        path: path.to_owned(),
        source,
    }
}

//! Which texts there are, in which order, under which names.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, FileType},
    io,
    path::{Path, PathBuf},
};

use super::{Archive, Form, Source, Spot};
use crate::{
    load::decisions,
    model::{Fault, FaultKind},
};

/// Files that describe a text beside them, and are not missed when they are left out.
const SIDECAR: &str = "toml";

/// A text that was found.
struct Found {
    path: PathBuf,
    /// Its path in the folder that was given, or as it was given itself.
    below: PathBuf,
    form: Option<Form>,
    bytes: u64,
}

/// Lists the texts of files and folders (`-` is standard input), folders in order of paths.
#[must_use]
pub fn gather(paths: &[PathBuf]) -> Archive {
    let mut search = Search::default();
    for path in paths {
        search.add(path);
    }
    let Search {
        found,
        mut faults,
        left_out,
        ..
    } = search;
    let names = names(&found);
    faults.extend(renamed(&found, &names));
    let bytes = found.iter().map(|text| text.bytes).sum();
    let sources = found.into_iter().zip(names).map(|(text, article)| Source {
        article,
        path: (text.path != Path::new("-")).then_some(text.path),
        form: text.form,
    });
    Archive {
        sources: sources.collect(),
        faults,
        left_out,
        bytes,
    }
}

#[derive(Default)]
struct Search {
    found: Vec<Found>,
    /// Where the texts found are, whatever ways lead there.
    seen: HashSet<PathBuf>,
    faults: Vec<Fault>,
    left_out: usize,
}

impl Search {
    fn add(&mut self, path: &Path) {
        if path == Path::new("-") {
            return self.take(path.to_owned(), path.to_owned(), 0);
        }
        match fs::metadata(path) {
            Err(error) => self.unreadable(path, &error),
            Ok(about) if about.is_dir() => self.add_folder(path),
            Ok(about) => self.take(path.to_owned(), path.to_owned(), about.len()),
        }
    }

    fn add_folder(&mut self, folder: &Path) {
        let mut files = Vec::new();
        self.walk(folder, &mut files);
        let mut texts: Vec<(PathBuf, PathBuf, u64)> = Vec::new();
        for (path, bytes) in files {
            let ending = ending(&path);
            let below = path.strip_prefix(folder).unwrap_or(&path).to_owned();
            if below == Path::new(decisions::FILE) {
                self.faults.push(not_applied(&path));
            }
            if form_of_ending(&ending).is_some() {
                texts.push((below, path, bytes));
            } else if ending != SIDECAR {
                self.left_out += 1;
            }
        }
        texts.sort();
        if texts.is_empty() {
            let what = "no text is in this folder";
            let mend = "texts are *.txt, *.ndjson and *.jsonl";
            let spot = Spot::new(&folder.display().to_string());
            self.faults
                .push(*spot.error(None, FaultKind::MissingFile, what, mend));
        }
        for (below, path, bytes) in texts {
            self.take(path, below, bytes);
        }
    }

    /// Every file below a folder. Hidden files are left out, as are links to folders, which may
    /// lead in a circle.
    fn walk(&mut self, folder: &Path, files: &mut Vec<(PathBuf, u64)>) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(folder, &error),
        };
        for entry in entries {
            let seen = entry.and_then(|entry| Ok((entry.path(), entry.file_type()?)));
            let (path, kind) = match seen {
                Ok(seen) => seen,
                Err(error) => {
                    self.unreadable(folder, &error);
                    continue;
                }
            };
            let hidden = path
                .file_name()
                .is_some_and(|name| name.as_encoded_bytes().first() == Some(&b'.'));
            if !hidden {
                self.step(path, kind, files);
            }
        }
    }

    fn step(&mut self, path: PathBuf, kind: FileType, files: &mut Vec<(PathBuf, u64)>) {
        if kind.is_dir() {
            return self.walk(&path, files);
        }
        match fs::metadata(&path) {
            Ok(about) if about.is_file() => files.push((path, about.len())),
            Ok(_) => self.left_out += 1,
            Err(error) => self.unreadable(&path, &error),
        }
    }

    fn take(&mut self, path: PathBuf, below: PathBuf, bytes: u64) {
        // Standard input and pipes have no other path than the one given.
        let place = fs::canonicalize(&path).unwrap_or_else(|_no_place| path.clone());
        if !self.seen.insert(place) {
            let spot = Spot::new(&path.display().to_string());
            let what = "given more than once; it is read once";
            self.faults
                .push(*spot.warning(None, FaultKind::DuplicateId, what, ""));
            return;
        }
        let form = form_of_ending(&ending(&path));
        self.found.push(Found {
            path,
            below,
            form,
            bytes,
        });
    }

    fn unreadable(&mut self, path: &Path, error: &io::Error) {
        let spot = Spot::new(&path.display().to_string());
        self.faults.push(*spot.unreadable(error));
    }
}

/// Says that what people decided about links is not looked at: decisions are checked against whole articles, and an
/// archive is read piece by piece.
fn not_applied(decisions: &Path) -> Fault {
    let spot = Spot::new(&decisions.display().to_string());
    let what = "the decisions in this file are not applied to texts of an archive";
    let mend = "give its folder as --articles and no files, and they are";
    *spot.warning(None, FaultKind::Text, what, mend)
}

/// The ending of a file in lower case, without its dot.
fn ending(path: &Path) -> String {
    let ending = path.extension().unwrap_or_default();
    ending.to_string_lossy().to_ascii_lowercase()
}

fn form_of_ending(ending: &str) -> Option<Form> {
    match ending {
        "txt" => Some(Form::Text),
        "ndjson" | "jsonl" => Some(Form::Ndjson),
        _ => None,
    }
}

/// The article's name for each text: the first of these that no other text would have as well.
///
/// 1. The file name without its ending.
/// 2. The path in the folder given, without its ending.
/// 3. The whole path, without its ending.
/// 4. The whole path.
fn names(found: &[Found]) -> Vec<String> {
    let levels: [fn(&Found) -> String; 4] = [
        stem,
        |text| text.below.with_extension("").display().to_string(),
        |text| text.path.with_extension("").display().to_string(),
        |text| text.path.display().to_string(),
    ];
    let mut names: Vec<String> = found.iter().map(levels[0]).collect();
    for level in &levels[1..] {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for name in &names {
            *counts.entry(name).or_default() += 1;
        }
        let shared: Vec<bool> = names.iter().map(|name| counts[name.as_str()] > 1).collect();
        for ((name, text), _) in names.iter_mut().zip(found).zip(shared).filter(|(_, s)| *s) {
            *name = level(text);
        }
    }
    names
}

/// Says that some texts cannot be called by their file name.
fn renamed(found: &[Found], names: &[String]) -> Option<Fault> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for text in found {
        *counts.entry(stem(text)).or_default() += 1;
    }
    let is_shared = |text: &Found| counts[&stem(text)] > 1;
    let mut shared = found.iter().zip(names).filter(|(text, _)| is_shared(text));
    let (first, name) = shared.next()?;
    let what = format!(
        "{} texts share their file name with another; each is named by its path, this one {name}",
        shared.count() + 1
    );
    let spot = Spot::new(&first.path.display().to_string());
    Some(*spot.warning(None, FaultKind::NameCollision, what, ""))
}

/// The file name without its ending.
fn stem(text: &Found) -> String {
    if text.path == Path::new("-") {
        return "stdin".to_owned();
    }
    let stem = text.path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::model::Severity;

    fn folder(files: &[&str]) -> TempDir {
        let dir = TempDir::new().unwrap();
        for name in files {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        dir
    }

    fn articles(archive: &Archive) -> Vec<&str> {
        let names = archive.sources.iter().map(|source| source.article.as_str());
        names.collect()
    }

    #[test]
    fn a_folder_is_read_in_order_of_paths_and_other_files_are_counted() {
        let dir = folder(&[
            "b.txt",
            "a/z.txt",
            "a/y.jsonl",
            "b.toml",
            "c.pdf",
            ".d.txt",
            ".git/e.txt",
            "F.TXT",
        ]);
        let archive = gather(&[dir.path().to_owned()]);
        assert_eq!(articles(&archive), ["F", "y", "z", "b"]);
        assert_eq!(archive.left_out, 1);
        assert_eq!(archive.bytes, 4);
        assert!(archive.faults.is_empty(), "{:?}", archive.faults);
    }

    #[test]
    fn decisions_beside_the_texts_are_said_not_to_be_applied() {
        let dir = folder(&["a.txt", "links.toml", "b/links.toml"]);
        let archive = gather(&[dir.path().to_owned()]);
        assert_eq!(archive.faults.len(), 1, "{:?}", archive.faults);
        let fault = &archive.faults[0];
        assert_eq!(fault.severity, Severity::Warning);
        assert!(fault.file.ends_with("links.toml") && fault.what.contains("not applied"));
    }

    #[test]
    fn texts_of_one_name_are_told_apart_by_their_paths() {
        let dir = folder(&["a/note.txt", "b/note.txt", "b/other.txt"]);
        let archive = gather(&[dir.path().to_owned()]);
        assert_eq!(articles(&archive), ["a/note", "b/note", "other"]);
        assert_eq!(archive.faults[0].severity, Severity::Warning);
        assert!(archive.faults[0].what.starts_with("2 texts"));
        let both = [dir.path().join("a"), dir.path().join("b")];
        let archive = gather(&both);
        let whole = |name: &str| dir.path().join(name).display().to_string();
        assert_eq!(
            articles(&archive),
            [whole("a/note").as_str(), &whole("b/note"), "other"]
        );
    }

    #[test]
    fn what_is_given_twice_is_read_once() {
        let dir = folder(&["a.txt"]);
        let archive = gather(&[dir.path().join("a.txt"), dir.path().to_owned()]);
        assert_eq!(articles(&archive), ["a"]);
        assert!(archive.faults[0].what.contains("more than once"));
        let otherwise = dir.path().join("./b/../a.txt");
        fs::create_dir(dir.path().join("b")).unwrap();
        let archive = gather(&[dir.path().join("a.txt"), otherwise]);
        assert_eq!(articles(&archive), ["a"]);
        assert_eq!(archive.faults.len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_text_is_that_text() {
        let dir = folder(&["a.txt"]);
        let link = dir.path().join("b.txt");
        std::os::unix::fs::symlink(dir.path().join("a.txt"), link).unwrap();
        let archive = gather(&[dir.path().to_owned()]);
        assert_eq!(articles(&archive), ["a"]);
        assert!(archive.faults[0].file.ends_with("b.txt"));
    }

    #[test]
    fn what_is_not_there_is_a_fault_and_the_rest_is_found() {
        let dir = folder(&["a.txt", "empty/b.md"]);
        let missing = dir.path().join("no.txt");
        let paths = [missing, dir.path().join("empty"), dir.path().join("a.txt")];
        let archive = gather(&paths);
        assert_eq!(articles(&archive), ["a"]);
        assert_eq!(archive.faults.len(), 2);
        assert!(archive.faults[0].file.ends_with("no.txt"));
        assert!(archive.faults[1].what.contains("no text"));
    }

    #[test]
    fn standard_input_has_a_name() {
        assert_eq!(articles(&gather(&[PathBuf::from("-")])), ["stdin"]);
    }
}

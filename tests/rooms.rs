//! The rooms of the house: who may import whom, who may touch what.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use hudna::{
    language::fold,
    load::{Folder, load},
};

/// Rooms from the top down; a room imports only from those after it.
const ROOMS: [&str; 15] = [
    "cli", "http", "join", "formats", "live", "tiles", "features", "snapshot", "ground",
    "language", "load", "quality", "draw", "model", "cores",
];

/// A source file without its tests.
struct Source {
    path: PathBuf,
    room: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    gather(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    assert!(files.len() > 40, "only {} files found", files.len());
    files.into_iter().map(source).collect()
}

fn gather(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !is_test(&path) {
            files.push(path);
        }
    }
}

/// Whether the file is a module of tests, or lies in the folder of one.
fn is_test(path: &Path) -> bool {
    let parent = fs::read_to_string(path.with_file_name("mod.rs")).unwrap_or_default();
    let stem = path.file_stem().unwrap().to_string_lossy();
    let own = parent.contains(&format!("#[cfg(test)]\nmod {stem};"));
    own || path
        .parent()
        .is_some_and(|folder| !folder.ends_with("src") && is_test(folder))
}

fn source(path: PathBuf) -> Source {
    let text = fs::read_to_string(&path).unwrap();
    let code = text
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap()
        .to_owned();
    let below = path
        .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .unwrap();
    let first = below
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_string_lossy();
    let room = first.trim_end_matches(".rs").to_owned();
    Source { path, room, code }
}

/// Whether the code names a room of this crate in an import or a path.
fn names_room(code: &str, room: &str) -> bool {
    let direct = format!("crate::{room}");
    let is_room = |part: &str| part == room || part.starts_with(&format!("{room}::"));
    let in_list = |block: &str| {
        let mut parts = block.split([',', '{', '}', '\n']);
        parts.any(|part| is_room(part.trim()))
    };
    code.contains(&direct)
        || code
            .split("use crate::{")
            .skip(1)
            .any(|rest| in_list(rest.split(';').next().unwrap()))
}

#[test]
fn imports_point_down() {
    for source in sources() {
        let Some(own) = ROOMS.iter().position(|room| *room == source.room) else {
            continue;
        };
        for above in &ROOMS[..own] {
            // `load` expands the phrases of the lexicon and folds names with `language`.
            assert!(
                !names_room(&source.code, above) || (source.room == "load" && *above == "language"),
                "{} imports {above}",
                source.path.display()
            );
        }
    }
}

#[test]
fn the_check_on_imports_sees_lists_and_paths() {
    assert!(names_room(
        "use crate::{\n    http::App,\n    live::Live,\n};",
        "live"
    ));
    assert!(names_room(
        "use crate::{language, model::{At, Day}, live::World};",
        "live"
    ));
    assert!(names_room("use crate::{http, model::Day};", "http"));
    assert!(names_room("use crate::{model::Day, http};", "http"));
    assert!(names_room(
        "let x = crate::snapshot::Snapshot::build();",
        "snapshot"
    ));
    assert!(!names_room(
        "use crate::{model::Day};\nlet live = 1;",
        "live"
    ));
}

#[test]
fn only_http_knows_axum() {
    for source in sources().iter().filter(|source| source.room != "http") {
        assert!(!source.code.contains("axum::"), "{}", source.path.display());
    }
}

#[test]
fn only_load_and_cli_touch_files() {
    let allowed = ["load", "cli"];
    for source in sources()
        .iter()
        .filter(|source| !allowed.contains(&source.room.as_str()))
    {
        for word in ["std::fs", "tokio::fs", "fs::", "File::open"] {
            assert!(
                !source.code.contains(word),
                "{} has {word}",
                source.path.display()
            );
        }
    }
}

#[test]
fn nothing_below_live_is_async() {
    let live = ROOMS.iter().position(|room| *room == "live").unwrap();
    let below = &ROOMS[live + 1..];
    for source in sources()
        .iter()
        .filter(|source| below.contains(&source.room.as_str()))
    {
        assert!(!source.code.contains("async "), "{}", source.path.display());
    }
}

#[test]
fn no_zone_stands_in_the_code() {
    let loaded = load(&Folder::embedded_data(), &Folder::embedded_articles());
    let mut words: Vec<String> = Vec::new();
    for zone in loaded.facts.unwrap().zones {
        words.push(zone.id.to_string());
        words.extend(zone.name.iter().map(|(_, name)| name.to_owned()));
    }
    words.push("Syria".to_owned());
    assert!(words.len() > 8);
    for source in sources() {
        // A letter rule may be shown by example in a comment; code may not.
        let lines = source
            .code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let code = lines.collect::<Vec<_>>().join("\n").to_lowercase();
        for word in &words {
            assert!(
                !code.contains(&word.to_lowercase()),
                "{} names {word}",
                source.path.display()
            );
        }
    }
}

#[test]
fn no_place_stands_in_the_code() {
    let loaded = load(&Folder::embedded_data(), &Folder::embedded_articles());
    let facts = loaded.facts.unwrap();
    let ordinary = facts.lexicon.values().flat_map(|words| &words.ambiguous);
    let ordinary: BTreeSet<String> = ordinary.map(|word| fold(word)).collect();
    let unplaced = facts
        .zones
        .iter()
        .flat_map(|zone| zone.calls.unplaced.values().flatten());
    let placed = facts
        .places
        .iter()
        .flat_map(|place| place.names.values().flatten());
    let names: BTreeSet<String> = placed
        .chain(unplaced)
        .filter(|name| name.chars().count() >= 5)
        .map(|name| fold(name))
        .filter(|name| !ordinary.contains(name))
        .collect();
    assert!(names.len() > 5000, "only {} names", names.len());
    for source in sources() {
        for literal in literals(&source.code) {
            let runs = runs_of_words(&fold(literal));
            let found = runs.iter().find(|words| names.contains(*words));
            assert_eq!(found, None, "{} names a place", source.path.display());
        }
    }
}

/// What stands between double quotes in the code, line by line, comments left out.
fn literals(code: &str) -> impl Iterator<Item = &str> {
    let lines = code.lines().map(str::trim_start);
    let lines = lines.filter(|line| !line.starts_with("//"));
    lines.flat_map(|line| line.split('"').skip(1).step_by(2))
}

/// Every word of a folded text, every two and every three side by side.
fn runs_of_words(folded: &str) -> Vec<String> {
    let words: Vec<&str> = folded.split([' ', ',']).collect();
    let runs = |length| {
        words
            .windows(length)
            .map(|run| run.join(" "))
            .collect::<Vec<_>>()
    };
    [1, 2, 3].map(runs).concat()
}

#[test]
fn the_check_on_places_sees_whole_words_in_literals() {
    let code = "// \"Cairo\"\nlet x = call(\"in New Delhi\", 'a', \"so\");";
    let words: Vec<String> = literals(code)
        .flat_map(|literal| runs_of_words(&fold(literal)))
        .collect();
    assert_eq!(
        words,
        [
            "in",
            "new",
            "delhi",
            "in new",
            "new delhi",
            "in new delhi",
            "so"
        ]
    );
}

#[test]
fn there_is_no_room_for_odds_and_ends() {
    for source in sources() {
        let name = source
            .path
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        assert!(
            !["utils", "util", "common", "helpers", "types", "misc"].contains(&name.as_str()),
            "{}",
            source.path.display()
        );
    }
}

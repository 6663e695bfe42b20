//! `lexicon.toml`

use std::collections::BTreeMap;

use super::{Folder, faults::Faults, fields::Fields, node::Value, toml_file};
use crate::model::{At, FaultKind, Homonym, Lang, Lexicon, Reference, Sort, Vocabulary};

const FILE: &str = "lexicon.toml";

/// Reads the words for the linker; a folder may do without the file.
pub(super) fn read(data: &Folder, faults: &mut Faults) -> Lexicon {
    let file = data.label(FILE);
    let Some(bytes) = data.file(FILE) else {
        return Lexicon::new();
    };
    let Some(node) = toml_file::parse(&file, bytes, faults) else {
        return Lexicon::new();
    };
    let Value::Table(languages) = node.value else {
        return Lexicon::new();
    };
    let mut lexicon = Lexicon::new();
    for (tag, node) in languages {
        let at = At {
            line: node.line,
            column: node.column,
            element: Some(tag.clone()),
        };
        match Lang::new(&tag) {
            Ok(lang) => {
                let Some(mut fields) = Fields::open(&file, tag, node, faults) else {
                    continue;
                };
                lexicon.insert(lang, vocabulary(&mut fields));
                fields.finish();
            }
            Err(error) => faults.error((&file, at), FaultKind::Schema, error.to_string(), ""),
        }
    }
    lexicon
}

fn vocabulary(fields: &mut Fields<'_>) -> Vocabulary {
    Vocabulary {
        general: fields.phrases("general"),
        counted: fields.phrases("counted"),
        general_at_home: fields.phrases("general_at_home"),
        general_in_context: fields.phrases("general_in_context"),
        others: fields.phrases("others"),
        classing: fields.phrases("classing"),
        zone_words: fields.phrases("zone_words"),
        context: fields.phrases("context"),
        home: fields.phrases("home"),
        frames: fields.phrases("frames"),
        locators: fields.phrases("locators"),
        abroad: fields.phrases("abroad"),
        lookalikes: fields.phrases("lookalikes"),
        elsewhere: fields.phrases("elsewhere"),
        ambiguous: fields.phrases("ambiguous"),
        loose: fields.phrases("loose"),
        capitals: fields.phrases("capitals"),
        homonyms: homonyms(fields),
        cues: fields.phrases("cues"),
        cues_of_several: fields.phrases("cues_of_several"),
        prepositions: fields.phrases("prepositions"),
        insides: fields.phrases("insides"),
        directions: fields.phrases("directions"),
        cancels_before: fields.phrases("cancels_before"),
        cancels_after: fields.phrases("cancels_after"),
        cues_after: fields.phrases("cues_after"),
        enclaves: fields.phrases("enclaves"),
        holders: fields.phrases("holders"),
        openings: lists(
            fields,
            "openings",
            Sort::ALL.map(|sort| (sort.word(), sort)),
        ),
        complements: fields.phrases("complements"),
        existential: fields.phrases("existential"),
        conjunctions: fields.phrases("conjunctions"),
        name_ends: fields.phrases("name_ends"),
        kinds: lists(fields, "kinds", Sort::ALL.map(|sort| (sort.word(), sort))),
        referring: lists(fields, "referring", Reference::LISTS),
    }
}

/// A table of lists of phrases, one list for each of `keys`.
fn lists<K: Ord, const N: usize>(
    fields: &mut Fields<'_>,
    table: &str,
    keys: [(&'static str, K); N],
) -> BTreeMap<K, Vec<String>> {
    let Some(entry) = fields.entry_or_none(table) else {
        return BTreeMap::new();
    };
    let Some(mut fields) = fields.nested(entry) else {
        return BTreeMap::new();
    };
    let lists = keys.map(|(word, key)| (key, fields.phrases(word)));
    fields.finish();
    lists.into_iter().collect()
}

fn homonyms(fields: &mut Fields<'_>) -> Vec<Homonym> {
    let mut homonyms = Vec::new();
    for entry in fields.entries("homonym") {
        let Some(mut fields) = fields.nested(entry) else {
            continue;
        };
        homonyms.push(Homonym {
            names: fields.phrases("names"),
            away: fields.phrases("away"),
        });
        fields.finish();
    }
    homonyms
}

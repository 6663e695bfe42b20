//! `lexicon.toml`

use super::{Folder, faults::Faults, fields::Fields, node::Value, toml_file};
use crate::{
    language,
    model::{At, FaultKind, Lang, Lexicon, Vocabulary},
};

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
        general: phrases(fields, "general"),
        referring: phrases(fields, "referring"),
        lookalikes: phrases(fields, "lookalikes"),
        ambiguous: phrases(fields, "ambiguous"),
        cues: phrases(fields, "cues"),
    }
}

/// A list of phrases with their `{one|other}` alternatives written out.
fn phrases(fields: &mut Fields<'_>, key: &str) -> Vec<String> {
    let at = fields.at_key(key);
    let mut phrases = Vec::new();
    for phrase in fields.texts(key) {
        match language::expand(&phrase) {
            Ok(expanded) => phrases.extend(expanded),
            Err(error) => fields.error(
                at.clone(),
                FaultKind::Value,
                format!("{phrase:?}: {error}"),
                "",
            ),
        }
    }
    phrases
}

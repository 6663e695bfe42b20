//! TOML files, with every syntax error.

use toml::de::{DeTable, DeValue};

use super::{
    Folder,
    faults::Faults,
    node::{self, Lines, Node, Value},
    text,
};
use crate::model::{At, FaultKind};

/// Reads a TOML file that must be there.
pub(super) fn required(folder: &Folder, name: &str, faults: &mut Faults) -> Option<Node> {
    let Some(bytes) = folder.file(name) else {
        let file = folder.label(name);
        faults.error(
            (&file, At::default()),
            FaultKind::MissingFile,
            "the file is missing",
            "",
        );
        return None;
    };
    parse(&folder.label(name), bytes, faults)
}

/// Reads TOML text as a table; `None`, noted, when it cannot be read.
pub(super) fn parse(file: &str, bytes: &[u8], faults: &mut Faults) -> Option<Node> {
    let text = text::utf8(file, bytes, faults)?;
    let lines = Lines::of(text);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let position = error.span().map(|span| lines.position(span.start));
        let at = At {
            line: position.map(|(line, _)| line),
            column: position.map(|(_, column)| column),
            element: None,
        };
        faults.error(
            (file, at),
            FaultKind::Syntax,
            format!("not TOML: {}", error.message()),
            "",
        );
    }
    if !errors.is_empty() {
        return None;
    }
    let span = document.span();
    let table = DeValue::Table(document.into_inner());
    Some(node::from_toml(&toml::Spanned::new(span, table), &lines))
}

/// The `[[key]]` entries of a file whose only key that is; noted when there is another.
pub(super) fn array_of_tables(
    file: &str,
    node: Node,
    key: &str,
    faults: &mut Faults,
) -> Vec<(String, Node)> {
    let Value::Table(mut table) = node.value else {
        return Vec::new();
    };
    let entries = table.remove(key);
    for (other, node) in table {
        let at = At {
            line: node.line,
            column: node.column,
            element: Some(other.clone()),
        };
        let what = format!("`{other}` is not a key here");
        faults.error(
            (file, at),
            FaultKind::Schema,
            what,
            format!("the file holds [[{key}]] entries only"),
        );
    }
    match entries.map(|node| (node.line, node.value)) {
        Some((_, Value::List(items))) => items
            .into_iter()
            .enumerate()
            .map(|(i, item)| (format!("{key}[{i}]"), item))
            .collect(),
        Some((line, _)) => {
            let at = At {
                line,
                ..At::default()
            };
            faults.error(
                (file, at),
                FaultKind::Schema,
                format!("`{key}` is not a list of tables"),
                format!("write [[{key}]]"),
            );
            Vec::new()
        }
        None => Vec::new(),
    }
}

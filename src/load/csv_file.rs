//! CSV files (RFC 4180) with a header, as entries.

use std::collections::BTreeMap;

use super::{
    Folder,
    faults::Faults,
    node::{Node, Value},
};
use crate::model::{At, FaultKind};

/// The rows of a file that must be there; `None`, noted, when it cannot be read.
///
/// Columns may stand in any order. A blank cell is an absent field. A row with another number of
/// cells than the header is noted and left out.
pub(super) fn rows(
    folder: &Folder,
    name: &str,
    columns: &[&str],
    faults: &mut Faults,
) -> Option<Vec<Node>> {
    let file = folder.label(name);
    let Some(bytes) = folder.file(name) else {
        faults.error(
            (&file, At::default()),
            FaultKind::MissingFile,
            "the file is missing",
            "",
        );
        return None;
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|cell| cell.trim().to_owned()).collect(),
        Err(error) => {
            faults.error(
                (
                    &file,
                    At {
                        line: Some(1),
                        ..At::default()
                    },
                ),
                FaultKind::Syntax,
                format!("not CSV: {error}"),
                "",
            );
            return None;
        }
    };
    check_header(&file, &header, columns, faults)?;
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => rows.extend(row(&file, &header, &record, faults)),
            Err(error) => {
                let line = error.position().map(line_of);
                faults.error(
                    (
                        &file,
                        At {
                            line,
                            ..At::default()
                        },
                    ),
                    FaultKind::Syntax,
                    format!("not CSV: {error}"),
                    "",
                );
            }
        }
    }
    Some(rows)
}

fn line_of(position: &csv::Position) -> usize {
    usize::try_from(position.line()).unwrap_or(usize::MAX)
}

fn check_header(
    file: &str,
    header: &[String],
    columns: &[&str],
    faults: &mut Faults,
) -> Option<()> {
    let at = || At {
        line: Some(1),
        ..At::default()
    };
    let allowed = format!("the columns are {}", columns.join(", "));
    let mut sound = true;
    for column in columns
        .iter()
        .filter(|column| !header.iter().any(|h| h == *column))
    {
        faults.error(
            (file, at()),
            FaultKind::Schema,
            format!("the column `{column}` is missing"),
            allowed.clone(),
        );
        sound = false;
    }
    for (i, column) in header.iter().enumerate() {
        if !columns.contains(&column.as_str()) {
            faults.error(
                (file, at()),
                FaultKind::Schema,
                format!("`{column}` is not a column here"),
                allowed.clone(),
            );
        } else if header[..i].contains(column) {
            faults.error(
                (file, at()),
                FaultKind::Schema,
                format!("the column `{column}` is given twice"),
                allowed.clone(),
            );
            sound = false;
        }
    }
    sound.then_some(())
}

fn row(
    file: &str,
    header: &[String],
    record: &csv::StringRecord,
    faults: &mut Faults,
) -> Option<Node> {
    let line = record.position().map(line_of);
    if record.len() != header.len() {
        let what = format!(
            "the row has {} cells, the header {}",
            record.len(),
            header.len()
        );
        faults.error(
            (
                file,
                At {
                    line,
                    ..At::default()
                },
            ),
            FaultKind::Syntax,
            what,
            "quote cells that hold a comma",
        );
        return None;
    }
    let cell = |text: &str| match text.trim() {
        "" => Value::Null,
        text => Value::Text(text.to_owned()),
    };
    let table: BTreeMap<String, Node> = header
        .iter()
        .zip(record)
        .map(|(column, text)| {
            (
                column.clone(),
                Node {
                    line,
                    column: None,
                    value: cell(text),
                },
            )
        })
        .collect();
    Some(Node {
        line,
        column: None,
        value: Value::Table(table),
    })
}

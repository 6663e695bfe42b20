//! CSV files (RFC 4180) with a header, as entries.

use std::collections::BTreeMap;

use super::{
    Folder,
    faults::Faults,
    node::{Node, Value},
    text,
};
use crate::model::{At, FaultKind};

/// The rows of a file.
#[derive(Default)]
pub(super) struct Rows {
    /// Those that could be read.
    pub(super) rows: Vec<Node>,
    /// Whether none was left out.
    pub(super) complete: bool,
}

/// The rows of a file that must be there; `None`, noted, when it cannot be read.
///
/// Columns may stand in any order. A blank cell is an absent field. A row with another number of
/// cells than the header is noted and left out.
pub(super) fn rows(
    folder: &Folder,
    name: &str,
    columns: &[&str],
    faults: &mut Faults,
) -> Option<Rows> {
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
    let text = text::utf8(&file, bytes, faults)?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|cell| cell.trim().to_owned()).collect(),
        Err(error) => {
            faults.error(
                (&file, At::line(1)),
                FaultKind::Syntax,
                format!("not CSV: {error}"),
                "",
            );
            return None;
        }
    };
    check_header(&file, &header, columns, faults)?;
    let (mut rows, mut complete) = (Vec::new(), true);
    for record in reader.records() {
        let row = match record {
            Ok(record) => row(&file, &header, &record, faults),
            Err(error) => {
                let at = At {
                    line: error.position().map(line_of),
                    ..At::default()
                };
                faults.error(
                    (&file, at),
                    FaultKind::Syntax,
                    format!("not CSV: {error}"),
                    "",
                );
                None
            }
        };
        complete &= row.is_some();
        rows.extend(row);
    }
    Some(Rows { rows, complete })
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
    let at = || At::line(1);
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
    if record.iter().any(|cell| cell.contains('\n')) {
        let what = "a cell holds a line break, perhaps an opening quote without its end";
        let spot = (
            file,
            At {
                line,
                ..At::default()
            },
        );
        faults.error(spot, FaultKind::Syntax, what, "mend the quotes");
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

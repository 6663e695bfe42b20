//! CSV files (RFC 4180) with a header, as entries.

use std::collections::BTreeMap;

use super::{
    Folder,
    faults::Faults,
    node::{Lines, Node, Value},
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
    let lines = RecordLines(Lines::of(text));
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = header(&file, &lines, &mut reader, faults)?;
    check_header(&file, &header, columns, faults)?;
    let (mut rows, mut complete) = (Vec::new(), true);
    for record in reader.records() {
        let row = match record {
            Ok(record) => row(&file, &header, &record, lines.of(record.position()), faults),
            Err(error) => {
                not_csv(&file, &lines, &error, faults);
                None
            }
        };
        complete &= row.is_some();
        rows.extend(row);
    }
    Some(Rows { rows, complete })
}

/// On which lines records begin.
struct RecordLines<'t>(Lines<'t>);

impl RecordLines<'_> {
    /// The reader says where a record begins before it skips blank lines and the rest of a line end.
    fn of(&self, position: Option<&csv::Position>) -> Option<usize> {
        let offset = usize::try_from(position?.byte()).ok()?;
        Some(self.0.line_after_breaks(offset))
    }
}

fn not_csv(file: &str, lines: &RecordLines<'_>, error: &csv::Error, faults: &mut Faults) {
    let at = At {
        line: lines.of(error.position()),
        ..At::default()
    };
    let what = format!("not CSV: {error}");
    faults.error((file, at), FaultKind::Syntax, what, "");
}

/// The names of the columns, and the line they stand on.
struct Header {
    columns: Vec<String>,
    line: Option<usize>,
}

fn header(
    file: &str,
    lines: &RecordLines<'_>,
    reader: &mut csv::Reader<&[u8]>,
    faults: &mut Faults,
) -> Option<Header> {
    match reader.headers() {
        Ok(record) => Some(Header {
            columns: record.iter().map(|cell| cell.trim().to_owned()).collect(),
            line: lines.of(record.position()),
        }),
        Err(error) => {
            not_csv(file, lines, &error, faults);
            None
        }
    }
}

fn check_header(file: &str, header: &Header, columns: &[&str], faults: &mut Faults) -> Option<()> {
    let at = || At {
        line: header.line,
        ..At::default()
    };
    let header = &header.columns;
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
    header: &Header,
    record: &csv::StringRecord,
    line: Option<usize>,
    faults: &mut Faults,
) -> Option<Node> {
    let header = &header.columns;
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
    if record.iter().any(|cell| cell.contains(['\n', '\r'])) {
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

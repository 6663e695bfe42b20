//! Counts of rows, as a table for people or as CSV.

use std::io::Write;

use clap::ValueEnum;

use crate::{
    join::{Count, Counts},
    snapshot::Snapshot,
};

/// How counts are written.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum CountFormat {
    /// Columns of even width
    #[default]
    Table,
    /// Cells parted by commas
    Csv,
}

/// What stands for rows in no zone or without a date.
const NONE: &str = "(none)";

pub(super) fn write(
    counts: &Counts,
    snapshot: &Snapshot,
    format: CountFormat,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let keys = counts.keys().iter().map(ToString::to_string);
    let head: Vec<String> = keys.chain(["rows".to_owned()]).collect();
    let rows = counts
        .list(snapshot)
        .into_iter()
        .map(|Count { values, rows }| {
            let values = values.into_iter();
            let values = values.map(|value| value.unwrap_or_else(|| NONE.to_owned()));
            values.chain([rows.to_string()]).collect::<Vec<String>>()
        });
    let lines: Vec<Vec<String>> = [head].into_iter().chain(rows).collect();
    match format {
        CountFormat::Csv => {
            for line in &lines {
                writeln!(out, "{}", line.join(","))?;
            }
        }
        CountFormat::Table => write_table(&lines, out)?,
    }
    out.flush()?;
    Ok(())
}

/// Texts are aligned at their left, numbers, in the last column, at their right.
fn write_table(lines: &[Vec<String>], out: &mut impl Write) -> anyhow::Result<()> {
    let columns = lines.first().map_or(0, Vec::len);
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max();
    let widths: Vec<usize> = (0..columns)
        .map(|column| width(column).unwrap_or(0))
        .collect();
    for line in lines {
        for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
            if column + 1 == columns {
                writeln!(out, "{cell:>width$}")?;
            } else {
                write!(out, "{cell:<width$}  ")?;
            }
        }
    }
    Ok(())
}

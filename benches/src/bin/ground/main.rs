//! The index of areas, measured. One program with several commands, because linking it takes long:
//!
//! - `ground sets FOLDER`: writes sets and points, once ([`sets`]).
//! - `ground compare FOLDER [SET...]`: beside an R-tree with `geo`, and tzf-rs ([`compare`]).
//! - `ground disagreements FOLDER SET [COUNT]`: does it say the same as `geo`? ([`disagreements`])
//! - `ground ask FOLDER SET`: for peers in other processes ([`ask`]).
//! - `ground grow COLUMNS ROWS STEPS`: one size, for `growth` ([`grow`]).

mod ask;
mod compare;
mod disagreements;
mod grow;
mod sets;

use std::{env, path::Path, process::ExitCode};

use anyhow::{Result, bail};

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["sets", folder] => sets::write(Path::new(folder))?,
        ["compare", folder] => compare::compare(Path::new(folder), &["P", "S", "T", "A"])?,
        ["compare", folder, ref sets @ ..] => compare::compare(Path::new(folder), sets)?,
        ["disagreements", folder, set] => return disagreements::look(Path::new(folder), set, disagreements::COUNT),
        ["disagreements", folder, set, count] => return disagreements::look(Path::new(folder), set, count.parse()?),
        ["ask", folder, set] => ask::answer(Path::new(folder), set)?,
        ["grow", columns, rows, steps] => grow::grow(columns.parse()?, rows.parse()?, steps.parse()?),
        _ => bail!("usage: ground sets FOLDER | compare FOLDER [SET...] | disagreements FOLDER SET [COUNT]"),
    }
    Ok(ExitCode::SUCCESS)
}

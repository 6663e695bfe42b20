//! The quality report for people, in Markdown.

use std::fmt::Write;

use crate::{
    model::Id,
    quality::{Agreement, CLASSES, Checked, Grades, Quality, Score, Sifted},
};

const INTRO: &str = "# Quality of the extents

Written by `hudna quality`; do not edit. A score is `share right (of how many)`.

";
const LEAVE_ONE_OUT: &str = "## Leave one out

Each place is predicted from all others: the side of the line, drawn without it, at its point. Columns: distance to the
nearest place of the other side. Helper and judgement points help to predict and are not predicted.

";
const CALIBRATION: &str = "## The band

Of the places that the others leave in the band of doubt, and of those outside it, how many are predicted rightly? The
band is honest when nearly all errors lie in it.

";
const AGREEMENT: &str = "## Agreement with the memberships

The extents as they are served against the memberships they were drawn from. This proves consistency, nothing else.

";
const CHECKS: &str = "## Independent checks

Statements that no line was drawn from.

";

/// The report as Markdown. Equal facts give equal bytes.
#[must_use]
pub fn quality_report(quality: &Quality) -> String {
    let mut text = INTRO.to_owned();
    for section in [leave_one_out, calibration, agreement, support, checks] {
        text.push_str(&section(quality));
        text.push('\n');
    }
    text.trim_end().to_owned() + "\n"
}

/// What is left out of each, with its name: extents, zones, everything.
fn rows(quality: &Quality) -> Vec<(String, &Sifted)> {
    let extents = quality.extents.iter();
    let extents = extents.map(|extent| (extent.extent.clone(), &extent.leave_one_out));
    let zones = quality.zones.iter();
    let zones = zones.map(|zone| (format!("**{}**", zone.zone), &zone.leave_one_out));
    let all = std::iter::once(("**all**".to_owned(), &quality.all));
    extents.chain(zones).chain(all).collect()
}

fn leave_one_out(quality: &Quality) -> String {
    let km = |metres: f64| metres / 1000.0;
    let classes = CLASSES.map(|(from, below)| match (from, below) {
        (from, below) if below.is_infinite() => format!(">= {} km", km(from)),
        (0.0, below) => format!("< {} km", km(below)),
        (from, below) => format!("{}-{} km", km(from), km(below)),
    });
    let mut head = vec!["extent".to_owned(), "all".to_owned()];
    head.extend(classes);
    head.push(">= 3 km".to_owned());
    let body = rows(quality).into_iter().map(|(name, sifted)| {
        let mut row = vec![name, score(sifted.all)];
        row.extend(sifted.by_distance.map(score));
        row.push(score(sifted.from_distance_m(3000.0)));
        row
    });
    LEAVE_ONE_OUT.to_owned() + &table(&head, body)
}

fn calibration(quality: &Quality) -> String {
    let head = ["extent", "in the band", "outside it", "precision"].map(str::to_owned);
    let precision = |name: &str| {
        let mut extents = quality.extents.iter();
        let extent = extents.find(|extent| extent.extent == name);
        let metres = extent.and_then(|extent| extent.precision_m);
        metres.map_or(String::new(), |metres| format!("{metres:.0} m"))
    };
    let body = rows(quality).into_iter().map(|(name, sifted)| {
        let precision = precision(&name);
        vec![
            name,
            score(sifted.in_band),
            score(sifted.outside_band),
            precision,
        ]
    });
    CALIBRATION.to_owned() + &table(&head, body)
}

fn agreement(quality: &Quality) -> String {
    let head = ["extent", "agree", "contradicted"].map(str::to_owned);
    let body = quality.extents.iter().map(|extent| {
        let found = extent.agreement.as_ref();
        let contradicted = |found: &Agreement| {
            let ids: Vec<&str> = found.contradicted.iter().map(Id::as_str).collect();
            ids.join(", ")
        };
        vec![
            extent.extent.clone(),
            found.map_or("not drawn".to_owned(), |found| score(found.score)),
            found.map(contradicted).unwrap_or_default(),
        ]
    });
    AGREEMENT.to_owned() + &table(&head, body)
}

fn support(quality: &Quality) -> String {
    let head = ["source", "memberships", "high", "medium", "low"].map(str::to_owned);
    let row = |name: String, grades: Grades| {
        let counts = [grades.total(), grades.high, grades.medium, grades.low];
        let counts = counts.map(|count| count.to_string());
        std::iter::once(name).chain(counts).collect()
    };
    let support = &quality.support;
    let sources = support.sources.iter();
    let body = sources.map(|(id, grades)| row(id.to_string(), *grades));
    let all = std::iter::once(row("**all**".to_owned(), support.memberships));
    format!(
        "## What the memberships rest on\n\nOf all memberships {} are of helper points and {} of points of judgement.\n\n{}",
        support.helpers,
        support.judgements,
        table(&head, body.chain(all))
    )
}

fn checks(quality: &Quality) -> String {
    if quality.checks.is_empty() {
        return format!("{CHECKS}There are none.\n");
    }
    let head = [
        "what",
        "zone",
        "day",
        "expected",
        "drawn",
        "from the line",
        "in the band",
        "source",
    ];
    let body = quality.checks.iter().map(check);
    CHECKS.to_owned() + &table(&head.map(str::to_owned), body)
}

fn check(check: &Checked) -> Vec<String> {
    let side = |inside: bool| if inside { "inside" } else { "outside" };
    let yes = |yes: bool| if yes { "yes" } else { "no" };
    let drawn = check.inside.map_or("no extent", side);
    let verdict = if check.is_right() { "" } else { " (wrong)" };
    let metres = check.boundary_distance_m;
    vec![
        check.name.clone(),
        check.zone.to_string(),
        check.day.to_string(),
        side(check.expected_inside).to_owned(),
        format!("{drawn}{verdict}"),
        metres.map_or(String::new(), |metres| format!("{:.1} km", metres / 1000.0)),
        check
            .in_band
            .map_or(String::new(), |found| yes(found).to_owned()),
        check.source.to_string(),
    ]
}

/// `91.7 % (603)`
fn score(score: Score) -> String {
    let percent = score.percent();
    percent.map_or("-".to_owned(), |percent| {
        format!("{percent:.1} % ({})", score.of)
    })
}

fn table(head: &[String], body: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = line(head);
    let _infallible = writeln!(text, "|{}", "---|".repeat(head.len()));
    for row in body {
        text.push_str(&line(&row));
    }
    text
}

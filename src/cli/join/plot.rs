//! A picture of rows per zone over time, above the periods of the extents.

use std::{collections::BTreeMap, io::Write, ops::Range, path::Path};

use anyhow::{Context, bail};
use plotters::{
    coord::Shift,
    prelude::{
        ChartBuilder, Circle, Color, DrawingArea, IntoDrawingArea, LineSeries, PathElement,
        RGBColor, Rectangle, SVGBackend, SeriesLabelPosition,
    },
    style::{BLACK, WHITE},
};
use resvg::{tiny_skia, usvg};

use crate::{
    cli::destination::Destination,
    join::Counts,
    model::{Day, Period},
    snapshot::Snapshot,
};

/// Width and height in pixels.
const SIZE: (u32, u32) = (1200, 700);
/// Pixels of the lower part per zone, and for its frame.
const STRIP: u32 = 26;
const STRIPS_FRAME: u32 = 60;
/// Pixels of the labels at the left.
const LEFT: u32 = 130;
/// With more days than this, rows are counted by month.
const MOST_DAYS: i32 = 92;

/// Colours that people tell apart whatever colours they see (Okabe and Ito, 2008).
const COLOURS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(230, 159, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(213, 94, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 0, 0),
];

/// A file for a picture.
pub(super) struct Plot {
    file: Destination,
    png: bool,
}

/// Rows of a zone by day or month, the days counted from 1970.
struct Line {
    zone: String,
    colour: RGBColor,
    points: Vec<(f64, f64)>,
}

/// Rows by zone, day by day.
type Days = BTreeMap<Day, BTreeMap<String, u64>>;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

impl Plot {
    /// Begins a file.
    pub(super) fn create(path: &Path, replace: bool) -> anyhow::Result<Self> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let png = match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("svg") => false,
            Some("png") => true,
            _ => bail!("{}: a picture ends in .svg or .png", path.display()),
        };
        let file = Destination::create(path, replace)?;
        Ok(Self { file, png })
    }

    /// Draws counts by zone and day.
    pub(super) fn draw(mut self, counts: &Counts, snapshot: &Snapshot) -> anyhow::Result<()> {
        let svg = svg(counts, snapshot)?;
        if self.png {
            self.file.write_all(&png(&svg)?)?;
        } else {
            self.file.write_all(svg.as_bytes())?;
        }
        self.file.finish()
    }
}

fn svg(counts: &Counts, snapshot: &Snapshot) -> anyhow::Result<String> {
    let mut days = Days::new();
    for count in counts.list(snapshot) {
        if let [Some(zone), Some(day)] = count.values.as_slice() {
            let zones = days.entry(day.parse()?).or_default();
            *zones.entry(zone.clone()).or_default() += count.rows;
        }
    }
    let (Some(first), Some(last)) = (days.keys().next(), days.keys().next_back()) else {
        bail!("no row lies in a zone: there is nothing to draw");
    };
    let (first, last) = (first.since_1970(), last.since_1970());
    let by_day = last - first < MOST_DAYS;
    // A month is drawn at its first day.
    let before = if by_day { 1 } else { 31 };
    let span = f64::from(first - before)..f64::from(last + 1);
    let lines = lines(&days, snapshot, by_day);
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let below = STRIP * u32::try_from(snapshot.zones().len())? + STRIPS_FRAME;
        let height = SIZE.1.saturating_sub(below).max(SIZE.1 / 2);
        let (upper, lower) = area.split_vertically(height);
        draw_lines(&upper, &lines, span.clone(), by_day).context("drawing lines")?;
        draw_periods(&lower, snapshot, span).context("drawing periods")?;
        area.present()?;
    }
    Ok(text)
}

/// A line for each zone that has rows, in list order.
fn lines(days: &Days, snapshot: &Snapshot, by_day: bool) -> Vec<Line> {
    let zones = snapshot.zones().iter().enumerate();
    let lines = zones.map(|(number, zone)| {
        let mut sums: BTreeMap<i32, u64> = BTreeMap::new();
        for (day, rows) in days {
            // A day without rows of this zone, but of others, counts as nought.
            let start = if by_day { *day } else { first_of_month(*day) };
            let sum = sums.entry(start.since_1970()).or_default();
            *sum += rows.get(zone.id.as_str()).copied().unwrap_or(0);
        }
        #[expect(clippy::cast_precision_loss, reason = "a picture has few pixels")]
        let points = sums
            .into_iter()
            .map(|(day, rows)| (f64::from(day), rows as f64));
        Line {
            zone: zone.id.to_string(),
            colour: colour(number),
            points: points.collect(),
        }
    });
    let has_rows = |line: &Line| line.points.iter().any(|(_, rows)| *rows > 0.0);
    lines.filter(has_rows).collect()
}

fn first_of_month(day: Day) -> Day {
    let text = day.to_string();
    let month = text.get(..7).unwrap_or_default();
    format!("{month}-01").parse().unwrap_or(day)
}

fn colour(zone: usize) -> RGBColor {
    COLOURS[zone % COLOURS.len()]
}

/// The label of a day counted from 1970.
#[expect(clippy::cast_possible_truncation, reason = "a picture spans few days")]
fn date(day: f64) -> String {
    let day = Day::of_1970(day.floor() as i64);
    day.map_or_else(String::new, |day| day.to_string())
}

fn draw_lines(
    area: &Area<'_>,
    lines: &[Line],
    span: Range<f64>,
    by_day: bool,
) -> anyhow::Result<()> {
    let points = lines.iter().flat_map(|line| &line.points);
    let most = points.map(|(_, rows)| *rows).fold(1.0, f64::max);
    let unit = if by_day { "day" } else { "month" };
    let mut chart = ChartBuilder::on(area)
        .caption(format!("Rows in each zone by {unit}"), ("sans-serif", 26))
        .margin(12)
        .x_label_area_size(30)
        .y_label_area_size(LEFT)
        .build_cartesian_2d(span, 0.0..most * 1.05)?;
    chart
        .configure_mesh()
        .x_labels(8)
        .x_label_formatter(&|day| date(*day))
        .y_label_formatter(&|rows| format!("{rows}"))
        .y_desc(format!("rows in a {unit}"))
        .label_style(("sans-serif", 15))
        .light_line_style(WHITE)
        .draw()?;
    for line in lines {
        let colour = line.colour;
        let points = line.points.iter().copied();
        chart
            .draw_series(LineSeries::new(points.clone(), colour.stroke_width(2)))?
            .label(line.zone.clone())
            .legend(move |(x, y)| {
                PathElement::new(vec![(x, y), (x + 22, y)], colour.stroke_width(3))
            });
        chart.draw_series(points.map(|point| Circle::new(point, 3, colour.filled())))?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.85))
        .border_style(BLACK.mix(0.4))
        .label_font(("sans-serif", 15))
        .draw()?;
    Ok(())
}

/// A strip for each zone, in which every other extent is darker.
fn draw_periods(area: &Area<'_>, snapshot: &Snapshot, span: Range<f64>) -> anyhow::Result<()> {
    let zones = snapshot.zones();
    let count = i32::try_from(zones.len())?;
    let mut chart = ChartBuilder::on(area)
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(LEFT)
        .build_cartesian_2d(span.clone(), 0.0..f64::from(count))?;
    // The first zone stands at the top; labels stand at the middle of each strip.
    let name = |middle: f64| {
        let number = (0..count).find(|number| {
            let strip = f64::from(count - 1 - number);
            (strip + 0.25..strip + 0.75).contains(&middle)
        });
        let zone = number.and_then(|number| zones.get(usize::try_from(number).ok()?));
        zone.map_or_else(String::new, |zone| zone.id.to_string())
    };
    chart
        .configure_mesh()
        .disable_mesh()
        .x_labels(8)
        .y_labels(zones.len() * 2 + 1)
        .x_label_formatter(&|day| date(*day))
        .y_label_formatter(&|middle| name(*middle))
        .x_desc("periods of the extents of each zone")
        .label_style(("sans-serif", 15))
        .draw()?;
    for (number, zone) in zones.iter().enumerate() {
        let strip = f64::from(count - 1 - i32::try_from(number)?);
        for (turn, extent) in snapshot.extents_of(Some(zone), None).enumerate() {
            let Some(days) = within(extent.period, &span) else {
                continue;
            };
            let shade = if turn % 2 == 0 { 0.45 } else { 0.75 };
            let corners = [(days.start, strip + 0.15), (days.end, strip + 0.85)];
            chart.draw_series([Rectangle::new(corners, colour(number).mix(shade).filled())])?;
        }
    }
    Ok(())
}

/// The part of a period that is drawn.
fn within(period: Period, span: &Range<f64>) -> Option<Range<f64>> {
    let start = f64::from(period.from().since_1970()).max(span.start);
    let end = period
        .to()
        .map_or(span.end, |to| f64::from(to.since_1970()));
    let end = end.min(span.end);
    (start < end).then_some(start..end)
}

/// The same picture in pixels.
fn png(svg: &str) -> anyhow::Result<Vec<u8>> {
    let mut options = usvg::Options::default();
    let fonts = options.fontdb_mut();
    // The same letters on every machine; its own fonts have the signs that this one has not. They
    // come second and would overrule what `sans-serif` means.
    fonts.load_font_data(epaint_default_fonts::UBUNTU_LIGHT.to_vec());
    let family = fonts.faces().next().and_then(|face| face.families.first());
    let family = family.map(|(family, _)| family.clone());
    fonts.load_system_fonts();
    if let Some(family) = family {
        fonts.set_sans_serif_family(family);
    }
    let tree = usvg::Tree::from_str(svg, &options)?;
    let mut pixels = tiny_skia::Pixmap::new(SIZE.0, SIZE.1).context("making a picture")?;
    resvg::render(&tree, tiny_skia::Transform::default(), &mut pixels.as_mut());
    Ok(pixels.encode_png()?)
}

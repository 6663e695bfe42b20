//! How a figure grows with the size of what is worked on: a line on logarithmic axes, and its slope.

use std::path::Path;

use anyhow::{Result, anyhow};
use plotters::prelude::*;

/// One figure against sizes.
#[derive(Debug)]
pub struct Curve {
    /// What is measured, with its unit.
    pub name: String,
    /// Sizes and figures, sizes ascending; all above zero.
    pub points: Vec<(f64, f64)>,
}

impl Curve {
    /// How many times ten the figure grows by when the size grows tenfold: the slope of the straight line through the
    /// upper half of the sizes, on logarithmic axes (least squares). `None` with fewer than two sizes.
    #[must_use]
    pub fn slope(&self) -> Option<f64> {
        let upper = &self.points[self.points.len() / 2..];
        if upper.len() < 2 {
            return None;
        }
        let logs: Vec<_> = upper.iter().map(|(x, y)| (x.log10(), y.log10())).collect();
        let count = logs.len() as f64;
        let mean = |part: fn(&(f64, f64)) -> f64| logs.iter().map(part).sum::<f64>() / count;
        let (mean_x, mean_y) = (mean(|p| p.0), mean(|p| p.1));
        let shared: f64 = logs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
        let own: f64 = logs.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
        Some(shared / own)
    }

    fn title(&self) -> String {
        self.slope().map_or_else(|| self.name.clone(), |slope| format!("{}, slope {slope:.2}", self.name))
    }

    /// From a power of ten to another.
    fn spans(&self) -> [(f64, f64); 2] {
        let span = |part: fn(&(f64, f64)) -> f64| {
            let least = self.points.iter().map(part).fold(f64::INFINITY, f64::min);
            let most = self.points.iter().map(part).fold(0.0, f64::max);
            let (low, high) = (least.log10().floor(), most.log10().ceil());
            (10_f64.powf(low), 10_f64.powf(high.max(low + 1.0)))
        };
        [span(|p| p.0), span(|p| p.1)]
    }
}

/// Blue, orange, green: told apart by people who are colour-blind (Okabe and Ito).
const COLOURS: [RGBColor; 3] = [RGBColor(0, 114, 178), RGBColor(213, 94, 0), RGBColor(0, 158, 115)];
const PANEL: (u32, u32) = (330, 280);

/// Draws curves beside each other into an SVG file.
///
/// # Errors
/// When the file cannot be written or a curve has no points.
pub fn draw(path: &Path, sizes: &str, curves: &[Curve]) -> Result<()> {
    let count = u32::try_from(curves.len())?;
    let root = SVGBackend::new(path, (PANEL.0 * count, PANEL.1)).into_drawing_area();
    root.fill(&WHITE).map_err(told)?;
    let panels = root.split_evenly((1, curves.len()));
    for ((panel, curve), colour) in panels.iter().zip(curves).zip(COLOURS.iter().cycle()) {
        draw_one(panel, sizes, curve, *colour)?;
    }
    root.present().map_err(told)
}

type Panel<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

fn draw_one(panel: &Panel<'_>, sizes: &str, curve: &Curve, colour: RGBColor) -> Result<()> {
    let [(left, right), (bottom, top)] = curve.spans();
    let mut chart = ChartBuilder::on(panel)
        .margin(10)
        .caption(curve.title(), ("sans-serif", 14))
        .x_label_area_size(38)
        .y_label_area_size(52)
        .build_cartesian_2d((left..right).log_scale(), (bottom..top).log_scale())
        .map_err(told)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc(sizes)
        .x_label_formatter(&|value| tick(*value))
        .y_label_formatter(&|value| tick(*value))
        .label_style(("sans-serif", 12))
        .draw()
        .map_err(told)?;
    chart.draw_series(LineSeries::new(curve.points.iter().copied(), colour.stroke_width(2))).map_err(told)?;
    let dots = curve.points.iter().map(|point| Circle::new(*point, 3, colour.filled()));
    chart.draw_series(dots).map_err(told)?;
    Ok(())
}

/// `0.01`, `100`, and `1e6` where zeros would have to be counted.
fn tick(value: f64) -> String {
    if (0.001..10_000.0).contains(&value) { format!("{value}") } else { format!("{value:e}") }
}

fn told<E: std::fmt::Display>(error: E) -> anyhow::Error {
    anyhow!("drawing: {error}")
}

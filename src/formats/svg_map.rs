//! Small maps as SVG, for pages that have no script. Pure: shapes in, text out.

use std::{
    collections::HashSet,
    fmt::{self, Write},
};

use geo::{
    BooleanOps, BoundingRect, Coord, Intersects, LineString, MultiPolygon, Polygon, Rect, coord,
};

use crate::{features::Shape, model::BasemapLayer};

/// A small map.
#[derive(Debug)]
pub struct SmallMap<'s> {
    /// What it shows, for those who do not see it.
    pub title: &'s str,
    /// The ground that must be on it, in degrees; a little more is drawn around it.
    pub around: Rect<f64>,
    /// What lies below.
    pub basemap: &'s [BasemapLayer],
    /// What it is about.
    pub marks: Vec<Marked<'s>>,
}

/// A shape that a map is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Marked<'s> {
    /// Its ground.
    pub shape: Shape<'s>,
    /// Colour of its line; the page's own where there is none.
    pub color: Option<String>,
    /// Dash pattern of its line; `None` for a solid one.
    pub dash: Option<String>,
}

/// Width of a map, in its own pixels.
const WIDTH: f64 = 480.0;
/// Least and greatest height.
const HEIGHTS: (f64, f64) = (200.0, 440.0);
/// Room around what must be shown, as a part of it.
const ROOM: f64 = 0.12;
/// Least span of a map, in degrees: a point needs ground around it to be found by.
const LEAST_SPAN: f64 = 0.4;
/// Vertices nearer to each other, in pixels, are one.
const NEAR: f64 = 0.5;
/// Layers that a small map has room for, lowest first.
const LAYERS: [&str; 3] = [LAND, "lakes", "borders"];
/// The layer that covers what the base map shows.
pub const LAND: &str = "land";
/// Borders of this kind have a solid line.
const UNDISPUTED: &str = "international";
/// Mercator's maps end here.
const HIGHEST_LAT: f64 = 85.0;

impl SmallMap<'_> {
    /// The map as an SVG element whose colours a stylesheet gives, but for those of the marks.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let frame = Frame::around(self.around);
        let mut svg = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&frame, &mut svg);
        svg
    }

    fn write(&self, frame: &Frame, svg: &mut String) -> fmt::Result {
        let (width, height) = (Tenth(WIDTH), Tenth(frame.height));
        write!(
            svg,
            r#"<svg class="small-map" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}" xmlns="http://www.w3.org/2000/svg"><title>{}</title>"#,
            Escaped(self.title)
        )?;
        for name in LAYERS {
            let layer = self.basemap.iter().find(|layer| layer.name == name);
            layer.map_or(Ok(()), |layer| write_layer(svg, frame, layer))?;
        }
        let mut dots = HashSet::new();
        for mark in &self.marks {
            write_mark(svg, frame, mark, &mut dots)?;
        }
        svg.push_str("</svg>");
        Ok(())
    }
}

/// The base map covers a box: inside it what is not land is sea, beyond it is nothing.
fn write_layer(svg: &mut String, frame: &Frame, layer: &BasemapLayer) -> fmt::Result {
    let name = &layer.name;
    if name == LAND
        && let Some(rect) = layer.areas.bounding_rect()
    {
        let (low, high) = (frame.pixel(rect.min()), frame.pixel(rect.max()));
        write!(
            svg,
            r#"<rect class="sea" x="{}" y="{}" width="{}" height="{}"/>"#,
            Tenth(low.x),
            Tenth(high.y),
            Tenth(high.x - low.x),
            Tenth(low.y - high.y)
        )?;
    }
    // Most of a base map lies outside; its bytes should not be sent.
    let frame_area = frame.ground.to_polygon();
    let seen = layer.areas.intersection(&frame_area);
    let path = frame.area(&seen);
    if !path.is_empty() {
        write!(svg, r#"<path class="{name}" d="{path}"/>"#)?;
    }
    for line in &layer.lines {
        let seen = frame_area.clip(&line.line, false);
        let path: String = seen.iter().map(|line| frame.line(line)).collect();
        let sort = match line.kind.as_deref() {
            Some(UNDISPUTED) => "",
            _ => " disputed",
        };
        if !path.is_empty() {
            write!(svg, r#"<path class="{name}{sort}" d="{path}"/>"#)?;
        }
    }
    Ok(())
}

fn write_mark(
    svg: &mut String,
    frame: &Frame,
    mark: &Marked<'_>,
    dots: &mut HashSet<(i64, i64)>,
) -> fmt::Result {
    let is_seen = match mark.shape {
        Shape::Nowhere => false,
        Shape::Point(point) => frame.ground.intersects(&point.to_point()),
        Shape::Area(area) => {
            let around = area.bounding_rect();
            around.is_some_and(|around| frame.ground.intersects(&around))
        }
    };
    if !is_seen {
        return Ok(());
    }
    let dot = match mark.shape {
        Shape::Nowhere => return Ok(()),
        Shape::Point(point) => point.to_point().0,
        Shape::Area(area) => {
            let path = frame.area(area);
            if !path.is_empty() {
                svg.push_str(r#"<path class="mark""#);
                write_look(svg, mark)?;
                return write!(svg, r#" d="{path}"/>"#);
            }
            // Too small to have a shape at this scale.
            let Some(rect) = area.bounding_rect() else {
                return Ok(());
            };
            rect.center()
        }
    };
    let at = frame.pixel(dot);
    if dots.insert(cell(at)) {
        svg.push_str(r#"<circle class="mark" r="3""#);
        write_look(svg, mark)?;
        write!(svg, r#" cx="{}" cy="{}"/>"#, Tenth(at.x), Tenth(at.y))?;
    }
    Ok(())
}

/// Dots in one cell of two pixels are one: a hundred thousand points stay a small page.
#[expect(
    clippy::cast_possible_truncation,
    reason = "out of range it saturates, far outside the map"
)]
fn cell(at: Coord<f64>) -> (i64, i64) {
    ((at.x / 2.0).round() as i64, (at.y / 2.0).round() as i64)
}

fn write_look(svg: &mut String, mark: &Marked<'_>) -> fmt::Result {
    if let Some(color) = &mark.color {
        let color = Escaped(color);
        write!(svg, r#" stroke="{color}" fill="{color}""#)?;
    }
    if let Some(dash) = mark.dash.as_deref().filter(|dash| !dash.is_empty()) {
        write!(svg, r#" stroke-dasharray="{}""#, Escaped(dash))?;
    }
    Ok(())
}

/// The ground of a map, and how it becomes pixels: Mercator, so that shapes look as on web maps.
#[derive(Debug)]
struct Frame {
    ground: Rect<f64>,
    /// Pixels to a degree of longitude.
    scale: f64,
    /// The y of the upper edge, in degrees of longitude.
    top: f64,
    height: f64,
}

impl Frame {
    fn around(rect: Rect<f64>) -> Self {
        let low = coord! { x: rect.min().x, y: mercator(rect.min().y) };
        let high = coord! { x: rect.max().x, y: mercator(rect.max().y) };
        let middle = (low + high) / 2.0;
        let room = |span: f64| span.max(LEAST_SPAN) * (1.0 + 2.0 * ROOM);
        let (wide, tall) = (room(high.x - low.x), room(high.y - low.y));
        // The scale that shows both, and then as much height as there is use for.
        let scale = (WIDTH / wide).min(HEIGHTS.1 / tall);
        let height = (tall * scale).clamp(HEIGHTS.0, HEIGHTS.1).round();
        let half = coord! { x: WIDTH / scale / 2.0, y: height / scale / 2.0 };
        let (low, high) = (middle - half, middle + half);
        Self {
            ground: Rect::new((low.x, latitude(low.y)), (high.x, latitude(high.y))),
            scale,
            top: high.y,
            height,
        }
    }

    fn pixel(&self, c: Coord<f64>) -> Coord<f64> {
        coord! {
            x: (c.x - self.ground.min().x) * self.scale,
            y: (self.top - mercator(c.y)) * self.scale,
        }
    }

    /// The path of an area; empty where it is too small to have a shape.
    fn area(&self, area: &MultiPolygon<f64>) -> String {
        let polygons = area.iter().map(|polygon| self.polygon(polygon));
        polygons.collect()
    }

    fn polygon(&self, polygon: &Polygon<f64>) -> String {
        let exterior = self.ring(polygon.exterior());
        if exterior.is_empty() {
            return exterior;
        }
        let holes = polygon.interiors().iter().map(|ring| self.ring(ring));
        holes.fold(exterior, |path, hole| path + &hole)
    }

    fn ring(&self, ring: &LineString<f64>) -> String {
        let mut points = self.thinned(ring);
        if points.first() == points.last() {
            points.pop();
        }
        if points.len() < 3 {
            return String::new();
        }
        path(&points) + "z"
    }

    fn line(&self, line: &LineString<f64>) -> String {
        let points = self.thinned(line);
        if points.len() < 2 {
            return String::new();
        }
        path(&points)
    }

    /// Its vertices without those that lie on the one before.
    fn thinned(&self, line: &LineString<f64>) -> Vec<Coord<f64>> {
        let mut kept: Vec<Coord<f64>> = Vec::new();
        for vertex in line.coords().map(|c| self.pixel(*c)) {
            let far = |last: &Coord<f64>| (vertex.x - last.x).hypot(vertex.y - last.y) >= NEAR;
            if kept.last().is_none_or(far) {
                kept.push(vertex);
            }
        }
        kept
    }
}

fn path(points: &[Coord<f64>]) -> String {
    let mut path = String::new();
    for (n, point) in points.iter().enumerate() {
        path.push(if n == 0 { 'M' } else { 'L' });
        let _ = write!(path, "{} {}", Tenth(point.x), Tenth(point.y));
    }
    path
}

/// The y of a latitude on Mercator's map, in degrees of longitude at the equator.
fn mercator(lat: f64) -> f64 {
    let lat = lat.clamp(-HIGHEST_LAT, HIGHEST_LAT).to_radians();
    lat.tan().asinh().to_degrees()
}

fn latitude(y: f64) -> f64 {
    y.to_radians().sinh().atan().to_degrees()
}

/// A number to a tenth, as short as it goes.
struct Tenth(f64);

impl fmt::Display for Tenth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounded = (self.0 * 10.0).round() / 10.0;
        // No minus before a zero.
        write!(f, "{}", if rounded == 0.0 { 0.0 } else { rounded })
    }
}

/// Text that may stand in an element or an attribute.
struct Escaped<'s>(&'s str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|sign| match sign {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            other => f.write_char(other),
        })
    }
}

#[cfg(test)]
mod tests {
    use geo::line_string;

    use super::*;
    use crate::model::{BasemapLine, LonLat};

    fn square(west: f64, south: f64, size: f64) -> MultiPolygon<f64> {
        let rect = Rect::new((west, south), (west + size, south + size));
        MultiPolygon(vec![rect.to_polygon()])
    }

    fn map(marks: Vec<Marked<'_>>, basemap: &[BasemapLayer]) -> String {
        let around = Rect::new((10.0, 40.0), (12.0, 41.0));
        let title = "A <small> \"map\"";
        SmallMap {
            title,
            around,
            basemap,
            marks,
        }
        .to_svg()
    }

    fn plain(shape: Shape<'_>) -> Marked<'_> {
        Marked {
            shape,
            color: None,
            dash: None,
        }
    }

    #[test]
    fn the_title_is_text() {
        let svg = map(Vec::new(), &[]);
        assert!(
            svg.contains("<title>A &lt;small&gt; &quot;map&quot;</title>"),
            "{svg}"
        );
    }

    #[test]
    fn the_ground_asked_for_is_on_the_map() {
        for (low, high) in [
            ((10.0, 40.0), (12.0, 41.0)),
            ((36.0, 32.0), (36.1, 37.0)),
            ((0.0, 0.0), (0.0, 0.0)),
            ((-180.0, -90.0), (180.0, 90.0)),
        ] {
            let frame = Frame::around(Rect::new(low, high));
            for corner in [low, high] {
                let at = frame.pixel(corner.into());
                assert!((0.0..=WIDTH).contains(&at.x), "{low:?}: {at:?}");
                assert!((0.0..=frame.height).contains(&at.y), "{low:?}: {at:?}");
            }
        }
    }

    #[test]
    fn north_is_up_and_east_is_right() {
        let frame = Frame::around(Rect::new((10.0, 40.0), (12.0, 41.0)));
        let (a, b) = (
            frame.pixel((10.0, 40.0).into()),
            frame.pixel((12.0, 41.0).into()),
        );
        assert!(a.x < b.x && a.y > b.y);
        assert!((latitude(mercator(41.0)) - 41.0).abs() < 1e-9);
    }

    #[test]
    fn an_area_is_drawn_in_its_own_look() {
        let area = square(10.5, 40.2, 0.5);
        let mark = Marked {
            color: Some("#1b6ca8".to_owned()),
            dash: Some("4 2".to_owned()),
            ..plain(Shape::Area(&area))
        };
        let svg = map(vec![mark], &[]);
        assert!(
            svg.contains(r##"stroke="#1b6ca8" fill="#1b6ca8" stroke-dasharray="4 2" d="M"##),
            "{svg}"
        );
        assert_eq!(svg.matches('L').count(), 3, "{svg}");
    }

    #[test]
    fn what_is_too_small_for_a_shape_is_one_dot_with_its_neighbours() {
        let specks: Vec<_> = (0..100)
            .map(|n| square(11.0 + f64::from(n) * 1e-6, 40.5, 1e-7))
            .collect();
        let marks = specks.iter().map(|speck| plain(Shape::Area(speck)));
        let point = plain(Shape::Point(LonLat::new(11.0, 40.5).unwrap()));
        let svg = map(marks.chain([point]).collect(), &[]);
        assert_eq!(svg.matches("<circle").count(), 1, "{svg}");
        assert!(!svg.contains("<path"), "{svg}");
    }

    #[test]
    fn vertices_that_nobody_sees_are_left_out() {
        let ring: Vec<(f64, f64)> = (0..10_000)
            .map(|n| (f64::from(n) / 10_000.0 * std::f64::consts::TAU).sin_cos())
            .map(|(sin, cos)| (11.0 + 0.5 * cos, 40.5 + 0.3 * sin))
            .collect();
        let area = MultiPolygon(vec![Polygon::new(ring.into(), Vec::new())]);
        let svg = map(vec![plain(Shape::Area(&area))], &[]);
        let drawn = svg.matches('L').count();
        assert!((100..2000).contains(&drawn), "{drawn}");
    }

    #[test]
    fn of_the_base_map_only_what_is_in_sight_is_sent() {
        let line = |kind: &str, lat: f64| BasemapLine {
            kind: Some(kind.to_owned()),
            line: line_string![(x: -50.0, y: lat), (x: 50.0, y: lat)].into(),
        };
        let layer = |name: &str, areas, lines| BasemapLayer {
            name: name.to_owned(),
            body: Vec::new(),
            areas,
            lines,
        };
        let none = MultiPolygon(Vec::new());
        let basemap = [
            layer("land", square(-60.0, -10.0, 60.5), Vec::new()),
            layer("labels", none.clone(), Vec::new()),
            layer(
                "borders",
                none,
                vec![
                    line("international", 40.4),
                    line("claim", 40.6),
                    line("international", 20.0),
                ],
            ),
        ];
        let svg = map(Vec::new(), &basemap);
        assert!(svg.contains(r#"<rect class="sea""#), "{svg}");
        assert!(
            !svg.contains(r#"<path class="land""#),
            "it lies west of the map: {svg}"
        );
        assert_eq!(svg.matches(r#"class="borders""#).count(), 1, "{svg}");
        assert_eq!(
            svg.matches(r#"class="borders disputed""#).count(),
            1,
            "{svg}"
        );
    }
}

//! KML 2.3 (OGC 12-007r2): a placemark per record, for globes and phones.
//!
//! Elements are given as trees without attributes or with one: the library writes several in no stable order, and
//! writes all holes of a polygon into one `innerBoundaryIs`, of which readers take the first.

use geo::{Coord, Geometry, LineString, Polygon};
use kml::{
    Kml, KmlWriter,
    types::{Element, Placemark},
};

use super::{EncodeError, FeatureSet, csv::cell};
use crate::{
    features::{Days, Record, Value},
    model::Day,
};

const HEAD: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    "\n",
    r#"<kml xmlns="http://www.opengis.net/kml/2.2"><Document>"#,
);

/// Always in degrees, longitude first.
pub(super) fn write(set: &FeatureSet<'_>) -> Result<Vec<u8>, EncodeError> {
    let set = set.in_crs84();
    let label = label(&set);
    let mut out = HEAD.as_bytes().to_vec();
    let title = text("name", set.titled(set.table.schema().title));
    put(&mut out, &Kml::Element(title))?;
    for (number, record) in set.records.iter().zip(set.records()) {
        let name = label.map(|label| set.table.value(*number, label));
        out.push(b'\n');
        put(&mut out, &Kml::Placemark(placemark(&set, &record, name)?))?;
    }
    out.extend_from_slice(b"\n</Document></kml>\n");
    Ok(with_returns(&out))
}

/// Who reads XML takes a bare carriage return for a line feed (XML 1.0, 2.11), but not its reference.
fn with_returns(xml: &[u8]) -> Vec<u8> {
    let lines: Vec<&[u8]> = xml.split(|byte| *byte == b'\r').collect();
    lines.join(b"&#13;".as_slice())
}

fn put(out: &mut Vec<u8>, kml: &Kml) -> Result<(), EncodeError> {
    Ok(KmlWriter::from_writer(out).write(kml)?)
}

/// The number of the property that names a record: its name in the first language, or its title.
fn label(set: &FeatureSet<'_>) -> Option<usize> {
    let properties = &set.table.schema().properties;
    let name = |name: &str| name.starts_with("name_");
    let named = properties.iter().position(|property| name(&property.name));
    named.or_else(|| set.table.schema().position("title"))
}

/// The order of the children is that of the schema of KML.
fn placemark(
    set: &FeatureSet<'_>,
    record: &Record<'_>,
    name: Option<Value<'_>>,
) -> Result<Placemark, EncodeError> {
    let name = match name {
        Some(Value::Text(name)) => plain(&name),
        _ => plain(&record.id),
    };
    let data = parent("ExtendedData", data(set, record)?);
    let ground = set.geometry(record);
    let children = [
        record.days.and_then(time_span),
        style(set, record),
        Some(data),
        ground.map(|ground| shape(&ground)).transpose()?,
    ];
    Ok(Placemark {
        name: Some(name),
        children: children.into_iter().flatten().collect(),
        ..Placemark::default()
    })
}

fn data(set: &FeatureSet<'_>, record: &Record<'_>) -> Result<Vec<Element>, EncodeError> {
    let id = datum("id", &record.id);
    let known = set.columns().zip(&record.values);
    let known = known.filter(|(_, value)| !value.is_null());
    let others = known.map(|(column, value)| Ok(datum(&column.name, &cell(value)?)));
    [Ok(id)].into_iter().chain(others).collect()
}

fn datum(name: &str, value: &str) -> Element {
    Element {
        attrs: [("name".to_owned(), name.to_owned())].into(),
        ..parent("Data", vec![text("value", value)])
    }
}

/// First and last day; both belong to it.
fn time_span(days: Days) -> Option<Element> {
    let side = |name, day: Option<Day>| Some(text(name, &day?.to_string()));
    let (begin, end) = (side("begin", days.first), side("end", days.last));
    let sides: Vec<Element> = begin.into_iter().chain(end).collect();
    (!sides.is_empty()).then(|| parent("TimeSpan", sides))
}

/// Line and a thinner fill in the colour of the record, if it has one.
fn style(set: &FeatureSet<'_>, record: &Record<'_>) -> Option<Element> {
    let color = set.columns().position(|column| column.name == "color")?;
    let Value::Text(color) = &record.values[color] else {
        return None;
    };
    let [r, g, b] = [1..3, 3..5, 5..7].map(|digits| color.get(digits));
    let bgr = format!("{}{}{}", b?, g?, r?); // KML says aabbggrr
    let line = vec![text("color", &format!("ff{bgr}")), text("width", "2")];
    let fill = vec![text("color", &format!("40{bgr}"))];
    Some(parent(
        "Style",
        vec![parent("LineStyle", line), parent("PolyStyle", fill)],
    ))
}

fn shape(ground: &Geometry<f64>) -> Result<Element, EncodeError> {
    match ground {
        Geometry::Point(point) => Ok(parent("Point", vec![coordinates(&[point.0])])),
        Geometry::Polygon(area) => Ok(polygon(area)),
        Geometry::MultiPolygon(areas) => {
            Ok(parent("MultiGeometry", areas.iter().map(polygon).collect()))
        }
        _ => Err(kml::Error::InvalidGeometry("neither point nor area".to_owned()).into()),
    }
}

fn polygon(area: &Polygon<f64>) -> Element {
    let ring = |side, ring: &LineString<f64>| {
        parent(side, vec![parent("LinearRing", vec![coordinates(&ring.0)])])
    };
    let outer = ring("outerBoundaryIs", area.exterior());
    let holes = area.interiors().iter();
    let holes = holes.map(|hole| ring("innerBoundaryIs", hole));
    parent("Polygon", [outer].into_iter().chain(holes).collect())
}

fn coordinates(line: &[Coord<f64>]) -> Element {
    let pairs: Vec<String> = line.iter().map(|c| format!("{},{}", c.x, c.y)).collect();
    text("coordinates", &pairs.join(" "))
}

fn parent(name: &str, children: Vec<Element>) -> Element {
    Element {
        name: name.to_owned(),
        children,
        ..Element::default()
    }
}

fn text(name: &str, content: &str) -> Element {
    Element {
        name: name.to_owned(),
        content: Some(plain(content)),
        ..Element::default()
    }
}

/// Characters that XML 1.0 cannot hold in any form become U+FFFD.
fn plain(text: &str) -> String {
    let legal = |c: char| {
        matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))
    };
    let chars = text.chars();
    chars
        .map(|c| if legal(c) { c } else { '\u{fffd}' })
        .collect()
}

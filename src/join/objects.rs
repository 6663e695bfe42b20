//! Rows that are JSON objects: of a line, of a sequence, of a `FeatureCollection`.

use memchr::{memchr, memrchr};
use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};

use super::{
    DateColumn, JoinError, Joined, Options, Piece, TableFormat, Wrong,
    answers::Answers,
    columns::{Columns, chosen_date, is_usual_date},
    json::{self, Members, Wanted},
    locator::{Flaw, Locator, missing, told},
};
use crate::snapshot::Snapshot;

/// The record separator of RFC 8142.
pub(super) const RECORD_SEPARATOR: u8 = 0x1e;

/// What is known of a table of objects.
#[derive(Debug)]
pub(super) struct Objects {
    format: TableFormat,
    /// The members of longitude, latitude and date; features have the first two in their geometry.
    names: [Option<String>; 3],
    new_names: Vec<String>,
    /// Whether a member with a usual name of dates would be one, but none was there in the first rows.
    awaits_date: bool,
    answers: Answers,
    set_aside: bool,
}

/// A row among others: what parts it from the one before, its object, its line break.
#[derive(Clone, Copy)]
struct Row {
    start: usize,
    object: (usize, usize),
    next: usize,
}

/// What is to be written instead of some bytes of a row.
struct Insertion {
    /// The bytes that are replaced.
    place: (usize, usize),
    before: &'static [u8],
    after: &'static [u8],
}

impl Objects {
    pub(super) fn new(
        format: TableFormat,
        options: &Options,
        snapshot: &Snapshot,
        first: &Piece,
    ) -> Result<Self, JoinError> {
        let mut objects = Self {
            format,
            names: [None, None, None],
            new_names: options.new_columns(),
            awaits_date: false,
            answers: Answers::members(snapshot, options),
            set_aside: options.set_aside,
        };
        let present = objects.names_in(first);
        if let Some(taken) = objects.new_names.iter().find(|name| present.contains(name)) {
            return Err(JoinError::Taken(taken.clone()));
        }
        let name = |number: usize| Some(present[number].clone());
        objects.names = if objects.has_features() {
            let date = if first.rows.is_empty() {
                None
            } else {
                Columns::choose_date(&present, options).map_err(JoinError::of_first_rows)?
            };
            [None, None, date.and_then(name)]
        } else {
            let columns = Columns::choose(&present, options).map_err(JoinError::of_first_rows)?;
            [
                name(columns.lon),
                name(columns.lat),
                columns.date.and_then(name),
            ]
        };
        objects.awaits_date = objects.names[2].is_none() && options.date == DateColumn::Usual;
        Ok(objects)
    }

    /// The members of longitude, latitude and date.
    fn names(&self) -> [Option<&str>; 3] {
        self.names.each_ref().map(Option::as_deref)
    }

    /// Which members were taken, in words.
    pub(super) fn chosen(&self, options: &Options) -> String {
        let member = |name: &str| format!("member {name:?}");
        let [lon, lat, date] = self.names().map(|name| name.map(member));
        let place = match (lon, lat) {
            (Some(lon), Some(lat)) => format!("longitude from {lon}, latitude from {lat}"),
            _ => "longitude and latitude from the geometry".to_owned(),
        };
        format!("{place}, {}", chosen_date(date, options))
    }

    pub(super) fn has_dates(&self) -> bool {
        self.names[2].is_some()
    }

    fn has_features(&self) -> bool {
        self.format != TableFormat::Ndjson
    }

    /// The names of the members of the rows of the first piece (of their properties), in order of appearance.
    fn names_in(&self, first: &Piece) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for row in Rows::new(self.format, first) {
            let object = first.bytes.get(row.object.0..row.object.1);
            let object = object.and_then(|text| serde_json::from_slice(text).ok());
            let mut object: Map<String, Value> = object.unwrap_or_default();
            if self.has_features() {
                object = match object.remove("properties") {
                    Some(Value::Object(properties)) => properties,
                    _ => continue,
                };
            }
            let new = object.into_iter().map(|(name, _)| name);
            for name in new {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// Adds the new members to each row of a piece.
    pub(super) fn join(&self, piece: &Piece, locator: &mut Locator<'_>, joined: &mut Joined) {
        let bytes = piece.bytes.as_slice();
        joined.bytes.extend_from_slice(&bytes[..piece.rows.start]);
        for row in Rows::new(self.format, piece) {
            let Row {
                start,
                object,
                next,
            } = row;
            let text = bytes.get(object.0..object.1).unwrap_or_default();
            if text.is_empty() {
                joined.bytes.extend_from_slice(&bytes[start..next]);
                continue;
            }
            joined.rows += 1;
            let (insertion, located) = self.locate(text, locator);
            if let Err(flaw) = &located {
                joined.add_bad(flaw.wrong, &bytes[..object.0], || flaw.says.clone());
                if self.set_aside {
                    self.put_aside(bytes, row, joined);
                    continue;
                }
            }
            if located.is_ok() {
                joined.add_good(locator);
            } else {
                locator.forget();
            }
            self.mark_comma(&bytes[start..object.0], joined);
            joined.bytes.extend_from_slice(&bytes[start..object.0]);
            self.write(text, insertion.as_ref(), locator, joined);
            joined.bytes.extend_from_slice(&bytes[object.1..next]);
        }
        joined.bytes.extend_from_slice(&bytes[piece.rows.end..]);
        joined.count_lines(bytes);
    }

    /// The comma before the first element that is kept goes, where those before it were put aside.
    fn mark_comma(&self, before: &[u8], joined: &mut Joined) {
        if self.format == TableFormat::GeoJson && !joined.kept {
            joined.comma = memchr(b',', before).map(|comma| joined.bytes.len() + comma);
        }
        joined.kept = true;
    }

    fn put_aside(&self, bytes: &[u8], row: Row, joined: &mut Joined) {
        if self.format == TableFormat::GeoJson {
            joined.aside_is_array = true;
            joined.aside.extend_from_slice(b",");
            joined
                .aside
                .extend_from_slice(&bytes[row.object.0..row.object.1]);
            joined.aside.extend_from_slice(b"\n");
        } else {
            joined.aside.extend_from_slice(&bytes[row.start..row.next]);
        }
    }

    fn write(
        &self,
        text: &[u8],
        insertion: Option<&Insertion>,
        locator: &Locator<'_>,
        joined: &mut Joined,
    ) {
        let out = &mut joined.bytes;
        let Some(Insertion {
            place,
            before,
            after,
        }) = insertion
        else {
            return out.extend_from_slice(text);
        };
        out.extend_from_slice(&text[..place.0]);
        out.extend_from_slice(before);
        self.answers.write(&locator.hits, &locator.maybe, out);
        out.extend_from_slice(after);
        out.extend_from_slice(&text[place.1..]);
    }

    /// Where the new members go, if they can go anywhere, and what is wrong with the row.
    fn locate(
        &self,
        text: &[u8],
        locator: &mut Locator<'_>,
    ) -> (Option<Insertion>, Result<(), Flaw>) {
        if self.has_features() {
            return self.locate_feature(text, locator);
        }
        let members = match self.members(text) {
            Ok(members) => members,
            Err(flaw) => return (None, Err(flaw)),
        };
        let insertion = at_end(text, members.any);
        let [lon, lat, date] = members.values.map(|value| value.map(json::text));
        let date = self.names[2].as_ref().map(|_| date.unwrap_or_default());
        let (lon, lat) = (lon.unwrap_or_default(), lat.unwrap_or_default());
        (insertion, locator.texts(&lon, &lat, date.as_deref()))
    }

    fn locate_feature(
        &self,
        text: &[u8],
        locator: &mut Locator<'_>,
    ) -> (Option<Insertion>, Result<(), Flaw>) {
        let wanted = Wanted {
            names: [Some("geometry"), Some("properties"), None],
            forbidden: &[],
            is_forbidden: |_| false,
        };
        let feature = match json::members(text, wanted) {
            Ok(feature) => feature,
            Err(error) => return (None, Err(no_json(&error))),
        };
        let [geometry, properties, _] = feature.values;
        let mut date = None;
        let insertion = match properties {
            None => at_end(text, feature.any).map(|insertion| Insertion {
                before: if feature.any {
                    b",\"properties\":{"
                } else {
                    b"\"properties\":{"
                },
                after: b"}",
                ..insertion
            }),
            Some(null) if null.get() == "null" => {
                let start = json::place(text, null);
                Some(Insertion {
                    place: (start, start + null.get().len()),
                    before: b"{",
                    after: b"}",
                })
            }
            Some(properties) => {
                let inner = properties.get().as_bytes();
                let members = match self.members(inner) {
                    Ok(members) => members,
                    Err(flaw) => return (None, Err(flaw)),
                };
                date = members.values[2].map(json::text);
                let start = json::place(text, properties);
                at_end(inner, members.any).map(|insertion| Insertion {
                    place: (start + insertion.place.0, start + insertion.place.1),
                    ..insertion
                })
            }
        };
        let date = self.names[2].as_ref().map(|_| date.unwrap_or_default());
        let located =
            point(geometry).and_then(|[lon, lat]| locator.numbers(lon, lat, date.as_deref()));
        (insertion, located)
    }

    /// The wanted members of an object that has none of the new names.
    fn members<'a>(&self, text: &'a [u8]) -> Result<Members<'a>, Flaw> {
        let wanted = Wanted {
            names: self.names(),
            forbidden: &self.new_names,
            is_forbidden: if self.awaits_date {
                is_usual_date
            } else {
                |_| false
            },
        };
        let members = json::members(text, wanted).map_err(|error| no_json(&error))?;
        match &members.forbidden {
            Some(name) => Err(self.forbidden(name)),
            None => Ok(members),
        }
    }

    fn forbidden(&self, name: &String) -> Flaw {
        if self.new_names.contains(name) {
            return Flaw {
                wrong: Wrong::Taken,
                says: format!("a member {name:?} is there already"),
            };
        }
        Flaw {
            wrong: Wrong::LateDate,
            says: format!(
                "a member {name:?}, which none of the first rows has: say that it holds the date, or that there is none"
            ),
        }
    }
}

/// Before the closing bracket of an object, with a comma where there are other members.
fn at_end(object: &[u8], any: bool) -> Option<Insertion> {
    let end = memrchr(b'}', object)?;
    Some(Insertion {
        place: (end, end),
        before: if any { b"," } else { b"" },
        after: b"",
    })
}

fn no_json(error: &serde_json::Error) -> Flaw {
    Flaw {
        wrong: Wrong::NotJson,
        says: format!("no JSON object: {error}"),
    }
}

/// What a row says of a geometry.
#[derive(Deserialize)]
struct Geometry<'a> {
    #[serde(borrow, rename = "type")]
    kind: &'a RawValue,
    #[serde(borrow)]
    coordinates: Option<&'a RawValue>,
}

/// The two first numbers of a point.
fn point(geometry: Option<&RawValue>) -> Result<[f64; 2], Flaw> {
    let Some(geometry) = geometry.filter(|geometry| geometry.get() != "null") else {
        return Err(missing("geometry"));
    };
    let no_point = |says: String| Flaw {
        wrong: Wrong::NotAPoint,
        says,
    };
    let geometry: Geometry<'_> = serde_json::from_str(geometry.get())
        .map_err(|error| no_point(format!("the geometry is no Point: {error}")))?;
    if geometry.kind.get() != "\"Point\"" {
        let kind = told(&json::text(geometry.kind));
        return Err(no_point(format!(
            "the geometry is a {kind}; a Point is wanted"
        )));
    }
    let coordinates = geometry.coordinates.map_or("[]", RawValue::get);
    if let Ok([lon, lat]) = serde_json::from_str::<[f64; 2]>(coordinates) {
        return Ok([lon, lat]);
    }
    match serde_json::from_str::<Vec<f64>>(coordinates).as_deref() {
        Ok([lon, lat, ..]) => Ok([*lon, *lat]),
        Ok(_) => Err(missing("coordinates")),
        Err(_) => Err(Flaw {
            wrong: Wrong::NotANumber,
            says: format!(
                "coordinates {} are not numbers; longitude and latitude in degrees are wanted",
                told(coordinates.as_bytes())
            ),
        }),
    }
}

/// The rows of a piece.
struct Rows<'p> {
    bytes: &'p [u8],
    elements: Option<std::slice::Iter<'p, (usize, usize)>>,
    separator: u8,
    at: usize,
    end: usize,
}

impl<'p> Rows<'p> {
    fn new(format: TableFormat, piece: &'p Piece) -> Self {
        let bytes = piece.bytes.as_slice();
        let sequence = bytes.get(piece.rows.clone()).unwrap_or_default();
        let sequence = sequence.trim_ascii_start().first() == Some(&RECORD_SEPARATOR);
        Self {
            bytes,
            elements: (format == TableFormat::GeoJson).then(|| piece.elements.iter()),
            separator: if sequence { RECORD_SEPARATOR } else { b'\n' },
            at: piece.rows.start,
            end: piece.rows.end,
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let start = self.at;
        if let Some(elements) = &mut self.elements {
            let object = *elements.next()?;
            self.at = object.1;
            return Some(Row {
                start,
                object,
                next: object.1,
            });
        }
        if start >= self.end {
            return None;
        }
        // A line ends at its break; a record of a sequence where the next one begins.
        let rest = self.bytes.get(start..self.end).unwrap_or_default();
        let next = if self.separator == b'\n' {
            memchr(b'\n', rest).map_or(self.end, |end| start + end + 1)
        } else {
            let later = rest.get(1..).unwrap_or_default();
            memchr(RECORD_SEPARATOR, later).map_or(self.end, |end| start + 1 + end)
        };
        self.at = next;
        let row = self.bytes.get(start..next).unwrap_or_default();
        let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == RECORD_SEPARATOR;
        // A byte order mark before the first object is no part of it.
        let mark = if row.starts_with(b"\xef\xbb\xbf") {
            3
        } else {
            0
        };
        let first = row.iter().skip(mark).position(|byte| !blank(byte));
        let first = first.map_or(next, |first| start + mark + first);
        let last = row.iter().rposition(|byte| !blank(byte));
        let last = last.map_or(next, |last| start + last + 1);
        Some(Row {
            start,
            object: (first, last.max(first)),
            next,
        })
    }
}

//! The answer of [`LocationView`](super::LocationView) as JSON, put together from pieces that are written once.
//!
//! A view is what the answer means; to write one costs ten times as much as to find it, and most of its bytes are the same
//! each time. So what is said of an extent, a place and a source is taken from a view, kept as text, and only numbers are
//! written anew. A test holds that the bytes are those of the view.

use std::ops::Range;

use serde::Serialize;

use super::{
    Address,
    location::{SWAPPED, finding_view, gap_view, nearest_view, witness_view},
};
use crate::{
    model::{Day, LonLat},
    snapshot::{Between, Finding, Location, Position, Snapshot, Stretch, Witness},
};

/// Room for an answer, so that most are made in one go.
const USUAL_BYTES: usize = 4096;
/// Beyond, JSON writes exponents.
const MOST_PLAIN_M: f64 = 1e15;

/// The answer for a point and a day (or all days), as `GET /locate` gives it.
#[must_use]
pub fn located(
    snapshot: &Snapshot,
    point: LonLat,
    date: Option<Day>,
    address: Address<'_>,
) -> Vec<u8> {
    let found = snapshot.locate(point, date);
    let mut answer = Answer {
        out: Vec::with_capacity(USUAL_BYTES),
        snapshot,
        address,
    };
    answer.all(point, date, &found);
    answer.out
}

/// An answer that is being written.
struct Answer<'s> {
    out: Vec<u8>,
    snapshot: &'s Snapshot,
    address: Address<'s>,
}

/// A text that is wanted again.
enum Said {
    /// It stands there in the answer.
    Before(Range<usize>),
    New(String),
}

impl Answer<'_> {
    fn all(&mut self, point: LonLat, date: Option<Day>, found: &Location<'_>) {
        self.text("{\"point\":{\"lon\":");
        let lon = self.number(point.lon());
        self.text(",\"lat\":");
        let lat = self.number(point.lat());
        self.text("},\"date\":");
        let day = self.day(date);
        self.text(",\"zones\":");
        self.list(&found.zones, Self::finding);
        self.text(",\"possible\":");
        self.list(&found.possible, Self::finding);
        self.text(",\"nearest\":");
        self.value(&found.nearest.map(nearest_view));
        self.text(",\"gaps\":");
        self.list(&found.gaps, |answer, gap| answer.value(&gap_view(*gap)));
        let hint = found.looks_swapped.then_some(SWAPPED);
        self.text(",\"hints\":");
        self.list(hint.as_slice(), Self::value);
        self.links([lon, lat], day.as_ref());
        self.text("}");
    }

    /// Writes a number; where it stands as people write it, which is how links have it.
    fn number(&mut self, number: f64) -> Said {
        let start = self.out.len();
        self.value(&number);
        let json = &self.out[start..];
        if json.contains(&b'e') {
            return Said::New(number.to_string());
        }
        let plain = json.strip_suffix(b".0").unwrap_or(json);
        Said::Before(start..start + plain.len())
    }

    /// Writes a day; where it stands.
    fn day(&mut self, day: Option<Day>) -> Option<Said> {
        let start = self.out.len();
        self.value(&day);
        let quoted = start + 1..self.out.len() - 1;
        day.map(|_| Said::Before(quoted))
    }

    fn finding(&mut self, finding: &Finding<'_>) {
        let snapshot = self.snapshot;
        let pieces = &snapshot.written().extents;
        let [before, after, path] =
            pieces.get(finding.extent_number, || of_extent(snapshot, finding));
        let position = match finding.position {
            Position::Inside => "\"inside\",",
            Position::NearBoundary => "\"near_boundary\",",
        };
        self.texts(&[before, position, "\"boundary_distance_m\":"]);
        self.metres(finding.boundary.distance_m);
        self.stretch(finding.boundary);
        self.texts(&[after, self.address.0, path]);
    }

    fn stretch(
        &mut self,
        Stretch {
            distance_m,
            between,
        }: Stretch<'_>,
    ) {
        self.text(",\"boundary\":{\"distance_m\":");
        self.metres(distance_m);
        self.text(",\"between\":");
        match between {
            None => self.text("null"),
            Some(Between { inside, outside }) => {
                self.text("{\"inside\":");
                self.witness(inside);
                self.text(",\"outside\":");
                self.witness(outside);
                self.text("}");
            }
        }
        self.text("}");
    }

    fn witness(&mut self, witness: Witness<'_>) {
        let snapshot = self.snapshot;
        let written = snapshot.written();
        let place = written
            .places
            .get(witness.place_number, || of_place(snapshot, witness));
        self.text(place);
        self.metres(witness.distance_m);
        self.text(",\"source\":");
        match witness.source_number {
            None => self.text("null"),
            Some(number) => {
                let source = || json(&snapshot.facts().sources[number]);
                self.text(written.sources.get(number, source));
            }
        }
        self.text("}");
    }

    /// Where the same answer is had again, and where it is seen on the map.
    fn links(&mut self, [lon, lat]: [Said; 2], day: Option<&Said>) {
        let base = self.address.0;
        self.texts(&[
            ",\"links\":[{\"rel\":\"self\",\"href\":\"",
            base,
            "/locate?lon=",
        ]);
        self.again(&lon);
        self.text("&lat=");
        self.again(&lat);
        self.on(day);
        self.text("\",\"type\":\"application/json\"},{\"rel\":\"alternate\",\"href\":\"");
        self.texts(&[base, "/#map=11/"]);
        self.again(&lat);
        self.text("/");
        self.again(&lon);
        self.on(day);
        self.text("&point=");
        self.again(&lat);
        self.text("/");
        self.again(&lon);
        self.text("\",\"type\":\"text/html\"}]");
    }

    fn on(&mut self, day: Option<&Said>) {
        if let Some(day) = day {
            self.text("&date=");
            self.again(day);
        }
    }

    fn again(&mut self, said: &Said) {
        match said {
            Said::Before(range) => self.out.extend_from_within(range.clone()),
            Said::New(text) => self.out.extend_from_slice(text.as_bytes()),
        }
    }

    fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.text("[");
        for (number, item) in items.iter().enumerate() {
            if number > 0 {
                self.text(",");
            }
            write(self, item);
        }
        self.text("]");
    }

    fn text(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn texts(&mut self, texts: &[&str]) {
        for text in texts {
            self.text(text);
        }
    }

    /// Whole metres, as the view rounds them.
    fn metres(&mut self, metres: f64) {
        let metres = metres.round();
        if !(0.0..MOST_PLAIN_M).contains(&metres) {
            return self.value(&metres);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, not negative, and not too long"
        )]
        let whole = metres as u64;
        self.texts(&[itoa::Buffer::new().format(whole), ".0"]);
    }

    fn value(&mut self, value: &impl Serialize) {
        serde_json::to_writer(&mut self.out, value)
            .expect("views have text keys and finite numbers, so JSON can hold them");
    }
}

/// What stands before the position in an extent, between the stretch and the address of its passages, and after that.
fn of_extent(snapshot: &Snapshot, finding: &Finding<'_>) -> [String; 3] {
    let nowhere = Stretch {
        distance_m: 0.0,
        between: None,
    };
    let finding = Finding {
        boundary: nowhere,
        ..*finding
    };
    let text = json(&finding_view(snapshot, finding, Address("")));
    // A quote within a text is escaped, so these are found as names only.
    let (before, rest) = around(&text, "\"position\":");
    let (stretch, _) = around(rest, ",\"precision_m\":");
    let after = rest.get(stretch.len() - ",\"precision_m\":".len()..);
    let (after, path) = around(after.unwrap_or_default(), "\"href\":\"");
    [before, after, path].map(str::to_owned)
}

/// What stands before the distance in a place.
fn of_place(snapshot: &Snapshot, witness: Witness<'_>) -> String {
    let text = json(&witness_view(snapshot, witness));
    let (before, _) = around(&text, "\"distance_m\":");
    before.to_owned()
}

/// A text up to the end of a mark that is in it, and the rest.
fn around<'t>(text: &'t str, mark: &str) -> (&'t str, &'t str) {
    let at = text.find(mark).map(|at| at + mark.len());
    at.and_then(|at| text.split_at_checked(at))
        .unwrap_or((text, ""))
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value)
        .expect("views have text keys and finite numbers, so JSON can hold them")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        formats::LocationView,
        load::{Folder, load},
    };

    fn world() -> &'static Snapshot {
        use std::sync::LazyLock;
        static WORLD: LazyLock<Snapshot> = LazyLock::new(|| {
            let loaded = load(&Folder::embedded_data(), &Folder::embedded_articles());
            Snapshot::build(loaded.facts.unwrap()).unwrap()
        });
        &WORLD
    }

    fn same(lon: f64, lat: f64, date: Option<Day>, address: &str) -> usize {
        let (snapshot, point) = (world(), LonLat::new(lon, lat).unwrap());
        let view = LocationView::new(snapshot, point, date, Address(address));
        let answer = located(snapshot, point, date, Address(address));
        assert_eq!(String::from_utf8(answer).unwrap(), json(&view));
        snapshot.locate(point, date).zones.len()
    }

    #[test]
    fn odd_numbers_are_written_as_the_view_writes_them() {
        for (lon, lat) in [(0.0, -0.0), (1e-7, 36.0), (-180.0, 90.0), (35.93, 36.63)] {
            same(lon, lat, None, "");
        }
    }

    #[test]
    fn points_on_all_lines_are_answered_as_the_view_answers() {
        let mut found = 0;
        for extent in world().extents() {
            for vertex in extent.vertices.iter().step_by(20) {
                let point = vertex.point;
                let day = extent.period.from();
                found += same(point.lon(), point.lat(), Some(day), "https://maps.example");
            }
        }
        assert!(found > 100, "{found} points were in an extent");
    }

    proptest! {
        #[test]
        fn any_point_is_answered_as_the_view_answers(
            lon in 35.0..39.0, lat in 32.0..37.0, day in proptest::option::of(17_200_i64..18_500),
        ) {
            same(lon, lat, day.and_then(Day::of_1970), "");
        }
    }
}

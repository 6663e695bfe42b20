//! Which column is which, by the names people give them.

use super::{DateColumn, DateFormat, JoinError, Options};

/// The columns that say where and when, by their place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) lon: usize,
    pub(super) lat: usize,
    pub(super) date: Option<usize>,
}

/// The usual names of a column, in tiers: a name counts where no tier before it has one.
struct Kind {
    what: &'static str,
    flag: &'static str,
    tiers: &'static [&'static [&'static str]],
}

const LON: Kind = Kind {
    what: "longitude",
    flag: "lon",
    tiers: &[
        &[
            "lon",
            "longitude",
            "long",
            "lng",
            "lon_deg",
            "longitude_deg",
            "decimallongitude",
            "decimal_longitude",
            "خط_الطول",
            "الطول",
        ],
        &["x", "point_x", "coord_x", "x_coord", "xcoord", "lon_x"],
    ],
};
const LAT: Kind = Kind {
    what: "latitude",
    flag: "lat",
    tiers: &[
        &[
            "lat",
            "latitude",
            "lat_deg",
            "latitude_deg",
            "decimallatitude",
            "decimal_latitude",
            "خط_العرض",
            "دائرة_العرض",
            "العرض",
        ],
        &["y", "point_y", "coord_y", "y_coord", "ycoord", "lat_y"],
    ],
};
const DATE: Kind = Kind {
    what: "date",
    flag: "date",
    tiers: &[
        &[
            "date",
            "event_date",
            "eventdate",
            "incident_date",
            "التاريخ",
            "تاريخ",
            "تاريخ_الحدث",
        ],
        &[
            "day",
            "datetime",
            "date_time",
            "timestamp",
            "time",
            "datum",
            "اليوم",
        ],
    ],
};

impl Columns {
    /// The columns of these names that are asked for, or else have a usual name.
    pub(super) fn choose(names: &[String], options: &Options) -> Result<Self, JoinError> {
        let usual = |kind: &Kind| kind.find(names)?.ok_or_else(|| kind.missing(names));
        let choose = |kind: &Kind, asked: &Option<String>| match asked {
            Some(asked) => kind.named(names, asked),
            None => usual(kind),
        };
        Ok(Self {
            lon: choose(&LON, &options.lon)?,
            lat: choose(&LAT, &options.lat)?,
            date: Self::choose_date(names, options)?,
        })
    }

    /// Which columns were taken, in words.
    pub(super) fn chosen(self, names: &[String], options: &Options) -> String {
        let column = |number: usize| format!("column {} {:?}", number + 1, names[number]);
        let date = self.date.map(column);
        let (lon, lat) = (column(self.lon), column(self.lat));
        let date = chosen_date(date, options);
        format!("longitude from {lon}, latitude from {lat}, {date}")
    }

    /// The same of the date alone.
    pub(super) fn choose_date(
        names: &[String],
        options: &Options,
    ) -> Result<Option<usize>, JoinError> {
        match &options.date {
            DateColumn::Usual => match DATE.find(names)? {
                None if options.date_format.is_some() => Err(DATE.missing(names)),
                found => Ok(found),
            },
            DateColumn::Named(asked) => DATE.named(names, asked).map(Some),
            DateColumn::None => Ok(None),
        }
    }
}

/// Whether a date usually has a name.
pub(super) fn is_usual_date(name: &str) -> bool {
    let plain = plain(name);
    DATE.tiers.iter().any(|tier| tier.contains(&plain.as_str()))
}

impl Kind {
    fn find(&self, names: &[String]) -> Result<Option<usize>, JoinError> {
        let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
        for tier in self.tiers {
            let known = |name: &String| tier.contains(&name.as_str());
            let found: Vec<usize> = (0..plain.len()).filter(|n| known(&plain[*n])).collect();
            match found.as_slice() {
                [] => {}
                [one] => return Ok(Some(*one)),
                several => return Err(self.ambiguous(names, several)),
            }
        }
        Ok(None)
    }

    /// The column that a person named; letters' case counts only where it must.
    fn named(&self, names: &[String], asked: &str) -> Result<usize, JoinError> {
        let (exact, alike): (Vec<usize>, Vec<usize>) = (0..names.len())
            .filter(|number| plain(&names[*number]) == plain(asked))
            .partition(|number| names[*number] == asked);
        let found = if exact.is_empty() { alike } else { exact };
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(JoinError::NoSuchColumn {
                what: self.what,
                name: asked.to_owned(),
                columns: names.to_vec(),
            }),
            several => Err(self.ambiguous(names, several)),
        }
    }

    fn ambiguous(&self, names: &[String], found: &[usize]) -> JoinError {
        JoinError::Ambiguous {
            what: self.what,
            columns: found.iter().map(|number| names[*number].clone()).collect(),
            flag: self.flag,
        }
    }

    fn missing(&self, names: &[String]) -> JoinError {
        JoinError::NoColumn {
            what: self.what,
            usual: self.tiers.concat(),
            columns: names.to_vec(),
            flag: self.flag,
        }
    }
}

/// Where dates come from, in words.
pub(super) fn chosen_date(column: Option<String>, options: &Options) -> String {
    let format = options.date_format.as_ref();
    let written = format.map_or("YYYY-MM-DD", DateFormat::text);
    match column {
        Some(column) => format!("date ({written}) from {column}"),
        None => "no date: every extent that ever covered a point".to_owned(),
    }
}

/// A name in small letters, words parted by `_`.
fn plain(name: &str) -> String {
    let name = name.trim().to_lowercase();
    name.replace([' ', '-', '.'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(header: &str, options: &Options) -> Result<Columns, JoinError> {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        Columns::choose(&names, options)
    }

    fn found(header: &str) -> (usize, usize, Option<usize>) {
        let columns = choose(header, &Options::default()).unwrap();
        (columns.lon, columns.lat, columns.date)
    }

    #[test]
    fn usual_names_are_known() {
        assert_eq!(found("id,Longitude,LATITUDE"), (1, 2, None));
        assert_eq!(
            found("event_date,year,latitude,longitude,timestamp"),
            (3, 2, Some(0))
        );
        assert_eq!(found("x,y,lat,lng,Event Date"), (3, 2, Some(4)));
        assert_eq!(found("x,y,day"), (0, 1, Some(2)));
        assert_eq!(found("التاريخ,خط الطول,خط العرض"), (1, 2, Some(0)));
    }

    #[test]
    fn what_is_not_clear_is_asked_for() {
        let error = |header| choose(header, &Options::default()).unwrap_err().to_string();
        assert!(error("lon,longitude,lat").contains("\"lon\", \"longitude\""));
        assert!(error("a,lat").contains("no column for the longitude"));
        assert!(error("a,lat").contains("the table has \"a\", \"lat\""));
        assert!(error("lon,lat,date,event_date").contains("may hold the date"));
    }

    #[test]
    fn a_format_of_dates_without_dates_is_asked_about() {
        let options = Options {
            date_format: Some(DateFormat::new("%d/%m/%Y").unwrap()),
            ..Options::default()
        };
        let error = choose("lon,lat,seen", &options).unwrap_err().to_string();
        assert!(error.contains("no column for the date"), "{error}");
        assert_eq!(choose("lon,lat,day", &options).unwrap().date, Some(2));
    }

    #[test]
    fn a_named_column_is_taken() {
        let options = Options {
            lon: Some("lon".to_owned()),
            date: DateColumn::Named("WHEN".to_owned()),
            ..Options::default()
        };
        let columns = choose("Lon,lon,lat,when,date", &options).unwrap();
        assert_eq!((columns.lon, columns.date), (1, Some(3)));
        let error = choose("lon,lat,date", &options).unwrap_err().to_string();
        assert!(error.contains("no column \"WHEN\""), "{error}");
        let options = Options {
            date: DateColumn::None,
            ..Options::default()
        };
        assert_eq!(choose("lon,lat,date", &options).unwrap().date, None);
    }
}

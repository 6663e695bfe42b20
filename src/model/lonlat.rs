//! A point on the earth, longitude first.

use serde::Serialize;
use thiserror::Error;
use utoipa::ToSchema;

/// A position in degrees on WGS 84 (OGC:CRS84): longitude first, always, as in RFC 7946 §3.1.1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct LonLat {
    lon: f64,
    lat: f64,
}

/// Why two numbers are not a [`LonLat`].
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum LonLatError {
    /// NaN or infinite.
    #[error("{axis} {value} is not a finite number")]
    NotFinite {
        /// `lon` or `lat`.
        axis: &'static str,
        /// What was given.
        value: f64,
    },
    /// Beyond the range of the axis.
    #[error("{axis} {value} is outside -{limit} to {limit}{}", if *.swapped { "; longitude and latitude look swapped" } else { "" })]
    OutOfRange {
        /// `lon` or `lat`.
        axis: &'static str,
        /// What was given.
        value: f64,
        /// Largest magnitude allowed, in degrees.
        limit: f64,
        /// Whether exchanging the two numbers would make a valid position.
        swapped: bool,
    },
}

impl LonLatError {
    /// The axis at fault: `lon` or `lat`.
    #[must_use]
    pub fn axis(&self) -> &'static str {
        match self {
            Self::NotFinite { axis, .. } | Self::OutOfRange { axis, .. } => axis,
        }
    }
}

/// Below, a degree is nothing: no atom is so small, and the products that tell on which side of a line a point lies would
/// underflow, which exact predicates do not allow for (Shewchuk 1997).
const LEAST_DEG: f64 = 1e-100;

#[inline]
fn settled(degrees: f64) -> f64 {
    if degrees.abs() < LEAST_DEG {
        0.0
    } else {
        degrees
    }
}

impl LonLat {
    /// A position from degrees; numbers below 1e-100 are 0.
    ///
    /// # Errors
    /// When a number is not finite, the longitude is beyond ±180 or the latitude beyond ±90.
    #[inline]
    pub fn new(lon: f64, lat: f64) -> Result<Self, LonLatError> {
        // Not a number is within no range.
        if lon.abs() <= 180.0 && lat.abs() <= 90.0 {
            let (lon, lat) = (settled(lon), settled(lat));
            return Ok(Self { lon, lat });
        }
        Err(Self::error(lon, lat))
    }

    /// What is wrong with two numbers of which one is no coordinate.
    #[cold]
    fn error(lon: f64, lat: f64) -> LonLatError {
        let swapped = lon.abs() <= 90.0 && lat.abs() <= 180.0;
        let (axis, value, limit) = if lon.abs() <= 180.0 {
            ("lat", lat, 90.0)
        } else {
            ("lon", lon, 180.0)
        };
        if !value.is_finite() {
            return LonLatError::NotFinite { axis, value };
        }
        LonLatError::OutOfRange {
            axis,
            value,
            limit,
            swapped,
        }
    }

    /// Longitude in degrees, -180 to 180.
    #[must_use]
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees, -90 to 90.
    #[must_use]
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// The same position as a `geo` point (x is longitude).
    #[must_use]
    pub fn to_point(self) -> geo::Point<f64> {
        geo::Point::new(self.lon, self.lat)
    }

    /// The position with its two numbers exchanged, where that is a position at all.
    #[must_use]
    pub fn swapped(self) -> Option<Self> {
        Self::new(self.lat, self.lon).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longitude_comes_first() {
        let point = LonLat::new(36.63, 35.93).unwrap();
        assert_eq!((point.lon(), point.lat()), (36.63, 35.93));
        assert_eq!(point.to_point(), geo::Point::new(36.63, 35.93));
    }

    /// At 5e-324 degrees beside a line at 0, the cells and `geo` disagreed: 28 of ten million points.
    #[test]
    fn less_than_an_atom_is_nothing() {
        for degrees in [5e-324, -5e-324, 1e-101, f64::MIN_POSITIVE] {
            let point = LonLat::new(degrees, degrees).unwrap();
            assert_eq!((point.lon(), point.lat()), (0.0, 0.0), "{degrees:e}");
        }
        assert!(LonLat::new(1e-99, 0.0).unwrap().lon() > 0.0);
    }

    #[test]
    fn the_edges_of_the_world_are_positions() {
        for (lon, lat) in [(180.0, 90.0), (-180.0, -90.0)] {
            assert!(LonLat::new(lon, lat).is_ok());
        }
    }

    #[test]
    fn nonsense_is_refused_by_axis() {
        assert_eq!(LonLat::new(f64::NAN, 0.0).unwrap_err().axis(), "lon");
        assert_eq!(LonLat::new(0.0, f64::INFINITY).unwrap_err().axis(), "lat");
        assert_eq!(LonLat::new(200.0, 95.0).unwrap_err().axis(), "lon");
    }

    #[test]
    fn a_swap_is_recognised() {
        let swapped = LonLat::new(35.0, 120.0).unwrap_err();
        assert!(swapped.to_string().contains("swapped"), "{swapped}");
        let hopeless = LonLat::new(200.0, 120.0).unwrap_err();
        assert!(!hopeless.to_string().contains("swapped"), "{hopeless}");
    }
}

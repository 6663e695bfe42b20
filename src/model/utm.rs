//! Zones of the Universal Transverse Mercator system.

use std::str::FromStr;

use thiserror::Error;

/// A zone of UTM on WGS 84, known by its EPSG code: 32601 to 32660 in the north, 32701 to 32760 in the south.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UtmZone(u16);

/// A text that is no such zone.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{0:?} is not a zone of UTM on WGS 84; allowed are EPSG:32601 to EPSG:32660 and EPSG:32701 to EPSG:32760"
)]
pub struct UtmZoneError(String);

impl UtmZone {
    /// Its EPSG code.
    #[must_use]
    pub fn epsg(self) -> u16 {
        self.0
    }

    /// Its number, 1 to 60.
    #[must_use]
    pub fn number(self) -> u16 {
        self.0 % 100
    }

    /// Whether it lies south of the equator.
    #[must_use]
    pub fn is_south(self) -> bool {
        self.0 >= 32700
    }
}

impl FromStr for UtmZone {
    type Err = UtmZoneError;

    /// # Errors
    /// When the text is not `EPSG:` and the code of a zone.
    fn from_str(text: &str) -> Result<Self, UtmZoneError> {
        let code = text.strip_prefix("EPSG:").filter(|code| code.len() == 5);
        let code = code.and_then(|code| code.parse().ok());
        code.filter(|code| matches!(code, 32601..=32660 | 32701..=32760))
            .map(Self)
            .ok_or_else(|| UtmZoneError(text.chars().take(40).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_known_by_their_code() {
        let zone: UtmZone = "EPSG:32637".parse().unwrap();
        assert_eq!(
            (zone.epsg(), zone.number(), zone.is_south()),
            (32637, 37, false)
        );
        assert!("EPSG:32760".parse::<UtmZone>().is_ok_and(UtmZone::is_south));
        for bad in [
            "",
            "32637",
            "EPSG:3857",
            "EPSG:32600",
            "EPSG:32661",
            "EPSG:32761",
            "EPSG:+2637",
            "epsg:32637",
        ] {
            assert!(bad.parse::<UtmZone>().is_err(), "{bad}");
        }
    }
}

//! Whether what a name needs to count is there: what the article is about decides.

use super::{
    catalogue::General,
    meaning::{AllZones, Needs},
    reader::Reader,
    sighting::Sightings,
};

impl Reader<'_> {
    /// Whether there is what a name needs to count.
    pub(super) fn grants(&self, needs: &Needs, passage: &Sightings) -> bool {
        let article = self.company();
        match needs {
            Needs::Nothing => true,
            Needs::Home => article.home > 0,
            Needs::HomeOnly => self.is_at_home(),
            Needs::Zones => passage.speaks_of_zones(),
            Needs::ZonesAround => {
                let speaks = article.zone_words || passage.speaks_of_zones();
                article.home > 0 && (speaks || passage.names_a_zone())
            }
            Needs::NotAway(set) => self.is_not_away(*set, passage),
            Needs::NotElsewhere(zone) => {
                !article.elsewhere.contains(zone) || article.named.contains(zone)
            }
            Needs::HomeOrAnnounced(word) => {
                let counts = self.is_at_home() || article.announced.contains(word);
                counts && self.is_no_homonym(word, passage)
            }
            Needs::Announced(word) => {
                article.announced.contains(word) && self.is_no_homonym(word, passage)
            }
            Needs::AnnouncedAtHome(word) => self.is_at_home() && article.announced.contains(word),
        }
    }

    /// Whether the article so far is about the country of the zones, and about no other.
    fn is_at_home(&self) -> bool {
        let article = self.company();
        article.home > 0 && article.abroad == 0
    }

    fn is_no_homonym(&self, word: &str, passage: &Sightings) -> bool {
        let set = self.catalogue().homonym(word);
        set.is_none_or(|set| self.is_not_away(set, passage))
    }

    /// Whether the names of a set of homonyms have their meaning here: the company in the passage decides, then
    /// that in the article.
    fn is_not_away(&self, set: usize, passage: &Sightings) -> bool {
        if passage.company.away(set) > 0 {
            passage.company.home > 0
        } else {
            self.company().away(set) <= self.company().home
        }
    }

    /// Whether an expression for all zones means them here.
    pub(super) fn means_all(&self, all: AllZones, names_some_zone: bool) -> bool {
        let article = self.company();
        let here = article.home > 0 || article.abroad == 0;
        let means = match all.general {
            General::Plain => here,
            General::Counted => return here,
            General::AtHome => article.home > 0,
            General::InContext | General::Others => here && article.context,
        };
        let of_one = all.located || (all.frame && names_some_zone);
        means && !of_one
    }
}

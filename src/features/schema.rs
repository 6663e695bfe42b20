//! What the records of a collection have (OGC API - Features Part 5, JSON Schema 2020-12).

use std::borrow::Cow;

use crate::model::{Lang, LocalText};

/// The shape of every record of a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// Id of the collection, as it stands in addresses.
    pub id: &'static str,
    /// What the collection is called.
    pub title: Title,
    /// What it holds.
    pub description: Title,
    /// What its features are shaped like.
    pub geometries: Geometries,
    /// The properties, in the order they are written.
    pub properties: Vec<Property>,
}

/// What the features of a collection are shaped like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Geometries {
    /// Polygons and multi-polygons.
    Areas,
    /// Points.
    Points,
    /// No feature has a geometry.
    None,
}

/// A property of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// Its key.
    pub name: Cow<'static, str>,
    /// What its values are.
    pub kind: Kind,
    /// What people call it.
    pub title: Title,
    /// The language of its values, where they are in one: `name_ar`.
    pub lang: Option<Lang>,
    /// Its part in the feature, if it has one.
    pub role: Option<Role>,
    /// Every value it may have, where there are few.
    pub choices: Vec<String>,
    /// Whether its values are sentences, to be read rather than to draw or sort by.
    pub prose: bool,
}

/// What the values of a property are; any may be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Text that is an address.
    Uri,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// True or false.
    Boolean,
    /// Days.
    Day,
    /// Lists of texts.
    List,
}

/// What a property is to its feature (Part 5, `x-ogc-role`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// First day.
    IntervalStart,
    /// Last day, itself included.
    IntervalEnd,
    /// The only day.
    Instant,
}

impl Role {
    /// Its value in a schema.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::IntervalStart => "primary-interval-start",
            Self::IntervalEnd => "primary-interval-end",
            Self::Instant => "primary-instant",
        }
    }
}

/// A name of ours in the languages of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Title {
    /// In English, also for languages that the program does not speak.
    pub en: &'static str,
    /// In Arabic.
    pub ar: &'static str,
}

impl Title {
    /// The title in a language.
    #[must_use]
    pub fn in_lang(self, lang: &Lang) -> &'static str {
        match lang.as_str() {
            "ar" => self.ar,
            _ => self.en,
        }
    }

    /// The title in every language of the program.
    #[must_use]
    pub fn all(self) -> LocalText {
        let langs = [("en", self.en), ("ar", self.ar)];
        let known = langs.into_iter();
        known
            .filter_map(|(tag, text)| Some((Lang::new(tag).ok()?, text.to_owned())))
            .collect()
    }
}

impl Schema {
    /// The number of the property of a name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.properties
            .iter()
            .position(|property| property.name == name)
    }
}

impl Property {
    /// A property without role, language or list of choices.
    pub(super) fn new(name: &'static str, kind: Kind, en: &'static str, ar: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            kind,
            title: Title { en, ar },
            lang: None,
            role: None,
            choices: Vec::new(),
            prose: false,
        }
    }

    /// The same in a language, `name` becoming `name_en`.
    pub(super) fn in_lang(self, lang: &Lang) -> Self {
        Self {
            name: Cow::Owned(format!("{}_{lang}", self.name)),
            lang: Some(lang.clone()),
            ..self
        }
    }

    /// The same with a role.
    pub(super) fn with_role(self, role: Role) -> Self {
        Self {
            role: Some(role),
            ..self
        }
    }

    /// The same with sentences as values.
    pub(super) fn of_prose(self) -> Self {
        Self {
            prose: true,
            ..self
        }
    }

    /// The same with every value it may have.
    pub(super) fn one_of(self, choices: impl Iterator<Item = String>) -> Self {
        Self {
            choices: choices.collect(),
            ..self
        }
    }
}

//! The members of a JSON object that are wanted, found without holding the others.

use std::{borrow::Cow, fmt};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Which members of an object are wanted, and which must not be there.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'w> {
    pub(super) names: [Option<&'w str>; 3],
    pub(super) forbidden: &'w [String],
    /// Whether another name must not be there either.
    pub(super) is_forbidden: fn(&str) -> bool,
}

/// What an object has.
#[derive(Default)]
pub(super) struct Members<'a> {
    /// The values of the wanted members.
    pub(super) values: [Option<&'a RawValue>; 3],
    /// The name of a member that must not be there.
    pub(super) forbidden: Option<String>,
    /// Whether there is any member.
    pub(super) any: bool,
}

/// The members of a text that is one object.
pub(super) fn members<'a>(
    text: &'a [u8],
    wanted: Wanted<'_>,
) -> Result<Members<'a>, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let members = reader.deserialize_map(wanted)?;
    reader.end()?;
    Ok(members)
}

impl<'de> Visitor<'de> for Wanted<'_> {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Members::default();
        while let Some(name) = map.next_key_seed(self)? {
            members.any = true;
            match name {
                Name::Wanted(number) => members.values[number] = Some(map.next_value()?),
                Name::Forbidden(name) => {
                    members.forbidden = Some(name);
                    map.next_value::<IgnoredAny>()?;
                }
                Name::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(members)
    }
}

/// What a name of a member is.
pub(super) enum Name {
    Wanted(usize),
    Forbidden(String),
    Other,
}

impl<'de> DeserializeSeed<'de> for Wanted<'_> {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_str(NameVisitor(self))
    }
}

struct NameVisitor<'w>(Wanted<'w>);

impl Visitor<'_> for NameVisitor<'_> {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Name, E> {
        let Wanted {
            names,
            forbidden,
            is_forbidden,
        } = self.0;
        if let Some(number) = names.iter().position(|wanted| *wanted == Some(name)) {
            return Ok(Name::Wanted(number));
        }
        let is_forbidden = forbidden.iter().any(|other| other == name) || is_forbidden(name);
        Ok(if is_forbidden {
            Name::Forbidden(name.to_owned())
        } else {
            Name::Other
        })
    }
}

/// A value as the text of a cell: without quotes, nothing for `null`.
pub(super) fn text(value: &RawValue) -> Cow<'_, [u8]> {
    let text = value.get();
    let inner = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if inner.contains('\\') => {
            let unescaped: String = serde_json::from_str(text).unwrap_or_default();
            Cow::Owned(unescaped.into_bytes())
        }
        Some(inner) => Cow::Borrowed(inner.as_bytes()),
        None if text == "null" => Cow::Borrowed(b""),
        None => Cow::Borrowed(text.as_bytes()),
    }
}

/// Where in a text a value begins that was read from it.
pub(super) fn place(text: &[u8], value: &RawValue) -> usize {
    value
        .get()
        .as_ptr()
        .addr()
        .saturating_sub(text.as_ptr().addr())
}

//! One operation of the document.
//!
//! What an operation answers with is a type that is written to JSON: its schema comes with it. What all operations
//! have in common, such as the problems, stands in [`responses`](super::responses).

use serde_json::Value;
use utoipa::{
    ToSchema,
    openapi::{Ref, RefOr, Schema, path::Parameter},
};

use crate::formats::Encoding;

/// A `GET`, to be described.
pub(super) struct Get {
    /// With `{…}` for the parameters in it.
    pub(super) path: String,
    /// Which family it belongs to.
    pub(super) tag: &'static str,
    /// The name programs call it by.
    pub(super) id: String,
    /// What it does, in a line.
    pub(super) summary: String,
    pub(super) description: Option<String>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) answers: Vec<Answer>,
    /// Schemas that the answers refer to.
    pub(super) schemas: Vec<(String, RefOr<Schema>)>,
    /// Headers of a good answer that not every operation has.
    pub(super) headers: Vec<(&'static str, &'static str)>,
    /// Whether the answer depends on when it is asked for, so that nobody may keep it.
    pub(super) is_fresh: bool,
    /// Whether it is a file to take home, which may be asked for in parts.
    pub(super) is_file: bool,
    /// Whether there may be nothing to answer with.
    pub(super) may_be_empty: bool,
}

/// One form of a good answer.
pub(super) struct Answer {
    pub(super) media_type: String,
    pub(super) schema: RefOr<Schema>,
    /// Where such an answer is to be had.
    pub(super) address: String,
    /// That answer.
    pub(super) example: Option<Value>,
}

impl Get {
    pub(super) fn new(path: impl Into<String>, id: impl Into<String>, summary: &str) -> Self {
        Self {
            path: path.into(),
            tag: "",
            id: id.into(),
            summary: summary.to_owned(),
            description: None,
            parameters: Vec::new(),
            answers: Vec::new(),
            schemas: Vec::new(),
            headers: Vec::new(),
            is_fresh: false,
            is_file: false,
            may_be_empty: false,
        }
    }

    /// The same with more to say.
    pub(super) fn saying(self, description: impl Into<String>) -> Self {
        Self {
            description: Some(description.into()),
            ..self
        }
    }

    /// The same with parameters.
    pub(super) fn with(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        self.parameters.extend(parameters);
        self
    }

    /// The same with a header of its good answer.
    pub(super) fn header(mut self, name: &'static str, meaning: &'static str) -> Self {
        self.headers.push((name, meaning));
        self
    }

    /// The same, answering with JSON of a type; `address` shows such an answer.
    pub(super) fn json<T: ToSchema>(self, address: &str) -> Self {
        self.typed::<T>("application/json", address)
    }

    /// The same, answering with a type in a media type of its own.
    pub(super) fn typed<T: ToSchema>(mut self, media_type: &str, address: &str) -> Self {
        T::schemas(&mut self.schemas);
        self.schemas.push((T::name().into(), T::schema()));
        self.referring(media_type, &T::name(), address)
    }

    /// The same, answering with what a schema of the document says.
    pub(super) fn referring(self, media_type: &str, schema: &str, address: &str) -> Self {
        self.given(media_type, Ref::from_schema_name(schema), address)
    }

    /// The same, answering with text.
    pub(super) fn text(self, media_type: &str, address: &str) -> Self {
        self.given(media_type, super::schemas::text(), address)
    }

    /// The same, answering with bytes.
    pub(super) fn bytes(self, media_type: &str, address: &str) -> Self {
        self.given(media_type, super::schemas::bytes(), address)
    }

    /// The same, answering with a page for people.
    pub(super) fn page(self, address: &str) -> Self {
        self.text("text/html", address)
    }

    /// The same, answering in a format of features; `schema` is that of its JSON.
    pub(super) fn encoded(self, encoding: Encoding, schema: &str, address: &str) -> Self {
        let media_type = bare(encoding.media_type());
        match encoding {
            Encoding::GeoJson | Encoding::JsonFg => self.referring(media_type, schema, address),
            Encoding::GeoJsonSeq | Encoding::Csv | Encoding::Kml => self.text(media_type, address),
            Encoding::FlatGeobuf | Encoding::GeoPackage | Encoding::GeoParquet => {
                self.bytes(media_type, address)
            }
        }
    }

    /// The same, answering in every format of features.
    pub(super) fn in_every_format(
        self,
        schema: &str,
        address: impl Fn(Encoding) -> String,
    ) -> Self {
        let all = Encoding::ALL.into_iter();
        all.fold(self, |get, encoding| {
            get.encoded(encoding, schema, &address(encoding))
        })
    }

    /// The same, never to be kept.
    pub(super) fn fresh(self) -> Self {
        Self {
            is_fresh: true,
            ..self
        }
    }

    /// The same as a file.
    pub(super) fn file(self) -> Self {
        Self {
            is_file: true,
            ..self
        }
    }

    /// The same, which may have nothing to answer with.
    pub(super) fn maybe_empty(self) -> Self {
        Self {
            may_be_empty: true,
            ..self
        }
    }

    fn given(mut self, media_type: &str, schema: impl Into<RefOr<Schema>>, address: &str) -> Self {
        self.answers.push(Answer {
            media_type: media_type.to_owned(),
            schema: schema.into(),
            address: address.to_owned(),
            example: None,
        });
        self
    }
}

/// The operations of a family.
pub(super) fn tagged(tag: &'static str, operations: Vec<Get>) -> Vec<Get> {
    let operations = operations.into_iter();
    operations.map(|get| Get { tag, ..get }).collect()
}

/// A media type without its parameters, which tell programs how to read it, not what it is.
pub(super) fn bare(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or(media_type)
}

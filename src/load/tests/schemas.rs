//! The JSON Schemas of the data contract against the shipped files and against what is read.

use std::fs;

use jsonschema::Validator;
use serde_json::{Map, Value as Json, json};
use toml::de::{DeTable, DeValue};

use super::*;

/// Nobody's key, nor a language.
const STRANGE: &str = "no key";

/// The schema of a file, if it has one.
fn schema_of(file: &str) -> Option<Validator> {
    let name = match file.split_once('/') {
        Some((folder @ ("extents" | "bands" | "outlines"), _)) => folder,
        Some(_) => return None,
        None => match file.strip_suffix(".toml")? {
            "extents" => "extents-toml",
            known @ ("dataset" | "zones" | "agreements" | "sources" | "lexicon" | "links") => known,
            _ => "article",
        },
    };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/static/schemas");
    let text = fs::read_to_string(format!("{folder}/{name}.schema.json")).unwrap();
    let schema = serde_json::from_str(&text).unwrap();
    Some(jsonschema::draft202012::new(&schema).unwrap())
}

fn document(file: &str, text: &str) -> Json {
    if is_toml(file) {
        return of_toml(&DeValue::Table(DeTable::parse(text).unwrap().into_inner()));
    }
    serde_json::from_str(text).unwrap()
}

fn is_toml(file: &str) -> bool {
    file.strip_suffix(".toml").is_some()
}

fn of_toml(value: &DeValue<'_>) -> Json {
    match value {
        DeValue::String(text) => json!(text),
        DeValue::Integer(number) => json!(number.as_str().parse::<i64>().unwrap()),
        DeValue::Float(number) => json!(number.as_str().parse::<f64>().unwrap()),
        DeValue::Boolean(value) => json!(value),
        DeValue::Datetime(day) => json!(day.to_string()),
        DeValue::Array(items) => items.iter().map(|item| of_toml(item.get_ref())).collect(),
        DeValue::Table(table) => {
            let entries = table.iter();
            entries
                .map(|(key, value)| (key.get_ref().to_string(), of_toml(value.get_ref())))
                .collect()
        }
    }
}

/// A document as the text of its file.
fn written(file: &str, document: &Json) -> String {
    match document {
        Json::Object(table) if is_toml(file) => {
            let entries = table.iter();
            let lines = entries.map(|(key, value)| format!("{key:?} = {}", in_line(value)));
            lines.collect::<Vec<String>>().join("\n")
        }
        _ => document.to_string(),
    }
}

/// A value as TOML writes it in one line.
fn in_line(value: &Json) -> String {
    let listed = |parts: Vec<String>| parts.join(", ");
    match value {
        Json::Array(items) => format!("[{}]", listed(items.iter().map(in_line).collect())),
        Json::Object(table) => {
            let entries = table.iter();
            let entries = entries.map(|(key, value)| format!("{key:?} = {}", in_line(value)));
            format!("{{{}}}", listed(entries.collect()))
        }
        other => other.to_string(),
    }
}

/// JSON pointers to the objects of a document, but for those of TOML's top.
fn objects(value: &Json, at: &str, found: &mut Vec<String>) {
    match value {
        Json::Object(table) => {
            found.push(at.to_owned());
            for (key, value) in table {
                objects(value, &format!("{at}/{key}"), found);
            }
        }
        Json::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                objects(item, &format!("{at}/{number}"), found);
            }
        }
        _ => {}
    }
}

/// The document with a change to the object at a pointer.
fn changed(document: &Json, at: &str, change: impl FnOnce(&mut Map<String, Json>)) -> Json {
    let mut document = document.clone();
    change(document.pointer_mut(at).unwrap().as_object_mut().unwrap());
    document
}

/// Every way to take one key away from a document, or to give an object of it a strange one.
fn variants(document: &Json) -> Vec<(String, Json)> {
    let mut found = Vec::new();
    objects(document, "", &mut found);
    let mut variants = Vec::new();
    for at in found {
        let strange = changed(document, &at, |table| {
            table.insert(STRANGE.to_owned(), json!(1));
        });
        variants.push((format!("{at} with a strange key"), strange));
        for key in document.pointer(&at).unwrap().as_object().unwrap().keys() {
            let without = changed(document, &at, |table| {
                table.remove(key);
            });
            variants.push((format!("{at} without {key}"), without));
        }
    }
    variants
}

/// Whether a file as it was changed is read; what it then says against other files is another matter.
fn is_read(file: &str, text: String) -> Result<(), Vec<String>> {
    let mini = Mini::new();
    let mini = if mini.data.contains_key(file) {
        mini.put(file, text)
    } else {
        mini.article(file, text)
    };
    let elsewhere = ["[drawing]", "[period]", "[unknown-id]", "[membership]"];
    let mut faults = mini.faults();
    faults.retain(|fault| {
        let own = ["data", "seeds"].iter().any(|folder| {
            let rest = fault.strip_prefix(&format!("{folder}/{file}"));
            rest.is_some_and(|rest| rest.starts_with([':', ' ']))
        });
        own && fault.contains(": error [") && !elsewhere.iter().any(|kind| fault.contains(kind))
    });
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

#[test]
fn what_is_shipped_is_what_the_schemas_describe() {
    let folders = [Folder::embedded_data(), Folder::embedded_articles()];
    let mut checked = 0;
    for (name, bytes) in folders.iter().flat_map(Folder::files) {
        if let Some(schema) = schema_of(name) {
            let document = document(name, std::str::from_utf8(bytes).unwrap());
            let errors = schema.iter_errors(&document).map(|error| error.to_string());
            assert_eq!(errors.collect::<Vec<_>>(), [""; 0], "{name}");
            checked += 1;
        }
    }
    assert!(checked > 15, "only {checked} files have a schema");
}

#[test]
fn the_schemas_and_the_reader_agree_on_every_key() {
    let mini = Mini::new();
    let mut tried = 0;
    for (file, bytes) in mini.data.iter().chain(&mini.articles) {
        let Some(schema) = schema_of(file) else {
            continue;
        };
        let whole = document(file, std::str::from_utf8(bytes).unwrap());
        assert!(schema.is_valid(&whole), "{file}");
        for (what, document) in variants(&whole) {
            let read = is_read(file, written(file, &document));
            let valid = schema.is_valid(&document);
            assert_eq!(
                read.is_ok(),
                valid,
                "{file}: {what}: {read:?}, the schema says {valid}"
            );
            tried += 1;
        }
    }
    assert!(tried > 150, "only {tried} variants");
}

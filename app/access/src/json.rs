//! JSON that is read strictly: one version, no unknown or repeated field, no `null`.

use serde::{de::DeserializeOwned, Deserialize, Deserializer, Serialize};
use zeroize::Zeroizing;

use crate::{
    error::{invalid, Error, Result},
    limits::VERSION,
};

/// What every version has.
#[derive(Deserialize)]
struct Versioned {
    version: Option<u64>,
}

/// The JSON of this version.
pub(crate) fn read<T: DeserializeOwned>(json: &[u8], most: usize) -> Result<T> {
    let has = json.len();
    if has > most {
        return Err(Error::TooLarge { most, has });
    }
    // The library would take an array of the values of the fields too.
    let first = json.iter().find(|it| !it.is_ascii_whitespace());
    if first != Some(&b'{') {
        return Err(Error::Malformed { line: 1, column: 1 });
    }
    match parse::<Versioned>(json)?.version {
        Some(VERSION) => parse(json),
        Some(other) => Err(Error::UnsupportedVersion(other)),
        None => Err(invalid("version", "is missing")),
    }
}

/// An array of JSON.
pub(crate) fn array<T: DeserializeOwned>(json: &[u8], most: usize) -> Result<Vec<T>> {
    match json.len() {
        has if has > most => Err(Error::TooLarge { most, has }),
        _ => parse(json),
    }
}

fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T> {
    // The message of the library may quote the text.
    serde_json::from_slice(json).map_err(|error| Error::Malformed {
        line: error.line(),
        column: error.column(),
    })
}

/// The JSON of `value`, in one line.
pub(crate) fn write<T: Serialize>(value: &T) -> Result<Zeroizing<Vec<u8>>> {
    let json = serde_json::to_vec(value);
    let json = json.map_err(|_| Error::Malformed { line: 0, column: 0 })?;
    Ok(Zeroizing::new(json))
}

/// A field that may be left out, but is not `null`.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    field: D,
) -> std::result::Result<Option<T>, D::Error> {
    T::deserialize(field).map(Some)
}

/// A field that must be there.
pub(crate) fn needed<T>(field: &'static str, value: Option<T>) -> Result<T> {
    value.ok_or(invalid(field, "is missing"))
}

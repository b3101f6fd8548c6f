//! The fields of an event as JSON, and the addresses among them, by the interfaces in idls/.
//!
//! Addresses are base58 strings, byte arrays hexadecimal strings, integers of 64 bits or more decimal strings. Names are in camel case.

use std::{collections::HashMap, sync::LazyLock};

use base64::{engine::general_purpose::STANDARD, Engine};
use serde_json::{json, Map, Value};

const IDLS: [&str; 3] = [
    include_str!("../../../idls/emissions.json"),
    include_str!("../../../idls/marketplace.json"),
    include_str!("../../../idls/fee_burn.json"),
];

/// Interfaces by the address of their program.
static PROGRAMS: LazyLock<HashMap<String, Interface>> = LazyLock::new(|| {
    let parsed = IDLS.iter().filter_map(|it| Interface::parse(it));
    parsed.collect()
});

/// Bytes of a discriminator.
const DISCRIMINATOR: usize = 8;
/// Deepest nesting of types.
const MAX_DEPTH: usize = 8;

struct Interface {
    /// Names by discriminator.
    events: HashMap<Vec<u8>, String>,
    types: HashMap<String, Value>,
}

/// A decoded event.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// Its name.
    pub name: String,
    /// Its fields by name.
    pub fields: Value,
    /// The addresses among them, each once, in their order.
    pub addresses: Vec<String>,
}

/// Decodes `data`: discriminator, then fields. None unless every byte is decoded.
pub fn decode(program: &str, data: &[u8]) -> Option<Decoded> {
    let interface = PROGRAMS.get(program)?;
    let (discriminator, rest) = data.split_at_checked(DISCRIMINATOR)?;
    let name = interface.events.get(discriminator)?;
    let mut reader = Reader {
        rest,
        types: &interface.types,
        addresses: Vec::new(),
    };
    let fields = reader.named(name, 0)?;
    reader.rest.is_empty().then(|| Decoded {
        name: name.clone(),
        fields,
        addresses: reader.addresses,
    })
}

impl Interface {
    fn parse(text: &str) -> Option<(String, Self)> {
        let idl: Value = serde_json::from_str(text).ok()?;
        let name = |it: &Value| it["name"].as_str().map(ToOwned::to_owned);
        let event = |it: &Value| {
            let discriminator = it["discriminator"].as_array()?.iter();
            let discriminator = discriminator.map(|byte| byte.as_u64()?.try_into().ok());
            Some((discriminator.collect::<Option<_>>()?, name(it)?))
        };
        let named = |it: &Value| Some((name(it)?, it["type"].clone()));
        let events = idl["events"].as_array()?.iter().map(event);
        let types = idl["types"].as_array()?.iter().map(named);
        let interface = Self {
            events: events.collect::<Option<_>>()?,
            types: types.collect::<Option<_>>()?,
        };
        Some((idl["address"].as_str()?.into(), interface))
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    types: &'a HashMap<String, Value>,
    addresses: Vec<String>,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*taken)
    }

    fn bytes(&mut self, len: usize) -> Option<Vec<u8>> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken.to_vec())
    }

    fn len(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.take()?)).ok()
    }

    fn named(&mut self, name: &str, depth: usize) -> Option<Value> {
        let depth = depth.checked_add(1).filter(|it| *it <= MAX_DEPTH)?;
        let defined = self.types.get(name)?;
        match defined["kind"].as_str()? {
            "struct" => self.fields(&defined["fields"], depth),
            "enum" => {
                let [variant] = self.take()?;
                let variant = defined["variants"].get(usize::from(variant))?;
                let name = variant["name"].as_str()?;
                match variant.get("fields") {
                    None => Some(json!(camel(name))),
                    Some(fields) => Some(json!({ camel(name): self.fields(fields, depth)? })),
                }
            }
            _ => None,
        }
    }

    /// An object if the fields are named, the bare value for a single unnamed field, else an array.
    fn fields(&mut self, fields: &Value, depth: usize) -> Option<Value> {
        let fields = fields.as_array().map_or(&[][..], Vec::as_slice);
        if fields.iter().all(|it| it.get("type").is_some()) {
            let mut object = Map::new();
            for field in fields {
                let value = self.value(&field["type"], depth)?;
                object.insert(camel(field["name"].as_str()?), value);
            }
            return Some(object.into());
        }
        match fields {
            [only] => self.value(only, depth),
            several => several.iter().map(|it| self.value(it, depth)).collect(),
        }
    }

    fn value(&mut self, kind: &Value, depth: usize) -> Option<Value> {
        if let Some(name) = kind.as_str() {
            return self.plain(name);
        }
        if let Some(name) = kind["defined"]["name"].as_str() {
            return self.named(name, depth);
        }
        if let Some(inner) = kind.get("option") {
            return match self.take()? {
                [0] => Some(Value::Null),
                [1] => self.value(inner, depth),
                _ => None,
            };
        }
        if let Some(inner) = kind.get("vec") {
            let len = self.len()?;
            return (0..len).map(|_| self.value(inner, depth)).collect();
        }
        let [inner, len] = kind.get("array")?.as_array()?.as_slice() else {
            return None;
        };
        let len = usize::try_from(len.as_u64()?).ok()?;
        match inner.as_str() {
            Some("u8") => self.bytes(len).map(|it| json!(hex(&it))),
            _ => (0..len).map(|_| self.value(inner, depth)).collect(),
        }
    }

    fn plain(&mut self, name: &str) -> Option<Value> {
        Some(match name {
            "bool" => match self.take()? {
                [0] => json!(false),
                [1] => json!(true),
                _ => return None,
            },
            "u8" => json!(u8::from_le_bytes(self.take()?)),
            "i8" => json!(i8::from_le_bytes(self.take()?)),
            "u16" => json!(u16::from_le_bytes(self.take()?)),
            "i16" => json!(i16::from_le_bytes(self.take()?)),
            "u32" => json!(u32::from_le_bytes(self.take()?)),
            "i32" => json!(i32::from_le_bytes(self.take()?)),
            // Times.
            "i64" => json!(i64::from_le_bytes(self.take()?)),
            "u64" => json!(u64::from_le_bytes(self.take()?).to_string()),
            "u128" => json!(u128::from_le_bytes(self.take()?).to_string()),
            "i128" => json!(i128::from_le_bytes(self.take()?).to_string()),
            "pubkey" => {
                let address = bs58::encode(self.take::<32>()?).into_string();
                if !self.addresses.contains(&address) {
                    self.addresses.push(address.clone());
                }
                json!(address)
            }
            "bytes" => {
                let len = self.len()?;
                json!(STANDARD.encode(self.bytes(len)?))
            }
            "string" => {
                let len = self.len()?;
                json!(String::from_utf8(self.bytes(len)?).ok()?)
            }
            _ => return None,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `price_micro_usd` and `RenterTerminated` as `priceMicroUsd` and `renterTerminated`.
fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut raise = false;
    for it in name.chars() {
        match it {
            '_' => raise = true,
            it if raise => {
                camel.extend(it.to_uppercase());
                raise = false;
            }
            it if camel.is_empty() => camel.extend(it.to_lowercase()),
            it => camel.push(it),
        }
    }
    camel
}

#[cfg(test)]
mod tests;

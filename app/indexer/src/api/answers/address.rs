//! Addresses, as text.

use std::{borrow::Cow, fmt, str::FromStr};

use anchor_lang::prelude::Pubkey;
use io_ledger::value;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{
    openapi::{schema::Type, ObjectBuilder, RefOr, Schema},
    PartialSchema, ToSchema,
};

/// An address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Address(String);

impl Address {
    /// An address that the index holds.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl From<value::Address> for Address {
    fn from(address: value::Address) -> Self {
        Self(address.to_string())
    }
}

impl From<&Address> for Pubkey {
    /// Zeros if the index holds no valid address.
    fn from(address: &Address) -> Self {
        address.0.parse().unwrap_or_default()
    }
}

/// Not an address.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not an address: 32 bytes in base58")]
pub struct NoAddress(String);

impl FromStr for Address {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 32];
        match bs58::decode(text).onto(&mut bytes) {
            // The bytes have one form only.
            Ok(32) => Ok(Self(text.into())),
            _ => Err(NoAddress(text.chars().take(50).collect())),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl PartialSchema for Address {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let text = text.pattern(Some("^[1-9A-HJ-NP-Za-km-z]{32,44}$"));
        let text = text.description(Some("An address: 32 bytes in base58."));
        text.into()
    }
}

impl ToSchema for Address {}

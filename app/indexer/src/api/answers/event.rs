//! Events, and their place on the chain.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::Program;

/// An event of one of the programs.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Its place on the chain: slot, transaction index in the block, outer instruction, inner instruction. Events are in this order.
    #[schema(value_type = String, example = "350000000-12-1-3")]
    pub id: Place,
    /// Slot of the transaction.
    pub slot: u64,
    /// Signature of the transaction.
    pub signature: String,
    /// Time of the block, in unix seconds.
    pub time: i64,
    /// The program.
    pub program: Program,
    /// Name in the program's IDL; `unknown` for an event that this version cannot decode.
    #[schema(example = "Reserved")]
    pub name: String,
    /// The event as the program wrote it, in base64: discriminator, then fields in Borsh.
    pub data: String,
    /// Its fields by name; null if it cannot be decoded. Addresses are base58, byte arrays hexadecimal, unsigned 64-bit integers strings.
    #[schema(value_type = Option<Object>)]
    pub fields: Option<serde_json::Value>,
}

/// Place of an event on the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Slot.
    pub slot: u64,
    /// Index of the transaction in the block.
    pub transaction: u32,
    /// Index of the instruction in the transaction.
    pub outer: u8,
    /// Index of the inner instruction.
    pub inner: u8,
}

impl Place {
    /// The last place before a slot.
    pub fn before(slot: u64) -> Self {
        Self {
            slot: slot.saturating_sub(1),
            transaction: u32::MAX,
            outer: u8::MAX,
            inner: u8::MAX,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            slot,
            transaction,
            outer,
            inner,
        } = self;
        write!(f, "{slot}-{transaction}-{outer}-{inner}")
    }
}

/// Not an event id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is not an event id: four numbers such as 350000000-12-1-3")]
pub struct UnknownPlace(String);

impl FromStr for Place {
    type Err = UnknownPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownPlace(text.chars().take(40).collect());
        let digits = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
        let parts: Vec<&str> = text.split('-').collect();
        let [slot, transaction, outer, inner] = parts[..] else {
            return Err(unknown());
        };
        if !parts.iter().all(|it| digits(it)) {
            return Err(unknown());
        }
        Ok(Self {
            slot: slot.parse().map_err(|_| unknown())?,
            transaction: transaction.parse().map_err(|_| unknown())?,
            outer: outer.parse().map_err(|_| unknown())?,
            inner: inner.parse().map_err(|_| unknown())?,
        })
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

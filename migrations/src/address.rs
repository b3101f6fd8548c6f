//! Addresses in files.

use std::fmt;

use anchor_lang::prelude::Pubkey;
use serde::{Deserialize, Serialize};

/// An address, in base 58 where it is written down.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(pub Pubkey);

impl TryFrom<String> for Address {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        // The text itself may be a key by mistake.
        Ok(Self(io_client::base58::address(&text)?))
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0.to_string()
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

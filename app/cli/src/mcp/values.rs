//! Values of tools, parsed as on the command line. Errors are reported before any request to the network.

use std::{borrow::Cow, fmt};

use anchor_lang::prelude::Pubkey;
use rmcp::schemars::{json_schema, JsonSchema, Schema, SchemaGenerator};
use serde::{de::Error, Deserialize, Deserializer};
use solana_signature::Signature;

use crate::{
    options::hexadecimal,
    parse::{address, connection, signature},
};

/// An address.
#[derive(Clone, Copy, Debug)]
pub struct Address(pub Pubkey);

/// A signature of a transaction.
#[derive(Clone, Copy, Debug)]
pub struct Sent(pub Signature);

/// A public key to which connection details are encrypted.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionKey([u8; 32]);

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl fmt::Display for Sent {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl fmt::Display for ConnectionKey {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&hexadecimal(&self.0))
    }
}

/// Parses a text by the grammar of the command line. Error messages do not quote it.
fn text<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    read(&text).map_err(D::Error::custom)
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer, address).map(Self)
    }
}

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer, signature).map(Self)
    }
}

impl<'de> Deserialize<'de> for ConnectionKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer, connection::public_key).map(Self)
    }
}

/// The schema of a text.
macro_rules! schema {
    ($kind:ty, $name:literal, $pattern:literal, $meaning:literal) => {
        impl JsonSchema for $kind {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern, "description": $meaning })
            }
        }
    };
}

schema!(
    Address,
    "Address",
    "^[1-9A-HJ-NP-Za-km-z]{32,44}$",
    "An address in base 58"
);
schema!(
    Sent,
    "Signature",
    "^[1-9A-HJ-NP-Za-km-z]{64,88}$",
    "The signature of a transaction in base 58"
);
schema!(
    ConnectionKey,
    "ConnectionKey",
    "^(age1[a-z0-9]+|(0x)?[0-9a-fA-F]{64})$",
    "X25519 public key, as age1… or 64 hexadecimal digits"
);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use solana_keypair::Keypair;

    fn why<T: for<'de> Deserialize<'de>>(text: &str) -> String {
        let read = serde_json::from_value::<T>(json!(text));
        read.err().map_or_else(String::new, |why| why.to_string())
    }

    #[test]
    fn what_is_given_by_mistake_is_not_repeated() {
        let secret = Keypair::new().to_base58_string();
        for message in [
            why::<Address>(&secret),
            why::<Sent>(&secret),
            why::<ConnectionKey>(&secret),
        ] {
            assert!(
                !message.is_empty() && !message.contains(&secret),
                "{message}"
            );
        }
    }

    #[test]
    fn values_are_printed_as_they_are_read() {
        let address = Pubkey::new_unique();
        let read: Address = serde_json::from_value(json!(address.to_string())).unwrap();
        assert_eq!(read.0, address);
        let sent = Signature::from([7; 64]);
        let read: Sent = serde_json::from_value(json!(sent.to_string())).unwrap();
        assert_eq!(read.to_string(), sent.to_string());
        let key = io_access::Secret::generate().public();
        let read: ConnectionKey = serde_json::from_value(json!(key.to_string())).unwrap();
        assert_eq!(read.to_string(), hexadecimal(&key.to_bytes()));
    }
}

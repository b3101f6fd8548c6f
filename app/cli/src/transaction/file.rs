//! Transactions as they are carried from one machine to another.

use std::path::Path;

use base64::{prelude::BASE64_STANDARD, Engine};
use io_client::transaction;
use serde_json::Value;
use solana_transaction::versioned::VersionedTransaction;

use crate::errors::Failure;

/// Of what is shown of a text that cannot be read.
const SHOWN: usize = 40;

/// The transaction of a file, or of base 64 itself. A file holds base 64, or the JSON of a command that signs only.
///
/// # Errors
/// [`Failure::Usage`].
pub fn read(text: &str) -> anyhow::Result<VersionedTransaction> {
    let named = name(text);
    let wrong = |reason: String| Failure::Usage(format!("{named}: {reason}"));
    let content = if Path::new(text).is_file() {
        std::fs::read_to_string(text).map_err(|error| wrong(error.to_string()))?
    } else {
        text.into()
    };
    let encoded = match serde_json::from_str::<Value>(&content) {
        Ok(Value::Object(report)) => match report.get("transaction") {
            Some(Value::String(encoded)) => encoded.clone(),
            _ => return Err(wrong("JSON without a field `transaction`".into()).into()),
        },
        _ => content.split_whitespace().collect(),
    };
    let bytes = BASE64_STANDARD.decode(encoded);
    let bytes = bytes.map_err(|_| wrong("neither a file nor a transaction in base 64".into()))?;
    let read = transaction::from_wire(&bytes);
    Ok(read.map_err(|error| wrong(format!("not a transaction: {error}")))?)
}

/// In base 64.
///
/// # Errors
/// If it has no form on the wire.
pub fn write(transaction: &VersionedTransaction) -> anyhow::Result<String> {
    Ok(BASE64_STANDARD.encode(transaction::to_wire(transaction)?))
}

/// What to call it in a message.
pub fn name(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) if !Path::new(text).is_file() => {
            format!("{}…", text.get(..end).unwrap_or_default())
        }
        _ => text.into(),
    }
}

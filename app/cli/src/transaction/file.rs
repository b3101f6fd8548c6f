//! Transactions in files and base 64.

use std::path::Path;

use base64::{prelude::BASE64_STANDARD, Engine};
use io_client::transaction;
use serde_json::Value;
use solana_transaction::versioned::VersionedTransaction;

use crate::errors::Failure;

/// Characters shown of a text that cannot be parsed.
const SHOWN: usize = 40;

/// Reads a transaction from a file or from base 64. A file holds base 64, or the JSON output of `--sign-only`.
///
/// # Errors
/// [`Failure::Usage`].
pub fn read(text: &str) -> anyhow::Result<VersionedTransaction> {
    let named = name(text);
    let wrong = |reason: String| Failure::Usage(format!("{named}: {reason}"));
    let is_file = Path::new(text).is_file();
    let content = if is_file {
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
    let bytes = bytes.map_err(|_| {
        let reason = if is_file {
            "holds no transaction: make it with `--sign-only --output json`"
        } else {
            "neither a file nor a transaction in base 64"
        };
        wrong(reason.into())
    })?;
    let read = transaction::from_wire(&bytes);
    Ok(read.map_err(|error| wrong(format!("not a transaction: {error}")))?)
}

/// Encodes it in base 64.
///
/// # Errors
/// If it cannot be serialized.
pub fn write(transaction: &VersionedTransaction) -> anyhow::Result<String> {
    Ok(BASE64_STANDARD.encode(transaction::to_wire(transaction)?))
}

/// Its name in an error message: the path, or the start of the text.
pub fn name(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) if !Path::new(text).is_file() => {
            format!("{}…", text.get(..end).unwrap_or_default())
        }
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_report_for_people_is_told_from_one_that_is_not_there() {
        let file = std::env::temp_dir().join(format!("io-report-{}.txt", std::process::id()));
        std::fs::write(&file, "Programs:     1\nTransaction:  AAAA\n").unwrap();
        let file = file.display().to_string();
        assert_eq!(
            read(&file).unwrap_err().to_string(),
            format!("{file}: holds no transaction: make it with `--sign-only --output json`")
        );
        std::fs::remove_file(&file).unwrap();
        assert_eq!(
            read("absent.json").unwrap_err().to_string(),
            "absent.json: neither a file nor a transaction in base 64"
        );
    }
}

//! Transactions in files and base 64.

use std::path::Path;

use base64::{prelude::BASE64_STANDARD, Engine};
use io_client::transaction;
use serde_json::Value;
use solana_transaction::versioned::VersionedTransaction;

use crate::{errors::Failure, signers::Signers};

/// Instead of a file, standard input.
const STDIN: &str = "-";
/// Its name.
const OPTION: &str = "standard input";

/// The longest name of a file without a point that is shown.
const MOST_SHOWN: usize = 40;

/// Reads a transaction from a file, from standard input (`-`), or from base 64. File and standard input hold base 64, or
/// the JSON output of `--sign-only`.
///
/// # Errors
/// [`Failure::Usage`]; [`Failure::Signer`] if standard input was read before.
pub fn read(text: &str, signers: &mut Signers) -> anyhow::Result<VersionedTransaction> {
    let named = name(text);
    let wrong = |reason: &str| Failure::Usage(format!("{named}: {reason}"));
    let is_file = Path::new(text).is_file();
    let content = if text == STDIN {
        signers.take_stdin(OPTION)?;
        std::io::read_to_string(std::io::stdin()).map_err(|error| wrong(&error.to_string()))?
    } else if is_file {
        std::fs::read_to_string(text).map_err(|error| wrong(&error.to_string()))?
    } else {
        text.into()
    };
    let holds_none = if is_file || text == STDIN {
        "holds no transaction: make it with `--sign-only --output json`"
    } else {
        "there is no such file, and it is not a base64 transaction"
    };
    let encoded = match serde_json::from_str::<Value>(&content) {
        Ok(Value::Object(report)) => match report.get("transaction") {
            Some(Value::String(encoded)) => encoded.clone(),
            _ => return Err(wrong("JSON without a field `transaction`").into()),
        },
        _ => content.split_whitespace().collect(),
    };
    let bytes = BASE64_STANDARD.decode(encoded).ok();
    // What the decoder says is about its bytes, and helps nobody.
    let read = bytes.and_then(|bytes| transaction::from_wire(&bytes).ok());
    Ok(read.ok_or_else(|| wrong(holds_none))?)
}

/// Encodes it in base 64.
///
/// # Errors
/// If it cannot be serialized.
pub fn write(transaction: &VersionedTransaction) -> anyhow::Result<String> {
    Ok(BASE64_STANDARD.encode(transaction::to_wire(transaction)?))
}

/// Its name in an error message: the path, or how long the text is, which may be a key by mistake.
pub fn name(text: &str) -> String {
    let is_path = text.starts_with('/') || text.contains('.') || Path::new(text).is_file();
    let is_word = text.len() <= MOST_SHOWN && !text.contains(char::is_whitespace);
    match text {
        STDIN => OPTION.into(),
        _ if is_path || is_word => text.into(),
        _ => format!("the text of {} characters", text.chars().count()),
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
            read(&file, &mut Signers::default())
                .unwrap_err()
                .to_string(),
            format!("{file}: holds no transaction: make it with `--sign-only --output json`")
        );
        std::fs::remove_file(&file).unwrap();
        // The second is base 64, but of no transaction.
        for absent in ["absent.json", "batch", "batchAAAAAAA"] {
            assert_eq!(
                read(absent, &mut Signers::default())
                    .unwrap_err()
                    .to_string(),
                format!("{absent}: there is no such file, and it is not a base64 transaction")
            );
        }
    }
}

//! Transactions in files and base 64.

use base64::{prelude::BASE64_STANDARD, Engine};
use io_client::transaction;
use serde_json::Value;
use solana_transaction::versioned::VersionedTransaction;

use crate::{errors::CliError, signers::Signers};

/// Instead of a file, standard input.
const STDIN: &str = "-";
/// Its name.
const OPTION: &str = "standard input";

/// The longest name of a file without a point that is shown.
const MOST_SHOWN: usize = 40;

/// What was read, and where.
pub struct Content {
    /// For messages.
    pub named: String,
    /// The text itself.
    pub text: String,
    /// Whether it was given itself, and not read from anywhere.
    is_given: bool,
}

/// Reads a file, or standard input (`-`); any other text is the content itself.
///
/// # Errors
/// [`CliError::Usage`]; [`CliError::Signer`] if standard input was read before.
pub fn content(text: &str, signers: &mut Signers) -> anyhow::Result<Content> {
    let named = name(text);
    let wrong = |error: std::io::Error| CliError::Usage(format!("{named}: {error}"));
    let is_file = is_readable(text);
    let read = if text == STDIN {
        signers.take_stdin(OPTION)?;
        std::io::read_to_string(std::io::stdin()).map_err(wrong)?
    } else if is_file {
        std::fs::read_to_string(text).map_err(wrong)?
    } else {
        text.into()
    };
    Ok(Content {
        text: read,
        is_given: !is_file && text != STDIN,
        named,
    })
}

/// Whether there is a file, or a pipe such as that of `<(...)`.
fn is_readable(path: &str) -> bool {
    std::fs::metadata(path).is_ok_and(|it| !it.is_dir())
}

/// Reads a transaction from a file, from standard input (`-`), or from base 64. File and standard input hold base 64, or
/// the JSON output of `--sign-only`.
///
/// # Errors
/// As [`content`] and [`decode`].
pub fn read(text: &str, signers: &mut Signers) -> anyhow::Result<VersionedTransaction> {
    decode(&content(text, signers)?)
}

/// The transaction of what was read.
///
/// # Errors
/// [`CliError::Usage`].
pub fn decode(content: &Content) -> anyhow::Result<VersionedTransaction> {
    let wrong = |reason: &str| CliError::Usage(format!("{}: {reason}", content.named));
    let holds_none = match content.is_given {
        false => "holds no transaction: make it with `--sign-only --output json`",
        true => "there is no such file, and it is not a base64 transaction",
    };
    let encoded = match serde_json::from_str::<Value>(&content.text) {
        Ok(Value::Object(report)) => match report.get("transaction") {
            Some(Value::String(encoded)) => encoded.clone(),
            _ => return Err(wrong("JSON without a field `transaction`").into()),
        },
        _ => content.text.split_whitespace().collect(),
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
    let is_path = text.starts_with('/') || text.contains('.') || is_readable(text);
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
    use crate::tests::folder::Folder;

    /// As a shell makes one of `<(...)`.
    #[test]
    fn a_pipe_is_read() {
        let folder = Folder::new();
        let pipe = folder.write("pipe", "");
        std::fs::remove_file(&pipe).unwrap();
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let (to, text) = (pipe.clone(), "no transaction");
        let writer = std::thread::spawn(move || std::fs::write(to, text).unwrap());
        let found = content(&pipe, &mut Signers::default()).unwrap();
        writer.join().unwrap();
        assert_eq!((found.text.as_str(), found.is_given), (text, false));
    }

    #[test]
    fn a_file_of_the_report_for_people_is_distinguished_from_one_that_is_not_there() {
        let folder = Folder::new();
        let file = folder.write("report.txt", "Programs:     1\nTransaction:  AAAA\n");
        assert_eq!(
            read(&file, &mut Signers::default())
                .unwrap_err()
                .to_string(),
            format!("{file}: holds no transaction: make it with `--sign-only --output json`")
        );
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

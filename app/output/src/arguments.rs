//! Secrets among the arguments of the process, for a tool that takes none: somebody may give it one by mistake.

use std::path::Path;

/// Characters of the longest address: a key pair has more in every form.
const ADDRESS: usize = 44;
/// Words of the shortest seed phrase.
const PHRASE: usize = 12;

/// `text` with `…` for what of the process's arguments may be a secret.
pub fn hide(text: &str) -> String {
    hidden(text, std::env::args().skip(1))
}

fn hidden(text: &str, arguments: impl Iterator<Item = String>) -> String {
    let mut text = text.to_string();
    for argument in arguments {
        if Path::new(&argument).exists() {
            continue;
        }
        let is_list = argument.starts_with('[') || argument.split_whitespace().count() >= PHRASE;
        if is_list {
            text = text.replace(&argument, "…");
            continue;
        }
        for part in argument.split(['/', '=']) {
            if part.chars().count() > ADDRESS {
                text = text.replace(part, "…");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, argument: &str) -> String {
        hidden(text, std::iter::once(argument.to_string()))
    }

    #[test]
    fn no_secret_of_the_line_is_repeated() {
        let pair = "3Q1d8HH5Tiww".repeat(7);
        let phrase = "zoo ".repeat(12);
        for secret in [pair.as_str(), phrase.trim(), "[1,2,3]"] {
            let reported = of(&format!("invalid value '{secret}' for '<ADDRESS>'"), secret);
            assert_eq!(reported, "invalid value '…' for '<ADDRESS>'");
        }
        for around in ["./KEY", "/KEY", "--folder=KEY", "KEY/"] {
            let given = around.replace("KEY", &pair);
            let reported = of(&format!("{given}/localnet.json: not there"), &given);
            assert!(
                !reported.contains(&pair) && reported.contains('…'),
                "{reported}"
            );
        }
        let address = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
        assert_eq!(of(address, address), address);
    }
}

//! What goes to people on standard error: in its width, without what would steer a terminal, and without secrets.

use std::{
    io::{stderr, Write},
    path::Path,
};

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Characters of the longest address: a key pair has more in every form.
const ADDRESS: usize = 44;
/// Words of the shortest seed phrase.
const PHRASE: usize = 12;

/// Says `text`. Where that cannot be written, nobody hears it.
pub fn say(text: &str) {
    let text = hidden(text, std::env::args().skip(1));
    let width = terminal_size::terminal_size_of(stderr());
    let text = match width {
        Some((width, _)) => wrapped(&text, width.0.into()),
        None => text,
    };
    let _ = writeln!(stderr().lock(), "{}", text.trim_end());
}

/// `text` with `…` for what of the `arguments` may be a secret, and with everything escaped that steers a terminal, such as in a
/// node's log.
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
    let mut shown = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '\n' | '"' | '\'' | '\\' => shown.push(it),
            it => shown.extend(it.escape_debug()),
        }
    }
    shown
}

/// `text` in lines of `width` columns; a longer word stays whole, so that it can be copied.
fn wrapped(text: &str, width: usize) -> String {
    let options = Options::new(width)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .break_words(false);
    textwrap::fill(text, options)
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
            let told = of(&format!("invalid value '{secret}' for '<ADDRESS>'"), secret);
            assert_eq!(told, "invalid value '…' for '<ADDRESS>'");
        }
        for around in ["./KEY", "/KEY", "--folder=KEY", "KEY/"] {
            let given = around.replace("KEY", &pair);
            let told = of(&format!("{given}/localnet.json: not there"), &given);
            assert!(!told.contains(&pair) && told.contains('…'), "{told}");
        }
        let address = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
        assert_eq!(of(address, address), address);
    }

    #[test]
    fn nothing_that_is_said_steers_the_terminal() {
        let told = of("a\u{1b}]0;x\u{7}\u{9b}1A\r\u{202e}\n\"é…\"", "x");
        assert_eq!(told, "a\\u{1b}]0;x\\u{7}\\u{9b}1A\\r\\u{202e}\n\"é…\"");
    }

    #[test]
    fn lines_fit_and_long_words_stay_whole() {
        let address = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
        let text = wrapped(&format!("one two three\n{address} four"), 10);
        assert_eq!(text, format!("one two\nthree\n{address}\nfour"));
    }
}

//! Texts that are stored on the chain, and read by strangers' terminals.

use io_common::constants::ENDPOINT_LEN;
use marketplace::constants::REGION_LEN;

use url::Url;

use io_output::terminal::steers;

/// An endpoint.
const ENDPOINT: &str = "https://gpus.example";

/// A region such as `eu-central`, zero-padded.
///
/// # Errors
/// What to write instead.
pub fn region(text: &str) -> Result<[u8; REGION_LEN], String> {
    let text = stored(text, REGION_LEN, "eu-central")?;
    let mut bytes = [0; REGION_LEN];
    if let Some(place) = bytes.get_mut(..text.len()) {
        place.copy_from_slice(text.as_bytes());
    }
    Ok(bytes)
}

/// Where renters reach a supplier, such as `https://gpus.example`.
///
/// # Errors
/// What to write instead.
pub fn endpoint(text: &str) -> Result<String, String> {
    let text = stored(text, ENDPOINT_LEN, ENDPOINT)?;
    let parsed = Url::parse(text).ok();
    let parsed = parsed.filter(Url::has_host);
    let parsed = parsed.ok_or_else(|| format!("not a URL, such as {ENDPOINT}"))?;
    if !parsed.username().is_empty() || parsed.password().is_some() || has_user(text) {
        return Err(
            "leave out the user and the password in front of the `@`: everybody reads an endpoint"
                .into(),
        );
    }
    // Letters that look like others, or an address in another form.
    let host = parsed.host_str().unwrap_or_default();
    if !text.to_ascii_lowercase().contains(host) {
        return Err(format!(
            "its host is {host}: write it so, and see whether that is yours"
        ));
    }
    Ok(text.into())
}

/// Most bytes of a title.
const TITLE: usize = 128;
/// Most bytes of a link.
const LINK: usize = 200;

/// A title: one line of visible characters.
///
/// # Errors
/// What to write instead.
pub fn title(text: &str) -> Result<String, String> {
    let text = text.trim();
    if let Some(it) = text.chars().find(|it| *it == '\n' || steers(*it)) {
        return Err(format!(
            "`{}` cannot be seen, or steers terminals; write one line of visible characters",
            it.escape_unicode()
        ));
    }
    match text.len() {
        0 => Err(
            "it is empty: write what is to be decided, such as \"Stake per unit 150 IO\"".into(),
        ),
        length if length > TITLE => Err(format!("at most {TITLE} bytes, and this has {length}")),
        _ => Ok(text.into()),
    }
}

/// A link to a page, such as `https://forum.example/12`.
///
/// # Errors
/// What to write instead.
pub fn link(text: &str) -> Result<String, String> {
    let example = "https://forum.example/12";
    let text = stored(text, LINK, example)?;
    let parsed = Url::parse(text).ok();
    let is_page =
        parsed.is_some_and(|it| it.has_host() && ["https", "http"].contains(&it.scheme()));
    match is_page {
        true => Ok(text.into()),
        false => Err(format!("not the address of a page, such as {example}")),
    }
}

/// Whether there is a user part, which may be empty, in front of the host.
fn has_user(text: &str) -> bool {
    let rest = text.split_once(':').map_or(text, |(_, rest)| rest);
    let rest = rest.trim_start_matches(['/', '\\']);
    let authority = rest.split(['/', '\\', '?', '#']).next();
    authority.is_some_and(|it| it.contains('@'))
}

/// An endpoint as somebody has stored it, with its host in plain letters if it has others, which may look like these.
pub fn shown_endpoint(text: &str) -> String {
    let parsed = Url::parse(text).ok();
    let host = parsed.as_ref().and_then(Url::host_str);
    match host.filter(|host| !text.to_ascii_lowercase().contains(host)) {
        Some(host) => format!("{text} (host {host})"),
        None => text.into(),
    }
}

/// Ends a cell where spreadsheets separate them by it.
const SEPARATOR: char = ';';

/// Visible characters without spaces, of at most so many bytes.
fn stored<'a>(text: &'a str, most: usize, example: &str) -> Result<&'a str, String> {
    if text.contains(' ') {
        return Err(match text.trim() {
            "" => format!("it is empty; write one such as {example}"),
            // A longer text may be a seed phrase.
            text if text.len() <= REGION_LEN => {
                format!("no spaces: write {}", text.replace(' ', "-"))
            }
            _ => format!("no spaces: write one such as {example}"),
        });
    }
    let hidden = |it: char| it.is_whitespace() || steers(it);
    if let Some(it) = text.chars().find(|it| hidden(*it)) {
        return Err(format!(
            "`{}` cannot be seen, or steers terminals; write visible characters only, such as {example}",
            it.escape_unicode()
        ));
    }
    if text.contains(SEPARATOR) {
        return Err(format!(
            "leave out the `{SEPARATOR}`, which ends a cell in spreadsheets"
        ));
    }
    match text.len() {
        0 => Err(format!("it is empty; write one such as {example}")),
        length if length > most => Err(format!("at most {most} bytes, and this has {length}")),
        _ => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::padded;
    use proptest::prelude::*;

    #[test]
    fn what_steers_a_terminal_is_refused() {
        for text in [
            "\u{1b}[2J",
            "eu\u{202e}",
            "eu\n",
            "eu\0",
            "\u{9b}1A",
            "eu\u{3000}central",
        ] {
            assert!(region(text).unwrap_err().contains("steers terminals"));
            assert!(endpoint(text).unwrap_err().contains("steers terminals"));
        }
        assert_eq!(
            region("eu central"),
            Err("no spaces: write eu-central".into())
        );
        let phrase = region("legal winner thank year").unwrap_err();
        assert_eq!(phrase, "no spaces: write one such as eu-central");
        for text in ["", " "] {
            assert!(region(text).unwrap_err().starts_with("it is empty"));
        }
        for text in [
            "notaurl",
            "gpus.example",
            "https://",
            "mailto:me@gpus.example",
        ] {
            let why = endpoint(text).unwrap_err();
            assert_eq!(why, "not a URL, such as https://gpus.example", "{text}");
        }
        for text in [
            "wss://[2001:db8::1]:8443/gpus?x=1",
            "https://GPUS.example",
            "https://xn--gps-boa.example/\u{e4}",
            "https://gpus.example/@me",
            "https://gpus.example?mail=me@gpus.example",
        ] {
            assert_eq!(endpoint(text), Ok(text.into()));
            assert_eq!(shown_endpoint(text), text);
        }
        for text in ["https://x;=1+1", ";", "a;"] {
            let reported = "leave out the `;`, which ends a cell in spreadsheets";
            assert_eq!(region(text).map(drop), Err(reported.into()));
            assert_eq!(endpoint(text).map(drop), Err(reported.into()));
        }
        assert!(region(&"x".repeat(17))
            .unwrap_err()
            .starts_with("at most 16 bytes, and this has 17"));
        assert!(endpoint(&"x".repeat(97)).is_err());
    }

    #[test]
    fn a_user_part_is_refused_and_a_host_is_written_as_it_is_asked_for() {
        for text in [
            "https://user:pw@gpus.example/",
            "https://user@gpus.example",
            "https://:pw@gpus.example",
            "https://@gpus.example",
            "https:\\\\user@gpus.example",
            "https:user@gpus.example",
        ] {
            let why = endpoint(text).unwrap_err();
            assert!(
                why.starts_with("leave out the user and the password"),
                "{text}: {why}"
            );
        }
        for (text, host) in [
            ("https://g\u{440}us.example/a", "xn--gus-0ed.example"),
            ("https://%67pus.example", "gpus.example"),
            ("https://0x7f.1", "127.0.0.1"),
            ("https://gpus\u{3002}example", "gpus.example"),
        ] {
            let reported =
                format!("its host is {host}: write it so, and see whether that is yours");
            assert_eq!(endpoint(text), Err(reported), "{text}");
            assert_eq!(shown_endpoint(text), format!("{text} (host {host})"));
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_printed_the_same(text in "\\PC{0,20}") {
            if let Ok(bytes) = region(&text) {
                prop_assert_eq!(padded(&bytes), text.clone());
                prop_assert!(!text.contains(steers));
            }
            if let Ok(read) = endpoint(&text) {
                prop_assert_eq!(read, text);
            }
        }
    }
}

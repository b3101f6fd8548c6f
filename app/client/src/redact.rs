//! URLs without keys: path, query and user of an RPC URL are often a key.

use url::Url;

/// Characters that end a URL in running text.
const ENDS: [char; 6] = ['"', '\'', '`', '<', '>', ')'];

/// `scheme://host[:port]` of `text`; empty if it is not a URL with a host.
pub fn url(text: &str) -> String {
    let parsed = Url::parse(text.trim()).ok();
    let shown = parsed.as_ref().and_then(|it| {
        let host = it.host_str().filter(|host| !host.is_empty())?;
        let port = it.port().map_or(String::new(), |port| format!(":{port}"));
        Some(format!("{}://{host}{port}", it.scheme()))
    });
    shown.unwrap_or_else(|| "a URL that cannot be read".into())
}

/// `text` with every URL in it replaced by [`url`]: transports quote the full URL in their messages.
pub fn urls(text: &str) -> String {
    let (mut shown, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("://") {
        let (before, _) = rest.split_at(at);
        let is_scheme = |it: char| it.is_ascii_alphanumeric() || matches!(it, '+' | '-' | '.');
        let scheme = before.trim_end_matches(is_scheme).len();
        let (before, from) = rest.split_at(scheme);
        shown.push_str(before);
        let ends = |it: char| it.is_whitespace() || it.is_control() || ENDS.contains(&it);
        let (found, after) = from.split_at(from.find(ends).unwrap_or(from.len()));
        let word = found.trim_end_matches([':', ',', ';', '.']);
        shown.push_str(&url(word));
        shown.push_str(found.get(word.len()..).unwrap_or_default());
        rest = after;
    }
    shown.push_str(rest);
    shown
}

/// Replaces a secret.
const HIDDEN: char = '…';
/// Minimum length of a part of a URL that is hidden where it stands alone.
const SHORTEST: usize = 4;
/// Minimum letters and digits of a part that is hidden even with other characters in between. Up to this length, a
/// part of lower-case letters only counts as a word, such as `rpc` or `solana`.
const LONG: usize = 8;

/// The parts of URLs that [`url`] leaves out and that may be keys, the longest first: path and query, user, password, each
/// part of the path and each value of the query, as they are written and decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Secrets(Vec<String>);

impl Secrets {
    /// The secrets of a URL; none if it is not a URL.
    pub fn of_url(text: &str) -> Self {
        let mut secrets = Self::default();
        secrets.add_url(text);
        secrets
    }

    /// Adds those of another URL.
    pub fn add_url(&mut self, text: &str) {
        let Ok(url) = Url::parse(text.trim()) else {
            return;
        };
        let mut parts: Vec<String> = vec![
            url.path().into(),
            url.username().into(),
            url.password().unwrap_or_default().into(),
            url.query().unwrap_or_default().into(),
            url.fragment().unwrap_or_default().into(),
        ];
        parts.extend(url.path_segments().into_iter().flatten().map(String::from));
        if let Some(query) = url.query() {
            parts.push(format!("{}?{query}", url.path()));
            let values = query.split('&').map(|it| it.split_once('='));
            let values = values.zip(query.split('&'));
            parts.extend(values.map(|(pair, alone)| pair.map_or(alone, |(_, it)| it).into()));
        }
        let decoded: Vec<String> = parts.iter().map(|part| decoded(part)).collect();
        parts.extend(decoded);
        self.0.extend(parts.into_iter().filter(|it| may_be_key(it)));
        self.0
            .sort_by_key(|part| (std::cmp::Reverse(part.len()), part.clone()));
        self.0.dedup();
    }

    /// Adds a whole secret, such as a key for a header.
    pub fn extend(&mut self, keys: impl IntoIterator<Item = impl Into<String>>) {
        let keys = keys.into_iter().map(Into::into);
        self.0
            .extend(keys.filter(|key: &String| !key.trim().is_empty()));
    }

    /// `text` without the secrets, ignoring case; long ones also with other characters in between.
    pub fn hide(&self, text: &str) -> String {
        let letters: Vec<(usize, char)> = text
            .char_indices()
            .map(|(at, it)| (at, it.to_ascii_lowercase()))
            .collect();
        let telling = |(_, it): &&(usize, char)| it.is_alphanumeric();
        let alphanumeric: Vec<(usize, char)> = letters.iter().filter(telling).copied().collect();
        let mut hidden = vec![false; text.len()];
        for secret in &self.0 {
            let whole: Vec<char> = secret.to_ascii_lowercase().chars().collect();
            mark(&letters, &whole, &mut hidden);
            let kernel: Vec<char> = whole
                .into_iter()
                .filter(|it| it.is_alphanumeric())
                .collect();
            if kernel.len() >= LONG {
                mark(&alphanumeric, &kernel, &mut hidden);
            }
        }
        let mut shown = String::with_capacity(text.len());
        for (at, it) in text.char_indices() {
            match hidden.get(at) {
                Some(true) if shown.ends_with(HIDDEN) => {}
                Some(true) => shown.push(HIDDEN),
                _ => shown.push(it),
            }
        }
        shown
    }
}

/// Marks from the first to the last character wherever `secret` stands among `letters`.
fn mark(letters: &[(usize, char)], secret: &[char], hidden: &mut [bool]) {
    for found in letters.windows(secret.len().max(1)) {
        let is_it = found.iter().map(|(_, it)| it).eq(secret);
        if let (true, Some((from, _)), Some((to, _))) = (is_it, found.first(), found.last()) {
            let range = hidden.get_mut(*from..=*to);
            range.into_iter().flatten().for_each(|it| *it = true);
        }
    }
}

fn may_be_key(part: &str) -> bool {
    let is_word = part.len() < LONG && part.bytes().all(|it| it.is_ascii_lowercase());
    part.chars().count() >= SHORTEST && !is_word
}

/// A part of a URL with its percent signs decoded.
fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part)
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_what_may_be_its_key() {
        for (full, shown) in [
            ("http://127.0.0.1:1/", "http://127.0.0.1:1"),
            ("https://h/v2/TOKEN?api-key=K#f", "https://h"),
            ("https://me:pass@h:8/v2", "https://h:8"),
            ("http://[::1]:8899/TOKEN", "http://[::1]:8899"),
            ("wss://h:443/x", "wss://h"),
        ] {
            assert_eq!(url(full), shown);
            assert_eq!(urls(full), shown);
        }
        for none in [
            "",
            "TOKEN",
            "h/v2/TOKEN",
            "file:///home/me/TOKEN",
            "http://",
        ] {
            assert_eq!(url(none), "a URL that cannot be read");
        }
    }

    #[test]
    fn urls_in_a_message_are_shown_the_same() {
        let reported =
            "error sending request for url (https://h/v2/TOKEN?k=K): see \"http://u:p@i:1/T\", \
                    http://j/T: refused";
        assert_eq!(
            urls(reported),
            "error sending request for url (https://h): see \"http://i:1\", http://j: refused"
        );
        assert_eq!(
            urls("no URL: a/b :// c"),
            "no URL: a/b a URL that cannot be read c"
        );
        assert_eq!(urls("nothing"), "nothing");
    }

    #[test]
    fn parts_that_may_be_keys_are_hidden_in_what_others_write() {
        let url =
            "https://me:passw0rd@h/v2/SECRET%2BTOKEN%2Babcdefgh?api-key=KEYKEYKEY&x=abc1&solana";
        let secrets = Secrets::of_url(url);
        for (said, shown) in [
            ("no SECRET%2BTOKEN%2Babcdefgh here", "no … here"),
            ("no SECRET+TOKEN+abcdefgh here", "no … here"),
            ("no secret+token+ABCDEFGH here", "no … here"),
            ("no SECRET TOK EN abc/defgh here", "no … here"),
            ("for passw0rd, KEYKEYKEY and abc1", "for …, … and …"),
            (
                "GET /v2/SECRET%2BTOKEN%2Babcdefgh?api-key=KEYKEYKEY&x=abc1&solana failed",
                "GET … failed",
            ),
            // Words, and what is too short to be distinguished from one.
            ("me of solana at v2", "me of solana at v2"),
            ("", ""),
            ("…", "…"),
        ] {
            assert_eq!(secrets.hide(said), shown);
        }
        let short = Secrets::of_url("http://h/v2/SECRT?k=abc1234");
        assert_eq!(short.hide("no plan for /v2/SECRT"), "no plan for …");
        assert_eq!(short.hide("SECRT, abc1234, k=abc1234"), "…, …, …");
        for none in [
            "http://localhost:8899",
            "http://h/",
            "http://h/rpc",
            "no URL",
        ] {
            assert_eq!(
                Secrets::of_url(none).hide("GET / of rpc: no URL"),
                "GET / of rpc: no URL"
            );
        }
        // A second one, and texts that are not ASCII.
        let mut both = short;
        both.add_url("http://i/TOKENTÖKEN");
        assert_eq!(both.hide("für SECRT und TOKENTÖKEN, Ä"), "für … und …, Ä");
    }
}

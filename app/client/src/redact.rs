//! URLs as they may be shown: the path, the query and the user of an RPC URL are often its key.

use url::Url;

/// What ends a URL in running text.
const ENDS: [char; 6] = ['"', '\'', '`', '<', '>', ')'];

/// `scheme://host[:port]` of `text`; nothing of what is no URL with a host.
pub fn url(text: &str) -> String {
    let parsed = Url::parse(text.trim()).ok();
    let shown = parsed.as_ref().and_then(|it| {
        let host = it.host_str().filter(|host| !host.is_empty())?;
        let port = it.port().map_or(String::new(), |port| format!(":{port}"));
        Some(format!("{}://{host}{port}", it.scheme()))
    });
    shown.unwrap_or_else(|| "a URL that cannot be read".into())
}

/// `text` with every URL in it as [`url`] shows it: for messages of transports, which quote theirs in full.
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

/// The parts of a URL that [`url`] leaves out and that may be keys: user, password, path, values of the query.
pub fn hidden(text: &str) -> Vec<String> {
    let Ok(parsed) = Url::parse(text.trim()) else {
        return Vec::new();
    };
    let mut parts: Vec<String> = vec![parsed.username().into()];
    parts.extend(parsed.password().map(String::from));
    parts.extend(
        parsed
            .path_segments()
            .into_iter()
            .flatten()
            .map(String::from),
    );
    parts.extend(parsed.query_pairs().map(|(_, value)| value.into_owned()));
    parts.extend(parsed.query().map(String::from));
    parts.extend(parsed.fragment().map(String::from));
    parts.retain(|part| !part.is_empty());
    parts
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
        let told =
            "error sending request for url (https://h/v2/TOKEN?k=K): see \"http://u:p@i:1/T\", \
                    http://j/T: refused";
        assert_eq!(
            urls(told),
            "error sending request for url (https://h): see \"http://i:1\", http://j: refused"
        );
        assert_eq!(
            urls("no URL: a/b :// c"),
            "no URL: a/b a URL that cannot be read c"
        );
        assert_eq!(urls("nothing"), "nothing");
    }

    #[test]
    fn the_parts_that_are_left_out_are_known() {
        let parts = hidden("https://me:pass@h/v2/TOKEN?api-key=K");
        assert_eq!(parts, ["me", "pass", "v2", "TOKEN", "K", "api-key=K"]);
        assert_eq!(hidden("http://localhost:8899"), [""; 0]);
    }
}

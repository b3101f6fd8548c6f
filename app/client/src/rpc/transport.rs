//! One request over HTTP.

use std::{error::Error, time::Duration};

use reqwest::{
    blocking::Client,
    header::{CONTENT_TYPE, RETRY_AFTER},
    Url,
};

/// For a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// HTTP status.
    pub(crate) status: u16,
    /// When to ask again at the earliest.
    pub(crate) after: Option<Duration>,
    pub(crate) body: String,
}

/// Nothing came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoReply {
    /// Nobody listens.
    Unconnected(String),
    /// The request left.
    Lost(String),
}

/// Carries requests.
pub(crate) trait Transport: Send + Sync {
    /// Sends a body, and waits for the reply for so long.
    fn post(&self, body: String, timeout: Duration) -> Result<Reply, NoReply>;

    /// Who is asked, without what could be a key.
    fn origin(&self) -> &str;

    /// The text without what could be a key.
    fn redacted(&self, text: &str) -> String {
        text.into()
    }
}

/// HTTP, or HTTPS.
pub(crate) struct Http {
    client: Result<Client, String>,
    url: String,
    origin: String,
    /// Parts of the URL that could be keys.
    secrets: Vec<String>,
}

impl Http {
    pub(crate) fn new(url: String) -> Self {
        let parsed = Url::parse(&url);
        let is_local = parsed.as_ref().is_ok_and(is_loopback);
        let builder = Client::builder().connect_timeout(CONNECT);
        // A proxy cannot reach this machine's own network; NO_PROXY says what else is reached without one.
        let builder = if is_local {
            builder.no_proxy()
        } else {
            builder
        };
        let client = match &parsed {
            Ok(_) => builder.build().map_err(|error| last_cause(&error)),
            Err(error) => Err(format!("the URL cannot be read: {error}")),
        };
        let parsed = parsed.ok();
        Self {
            client,
            url,
            origin: parsed
                .as_ref()
                .map_or_else(String::new, |url| url.origin().ascii_serialization()),
            secrets: parsed.as_ref().map_or_else(Vec::new, secrets),
        }
    }
}

impl Transport for Http {
    fn post(&self, body: String, timeout: Duration) -> Result<Reply, NoReply> {
        let client = self.client.as_ref();
        let client = client.map_err(|error| NoReply::Unconnected(error.clone()))?;
        let request = client.post(&self.url).timeout(timeout).body(body);
        let request = request.header(CONTENT_TYPE, "application/json");
        let response = request.send().map_err(no_reply)?;
        let after = response.headers().get(RETRY_AFTER);
        let after = after.and_then(|after| after.to_str().ok()?.trim().parse().ok());
        Ok(Reply {
            status: response.status().as_u16(),
            after: after.map(Duration::from_secs),
            body: response.text().map_err(no_reply)?,
        })
    }

    fn origin(&self) -> &str {
        &self.origin
    }

    fn redacted(&self, text: &str) -> String {
        let mut text = text.to_string();
        for secret in &self.secrets {
            text = text.replace(secret, "…");
        }
        text
    }
}

/// Whether the URL is of this machine.
fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|it| it.is_loopback())
}

/// The URL itself, its user information, its query, and the parts of its path that are long enough for a key.
fn secrets(url: &Url) -> Vec<String> {
    const SHORTEST: usize = 8;
    let mut parts = vec![url.password().unwrap_or_default(), url.username()];
    parts.extend(url.path_segments().into_iter().flatten());
    parts.extend(url.query());
    let values: Vec<_> = url
        .query_pairs()
        .map(|(_, value)| value.into_owned())
        .collect();
    parts.extend(values.iter().map(String::as_str));
    let mut parts: Vec<String> = parts
        .into_iter()
        .filter(|part| part.len() >= SHORTEST)
        .map(Into::into)
        .collect();
    // The longest first, since one may contain another.
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    parts
}

fn no_reply(error: reqwest::Error) -> NoReply {
    let cause = last_cause(&error);
    if error.is_connect() {
        NoReply::Unconnected(cause)
    } else {
        NoReply::Lost(cause)
    }
}

/// What went wrong at last, such as `Connection refused (os error 111)`.
fn last_cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".into();
    }
    let mut last: Option<&dyn Error> = error.source();
    while let Some(deeper) = last.and_then(Error::source) {
        last = Some(deeper);
    }
    last.map_or_else(|| "the request failed".into(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_reached_without_a_proxy() {
        let of = |url| is_loopback(&Url::parse(url).unwrap());
        for url in [
            "http://localhost:8899",
            "http://127.0.0.1:8899",
            "http://127.9.9.9",
            "http://[::1]:8899",
            "http://node.localhost",
        ] {
            assert!(of(url), "{url}");
        }
        for url in [
            "http://10.0.0.1:8899",
            "https://localhost.example",
            "https://api.devnet.solana.com",
        ] {
            assert!(!of(url), "{url}");
        }
    }

    #[test]
    fn no_key_of_a_url_is_shown() {
        let http = Http::new(
            "https://user:passw0rd@rpc.example:8443/v2/TOKENTOKEN?api-key=KEYKEYKEY".into(),
        );
        assert_eq!(http.origin(), "https://rpc.example:8443");
        let said = "no plan for /v2/TOKENTOKEN?api-key=KEYKEYKEY of user passw0rd";
        assert_eq!(http.redacted(said), "no plan for /v2/…?… of user …");
    }
}

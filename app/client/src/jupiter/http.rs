//! `GET /build` over HTTP.

use std::{io::Read, time::Duration};

use reqwest::{
    blocking::Client,
    header::{HeaderValue, RETRY_AFTER},
    redirect::Policy,
    Url,
};

use super::{answer, Request, Route, Unrouted};
use crate::{
    redact,
    rpc::{cause_of, is_loopback, last_cause, CONNECT},
};

/// Timeout of a whole answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Longest answer, in bytes, decompressed.
const MOST: u64 = 1 << 20;
/// The header of the key.
const KEY: &str = "x-api-key";

/// The swap API at a URL.
pub struct Api {
    client: Client,
    build: Url,
    key: Option<(String, HeaderValue)>,
    secrets: redact::Secrets,
}

impl Api {
    /// The API at `url`, such as [`super::URL`], with an optional key. Without a key it accepts fewer requests.
    ///
    /// # Errors
    /// What is wrong with the URL or the key. Neither is quoted.
    pub fn new(url: &str, key: Option<&str>) -> Result<Self, String> {
        let build = Url::parse(&format!("{}/build", url.trim_end_matches('/')));
        let build = build.map_err(|error| format!("the URL cannot be read: {error}"))?;
        if !matches!(build.scheme(), "http" | "https") {
            return Err("the URL is neither http nor https".into());
        }
        let is_local = is_loopback(&build);
        if key.is_some() && build.scheme() == "http" && !is_local {
            return Err("with a key, the URL must be https".into());
        }
        let key = key.map(|key| {
            let mut value = HeaderValue::from_str(key).map_err(|_| {
                "the key has characters that are not allowed in a header".to_string()
            })?;
            value.set_sensitive(true);
            Ok::<_, String>((key.to_string(), value))
        });
        // A redirect target must not get the key; a proxy cannot reach this machine's own network.
        let builder = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(TIMEOUT)
            .redirect(Policy::none())
            .referer(false);
        let builder = match is_local {
            true => builder.no_proxy(),
            false => builder,
        };
        Ok(Self {
            client: builder.build().map_err(|error| last_cause(&error))?,
            secrets: redact::Secrets::of_url(url),
            key: key.transpose()?,
            build,
        })
    }

    /// The route of a swap.
    ///
    /// # Errors
    /// [`Unrouted`].
    pub fn route(&self, request: &Request) -> Result<Route, Unrouted> {
        let mut url = self.build.clone();
        url.query_pairs_mut().extend_pairs(request.parameters());
        let mut asked = self.client.get(url).timeout(TIMEOUT);
        if let Some((_, value)) = &self.key {
            asked = asked.header(KEY, value.clone());
        }
        let unreachable = |words: String| Unrouted::Unreachable(self.redacted(&words));
        let answered = asked.send();
        let answered = answered.map_err(|error| unreachable(last_cause(&error)))?;
        let status = answered.status().as_u16();
        let after = answered.headers().get(RETRY_AFTER);
        let after = after.and_then(|after| after.to_str().ok()?.trim().parse().ok());
        let mut bytes = Vec::new();
        let read = answered
            .take(MOST.saturating_add(1))
            .read_to_end(&mut bytes);
        read.map_err(|error| unreachable(cause_of(&error)))?;
        if bytes.len() as u64 > MOST {
            return Err(Unrouted::Unreadable("it is larger than 1 MiB".into()));
        }
        let body = String::from_utf8_lossy(&bytes);
        answer::read(status, after, &body, &|text| self.redacted(text))
    }

    /// The text without the key and without any part of the URL that may be a key.
    fn redacted(&self, text: &str) -> String {
        let shown = self.secrets.hide(text);
        match &self.key {
            Some((key, _)) => shown.replace(key, "…"),
            None => shown,
        }
    }
}

#[cfg(test)]
mod tests;

//! An indexer over HTTP. Only numbers and addresses are read from its answers.

use std::{io::Read, time::Duration};

use io_client::redact;
use io_ledger::{Kind, Row};
use reqwest::{
    blocking::{Client, Response},
    redirect::Policy,
    Url,
};
use serde::{de::DeserializeOwned, Deserialize};

use crate::errors::CliError;

const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(60);
/// Rows of a page.
const PAGE: &str = "1000";
/// Longest page, in bytes. A row has less than 16 KiB.
const LARGEST: u64 = 16 << 20;

/// An indexer.
pub struct Server {
    base: Url,
    client: Client,
}

/// The fields used of `/v1/status`.
#[derive(Deserialize)]
struct Status {
    slot: u64,
    complete: bool,
}

/// A page of `/v1/ledger/{kind}`.
#[derive(Deserialize)]
struct Page {
    rows: Vec<Stored>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Stored {
    slot: u64,
    row: serde_json::Value,
}

impl Server {
    /// The indexer at `url`.
    ///
    /// # Errors
    /// If it is not an HTTP URL.
    pub fn new(url: &str) -> Result<Self, CliError> {
        let usage = || {
            CliError::Usage(
                "--from-index takes the URL of an indexer, such as http://127.0.0.1:8080".into(),
            )
        };
        let base = Url::parse(url).map_err(|_| usage())?;
        if !["http", "https"].contains(&base.scheme()) || base.cannot_be_a_base() {
            return Err(usage());
        }
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .redirect(Policy::none())
            .user_agent(concat!("io/", env!("CARGO_PKG_VERSION")))
            .build();
        let client = client.map_err(|error| failure(&base, error.to_string()))?;
        Ok(Self { base, client })
    }

    /// The error that it cannot be read.
    pub fn failure(&self, reason: String) -> CliError {
        failure(&self.base, reason)
    }

    /// The slot up to which it is complete; none while it is still reading the history.
    ///
    /// # Errors
    /// If its answer is not that of an indexer.
    pub fn slot(&self) -> Result<Option<u64>, CliError> {
        let status: Status = self.get(&["v1", "status"], None)?;
        Ok(status.complete.then_some(status.slot))
    }

    /// The rows of a kind, with the slots of their last changes.
    ///
    /// # Errors
    /// If its answer is not that of an indexer.
    pub fn rows(&self, kind: Kind) -> Result<Vec<(Row, u64)>, CliError> {
        let (mut all, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let Page { rows, next } =
                self.get(&["v1", "ledger", kind.name()], cursor.as_deref())?;
            let is_empty = rows.is_empty();
            for Stored { slot, row } in rows {
                let row = Row::read(kind, &row.to_string());
                all.push((row.map_err(|error| self.failure(error.to_string()))?, slot));
            }
            match next {
                None => return Ok(all),
                Some(next) if is_empty || cursor.as_ref() == Some(&next) => {
                    return Err(self.failure("its list does not end".into()));
                }
                next => cursor = next,
            }
        }
    }

    fn get<T: DeserializeOwned>(&self, path: &[&str], cursor: Option<&str>) -> Result<T, CliError> {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        if path.contains(&"ledger") {
            url.query_pairs_mut().append_pair("limit", PAGE);
        }
        if let Some(cursor) = cursor {
            url.query_pairs_mut().append_pair("cursor", cursor);
        }
        let answer = self.client.get(url).send();
        let answer = answer.map_err(|error| self.failure(redact::urls(&error.to_string())))?;
        let status = answer.status().as_u16();
        if status != 200 {
            return Err(self.failure(format!("it answered with HTTP status {status}")));
        }
        let bytes = self.body(answer)?;
        let read = serde_json::from_slice(&bytes);
        read.map_err(|_| self.failure("its answer is not that of an io-indexer".into()))
    }

    fn body(&self, answer: Response) -> Result<Vec<u8>, CliError> {
        let mut bytes = Vec::new();
        let read = answer.take(LARGEST).read_to_end(&mut bytes);
        read.map_err(|error| self.failure(error.to_string()))?;
        if bytes.len() as u64 == LARGEST {
            return Err(self.failure("its answer is too long".into()));
        }
        Ok(bytes)
    }
}

fn failure(base: &Url, reason: String) -> CliError {
    CliError::Index {
        url: redact::url(base.as_str()),
        reason,
    }
}

//! A supplier's endpoint over HTTP: no redirect is followed, and no more is read than the format allows.

use std::{error::Error, io::Read, time::Duration};

use anchor_lang::prelude::Pubkey;
use io_access::{
    http::{self, Refusal},
    limits::{MAX_REFUSAL, MAX_REQUEST, MAX_SEALED},
};
use reqwest::{
    blocking::{Client, RequestBuilder},
    header::CONTENT_TYPE,
    redirect::Policy,
    Url,
};

use crate::errors::CliError;

/// For a connection, and for a whole request.
const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(20);

/// What an endpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What was asked for.
    Given(Vec<u8>),
    /// It refuses, with its status.
    Refused(u16, Refusal),
    /// Another status, which is none of the format's.
    Unknown(u16),
    /// It does not answer, for this reason.
    Silent(String),
}

impl Answer {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Given(_) => "it answers".into(),
            Self::Refused(_, refusal) => {
                format!("it refuses: {} ({})", refusal.message, refusal.error)
            }
            Self::Unknown(status) => format!("it answers with HTTP status {status}"),
            Self::Silent(why) => format!("it does not answer: {why}"),
        }
    }

    /// Whether there is nothing of this reservation there, or not yet.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused(404, _) | Self::Unknown(404))
    }
}

/// A supplier's endpoint, as the chain has it.
pub struct Endpoint {
    base: String,
    is_local: bool,
    client: Client,
}

impl Endpoint {
    /// At a URL of the chain.
    ///
    /// # Errors
    /// [`CliError::Refused`] if it is no URL of HTTP.
    pub fn new(base: &str) -> Result<Self, CliError> {
        let wrong = |why: String| {
            CliError::Refused(format!("the supplier's endpoint cannot be used: {why}"))
        };
        // The format refuses what is no base of its paths.
        http::details(base, &Pubkey::default()).map_err(|error| wrong(error.to_string()))?;
        let url = Url::parse(base).map_err(|error| wrong(error.to_string()))?;
        let builder = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .redirect(Policy::none())
            .referer(false)
            .user_agent(concat!("io/", env!("CARGO_PKG_VERSION")));
        let is_local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        let builder = match is_local {
            true => builder.no_proxy(),
            false => builder,
        };
        let client = builder.build().map_err(|error| wrong(error.to_string()))?;
        Ok(Self {
            base: base.into(),
            is_local,
            client,
        })
    }

    /// Whether nobody between here and there can read along.
    pub fn is_private(&self) -> bool {
        self.base.starts_with("https://")
    }

    /// Whether it is on this machine.
    pub fn is_local(&self) -> bool {
        self.is_local
    }

    /// The sealed connection details of a reservation.
    ///
    /// # Errors
    /// [`CliError::Refused`] if the endpoint is no base of URLs.
    pub fn details(&self, reservation: &Pubkey) -> Result<Answer, CliError> {
        let url = http::details(&self.base, reservation).map_err(unusable)?;
        Ok(ask(self.client.get(url), MAX_SEALED))
    }

    /// The service key of a supplier.
    ///
    /// # Errors
    /// As [`details`](Self::details).
    pub fn service_key(&self, supplier: &Pubkey) -> Result<Answer, CliError> {
        let url = http::service_key(&self.base, supplier).map_err(unusable)?;
        Ok(ask(self.client.get(url), MAX_REQUEST))
    }

    /// Posts a signed workload.
    ///
    /// # Errors
    /// As [`details`](Self::details).
    pub fn workload(&self, reservation: &Pubkey, request: Vec<u8>) -> Result<Answer, CliError> {
        let url = http::workload(&self.base, reservation).map_err(unusable)?;
        let post = self.client.post(url).header(CONTENT_TYPE, http::JSON);
        Ok(ask(post.body(request), MAX_REFUSAL))
    }
}

fn unusable(error: io_access::Error) -> CliError {
    CliError::Refused(format!("the supplier's endpoint cannot be used: {error}"))
}

/// Sends a request, and reads at most `most` bytes of a body.
fn ask(request: RequestBuilder, most: usize) -> Answer {
    let response = match request.send() {
        Ok(response) => response,
        Err(error) => return Answer::Silent(cause(&error)),
    };
    let status = response.status().as_u16();
    let is_given = response.status().is_success();
    let most = if is_given { most } else { MAX_REFUSAL };
    let mut body = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    if let Err(error) = response.take(limit).read_to_end(&mut body) {
        return Answer::Silent(error.to_string());
    }
    match (is_given, Refusal::read(&body)) {
        (true, _) if body.len() > most => {
            Answer::Silent(format!("more than {most} bytes come back"))
        }
        (true, _) => Answer::Given(body),
        (false, Some(refusal)) => Answer::Refused(status, refusal),
        (false, None) => Answer::Unknown(status),
    }
}

/// The innermost reason: those around it repeat the URL.
fn cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "it takes too long".into();
    }
    let mut cause: &dyn Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

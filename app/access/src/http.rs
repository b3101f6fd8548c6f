//! Where an endpoint serves what, and with what status it refuses.

use io_text::harmless;
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;

use crate::{
    error::{invalid, Error, Result},
    limits::MAX_REFUSAL,
    text::check,
};

/// Media type of sealed bytes.
pub const SEALED: &str = "application/octet-stream";
/// Media type of all else.
pub const JSON: &str = "application/json";
/// Letters of the name of a refusal.
const MAX_NAME: usize = 32;

/// `GET`: the sealed connection details of a reservation.
///
/// # Errors
/// `InvalidField`: the endpoint is no base of URLs.
pub fn details(endpoint: &str, reservation: &Pubkey) -> Result<String> {
    below(endpoint, format!("reservations/{reservation}"))
}

/// `POST`: a signed workload for a reservation.
///
/// # Errors
/// As [`details`].
pub fn workload(endpoint: &str, reservation: &Pubkey) -> Result<String> {
    below(endpoint, format!("reservations/{reservation}/workload"))
}

/// `GET`: the service key of a supplier. An endpoint can serve several suppliers.
///
/// # Errors
/// As [`details`].
pub fn service_key(endpoint: &str, supplier: &Pubkey) -> Result<String> {
    below(endpoint, format!("suppliers/{supplier}/service-key"))
}

/// `POST`: a challenge of a supplier's GPUs.
///
/// # Errors
/// As [`details`].
pub fn challenge(endpoint: &str, supplier: &Pubkey) -> Result<String> {
    below(endpoint, format!("suppliers/{supplier}/challenge"))
}

fn below(endpoint: &str, path: String) -> Result<String> {
    let why = "is not a URL such as https://gpus.example, without `?` and `#`";
    let rest = endpoint.strip_prefix("https://");
    let rest = rest.or(endpoint.strip_prefix("http://"));
    let rest = rest.ok_or(invalid("endpoint", why))?;
    let holds = rest.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '[')
        && rest.bytes().all(|it| it.is_ascii_graphic())
        && !rest.contains(['?', '#', '@', '\\']);
    check("endpoint", holds, why)?;
    Ok(format!("{}/v1/{path}", endpoint.trim_end_matches('/')))
}

/// Why an endpoint refuses a request: the body of its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// A name of [`Error`], or one of those below.
    pub error: String,
    /// Words for people.
    pub message: String,
}

impl Refusal {
    /// There is no such supplier or reservation here, or there are no details yet.
    pub fn not_found() -> Self {
        Self::named("NotFound", "not here, or not yet")
    }

    /// The details are prepared or not, and the chain does not show the start with their hash yet.
    pub fn not_started() -> Self {
        Self::named(
            "NotStarted",
            "the reservation has not started: its details are served once the chain has the start",
        )
    }

    /// The reservation has ended.
    pub fn ended() -> Self {
        Self::named("Ended", "the reservation has ended")
    }

    /// More requests than the endpoint takes.
    pub fn too_many_requests() -> Self {
        Self::named("TooManyRequests", "too many requests: try again later")
    }

    /// The GPUs are being prepared: a workload changes nothing any more.
    pub fn too_late() -> Self {
        Self::named(
            "TooLate",
            "the GPUs are being prepared with what was sent before, or without",
        )
    }

    /// The endpoint cannot answer now.
    pub fn unavailable() -> Self {
        Self::named("Unavailable", "not now: try again later")
    }

    fn named(error: &str, message: &str) -> Self {
        Self {
            error: error.into(),
            message: message.into(),
        }
    }

    /// Its status.
    pub fn status(&self) -> u16 {
        match self.error.as_str() {
            "WrongSigner" | "BadSignature" => 403,
            "NotFound" | "NotStarted" => 404,
            "Replayed" | "TooLate" => 409,
            "Ended" => 410,
            "TooLarge" => 413,
            "TooManyRequests" => 429,
            "Unavailable" => 503,
            _ => 400,
        }
    }

    /// Its JSON.
    pub fn write(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads what somebody's endpoint answers, or nothing if it is none of this format. The message is safe to show.
    pub fn read(json: &[u8]) -> Option<Self> {
        let json = (json.len() <= MAX_REFUSAL).then_some(json)?;
        let read: Self = serde_json::from_slice(json).ok()?;
        let is_name = (1..=MAX_NAME).contains(&read.error.len())
            && read.error.bytes().all(|it| it.is_ascii_alphabetic());
        is_name.then(|| Self {
            message: harmless(&read.message),
            ..read
        })
    }
}

impl From<&Error> for Refusal {
    fn from(error: &Error) -> Self {
        Self::named(error.name(), &error.to_string())
    }
}

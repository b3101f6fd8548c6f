//! Where an endpoint serves what, and with what status it refuses.

use solana_pubkey::Pubkey;

use crate::{
    error::{invalid, Error, Result},
    text::check,
};

/// Media type of sealed bytes.
pub const SEALED: &str = "application/octet-stream";
/// Media type of all else.
pub const JSON: &str = "application/json";

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

/// The status with which an endpoint refuses a workload.
pub fn status(error: &Error) -> u16 {
    match error {
        Error::WrongSigner | Error::BadSignature => 403,
        Error::Replayed { .. } => 409,
        Error::TooLarge { .. } => 413,
        _ => 400,
    }
}

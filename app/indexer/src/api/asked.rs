//! Parameters of requests, parsed strictly: an unknown parameter is an error.

use axum::{
    extract::{rejection::QueryRejection, FromRequestParts, Path, Query},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use super::{
    answers::{self, Address},
    problem::Problem,
    source::Value,
};

/// Default page size.
pub const DEFAULT_LIMIT: u32 = 100;
/// Largest page size.
pub const MAX_LIMIT: u32 = 1_000;

/// Query parameters.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Query(it) = Query::try_from_uri(&parts.uri).map_err(|rejection| {
            let text = match &rejection {
                // Without the prefix "Failed to deserialize query string: ".
                QueryRejection::FailedToDeserializeQueryString(it) => {
                    std::error::Error::source(it).map(ToString::to_string)
                }
                _ => None,
            };
            Problem::parameter(text.unwrap_or_else(|| rejection.body_text()))
        })?;
        Ok(Self(it))
    }
}

/// Path parameters.
pub struct Named<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let named = Path::from_request_parts(parts, state).await;
        let Path(it) = named.map_err(|rejection| Problem::parameter(rejection.body_text()))?;
        Ok(Self(it))
    }
}

/// The page size.
///
/// # Errors
/// If it is not between 1 and [`MAX_LIMIT`].
pub fn limit(asked: Option<u32>) -> Result<u32, Problem> {
    match asked {
        None => Ok(DEFAULT_LIMIT),
        Some(limit @ 1..=MAX_LIMIT) => Ok(limit),
        Some(limit) => Err(Problem::parameter(format!(
            "limit: {limit} is not between 1 and {MAX_LIMIT}"
        ))),
    }
}

impl From<Address> for Value {
    fn from(address: Address) -> Self {
        Self::Text(address.into())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u16> for Value {
    fn from(number: u16) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Number(flag.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// The store has these names in snake case.
macro_rules! by_name {
    ($($name:ident: $($variant:ident = $text:literal)+;)+) => {
        $(impl From<answers::$name> for Value {
            fn from(it: answers::$name) -> Self {
                Self::Text(match it {
                    $(answers::$name::$variant => $text.into(),)+
                })
            }
        })+
    };
}

by_name! {
    PriceKind: Reference = "reference" Average = "average" Bid = "bid";
    Program: Emissions = "emissions" Marketplace = "marketplace" FeeBurn = "fee_burn";
    ProposalState: Open = "open" Applied = "applied" Cancelled = "cancelled";
    ReservationState: Reserved = "reserved" Active = "active" Ended = "ended" Closed = "closed";
    SlashState: Open = "open" Executed = "executed" Dropped = "dropped";
}

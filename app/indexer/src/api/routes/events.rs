//! Events.

use axum::{extract::State, Json};
use io_client::events::{Emissions, FeeBurn, Marketplace};
use serde::Deserialize;
use utoipa::ToSchema;

use super::list::list_query;
use crate::api::{
    answers::{Address, Event, Page, Program},
    asked::{self, Asked, Named},
    cursor,
    problem::Problem,
    source::{Direction, EventFilter, EventQuery},
    Api,
};

/// Name of events that this version cannot decode.
pub const UNKNOWN: &str = "unknown";

/// Order of events.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum EventOrder {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
}

list_query! {
    /// Filters of events.
    pub struct EventsQuery {
        /// Only of this program
        program: Option<Program>,
        /// Only of this name, such as `Reserved`
        name: Option<String>,
        /// Only with this address, of an account or a wallet, among their fields
        address: Option<Address>,
        /// Only of this transaction
        signature: Option<String>,
        /// Only from this slot on
        from_slot: Option<u64>,
        /// Only before this slot
        until_slot: Option<u64>,
        /// Sort order
        #[serde(default)]
        #[param(inline, required = false)]
        order: EventOrder,
    }
}

/// Events
#[utoipa::path(get, path = "/v1/events", tag = "events", params(EventsQuery), responses((status = 200, body = Page<Event>)))]
pub async fn events(
    State(api): State<Api>,
    Asked(asked): Asked<EventsQuery>,
) -> Result<Json<Page<Event>>, Problem> {
    let limit = asked::limit(asked.limit)?;
    let mut query = EventQuery {
        filter: EventFilter {
            program: asked.program,
            name: asked.name.map(known).transpose()?,
            address: asked.address.map(Into::into),
            signature: asked.signature.map(signature).transpose()?,
            from_slot: asked.from_slot,
            until_slot: asked.until_slot,
        },
        direction: match asked.order {
            EventOrder::Newest => Direction::Down,
            EventOrder::Oldest => Direction::Up,
        },
        after: None,
        // One event more shows whether there is a next page.
        limit: limit.saturating_add(1),
    };
    let after = asked.cursor.as_deref();
    query.after = after.map(|it| cursor::to_events(&query, it)).transpose()?;
    let mut data = api.source.events(query.clone()).await?;
    let more = data.len() > limit as usize;
    data.truncate(limit as usize);
    let last = data.last().filter(|_| more);
    let next = last.map(|event| cursor::of_events(&query, event.id));
    Ok(Json(Page { data, next }))
}

/// Events of a transaction
#[utoipa::path(
    get, path = "/v1/transactions/{signature}/events", tag = "events",
    params(("signature" = String, Path, description = "Signature of the transaction, in base58")),
    responses((status = 200, body = [Event], description = "In order of execution; empty if the index has none"))
)]
pub async fn transaction(
    State(api): State<Api>,
    Named(of): Named<String>,
) -> Result<Json<Vec<Event>>, Problem> {
    let query = EventQuery {
        filter: EventFilter {
            signature: Some(signature(of)?),
            ..EventFilter::default()
        },
        direction: Direction::Up,
        after: None,
        limit: asked::MAX_LIMIT,
    };
    Ok(Json(api.source.events(query).await?))
}

/// The name of an event.
///
/// # Errors
/// If there is no such event.
pub(super) fn known(name: String) -> Result<String, Problem> {
    let mut names = Emissions::NAMES
        .iter()
        .chain(Marketplace::NAMES)
        .chain(FeeBurn::NAMES);
    match name == UNKNOWN || names.any(|it| *it == name) {
        true => Ok(name),
        false => Err(Problem::parameter(format!(
            "name: no event is named {:?}; see docs/reference for their names",
            name.chars().take(50).collect::<String>()
        ))),
    }
}

/// A signature.
fn signature(text: String) -> Result<String, Problem> {
    match bs58::decode(&text).onto(&mut [0; 64]) {
        Ok(64) => Ok(text),
        _ => Err(Problem::parameter(format!(
            "signature: {:?} is not 64 bytes in base58",
            text.chars().take(100).collect::<String>()
        ))),
    }
}

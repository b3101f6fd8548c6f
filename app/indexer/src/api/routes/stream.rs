//! Events as they are stored, by server-sent events.
//!
//! A stream reads what follows the last event that it sent from the source, each time that the source has stored more. So a
//! client that is slow, or comes back with the id of the last event it saw, misses nothing and gets nothing twice.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::HeaderMap,
    response::sse::{Event as Sent, KeepAlive, Sse},
};
use serde::Deserialize;
use tokio::sync::{mpsc, watch};
use tokio_stream::{wrappers::ReceiverStream, Stream};
use utoipa::IntoParams;

use super::events::known;
use crate::api::{
    answers::{Address, Event, Place, Program},
    asked::Asked,
    problem::Problem,
    source::{Direction, EventFilter, EventQuery, Source},
    Api,
};
use crate::tip::Tip;

/// Events read at a time.
const BATCH: u32 = 100;
/// Messages that wait for a slow client.
const WAITING: usize = 16;
/// How often an idle stream shows that it lives.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Header with the id of the last event that a client saw.
const LAST_EVENT_ID: &str = "last-event-id";

/// Which events.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StreamQuery {
    /// Only of this program
    program: Option<Program>,
    /// Only of this name, such as `Reserved`
    name: Option<String>,
    /// Only those with this address among their fields: an account or a wallet
    address: Option<Address>,
    /// Only behind the event of this id; only new ones unless given. The header `Last-Event-ID` comes before it
    after: Option<String>,
}

/// Events as they are stored, the oldest first
///
/// Each message has the event as data and its id as id. A message with an id alone says how far the stream has come. A message
/// `fork` has a slot as data: the events from that slot on are others than before, and are sent again as they are now.
#[utoipa::path(
    get, path = "/v1/events/stream", tag = "events",
    params(
        StreamQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "Id of the last event that the client saw"),
    ),
    responses((status = 200, body = Event, content_type = "text/event-stream", description = "Each message's data"))
)]
pub async fn stream(
    State(api): State<Api>,
    headers: HeaderMap,
    Asked(asked): Asked<StreamQuery>,
) -> Result<Sse<impl Stream<Item = Result<Sent, Infallible>>>, Problem> {
    let filter = EventFilter {
        program: asked.program,
        name: asked.name.map(known).transpose()?,
        address: asked.address.map(Into::into),
        ..EventFilter::default()
    };
    let after = last_seen(&headers, asked.after)?;
    let full = || Problem::busy("All streams are taken: try again, or read /v1/events");
    let permit = Arc::clone(&api.streams).try_acquire_owned();
    let permit = permit.map_err(|_| full())?;
    let mut tip = api.source.tip();
    let start = tip.borrow_and_update().clone();
    let (sender, receiver) = mpsc::channel(WAITING);
    let mut stream = Sending {
        query: EventQuery {
            filter,
            direction: Direction::Up,
            after: after.or(start.place),
            limit: BATCH,
        },
        source: api.source,
        tip,
        forks: start.forks.len(),
        seen: after,
        sender,
    };
    tokio::spawn(async move {
        // It ends when the client goes, or comes back after the index could not be read.
        stream.run().await;
        drop(permit);
    });
    let stream = Sse::new(ReceiverStream::new(receiver));
    Ok(stream.keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// The event after which the stream begins; none for the newest.
fn last_seen(headers: &HeaderMap, after: Option<String>) -> Result<Option<Place>, Problem> {
    let (name, text) = match headers.get(LAST_EVENT_ID) {
        Some(id) => ("Last-Event-ID", id.to_str().unwrap_or_default().to_owned()),
        None => match after {
            Some(after) => ("after", after),
            None => return Ok(None),
        },
    };
    let place = text.parse();
    let wrong = |error| Problem::parameter(format!("{name}: {error}"));
    place.map(Some).map_err(wrong)
}

/// A stream at work.
struct Sending {
    source: Arc<dyn Source>,
    /// Events behind those that were sent.
    query: EventQuery,
    tip: watch::Receiver<Tip>,
    /// Forks that it knows of.
    forks: usize,
    /// The id that the client comes back with.
    seen: Option<Place>,
    sender: mpsc::Sender<Result<Sent, Infallible>>,
}

impl Sending {
    /// Sends what is stored, until the client goes; none then.
    async fn run(&mut self) -> Option<()> {
        loop {
            let now = self.tip.borrow_and_update().clone();
            let taken_out = now.forks.iter().skip(self.forks).min();
            self.forks = now.forks.len();
            if let Some(slot) = taken_out {
                let kept = Place::before(*slot);
                self.query.after = self.query.after.map(|it| it.min(kept));
                self.send(Sent::default().event("fork").data(slot.to_string()))
                    .await?;
            }
            self.send_stored().await?;
            // All others up to here are not of the filter: a client that comes back need not ask for them again.
            self.query.after = self.query.after.max(now.place);
            if let Some(place) = self.query.after.filter(|it| Some(*it) != self.seen) {
                self.seen = Some(place);
                self.send(Sent::default().id(place.to_string())).await?;
            }
            tokio::select! {
                changed = self.tip.changed() => changed.ok()?,
                () = self.sender.closed() => return None,
            }
        }
    }

    /// Sends the events that are stored by now.
    async fn send_stored(&mut self) -> Option<()> {
        loop {
            let events = self.source.events(self.query.clone()).await;
            let logged = |error: &_| tracing::error!(%error, "a stream ends");
            let events = events.inspect_err(logged).ok()?;
            let is_last = events.len() < BATCH as usize;
            for event in events {
                self.query.after = Some(event.id);
                self.seen = Some(event.id);
                self.send(message(&event)).await?;
            }
            if is_last {
                return Some(());
            }
        }
    }

    async fn send(&self, message: Sent) -> Option<()> {
        self.sender.send(Ok(message)).await.ok()
    }
}

/// An event as a message. Its JSON has no line break.
fn message(event: &Event) -> Sent {
    let data = serde_json::to_string(event).unwrap_or_default();
    Sent::default().id(event.id.to_string()).data(data)
}

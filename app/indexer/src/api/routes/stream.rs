//! Events as they are stored, as server-sent events.
//!
//! Whenever the source has stored more, a stream reads the events after the last one it sent. A slow client, or one that
//! reconnects with the id of the last event it saw, misses no event and gets none twice.

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
/// Messages buffered for a slow client.
const WAITING: usize = 16;
/// Keep-alive interval of an idle stream.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Header with the id of the last event a client saw.
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
    /// Only with this address, of an account or a wallet, among their fields
    address: Option<Address>,
    /// Only after the event with this id; by default only new events. The header `Last-Event-ID` takes precedence
    after: Option<String>,
}

/// Events as they are stored, oldest first
///
/// Each message has the event as data and its id as id. A message with only an id says how far the stream has come. A
/// `fork` message has a slot as data: the events from that slot on have changed; the current ones follow.
#[utoipa::path(
    get, path = "/v1/events/stream", tag = "events",
    params(
        StreamQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "Id of the last event the client saw"),
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
    let full = || Problem::busy("No stream is free: retry later, or poll /v1/events");
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
        // It ends when the client disconnects, or if the index cannot be read: clients then reconnect.
        stream.run().await;
        drop(permit);
    });
    let stream = Sse::new(ReceiverStream::new(receiver));
    Ok(stream.keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// The event after which the stream starts; none for the newest.
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

/// An open stream.
struct Sending {
    source: Arc<dyn Source>,
    /// Query for the events after those already sent.
    query: EventQuery,
    tip: watch::Receiver<Tip>,
    /// Number of forks already reported.
    forks: usize,
    /// The id with which the client would reconnect.
    seen: Option<Place>,
    sender: mpsc::Sender<Result<Sent, Infallible>>,
}

impl Sending {
    /// Sends stored events. None once the client is gone.
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
            // The filter excludes all other events up to here, so a client that reconnects can skip them.
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

    /// Sends the events stored so far.
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

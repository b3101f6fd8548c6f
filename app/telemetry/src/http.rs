//! `/healthz`, `/readyz` and `/metrics`. They expose no secrets and have no limits: bind them to loopback or to a private network.

use std::{
    future::{pending, Future},
    io,
    net::{SocketAddr, TcpListener},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use axum::{
    extract::State as Shared,
    http::{
        header::{CACHE_CONTROL, CONTENT_TYPE},
        StatusCode,
    },
    response::IntoResponse,
    routing::get,
    Router,
};
use tokio::{
    runtime::Builder,
    sync::oneshot::{channel, Sender},
};

use crate::{health::Health, metrics::Metrics};

const UPKEEP: Duration = Duration::from_secs(5);

/// State of the routes.
#[derive(Clone, Debug)]
pub struct State {
    pub health: Health,
    pub metrics: Metrics,
}

/// The three routes, to serve alone or with others.
pub fn routes(state: State) -> Router {
    Router::new()
        .route("/healthz", get(|| async { text("ok\n".into()) }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(state)
}

/// Serves the three routes until `stop`.
///
/// # Errors
/// Those of the listener.
pub async fn serve(
    listener: tokio::net::TcpListener,
    state: State,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let upkeep = tokio::spawn(upkeep(state.metrics.clone()));
    let served = axum::serve(listener, routes(state))
        .with_graceful_shutdown(stop)
        .await;
    upkeep.abort();
    served
}

/// Keeps the metrics' memory small while it is polled.
pub async fn upkeep(metrics: Metrics) {
    let mut every = tokio::time::interval(UPKEEP);
    loop {
        every.tick().await;
        metrics.upkeep();
    }
}

async fn ready(Shared(state): Shared<State>) -> impl IntoResponse {
    match state.health.check(Instant::now()) {
        Ok(()) => (StatusCode::OK, text("ok\n".into())),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, text(format!("{reason}\n"))),
    }
}

async fn metrics(Shared(state): Shared<State>) -> impl IntoResponse {
    let format = "text/plain; version=0.0.4; charset=utf-8";
    ([(CONTENT_TYPE, format)], state.metrics.render())
}

fn text(body: String) -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, body)
}

/// The routes on a thread of their own, for a service without a runtime. Dropping it stops them.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves on `listener`.
    ///
    /// # Errors
    /// Those of the listener, of a thread and of a runtime.
    pub fn start(listener: TcpListener, state: State) -> io::Result<Self> {
        let address = listener.local_addr()?;
        listener.set_nonblocking(true)?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = channel();
        let run = move || {
            // Open connections are cut off.
            let served = runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                tokio::select! {
                    served = serve(listener, state, pending()) => served,
                    _ = stopped => Ok(()),
                }
            });
            if let Err(error) = served {
                tracing::error!(%error, "the monitoring routes have stopped");
            }
        };
        let thread = thread::Builder::new().name("http".into()).spawn(run)?;
        Ok(Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::metrics::{counter, with_local_recorder};
    use std::io::{Read, Write};
    use std::net::TcpStream;

    /// Status and body.
    fn get(server: &Server, path: &str) -> (u16, String) {
        let answer = reqwest::blocking::get(format!("http://{}{path}", server.address())).unwrap();
        (answer.status().as_u16(), answer.text().unwrap())
    }

    fn server(health: &Health) -> Server {
        let (recorder, metrics) = Metrics::local().unwrap();
        with_local_recorder(&recorder, || counter!("io_test_rounds_total").increment(1));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let health = health.clone();
        Server::start(listener, State { health, metrics }).unwrap()
    }

    #[test]
    fn it_is_alive_at_once_and_ready_after_a_success() {
        let health = Health::new("no round is complete yet", Duration::from_secs(3_600));
        let server = server(&health);
        assert_eq!(get(&server, "/healthz"), (200, "ok\n".into()));
        let starting = (503, "no round is complete yet\n".into());
        assert_eq!(get(&server, "/readyz"), starting);
        health.succeeded(Instant::now());
        assert_eq!(get(&server, "/readyz"), (200, "ok\n".into()));
        let (status, body) = get(&server, "/metrics");
        assert_eq!(status, 200);
        assert!(body.contains("\nio_test_rounds_total 1\n"), "{body}");
        assert_eq!(get(&server, "/").0, 404);
    }

    #[test]
    fn it_ends_while_a_connection_is_open() {
        let health = Health::new("starting", Duration::ZERO);
        let server = server(&health);
        let mut open = TcpStream::connect(server.address()).unwrap();
        open.write_all(b"GET /healthz HTTP/1.1\r\n").unwrap();
        let address = server.address();
        drop(server);
        let mut rest = Vec::new();
        // Closed, by an end or a reset.
        assert!(matches!(open.read_to_end(&mut rest), Ok(0) | Err(_)));
        assert!(TcpStream::connect(address).is_err());
    }
}

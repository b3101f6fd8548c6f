//! HTTP/1.1 with limits: on sizes, on how long a client may take, and on how many connections and requests one has. TLS is for
//! the proxy in front.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr, TcpListener},
    pin::pin,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    body::{Body, Bytes, Incoming},
    header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS},
    http::{request::Parts, HeaderMap},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use io_access::{http::Refusal, Error};
use tokio::{runtime::Runtime, sync::Semaphore, task::spawn_blocking, time::timeout};

use super::{client::Client, places::Places, rate::Rate, Answers, Request, Response};
use crate::metrics::Metrics;

/// Bytes of the head of a request.
const MAX_HEAD: usize = 16_384;
/// Bytes of the longest body that is short: a client that is not slow sends it with the head.
const SHORT: usize = 4_096;
/// What a proxy adds.
const FORWARDED: &str = "x-forwarded-for";
/// Threads of the server, beside those that answer.
const THREADS: usize = 2;

/// What a client may take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections.
    pub connections: usize,
    /// Connections of one client. This machine and the proxies may have all.
    pub of_one: usize,
    /// Requests of one client in a minute…
    pub requests: u32,
    /// …and so many more for each reservation that runs: an attestor asks for the details of all.
    pub of_each_running: u32,
    /// Bodies of one client, behind a proxy too, that are read at a time.
    pub bodies_of_one: usize,
    /// Bodies of challenges and other short ones that are read at a time, and as many longer ones: the other connections are left to
    /// requests without a body.
    pub bodies: usize,
    /// Proxies, which are believed who their client is.
    pub proxies: Vec<IpAddr>,
    /// For the head of a request.
    pub head: Duration,
    /// For its body.
    pub body: Duration,
    /// For a connection: it takes no request after that…
    pub connection: Duration,
    /// …and has so long for its last answer.
    pub last: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            of_one: 32,
            requests: 600,
            of_each_running: 2,
            bodies_of_one: 16,
            bodies: 160,
            proxies: Vec::new(),
            head: Duration::from_secs(5),
            body: Duration::from_secs(10),
            connection: Duration::from_secs(60),
            last: Duration::from_secs(15),
        }
    }
}

type Reply = hyper::Response<Full<Bytes>>;

/// A server that runs until it is dropped.
pub struct Server {
    runtime: Option<Runtime>,
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Serves on a listener.
///
/// # Errors
/// Those of the operating system.
pub fn serve(
    listener: TcpListener,
    answers: Arc<dyn Answers>,
    metrics: Arc<Metrics>,
    limits: Limits,
) -> std::io::Result<Server> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .enable_all()
        .build()?;
    listener.set_nonblocking(true)?;
    let listener = {
        let _inside = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    let door = Arc::new(Door {
        answers,
        metrics,
        rate: Rate::default(),
        reading: Arc::default(),
        short: Semaphore::new(limits.bodies),
        long: Semaphore::new(limits.bodies),
        limits,
    });
    runtime.spawn(accept(listener, door));
    Ok(Server {
        runtime: Some(runtime),
    })
}

/// What every request passes.
struct Door {
    answers: Arc<dyn Answers>,
    metrics: Arc<Metrics>,
    rate: Rate<Client>,
    /// Bodies that are read.
    reading: Arc<Places>,
    /// Places for bodies that are short, and for others.
    short: Semaphore,
    long: Semaphore,
    limits: Limits,
}

async fn accept(listener: tokio::net::TcpListener, door: Arc<Door>) {
    let free = Arc::new(Semaphore::new(door.limits.connections));
    let peers = Arc::new(Places::default());
    loop {
        let Ok(permit) = free.clone().acquire_owned().await else {
            return;
        };
        let (stream, from) = match listener.accept().await {
            Ok(accepted) => accepted,
            // Such as too many open files: some close by then.
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Some(place) = peers.take(Client::at(from.ip()), connections(from.ip(), &door.limits))
        else {
            continue;
        };
        let door = door.clone();
        tokio::spawn(async move {
            let service = service_fn(|request| {
                let door = door.clone();
                async move { Ok::<_, Infallible>(door.reply(request, from).await) }
            });
            let mut builder = http1::Builder::new();
            builder
                .timer(TokioTimer::new())
                .header_read_timeout(door.limits.head)
                .max_buf_size(MAX_HEAD);
            let connection = builder.serve_connection(TokioIo::new(stream), service);
            let mut connection = pin!(connection);
            // What a client does wrong ends its connection.
            let ended = timeout(door.limits.connection, connection.as_mut()).await;
            if ended.is_err() {
                connection.as_mut().graceful_shutdown();
                let _ = timeout(door.limits.last, connection).await;
            }
            drop((permit, place));
        });
    }
}

impl Door {
    async fn reply(self: &Arc<Self>, request: hyper::Request<Incoming>, from: SocketAddr) -> Reply {
        let response = self.response(request, from).await;
        self.metrics.answered(response.status);
        let mut reply = hyper::Response::builder()
            .status(response.status)
            .header(CONTENT_TYPE, response.kind)
            .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
            .header(CACHE_CONTROL, "no-cache");
        if let Some(etag) = response.etag {
            reply = reply.header(ETAG, etag);
        }
        let reply = reply.body(Full::new(Bytes::from(response.body)));
        reply.unwrap_or_else(|_| hyper::Response::new(Full::default()))
    }

    /// Limits and path come before the body, and the body before the store.
    async fn response(
        self: &Arc<Self>,
        request: hyper::Request<Incoming>,
        from: SocketAddr,
    ) -> Response {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.map_or(0, |it| it.as_secs());
        let client = self.client(from.ip(), request.headers());
        if !self.is_allowed(client, now) {
            return Response::refused(&Refusal::too_many_requests());
        }
        let (head, body) = request.into_parts();
        let most = self.answers.most(head.method.as_str(), head.uri.path());
        let body = match most {
            0 => Bytes::new(),
            most => match self.read(client, body, most).await {
                Ok(body) => body,
                Err(response) => return response,
            },
        };
        let answers = self.answers.clone();
        // The store is on a disk.
        let answered = spawn_blocking(move || answers.answer(&asked(&head, &body, now)));
        answered
            .await
            .unwrap_or_else(|_| Response::refused(&Refusal::unavailable()))
    }

    /// Counts a request. One beyond the client's own limit does not count for its site.
    fn is_allowed(&self, client: Client, now: u64) -> bool {
        let most = self.requests();
        let mut counted = client.counted();
        counted.all(|(it, times)| self.rate.allows(&it, most.saturating_mul(times), now))
    }

    /// Most requests of a client in this minute.
    fn requests(&self) -> u32 {
        let running = u32::try_from(self.metrics.running()).unwrap_or(u32::MAX);
        let more = running.saturating_mul(self.limits.of_each_running);
        self.limits.requests.saturating_add(more)
    }

    /// A body of at most `most` bytes, while there is a place for it: a slow one holds a connection.
    async fn read(&self, client: Client, body: Incoming, most: usize) -> Result<Bytes, Response> {
        let place = self.reading.take(client, self.limits.bodies_of_one);
        let _place = place.ok_or_else(|| Response::refused(&Refusal::too_many_requests()))?;
        let places = match most <= SHORT {
            true => &self.short,
            false => &self.long,
        };
        let free = places.try_acquire();
        let _free = free.map_err(|_| Response::refused(&Refusal::unavailable()))?;
        read(body, most, self.limits.body).await
    }

    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Client {
        let lines = headers.get_all(FORWARDED).iter();
        let lines: Vec<&str> = lines.filter_map(|it| it.to_str().ok()).collect();
        let proxies = &self.limits.proxies;
        let peer = peer.to_canonical();
        if !lines.is_empty() && is_near(&peer) && !proxies.contains(&peer) {
            self.metrics.unnamed_proxy();
        }
        Client::behind(peer, lines.into_iter(), proxies)
    }
}

/// Whether an address is of this machine or of a private network, where a proxy may be.
fn is_near(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(it) => it.is_loopback() || it.is_private(),
        IpAddr::V6(it) => it.is_loopback() || it.is_unique_local(),
    }
}

/// A body of at most `most` bytes.
async fn read(body: Incoming, most: usize, within: Duration) -> Result<Bytes, Response> {
    let too_large = |has| Response::refused(&Refusal::from(&Error::TooLarge { most, has }));
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > most {
        return Err(too_large(announced));
    }
    match timeout(within, Limited::new(body, most).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            Err(too_large(most.saturating_add(1)))
        }
        Ok(Err(_)) | Err(_) => Err(Response::new(408, io_access::http::JSON, [])),
    }
}

fn asked<'a>(head: &'a Parts, body: &'a [u8], now: u64) -> Request<'a> {
    let etag = head.headers.get(IF_NONE_MATCH);
    Request {
        method: head.method.as_str(),
        path: head.uri.path(),
        etag: etag.and_then(|it| it.to_str().ok()),
        body,
        now,
    }
}

/// Most connections of an address.
fn connections(address: IpAddr, limits: &Limits) -> usize {
    let address = address.to_canonical();
    // A proxy limits its own clients.
    match address.is_loopback() || limits.proxies.contains(&address) {
        true => usize::MAX,
        false => limits.of_one,
    }
}

#[cfg(test)]
mod tests;

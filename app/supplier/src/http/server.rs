//! HTTP/1.1 with limits: on sizes, on how long a client may take, and on how many connections one address has. TLS is for the
//! proxy in front.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    net::{IpAddr, TcpListener},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    body::{Bytes, Incoming},
    header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use io_access::{http::Refusal, limits::MAX_REQUEST, Error};
use tokio::{runtime::Runtime, sync::Semaphore, task::spawn_blocking, time::timeout};

use super::{Answers, Request, Response};
use crate::metrics::Metrics;

/// Bytes of the head of a request.
const MAX_HEAD: usize = 16_384;
/// Threads of the server, beside those that answer.
const THREADS: usize = 2;

/// What a client may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections.
    pub connections: usize,
    /// Connections of one address that is not this machine's.
    pub of_one: usize,
    /// For the head of a request.
    pub head: Duration,
    /// For its body.
    pub body: Duration,
    /// For a whole connection.
    pub connection: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            of_one: 32,
            head: Duration::from_secs(5),
            body: Duration::from_secs(10),
            connection: Duration::from_secs(60),
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
    runtime.spawn(accept(listener, answers, metrics, limits));
    Ok(Server {
        runtime: Some(runtime),
    })
}

async fn accept(
    listener: tokio::net::TcpListener,
    answers: Arc<dyn Answers>,
    metrics: Arc<Metrics>,
    limits: Limits,
) {
    let free = Arc::new(Semaphore::new(limits.connections));
    let peers = Arc::new(Peers::default());
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
        let Some(place) = peers.place(from.ip(), limits.of_one) else {
            continue;
        };
        let (answers, metrics) = (answers.clone(), metrics.clone());
        tokio::spawn(async move {
            let service = service_fn(|request| {
                let (answers, metrics) = (answers.clone(), metrics.clone());
                async move { Ok::<_, Infallible>(reply(request, answers, &metrics, limits.body).await) }
            });
            let mut builder = http1::Builder::new();
            builder
                .timer(TokioTimer::new())
                .header_read_timeout(limits.head)
                .max_buf_size(MAX_HEAD);
            let connection = builder.serve_connection(TokioIo::new(stream), service);
            // What a client does wrong ends its connection.
            let _ = timeout(limits.connection, connection).await;
            drop((permit, place));
        });
    }
}

async fn reply(
    request: hyper::Request<Incoming>,
    answers: Arc<dyn Answers>,
    metrics: &Metrics,
    within: Duration,
) -> Reply {
    let response = response(request, answers, within).await;
    metrics.answered(response.status);
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

async fn response(
    request: hyper::Request<Incoming>,
    answers: Arc<dyn Answers>,
    within: Duration,
) -> Response {
    let (head, body) = request.into_parts();
    let body = match timeout(within, Limited::new(body, MAX_REQUEST).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            let has = MAX_REQUEST.saturating_add(1);
            let most = MAX_REQUEST;
            return Response::refused(&Refusal::from(&Error::TooLarge { most, has }));
        }
        Ok(Err(_)) | Err(_) => return Response::new(408, io_access::http::JSON, []),
    };
    // The store is on a disk.
    let answered = spawn_blocking(move || {
        let etag = head.headers.get(IF_NONE_MATCH);
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        answers.answer(&Request {
            method: head.method.as_str(),
            path: head.uri.path(),
            etag: etag.and_then(|it| it.to_str().ok()),
            body: &body,
            now: since.map_or(0, |it| it.as_secs()),
        })
    });
    answered
        .await
        .unwrap_or_else(|_| Response::refused(&Refusal::unavailable()))
}

/// Connections of each address.
#[derive(Default)]
struct Peers(Mutex<BTreeMap<IpAddr, usize>>);

/// One of them, until it is dropped.
struct Place {
    peers: Arc<Peers>,
    address: IpAddr,
}

impl Peers {
    fn place(self: &Arc<Self>, address: IpAddr, most: usize) -> Option<Place> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(address).or_default();
        // A proxy is at a loopback address, and limits its own.
        if *count >= most && !address.is_loopback() {
            return None;
        }
        *count = count.saturating_add(1);
        Some(Place {
            peers: self.clone(),
            address,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut all = self.peers.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.get(&self.address).copied().unwrap_or_default();
        match count {
            0 | 1 => drop(all.remove(&self.address)),
            more => drop(all.insert(self.address, more.saturating_sub(1))),
        }
    }
}

#[cfg(test)]
mod tests;

//! `io-indexer run`.

use std::{
    future::IntoFuture,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{channel, Receiver, RecvTimeoutError, Sender},
        Arc,
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::Context;
use axum::Router;
use io_indexer::{
    api::{self, answers, Limits, Stored},
    follow::{Error, Follower, Plan, Round, METRICS},
    source::Options,
};
use io_telemetry::{
    health::Health,
    http::{self, State},
    metrics::Metrics,
};
use tokio::{
    net::TcpListener,
    signal::unix::{signal, SignalKind},
};

use crate::arguments::{Commitment, Run};

/// Longest wait between rounds, after repeated faults.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How long a running step may take to end at shutdown. Cutting it off loses nothing.
const LAST_STEP: Duration = Duration::from_secs(5);
/// How long pending answers may take at shutdown.
const LAST_ANSWERS: Duration = Duration::from_secs(2);
/// Not ready if the last round that succeeded is older.
const MAX_AGE: Duration = Duration::from_secs(60);

pub fn run(options: &Run) -> anyhow::Result<()> {
    let measures = [&METRICS[..], &api::METRICS].concat();
    let metrics = Metrics::install("io-indexer", env!("CARGO_PKG_VERSION"), &measures)?;
    let health = Health::new("the history is being read", MAX_AGE);
    let runtime = crate::runtime()?;
    let store = Arc::new(runtime.block_on(crate::open(&options.database))?);
    let listener = runtime.block_on(TcpListener::bind(options.listen));
    let listener = listener.with_context(|| {
        let address = options.listen;
        format!("--listen {address}: choose another address, or port 0 for any free port")
    })?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    let plan = Plan {
        node: Options::new(&options.url),
        confirmed: options.commitment == Commitment::Confirmed,
        parallel: options.parallel.into(),
    };
    let follower = Follower::new(store.clone(), runtime.handle().clone(), &plan);
    let (stop, stopped) = channel();
    let (ended, is_ended) = channel();
    let (of_thread, every) = (health.clone(), options.every());
    let is_stopping = Arc::new(AtomicBool::new(false));
    let stops = is_stopping.clone();
    // Its requests block, so it runs outside the runtime.
    thread::Builder::new()
        .name("follow".into())
        .spawn(move || {
            follow(follower, &of_thread, every, &stops, &stopped);
            let _ = ended.send(());
        })?;
    let served = runtime.block_on(async {
        let stored = Stored {
            store: store.clone(),
            commitment: match options.commitment {
                Commitment::Confirmed => answers::Commitment::Confirmed,
                Commitment::Finalized => answers::Commitment::Finalized,
            },
        };
        let api = api::router(Arc::new(stored), Limits::default());
        serve(listener, api, State { health, metrics }).await
    });
    end(&is_stopping, &stop, &is_ended);
    runtime.block_on(async {
        let close = tokio::time::timeout(LAST_STEP, store.close());
        let _ = close.await;
    });
    Ok(served?)
}

/// Serves until a signal to stop. Open streams are cut off then.
async fn serve(listener: TcpListener, api: Router, state: State) -> std::io::Result<()> {
    let upkeep = tokio::spawn(http::upkeep(state.metrics.clone()));
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let stopped = async {
        let _ = stopped.await;
    };
    let server = axum::serve(listener, api.merge(http::routes(state)));
    let stop = async {
        shutdown().await;
        let _ = stop.send(());
        tokio::time::sleep(LAST_ANSWERS).await;
    };
    let served = tokio::select! {
        served = server.with_graceful_shutdown(stopped).into_future() => served,
        () = stop => Ok(()),
    };
    upkeep.abort();
    served
}

/// Waits for Ctrl-C or SIGTERM.
async fn shutdown() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated => {}
    }
    tracing::info!("stopping");
}

fn end(is_stopping: &AtomicBool, stop: &Sender<()>, is_ended: &Receiver<()>) {
    is_stopping.store(true, Ordering::Relaxed);
    let _ = stop.send(());
    if is_ended.recv_timeout(LAST_STEP).is_err() {
        tracing::warn!("the running step was cut off; it will be repeated at the next start");
    }
}

/// Runs rounds until a signal to stop.
fn follow(
    mut follower: Follower,
    health: &Health,
    every: Duration,
    is_stopping: &AtomicBool,
    stopped: &Receiver<()>,
) {
    let stop = || is_stopping.load(Ordering::Relaxed);
    let mut wait = every;
    loop {
        match follower.round(&stop) {
            Ok(round) => {
                health.succeeded(Instant::now());
                report(&round);
                wait = every;
            }
            Err(Error::Stopped) => return,
            Err(error) => {
                tracing::warn!(kind = error.kind(), "{error}");
                health.failed(error.to_string());
                wait = wait.saturating_mul(2).min(LONGEST_WAIT);
            }
        }
        match stopped.recv_timeout(wait) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn report(round: &Round) {
    let Round {
        reached,
        transactions,
        events,
        forked,
    } = round;
    if *forked > 0 {
        tracing::warn!(forked, "removed transactions that were on a fork");
    }
    if *transactions > 0 {
        tracing::info!(reached, transactions, events, "recorded");
    }
}

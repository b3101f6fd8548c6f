//! A keeper that runs as a service.

use std::{
    net::{SocketAddr, TcpListener},
    time::{Duration, Instant},
};

use emissions::state::Ledger;
use io_common::{addresses::LEDGER, constants::epoch_hour};
use io_telemetry::{
    health::Health,
    http::{Server, State},
    metrics::Metrics,
};
use rand::Rng;

use super::{
    events,
    metrics::{self, Standing},
    on_signal, round, Log, Options,
};
use crate::{context::Context, errors::CliError, output::tell, report::Report};

/// Intervals without a success after which it is not ready, and the seconds that a round may take on top.
const READY_ROUNDS: u64 = 3;
const READY_MORE: u64 = 300;

/// Runs rounds until a signal.
///
/// # Errors
/// If it cannot listen on the address, or has no signer.
pub fn run(context: &mut Context, options: &Options, mut log: Log) -> anyhow::Result<Report> {
    let max_age = options.interval.saturating_mul(READY_ROUNDS);
    let max_age = Duration::from_secs(max_age.saturating_add(READY_MORE));
    let health = Health::new("no round is complete yet", max_age);
    let server = options.listen.map(|at| serve(at, health.clone()));
    let _server = server.transpose()?;
    let stop = on_signal()?;
    // Whether a reason was said that holds.
    let mut is_said = false;
    loop {
        let start = Instant::now();
        let before = left(context);
        round::run(context, options, &mut log)?;
        let reasons = log.reasons();
        for (jobs, words) in &reasons {
            if let Some(words) = log.says(words) {
                events::failed(jobs, &words);
                is_said = true;
            }
        }
        let standing = Standing {
            purse: before.zip(left(context)),
            earned: log.earned,
            behind: behind(context),
        };
        let error = reasons.into_iter().next().map(|(_, words)| words);
        metrics::rounded(error.is_none(), start.elapsed(), &standing);
        match error {
            None => {
                health.succeeded(Instant::now());
                if std::mem::take(&mut is_said) {
                    tell("all jobs go on again");
                }
            }
            Some(error) => health.failed(error),
        }
        log.clear();
        if stop.within(pause(options.interval, &mut rand::rng())) {
            return Ok(Report::default());
        }
    }
}

/// Pause between rounds: the interval, shortened at random by up to a tenth, so that keepers started together drift apart.
fn pause(interval: u64, rng: &mut impl Rng) -> Duration {
    let whole = Duration::from_secs(interval);
    let most = u64::try_from(whole.as_millis()).unwrap_or(u64::MAX);
    let most = most.checked_div(10).unwrap_or_default();
    whole.saturating_sub(Duration::from_millis(rng.random_range(0..=most)))
}

/// Serves the routes for monitoring.
fn serve(address: SocketAddr, health: Health) -> anyhow::Result<Server> {
    let metrics = Metrics::install("io-keeper", env!("CARGO_PKG_VERSION"), metrics::ALL)?;
    let listener = TcpListener::bind(address).map_err(|error| {
        CliError::Usage(format!(
            "cannot listen on {address}: {error}; choose another with --listen"
        ))
    })?;
    let server = Server::start(listener, State { health, metrics })?;
    tell(format!(
        "/healthz, /readyz and /metrics at http://{}",
        server.address()
    ));
    Ok(server)
}

/// Lamports of the wallet, if they can be read.
fn left(context: &mut Context) -> Option<u64> {
    let me = context.me().ok()?;
    let account = context.account(&me).ok()?;
    Some(account.map_or(0, |it| it.lamports))
}

/// Hours that the emission clock is behind; none before launch, or if it cannot be read.
fn behind(context: &mut Context) -> Option<u32> {
    let now = epoch_hour(context.now().ok()?);
    let ledger: Ledger = context.find(&LEDGER.address).ok()??;
    ledger
        .is_launched()
        .then(|| now.saturating_sub(ledger.hour))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn keepers_with_one_interval_do_not_stay_together() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let pauses: Vec<Duration> = (0..100).map(|_| pause(60, &mut rng)).collect();
        let range = Duration::from_secs(54)..=Duration::from_secs(60);
        assert!(pauses.iter().all(|it| range.contains(it)), "{pauses:?}");
        let (least, most) = (pauses.iter().min(), pauses.iter().max());
        assert!(most.unwrap().saturating_sub(*least.unwrap()) > Duration::from_secs(5));
        assert_eq!(pause(0, &mut rng), Duration::ZERO);
    }
}

//! `io supplier serve`: the supplier's service, which `io_supplier` is.

mod challenge;
mod keys;
mod maintenance;
mod node;
mod options;
mod reach;
mod windows;

pub use options::Options;

use std::{
    io::Write,
    net::{IpAddr, TcpListener},
    sync::{
        mpsc::{channel, Receiver},
        Arc, Mutex,
    },
    time::{Duration, Instant},
};

use anchor_lang::prelude::Pubkey;
use io_common::types::Supplier;
use io_supplier::{
    http::{serve, Admin, Front, Limits},
    service_secret, Level, Log, Metrics, RoundError, Service, Settings, Store,
};
use serde_json::json;

use self::{
    challenge::{responder, Attestors, Public},
    keys::Keys,
    node::Node,
    reach::Reach,
    windows::Windows,
};
use crate::{
    access::{clock, Endpoint},
    amounts::several,
    consent::Agreed,
    context::{unreachable, Context},
    errors::CliError,
    keeper::stop::{self, Stop},
    options::padded,
    output::{harmless, stdout, tell},
    plan::question,
    report::Report,
    which,
};

/// From one look at signals and news to the next.
const LOOK: Duration = Duration::from_millis(100);
/// From one round to the next while something was sent that is not seen yet, and the least pause between two.
const SOON: Duration = Duration::from_secs(1);
/// Rounds without an answer of the chain after which it is not ready, and the least time.
const READY_ROUNDS: u64 = 6;
const READY_LEAST: u64 = 60;

/// Serves until a signal. It asks once, before it starts. A dry run shows what a maintenance means for what is reserved.
///
/// # Errors
/// Those of the options, of the key, of the folder and of the addresses; and those of the store, which end it.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    // Before it is loaded.
    let key = context.key_pair();
    let suppliers = suppliers(context, &options.supplier)?;
    let windows = options.maintenance()?;
    if context.send_options.dry_run {
        return maintenance::look(context, &suppliers, &windows);
    }
    let network = context.network.genesis().map_err(unreachable)?;
    let network =
        network.ok_or_else(|| CliError::Refused("the network has no genesis hash".into()))?;
    let (driver, lister) = (options.driver()?, options.gpu_lister()?);
    let folder = &options.state;
    let usable =
        |error: &dyn std::fmt::Display| CliError::Usage(format!("{}: {error}", folder.display()));
    let store = Store::open(folder, &network).map_err(|error| usable(&error))?;
    let secret = Arc::new(service_secret(folder).map_err(|error| usable(&error))?);
    let [public, admin] = [options.listen, options.admin_listen].map(|address| {
        TcpListener::bind(address)
            .map_err(|error| CliError::Usage(format!("cannot listen on {address}: {error}")))
    });
    let (public, admin) = (public?, admin?);
    let agreed = agree(context, &suppliers, options, &windows)?;

    let (store, metrics) = (Arc::new(Mutex::new(store)), Arc::new(Metrics::default()));
    let log = Log::new(print);
    let (wake, news) = channel();
    let front = Front::new(
        store.clone(),
        secret.clone(),
        network,
        log.clone(),
        wake.clone(),
    );
    let front = Arc::new(front);
    let mut keys = Keys::new(network, secret.public(), suppliers.clone());
    keys.publish(context, &front, clock())?;
    let ready = options
        .interval
        .saturating_mul(READY_ROUNDS)
        .max(READY_LEAST);
    let listening = [public.local_addr()?, admin.local_addr()?].map(|it| it.to_string());
    let responder = match responder(network, &suppliers, lister.as_deref(), key) {
        Ok(responder) => Some(Arc::new(responder)),
        Err(why) => {
            let reason = [("reason", json!(why))];
            log.write(Level::Warn, "challenges are not answered", None, &reason);
            None
        }
    };
    let answers = Arc::new(Public::new(front.clone(), responder.clone(), log.clone()));
    let limits = Limits {
        proxies: options.proxy.iter().map(IpAddr::to_canonical).collect(),
        ..Limits::default()
    };
    let _public = serve(public, answers, metrics.clone(), limits)?;
    let admin_answers = Arc::new(Admin::new(metrics.clone(), ready));
    // Only operators reach it.
    let limits = Limits {
        requests: u32::MAX,
        ..Limits::default()
    };
    let _admin = serve(admin, admin_answers, metrics.clone(), limits)?;
    let stop = stop::on_signal()?;
    let [listen, admin_listen] = listening;
    log.write(
        Level::Info,
        "serving",
        None,
        &[
            ("listen", json!(listen)),
            ("admin_listen", json!(admin_listen)),
            ("network", json!(network.to_string())),
            (
                "suppliers",
                json!(suppliers.iter().map(Pubkey::to_string).collect::<Vec<_>>()),
            ),
        ],
    );

    let settings = Settings {
        suppliers: suppliers.iter().copied().collect(),
        policy: options.policy(),
        parallel: usize::try_from(options.parallel)?,
        deadline: options.deadline(),
        clock_bound: i64::try_from(options.clock_tolerance)?,
        check_every: i64::try_from(options.check_every)?,
        wake: Some(wake),
    };
    let node = Node {
        context,
        agreed,
        suppliers,
        reach: (!options.no_endpoint_check).then(|| Reach::new(front.clone())),
    };
    let reports = (log.clone(), metrics.clone());
    let mut service = Service::new(node, store, secret, driver, settings, reports);
    let mut attestors = Attestors::default();
    let mut maintenance = maintenance::Keeper::new(windows);
    let interval = Duration::from_secs(options.interval);
    let mut has_warned = false;
    loop {
        let now = || i64::try_from(clock()).unwrap_or(i64::MAX);
        if let Some(responder) = &responder {
            responder.set_maintenance(maintenance.windows().answered(now()));
            let looked = attestors.refresh(service.chain().context, responder, clock());
            if let Err(error) = looked {
                let error = [("error", json!(format!("{error:#}")))];
                log.write(Level::Error, "no answer about the council", None, &error);
            }
        }
        let event = match service.round(now) {
            Ok(()) => {
                metrics.round(now());
                None
            }
            Err(RoundError::Store(error)) => return Err(error.into()),
            Err(error @ RoundError::Chain(_)) => Some(("no answer of the chain", error)),
            Err(error @ RoundError::Clock { .. }) => Some(("a clock is wrong", error)),
        };
        if let Some((event, error)) = event {
            let error = json!(error.to_string());
            log.write(Level::Error, event, None, &[("error", error)]);
        } else if let Err(error) = see_to(&mut maintenance, &mut service, (&log, &metrics)) {
            let error = [("error", json!(format!("{error:#}")))];
            log.write(Level::Error, "no answer about maintenance", None, &error);
        }
        if !has_warned && metrics.unnamed_proxies() > 0 {
            has_warned = true;
            let error = "all its clients share one limit: name it, such as --proxy 127.0.0.1";
            let error = [("error", json!(error))];
            log.write(Level::Warn, "a proxy is not named", None, &error);
        }
        keys.publish(service.chain().context, &front, clock())?;
        let wait = match service.is_expecting() {
            true => SOON.min(interval),
            false => interval,
        };
        if waits(&stop, &news, wait) {
            log.write(Level::Info, "stopped", None, &[]);
            return Ok(Report::default());
        }
    }
}

/// A round of maintenance, after one that has found the clocks right.
fn see_to(
    maintenance: &mut maintenance::Keeper,
    service: &mut Service<Node>,
    reports: (&Log, &Metrics),
) -> anyhow::Result<()> {
    let Node {
        context,
        agreed,
        suppliers,
        ..
    } = service.chain();
    maintenance.round(context, agreed, suppliers, reports)
}

/// Waits for the next round, or for news; says whether it is over.
fn waits(stop: &Stop, news: &Receiver<()>, interval: Duration) -> bool {
    let (begin, mut has_news) = (Instant::now(), false);
    while !is_due(begin.elapsed(), interval, has_news) {
        if stop.within(LOOK) {
            return true;
        }
        has_news |= news.try_iter().count() > 0;
    }
    false
}

/// Whether the next round begins. News are of renters too, who could otherwise have one round follow the other without a pause.
fn is_due(waited: Duration, interval: Duration, has_news: bool) -> bool {
    waited >= interval || (has_news && waited >= SOON)
}

/// A line on standard output; nobody who reads it is no reason to end.
fn print(line: &str) {
    let mut out = stdout();
    let written = writeln!(out, "{}", harmless(line)).and_then(|()| out.flush());
    if let Err(error) = written {
        tell(error);
    }
}

/// The suppliers to serve: those named, or all that the signer owns or operates.
fn suppliers(context: &mut Context, named: &[Pubkey]) -> anyhow::Result<Vec<Pubkey>> {
    let me = context.me()?;
    let mut found = Vec::new();
    if named.is_empty() {
        found.extend(which::of(context, &me)?);
    }
    for address in named {
        let it: Supplier = context.read("supplier", address)?;
        if it.owner != me && it.operator != me {
            return Err(CliError::Usage(format!(
                "{me} is neither the owner nor the operator of {address}: give the key of one with -k"
            ))
            .into());
        }
        found.push((*address, it));
    }
    if found.is_empty() {
        return Err(CliError::Usage(format!(
            "{me} owns and operates no supplier: `io supplier register` makes one, or give another key with -k"
        ))
        .into());
    }
    for (address, it) in &found {
        let endpoint = padded(&it.endpoint);
        Endpoint::new(&endpoint).map_err(|error| {
            CliError::Usage(format!(
                "supplier {address}: {error}. Change it with `io supplier update --endpoint https://…`"
            ))
        })?;
    }
    Ok(found.into_iter().map(|(address, _)| address).collect())
}

/// Says what is about to start, and asks.
fn agree(
    context: &mut Context,
    suppliers: &[Pubkey],
    options: &Options,
    windows: &Windows,
) -> anyhow::Result<Agreed> {
    let me = context.me()?;
    let names: Vec<String> = suppliers.iter().map(Pubkey::to_string).collect();
    let mut start = format!(
        "{me} serves {}: {}\n\
         It signs a service key for each. It starts what its driver has prepared, with the hash of the sealed details, and declines \
         what cannot be served, with everything back to the renter. Its wallet pays the network fees.\n\
         State: {}. Renters: http://{}, behind a proxy with TLS. Operators: http://{}.",
        several(names.len() as u64, "supplier"),
        names.join(", "),
        options.state.display(),
        options.listen,
        options.admin_listen,
    );
    if let Some(file) = windows.path() {
        start.push_str(&format!(
            "\nIt declines what would run into a maintenance of {}, and announces the end of what does once the renter's minimum time is \
             over. --dry-run shows which.",
            file.display()
        ));
    }
    if let Some(warning) = options.warning() {
        start.push('\n');
        start.push_str(warning);
    }
    if !context.consent.is_asked() {
        tell(&start);
    }
    let served = several(names.len() as u64, "supplier");
    let act = format!("Start and decline reservations of {served} until it is stopped");
    let question = question(context, &act, 1)?;
    context.consent.to(&start, &question)
}

#[cfg(test)]
mod tests;

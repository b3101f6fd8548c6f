//! The cluster: surfpool in a thread of its own.

use std::{
    sync::{
        mpsc::{channel, Sender},
        PoisonError,
    },
    thread::{spawn, JoinHandle},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anchor_lang::prelude::Pubkey;
use anyhow::{anyhow, bail};
use io_output::output::tell;
use io_vm::pyth::{stand_in, Publisher};
use solana_clock::Clock;
use solana_signer::Signer;
use surfpool_core::{
    runloops::start_local_surfnet_runloop,
    surfnet::{
        locker::SurfnetSvmLocker,
        svm::{SurfnetSvm, SurfnetSvmConfig},
    },
};
use surfpool_types::{
    channel::{unbounded, Receiver as Events, Sender as Commands},
    ClockCommand, RpcConfig, SimnetCommand, SimnetConfig, SimnetEvent, SurfpoolConfig,
};

use crate::{
    blocks,
    hermes::{self, Newest},
    market::Market,
    setup::Setup,
    Options,
};

/// Milliseconds of a slot.
const SLOT: u64 = 400;
/// The same while the network is set up: every transaction waits for its block.
const SETUP_SLOT: u64 = 50;
/// Between two looks whether it is ready.
const STEP: Duration = Duration::from_millis(100);
/// Lamports of everybody: 1,000 SOL.
const LAMPORTS: u64 = 1_000_000_000_000;
/// What it says of a transaction that it has executed already.
const SENT_AGAIN: &str = "already been processed";
/// Where it listens.
pub const HOST: &str = "127.0.0.1";

/// A running cluster.
pub struct Cluster {
    port: u16,
    locker: SurfnetSvmLocker,
    commands: Commands<SimnetCommand>,
    thread: JoinHandle<Result<(), String>>,
}

impl Cluster {
    /// Starts it with the programs loaded and everybody's lamports, and waits until it answers.
    pub fn start(options: &Options, setup: &Setup) -> anyhow::Result<Self> {
        let start = match options.start {
            Some(start) => start,
            None => i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?,
        };
        let svm_config = SurfnetSvmConfig {
            slot_time: SETUP_SLOT,
            instruction_profiling_enabled: false,
            ..SurfnetSvmConfig::default()
        };
        let (mut svm, events, geyser) =
            SurfnetSvm::new(svm_config).map_err(|error| anyhow!("surfpool: {error}"))?;
        io_vm::load(&mut svm.inner.svm, &setup.cast.authority.pubkey())?;
        io_vm::add_native(&mut svm.inner.svm, &io_realm::program());
        io_vm::add_native(&mut svm.inner.svm, &io_vm::jupiter_stand_in::program());
        for program in stand_in::programs() {
            io_vm::add_native(&mut svm.inner.svm, &program);
        }
        let publisher = Publisher::routers()?;
        for (address, account) in publisher.accounts() {
            let set = svm.set_account(&address, account);
            set.map_err(|error| anyhow!("surfpool: {error}"))?;
        }
        svm.updated_at = u64::try_from(start)?.saturating_mul(1_000);
        svm.genesis_updated_at = svm.updated_at;
        svm.reconstruct_sysvars();

        let config = config(options.port, setup.everybody());
        let (commands, queue) = unbounded();
        let locker = SurfnetSvmLocker::new(svm);
        let (ready, is_ready) = channel();
        let blocks = blocks::correct(locker.clone());
        if options.empty {
            drain(events, ready, vec![blocks]);
        } else {
            let market = Market::new(options.seed, start);
            let newest = Newest::default();
            hermes::serve(options.port.saturating_add(2), publisher, newest.clone())?;
            let clock = post(locker.clone(), setup.cast.price, market, newest);
            drain(events, ready, vec![blocks, clock]);
        }
        let (running, sender) = (locker.clone(), commands.clone());
        let thread = std::thread::Builder::new().name("cluster".into());
        let thread = thread.spawn(move || {
            let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
            let running = start_local_surfnet_runloop(running, config, sender, queue, geyser);
            runtime.block_on(running).map_err(|error| error.to_string())
        })?;
        let cluster = Self {
            port: options.port,
            locker,
            commands,
            thread,
        };
        while is_ready.recv_timeout(STEP).is_err() {
            if cluster.has_ended() {
                cluster.stop()?;
                bail!("the cluster ended before it was ready");
            }
        }
        Ok(cluster)
    }

    /// Ends the setting up: from now on `speed` seconds pass there while one passes here.
    pub fn set_speed(&self, speed: u64) {
        let interval = ClockCommand::UpdateSlotInterval(SLOT);
        let _ = self
            .commands
            .send(SimnetCommand::CommandClock(None, interval));
        // It lets as much time pass in a slot as the slot takes, until it is set otherwise.
        while self.locker.with_svm_reader(|svm| svm.slot_time) != SLOT && !self.has_ended() {
            std::thread::sleep(Duration::from_millis(SETUP_SLOT));
        }
        self.locker
            .with_svm_writer(|svm| svm.slot_time = SLOT.saturating_mul(speed));
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&self) -> bool {
        self.thread.is_finished()
    }

    /// Where JSON-RPC is.
    pub fn url(&self) -> String {
        format!("http://{HOST}:{}", self.port)
    }

    /// Where WebSocket is.
    pub fn web_socket(&self) -> String {
        format!("ws://{HOST}:{}", self.port.saturating_add(1))
    }

    /// Where Hermes is.
    pub fn hermes(&self) -> String {
        format!("http://{HOST}:{}", self.port.saturating_add(2))
    }

    /// Ends it.
    pub fn stop(self) -> anyhow::Result<()> {
        let _ = self.commands.send(SimnetCommand::Terminate(None));
        match self.thread.join() {
            Ok(ended) => ended.map_err(|error| anyhow!(error)),
            Err(_) => bail!("the cluster's thread panicked"),
        }
    }
}

fn config(port: u16, funded: Vec<Pubkey>) -> SurfpoolConfig {
    let simnet = SimnetConfig {
        offline_mode: true,
        remote_rpc_url: None,
        slot_time: SETUP_SLOT,
        airdrop_addresses: funded,
        airdrop_token_amount: LAMPORTS,
        instruction_profiling_enabled: false,
        ..SimnetConfig::default()
    };
    SurfpoolConfig {
        simnets: vec![simnet],
        rpc: RpcConfig {
            bind_host: HOST.into(),
            bind_port: port,
            ws_port: port.saturating_add(1),
            ..RpcConfig::default()
        },
        ..SurfpoolConfig::default()
    }
}

/// Takes what the cluster tells, always at once: it waits while nobody does.
fn drain(events: Events<SimnetEvent>, ready: Sender<()>, clocks: Vec<Sender<Clock>>) {
    spawn(move || {
        for event in events {
            match event {
                SimnetEvent::CoreStarted(_) => {
                    let _ = ready.send(());
                }
                SimnetEvent::SystemClockUpdated(time) => {
                    for clock in &clocks {
                        let _ = clock.send(time.clone());
                    }
                }
                // A client that waits for a transaction sends it again and again.
                SimnetEvent::ErrorLog(_, error) if error.contains(SENT_AGAIN) => {}
                SimnetEvent::ErrorLog(_, error) => tell(format!("the cluster: {error}")),
                _ => {}
            }
        }
    });
}

/// Posts the price of the market after every block, so that it is never stale, whatever the speed.
fn post(
    locker: SurfnetSvmLocker,
    address: Pubkey,
    mut market: Market,
    newest: Newest,
) -> Sender<Clock> {
    let (clock, clocks) = channel::<Clock>();
    spawn(move || {
        for clock in clocks {
            let quote = market.quote(clock.unix_timestamp);
            *newest.lock().unwrap_or_else(PoisonError::into_inner) = Some(quote);
            let account = quote.account();
            let posted = locker.with_svm_writer(move |svm| svm.set_account(&address, account));
            if let Err(error) = posted {
                tell(format!("the price: {error}"));
            }
        }
    });
    clock
}

//! A small economy with work for a keeper, and the processes that act in it.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Lines},
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc, Mutex, OnceLock,
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::ID as TOKEN;
use io_client::{
    actions::{market::Market, pricing::Wanted, reserve, snapshot::Snapshot, start},
    emissions, marketplace as client, spl, Network,
};
use io_common::addresses::IO_VAULT;
use io_sim::demo::{self, economy::Economy, Options};
use io_vm::{node::Server, LiteVm, Vm};
use marketplace::state::Currency;
use serde_json::Value;
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{binary, machine::Shared};

/// For a process to come to its end, or to say what is waited for: far more than it takes.
const HANGS: Duration = Duration::from_secs(120);
pub const HOUR: i64 = 3_600;

/// Everybody's keys, and the machine at the beginning.
#[derive(Clone)]
pub struct Stage {
    vm: LiteVm,
    early: LiteVm,
    pub price: Pubkey,
    pub offer: Pubkey,
    pub supplier: Pubkey,
    keeper: [u8; 64],
    second: [u8; 64],
    staker: [u8; 64],
    renter: [u8; 64],
}

/// A day and two hours after the last advance: hours to advance, suppliers to settle, a reservation that is over, one that was
/// not started, fees in IO to burn, an approval to close.
pub fn stage() -> Stage {
    static STAGE: OnceLock<Stage> = OnceLock::new();
    STAGE.get_or_init(set_up).clone()
}

fn set_up() -> Stage {
    let mut economy = Economy::genesis(&Options::small()).unwrap();
    economy.begin_hour();
    demo::keeper::advance(&mut economy).unwrap();
    demo::council::renew_attestations(&mut economy).unwrap();
    let [first, second] = [0, 1].map(|place| reserved(&mut economy, place));
    assert_ne!(first, second);
    let owner = economy.suppliers[0].owner.clone();
    let snapshot = Snapshot::read(&mut economy.vm, &first).unwrap();
    let request = start::Request {
        authority: owner.pubkey(),
        connection_hash: [7; 32],
    };
    let started = start::prepare(&snapshot, &request).unwrap().act;
    economy.send(&started, &[&owner]).unwrap();
    let (staker, filler) = (economy.stakers[0].person.clone(), economy.filler.clone());
    let open = emissions::open_approval(&staker.pubkey(), [7; 32]);
    economy.send(&[open], &[&staker]).unwrap();
    let from = spl::wallet(&filler.pubkey(), &economy.io);
    let give = spl::transfer(&from, &IO_VAULT.address, &filler.pubkey(), 7);
    economy.send(&[give], &[&filler]).unwrap();
    let rival = economy.newcomer(0).unwrap();
    let early = economy.vm.clone();
    let now = economy.now() + 26 * HOUR;
    economy.vm.set_unix_time(now);
    Stage {
        price: economy.price,
        offer: economy.suppliers[2].offer,
        supplier: economy.suppliers[2].address,
        keeper: economy.keeper.to_bytes(),
        second: rival.to_bytes(),
        staker: staker.to_bytes(),
        renter: economy.renters[0].person.to_bytes(),
        early,
        vm: economy.vm,
    }
}

/// Two GPUs of the supplier at a place, for an hour.
fn reserved(economy: &mut Economy, place: usize) -> Pubkey {
    let renter = economy.renters[0].person.clone();
    let (offer, price) = (economy.suppliers[place].offer, economy.price);
    let payer = Some((renter.pubkey(), Currency::Usdc));
    let market = Market::read(&mut economy.vm, &offer, &price, payer).unwrap();
    let number = place as u64 + 1;
    let request = reserve::Request {
        renter: renter.pubkey(),
        payer: renter.pubkey(),
        wanted: Wanted {
            gpus: 2,
            hours: 1,
            currency: Currency::Usdc,
        },
        number,
        limit: None,
        revision: None,
        connection_key: [7; 32],
    };
    let prepared = reserve::prepare(&market, &request).unwrap();
    economy.send(&prepared.act, &[&renter]).unwrap();
    client::reservation_address(&renter.pubkey(), number)
}

impl Stage {
    /// A machine of its own, as it is at the beginning.
    pub fn machine(&self) -> Shared {
        Shared::new(self.vm.clone())
    }

    /// The same a day before, while GPUs are attested.
    pub fn early(&self) -> Shared {
        Shared::new(self.early.clone())
    }

    pub fn serve(machine: &Shared) -> Server<Shared> {
        Server::start(machine.clone()).unwrap()
    }

    pub fn keeper(&self) -> Keypair {
        Keypair::try_from(&self.keeper[..]).unwrap()
    }

    pub fn rival(&self) -> Keypair {
        Keypair::try_from(&self.second[..]).unwrap()
    }

    pub fn staker(&self) -> Keypair {
        Keypair::try_from(&self.staker[..]).unwrap()
    }

    pub fn renter(&self) -> Keypair {
        Keypair::try_from(&self.renter[..]).unwrap()
    }

    /// `io` with a key and a network.
    pub fn io(&self, folder: &Path, key: &Keypair, url: &str, line: &str) -> Command {
        let file = folder.join(format!("{}.json", key.pubkey()));
        let bytes = serde_json::to_string(&key.to_bytes().to_vec()).unwrap();
        fs::write(&file, bytes).unwrap();
        let mut command = binary::io();
        command.args(line.split_whitespace()).env("HOME", folder);
        command
            .env("IO_URL", url)
            .env("IO_PRICE_ACCOUNT", self.price.to_string())
            .env("IO_KEYPAIR", file);
        command
    }
}

/// What the suite's accounts hold: those of its programs and of tokens.
pub fn held(machine: &Shared) -> BTreeMap<Pubkey, Account> {
    let mut machine = machine.lock();
    let programs = [::emissions::ID, marketplace::ID, fee_burn::ID, TOKEN];
    let vm = machine.vm();
    let all = programs.map(|it| vm.program_accounts(&it, &[]).unwrap());
    all.into_iter().flatten().collect()
}

/// A process that ends with the test, or once it has taken too long; and what it says on standard error.
pub struct Process {
    pub child: Arc<Mutex<Child>>,
    lines: Lines<BufReader<ChildStderr>>,
    /// Read so far.
    pub read: Vec<String>,
    over: Arc<AtomicBool>,
    watchdog: Option<JoinHandle<()>>,
}

impl Process {
    pub fn start(mut command: Command) -> Self {
        let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let mut child = child.unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let child = Arc::new(Mutex::new(child));
        let over = Arc::new(AtomicBool::new(false));
        let (watched, is_over) = (child.clone(), over.clone());
        let watchdog = thread::spawn(move || {
            let start = Instant::now();
            while start.elapsed() < HANGS && !is_over.load(Ordering::SeqCst) {
                thread::park_timeout(HANGS);
            }
            let _ = watched.lock().unwrap().kill();
        });
        Self {
            child,
            lines,
            read: Vec::new(),
            over,
            watchdog: Some(watchdog),
        }
    }

    /// Reads on until so many lines from the first on are as wanted.
    pub fn until(&mut self, count: usize, wanted: impl Fn(&Value) -> bool) {
        let is_wanted = |line: &str| serde_json::from_str(line).is_ok_and(|it| wanted(&it));
        let mut found = self.read.iter().filter(|it| is_wanted(it)).count();
        while found < count {
            let Some(line) = self.lines.next() else {
                panic!("{found} of {count}: {:#?}", self.read);
            };
            let line = line.unwrap();
            found += usize::from(is_wanted(&line));
            self.read.push(line);
        }
    }

    /// Asks it to end, and gives its status with what it has said, an object for each line.
    pub fn end(mut self) -> (Option<i32>, Vec<Value>) {
        let pid = self.child.lock().unwrap().id().to_string();
        let status = Command::new("kill").arg(pid).status().unwrap();
        assert!(status.success());
        self.wait()
    }

    /// Waits for its end.
    pub fn wait(&mut self) -> (Option<i32>, Vec<Value>) {
        let rest: Vec<String> = self.lines.by_ref().map(Result::unwrap).collect();
        self.read.extend(rest);
        let status = self.child.lock().unwrap().wait().unwrap();
        let object = |line: &String| {
            serde_json::from_str(line).unwrap_or_else(|_| panic!("{:#?}", self.read))
        };
        (status.code(), self.read.iter().map(object).collect())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        if let Some(watchdog) = self.watchdog.take() {
            watchdog.thread().unpark();
            let _ = watchdog.join();
        }
        let _ = self.child.lock().unwrap().wait();
    }
}

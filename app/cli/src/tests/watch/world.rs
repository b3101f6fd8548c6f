//! Three attestors, three suppliers, and a running reservation of two GPUs at the first supplier.

use std::{fs::OpenOptions, io::Write, path::Path, rc::Rc};

use anchor_lang::{prelude::Pubkey, solana_program::system_instruction, Discriminator};

use ::emissions::instructions::{AttestBatch, AttestationEntry};
use io_access::Maintenance;
use io_client::{emissions, Forward, Network, ReadError};
use io_common::{
    ids,
    types::{Approval, Pool, Supplier},
};
use io_migrations::catalogue;
use io_vm::Vm;
use io_watch::{agree, decision::Decision, rules::Rules, steps::Step};
use marketplace::state::OutageReport;
use solana_keypair::Keypair;
use solana_signer::Signer;
use tempfile::TempDir;

use super::{
    super::{node::Node, on, Suite, HASH},
    internet::{Endpoint, From, Internet, Mode},
};
use crate::{
    context::Key,
    council::watch::{Machine, Watch},
    keeper::Log,
};

pub const MINUTE: i64 = 60;
/// Sealed connection details.
const DETAILS: &[u8] = b"sealed details";

struct Watcher {
    key: Keypair,
    folder: TempDir,
    watch: Option<Watch>,
    is_cut: bool,
}

pub struct World<'a> {
    pub node: Node<'a>,
    pub suppliers: Vec<Pubkey>,
    pub reservation: Pubkey,
    price: Pubkey,
    internet: Internet,
    watchers: Vec<Watcher>,
    /// Attestors whose watchers do not run.
    absent: Vec<usize>,
    lost: bool,
    /// Transactions of [`mention`](World::mention).
    mentions: i64,
    /// The clock of the watchers' machines; none is compared by default.
    pub machine: Option<Machine>,
}

/// A node that tells the time only so often.
struct Clock<'b, 'a> {
    node: &'b mut Node<'a>,
    left: u32,
}

impl Forward for Clock<'_, '_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.node
    }
    fn unix_time(&mut self) -> Result<i64, ReadError> {
        let left = self.left.checked_sub(1);
        self.left = left.ok_or(ReadError::Unreachable("it was cut off".into()))?;
        Network::unix_time(self.node)
    }
}

impl World<'_> {
    /// Sets it up, and plays.
    pub fn play(play: impl FnOnce(&mut World)) {
        let mut suite = Suite::new();
        let (mut internet, gpus) = (Internet::default(), catalogue::gpus().unwrap());
        for (supply, gpu) in suite.economy.suppliers.iter().zip(&gpus) {
            internet.endpoints.push(Endpoint {
                supplier: supply.address,
                operator: supply.operator.insecure_clone(),
                model: gpu.driver_names[0].clone(),
                memory_mib: u64::from(gpu.vram_gb) * 1_000_000_000 / (1 << 20),
                gpus: supply.gpus,
                mode: Mode::Serves,
                maintenance: None,
            });
        }
        let keys: Vec<Keypair> = suite
            .economy
            .attestors
            .iter()
            .map(|it| it.insecure_clone())
            .collect();
        for key in &keys {
            suite
                .economy
                .vm
                .airdrop(&key.pubkey(), 1_000_000_000)
                .unwrap();
        }
        internet.attestors = keys.iter().map(Keypair::pubkey).collect();
        let reservation = rent(&mut suite);
        internet.details.insert(reservation, (0, DETAILS.to_vec()));
        let suppliers = internet.endpoints.iter().map(|it| it.supplier).collect();
        let watchers = keys.into_iter().map(|key| Watcher {
            key,
            folder: tempfile::tempdir().unwrap(),
            watch: None,
            is_cut: false,
        });
        let mut world = World {
            price: suite.economy.price,
            node: Node::new(&mut suite.economy.vm),
            suppliers,
            reservation,
            internet,
            watchers: watchers.collect(),
            absent: Vec::new(),
            lost: false,
            mentions: 0,
            machine: None,
        };
        play(&mut world);
    }

    pub fn now(&self) -> i64 {
        self.node.vm.now()
    }

    /// So many minutes, with a round of every watcher in each.
    pub fn rounds(&mut self, minutes: i64) {
        let all: Vec<usize> = (0..self.watchers.len())
            .filter(|it| !self.absent.contains(it))
            .collect();
        self.rounds_of(&all, minutes);
    }

    /// The same with these watchers.
    pub fn rounds_of(&mut self, watchers: &[usize], minutes: i64) {
        for _ in 0..minutes {
            self.skip_to(self.now() + MINUTE);
            for watcher in watchers {
                self.round(*watcher).unwrap();
            }
        }
    }

    /// A minute in which the rounds of these watchers fail.
    pub fn rounds_that_fail(&mut self, watchers: &[usize]) {
        self.skip_to(self.now() + MINUTE);
        for watcher in watchers {
            let failed = self.round(*watcher).unwrap_err();
            assert!(
                format!("{failed:#}").contains("it was cut off"),
                "{failed:#}"
            );
        }
        self.lost = false;
    }

    pub fn round(&mut self, watcher: usize) -> anyhow::Result<()> {
        let it = &mut self.watchers[watcher];
        let mut clock = Clock {
            node: &mut self.node,
            left: if self.lost { 1 } else { u32::MAX },
        };
        let key = Key::Loaded(Rc::new(it.key.insecure_clone()));
        let mut context = on(&mut clock, key, self.price);
        let agreed = context.consent.to("", "").unwrap();
        let mut log = Log::new(Some(agreed), None);
        if it.watch.is_none() {
            it.watch = Some(Watch::open(
                &mut context,
                it.folder.path(),
                Rules::default(),
                self.machine.clone(),
            )?);
        }
        let http = From {
            internet: &self.internet,
            is_cut: it.is_cut,
        };
        it.watch
            .as_mut()
            .unwrap()
            .round(&mut context, &mut log, &http)
    }

    /// Sets the clock, without rounds.
    pub fn skip_to(&mut self, now: i64) {
        self.node.vm.set_unix_time(now);
        self.internet.now = now;
    }

    pub fn set(&mut self, place: usize, mode: Mode) {
        self.internet.endpoints[place].mode = mode;
    }

    /// A supplier announces a maintenance.
    pub fn announce(&mut self, place: usize, from: i64, until: i64) {
        let [from, until] = [from, until].map(i64::unsigned_abs);
        self.internet.endpoints[place].maintenance = Some(Maintenance { from, until });
    }

    /// A watcher begins again, in an empty folder.
    pub fn lose_evidence(&mut self, watcher: usize) {
        let it = &mut self.watchers[watcher];
        it.watch = None;
        it.folder = tempfile::tempdir().unwrap();
    }

    /// The watcher's machine reaches the chain and no endpoint.
    pub fn cut(&mut self, watcher: usize) {
        self.watchers[watcher].is_cut = true;
    }

    pub fn is_cut(&self, watcher: usize) -> bool {
        self.watchers[watcher].is_cut
    }

    pub fn mend(&mut self, watcher: usize) {
        self.watchers[watcher].is_cut = false;
    }

    /// The next round of each reads the clock once.
    pub fn lose_the_clock(&mut self) {
        self.lost = true;
    }

    /// Ends the process of a watcher in the middle of a line.
    pub fn kill(&mut self, watcher: usize) {
        let it = &mut self.watchers[watcher];
        it.watch = None;
        let days = io_watch::evidence::days(it.folder.path()).unwrap();
        let file = it
            .folder
            .path()
            .join(format!("{}.jsonl", days.last().unwrap()));
        let mut file = OpenOptions::new().append(true).open(file).unwrap();
        file.write_all(b"{\"previous\":\"0123").unwrap();
    }

    /// Somebody opens an approval, and approves nothing.
    pub fn open(&mut self, payer: &Keypair, hash: &[u8; 32]) {
        let open = emissions::open_approval(&payer.pubkey(), *hash);
        Network::send(&mut self.node, &[open], &[payer]).unwrap();
    }

    /// An attestor approves a decision, whatever its watcher has seen.
    pub fn approve(&mut self, attestor: usize, hash: &[u8; 32]) {
        let key = self.key(attestor);
        let approve = emissions::approve(&key.pubkey(), hash);
        Network::send(&mut self.node, &[approve], &[&key]).unwrap();
    }

    /// What a watcher says after a round.
    pub fn summary(&self, watcher: usize) -> String {
        self.watchers[watcher].watch.as_ref().unwrap().summary()
    }

    /// Plays while the watcher of an attestor does not run.
    pub fn without(&mut self, watcher: usize, play: impl FnOnce(&mut Self)) {
        self.absent.push(watcher);
        play(self);
        self.absent.pop();
    }

    pub fn key(&self, watcher: usize) -> Keypair {
        self.watchers[watcher].key.insecure_clone()
    }

    /// An attestor proposes a decision, whatever its watcher has seen.
    pub fn propose(&mut self, attestor: usize, decision: Decision) {
        let (key, hash) = (self.key(attestor), decision.hash().unwrap());
        let step = Step::Propose {
            decision,
            hash,
            opened_by: None,
            completes: false,
        };
        let instructions = step.instructions(&key.pubkey(), Vec::new());
        Network::send(&mut self.node, &instructions, &[&key]).unwrap();
    }

    /// Somebody names an address so often, each time beside the memo of another decision.
    pub fn mention(&mut self, address: &Pubkey, times: u32) {
        let (stranger, reservation) = (self.key(2), self.reservation);
        let from = stranger.pubkey();
        for _ in 0..times {
            // Each is another transaction.
            self.mentions += 1;
            let report = OutageReport {
                made_at: self.mentions,
                at: 0,
                down: true,
            };
            let memo = Decision::Outage {
                reservation,
                report,
            };
            let transfer = system_instruction::transfer(&from, address, 0);
            let both = [memo.memo(&from), transfer];
            Network::send(&mut self.node, &both, &[&stranger]).unwrap();
        }
    }

    pub fn folder(&self, watcher: usize) -> &Path {
        self.watchers[watcher].folder.path()
    }

    /// Takes all SOL of a wallet.
    pub fn drain(&mut self, wallet: &Pubkey) {
        let mut account = self.node.vm.account(wallet).unwrap().unwrap();
        account.lamports = 0;
        self.node.vm.set_account(*wallet, account).unwrap();
    }

    pub fn approvals(&mut self) -> Vec<Approval> {
        let program = ids::emissions::ID;
        let found =
            Network::program_accounts(&mut self.node, &program, Approval::DISCRIMINATOR).unwrap();
        let read = found
            .iter()
            .map(|(_, it)| io_client::layout::decode(&it.data).unwrap());
        read.collect()
    }

    /// An attestation of a supplier, made now, as a watcher makes it.
    pub fn attests(&mut self, place: usize, gpus: u32) -> Decision {
        let ends_at = agree::end(&Rules::default(), self.now());
        self.attests_until(place, gpus, ends_at)
    }

    /// The same with another end.
    pub fn attests_until(&mut self, place: usize, gpus: u32, ends_at: i64) -> Decision {
        let address = self.suppliers[place];
        let it: Supplier = io_client::read(&mut self.node, &address).unwrap().unwrap();
        let made_at = self.now();
        let entry = AttestationEntry {
            gpus,
            pool: Pool::stored(it.pool).unwrap(),
            ends_at,
        };
        Decision::Attest {
            suppliers: vec![address],
            batch: AttestBatch {
                made_at,
                evidence: [7; 32],
                entries: vec![entry],
            },
        }
    }
}

/// A day of two GPUs at the first supplier, started with the hash of [`DETAILS`].
fn rent(suite: &mut Suite) -> Pubkey {
    let (renter, owner, offer) = (suite.renter(), suite.supplier(0).0, suite.supplier(0).2);
    let line = format!("rent reserve {offer} --gpus 2 --time 1d --connection-key {HASH}");
    let reserved = suite.json(&renter, &line);
    let reservation = reserved["reservation"].as_str().unwrap().to_string();
    let hash = io_watch::decision::hexadecimal(&io_access::hash(DETAILS));
    suite.json(
        &owner,
        &format!("supplier start {reservation} --connection-hash {hash}"),
    );
    reservation.parse().unwrap()
}

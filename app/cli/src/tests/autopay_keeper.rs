//! The keeper's job for autopays: what it sends first, what it leaves out, and what it says.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{
    marketplace as client, spl, Executed, Forward, Match, Network, ReadError, Receipt, SendError,
};
use io_vm::{LiteVm, Vm};
use marketplace::state::Autopay;
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

use super::{plain::plain, run_on, Suite, HASH};
use crate::context::Key;

const HOUR: i64 = 3_600;
const ROUND: &str = "keeper --once --jobs autopay --yes";

/// What the keeper did: action, subject, outcome and bounty.
type Did = (String, String, String, u64);

fn actions(done: &serde_json::Value) -> Vec<Did> {
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_string();
    let actions = done.as_array().unwrap().iter();
    actions
        .map(|it| {
            let bounty = it["bounty"].as_u64().unwrap();
            (
                text(&it["action"]),
                text(&it["subject"]),
                text(&it["outcome"]),
                bounty,
            )
        })
        .collect()
}

fn round(suite: &mut Suite) -> Vec<Did> {
    let keeper = suite.economy.keeper.clone();
    actions(&suite.json(&keeper, ROUND))
}

/// A GPU for some hours, with an autopay by these options.
fn rental(suite: &mut Suite, hours: u32, options: &str) -> Pubkey {
    let (renter, owner, offer) = (suite.renter(), suite.supplier(0).0, suite.supplier(0).2);
    let line = format!("rent reserve {offer} --gpus 1 --time {hours}h --connection-key {HASH}");
    let reserved = suite.json(&renter, &line);
    let address: Pubkey = reserved["reservation"].as_str().unwrap().parse().unwrap();
    let start = format!("supplier start {address} --connection-hash {HASH}");
    suite.json(&owner, &start);
    let set = format!("rent autopay set {address} --limit 1000 {options}");
    suite.json(&renter, &set);
    address
}

/// A round on a network between the keeper and the economy.
fn round_on<'a>(
    suite: &'a mut Suite,
    network: impl FnOnce(&'a mut LiteVm) -> Between<'a>,
) -> (Vec<Did>, Between<'a>) {
    let (keeper, price) = (suite.economy.keeper.clone(), suite.economy.price);
    let mut network = network(&mut suite.economy.vm);
    let report = run_on(&mut network, Key::Loaded(keeper), price, ROUND).unwrap();
    (actions(&plain(report.json())), network)
}

/// A network that counts reads, refuses what is sent, or lets a payer act in front of what is sent.
struct Between<'a> {
    network: &'a mut LiteVm,
    refuses: bool,
    before: Option<(Instruction, &'a Keypair)>,
    /// Whether it simulates as a node does: what a receipt says is not what happens.
    is_node: bool,
    recorded: Vec<(Signature, Receipt)>,
    filtered: u32,
    read: Vec<Pubkey>,
}

impl<'a> Between<'a> {
    fn new(network: &'a mut LiteVm) -> Self {
        Self {
            network,
            refuses: false,
            before: None,
            is_node: false,
            recorded: Vec::new(),
            filtered: 0,
            read: Vec::new(),
        }
    }
}

impl Forward for Between<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.network
    }
    fn account(&mut self, address: &Pubkey) -> Result<Option<Account>, ReadError> {
        self.read.push(*address);
        Network::account(self.network, address)
    }
    fn program_accounts_where(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
        matches: &[Match],
    ) -> Result<Vec<(Pubkey, Account)>, ReadError> {
        self.filtered += 1;
        self.network
            .program_accounts_where(program, discriminator, matches)
    }
    fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        if self.refuses {
            let error = TransactionError::AccountInUse;
            return Err(SendError::Refused {
                error,
                logs: Vec::new(),
            });
        }
        let simulated = Network::simulate(self.network, instructions, signers)?;
        if let Some((instruction, payer)) = self.before.take() {
            Network::send(self.network, &[instruction], &[payer])?;
        }
        let sent = Network::send(self.network, instructions, signers)?;
        if !self.is_node {
            return Ok(sent);
        }
        let signature = sent.signature;
        self.recorded.push((signature, sent));
        Ok(Receipt {
            signature,
            ..simulated
        })
    }
    fn executed(&mut self, signature: &Signature) -> Result<Option<Executed>, ReadError> {
        let found = self.recorded.iter().find(|(it, _)| it == signature);
        Ok(found.map(|(_, receipt)| Executed {
            slot: 1,
            time: None,
            fee: 5_000,
            outcome: Ok(()),
            logs: Vec::new(),
            transaction: VersionedTransaction::default(),
            inner: Some(receipt.inner.clone()),
            tokens: Vec::new(),
        }))
    }
}

#[test]
fn what_ends_first_is_extended_first() {
    let mut suite = Suite::new();
    let rentals = [5, 2, 4, 3].map(|hours| {
        let options = format!("--max-price 100 --time 2h --lead {}h", hours - 1);
        (hours, rental(&mut suite, hours, &options))
    });
    suite.wait(HOUR);
    let mut expected = rentals;
    expected.sort_unstable();
    let expected = expected.map(|(_, address)| format!("reservation {address}"));
    let done = round(&mut suite);
    let subjects: Vec<&String> = done.iter().map(|(_, subject, ..)| subject).collect();
    assert_eq!(subjects, expected.each_ref());
    assert!(done.iter().all(|it| it.0 == "extend" && it.2 == "done"));
}

/// With a lead of a year, one would be due in each round, at the cost of the keeper.
#[test]
fn without_a_bounty_it_is_extended_in_the_last_day_only() {
    let mut suite = Suite::new();
    rental(
        &mut suite,
        26,
        "--max-price 100 --time 1h --lead 25h --bounties 0",
    );
    let mut sent = Vec::new();
    for _ in 0..4 {
        suite.wait(HOUR);
        let [first, second] = [round(&mut suite), round(&mut suite)];
        assert!(first.iter().all(|it| it.0 == "extend" && it.3 == 0));
        assert_eq!(second, []);
        sent.push(first.len());
    }
    assert_eq!(sent, [0, 1, 1, 1]);
    let paid = rental(
        &mut suite,
        26,
        "--max-price 100 --time 1h --lead 25h --bounties 2",
    );
    suite.wait(HOUR);
    let done = round(&mut suite);
    let of_paid = done.iter().find(|it| it.1.ends_with(&paid.to_string()));
    assert_eq!(of_paid.unwrap().3, 10_000);
}

/// Copies of an autopay, for reservations that are not there.
fn leave_behind(suite: &mut Suite, address: &Pubkey, count: u8) {
    let vm = &mut suite.economy.vm;
    let stored = vm.account(&client::autopay_address(address));
    let stored = stored.unwrap().unwrap();
    for byte in 1..=count {
        let reservation = Pubkey::new_from_array([byte; 32]);
        let mut copy = stored.clone();
        copy.data[8..40].copy_from_slice(reservation.as_ref());
        let at = client::autopay_address(&reservation);
        vm.set_account(at, copy).unwrap();
    }
}

fn revoke(suite: &Suite, payer: &Keypair) -> Instruction {
    let wallet = spl::wallet(&payer.pubkey(), &suite.economy.usdc);
    spl::revoke(&wallet, &payer.pubkey())
}

#[test]
fn many_closed_autopays_hide_no_shortage() {
    let mut suite = Suite::new();
    let address = rental(&mut suite, 2, "--max-price 100 --time 2h");
    leave_behind(&mut suite, &address, 12);
    let (payer, revoke) = (suite.renter(), revoke(&suite, &suite.renter()));
    let signer: &dyn Signer = &*payer;
    suite.economy.vm.send(&[revoke], &[signer]).unwrap();
    suite.wait(HOUR);
    let done = round(&mut suite);
    let count = |what: &str| {
        let of = done.iter().filter(|it| it.0 == what && it.2 == "done");
        of.count()
    };
    assert_eq!((count("record shortage"), count("close autopay")), (1, 10));
}

#[test]
fn what_is_refused_is_not_counted() {
    let mut suite = Suite::new();
    let address = rental(&mut suite, 2, "--max-price 100 --time 2h");
    leave_behind(&mut suite, &address, 12);
    let (done, _) = round_on(&mut suite, |vm| Between {
        refuses: true,
        ..Between::new(vm)
    });
    assert_eq!(done.len(), 12);
    assert!(done.iter().all(|it| !it.2.starts_with("not sent, nor")));
}

/// The payer spends its tokens between the look and the extension, which then records a shortage.
#[test]
fn p20_a_shortage_is_no_extension_and_has_no_bounty() {
    for is_node in [false, true] {
        let mut suite = Suite::new();
        let address = rental(&mut suite, 2, "--max-price 100 --time 2h");
        suite.wait(HOUR);
        let (payer, revoke) = (suite.renter(), revoke(&suite, &suite.renter()));
        let (done, _) = round_on(&mut suite, |vm| Between {
            before: Some((revoke, &payer)),
            is_node,
            ..Between::new(vm)
        });
        let subject = format!("reservation {address}");
        let expected = ("record shortage".into(), subject, "done".into(), 0);
        assert_eq!(done, [expected]);
        let at = client::autopay_address(&address);
        let autopay: Autopay = suite.economy.read(&at).unwrap();
        assert!(autopay.short_since > 0);
    }
}

/// An autopay that cannot extend costs the keeper nothing but the reading of all.
#[test]
fn what_cannot_pass_is_not_read_in_full() {
    let mut suite = Suite::new();
    let expensive = rental(&mut suite, 2, "--max-price 0.000001 --time 2h");
    let fair = rental(&mut suite, 2, "--max-price 100 --time 2h");
    suite.wait(HOUR);
    let (done, network) = round_on(&mut suite, Between::new);
    assert_eq!(done.len(), 1);
    assert!(network.read.contains(&fair) && !network.read.contains(&expensive));
    assert_eq!(network.filtered, 0);
}

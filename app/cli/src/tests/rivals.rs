//! Several keepers side by side, and actions that share a transaction.

use std::rc::Rc;

use anchor_lang::solana_program::instruction::Instruction;
use io_client::{Forward, Network, Receipt, SendError};
use io_telemetry::metrics::Metrics;
use io_vm::LiteVm;
use metrics::with_local_recorder;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

use super::{failing::Failing, on, plain::plain, Suite, HASH};
use crate::{
    commands::{self, Command},
    context::{Context, Key},
    errors,
    output::OutputFormat,
};

/// A network on which another keeper is a moment faster, with everything or only with what comes first.
struct Rival<'a> {
    network: &'a mut LiteVm,
    first: bool,
    /// Whether both come into a block.
    both: bool,
    sent: u32,
}

impl Forward for Rival<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.network
    }
    fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        self.sent += 1;
        if self.first {
            self.first = false;
            self.network.send(instructions, signers)?;
            if self.both {
                return Err(SendError::Failed {
                    signature: Signature::from([7; 64]),
                    error: TransactionError::AccountInUse,
                    logs: Vec::new(),
                });
            }
        }
        self.network.send(instructions, signers)
    }
}

/// Outcomes of a round, and the exit status that its failure has.
fn round(context: &mut Context, options: &str) -> (Vec<(String, String, u64)>, Option<u8>) {
    let line = format!("io keeper --once {options}");
    let (cli, _) = commands::read(line.split_whitespace()).unwrap();
    let Command::Networked(command) = cli.command else {
        panic!("{line} needs no network");
    };
    let report = commands::run(context, *command, OutputFormat::Json);
    let failure = context.failure.take();
    let report = match report {
        Ok(report) => plain(report.json()),
        Err(error) => panic!("{error:#}"),
    };
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_string();
    let actions = report.as_array().unwrap().iter();
    let actions = actions.map(|it| {
        let bounty = it["bounty"].as_u64().unwrap();
        (text(&it["action"]), text(&it["outcome"]), bounty)
    });
    (actions.collect(), failure.as_ref().map(errors::status))
}

/// Two reservations that nobody has started, and the key of the keeper.
fn unstarted(suite: &mut Suite) -> Key {
    for place in [1, 2] {
        let (renter, offer) = (suite.renter(), suite.supplier(place).2);
        let line = format!("rent reserve {offer} --time 1h --connection-key {HASH}");
        suite.json(&renter, &line);
    }
    suite.wait(1_801);
    Key::Loaded(suite.economy.keeper.clone())
}

#[test]
fn what_another_keeper_has_done_first_is_no_failure() {
    for both in [false, true] {
        let mut suite = Suite::new();
        let (_, address) = suite.rental();
        suite.wait(86_400);
        let keeper = suite.economy.keeper.insecure_clone();
        suite.json(&keeper, &format!("rent close {address}"));
        suite.wait(86_400);
        let (key, price) = (Key::Loaded(Rc::new(keeper)), suite.economy.price);
        let mut rival = Rival {
            network: &mut suite.economy.vm,
            first: true,
            both,
            sent: 0,
        };
        let mut context = on(&mut rival, key, price);
        let (done, status) = round(&mut context, "--jobs reservations");
        // The bounty is the other's.
        assert_eq!(done, [("close".into(), "done by another".into(), 0)]);
        assert_eq!(status, None);
    }
}

/// The same error where nobody else has done it.
#[test]
fn what_nobody_has_done_is_a_failure() {
    let mut suite = Suite::new();
    suite.rental();
    suite.wait(86_400);
    let (key, price) = (
        Key::Loaded(suite.economy.keeper.clone()),
        suite.economy.price,
    );
    let mut network = Failing::new(&mut suite.economy.vm, |_| {
        Some(SendError::Failed {
            signature: Signature::from([7; 64]),
            error: TransactionError::AccountInUse,
            logs: Vec::new(),
        })
    });
    let mut context = on(&mut network, key, price);
    let (done, status) = round(&mut context, "--jobs reservations");
    let [(action, outcome, _)] = done.as_slice() else {
        panic!("{done:?}");
    };
    assert_eq!(action, "complete");
    assert!(outcome.contains("is in a block and failed"), "{outcome}");
    assert_eq!(status, Some(9));
}

#[test]
fn actions_share_a_transaction_as_far_as_they_fit() {
    let mut suite = Suite::new();
    let payer = suite.staker().insecure_clone();
    for number in 0..10 {
        let open = io_client::emissions::open_approval(&payer.pubkey(), [number; 32]);
        suite.economy.send(&[open], &[&payer]).unwrap();
    }
    suite.wait(3_601);
    let (key, price) = (
        Key::Loaded(suite.economy.keeper.clone()),
        suite.economy.price,
    );
    let mut network = Failing::new(&mut suite.economy.vm, |_| None);
    let mut context = on(&mut network, key, price);
    let (done, status) = round(&mut context, "--jobs approvals");
    assert!(done.iter().all(|(_, outcome, _)| outcome == "done"));
    assert_eq!((done.len(), status), (10, None));
    drop(context);
    assert_eq!(network.sent, 1, "one transaction");
}

#[test]
fn each_action_is_counted_by_job_and_outcome_with_what_it_earns() {
    let mut suite = Suite::new();
    let key = unstarted(&mut suite);
    let price = suite.economy.price;
    let (recorder, metrics) = Metrics::local().unwrap();
    let (done, _) = with_local_recorder(&recorder, || {
        let mut context = on(&mut suite.economy.vm, key, price);
        round(&mut context, "--jobs reservations")
    });
    assert_eq!(done.len(), 2);
    let earned: u64 = done.iter().map(|(.., bounty)| bounty).sum();
    let text = metrics.render();
    let acts = r#"io_keeper_acts_total{keeper_job="reservations",outcome="done"} 2"#;
    assert!(text.lines().any(|it| it == acts), "{text}");
    let line = format!("io_keeper_earned_lamports_total {earned}");
    assert!(text.lines().any(|it| it == line), "{text}");
}

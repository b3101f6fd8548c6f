//! `io keeper`.

use std::{cell::RefCell, io::Write, rc::Rc};

use ::emissions::instructions::ProposeSlashArgs;
use anchor_lang::solana_program::instruction::error::InstructionError;
use io_client::{emissions, spl, Network, SendError};
use io_common::{
    addresses::{EMISSIONS_CONFIG, ENGINE, IO_VAULT, USDC_VAULT},
    constants::{ONE_IO, ONE_USDC},
    types::Supplier,
};
use io_vm::{pyth::Quote, Vm};
use marketplace::state::Reservation;
use solana_keypair::Keypair;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

use super::{failing::Failing, node::Node, on, Suite, HASH};
use crate::{
    commands::{self, Command, Networked},
    consent::Consent,
    context::{Context, Key},
    errors,
    keeper::{once, Printer},
    output::OutputFormat,
    report::Report,
};

/// Action and outcome of everything that a round has done.
fn round(suite: &mut Suite, options: &str) -> Vec<(String, String)> {
    let keeper = suite.economy.keeper.clone();
    let done = suite.json(&keeper, &format!("keeper --once {options}"));
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_string();
    let actions = done.as_array().unwrap().iter();
    actions
        .map(|it| (text(&it["action"]), text(&it["outcome"])))
        .collect()
}

/// One round in a context.
fn keeper(context: &mut Context, options: &str) -> Report {
    let line = format!("io keeper --once {options}");
    let (cli, _) = commands::read(line.split_whitespace()).unwrap();
    let Command::Networked(command) = cli.command else {
        panic!("{line} needs no network");
    };
    commands::run(context, *command, OutputFormat::Json).unwrap()
}

fn done(actions: &[&str]) -> Vec<(String, String)> {
    actions
        .iter()
        .map(|action| (action.to_string(), "done".to_string()))
        .collect()
}

#[test]
fn a_reservation_is_served_to_its_end() {
    let mut suite = Suite::new();
    let (_, address) = suite.rental();
    assert_eq!(round(&mut suite, "--jobs reservations"), []);
    suite.wait(86_400);
    assert_eq!(
        round(&mut suite, "--jobs reservations"),
        done(&["complete"])
    );
    assert_eq!(round(&mut suite, "--jobs reservations"), []);
    suite.wait(86_400);
    assert_eq!(round(&mut suite, "--jobs reservations"), done(&["close"]));
    assert!(suite.economy.read::<Reservation>(&address).is_err());
}

#[test]
fn what_is_not_started_is_cancelled_and_disputes_expire() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(1).2);
    let line = format!("rent reserve {offer} --time 1h --connection-key {HASH}");
    suite.json(&renter, &line);
    suite.wait(1_801);
    assert_eq!(round(&mut suite, "--jobs reservations"), done(&["cancel"]));
    let (renter, address) = suite.rental();
    suite.wait(3_600);
    suite.json(&renter, &format!("rent dispute {address}"));
    suite.wait(7 * 86_400 + 1);
    assert_eq!(round(&mut suite, "--jobs reservations"), done(&["expire"]));
}

#[test]
fn a_refusal_is_logged_with_the_limit_that_the_program_leaves_out() {
    let mut suite = Suite::new();
    suite.wait(3_600);
    let (who, price) = (suite.economy.keeper.clone(), suite.economy.price);
    let code = ::emissions::error::EmissionsError::BelowMinDelegation.into();
    let mut network = Failing::new(&mut suite.economy.vm, move |_| {
        Some(SendError::Refused {
            error: TransactionError::InstructionError(0, InstructionError::Custom(code)),
            logs: Vec::new(),
        })
    });
    let mut context = on(&mut network, Key::Loaded(who), price);
    let done = keeper(&mut context, "--jobs advance").json();
    let outcome = done[0]["outcome"].as_str().unwrap();
    assert!(
        outcome.contains("(BelowMinDelegation, ") && outcome.contains("): at least 1 IO"),
        "{outcome}"
    );
}

#[test]
fn auctions_open_and_expire_and_fees_burn() {
    let mut suite = Suite::new();
    let (authority, filler) = (
        suite.economy.authority.clone(),
        suite.economy.filler.clone(),
    );
    let (io, usdc) = (suite.economy.io, suite.economy.usdc);
    let fees = spl::mint_to(
        &usdc,
        &USDC_VAULT.address,
        &authority.pubkey(),
        100_000 * ONE_USDC,
    );
    let from = spl::wallet(&filler.pubkey(), &io);
    let give = spl::transfer(&from, &IO_VAULT.address, &filler.pubkey(), 7);
    suite
        .economy
        .send(&[fees, give], &[&authority, &filler])
        .unwrap();
    suite.wait(7_200);
    assert_eq!(round(&mut suite, "--jobs burn"), done(&["burn", "open"]));
    assert_eq!(round(&mut suite, "--jobs burn"), []);
    suite.wait(900);
    assert_eq!(round(&mut suite, "--jobs burn"), done(&["expire"]));
    // P-17: a price that is too old defers the next.
    let later = suite.now() + 7_200;
    suite.economy.vm.set_unix_time(later);
    assert_eq!(round(&mut suite, "--jobs burn"), []);
}

/// Without USDC no auction can be opened: the anchor follows nevertheless, once that moves it by a bp.
#[test]
fn the_anchor_is_updated_where_nothing_can_be_opened() {
    let mut suite = Suite::new();
    let post = |suite: &mut Suite, factor: u64, later: i64| {
        let anchor = suite.economy.engine().unwrap().anchor.price;
        let now = suite.now() + later;
        suite.economy.vm.set_unix_time(now);
        // In 10⁻⁸ dollars.
        let price = i64::try_from((anchor * factor).div_ceil(1_000_000)).unwrap();
        let quote = Quote {
            price,
            confidence: 0,
            ema: price,
            publish_time: now,
        };
        let (address, account) = (suite.economy.price, quote.account());
        suite.economy.vm.set_account(address, account).unwrap();
    };
    // 5 % away: a 720th of it in an hour is less than a bp.
    post(&mut suite, 105, 3_600);
    assert_eq!(round(&mut suite, "--jobs burn"), []);
    post(&mut suite, 200, 0);
    assert_eq!(round(&mut suite, "--jobs burn"), done(&["update"]));
    assert_eq!(round(&mut suite, "--jobs burn"), []);
    // P-18: it is new risk.
    post(&mut suite, 200, 3_600);
    let authority = suite.economy.authority.clone();
    suite.json(&authority, "pause fee-burn");
    assert_eq!(round(&mut suite, "--jobs burn"), []);
}

#[test]
fn slashes_are_executed_when_they_are_due_and_closed_when_they_lapse() {
    for (days, taken) in [(30, 10 * ONE_IO), (38, 0)] {
        let mut suite = Suite::new();
        let (supplier, keeper) = (suite.supplier(0).1, suite.economy.keeper.clone());
        let attestors = suite.economy.attestors.clone();
        let keys = [attestors[0].pubkey(), attestors[1].pubkey()];
        let args = ProposeSlashArgs {
            number: 0,
            amount: 10 * ONE_IO,
            reason: 1,
            evidence: [7; 32],
        };
        let agreement = emissions::Agreement::Signed(&keys);
        let propose =
            emissions::propose_slash(&keeper.pubkey(), agreement, &supplier, args).unwrap();
        suite
            .economy
            .send(&[propose], &[&keeper, &attestors[0], &attestors[1]])
            .unwrap();
        assert_eq!(round(&mut suite, "--jobs slashes"), []);
        suite.wait(days * 86_400);
        assert_eq!(round(&mut suite, "--jobs slashes"), done(&["end"]));
        let supplier: Supplier = suite.economy.read(&supplier).unwrap();
        assert_eq!(
            (supplier.slashes.taken, supplier.slashes.open_count),
            (taken, 0)
        );
    }
}

#[test]
fn clock_suppliers_and_fees_are_kept_up_to_date() {
    let mut suite = Suite::new();
    suite.wait(2 * 3_600);
    assert_eq!(
        round(&mut suite, "--jobs advance,settle"),
        done(&["advance"])
    );
    let settled = round(&mut suite, "--jobs settle --settle-after 1h");
    assert_eq!(settled, done(&["settle", "settle", "settle"]));
    assert_eq!(round(&mut suite, "--settle-after 1h"), []);
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let line =
        format!("rent reserve {offer} --gpus 2 --time 720h --connection-key {HASH} --number 1");
    let (status, message) = suite.fails(&renter, &format!("{line} --currency io"));
    assert_eq!(status, 3);
    assert!(message.contains("(IoHoursOutOfRange)"), "{message}");
}

#[test]
fn a_supplier_that_is_refused_holds_up_no_other() {
    let mut suite = Suite::new();
    suite.wait(2 * 3_600);
    assert_eq!(round(&mut suite, "--jobs advance"), done(&["advance"]));
    let address = suite.supplier(1).1;
    let mut account = suite.economy.vm.account(&address).unwrap().unwrap();
    let forged: &mut Supplier = bytemuck::from_bytes_mut(&mut account.data[8..]);
    // Its units changed in an hour of which there is no history.
    (forged.units.hour, forged.units.running) = (1, forged.units.next + 1);
    suite.economy.vm.set_account(address, account).unwrap();
    let mut settled = round(&mut suite, "--jobs settle --settle-after 1h");
    settled.retain(|(_, outcome)| outcome != "done");
    let [(action, outcome)] = settled.as_slice() else {
        panic!("{settled:?}");
    };
    // There is no page at that address.
    assert_eq!(
        (action.as_str(), outcome.as_str()),
        ("settle", "refused: The given account is owned by a different program than expected (AccountOwnedByWrongProgram, 3007); nothing was sent")
    );
    let rounds = round(&mut suite, "--jobs settle --settle-after 1h");
    assert_eq!(rounds, settled, "the others are up to date");
}

/// One action each: what it is for, and what is left of the wallet.
#[test]
fn an_action_shows_its_time_its_bounty_and_what_is_left() {
    let mut suite = Suite::new();
    let (_, address) = suite.rental();
    let bounty = suite.economy.read::<Reservation>(&address).unwrap().bounty;
    assert!(bounty > 0);
    let keeper = suite.economy.keeper.clone();
    suite.wait(86_400);
    let ended = suite.json(&keeper, "keeper --once --jobs reservations");
    assert_eq!(
        (&ended[0]["action"], &ended[0]["bounty"]),
        (&"complete".into(), &0.into())
    );
    suite.wait(86_400);
    let done = suite.json(&keeper, "keeper --once --jobs reservations");
    let left = suite.economy.vm.account(&keeper.pubkey()).unwrap().unwrap();
    let action = &done[0];
    assert_eq!(
        (&action["action"], &action["bounty"], &action["solLeft"]),
        (&"close".into(), &bounty.into(), &left.lamports.into())
    );
    assert_eq!(action["at"], suite.now(), "{action}");
    assert!(!action["signature"].as_str().unwrap().is_empty());
}

#[test]
fn a_round_that_an_empty_wallet_cannot_pay_for_is_a_failure() {
    let mut suite = Suite::new();
    suite.wait(2 * 3_600);
    let (poor, price) = (Keypair::new(), suite.economy.price);
    let mut context = on(&mut suite.economy.vm, Key::Loaded(Rc::new(poor)), price);
    let report = keeper(&mut context, "--jobs advance");
    let failure = context.failure.take().unwrap();
    assert_eq!(errors::status(&failure), 3);
    let reported = format!("{failure:#}");
    assert!(
        reported.starts_with("1 of 1 action failed: too little SOL: "),
        "{reported}"
    );
    assert_eq!(report.json().as_array().unwrap().len(), 1);
    // One that has been done leaves none.
    let rich = suite.economy.keeper.clone();
    let mut context = on(&mut suite.economy.vm, Key::Loaded(rich), price);
    let report = keeper(&mut context, "--jobs advance");
    assert!(context.failure.is_none());
    assert_eq!(report.json()[0]["outcome"], "done");
}

/// One job that is answered with nothing keeps no other from its turn.
#[test]
fn a_null_answer_costs_a_job_its_turn_and_no_other() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(1).2);
    let line = format!("rent reserve {offer} --time 1h --connection-key {HASH}");
    suite.json(&renter, &line);
    suite.wait(1_801);
    let (key, price) = (
        Key::Loaded(suite.economy.keeper.clone()),
        suite.economy.price,
    );
    let mut node = Node::new(&mut suite.economy.vm);
    // The clock needs the configuration of the emissions program.
    node.null = Some(EMISSIONS_CONFIG.address);
    let mut context = on(&mut node, key, price);
    let report = keeper(&mut context, "--jobs advance,reservations");
    assert_eq!(report.json()[0]["action"], "cancel");
    let failure = context.failure.take().unwrap();
    assert_eq!(errors::status(&failure), 2);
    let reported = failure.to_string();
    assert!(
        reported.starts_with("the programs of the suite are not at "),
        "{reported}"
    );
}

/// Of an account that is there when it is looked at again: nobody who started the keeper is to blame.
#[test]
fn an_account_that_is_not_there_for_once_ends_no_round() {
    let mut suite = Suite::new();
    suite.wait(7_200);
    let (key, price) = (
        Key::Loaded(suite.economy.keeper.clone()),
        suite.economy.price,
    );
    let mut node = Node::new(&mut suite.economy.vm);
    node.null = Some(ENGINE.address);
    let mut context = on(&mut node, key, price);
    let report = keeper(&mut context, "--jobs burn,advance");
    assert_eq!(report.json()[0]["action"], "advance");
    let failure = context.failure.take().unwrap();
    let reported = failure.to_string();
    assert!(reported.contains(&ENGINE.address.to_string()), "{reported}");
}

/// Writes down that something was printed.
struct Paper(Rc<RefCell<Vec<&'static str>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if bytes.contains(&b'\n') {
            self.0.borrow_mut().push("printed");
        }
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn each_action_is_printed_before_the_next_is_sent() {
    let mut suite = Suite::new();
    for place in [1, 2] {
        let (renter, offer) = (suite.renter(), suite.supplier(place).2);
        let line = format!("rent reserve {offer} --time 1h --connection-key {HASH}");
        suite.json(&renter, &line);
    }
    suite.wait(3_600);
    let (key, price) = (
        Key::Loaded(suite.economy.keeper.clone()),
        suite.economy.price,
    );
    let seen: Rc<RefCell<Vec<&'static str>>> = Rc::default();
    let sent = seen.clone();
    let mut network = Failing::new(&mut suite.economy.vm, move |_| {
        sent.borrow_mut().push("sent");
        None
    });
    let line = "io keeper --once --jobs advance,reservations";
    let (cli, _) = commands::read(line.split_whitespace()).unwrap();
    let Command::Networked(command) = cli.command else {
        panic!("{line} needs no network");
    };
    let Networked::Keeper(options) = *command else {
        panic!("{line}");
    };
    for form in [OutputFormat::Display, OutputFormat::JsonCompact] {
        let paper = Paper(seen.clone());
        let printer = Printer::on(form, Box::new(paper));
        let mut context = on(&mut network, key.clone(), price);
        let agreed = Consent::AssumedYes.to("", "").unwrap();
        let report = once(&mut context, &options, Some(agreed), Some(printer)).unwrap();
        // The second round finds nothing.
        let expected: &[&str] = match form {
            // The cancellations share a transaction.
            OutputFormat::Display => &["sent", "printed", "sent", "printed", "printed"],
            _ => &[],
        };
        assert_eq!(seen.borrow().as_slice(), expected, "{form:?}");
        seen.borrow_mut().clear();
        let is_reported = report.json().as_array().is_some_and(Vec::is_empty);
        assert_eq!(is_reported, expected.is_empty());
    }
}

/// Suppliers that were settled together, or not: sent apart they might be settled twice. What a round ends with says whether
/// there is something to look for.
#[test]
fn what_has_left_is_not_sent_apart_and_is_what_the_round_ends_with() {
    let signature = Signature::from([7; 64]);
    let error = TransactionError::AccountInUse;
    let unknown = SendError::Unknown {
        signature,
        reason: "nobody said so".into(),
    };
    let failed = SendError::Failed {
        signature,
        error: error.clone(),
        logs: Vec::new(),
    };
    let refused = SendError::Refused {
        error,
        logs: Vec::new(),
    };
    for (ends, status, apart) in [
        (unknown, 8, false),
        (failed, 9, false),
        (SendError::Expired(signature), 4, false),
        (refused, 3, true),
    ] {
        let mut suite = Suite::new();
        suite.wait(26 * 3_600);
        suite.json(
            &suite.economy.keeper.clone(),
            "keeper --once --jobs advance",
        );
        let (key, price) = (
            Key::Loaded(suite.economy.keeper.clone()),
            suite.economy.price,
        );
        let mut network = Failing::new(&mut suite.economy.vm, |_| Some(ends.clone()));
        let mut context = on(&mut network, key, price);
        let report = keeper(&mut context, "--jobs settle --settle-after 1h").json();
        let failure = context.failure.take().unwrap();
        assert_eq!(errors::status(&failure), status, "{ends}");
        let actions = report.as_array().unwrap();
        assert!(actions.len() > 1);
        let count = actions.len();
        let reported = match status {
            8 => format!("{count} of {count} actions: outcome unknown: "),
            _ => format!("{count} of {count} actions failed: "),
        };
        assert!(format!("{failure:#}").starts_with(&reported), "{failure:#}");
        for action in actions {
            let known = if apart {
                String::new()
            } else {
                signature.to_string()
            };
            assert_eq!(action["signature"], known, "{ends}");
            let outcome = action["outcome"].as_str().unwrap();
            assert!(
                outcome.contains("may have been executed") == (status == 8),
                "{outcome}"
            );
        }
        drop(context);
        // In halves, down to each.
        let sent = if apart { 2 * actions.len() - 1 } else { 1 };
        assert_eq!(network.sent as usize, sent, "{ends}");
    }
}

/// Whatever else has failed before it.
#[test]
fn a_round_ends_with_what_may_have_been_executed() {
    let mut suite = Suite::new();
    for place in [1, 2] {
        let (renter, offer) = (suite.renter(), suite.supplier(place).2);
        let line = format!("rent reserve {offer} --time 1h --connection-key {HASH}");
        suite.json(&renter, &line);
    }
    suite.wait(1_801);
    let (key, price) = (
        Key::Loaded(suite.economy.keeper.clone()),
        suite.economy.price,
    );
    let mut network = Failing::new(&mut suite.economy.vm, |number| {
        Some(match number {
            // Both together, then the first.
            1 | 2 => SendError::Refused {
                error: TransactionError::AccountInUse,
                logs: Vec::new(),
            },
            _ => SendError::Unknown {
                signature: Signature::from([7; 64]),
                reason: "nobody said so".into(),
            },
        })
    });
    let mut context = on(&mut network, key, price);
    keeper(&mut context, "--jobs reservations");
    let failure = context.failure.take().unwrap();
    assert_eq!(errors::status(&failure), 8);
    let reported = format!("{failure:#}");
    assert!(
        reported.starts_with("1 of 2 actions: outcome unknown; 1 of 2 actions failed: "),
        "{reported}"
    );
}

//! `io keeper --fill jupiter`, with a stand-in for Jupiter.

use std::{
    net::TcpListener,
    sync::atomic::{AtomicUsize, Ordering},
};

use anchor_lang::prelude::Pubkey;
use fee_burn::state::FlashFill;
use io_client::{
    actions::auction::Auction, jupiter::WRAPPED_SOL, spl, Forward, Network, Receipt, SendError,
};
use io_common::{
    addresses::USDC_VAULT,
    constants::{ONE_IO, ONE_USDC},
    oracle::price::PICO_USD,
};
use io_vm::{
    jupiter_stand_in::{
        self as stand_in, keep_tokens, pool, serve, Market, Reply, Server, SOL_PRICE,
    },
    LiteVm, Vm,
};
use serde_json::{json, Value};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_sdk_ids::address_lookup_table;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

use super::{on, plain, run_on, Suite};
use crate::{
    commands::{self, Command, Networked},
    context::Key,
    keeper::{self, Log},
    output::OutputFormat,
};

/// IO of the pool, in base units.
const POOL: u64 = 4_000_000 * ONE_IO;
/// Lamports of a transaction.
const FEE: u64 = 5_000;

/// A lot that has just been put up, a pool where IO costs so many percent of the oracle's price, and its API.
struct Stage {
    suite: Suite,
    market: Market,
    server: Server,
}

/// What the wallet of a keeper holds: lamports, IO, USDC.
type Purse = (u64, u64, u64);

impl Stage {
    fn new(percent: u64) -> Self {
        Self::answering(percent, of_market)
    }

    /// The same with an API that gives other answers.
    fn answering(percent: u64, answer: impl Fn(&Market, &str) -> Reply + Send + 'static) -> Self {
        let mut suite = Suite::new();
        suite.economy.vm.add_native(&stand_in::program());
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
        suite.economy.send(&[fees], &[&authority]).unwrap();
        suite.wait(7_200);
        let keeper = suite.economy.keeper.clone();
        suite.json(&keeper, "burn open");

        let spot = u128::from(auction(&mut suite).price().unwrap().spot);
        // Micro-USD of the IO at the oracle's price.
        let worth = u128::from(POOL) * spot * u128::from(ONE_USDC);
        let worth = worth.div_euclid(u128::from(ONE_IO) * u128::from(PICO_USD));
        let usdc_held = u64::try_from((worth * u128::from(percent)).div_euclid(100)).unwrap();
        let (from, owner) = (spl::wallet(&filler.pubkey(), &io), filler.pubkey());
        let wallets = [io, usdc].map(|mint| spl::create_wallet(&owner, &pool(), &mint));
        let give = spl::transfer(&from, &spl::wallet(&pool(), &io), &owner, POOL);
        let mint = spl::mint_to(
            &usdc,
            &spl::wallet(&pool(), &usdc),
            &authority.pubkey(),
            usdc_held,
        );
        let all = [&wallets[..], &[give, mint]].concat();
        suite.economy.send(&all, &[&filler, &authority]).unwrap();
        let market = Market {
            io,
            usdc,
            io_held: POOL,
            usdc_held,
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = serve(listener, move |target| answer(&market, target)).unwrap();
        Self {
            suite,
            market,
            server,
        }
    }

    fn line(&self, profit: &str) -> String {
        let url = &self.server.url;
        format!("keeper --once --jobs burn --fill jupiter --min-profit {profit} --jupiter-url {url}/swap/v2")
    }

    fn keeper(&self) -> std::rc::Rc<Keypair> {
        self.suite.economy.keeper.clone()
    }

    /// What a round reports of the fill; none if it does not name one.
    fn round(&mut self, profit: &str) -> Option<Value> {
        let (line, keeper) = (self.line(profit), self.keeper());
        let done = self.suite.json(&keeper, &line);
        let mut done = done.as_array().unwrap().iter();
        done.find(|it| it["action"] == "fill").cloned()
    }

    /// The same on a network in front of the machine, for which `change` is called before each signed transaction.
    fn round_while(&mut self, change: impl FnMut(&mut LiteVm)) -> Option<Value> {
        let (line, keeper) = (self.line("0.5"), self.keeper());
        let price = self.suite.economy.price;
        let mut network = Changing {
            vm: &mut self.suite.economy.vm,
            change,
        };
        let done = run_on(&mut network, Key::Loaded(keeper), price, &line).unwrap();
        let done = plain::plain(done.json());
        let mut done = done.as_array().unwrap().iter();
        done.find(|it| it["action"] == "fill").cloned()
    }

    fn purse(&mut self) -> Purse {
        let me = self.keeper().pubkey();
        self.purse_of(&me)
    }

    fn purse_of(&mut self, owner: &Pubkey) -> Purse {
        let lamports = self.suite.economy.vm.account(owner).unwrap();
        let Market { io, usdc, .. } = self.market;
        let [io, usdc] = [io, usdc].map(|mint| {
            let wallet = spl::wallet(owner, &mint);
            self.suite.economy.balance(&wallet).unwrap()
        });
        (lamports.map_or(0, |it| it.lamports), io, usdc)
    }

    fn auction(&mut self) -> Auction {
        auction(&mut self.suite)
    }

    /// What the API was asked, SOL apart.
    fn asked(&self) -> usize {
        let usdc = format!("inputMint={}", self.market.usdc);
        self.server
            .asked()
            .iter()
            .filter(|it| it.contains(&usdc))
            .count()
    }
}

fn of_market(market: &Market, target: &str) -> Reply {
    let (status, body) = market.answer(target);
    Reply::new(status, body)
}

fn auction(suite: &mut Suite) -> Auction {
    let price = suite.economy.price;
    Auction::read(&mut suite.economy.vm, &price).unwrap()
}

/// A network that changes just before a transaction is executed.
struct Changing<'a, F> {
    vm: &'a mut LiteVm,
    change: F,
}

impl<F: FnMut(&mut LiteVm)> Forward for Changing<'_, F> {
    fn inner(&mut self) -> &mut dyn Network {
        self.vm
    }
    fn send_signed(&mut self, transaction: &VersionedTransaction) -> Result<Receipt, SendError> {
        (self.change)(self.vm);
        self.vm.send_signed(transaction)
    }
}

fn outcome(fill: &Option<Value>) -> &str {
    fill.as_ref().unwrap()["outcome"].as_str().unwrap()
}

#[test]
fn a_lot_is_filled_without_io_and_the_difference_is_kept_to_the_base_unit() {
    let mut stage = Stage::new(95);
    let (before, vault) = (
        stage.purse(),
        stage.suite.economy.balance(&USDC_VAULT.address).unwrap(),
    );
    let auction = stage.auction();
    let lot = auction.engine.auction.left;
    let due = auction.quote(None, u64::MAX).unwrap().io;
    let bought = stage
        .market
        .quote(stage.market.usdc, stage.market.io, lot)
        .unwrap();
    let fill = stage.round("0.5");
    assert_eq!(outcome(&fill), "done");
    assert_eq!(
        stage.purse(),
        (before.0 - FEE, before.1 + bought - due, before.2)
    );
    let after = stage.suite.economy.balance(&USDC_VAULT.address).unwrap();
    assert_eq!(after, vault - lot);
    let engine = stage.auction().engine;
    assert_eq!(
        (engine.auction.left, engine.bought, engine.spent),
        (0, due, lot)
    );
    assert_eq!(engine.flash, FlashFill::default());
    // There is nothing left: nothing is asked.
    let asked = stage.asked();
    assert_eq!((stage.round("0.5"), stage.asked()), (None, asked));
}

/// What is promised before it is sent is what the chain enforces, even at the worst price that is accepted.
#[test]
fn a_fill_says_what_it_keeps_at_least() {
    let mut stage = Stage::new(95);
    let lot = stage.auction().engine.auction.left;
    let before = stage.purse();
    let fill = stage.round("1").unwrap();
    let subject = fill["subject"].as_str().unwrap();
    let (kept, worth) = subject
        .split_once(", keeps at least ")
        .unwrap()
        .1
        .split_once(" IO, ")
        .unwrap();
    let quoted = stage
        .market
        .quote(stage.market.usdc, stage.market.io, lot)
        .unwrap();
    let least = crate::parse::amount::io(kept).unwrap();
    assert!(stage.purse().1 - before.1 >= least, "{subject}");
    // Above the profit comes the fee: 5,000 lamports at the quoted price of SOL, rounded up.
    let cost = u64::div_ceil(FEE * SOL_PRICE, 1_000_000_000);
    let wanted = u128::from(ONE_USDC + cost) * u128::from(quoted);
    assert_eq!(u128::from(least), wanted.div_ceil(lot.into()), "{subject}");
    assert_eq!(worth, "1.00075 USDC");
}

#[test]
fn a_keeper_without_token_accounts_pays_their_rent_once_and_counts_it() {
    let mut stage = Stage::new(95);
    let person = Keypair::new_from_array([41; 32]);
    stage
        .suite
        .economy
        .vm
        .airdrop(&person.pubkey(), 1_000_000_000)
        .unwrap();
    let rent = stage.suite.economy.vm.rent().minimum_balance(165);
    // More than the fill leaves above the rent, and less than it leaves.
    let line = stage.line("0.01");
    let done = stage.suite.json(&person, &line);
    assert_eq!(done[0]["outcome"], "done", "{done}");
    let (lamports, io, usdc) = stage.purse_of(&person.pubkey());
    assert_eq!(lamports, 1_000_000_000 - FEE - 2 * rent);
    assert!(io > 0 && usdc == 0);
}

#[test]
fn what_leaves_less_than_the_profit_is_not_sent_and_smaller_fills_are_tried() {
    let mut stage = Stage::new(95);
    let before = stage.purse();
    let fill = stage.round("1000000");
    let reported = outcome(&fill);
    assert!(
        reported.starts_with("not sent: it keeps at least ")
            && reported.ends_with(": --min-profit asks for 1,000,000 USDC above that"),
        "{reported}"
    );
    assert_eq!(stage.purse(), before);
    let auction = stage.auction();
    let sizes = (0..4).filter(|it| auction.engine.auction.left >> it >= auction.config.min_fill);
    assert_eq!(stage.asked(), sizes.count());
    // At a price above the bid even a profit of nothing is none.
    let mut expensive = Stage::new(105);
    let before = expensive.purse();
    let fill = expensive.round("0");
    let reported = outcome(&fill);
    assert!(
        reported.starts_with("not sent: ") && reported.ends_with(" are due"),
        "{reported}"
    );
    assert_eq!(expensive.purse(), before);
    // The price of SOL decides nothing there, and is not asked for.
    assert_eq!(expensive.server.asked().len(), expensive.asked());
}

#[test]
fn a_route_that_is_out_of_date_is_not_sent() {
    let mut stage = Stage::answering(95, |market, target| {
        let before = Market {
            usdc_held: market.usdc_held.div_euclid(100) * 90,
            ..*market
        };
        of_market(&before, target)
    });
    let before = stage.purse();
    let fill = stage.round("0.5");
    assert_eq!(
        outcome(&fill),
        "not sent: the simulation fails: Jupiter refused: the price has moved further than the swap allows (SlippageToleranceExceeded, 6001)"
    );
    assert_eq!(stage.purse(), before);
}

/// A transaction that fails in its block costs its fee and nothing else.
fn costs_its_fee_only(mut stage: Stage, change: impl FnMut(&mut LiteVm), reported: &str) {
    let (before, vault) = (
        stage.purse(),
        stage.suite.economy.balance(&USDC_VAULT.address).unwrap(),
    );
    let left = stage.auction().engine.auction.left;
    let fill = stage.round_while(change);
    assert!(outcome(&fill).contains(reported), "{fill:?}");
    assert_eq!(stage.purse(), (before.0 - FEE, before.1, before.2));
    assert_eq!(
        stage.suite.economy.balance(&USDC_VAULT.address).unwrap(),
        vault
    );
    let engine = stage.auction().engine;
    assert_eq!(
        (engine.auction.left, engine.flash),
        (left, FlashFill::default())
    );
}

#[test]
fn a_price_that_gets_worse_after_the_simulation_costs_the_fee_only() {
    let stage = Stage::new(95);
    let io = spl::wallet(&pool(), &stage.market.io);
    let drain = move |vm: &mut LiteVm| {
        let mut account = vm.account(&io).unwrap().unwrap();
        account.data[64..72].copy_from_slice(&(POOL >> 1).to_le_bytes());
        vm.set_account(io, account).unwrap();
    };
    costs_its_fee_only(stage, drain, "(SlippageToleranceExceeded, 6001)");
}

#[test]
fn tokens_that_do_not_arrive_cost_the_fee_only() {
    let keep = |vm: &mut LiteVm| vm.set_account(pool(), keep_tokens()).unwrap();
    costs_its_fee_only(Stage::new(95), keep, "(InsufficientFunds, 1)");
}

#[test]
fn tokens_that_would_not_arrive_are_not_waited_for() {
    let mut stage = Stage::new(95);
    stage
        .suite
        .economy
        .vm
        .set_account(pool(), keep_tokens())
        .unwrap();
    let before = stage.purse();
    let fill = stage.round("0.5");
    assert!(
        outcome(&fill).starts_with("not sent: the simulation fails: "),
        "{fill:?}"
    );
    assert_eq!(stage.purse(), before);
}

#[test]
fn no_route_and_too_many_requests_are_no_failure() {
    let mut stage = Stage::answering(95, |_, _| {
        Reply::new(400, json!({ "error": "No routes found" }))
    });
    assert_eq!(
        outcome(&stage.round("0.5")),
        "not sent: Jupiter has no route"
    );
    assert_eq!(stage.asked(), 1);
    let mut busy = Stage::answering(95, |_, _| Reply {
        headers: vec!["retry-after: 30".into()],
        ..Reply::new(429, "")
    });
    let reported = "not sent: Jupiter's rate limit is reached: again in 30 s";
    assert_eq!(outcome(&busy.round("0.5")), reported);
}

/// Rounds of a keeper that goes on.
struct Rounds {
    options: keeper::Options,
    log: Log<'static>,
}

impl Rounds {
    fn new(line: &str) -> Self {
        let (cli, _) = commands::read(format!("io {line}").split_whitespace()).unwrap();
        let Command::Networked(command) = cli.command else {
            panic!("{line}");
        };
        let Networked::Keeper(options) = *command else {
            panic!("{line}");
        };
        let log = Log::new(None, None);
        Self { options, log }
    }

    /// What is reported in one of them.
    fn next(&mut self, suite: &mut Suite) -> usize {
        let (key, price) = (
            Key::Loaded(suite.economy.keeper.clone()),
            suite.economy.price,
        );
        let mut context = on(&mut suite.economy.vm, key, price);
        self.log.clear();
        keeper::round::run(&mut context, &self.options, &mut self.log).unwrap();
        self.log.records.len()
    }
}

#[test]
fn after_too_many_requests_none_is_sent_for_as_long_as_the_answer_says() {
    let mut stage = Stage::answering(95, |_, _| Reply {
        headers: vec!["retry-after: 30".into()],
        ..Reply::new(429, "")
    });
    let mut rounds = Rounds::new(&stage.line("0.5"));
    assert_eq!((rounds.next(&mut stage.suite), stage.asked()), (1, 1));
    stage.suite.wait(29);
    assert_eq!((rounds.next(&mut stage.suite), stage.asked()), (0, 1));
    stage.suite.wait(1);
    // The same of the same auction is said once.
    assert_eq!((rounds.next(&mut stage.suite), stage.asked()), (0, 2));
}

/// With a request a second, a round would otherwise never come to the smaller ones.
#[test]
fn the_size_for_which_there_was_no_room_is_the_first_of_the_next_round() {
    let count = AtomicUsize::new(0);
    let mut stage = Stage::answering(95, move |market, target| {
        let is_fill = target.contains(&format!("inputMint={}", market.usdc));
        match is_fill && count.fetch_add(1, Ordering::Relaxed) == 1 {
            true => Reply::new(429, ""),
            false => of_market(market, target),
        }
    });
    let lot = stage.auction().engine.auction.left;
    let mut rounds = Rounds::new(&stage.line("1000000"));
    rounds.next(&mut stage.suite);
    stage.suite.wait(60);
    rounds.next(&mut stage.suite);
    let asked = stage.server.asked();
    let amounts = asked.iter().filter_map(|it| it.split_once("&amount="));
    let amounts: Vec<&str> = amounts.filter_map(|(_, it)| it.split('&').next()).collect();
    let [all, half, sol] = [lot, lot >> 1, 1_000_000_000].map(|it| it.to_string());
    assert_eq!(amounts[..4], [&all, &sol, &half, &half]);
}

#[test]
fn what_is_not_asked_for_is_refused_before_it_is_signed() {
    /// What is done to an answer about USDC.
    type Theft = fn(&mut Value);
    let thefts: [(Theft, &str); 5] = [
        (
            |it| it["setupInstructions"][0]["data"] = "Ag==".into(),
            "neither creates nor closes a token account of yours",
        ),
        (
            |it| it["otherInstructions"] = json!([it["swapInstruction"]]),
            "it has an extra instruction of JUP6",
        ),
        (
            |it| it["swapInstruction"]["accounts"][10]["isSigner"] = true.into(),
            "it needs the signature of",
        ),
        (
            |it| it["swapInstruction"]["accounts"][2]["pubkey"] = it["inputMint"].clone(),
            "its swap moves other tokens or amounts than requested",
        ),
        (
            |it| it["outputMint"] = it["inputMint"].clone(),
            "it is for another swap than requested",
        ),
    ];
    for (theft, reported) in thefts {
        let mut stage = Stage::answering(95, move |market, target| {
            let (status, mut body) = market.answer(target);
            theft(&mut body);
            Reply::new(status, body)
        });
        let before = stage.purse();
        let (line, keeper) = (stage.line("0.5"), stage.keeper());
        let (status, message) = stage.suite.fails(&keeper, &line);
        assert_eq!(status, 3);
        assert!(
            message.starts_with("Jupiter's answer is not signed: ")
                && message.contains(reported)
                && message.ends_with("; nothing was sent"),
            "{message}"
        );
        assert_eq!(stage.purse(), before);
    }
}

/// With it, no cost would count against the profit.
#[test]
fn a_price_of_sol_that_is_nothing_or_of_another_swap_is_not_used() {
    let lies = [
        ("outAmount", json!("0")),
        ("inAmount", json!("1")),
        ("outputMint", json!(WRAPPED_SOL.to_string())),
    ];
    for (field, lie) in lies {
        let mut stage = Stage::answering(95, move |market, target| {
            let (status, mut body) = market.answer(target);
            if target.contains(&format!("inputMint={WRAPPED_SOL}")) {
                body[field] = lie.clone();
            }
            Reply::new(status, body)
        });
        let before = stage.purse();
        let (line, keeper) = (stage.line("0.5"), stage.keeper());
        let (status, message) = stage.suite.fails(&keeper, &line);
        assert_eq!(status, 3);
        assert!(message.contains("another swap"), "{message}");
        assert_eq!(stage.purse(), before);
    }
}

/// The pool is asked to take more than was answered: the data of the swap count, not the words around it.
#[test]
fn a_swap_of_more_usdc_than_the_lot_pays_is_refused() {
    let mut stage = Stage::answering(95, |market, target| {
        let (status, body) = market.answer(target);
        let more = |name: &str| body[name].as_str().unwrap().to_string();
        let amount: u64 = more("inAmount").parse().unwrap();
        let larger = target.replace(
            &format!("amount={amount}"),
            &format!("amount={}", amount + 1),
        );
        let (_, other) = market.answer(&larger);
        let mut body = body.clone();
        body["swapInstruction"] = other["swapInstruction"].clone();
        Reply::new(status, body)
    });
    let authority = stage.suite.economy.authority.clone();
    let mine = spl::wallet(&stage.keeper().pubkey(), &stage.market.usdc);
    let give = spl::mint_to(
        &stage.market.usdc,
        &mine,
        &authority.pubkey(),
        1_000 * ONE_USDC,
    );
    stage.suite.economy.send(&[give], &[&authority]).unwrap();
    let before = stage.purse();
    let (line, keeper) = (stage.line("0.5"), stage.keeper());
    let (_, message) = stage.suite.fails(&keeper, &line);
    assert!(
        message.contains("moves other tokens or amounts"),
        "{message}"
    );
    assert_eq!(stage.purse(), before);
}

#[test]
fn a_route_of_many_accounts_uses_lookup_tables_as_the_network_has_them() {
    let table = Pubkey::new_from_array([0xa2; 32]);
    let more: Vec<Pubkey> = (100..140)
        .map(|byte| Pubkey::new_from_array([byte; 32]))
        .collect();
    let accounts = more.clone();
    let mut stage = Stage::answering(95, move |market, target| {
        let (status, mut body) = market.answer(target);
        if let Some(all) = body["swapInstruction"]["accounts"].as_array_mut() {
            all.extend(accounts.iter().map(
                |it| json!({ "pubkey": it.to_string(), "isWritable": false, "isSigner": false }),
            ));
        }
        // What the answer says of a table is not used.
        body["addressesByLookupTableAddress"] =
            json!({ table.to_string(): [market.io.to_string()] });
        Reply::new(status, body)
    });
    let (line, keeper) = (stage.line("0.5"), stage.keeper());
    let (_, message) = stage.suite.fails(&keeper, &line);
    let reported = format!("there is no usable lookup table at {table}; nothing was sent");
    assert_eq!(message, reported);
    let mut data = [&[1, 0, 0, 0][..], &[0xff; 8], &[0; 44]].concat();
    data.extend(more.iter().flat_map(|it| it.to_bytes()));
    let account = Account {
        lamports: 1_000_000_000,
        data,
        owner: address_lookup_table::ID,
        ..Account::default()
    };
    stage.suite.economy.vm.set_account(table, account).unwrap();
    let before = stage.purse();
    let fill = stage.round("0.5");
    assert_eq!(outcome(&fill), "done");
    assert!(stage.purse().1 > before.1);
}

#[test]
fn p17_p18_nothing_is_asked_without_an_auction_in_a_pause_or_without_a_price() {
    let mut stage = Stage::new(95);
    // P-17, P-18.
    let later = stage.suite.now() + 300;
    stage.suite.economy.vm.set_unix_time(later);
    assert!(stage.auction().price().is_err());
    assert_eq!((stage.round("0.5"), stage.asked()), (None, 0));
    let mut paused = Stage::new(95);
    let authority = paused.suite.economy.authority.clone();
    paused.suite.json(&authority, "pause fee-burn");
    assert_eq!((paused.round("0.5"), paused.asked()), (None, 0));
    let mut over = Stage::new(95);
    over.suite.wait(900);
    assert_eq!((over.round("0.5"), over.asked()), (None, 0));
}

#[test]
fn a_dry_run_sends_nothing() {
    let mut stage = Stage::new(95);
    let before = stage.purse();
    let (line, keeper) = (stage.line("0.5"), stage.keeper());
    let done = stage.suite.json(&keeper, &format!("{line} --dry-run"));
    assert_eq!(done[0]["outcome"], "would succeed");
    assert_eq!(stage.purse(), before);
}

#[test]
fn a_key_is_read_from_a_file_and_goes_into_a_header() {
    let mut stage = Stage::new(95);
    let folder = super::folder::Folder::new();
    let file = folder.write("key", "KEY-0123456789\n");
    let (line, keeper) = (stage.line("0.5"), stage.keeper());
    let done = stage
        .suite
        .json(&keeper, &format!("{line} --jupiter-key-file {file}"));
    assert_eq!(done[0]["outcome"], "done");
    let asked = stage.server.asked();
    assert!(
        asked
            .iter()
            .all(|it| it.contains("x-api-key: KEY-0123456789")),
        "{asked:?}"
    );
    assert!(!done.to_string().contains("KEY-0123456789"));
    assert_eq!(crate::secrets::hide("a KEY-0123456789"), "a …");
    let empty = folder.write("empty", " \n");
    let mut stage = Stage::new(95);
    let line = format!("{} --jupiter-key-file {empty}", stage.line("0.5"));
    let (status, message) = stage.suite.fails(&keeper, &line);
    assert_eq!(
        (status, message),
        (2, format!("--jupiter-key-file {empty}: it is empty"))
    );
}

#[test]
fn another_network_than_mainnet_needs_an_api_of_its_own() {
    let mut stage = Stage::new(95);
    let keeper = stage.keeper();
    let line = "keeper --once --jobs burn --fill jupiter --min-profit 1";
    let (status, message) = stage.suite.fails(&keeper, line);
    let reported =
        "Jupiter serves only mainnet-beta, and this is localnet: use another API with --jupiter-url";
    assert_eq!((status, message.as_str()), (2, reported));
}

#[test]
fn a_fill_by_hand_shows_the_price_of_the_market_beside_the_bid() {
    let mut stage = Stage::new(95);
    let filler = stage.suite.economy.filler.clone();
    let url = &stage.server.url;
    let line = format!("burn fill 25 --dry-run --jupiter-url {url}/swap/v2");
    let shown = stage.suite.json(&filler, &line);
    let io = stage
        .market
        .quote(stage.market.usdc, stage.market.io, 25 * ONE_USDC)
        .unwrap();
    // Pico-USD of one IO, rounded up.
    let price = u128::from(25 * ONE_USDC) * 100_000_000_000_000;
    let price = u64::try_from(price.div_ceil(io.into())).unwrap();
    assert_eq!(shown["marketPriceOfOneIo"], price, "{shown}");
    assert!(shown["bidForOneIo"].as_u64().unwrap() > price);
    // Without one it is unknown, and the fill goes on.
    let report = stage.suite.run(&filler, "burn fill 25 --dry-run").unwrap();
    assert_eq!(
        plain::plain(report.json())["marketPriceOfOneIo"],
        Value::Null
    );
    let text = report.to_text(OutputFormat::Display);
    let unknown = "unknown: Jupiter serves only mainnet-beta, and this is localnet";
    assert!(text.contains(unknown), "{text}");
    assert_eq!(
        stage.suite.json(&filler, "burn fill 25")["bought"],
        25 * ONE_USDC
    );
}

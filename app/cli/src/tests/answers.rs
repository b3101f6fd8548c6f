//! Refusals that name what is there, what is missing, and what to do.

use anchor_lang::prelude::Pubkey;
use io_client::{emissions as client, marketplace, Network};
use io_common::types::Supplier;
use io_vm::Vm;
use solana_signer::Signer;

use super::{Suite, HASH};

/// The suite after every attestation has ended.
fn lapsed() -> Suite {
    let mut suite = Suite::new();
    suite.wait(2 * 86_400);
    suite
}

#[test]
fn what_is_there_instead_is_named() {
    let mut suite = Suite::new();
    let (renter, (_, supplier, offer)) = (suite.renter(), suite.supplier(0));
    let wallet = renter.pubkey();
    for (line, reported) in [
        (
            format!("offer show {supplier}"),
            format!("{supplier} is a supplier, not an offer"),
        ),
        (
            format!("offer show {wallet}"),
            format!("{wallet} is a wallet, not an offer"),
        ),
        (
            format!("rent status {offer}"),
            format!("{offer} is an offer, not a reservation"),
        ),
        (
            format!("supplier show --supplier {offer}"),
            format!("{offer} is an offer, not a supplier"),
        ),
    ] {
        assert_eq!(suite.fails(&renter, &line), (2, reported));
    }
    let nowhere = Pubkey::new_unique();
    let (_, message) = suite.fails(&renter, &format!("offer show {nowhere}"));
    assert!(
        message.starts_with(&format!("there is no offer at {nowhere}")),
        "{message}"
    );
}

#[test]
fn who_has_none_learns_so_and_is_not_sent_to_look_at_an_address() {
    let mut suite = Suite::new();
    let (renter, supplier) = (suite.renter(), suite.supplier(0).1);
    let me = renter.pubkey();
    for line in [
        "supplier show",
        "supplier stake 1",
        "supplier unstake 1",
        "supplier claim",
        "supplier close",
        "supplier commission 1%",
        "offer create --price 1 --gpus 1 --region eu",
    ] {
        let reported = format!(
            "{me} has no supplier: `io supplier register` makes one; or name one with --supplier, or another key with -k"
        );
        assert_eq!(suite.fails(&renter, line), (2, reported), "{line}");
    }
    for command in ["claim", "withdraw", "compound", "close", "unstake ALL"] {
        let (verb, rest) = command.split_once(' ').unwrap_or((command, ""));
        let (status, message) = suite.fails(&renter, &format!("stake {verb} {supplier} {rest}"));
        assert_eq!(status, 2);
        let reported = format!("you have not delegated to {supplier}: ");
        assert!(message.starts_with(&reported), "{message}");
    }
}

#[test]
fn what_exists_already_is_ones_own() {
    let mut suite = Suite::new();
    let (owner, supplier, offer) = suite.supplier(0);
    let register = "supplier register --model h100-sxm --endpoint https://gpu.example";
    let reported = format!("you have supplier {supplier} already: give --sequence 1 for another");
    assert_eq!(suite.fails(&owner, register), (2, reported));
    let renter = suite.renter();
    let reserve = format!("rent reserve {offer} --time 1h --connection-key {HASH} --number 15");
    suite.json(&renter, &reserve);
    let taken = marketplace::reservation_address(&renter.pubkey(), 15);
    let reported = format!(
        "you have reservation 15 already ({taken}): choose another --number, or leave it out"
    );
    assert_eq!(suite.fails(&renter, &reserve), (2, reported));
}

#[test]
fn an_attestation_that_is_over_is_said_to_renters_and_stakers() {
    let mut suite = lapsed();
    let (staker, (_, supplier, offer)) = (suite.staker(), suite.supplier(0));
    let it: Supplier = suite.economy.read(&supplier).unwrap();
    let ended = io_migrations::date::utc(it.attestation.ends_at);
    let (status, message) = suite.fails(&staker, &format!("rent quote {offer} --time 1h"));
    assert_eq!(status, 3);
    let reported = format!(
        "no GPU of this offer is free: its supplier's GPUs are not attested: the attestation ended {ended} ("
    );
    assert!(message.starts_with(&reported), "{message}");
    let tried = suite.json(&staker, &format!("stake delegate {supplier} 1 --dry-run"));
    let earns = tried["earns"].as_str().unwrap();
    assert!(
        earns.starts_with(&format!("its attestation ended {ended}: ")),
        "{earns}"
    );
    assert!(
        earns.ends_with("stake earns nothing until the council attests again"),
        "{earns}"
    );
    let mut fresh = Suite::new();
    let tried = fresh.json(&staker, &format!("stake delegate {supplier} 1 --dry-run"));
    assert!(tried.get("earns").is_none(), "{tried}");
}

#[test]
fn numbers_are_in_the_refusals() {
    let mut suite = Suite::new();
    let (owner, supplier, offer) = suite.supplier(0);
    let (renter, staker) = (suite.renter(), suite.staker());
    let it: Supplier = suite.economy.read(&supplier).unwrap();
    let own = crate::amounts::io(it.stake.own);
    let (status, message) = suite.fails(&owner, "supplier unstake 900000000");
    assert_eq!(status, 2);
    let reported = format!(
        "900,000,000 IO are more than your own stake that no slash holds, {} IO: ",
        crate::amounts::brief(&own)
    );
    assert!(message.starts_with(&reported), "{message}");
    suite.json(&staker, &format!("stake delegate {supplier} 5"));
    let (_, message) = suite.fails(&staker, &format!("stake unstake {supplier} 900000000"));
    assert!(
        message.starts_with("900,000,000 IO are more than the active stake that no slash holds, ")
    );
    let reserve = format!("rent reserve {offer} --time 1h --connection-key {HASH} --max 0.5");
    let quote = suite.json(&renter, &format!("rent quote {offer} --time 1h"));
    let cost = crate::amounts::usdc(quote["toLock"].as_u64().unwrap());
    let cost = crate::amounts::brief(&cost);
    let reported = format!(
        "it costs {cost} USDC, and --max allows 0.5 USDC: give --max {cost} USDC, or leave it out"
    );
    assert_eq!(suite.fails(&renter, &reserve), (3, reported));
    let (_, message) = suite.fails(&owner, "supplier close");
    for reported in [
        "its GPUs are attested until ",
        "of own stake (`io supplier unstake ALL`)",
    ] {
        assert!(message.contains(reported), "{message}");
    }
    let (renter, address) = suite.rental();
    let (_, message) = suite.fails(&renter, &format!("rent extend {address} --time 30d"));
    assert_eq!(
        message,
        "it may end at most 720 hours from now: extend by at most 696 hours (EndsTooLate)"
    );
}

#[test]
fn a_quote_in_io_names_the_price_of_io() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let quote = |suite: &mut Suite, currency: &str| {
        suite.json(
            &renter,
            &format!("rent quote {offer} --time 1h --currency {currency}"),
        )
    };
    let in_io = quote(&mut suite, "IO");
    let price = in_io["priceOfIo"].as_u64().unwrap();
    let (rate, usd) = (
        in_io["ratePerHour"].as_u64().unwrap(),
        in_io["pricePerGpuHour"].as_u64().unwrap(),
    );
    // Pico-USD for an IO times base units is 10⁻²⁰ USD.
    let worth = u128::from(price) * u128::from(rate);
    assert_eq!(worth.div_euclid(100_000_000_000_000) as u64, usd);
    assert!(quote(&mut suite, "usdc").get("priceOfIo").is_none());
}

#[test]
fn new_accounts_say_whether_their_rent_comes_back_and_so_does_the_question() {
    let mut suite = Suite::new();
    let owner = suite.economy.newcomer(0).unwrap();
    let register = "supplier register --model h100-sxm --endpoint https://gpu.example";
    let registered = suite.json(&owner, register);
    let new = registered["newAccounts"].as_array().unwrap();
    assert!(new
        .iter()
        .any(|it| it["what"] == "supplier" && it["comesBack"] == true));
    let create = "offer create --price 1 --gpus 1 --region eu";
    let person = super::consent::Person::who_says(false);
    let asked = person.asked.clone();
    let refused = suite.run_asked(&owner, create, Some(Box::new(person)));
    assert!(refused.is_err());
    let (shown, question) = asked.borrow()[0].clone();
    let supplier = client::supplier_address(&owner.pubkey(), 0);
    let usage = marketplace::supplier_usage_address(&supplier);
    for reported in [
        &format!("{usage}: record of the supplier's reservations; its rent of "),
        "does not come back",
    ] {
        assert!(shown.contains(reported), "{reported}\n{shown}");
    }
    assert!(
        question.contains(" SOL of rent does not come back? ("),
        "{question}"
    );
}

/// The supplier stores a number that a later version of the program has written.
#[test]
fn a_pool_that_is_not_known_is_shown_by_its_number() {
    let mut suite = Suite::new();
    let (owner, supplier) = (suite.economy.newcomer(0).unwrap(), suite.supplier(0).1);
    let mut account = suite.economy.vm.account(&supplier).unwrap().unwrap();
    account.data[io_client::place!(Supplier, pool)] = 7;
    suite.economy.vm.set_account(supplier, account).unwrap();
    let shown = suite.json(&owner, &format!("supplier show --supplier {supplier}"));
    assert_eq!(shown["pool"], "unknown (7)");
    assert!(shown["claimable"].is_null());
    let audit = suite.run(&owner, "audit").unwrap();
    assert!(audit.broken > 0);
}

#[test]
fn what_is_not_attested_is_of_no_pool() {
    let mut suite = Suite::new();
    let owner = suite.economy.newcomer(0).unwrap();
    let register = "supplier register --model h100-sxm --endpoint https://gpu.example";
    suite.json(&owner, register);
    assert!(suite.json(&owner, "supplier show")["pool"].is_null());
    let attested = suite.supplier(0).1;
    let shown = suite.json(&owner, &format!("supplier show --supplier {attested}"));
    // The same address behind the command.
    for command in ["show", "jobs", "unstake-requests"] {
        let [option, behind] =
            ["--supplier ", ""].map(|it| format!("supplier {command} {it}{attested}"));
        assert_eq!(suite.json(&owner, &option), suite.json(&owner, &behind));
    }
    let [option, behind] = ["--staker ", ""].map(|it| format!("stake status {it}{attested}"));
    assert_eq!(suite.json(&owner, &option), suite.json(&owner, &behind));
    assert!(["Enterprise", "Community"].contains(&shown["pool"].as_str().unwrap()));
}

#[test]
fn what_does_not_change_is_not_listed() {
    let mut suite = Suite::new();
    let owner = suite.supplier(0).0;
    let line = "supplier update --endpoint https://new.example --dry-run";
    let updated = suite.json(&owner, line);
    assert_eq!(updated["endpoint"], "https://new.example");
    for kept in ["payout", "operator", "mostDelegated"] {
        assert!(updated.get(kept).is_none(), "{updated}");
    }
}

#[test]
fn a_model_that_begins_several_filters_for_all_of_them() {
    let mut suite = Suite::new();
    let renter = suite.renter();
    let all = suite.json(&renter, "offer list");
    let of = |name: &str| {
        let rows = all.as_array().unwrap().iter();
        rows.filter(|it| it["model"].as_str().unwrap().starts_with(name))
            .count()
    };
    let found = suite.json(&renter, "offer list --model H100");
    assert_eq!(found.as_array().unwrap().len(), of("H100"));
    assert!(of("H100") > 0);
    let currencies = all[0]["currencies"].as_array().unwrap();
    assert!(
        currencies.iter().all(|it| it == "IO" || it == "USDC"),
        "{currencies:?}"
    );
}

#[test]
fn a_list_says_where_what_is_closed_is_found() {
    let mut suite = Suite::new();
    let (renter, (owner, supplier, _)) = (suite.renter(), suite.supplier(0));
    for (who, line, of) in [
        (&renter, "rent status", renter.pubkey()),
        (&owner, "supplier jobs", supplier),
    ] {
        let report = suite.run(who, line).unwrap();
        let reported = format!("those that are closed: io history {of}");
        assert_eq!(report.notes, [reported], "{line}");
    }
}

#[test]
fn what_is_missing_for_a_price_or_an_auction_is_named() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let nowhere = Pubkey::new_unique();
    let line = format!("rent quote {offer} --time 1h --currency io --price-account {nowhere}");
    let key = crate::context::Key::Loaded(std::rc::Rc::new(renter.insecure_clone()));
    let refused = super::run_on(&mut suite.economy.vm, key, nowhere, &line).unwrap_err();
    let reported = refused.to_string();
    for part in [
        &format!("there is no price account at {nowhere}: "),
        "--price-account",
        "localnet/env",
    ] {
        assert!(reported.contains(part), "{reported}");
    }
    let (status, message) = suite.fails(&renter, "burn open");
    assert_eq!(status, 3);
    assert!(
        message.contains("(LotTooSmall)")
            && message.contains("the smallest lot is ")
            && message.ends_with(", and the vault holds 0 USDC for the burn"),
        "{message}"
    );
}

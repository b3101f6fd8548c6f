//! Payments that do not arrive, accounts that are lost, and plans that stop half-way.

use std::rc::Rc;

use anchor_lang::{
    prelude::Pubkey,
    solana_program::instruction::{error::InstructionError, Instruction},
};
use anchor_spl::token::{
    spl_token::instruction::{set_authority, AuthorityType},
    ID as TOKEN,
};
use emissions::error::EmissionsError;
use io_client::{marketplace as client, spl, Forward, Network, Preview, SendError};
use io_vm::{LiteVm, Vm};
use marketplace::state::{Offer, Payee, Reservation};
use solana_keypair::Keypair;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

use super::{failing::Failing, run_on, Suite, HASH};
use crate::{context::Key, errors};

/// Byte of a token account that says whether it is frozen, and its value then.
const FROZEN: (usize, u8) = (108, 2);

impl Suite {
    pub fn freeze(&mut self, tokens: &Pubkey) {
        let mut account = self.economy.vm.account(tokens).unwrap().unwrap();
        account.data[FROZEN.0] = FROZEN.1;
        self.economy.vm.set_account(*tokens, account).unwrap();
    }

    /// Another token account of `owner`, of the same mint.
    pub fn another(&mut self, owner: &Pubkey, mint: &Pubkey) -> Pubkey {
        let (from, to) = (spl::wallet(owner, mint), Pubkey::new_unique());
        let mut account = self.economy.vm.account(&from).unwrap().unwrap();
        // The amount.
        account.data[64..72].fill(0);
        self.economy.vm.set_account(to, account).unwrap();
        to
    }
}

#[test]
fn a_frozen_account_is_named_when_it_pays() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    suite.freeze(&spl::wallet(&renter.pubkey(), &suite.economy.usdc.clone()));
    let line = format!("rent reserve {offer} --time 1h --connection-key {HASH}");
    let (status, message) = suite.fails(&renter, &line);
    assert_eq!(status, 3);
    assert_eq!(
        message,
        "token program refused: a token account is frozen by the token's issuer: pay from, or be paid to, another one \
         (AccountFrozen, 17); nothing was sent"
    );
}

#[test]
fn a_refund_that_cannot_be_paid_is_owed_and_collected_elsewhere() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.wait(7_200);
    let usdc = suite.economy.usdc;
    let wallet = spl::wallet(&renter.pubkey(), &usdc);
    let elsewhere = suite.another(&renter.pubkey(), &usdc);
    suite.freeze(&wallet);
    for line in [
        format!("rent terminate {address} --dry-run"),
        format!("rent terminate {address}"),
    ] {
        let said = suite.json(&renter, &line);
        assert_eq!(said["owedToThePayer"], said["refund"], "{said}");
        let why = said["notPaid"].as_str().unwrap();
        let remedy = format!("`io rent withdraw {address} --to TOKEN_ACCOUNT`");
        assert!(
            why.starts_with(&wallet.to_string()) && why.contains(&remedy),
            "{why}"
        );
        assert!(said["walletChanges"][0].get("usdc").is_none(), "{said}");
    }
    let status = suite.json(&renter, &format!("rent status {address}"));
    let back = status["comesBack"].as_str().unwrap();
    assert!(
        back.contains(&format!("could not be paid: `io rent withdraw {address}`")),
        "{back}"
    );
    let reservation: Reservation = suite.economy.read(&address).unwrap();
    let owed = reservation.owed(Payee::Payer).unwrap();
    let (status, message) = suite.fails(&renter, &format!("rent withdraw {address}"));
    assert_eq!(status, 2);
    assert_eq!(
        message,
        format!("{wallet} is frozen: name another token account with --to")
    );
    let collect = format!("rent withdraw {address} --to {elsewhere}");
    assert_eq!(suite.json(&renter, &collect)["withdrawn"], owed);
    assert_eq!(suite.economy.balance(&elsewhere).unwrap(), owed);
}

#[test]
fn a_refund_that_is_paid_is_not_called_owed() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.wait(7_200);
    let said = suite.json(&renter, &format!("rent terminate {address}"));
    assert!(
        said.get("owedToThePayer").is_none() && said.get("notPaid").is_none(),
        "{said}"
    );
    assert_eq!(said["walletChanges"][0]["usdc"], said["refund"]);
}

#[test]
fn what_was_not_started_in_time_says_how_it_comes_back() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let line = format!("rent reserve {offer} --time 1h --connection-key {HASH} --number 4");
    let reserved = suite.json(&renter, &line);
    let address = client::reservation_address(&renter.pubkey(), 4);
    let locked = crate::amounts::usdc(reserved["toLock"].as_u64().unwrap());
    let locked = crate::amounts::brief(&locked).to_string();
    let back = |suite: &mut Suite| {
        let status = suite.json(&renter, &format!("rent status {address}"));
        (
            status["next"].clone(),
            status["comesBack"].as_str().unwrap().to_string(),
        )
    };
    let (next, before) = back(&mut suite);
    assert_eq!(next, "must start by");
    assert_eq!(
        before,
        format!("{locked} USDC, all that is locked, if it is declined or not started in time")
    );
    suite.wait(1_801);
    let (next, after) = back(&mut suite);
    assert_eq!(next, "not started by");
    assert_eq!(
        after,
        format!(
            "{locked} USDC, all that is locked, since it was not started in time: `io rent close {address}` sends it"
        )
    );
}

/// The owner of the associated token account was changed, by mistake or by a thief: stake leaves to another account.
#[test]
fn stake_leaves_by_another_account_where_the_usual_one_is_lost() {
    let mut suite = Suite::new();
    let (staker, supplier, io) = (suite.staker(), suite.supplier(0).1, suite.economy.io);
    suite.json(&staker, &format!("stake delegate {supplier} 5"));
    suite.json(&staker, &format!("stake unstake {supplier} 3"));
    suite.wait(14 * 86_400);
    let me = staker.pubkey();
    let (wallet, thief) = (spl::wallet(&me, &io), Pubkey::new_unique());
    let elsewhere = suite.another(&me, &io);
    let give = set_authority(
        &TOKEN,
        &wallet,
        Some(&thief),
        AuthorityType::AccountOwner,
        &me,
        &[],
    );
    suite.economy.send(&[give.unwrap()], &[&staker]).unwrap();
    for command in ["withdraw", "claim"] {
        let line = format!("stake {command} {supplier}");
        let (status, message) = suite.fails(&staker, &line);
        assert_eq!(status, 2, "{message}");
        let whose =
            format!("{wallet} is the associated token account of {me}, but belongs to {thief}: ");
        assert!(
            message.starts_with(&whose) && message.ends_with("whose address --to takes"),
            "{message}"
        );
        let (status, message) = suite.fails(&staker, &format!("{line} --to {supplier}"));
        assert_eq!(status, 2);
        assert!(
            message.starts_with(&format!("{supplier} is no token account")),
            "{message}"
        );
    }
    // Rewards go to the staker's own accounts only, stake to any.
    let claim = format!("stake claim {supplier} --to");
    let (status, message) = suite.fails(&staker, &format!("{claim} {wallet}"));
    assert_eq!(status, 2);
    assert_eq!(
        message,
        format!("{wallet} belongs to {thief}: the program pays only accounts of {me} here")
    );
    let claimed = suite.json(&staker, &format!("{claim} {elsewhere}"));
    let withdrawn = suite.json(
        &staker,
        &format!("stake withdraw {supplier} --to {elsewhere}"),
    );
    assert_eq!(withdrawn["itsOwner"], me.to_string());
    let [claimed, withdrawn] = [&claimed["claimed"], &withdrawn["withdrawn"]];
    assert_eq!(
        suite.economy.balance(&elsewhere).unwrap(),
        claimed.as_u64().unwrap() + withdrawn.as_u64().unwrap()
    );
}

#[test]
fn a_payout_wallet_alone_names_where_its_rewards_go() {
    let mut suite = Suite::new();
    let (owner, supplier, _) = suite.supplier(0);
    suite.wait(3 * 3_600);
    let elsewhere = suite.another(&owner.pubkey(), &suite.economy.io.clone());
    let stranger = suite.economy.newcomer(0).unwrap();
    let line = format!("supplier claim --supplier {supplier} --to {elsewhere}");
    let (status, message) = suite.fails(&stranger, &line);
    assert_eq!(status, 2);
    assert!(message.starts_with("only the payout wallet, "), "{message}");
    let claimed = suite.json(&owner, &line);
    assert_eq!(
        suite.economy.balance(&elsewhere).unwrap(),
        claimed["claimed"].as_u64().unwrap()
    );
}

/// A supplier with offers, none of which is reserved.
fn with_offers(suite: &mut Suite, count: u32) -> (Rc<Keypair>, Pubkey) {
    let owner = suite.economy.newcomer(50_000_000_000).unwrap();
    suite.json(
        &owner,
        "supplier register --model h100-sxm --endpoint https://gpu.example",
    );
    let supplier = io_client::emissions::supplier_address(&owner.pubkey(), 0);
    for _ in 0..count {
        suite.json(&owner, "offer create --price 1 --gpus 1 --region eu");
    }
    (owner, supplier)
}

#[test]
fn a_supplier_that_closes_takes_the_rent_of_its_offers_along() {
    let mut suite = Suite::new();
    let (owner, supplier) = with_offers(&mut suite, 2);
    let offers = [0, 1].map(|number| client::offer_address(&supplier, number));
    let tried = suite.json(&owner, "supplier close --dry-run");
    let mut listed: Vec<&str> = tried["offersClosed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_str().unwrap())
        .collect();
    listed.sort_unstable();
    let mut expected = offers.map(|offer| offer.to_string());
    expected.sort_unstable();
    assert_eq!(listed, expected);
    suite.json(&owner, "supplier close");
    for offer in offers {
        assert!(suite.economy.read::<Offer>(&offer).is_err());
    }
}

#[test]
fn a_plan_that_stops_half_way_says_what_was_executed() {
    let mut suite = Suite::new();
    let (owner, _) = with_offers(&mut suite, 40);
    let price = suite.economy.price;
    let tried = suite.json(&owner, "supplier close --dry-run");
    let parts = tried["transactions"].clone();
    assert!(parts.as_u64().unwrap() >= 3, "{parts}");
    let fees = tried["walletChanges"][0]["fee"].as_u64();
    assert_eq!(fees, parts.as_u64().map(|parts| parts * 5_000));
    let mut network = Failing::new(&mut suite.economy.vm, |place| {
        (place > 2).then(|| SendError::Expired(Signature::from([7; 64])))
    });
    let key = || Key::Loaded(owner.clone());
    let error = run_on(&mut network, key(), price, "supplier close").unwrap_err();
    drop(network);
    assert_eq!(errors::status(&error), 4);
    let reported = format!("{error:#}");
    let (executed, rest) = reported.split_once("; ").unwrap();
    let signatures = executed.strip_prefix("executed: ").unwrap();
    let signatures: Vec<&str> = signatures.split(", ").collect();
    assert!(signatures.len() == 2 && signatures.iter().all(|it| it.parse::<Signature>().is_ok()));
    let left = match parts.as_u64().unwrap() - 3 {
        0 => String::new(),
        1 => "; not sent: the one after it".into(),
        several => format!("; not sent: the {several} after it"),
    };
    let expired = Signature::from([7; 64]);
    let expected = format!("expired: {expired}{left}: not confirmed: the blockhash of ");
    assert!(rest.starts_with(&expected), "{rest}");
    // The rest goes in another run.
    let report = suite.json(&owner, "supplier close");
    assert_eq!(report["outcome"], "confirmed");
}

/// A network that refuses the second of several transactions when it is simulated.
struct Refusing<'a> {
    network: &'a mut LiteVm,
    looks: u32,
}

impl Forward for Refusing<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.network
    }
    fn preview(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
        watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        self.looks += 1;
        if self.looks == 2 {
            let code = EmissionsError::BelowMinDelegation.into();
            return Err(SendError::Refused {
                error: TransactionError::InstructionError(0, InstructionError::Custom(code)),
                logs: Vec::new(),
            });
        }
        self.network.preview(instructions, signers, watched)
    }
}

#[test]
fn a_later_part_that_is_refused_beforehand_is_named_with_its_limit() {
    let mut suite = Suite::new();
    let (owner, _) = with_offers(&mut suite, 40);
    let price = suite.economy.price;
    let mut network = Refusing {
        network: &mut suite.economy.vm,
        looks: 0,
    };
    let key = Key::Loaded(owner);
    let tried = run_on(&mut network, key, price, "supplier close --dry-run");
    let tried = tried.unwrap().json();
    let untried = tried["notTriedOut"].as_str().unwrap();
    assert!(
        untried.starts_with("transaction 2 of ")
            && untried.contains("(BelowMinDelegation, ")
            && untried.contains("): at least 1 IO; the fees from there on"),
        "{untried}"
    );
}

#[test]
fn a_request_to_move_shows_both_its_times() {
    let mut suite = Suite::new();
    let (staker, from, to) = (suite.staker(), suite.supplier(0).1, suite.supplier(1).1);
    suite.json(&staker, &format!("stake delegate {from} 5"));
    let asked = suite.json(&staker, &format!("stake redelegate {from} {to} 2"));
    let row = |suite: &mut Suite| {
        let status = suite.json(&staker, "stake status");
        let mut rows = status.as_array().unwrap().iter();
        rows.find(|row| row["state"].as_str().unwrap().ends_with(&to.to_string()))
            .unwrap()
            .clone()
    };
    let shown = row(&mut suite);
    assert_eq!(shown["state"], format!("asked to move to {to}"));
    assert_eq!(shown["amount"], 200_000_000);
    let (ready, lapses) = (
        shown["unlocksAt"].as_i64().unwrap(),
        shown["lapsesAt"].as_i64().unwrap(),
    );
    assert_eq!(shown["unlocksAt"], asked["readyAt"]);
    assert_eq!(
        (ready, lapses),
        (suite.now() + 86_400, suite.now() + 8 * 86_400)
    );
    suite.wait(86_400);
    assert_eq!(row(&mut suite)["state"], format!("may move now to {to}"));
    suite.wait(7 * 86_400 + 1);
    assert_eq!(
        row(&mut suite)["state"],
        format!("request has lapsed, to {to}")
    );
}

#[test]
fn a_pause_is_shown_where_it_matters_and_only_there() {
    let mut suite = Suite::new();
    let (authority, offer) = (suite.economy.authority.clone(), suite.supplier(0).2);
    let quote = format!("rent quote {offer} --time 1h");
    let notes = |suite: &mut Suite, line: &str| suite.run(&authority, line).unwrap().notes;
    for line in ["offer list", "stake apr", "stake status", &quote] {
        let said = notes(&mut suite, line);
        assert!(
            said.iter().all(|it| !it.contains("paused")),
            "{line}: {said:?}"
        );
    }
    suite.json(&authority, "pause marketplace");
    for line in ["offer list", &quote] {
        let said = notes(&mut suite, line);
        assert!(
            said[0].starts_with(
                "marketplace is paused until the authority ends it: no new offers, reservations or"
            ),
            "{said:?}"
        );
    }
    assert_eq!(notes(&mut suite, "stake apr"), [""; 0]);
    suite.json(&authority, "pause emissions");
    let said = notes(&mut suite, "stake apr");
    assert!(
        said[0].starts_with("emissions is paused until the authority ends it: no new stake"),
        "{said:?}"
    );
}

#[test]
fn a_slash_says_what_of_it_is_cut_off() {
    let mut suite = Suite::new();
    let (attestors, supplier) = (suite.economy.attestors.clone(), suite.supplier(0).1);
    for key in &attestors {
        suite
            .economy
            .vm
            .airdrop(&key.pubkey(), 1_000_000_000)
            .unwrap();
    }
    let line = format!("slash propose {supplier} 9999999 --reason 7 --evidence {HASH} --approve");
    let approved = suite.json(&attestors[0], &line);
    let number = |name: &str| approved[name].as_u64().unwrap();
    assert_eq!(number("amountAskedFor"), 9_999_999 * 100_000_000);
    assert_eq!(number("amount"), number("mostThatMayBeSlashed"));
    assert!(number("amount") < number("amountAskedFor"));
    assert_eq!(approved["reason"], 7);
    for key in &attestors[1..] {
        suite.json(key, &line);
    }
    let opened = suite.json(&attestors[0], &line.replace("--approve", "--approved"));
    assert_eq!(opened["amount"], approved["amount"]);
    let slash: Pubkey = opened["slash"].as_str().unwrap().parse().unwrap();
    let stored: emissions::state::Slash = suite.economy.read(&slash).unwrap();
    assert_eq!(opened["amount"], stored.amount);
    assert_eq!(opened["lapsesAt"], stored.lapses_at);
    let of_stakers = opened["stakersBear"].as_u64().unwrap();
    assert_eq!(of_stakers, stored.delegated_held + stored.cooling_held);
}

#[test]
fn a_decision_of_another_hour_is_refused_before_it_costs_anything() {
    let mut suite = Suite::new();
    let attestor = suite.economy.attestors[0].clone();
    suite
        .economy
        .vm
        .airdrop(&attestor.pubkey(), 1_000_000_000)
        .unwrap();
    let (_, address) = suite.rental();
    suite.wait(7_200);
    let now = suite.now();
    for made_at in [now - 3_601, now + 60] {
        let line = format!("outage {address} down --made-at {made_at} --approve");
        let (status, message) = suite.fails(&attestor, &line);
        assert_eq!(status, 2, "{message}");
        let reported = "a decision is first approved within 1 h of when it is made";
        assert!(message.contains(reported), "{message}");
    }
    let line = format!("outage {address} down --approve");
    let approved = suite.json(&attestor, &line);
    assert_eq!(approved["madeAt"], now);
    assert_eq!(
        (&approved["approvedBy"], &approved["approvalsEnd"]),
        (&1.into(), &(now + 3_600).into())
    );
}

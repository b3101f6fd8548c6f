//! `io supplier`, and what a supplier does with `io offer`.

use io_client::{emissions as client, spl};
use io_common::types::Supplier;
use marketplace::state::Offer;
use serde_json::Value;
use solana_signer::Signer;

use super::{Suite, HASH};

#[test]
fn a_supplier_registers_stakes_and_offers() {
    let mut suite = Suite::new();
    let owner = suite.economy.newcomer(5_000_000_000_000).unwrap();
    let models = suite
        .economy
        .read::<emissions::state::Models>(&io_common::addresses::MODELS.address);
    let model = models.unwrap().models[0]
        .name()
        .to_string()
        .to_lowercase()
        .replace(' ', "-");
    let line =
        format!("supplier register --model {model} --commission 5% --endpoint https://gpu.example");
    let registered = suite.json(&owner, &line);
    assert_eq!(
        registered["supplier"],
        client::supplier_address(&owner.pubkey(), 0).to_string()
    );
    let staked = suite.json(&owner, "supplier stake ALL");
    assert_eq!(staked["staked"], 5_000_000_000_000_u64);
    let created = suite.json(
        &owner,
        "offer create --price 1.50 --gpus 4 --region eu-west",
    );
    let offer = created["offer"].as_str().unwrap().to_string();
    suite.json(
        &owner,
        &format!("offer edit {offer} --price $1.25 --currencies usdc"),
    );
    let stored: Offer = suite.economy.read(&offer.parse().unwrap()).unwrap();
    assert_eq!(
        (stored.price_micro_usd, stored.gpus, stored.currencies),
        (1_250_000, 4, 2)
    );
    let paused = suite.json(&owner, &format!("offer pause {offer}"));
    assert_eq!(paused["paused"], true);
    suite.json(&owner, &format!("offer pause {offer} --resume"));
    suite.json(&owner, &format!("offer close {offer}"));
    let (status, message) = suite.fails(&owner, &format!("offer show {offer}"));
    assert_eq!(status, 2);
    assert_eq!(
        message,
        format!("there is no offer at {offer}: look at the address and the network")
    );
    let shown = suite.json(&owner, "supplier show");
    assert_eq!(
        (&shown["ownStake"], &shown["commissionBps"]),
        (&5_000_000_000_000_u64.into(), &500.into())
    );
}

#[test]
fn own_stake_leaves_by_its_cooldown() {
    let mut suite = Suite::new();
    let (owner, supplier, _) = suite.supplier(0);
    let unstaked = suite.json(
        &owner,
        "supplier unstake 12.5 IO".replace(" IO", "").as_str(),
    );
    assert_eq!(unstaked["unstaked"], 1_250_000_000);
    let (status, message) = suite.fails(&owner, "supplier withdraw");
    assert_eq!(status, 3);
    assert!(
        message.starts_with("nothing to withdraw: no own stake has cooled; 12.5 IO can be "),
        "{message}"
    );
    suite.wait(14 * 86_400);
    let withdrawn = suite.json(&owner, "supplier withdraw");
    assert_eq!(withdrawn["cooled"], 1_250_000_000);
    let left: Supplier = suite.economy.read(&supplier).unwrap();
    assert_eq!(left.stake.own_cooling, 0);
}

#[test]
fn rewards_are_settled_and_claimed() {
    let mut suite = Suite::new();
    let (owner, supplier, _) = suite.supplier(0);
    let (status, message) = suite.fails(&owner, "supplier claim");
    assert_eq!((status, message.as_str()), (3, "nothing to claim"));
    suite.wait(3 * 3_600);
    let shown = suite.json(&owner, "supplier show");
    let settled = suite.json(&owner, "supplier settle");
    assert_eq!(settled["claimable"], shown["claimable"]);
    assert!(settled["claimable"].as_u64().unwrap() > 0);
    let (status, _) = suite.fails(&owner, "supplier settle");
    assert_eq!(status, 3);
    let wallet = spl::wallet(&owner.pubkey(), &suite.economy.io);
    let before = suite.economy.balance(&wallet).unwrap();
    let claimed = suite.json(&owner, &format!("supplier claim --supplier {supplier}"));
    assert_eq!(claimed["claimed"], settled["claimable"]);
    let after = suite.economy.balance(&wallet).unwrap();
    assert_eq!(claimed["claimed"], after - before);
}

#[test]
fn a_rise_of_the_commission_is_announced() {
    let mut suite = Suite::new();
    let (owner, supplier, _) = suite.supplier(0);
    suite.json(&owner, "supplier commission 1%");
    let now = suite.now();
    let raised = suite.json(&owner, "supplier commission 2%");
    assert_eq!(raised["announced"], true);
    let holds_from = raised["inForceFrom"].as_i64().unwrap();
    let days = 14 * 86_400;
    assert!((now + days..=now + days + 3_600).contains(&holds_from));
    assert_eq!(holds_from % 3_600, 0);
    let stored: Supplier = suite.economy.read(&supplier).unwrap();
    assert_eq!(
        (stored.commission.bps, stored.commission.next_bps),
        (100, 200)
    );
}

#[test]
fn metered_time_is_paid_but_for_what_is_held_back() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.json(&renter, &format!("rent extend {address} --time 1d"));
    suite.wait(30 * 3_600);
    let owner = suite.supplier(0).0;
    let usdc = spl::wallet(&owner.pubkey(), &suite.economy.usdc);
    let before = suite.economy.balance(&usdc).unwrap();
    let paid = suite.json(&owner, &format!("supplier settle --reservation {address}"));
    let after = suite.economy.balance(&usdc).unwrap();
    assert!(after > before);
    assert_eq!(paid["paid"], after - before);
}

#[test]
fn a_supplier_ends_a_reservation() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.wait(7_200);
    let (owner, usdc) = (suite.supplier(0).0, suite.economy.usdc);
    let wallet = spl::wallet(&renter.pubkey(), &usdc);
    let before = suite.economy.balance(&wallet).unwrap();
    let terminate = format!("supplier terminate {address}");
    let ended = suite.json(&owner, &terminate);
    let after = suite.economy.balance(&wallet).unwrap();
    assert_eq!(ended["refund"], after - before);
    let (status, message) = suite.fails(&owner, &terminate);
    assert_eq!(status, 3);
    let reported =
        "marketplace would refuse: The reservation is not active (NotActive): it has ended, ";
    assert!(message.starts_with(reported), "{message}");
}

/// P-27: before the minimum time is over, an announcement gives it up, which only the owner may do.
#[test]
fn p27_the_owner_sees_what_an_announcement_gives_up_and_an_operator_is_refused() {
    let mut suite = Suite::new();
    let (_, address) = suite.rental();
    let owner = suite.supplier(0).0;
    let operator = suite.economy.newcomer(100_000_000).unwrap();
    let line = format!("supplier update --operator {}", operator.pubkey());
    suite.json(&owner, &line);
    let announce = format!("supplier announce-end {address}");
    let (code, message) = suite.fails(&operator, &announce);
    assert_eq!(code, 3);
    assert!(
        message.contains("(MinimumIsNotOver, 8053): its minimum time is over at "),
        "{message}"
    );
    let asked = suite.question(&owner, &announce);
    let given_up = ", and give up its minimum time, which is over at ";
    assert!(asked.contains(given_up), "{asked}");
    suite.wait(3_600);
    let asked = suite.question(&owner, &announce);
    assert!(!asked.contains(given_up), "{asked}");
    let announced = suite.json(&operator, &announce);
    assert!(announced["minimumTimeGivenUpUntil"].is_null());
}

/// P-27: as renter and supplier see it.
#[test]
fn p27_a_supplier_announces_the_end_and_leaves_without_a_loss() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.wait(7_200);
    let owner = suite.supplier(0).0;
    let announce = format!("supplier announce-end {address}");
    let expected = suite.now() + 3_600;
    let announced = suite.json(&owner, &announce);
    let over_at = announced["noticeIsOverAt"].clone();
    assert_eq!(
        (&announced["notice"], &over_at),
        (&3_600.into(), &expected.into())
    );
    assert!(announced["forfeitedIfTerminatedNow"].as_u64().unwrap() > 0);
    let status = suite.json(&renter, &format!("rent status {address}"));
    assert_eq!(
        (&status["notice"], &status["endAnnouncedFor"]),
        (&3_600.into(), &over_at)
    );
    for shown in [&announced, &status] {
        let protects = shown["noticeProtects"].as_str().unwrap();
        assert!(protects.starts_with("reserved time only"), "{protects}");
    }
    let receipt = suite.json(&renter, &format!("rent receipt {address}"));
    assert_eq!(receipt[0]["endAnnouncedFor"], over_at);
    let (code, message) = suite.fails(&owner, &announce);
    assert_eq!(code, 3);
    assert!(
        message.contains("(EndAlreadyAnnounced)") && message.contains("has announced its end for"),
        "{message}"
    );
    let extend = format!("rent extend {address} --time 200h");
    let (code, message) = suite.fails(&renter, &extend);
    assert_eq!(code, 3);
    assert!(message.contains("(EndsAfterNotice)"), "{message}");
    // The minimum time is no longer due.
    assert_eq!(status["minTimeDue"], Value::Null);
    let job = |suite: &mut Suite| suite.json(&owner, "supplier jobs")[0].clone();
    let terminate = format!("`io supplier terminate {address}`, by the owner, forfeits nothing");
    let before = job(&mut suite);
    assert_eq!(before["endAnnouncedFor"], over_at);
    let to_do = before["toDo"].as_str().unwrap();
    assert!(
        to_do.starts_with("keep it running until ") && to_do.contains(&terminate),
        "{to_do}"
    );
    suite.wait(3_600);
    let to_do = job(&mut suite)["toDo"].as_str().unwrap().to_string();
    assert!(to_do.starts_with(&terminate), "{to_do}");
    let ended = suite.json(&owner, &format!("supplier terminate {address}"));
    assert_eq!(
        (&ended["forfeited"], &ended["forfeitedTime"]),
        (&0.into(), &0.into())
    );
    let status = suite.json(&renter, &format!("rent status {address}"));
    assert_eq!(status["endAnnouncedFor"], Value::Null);
    assert_eq!(status["noticeProtects"], Value::Null);
}

/// P-27: a lapse does not bring the minimum time back.
#[test]
fn p27_no_minimum_time_is_shown_once_an_announcement_has_lapsed() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.json(&renter, &format!("rent extend {address} --time 1d"));
    let status = format!("rent status {address}");
    let before = suite.json(&renter, &status);
    assert!(before["minTimeDue"].as_u64().unwrap() >= 3_600);
    let owner = suite.supplier(0).0;
    suite.json(&owner, &format!("supplier announce-end {address}"));
    // The notice, the day for which the announcement stands after it, and a second.
    suite.wait(3_600 + 86_400 + 1);
    let shown = suite.json(&renter, &status);
    assert_eq!(shown["state"], "active");
    assert_eq!(shown["endAnnouncedFor"], Value::Null);
    assert_eq!(shown["minTimeDue"], Value::Null);
}

/// P-27: the notice may be longer than what is left of the time.
#[test]
fn p27_an_end_announced_too_late_advises_nothing_after_the_time_is_over() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    let owner = suite.supplier(0).0;
    suite.wait(86_400 - 1_800);
    let ends_at = suite.now() + 1_800;
    let line = format!("supplier announce-end {address}");
    let report = suite.run(&owner, &line).unwrap();
    let next = format!(
        "next: io rent close {address}, from {} (in 30m) on: its time is over before its notice",
        io_migrations::date::utc(ends_at)
    );
    assert!(report.notes.contains(&next), "{:?}", report.notes);
    let job = suite.json(&owner, "supplier jobs")[0].clone();
    assert_eq!(
        job["toDo"],
        "keep it running: its time is over before its notice"
    );
    let status = suite.json(&renter, &format!("rent status {address}"));
    assert_eq!(status["endAnnouncedFor"], ends_at + 1_800);
}

#[test]
fn p27_an_offer_promises_notice() {
    let mut suite = Suite::new();
    let (owner, _, offer) = suite.supplier(0);
    // None is the market's minimum: an hour.
    for (notice, seconds) in [("48h", 172_800), ("30d", 2_592_000), ("none", 3_600)] {
        let edited = suite.json(&owner, &format!("offer edit {offer} --notice {notice}"));
        assert_eq!(edited["notice"], seconds);
        let shown = suite.json(&owner, &format!("offer show {offer}"));
        assert_eq!(shown["notice"], seconds);
        let listed = suite.json(&owner, "offer list --free 0");
        let mut listed = listed.as_array().unwrap().iter();
        let listed = listed.find(|it| it["offer"] == offer.to_string());
        assert_eq!(listed.unwrap()["notice"], seconds);
    }
    let long = suite.run(&owner, &format!("offer edit {offer} --notice 721h"));
    assert_eq!(
        long.unwrap_err()
            .downcast::<clap::Error>()
            .unwrap()
            .exit_code(),
        2
    );
}

#[test]
fn a_supplier_is_changed_handed_over_and_closed() {
    let mut suite = Suite::new();
    let (owner, heir) = (
        suite.economy.newcomer(50_000_000_000).unwrap(),
        suite.staker(),
    );
    let shown = suite.supplier(0).0;
    let model = suite.json(&shown, "supplier show")["model"].clone();
    let model = model.as_str().unwrap().replace(' ', "-");
    let line = format!("supplier register --model {model} --endpoint https://gpu.example");
    let supplier = suite.json(&owner, &line)["supplier"].clone();
    let supplier = supplier.as_str().unwrap().to_string();
    let none = suite.run(&owner, "supplier update").unwrap_err();
    assert_eq!(none.downcast::<clap::Error>().unwrap().exit_code(), 2);
    let operator = suite.renter().pubkey();
    suite.json(&owner, &format!("supplier update --operator {operator}"));
    let again = suite.fails(&owner, &format!("supplier update --operator {operator}"));
    let expected = "nothing to change: the supplier says that already";
    assert_eq!(again, (3, expected.into()));
    let shown = suite.json(&owner, "supplier show");
    assert_eq!(
        (&shown["operator"], &shown["endpoint"]),
        (&operator.to_string().into(), &"https://gpu.example".into())
    );
    suite.json(&owner, "supplier stake 500");
    suite.json(&owner, "supplier unstake 100");
    suite.json(&owner, "supplier unstake 200");
    suite.json(&owner, "supplier cancel-unstake 0");
    let unstake_requests = suite.json(&owner, "supplier unstake-requests");
    assert_eq!(
        (
            &unstake_requests[0]["unstakeRequest"],
            &unstake_requests[0]["amount"],
            &unstake_requests[1]
        ),
        (
            &1.into(),
            &20_000_000_000_u64.into(),
            &serde_json::Value::Null
        )
    );
    suite.json(&owner, "supplier unstake ALL");
    suite.json(&owner, &format!("supplier propose-owner {}", heir.pubkey()));
    let shown = suite.json(&owner, "supplier show");
    assert_eq!(shown["proposedOwner"], heir.pubkey().to_string());
    let accepted = suite.json(&heir, &format!("supplier accept-owner {supplier}"));
    let address = supplier.parse().unwrap();
    let it: Supplier = suite.economy.read(&address).unwrap();
    let votes_after = it.own_votes_at - suite.now();
    assert_eq!(accepted["ownStakeVotesAfter"], votes_after);
    let close = format!("supplier close --supplier {supplier}");
    let (status, message) = suite.fails(&heir, &close);
    assert_eq!(status, 3);
    assert_eq!(
        message,
        "it cannot be closed yet: 500 IO of own stake in its cooldown (`io supplier unstake-requests`)"
    );
    suite.wait(14 * 86_400);
    // The unstake requests are paid to who made them.
    let (_, message) = suite.fails(&heir, &format!("supplier withdraw --supplier {supplier}"));
    assert_eq!(message, "nothing to withdraw: no own stake has cooled");
    let holder = owner.pubkey();
    let withdraw = format!("supplier withdraw --supplier {supplier} --holder {holder}");
    assert_eq!(suite.json(&heir, &withdraw)["cooled"], 50_000_000_000_u64);
    let wallet = spl::wallet(&holder, &suite.economy.io);
    assert_eq!(suite.economy.balance(&wallet).unwrap(), 50_000_000_000);
    suite.json(&heir, &close);
    let (status, _) = suite.fails(&heir, &format!("supplier show --supplier {supplier}"));
    assert_eq!(status, 2);
}

/// From the reservation to the payment, as its operator sees it, who has registered no supplier.
#[test]
fn an_operator_finds_its_supplier_and_sees_what_there_is_to_do() {
    let mut suite = Suite::new();
    let (owner, supplier, offer) = suite.supplier(0);
    let operator = suite.economy.newcomer(100_000_000).unwrap();
    let line = format!("supplier update --operator {}", operator.pubkey());
    suite.json(&owner, &line);
    for who in [&owner, &operator] {
        let shown = suite.json(who, "supplier show");
        assert_eq!(shown["supplier"], supplier.to_string());
    }
    assert_eq!(
        suite.json(&operator, "supplier jobs"),
        serde_json::json!([])
    );
    let renter = suite.renter();
    let line = format!("rent reserve {offer} --gpus 2 --time 1d --connection-key {HASH}");
    let reserved = suite.json(&renter, &line);
    let address = reserved["reservation"].as_str().unwrap().to_string();
    let job = |suite: &mut Suite| {
        let jobs = suite.json(&operator, "supplier jobs");
        assert_eq!(jobs, suite.json(&owner, "supplier jobs"));
        let of = format!("supplier jobs --of {}", operator.pubkey());
        assert_eq!(jobs, suite.json(&renter, &of));
        assert_eq!(jobs.as_array().unwrap().len(), 1, "{jobs}");
        jobs[0].clone()
    };
    let to_do = |job: &serde_json::Value| job["toDo"].as_str().unwrap().to_string();
    let reserved = job(&mut suite);
    assert_eq!(
        (&reserved["state"], &reserved["gpus"], &reserved["earned"]),
        (&"reserved".into(), &2.into(), &0.into())
    );
    assert!(to_do(&reserved).starts_with(&format!("`io supplier start {address} ")));
    let line = format!("supplier start {address} --connection-hash {HASH}");
    suite.json(&operator, &line);
    suite.wait(3_600);
    let running = job(&mut suite);
    assert_eq!(
        (&running["state"], &running["next"]),
        (&"active".into(), &"runs until".into())
    );
    let hour = running["earned"].as_u64().unwrap();
    assert!(hour > 0 && running["paid"] == 0);
    assert_eq!(to_do(&running), "keep it running");
    suite.wait(23 * 3_600);
    let over = job(&mut suite);
    assert_eq!(over["earned"].as_u64().unwrap().div_ceil(hour), 24);
    assert_eq!(
        to_do(&over),
        format!("`io rent close {address}`: its time is over")
    );
    suite.json(&operator, &format!("rent close {address}"));
    let held = to_do(&job(&mut suite));
    assert!(
        held.starts_with("wait: ")
            && held.ends_with(&format!(
                " USDC is held back, in case it is disputed; then `io rent close {address}`"
            )),
        "{held}"
    );
    suite.wait(86_400);
    let now_paid = held.trim_start_matches("wait: ");
    let (amount, _) = now_paid.split_once(" is held back").unwrap();
    assert_eq!(
        to_do(&job(&mut suite)),
        format!("`io rent close {address}` pays {amount}")
    );
    suite.json(&operator, &format!("rent close {address}"));
    assert_eq!(
        suite.json(&operator, "supplier jobs"),
        serde_json::json!([])
    );
    let stranger = suite.economy.newcomer(1).unwrap();
    let report = suite.run(&stranger, "supplier jobs").unwrap();
    assert!(report.notes[0].starts_with("no supplier has this owner or operator: "));
}

#[test]
fn a_key_that_operates_several_suppliers_names_one() {
    let mut suite = Suite::new();
    let operator = suite.economy.newcomer(1).unwrap();
    let mut named = Vec::new();
    for place in [0, 1] {
        let (owner, supplier, _) = suite.supplier(place);
        let line = format!("supplier update --operator {}", operator.pubkey());
        suite.json(&owner, &line);
        named.push(supplier.to_string());
    }
    let (status, reported) = suite.fails(&operator, "supplier show");
    assert_eq!(status, 2);
    assert!(named.iter().all(|it| reported.contains(it)), "{reported}");
    let line = format!("supplier show --supplier {}", named[1]);
    assert_eq!(suite.json(&operator, &line)["supplier"], named[1]);
}

#[test]
fn models_and_what_their_gpus_need_and_earn_are_shown_beforehand() {
    let mut suite = Suite::new();
    let renter = suite.renter();
    let models = suite.json(&renter, "models");
    let mut rows = models.as_array().unwrap().iter();
    let row = rows.find(|row| row["model"] == "H100 SXM").unwrap().clone();
    let line = "supplier plan --model h100-sxm --gpus 8 --cost 1";
    let planned = suite.json(&renter, line);
    let [enterprise, community] = [0, 1].map(|place: usize| planned[place].clone());
    let number = |it: &Value, name: &str| it[name].as_u64().unwrap();
    let stake = number(&enterprise, "requiredStake");
    assert_eq!(stake, 8 * number(&row, "stakePerGpu"));
    assert_eq!(number(&enterprise, "units"), 8 * number(&row, "units"));
    assert_eq!(number(&enterprise, "atLeastYourOwn"), stake.div_ceil(2));
    let reward = number(&enterprise, "rewardPerHour");
    assert!(reward > 0);
    assert_eq!(
        number(&enterprise, "yearlyYieldBps"),
        (u128::from(reward) * 8_760 * 10_000).div_euclid(stake.into()) as u64
    );
    assert_eq!(
        number(&enterprise, "stakeEarnedIn"),
        stake.div_euclid(reward) * 3_600
    );
    // What the rewards do not cover of a dollar is to be got from renters, after the supplier's fee.
    let worth = number(&enterprise, "rewardPerGpuHour");
    let price = number(&enterprise, "breakEvenPrice");
    assert!(
        worth >= 1_000_000 || price >= 1_000_000 - worth,
        "{enterprise}"
    );
    assert_eq!(community["pool"], "Community");
    let without = suite.json(&renter, "supplier plan --model h100-sxm --gpus 8");
    assert_eq!(without[0]["breakEvenPrice"], Value::Null);
    let (status, _) = suite.fails(&renter, "supplier plan --model typewriter --gpus 8");
    assert_eq!(status, 2);
}

/// An operator who has registered nothing, and a new owner likewise, act without naming the supplier or its only offer.
#[test]
fn every_command_of_a_supplier_finds_it_by_its_owner_and_its_operator() {
    let mut suite = Suite::new();
    let (owner, supplier, offer) = suite.supplier(0);
    let [operator, heir] = [0; 2].map(|_| suite.economy.newcomer(100_000_000_000).unwrap());
    let line = format!("supplier update --operator {}", operator.pubkey());
    suite.json(&owner, &line);
    suite.json(&operator, "offer edit --price 2.50");
    let stored: Offer = suite.economy.read(&offer).unwrap();
    assert_eq!(stored.price_micro_usd, 2_500_000);
    let paused = suite.json(&operator, "offer pause");
    assert_eq!(paused["offer"], offer.to_string());
    suite.json(&operator, "offer unpause");
    // With a second one it has to be said which.
    let create = "offer create --price 1.50 --gpus 4 --region eu-west";
    let second = suite.json(&operator, create)["offer"].clone();
    let second = second.as_str().unwrap();
    for line in ["offer edit --price 1", "offer pause", "offer close"] {
        let (status, message) = suite.fails(&operator, line);
        assert_eq!(status, 2);
        assert!(
            message.starts_with(&format!(
                "supplier {supplier} has several offers: name one: "
            )) && message.contains(second)
                && message.contains(&offer.to_string()),
            "{message}"
        );
    }
    suite.json(&operator, &format!("offer close {second}"));
    let closed = suite.json(&operator, &format!("offer close --supplier {supplier}"));
    assert_eq!(closed["offer"], offer.to_string());
    let (status, message) = suite.fails(&operator, "offer close");
    assert_eq!(status, 2);
    assert!(message.contains("has no offer"), "{message}");

    // What only the owner may do finds the one that it owns, though it operates another.
    let line = format!("supplier propose-owner {}", heir.pubkey());
    suite.json(&owner, &line);
    suite.json(&heir, &format!("supplier accept-owner {supplier}"));
    let (other, another, _) = suite.supplier(1);
    let line = format!("supplier update --operator {}", heir.pubkey());
    suite.json(&other, &line);
    for line in [
        "supplier commission 1%",
        "supplier stake 2",
        "supplier unstake 1",
        "supplier cancel-unstake 0",
        "supplier update --endpoint https://gpus.example",
        "supplier propose-owner EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
    ] {
        let done = suite.json(&heir, line);
        assert_eq!(done["supplier"], supplier.to_string(), "{line}");
    }
    // What both may do does not choose.
    let (status, message) = suite.fails(&heir, "supplier show");
    assert_eq!(status, 2);
    assert!(message.contains(&another.to_string()), "{message}");
    // The operator gets the program's refusal, not that there is no supplier.
    let (status, message) = suite.fails(&operator, "supplier commission 1%");
    assert_eq!(status, 3, "{message}");
}

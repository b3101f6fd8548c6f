//! Limits and fees, and what makes equal instructions different transactions.

use super::*;

/// Whether it can be paid for is not to hang on a price that the limit of the fee lowers later.
#[test]
fn the_simulation_pays_no_priority_fee_and_what_is_sent_no_more_than_the_highest() {
    let script = Script::new();
    script.always("getAccountInfo", of(active()));
    let network = script.network().with_priority_fee(5_000_000);
    let mut network = network.with_highest_fee(7);
    network.send(&[instruction(2_000)], &[&key()]).unwrap();
    let fee = |method| match &script.transactions(method)[0].message {
        VersionedMessage::V1(message) => message.config.priority_fee,
        _ => panic!("another version"),
    };
    assert_eq!(
        (fee("simulateTransaction"), fee("sendTransaction")),
        (None, Some(7))
    );
}

/// The accounts can change until it is executed. The random part makes equal instructions different transactions.
#[test]
fn a_transaction_asks_for_a_fifth_more_compute_units_than_its_simulation_took() {
    for units in [1_u32, 10_000, 165_000, 1_000_000] {
        let script = Script::new();
        script.always("getAccountInfo", of(active()));
        let took = simulated(json!({ "unitsConsumed": units }));
        script.always("simulateTransaction", of(took));
        let sent = script
            .network()
            .send(&[instruction(2_000)], &[&key()])
            .unwrap();
        assert_eq!(sent.compute_units, u64::from(units));
        let asks = match &script.transactions("sendTransaction")[0].message {
            VersionedMessage::V1(message) => message.config.compute_unit_limit.unwrap(),
            _ => panic!("another version"),
        };
        let least = (units * 6).div_ceil(5) + 1_000;
        assert!((least..least + 1_000).contains(&asks), "{units}: {asks}");
    }
    // Never more than a transaction may.
    let limit = Script::new().network().budget(Some(1_399_000)).limit;
    assert_eq!(limit, MAX_COMPUTE_UNITS);
}

#[test]
fn the_priority_fee_stays_below_its_limit() {
    let network = Script::new().network().with_priority_fee(5_000_000);
    let mut network = network.with_highest_fee(13);
    // 13 lamports for 13,001 units are 999.9 micro-lamports each.
    assert_eq!(network.budget(Some(10_000)).price, 999);
    let mut network = network.with_highest_fee(1_000_000);
    assert_eq!(network.budget(Some(10_000)).price, 5_000_000);
}

/// What is shown before it is sent is what it comes to at most, and no more than the random part of the limit above it.
#[test]
fn the_priority_fee_is_known_before_it_is_sent() {
    for (price, most) in [
        (0, u64::MAX),
        (1, u64::MAX),
        (25_000, u64::MAX),
        (25_000, 4_000),
        (1_000_000, 1_000_000),
        (u64::MAX, 7),
    ] {
        let mut network = RpcNetwork::new("http://127.0.0.1:1", CommitmentConfig::confirmed())
            .with_priority_fee(price)
            .with_highest_fee(most);
        for units in [0, 1, 1_287, 165_000, 1_399_000, u64::MAX] {
            let highest = network.highest_priority_fee(units);
            assert!(highest <= most);
            for _ in 0..50 {
                let budget = network.budget(Some(units));
                let fee = budget.priority_fee();
                assert!(fee <= highest, "{price} {most} {units}");
                // Not capped, it is less by the price of 999 units at most.
                let is_capped = budget.price < price;
                let slack = (u128::from(price) * 999).div_ceil(1_000_000) + 1;
                assert!(is_capped || u128::from(highest - fee) <= slack);
            }
        }
    }
}

/// In a row on one blockhash, in one process and in several.
#[test]
fn equal_instructions_are_different_transactions() {
    let mut signatures = Vec::new();
    for process in 0..3 {
        let script = Script::new();
        let mut network = script.network().with_entropy(SystemEntropy);
        for _ in 0..3 {
            script.once("getSignatureStatuses", of(json!([null])));
            let sent = network.send(&[instruction(10)], &[&key()]).unwrap();
            assert!(!signatures.contains(&sent.signature), "{process}");
            signatures.push(sent.signature);
        }
    }
    // What several people build alike is the same.
    let mut network = Script::new().network();
    assert_eq!(network.budget(None).loaded_bytes, None);
    assert_eq!(network.budget(None).limit, MAX_COMPUTE_UNITS);
}

#[test]
fn a_signature_that_is_known_already_is_another_transactions() {
    let known = || {
        of(json!([{
            "slot": 9, "confirmations": 1, "status": { "Ok": null }, "err": null,
            "confirmationStatus": "processed"
        }]))
    };
    let script = Script::new();
    script.0.lock().unwrap().once.clear();
    for says in [known(), known(), of(json!([null]))] {
        script.once("getSignatureStatuses", says);
    }
    send(&script).unwrap();
    let sent = script.transactions("sendTransaction");
    assert_eq!(sent.len(), 1);
    assert_eq!(script.0.lock().unwrap().announced.len(), 1);
    // Never a new one: nothing is sent.
    let script = Script::new();
    script.0.lock().unwrap().once.clear();
    assert!(matches!(send(&script), Err(SendError::Unsent(_))));
    assert!(script.parameters("sendTransaction").is_empty());
}

/// A service lives longer than a price: each transaction is paid for by what was paid for its own accounts.
#[test]
fn the_price_follows_what_others_pay_for_the_same_accounts() {
    let script = Script::new();
    script.always("getAccountInfo", of(active()));
    let paid = |prices: [u64; 3]| {
        let slots = prices.map(|it| json!({ "slot": 9, "prioritizationFee": it }));
        Says::Result(json!(slots))
    };
    script.once("getRecentPrioritizationFees", paid([9, 1, 5]));
    script.once("getRecentPrioritizationFees", paid([900, 700, 800]));
    script.always(
        "getRecentPrioritizationFees",
        Says::Error(-32_601, "Method not found"),
    );
    let network = script.network().with_recent_fees();
    let mut network = network.with_highest_fee(1_000_000);
    let written = Pubkey::new_from_array([8; 32]);
    let mut act = instruction(10);
    act.accounts = vec![
        AccountMeta::new(key().pubkey(), true),
        AccountMeta::new(written, false),
        AccountMeta::new_readonly(Pubkey::new_from_array([9; 32]), false),
    ];
    // What is not answered leaves the last price.
    for expected in [5, 800, 800] {
        script.once("getSignatureStatuses", of(json!([null])));
        network.send(&[act.clone()], &[&key()]).unwrap();
        assert_eq!(network.budget(Some(10_000)).price, expected);
    }
    let asked = script.parameters("getRecentPrioritizationFees");
    assert!(asked.iter().all(|it| *it == json!([[written.to_string()]])));
    let mut network = network.with_highest_fee(2);
    assert_eq!(network.budget(Some(10_000)).price, 153, "it is capped");
}

#[test]
fn the_median_of_recent_fees_is_offered() {
    assert_eq!(median(vec![9, 1, 5]), 5);
    assert_eq!(median(Vec::new()), 0);
}

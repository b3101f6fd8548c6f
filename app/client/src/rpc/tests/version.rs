//! Version 1 of transactions.

use super::*;

#[test]
fn version_1_is_there_once_its_feature_is_active() {
    let with = |feature: Value| {
        let script = Script::new();
        script.always("getAccountInfo", of(feature));
        script
    };
    let has_v1 = |feature| with(feature).network().has_v1();
    assert_eq!(has_v1(Value::Null), Ok(false));
    assert_eq!(has_v1(pending()), Ok(false));
    assert_eq!(has_v1(active()), Ok(true));
    // Anybody can send lamports to the address; data are the feature program's to write.
    assert_eq!(has_v1(account(system_program::ID, &[])), Ok(false));
    let slot = [&[1][..], &[0; 8]].concat();
    assert_eq!(has_v1(account(system_program::ID, &slot)), Ok(false));
    for garbage in [&[][..], &[1], &slot[..8], &[7; 9]] {
        assert_eq!(has_v1(account(feature::ID, garbage)), Ok(false));
    }
    assert!(has_v1(json!({ "lamports": 1 })).is_err());
    // A network that has it keeps it; one that lacks it may get it.
    let script = with(pending());
    let mut network = script.network();
    assert_eq!(network.has_v1(), Ok(false));
    script.always("getAccountInfo", of(active()));
    assert_eq!(network.has_v1(), Ok(true));
    script.always("getAccountInfo", of(Value::Null));
    assert_eq!(network.has_v1(), Ok(true));
}

#[test]
fn version_1_is_sent_where_legacy_is_too_small_and_the_network_has_it() {
    let key = key();
    for (feature, bytes, v1) in [
        (active(), 100, Some(false)),
        (active(), 2_000, Some(true)),
        (active(), 5_000, None),
        (pending(), 100, Some(false)),
        (pending(), 2_000, None),
        (Value::Null, 2_000, None),
    ] {
        let script = Script::new();
        script.always("getAccountInfo", of(feature));
        let mut network = script.network().with_priority_fee(5_000);
        let outcome = network.send(&[instruction(bytes)], &[&key]);
        let sent = script.transactions("sendTransaction");
        let Some(v1) = v1 else {
            let refused = outcome.unwrap_err();
            assert!(refused.logs()[0].contains("more than the 1232 of its format"));
            assert!(sent.is_empty());
            continue;
        };
        let receipt = outcome.unwrap();
        let [last] = sent.as_slice() else {
            panic!("{} were sent", sent.len());
        };
        assert_eq!(receipt.signature, last.signatures[0]);
        // A signer may have to press a button: only once.
        let simulated = script.transactions("simulateTransaction").remove(0);
        assert_eq!(simulated.signatures, [Signature::default()]);
        let signed = last.message.serialize();
        assert!(last.signatures[0].verify(key.pubkey().as_ref(), &signed));
        match &last.message {
            VersionedMessage::V1(message) => {
                assert!(v1);
                assert_eq!(message.config.compute_unit_limit, Some(13_001));
                // 13,001 units at 5,000 micro-lamports are 65.005 lamports.
                assert_eq!(message.config.priority_fee, Some(66));
                let loaded = message.config.loaded_accounts_data_size_limit;
                assert_eq!(loaded, Some(MAX_LOADED_BYTES - 1));
            }
            message => {
                assert!(!v1);
                // Limit, price, limit of bytes, and what was to be sent.
                assert_eq!(message.instructions().len(), 4);
            }
        }
        let (announced, sent_before) = script.0.lock().unwrap().announced[0];
        assert_eq!((announced.signature, sent_before), (receipt.signature, 0));
        assert_eq!(announced.fee, 5_066);
    }
}

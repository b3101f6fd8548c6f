//! Accounts, single and in lists.

use super::*;

#[test]
fn accounts_are_filtered_by_the_node() {
    let script = Script::new();
    script.always("getProgramAccounts", of(json!([])));
    let matches = [Match::new(40, [1, 2]), Match::new(8, Pubkey::default())];
    let mut network = script.network();
    network
        .program_accounts_where(&system_program::ID, &[9; 8], &matches)
        .unwrap();
    let asked = script.parameters("getProgramAccounts");
    let filters = asked[0][1]["filters"].as_array().unwrap();
    let places: Vec<&Value> = filters.iter().map(|it| &it["memcmp"]["offset"]).collect();
    assert_eq!(places, [0, 40, 8]);
}

#[test]
fn accounts_are_read_a_hundred_at_a_time_in_their_order() {
    let addresses: Vec<Pubkey> = (0..150)
        .map(|it| Pubkey::new_from_array([it; 32]))
        .collect();
    let script = Script::new();
    let found = |range: std::ops::Range<u8>| -> Value {
        range
            .map(|it| match it {
                0 => Value::Null,
                it => account(system_program::ID, &[it]),
            })
            .collect()
    };
    script.once("getMultipleAccounts", of(found(0..100)));
    script.once("getMultipleAccounts", of(found(100..150)));
    let read = script.network().accounts(&addresses).unwrap();
    let data: Vec<Option<u8>> = read
        .iter()
        .map(|it| it.as_ref().map(|it| it.data[0]))
        .collect();
    assert_eq!(data[0], None);
    assert!((1..150).all(|it| data[usize::from(it)] == Some(it)));
    let asked = script.parameters("getMultipleAccounts");
    let asked: Vec<usize> = asked
        .iter()
        .map(|it| it[0].as_array().unwrap().len())
        .collect();
    assert_eq!(asked, [100, 50]);
    // Fewer than were asked for are no answer.
    let script = Script::new();
    script.always("getMultipleAccounts", of(found(0..1)));
    let few = script.network().accounts(&addresses[..2]);
    assert!(matches!(few, Err(ReadError::Unreachable(_))));
}

#[test]
fn nothing_is_read_or_simulated_before_what_was_read() {
    let script = Script::new();
    let there = account(system_program::ID, &[7]);
    script.once("getAccountInfo", at(50, there.clone()));
    // One answer of a node that is behind, which does not know the option either.
    script.once("getMultipleAccounts", at(49, json!([null])));
    script.once("getMultipleAccounts", at(51, json!([there])));
    let here = simulated(json!({ "unitsConsumed": 10_000 }));
    script.once("simulateTransaction", at(50, here.clone()));
    script.once("simulateTransaction", at(52, here));
    let (mut network, address) = (script.network(), key().pubkey());
    assert!(network.account(&address).unwrap().is_some());
    assert!(network.accounts(&[address]).unwrap()[0].is_some());
    network.simulate(&[instruction(10)], &[&key()]).unwrap();
    let least = |method: &str| -> Vec<Value> {
        let asked = script.parameters(method).into_iter();
        asked.map(|it| it[1]["minContextSlot"].clone()).collect()
    };
    assert_eq!(least("getAccountInfo"), [Value::Null]);
    assert_eq!(least("getMultipleAccounts"), [json!(50), json!(50)]);
    assert_eq!(least("simulateTransaction"), [json!(51), json!(51)]);
    // Not without end.
    script.always("getAccountInfo", at(49, Value::Null));
    let behind = network.account(&address).unwrap_err().to_string();
    assert_eq!(
        behind,
        "the network's node is behind: http://node: its answer is of slot 49, and slot 51 was seen before"
    );
    // A network that was set back is read again after a while.
    script.wait(Duration::from_secs(60));
    assert_eq!(network.account(&address), Ok(None));
}

#[test]
fn a_list_is_of_a_slot_that_is_not_before_what_was_read() {
    let script = Script::new();
    let address = Pubkey::new_from_array([7; 32]);
    let listed = json!([{
        "pubkey": address.to_string(), "account": account(system_program::ID, &[7])
    }]);
    script.once("getAccountInfo", at(50, Value::Null));
    // One answer of a node that is behind, which does not know the option either.
    script.once("getProgramAccounts", at(49, json!([])));
    script.once("getProgramAccounts", at(51, listed.clone()));
    let mut network = script.network();
    network.account(&address).unwrap();
    let found = network.program_accounts(&system_program::ID, &[]).unwrap();
    assert_eq!((found.len(), found[0].0), (1, address));
    for asked in script.parameters("getProgramAccounts") {
        let config = &asked[1];
        assert_eq!(config["withContext"], true);
        assert_eq!(config["minContextSlot"], 50);
        assert_eq!(config["encoding"], "base64");
    }
    // It counts as seen.
    script.once("getAccountInfo", at(50, Value::Null));
    script.once("getAccountInfo", at(52, Value::Null));
    network.account(&address).unwrap();
    let asked = script.parameters("getAccountInfo");
    assert_eq!(asked[2][1]["minContextSlot"], 51);
    assert_eq!(asked.len(), 3);
    // Not without end, and nothing without a slot.
    script.always("getProgramAccounts", at(51, listed.clone()));
    let behind = network.program_accounts(&system_program::ID, &[]);
    assert!(matches!(behind, Err(ReadError::Behind(_))), "{behind:?}");
    script.always("getProgramAccounts", Says::Result(listed));
    let bare = network.program_accounts(&system_program::ID, &[]);
    assert!(matches!(bare, Err(ReadError::Unreachable(_))), "{bare:?}");
}

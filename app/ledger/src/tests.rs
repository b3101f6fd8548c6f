#![allow(clippy::arithmetic_side_effects, clippy::integer_division)]

use anchor_lang::{prelude::Pubkey, AnchorSerialize, Discriminator};
use emissions::events::{Claimed, Launched, Staked, SupplierRegistered, SupplierSettled};
use solana_signature::Signature;

use super::{
    apply, keys,
    rows::{Delegation, RewardDay, Supplier, Supply},
    value::Amount,
    Error, Key, Memory, Row,
};
use crate::events::{Place, Recorded};

const NOW: i64 = 1_800_000_000;

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

const SUPPLIER: u8 = 1;
const OWNER: u8 = 2;
const STAKER: u8 = 3;

fn recorded<E: AnchorSerialize + Discriminator>(event: &E) -> Recorded {
    let mut data = E::DISCRIMINATOR.to_vec();
    event.serialize(&mut data).unwrap();
    let place = Place {
        slot: 7,
        transaction: 0,
        signature: Signature::default(),
        outer: 0,
        inner: 0,
    };
    Recorded::new(place, NOW, emissions::ID, data)
}

fn launched() -> Recorded {
    recorded(&Launched {
        hour: 500_000,
        supply: 1_000,
    })
}

fn registered() -> Recorded {
    recorded(&SupplierRegistered {
        supplier: key(SUPPLIER),
        owner: key(OWNER),
        model: 4,
        commission_bps: 500,
    })
}

fn staked(amount: u64, active_total: u64) -> Recorded {
    recorded(&Staked {
        supplier: key(SUPPLIER),
        staker: key(STAKER),
        amount,
        own: false,
        active_total,
    })
}

fn settled(owner_part: u64, delegated_part: u64, delegated_before: u64) -> Recorded {
    recorded(&SupplierSettled {
        supplier: key(SUPPLIER),
        hour: 500_001,
        owner_part,
        delegated_part,
        earned_total: owner_part + delegated_part,
        delegated_before,
    })
}

fn claimed(amount: u64) -> Recorded {
    recorded(&Claimed {
        supplier: key(SUPPLIER),
        payee: key(STAKER),
        amount,
        claimed_total: amount,
        own: false,
    })
}

fn folded(events: &[Recorded]) -> Memory {
    let mut rows = Memory::default();
    for event in events {
        apply(event, &mut rows).unwrap();
    }
    rows
}

fn row<T: TryFrom<Row>>(rows: &Memory, key: Key) -> T {
    let row = rows.0.get(&key).cloned().unwrap();
    T::try_from(row).ok().unwrap()
}

fn delegation() -> Key {
    Key::Delegation {
        supplier: key(SUPPLIER),
        staker: key(STAKER),
    }
}

#[test]
fn p22_a_stakers_reward_is_rebuilt_to_the_base_unit() {
    let events = [launched(), registered(), staked(3, 3), settled(5, 10, 0)];
    let mut rows = folded(&events);
    // ⌊3 · ⌊10 · 2⁶⁴ / 3⌋ / 2⁶⁴⌋ is 9.
    let wrong = apply(&claimed(10), &mut rows);
    assert!(matches!(
        wrong,
        Err(Error::Mismatch {
            folded: 9,
            reported: 10,
            ..
        })
    ));
    apply(&claimed(9), &mut rows).unwrap();
    let delegation: Delegation = row(&rows, delegation());
    assert_eq!(
        (delegation.owed, delegation.claimed),
        (Amount(0), Amount(9))
    );
    let supplier: Supplier = row(&rows, Key::Supplier(key(SUPPLIER)));
    assert_eq!(
        (supplier.rewards.owed, supplier.rewards.earned),
        (Amount(5), Amount(15))
    );
    let (wallet, day) = (key(STAKER), NOW / 86_400);
    let day: RewardDay = row(&rows, Key::RewardDay { wallet, day });
    assert_eq!((day.earned, day.claimed), (Amount(9), Amount(9)));
}

/// P-22: with 3 base units staked, 2 and 2 are not 4: each part is rounded down.
#[test]
fn p22_the_hours_before_a_commission_raise_the_index_by_themselves() {
    let index = |before| {
        let rows = folded(&[
            launched(),
            registered(),
            staked(3, 3),
            settled(0, 4, before),
        ]);
        row::<Supplier>(&rows, Key::Supplier(key(SUPPLIER)))
            .rewards
            .stake_index
            .0
    };
    assert_eq!(index(0), (4_u128 << 64) / 3);
    assert_eq!(index(2), 2 * ((2_u128 << 64) / 3));
    assert!(index(2) < index(0));
}

#[test]
fn an_event_that_does_not_fit_changes_no_row() {
    let mut rows = folded(&[launched(), registered(), staked(30, 30)]);
    let before = rows.clone();
    // Delegation and supply would have changed before the totals are compared.
    let outcome = apply(&staked(5, 36), &mut rows);
    let mismatch = Error::Mismatch {
        what: "active stake",
        of: key(SUPPLIER),
        folded: 35,
        reported: 36,
    };
    assert_eq!(outcome, Err(mismatch));
    assert_eq!(rows.0, before.0);
}

#[test]
fn an_event_without_those_before_it_says_what_is_missing() {
    let mut rows = folded(&[launched()]);
    let outcome = apply(&staked(5, 5), &mut rows);
    assert_eq!(outcome, Err(Error::Missing(Key::Supplier(key(SUPPLIER)))));
}

#[test]
fn an_unknown_event_changes_nothing() {
    let mut rows = folded(&[launched()]);
    let unknown = Recorded::new(launched().place, NOW, emissions::ID, vec![9; 20]);
    assert!(unknown.event.is_none());
    apply(&unknown, &mut rows).unwrap();
    assert_eq!(rows.0.len(), 1);
    assert_eq!(keys(&unknown, &rows), []);
}

/// Rows that are loaded as they are asked for are all that an event needs.
#[test]
fn what_an_event_needs_is_found_step_by_step() {
    let all = folded(&[launched(), registered(), staked(3, 3), settled(5, 10, 0)]);
    let (event, mut loaded) = (claimed(9), Memory::default());
    let mut asked = Vec::new();
    loop {
        let next = keys(&event, &loaded);
        if next == asked {
            break;
        }
        for key in &next {
            if let Some(row) = all.0.get(key) {
                loaded.0.insert(*key, row.clone());
            }
        }
        asked = next;
    }
    apply(&event, &mut loaded).unwrap();
    let mut whole = all.clone();
    apply(&event, &mut whole).unwrap();
    assert!(loaded
        .0
        .iter()
        .all(|(key, row)| whole.0.get(key) == Some(row)));
    assert!(asked.contains(&delegation()) && asked.contains(&Key::Supply));
}

#[test]
fn a_row_is_the_same_after_json() {
    let rows = folded(&[launched(), registered(), staked(3, 3), settled(5, 10, 0)]);
    for (key, row) in &rows.0 {
        let json = row.json().unwrap();
        assert_eq!(&Row::read(key.kind(), &json).unwrap(), row);
        assert_eq!(row.key(), Some(*key));
    }
    let supply: Supply = row(&rows, Key::Supply);
    assert_eq!(supply.supply(), Ok(1_000));
    let error = Row::read(Key::Supply.kind(), "{}").unwrap_err().to_string();
    assert!(
        error.starts_with("the stored supply cannot be read"),
        "{error}"
    );
}

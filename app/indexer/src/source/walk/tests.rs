//! Walks over lists that grow, by nodes that know too little.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use io_client::Mention;
use proptest::prelude::*;

use super::*;

/// The transaction with this number; two of each slot.
fn listed(number: u64) -> Listed {
    let mut bytes = [7; 64];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    Listed {
        mention: Mention {
            signature: Signature::from(bytes),
            slot: number >> 1,
            time: None,
            failed: false,
            memo: None,
        },
        index: None,
    }
}

/// What a node that knows the first `known` transactions answers, in pages of `size`.
fn page(known: u64, size: usize, part: &Part) -> Vec<Listed> {
    let newest_first = (0..known).rev().map(listed);
    let all: Vec<Listed> = match part.before {
        None => newest_first.collect(),
        Some(before) => newest_first
            .skip_while(|it| it.mention.signature != before)
            .skip(1)
            .collect(),
    };
    let newer = all
        .into_iter()
        .take_while(|it| Some(it.mention.signature) != part.until);
    newer.take(size.min(part.limit)).collect()
}

/// Walks to the end over a list of `known`.
fn walk(cursor: &mut Cursor, known: u64, size: usize) -> Vec<Listed> {
    let mut found = Vec::new();
    loop {
        let page = page(known, size, &cursor.next(1_000, 0));
        found.extend(cursor.take(page).unwrap());
        if !cursor.is_walking() {
            return found;
        }
    }
}

proptest! {
    #[test]
    fn every_transaction_is_found_once_by_pages_of_any_size(
        growth in prop::collection::vec(0_u64..9, 1..8),
        size in 1_usize..9,
    ) {
        let mut cursor = Cursor::default();
        let (mut known, mut found) = (0, Vec::new());
        for more in growth {
            known += more;
            // The pages after the first must be able to overlap with what is known.
            found.extend(walk(&mut cursor, known, size));
        }
        let mut numbers: Vec<Vec<u8>> = found.iter().map(|it| it.mention.signature.as_ref().to_vec()).collect();
        numbers.sort();
        let all: Vec<Vec<u8>> = (0..known).map(|it| listed(it).mention.signature.as_ref().to_vec()).collect();
        prop_assert_eq!(numbers, all);
    }

    /// Of several nodes behind one URL, each knows another part of the list.
    #[test]
    fn nodes_that_are_behind_hide_nothing(
        growth in prop::collection::vec(0_u64..9, 1..8),
        behind in prop::collection::vec(0_u64..6, 64),
        size in 2_usize..9,
    ) {
        let mut cursor = Cursor::default();
        let (mut known, mut found) = (0, Vec::new());
        let mut behind = behind.into_iter().chain(std::iter::repeat(0));
        for more in growth {
            known += more;
            loop {
                // Of a walk, only what a node knows of its newest can be missing.
                let knows = known - behind.next().unwrap().min(known);
                let before = cursor;
                match cursor.take(page(knows, size, &cursor.next(1_000, 0))) {
                    Ok(new) => found.extend(new),
                    Err(_) => prop_assert_eq!(cursor, before),
                }
                if !cursor.is_walking() {
                    break;
                }
            }
        }
        found.extend(walk(&mut cursor, known, size));
        let mut numbers: Vec<u64> = found.iter().map(number).collect();
        numbers.sort_unstable();
        prop_assert_eq!(numbers, (0..known).collect::<Vec<_>>());
    }
}

fn number(listed: &Listed) -> u64 {
    let bytes = listed.mention.signature.as_ref();
    u64::from_be_bytes(bytes[..8].try_into().unwrap())
}

#[test]
fn a_list_that_ends_before_what_was_seen_is_refused() {
    let mut cursor = Cursor::default();
    walk(&mut cursor, 10, 4);
    let seen = listed(9).mention.signature;
    // Of the older ones, of none, and of newer ones alone.
    for answer in [
        page(
            9,
            4,
            &Part {
                limit: 9,
                ..Part::default()
            },
        ),
        Vec::new(),
    ] {
        assert_eq!(cursor.take(answer), Err(Gap::End(seen)));
    }
    let newer: Vec<Listed> = [13, 12].map(listed).into();
    assert_eq!(cursor.take(newer).unwrap().len(), 2);
    assert_eq!(cursor.take(vec![listed(12)]), Ok(Vec::new()));
    assert_eq!(cursor.take(Vec::new()), Err(Gap::End(seen)));
    assert!(cursor.is_walking());
}

#[test]
fn a_page_that_does_not_begin_where_the_last_ended_is_refused() {
    let mut cursor = Cursor::default();
    cursor.take([9, 8, 7].map(listed).into()).unwrap();
    let last = listed(7).mention.signature;
    for answer in [vec![], vec![listed(6), listed(5)]] {
        assert_eq!(cursor.take(answer), Err(Gap::Begin(last)));
    }
    assert_eq!(cursor.take([7, 6].map(listed).into()), Ok(vec![listed(6)]));
    // At what may be the end, a page that was given before is no further page.
    assert_eq!(cursor.take(vec![listed(6)]), Ok(Vec::new()));
    let last = listed(6).mention.signature;
    for answer in [vec![listed(6)], [7, 6].map(listed).into()] {
        assert_eq!(cursor.take(answer), Err(Gap::Begin(last)));
    }
    assert_eq!(cursor.take(Vec::new()), Ok(Vec::new()));
    assert!(!cursor.is_walking());
}

#[test]
fn a_page_in_the_wrong_order_is_refused() {
    for page in [[7, 9], [7, 7]] {
        let wrong = listed(page[1]).mention.signature;
        let mut cursor = Cursor::default();
        let page: Vec<Listed> = page.map(listed).into();
        assert_eq!(cursor.take(page), Err(Gap::Order(wrong)));
    }
}

#[test]
fn a_walk_goes_on_from_where_it_was_stored() {
    let mut cursor = Cursor::default();
    cursor.take([9, 8, 7].map(listed).into()).unwrap();
    let stored = serde_json::to_string(&cursor).unwrap();
    assert_eq!(serde_json::from_str::<Cursor>(&stored).unwrap(), cursor);
}

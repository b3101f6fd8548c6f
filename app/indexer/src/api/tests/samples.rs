//! Rows and events to answer with.

use std::sync::Arc;

use anchor_lang::prelude::Pubkey;
use io_ledger::{
    rows::{
        self, Attestation, Auction, Commission, Delegation, EndReason, Engine, Fill, Held, Hour,
        Offer, OwnRequest, Price, Proposal, Request, Reservation, RewardDay, Rewards, Source,
        Stake, State, Supplier, Supply, Totals,
    },
    value::{self, Amount},
    Key,
};
use serde_json::json;

use crate::api::{
    answers::{Commitment, Event, Place, Program, ProgramStatus, Status},
    memory::Memory,
};

pub fn pubkey(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

pub fn key(byte: u8) -> String {
    pubkey(byte).to_string()
}

fn address(byte: u8) -> value::Address {
    value::Address(pubkey(byte))
}

pub fn signature(byte: u8) -> String {
    bs58::encode([byte; 64]).into_string()
}

pub fn status() -> Status {
    let programs = Program::ALL.into_iter().zip(1..);
    let programs = programs.map(|(program, n)| ProgramStatus {
        program,
        address: crate::api::answers::Address::stored(key(n)),
        events: 5,
        slot: (n != 3).then_some(500),
        digest: key(n),
    });
    Status {
        version: "0.1.0".into(),
        commitment: Commitment::Finalized,
        complete: false,
        slot: 1_000,
        since: Some(1),
        to_record: 2,
        events: 0,
        unknown_events: 0,
        refused_events: 0,
        genesis: None,
        programs: programs.collect(),
    }
}

pub fn event(slot: u64, name: &str, address: &str) -> Event {
    Event {
        id: place(slot),
        slot,
        signature: signature(u8::try_from(slot % 200).unwrap()),
        time: 1_790_000_000 + i64::try_from(slot).unwrap(),
        program: Program::Marketplace,
        name: name.into(),
        data: "AAECAw==".into(),
        fields: (name != "unknown").then(|| json!({ "reservation": address })),
    }
}

pub fn place(slot: u64) -> Place {
    Place {
        slot,
        transaction: 3,
        outer: 1,
        inner: 2,
    }
}

pub fn supplier(n: u8, stake: u64) -> Supplier {
    let is_even = n.is_multiple_of(2);
    Supplier {
        address: address(n),
        owner: address(100),
        operator: is_even.then(|| address(101)),
        payout: is_even.then(|| address(102)),
        model: u16::from(n % 3),
        registered_at: 1_780_000_000,
        closed: n.is_multiple_of(5),
        commission: Commission {
            bps: 500,
            next_bps: 600,
            next_from: if is_even { 497_000 } else { 0 },
        },
        attestation: Attestation {
            gpus: 8,
            ends_at: if is_even { 1_790_000_000 } else { 0 },
            units: Amount(80_000),
        },
        stake: Stake {
            own: Amount(1),
            delegated: Amount(stake - 4),
            delegated_held: Amount(3),
            own_cooling: Amount(10),
            cooling: Amount(20),
            cooling_held: Amount(40),
            own_requests: [
                OwnRequest {
                    held: Amount(5),
                    ..OwnRequest::default()
                },
                OwnRequest::default(),
                OwnRequest::default(),
                OwnRequest::default(),
            ],
            ..Stake::default()
        },
        rewards: Rewards {
            earned: Amount(1_000 - stake),
            settled_hour: if is_even { 497_000 } else { 0 },
            ..Rewards::default()
        },
        ..Supplier::default()
    }
}

pub fn delegation(supplier: u8, staker: u8, active: u64) -> Delegation {
    let mut delegation = Delegation {
        address: address(supplier),
        supplier: address(supplier),
        staker: address(staker),
        active: Amount(active - 1),
        held: vec![Held {
            active: Amount(1),
            cooling: Amount(7),
            ..Held::default()
        }],
        owed: Amount(9),
        claimed: Amount(21),
        compounded: Amount(11),
        ..Delegation::default()
    };
    delegation.requests[3] = Request {
        amount: Amount(2),
        unlocks_at: 1_790_000_000,
    };
    delegation
}

pub fn offer(n: u8, price: u64) -> Offer {
    Offer {
        address: address(n),
        supplier: address(1),
        model: 1,
        gpus: 8,
        price_micro_usd: Amount(price),
        currencies: 3,
        paused: n.is_multiple_of(2),
        ..Offer::default()
    }
}

pub fn reservation(n: u8, at: i64) -> Reservation {
    let is_even = n.is_multiple_of(2);
    Reservation {
        address: address(n),
        renter: address(110),
        payer: address(if is_even { 110 } else { 111 }),
        supplier: address(1),
        offer: address(21),
        in_io: !is_even,
        state: if is_even {
            State::Closed
        } else {
            State::Reserved
        },
        end_reason: is_even.then_some(EndReason::RenterTerminated),
        created_at: at,
        started_at: is_even.then_some(at + 60),
        totals: Totals {
            locked: Amount(u64::MAX),
            paid: Amount(3_900_000),
            ..Totals::default()
        },
        ..Reservation::default()
    }
}

pub fn put_reservation(source: &Memory, n: u8, at: i64) {
    source.put(Key::Reservation(pubkey(n)), reservation(n, at), n.into());
}

pub fn put_delegation(source: &Memory, supplier: u8, staker: u8, active: u64) {
    let key = Key::Delegation {
        supplier: pubkey(supplier),
        staker: pubkey(staker),
    };
    source.put(key, delegation(supplier, staker, active), 12);
}

pub fn put_supplier(source: &Memory, n: u8, stake: u64) {
    source.put(Key::Supplier(pubkey(n)), supplier(n, stake), n.into());
}

pub fn put_reward(source: &Memory, wallet: u8, day: i64) {
    let row = RewardDay {
        wallet: address(wallet),
        day,
        earned: Amount(150_000_001),
        claimed: Amount(0),
        compounded: Amount(7),
    };
    let wallet = pubkey(wallet);
    source.put(Key::RewardDay { wallet, day }, row, 12);
}

fn put_small(source: &Memory, n: u8) {
    let number = u64::from(n);
    let row = Fill {
        number: Amount(number),
        auction: Amount(1),
        at: n.into(),
        filler: address(120),
        usdc: Amount(1_000_000),
        io: Amount(400_000_000),
        bid: Amount(250_000_000_000),
    };
    source.put(Key::Fill(number), row, number);
    let hour = 497_000 + u32::from(n);
    let row = Hour {
        hour,
        at: n.into(),
        minted: Amount(u64::MAX),
        schedule_hour: n.into(),
        emitted: Amount(u64::MAX),
    };
    source.put(Key::Hour(hour), row, number);
    let row = Price {
        at: n.into(),
        source: [Source::Average, Source::Bid][usize::from(n % 2)],
        pico_usd: Amount(250_000_000_000),
        anchor: (n.is_multiple_of(2)).then_some(Amount(1)),
    };
    let key = Key::Price {
        slot: number,
        transaction: 3,
        outer: 1,
        inner: 2,
    };
    source.put(key, row, number);
    let row = Auction {
        number: Amount(number),
        lot: Amount(5),
        left: Amount(if n == 3 { 5 } else { 0 }),
        returned: Amount(if n == 2 { 5 } else { 0 }),
        ..Auction::default()
    };
    source.put(Key::Auction(number), row, number);
}

/// A source with at least one row of every kind, and events.
pub fn source() -> Arc<Memory> {
    let memory = Memory::new(status());
    for n in 1..=3 {
        put_supplier(&memory, n, u64::from(n) * 100);
        put_delegation(&memory, n, 130, n.into());
        let row = offer(20 + n, 1_000_000 * u64::from(4 - n));
        memory.put(Key::Offer(pubkey(20 + n)), row, n.into());
        put_reservation(&memory, 30 + n, i64::from(n) * 1_000);
        // From 1 November 2026 on.
        put_reward(&memory, 130, 20_757 + i64::from(n));
        put_small(&memory, n);
    }
    let slash = rows::Slash {
        address: address(150),
        supplier: address(1),
        number: 1,
        own: [1, 2, 3, 4, 5].map(Amount),
        evidence: "ab".repeat(32),
        ..rows::Slash::default()
    };
    let key = Key::Slash {
        supplier: pubkey(1),
        breach: false,
        number: 1,
    };
    memory.put(key, slash, 9);
    let proposal = Proposal {
        address: address(140),
        program: rows::Program::FeeBurn,
        change: "council-share 5 %".into(),
        proposed_at: 1,
        ready_at: 2,
        outcome: None,
        ended_at: None,
    };
    memory.put(Key::Proposal(pubkey(140)), proposal, 3);
    let supply = Supply {
        genesis: Amount(50_000_000_000_000_000),
        emitted: Amount(10),
        slashed: Amount(3),
        fees_burned: Amount(1),
        bought: Amount(2),
        claimed: Amount(4),
        ..Supply::default()
    };
    memory.put(Key::Supply, supply, 9);
    let engine = Engine {
        fees_burned: Amount(1),
        ..Engine::default()
    };
    memory.put(Key::Engine, engine, 9);
    memory.store([
        event(10, "Reserved", &self::key(31)),
        event(11, "Started", &self::key(31)),
        event(12, "Reserved", &self::key(32)),
        event(13, "unknown", ""),
    ]);
    Arc::new(memory)
}

//! Rows and events to answer with.

use std::sync::Arc;

use serde_json::json;

use crate::api::{answers::*, memory::Memory, source::Kind};

pub fn key(byte: u8) -> String {
    bs58::encode([byte; 32]).into_string()
}

fn address(byte: u8) -> Address {
    Address::stored(key(byte))
}

pub fn signature(byte: u8) -> String {
    bs58::encode([byte; 64]).into_string()
}

pub fn status() -> Status {
    let programs = Program::ALL.into_iter().zip(1..);
    let programs = programs.map(|(program, n)| ProgramStatus {
        program,
        address: address(n),
        complete: n != 3,
        slot: (n != 3).then_some(500),
        signature: (n != 3).then(|| signature(n)),
    });
    Status {
        version: "0.1.0".into(),
        commitment: Commitment::Finalized,
        complete: false,
        slot: 1_000,
        time: Some(1_790_000_000),
        events: 0,
        unknown_events: 0,
        forks: 0,
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
    Supplier {
        address: address(n),
        owner: address(100),
        operator: address(101),
        payout: address(102),
        proposed_owner: (n % 2 == 0).then(|| address(103)),
        model: u16::from(n % 3),
        pool: (n % 2 == 0).then_some(Pool::Enterprise),
        gpus: 8,
        units: Amount(80_000),
        attested_until: (n % 2 == 0).then_some(1_790_000_000),
        commission_bps: 500,
        next_commission_bps: (n % 2 == 0).then_some(600),
        next_commission_from: (n % 2 == 0).then_some(497_000),
        max_delegated: Some(Amount(u64::MAX)),
        active_stake: Amount(stake),
        own_stake: Amount(1),
        cooling_stake: Amount(2),
        held_stake: Amount(3),
        earned: Amount(1_000 - stake),
        owner_earned: Amount(5),
        claimed: Amount(6),
        settled_hour: (n % 2 == 0).then_some(497_000),
        reserved_gpus: 4,
        service: ServiceRecord {
            reservations: 7,
            ..ServiceRecord::default()
        },
        closed: n % 5 == 0,
        registered_at: 1_780_000_000,
        slot: u64::from(n),
    }
}

pub fn delegation(supplier: u8, staker: u8, active: u64) -> Delegation {
    Delegation {
        supplier: address(supplier),
        staker: address(staker),
        active: Amount(active),
        cooling: Amount(2),
        held: Amount(1),
        due: Amount(9),
        claimed: Amount(10),
        compounded: Amount(11),
        requests: vec![UnstakeRequest {
            place: 0,
            amount: Amount(2),
            unlocks_at: 1_790_000_000,
        }],
        slot: 12,
    }
}

pub fn offer(n: u8, price: u64) -> Offer {
    Offer {
        address: address(n),
        supplier: address(1),
        model: 1,
        gpus: 8,
        price_micro_usd: Amount(price),
        currencies: vec![Currency::Io, Currency::Usdc],
        revision: 2,
        paused: n % 2 == 0,
        closed: false,
        created_at: 1_780_000_000,
        slot: 12,
    }
}

pub fn reservation(n: u8, at: i64) -> Reservation {
    let is_even = n % 2 == 0;
    Reservation {
        address: address(n),
        renter: address(110),
        payer: address(if is_even { 110 } else { 111 }),
        supplier: address(1),
        offer: address(21),
        currency: if is_even {
            Currency::Usdc
        } else {
            Currency::Io
        },
        state: if is_even {
            ReservationState::Closed
        } else {
            ReservationState::Reserved
        },
        end_reason: is_even.then_some(EndReason::RenterTerminated),
        gpus: 2,
        seconds: 7_200,
        rate: Amount(4_000_000),
        reserved_at: at,
        started_at: is_even.then_some(at + 60),
        ends_at: is_even.then_some(at + 7_260),
        announced_end_at: None,
        ended_at: is_even.then_some(at + 3_600),
        closed_at: is_even.then_some(at + 90_000),
        metered_seconds: is_even.then_some(3_540),
        downtime: 0,
        down: false,
        breach: is_even.then_some(false),
        dispute: is_even.then_some(DisputeState::Decided),
        autopay: is_even.then(|| Autopay {
            max_price_micro_usd: Amount(2_500_000),
            left: Amount(5),
            lead: 3_600,
            hours: 24,
        }),
        locked: Amount(8_160_000),
        deposit: Amount(0),
        payable: Amount(8_000_000),
        charged: Amount(4_000_000),
        paid: Amount(3_900_000),
        refunded: Amount(0),
        fees: Amount(0),
        owed_to_supplier: Amount(0),
        owed_to_payer: Amount(0),
        owed_fees: Amount(0),
        slot: 12,
    }
}

pub fn fill(n: u64) -> Fill {
    Fill {
        id: place(n),
        auction: 1,
        filler: address(120),
        usdc: Amount(1_000_000),
        io: Amount(400_000_000),
        bid: Amount(250_000_000_000),
        time: i64::try_from(n).unwrap(),
        signature: signature(1),
        slot: n,
    }
}

pub fn reward(day: &str) -> RewardDay {
    RewardDay {
        day: day.into(),
        earned: Amount(150_000_001),
        claimed: Amount(0),
        compounded: Amount(7),
    }
}

/// A source with at least one row of every kind, and events.
pub fn source() -> Arc<Memory> {
    let memory = Memory::new(status());
    for n in 1..=3 {
        let row = Row::Supplier(Box::new(supplier(n, u64::from(n) * 100)));
        memory.put(Kind::Supplier, &key(n), row);
        let pair = format!("{}/{}", key(n), key(130));
        let row = Row::Delegation(delegation(n, 130, u64::from(n)));
        memory.put(Kind::Delegation, &pair, row);
        let row = Row::Offer(offer(20 + n, 1_000_000 * u64::from(4 - n)));
        memory.put(Kind::Offer, &key(20 + n), row);
        let row = Row::Reservation(Box::new(reservation(30 + n, i64::from(n) * 1_000)));
        memory.put(Kind::Reservation, &key(30 + n), row);
        let row = Row::Fill(fill(u64::from(n)));
        memory.put(Kind::Fill, &place(n.into()).to_string(), row);
        let day = format!("2026-11-{n:02}");
        let row = Row::RewardDay(reward(&day));
        memory.put(Kind::RewardDay, &format!("{}/{day}", key(130)), row);
        let hour = Row::Hour(Hour {
            hour: 497_000 + u32::from(n),
            schedule_hour: n.into(),
            minted: Amount(u64::MAX),
            emitted: Amount(u64::MAX),
            slot: n.into(),
        });
        memory.put(Kind::Hour, &format!("{}", 497_000 + u32::from(n)), hour);
        let price = Row::Price(Price {
            id: place(n.into()),
            time: n.into(),
            kind: [PriceKind::Anchor, PriceKind::Bid][usize::from(n % 2)],
            price: Amount(250_000_000_000),
            slot: n.into(),
        });
        memory.put(Kind::Price, &format!("{}/{n}", place(n.into())), price);
        let auction = Row::Auction(Auction {
            number: n.into(),
            state: if n == 3 {
                AuctionState::Open
            } else {
                AuctionState::Filled
            },
            lot: Amount(1),
            left: Amount(0),
            reference: Amount(2),
            anchor: Amount(3),
            opened_at: 4,
            ends_at: 5,
            slot: 6,
        });
        memory.put(Kind::Auction, &n.to_string(), auction);
    }
    let slash = Row::Slash(Slash {
        supplier: address(1),
        series: Series::Council,
        number: 1,
        state: SlashState::Open,
        reason: 2,
        amount: Amount(6),
        own: Amount(1),
        delegated: Amount(2),
        cooling: Amount(3),
        evidence: "ab".repeat(32),
        proposed_at: 7,
        due_at: 8,
        slot: 9,
    });
    memory.put(Kind::Slash, &format!("{}/council/1", key(1)), slash);
    let proposal = Row::Proposal(Proposal {
        address: address(140),
        program: Program::FeeBurn,
        state: ProposalState::Open,
        change: "council-share 5 %".into(),
        proposed_at: 1,
        ready_at: 2,
        slot: 3,
    });
    memory.put(Kind::Proposal, &key(140), proposal);
    let supply = Row::Supply(Supply {
        genesis: Amount(50_000_000_000_000_000),
        emitted: Amount(10),
        burned: Burned {
            fees: Amount(1),
            bought: Amount(2),
            slashed: Amount(3),
        },
        total: Amount(50_000_000_000_000_004),
        claimed: Amount(4),
        unclaimed: Amount(6),
        slot: 9,
    });
    memory.put(Kind::Supply, "", supply);
    let fees = Row::Fees(Fees {
        fees_burned: Amount(1),
        bought: Amount(2),
        spent: Amount(3),
        opened: 4,
        filled: 5,
        expired: 6,
        council_io: Amount(7),
        council_usdc: Amount(8),
        anchor: None,
        slot: 9,
    });
    memory.put(Kind::Fees, "", fees);
    memory.store([
        event(10, "Reserved", &key(31)),
        event(11, "Started", &key(31)),
        event(12, "Reserved", &key(32)),
        event(13, "unknown", ""),
    ]);
    Arc::new(memory)
}

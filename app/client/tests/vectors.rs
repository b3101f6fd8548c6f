//! What the TypeScript client must make of the same seeds, accounts and arguments: `app/ts/test/vectors.txt`, which
//! its own tests read. `UPDATE_GOLDEN=1` writes it again.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
#![allow(clippy::integer_division)]

mod answers;
mod auctions;
mod autopay;
mod compared;
mod courses;
mod follow;
mod offers;
mod quotes;
mod realm;
mod staking;
mod supply;
mod supplying;
mod words;

use std::{fmt::Write, fs, path::PathBuf};

use anchor_lang::{
    prelude::Pubkey, solana_program::instruction::Instruction, AccountDeserialize, Discriminator,
    Event,
};
use emissions::{
    instructions::RegisterSupplierArgs,
    state::{Delegation, Ledger, Slash},
};
use fee_burn::state::Engine;
use io_client::{
    emissions as emissions_client, fee_burn as fee_burn_client, marketplace as marketplace_client,
    marketplace::ReserveAccounts, spl,
};
use io_common::{addresses, governance::program_data_address, ids, types::Supplier, CommonError};
use marketplace::{
    events::Reserved,
    instructions::ReserveArgs,
    state::{Currency, Reservation, Status},
};

/// A key, by a number.
fn key(number: u8) -> Pubkey {
    Pubkey::new_from_array([number; 32])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An account in which no two bytes that stand close are alike.
fn sample<T: AccountDeserialize + Discriminator>(size: usize) -> (Vec<u8>, T) {
    let mut bytes: Vec<u8> = (0..size).map(|at| (at * 37 + at / 251) as u8).collect();
    bytes[..8].copy_from_slice(T::DISCRIMINATOR);
    let account = T::try_deserialize(&mut bytes.as_slice()).unwrap();
    (bytes, account)
}

/// The bytes of an account, then some of its fields.
macro_rules! account {
    ($lines:ident, $program:literal, $type:ident: $([$($path:tt)+])+) => {
        let (bytes, account) = sample::<$type>($type::SIZE);
        writeln!($lines, "account {} {} {}", $program, stringify!($type), hex(&bytes)).unwrap();
        $(
            let path = stringify!($($path)+).replace(' ', "");
            writeln!($lines, "field {path} {}", account.$($path)+).unwrap();
        )+
    };
}

fn instruction(program: &str, name: &str, instruction: Instruction) -> String {
    format!("instruction {program} {name}{}", words(&instruction))
}

/// The data of an instruction and its accounts.
fn words(instruction: &Instruction) -> String {
    let mut line = format!(" {}", hex(&instruction.data));
    for account in &instruction.accounts {
        let signs = if account.is_signer { "s" } else { "" };
        let writes = if account.is_writable { "w" } else { "" };
        write!(line, " {}:{signs}{writes}", account.pubkey).unwrap();
    }
    line + "\n"
}

fn addresses() -> String {
    let mut lines = String::new();
    let mut add = |program: &str, name: &str, seeds: &str, address: Pubkey| {
        writeln!(lines, "address {program} {name} {address} {seeds}").unwrap();
    };
    let programs = [
        ("emissions", ids::emissions::ID, addresses::EMISSIONS_CONFIG),
        (
            "marketplace",
            ids::marketplace::ID,
            addresses::MARKETPLACE_CONFIG,
        ),
        ("feeBurn", ids::fee_burn::ID, addresses::FEE_BURN_CONFIG),
    ];
    for (program, id, config) in programs {
        add(program, "program", "", id);
        add(program, "config", "", config.address);
        add(program, "programData", "", program_data_address(&id));
    }
    let (emissions, marketplace, fee_burn) = ("emissions", "marketplace", "feeBurn");
    add(
        emissions,
        "eventAuthority",
        "",
        emissions::EVENT_AUTHORITY_AND_BUMP.0,
    );
    add(
        marketplace,
        "eventAuthority",
        "",
        marketplace::EVENT_AUTHORITY_AND_BUMP.0,
    );
    add(
        fee_burn,
        "eventAuthority",
        "",
        fee_burn::EVENT_AUTHORITY_AND_BUMP.0,
    );
    add(
        emissions,
        "proposal",
        "number=300",
        emissions_client::proposal_address(300),
    );
    add(
        marketplace,
        "proposal",
        "number=300",
        marketplace_client::proposal_address(300),
    );
    add(
        fee_burn,
        "proposal",
        "number=300",
        fee_burn_client::proposal_address(300),
    );
    add(emissions, "ledger", "", addresses::LEDGER.address);
    add(emissions, "models", "", addresses::MODELS.address);
    add(emissions, "council", "", addresses::COUNCIL.address);
    add(marketplace, "council", "", addresses::COUNCIL.address);
    add(
        emissions,
        "rewardVault",
        "",
        addresses::REWARD_VAULT.address,
    );
    add(emissions, "stakeVault", "", addresses::STAKE_VAULT.address);
    add(fee_burn, "engine", "", addresses::ENGINE.address);
    add(fee_burn, "ioVault", "", addresses::IO_VAULT.address);
    add(fee_burn, "usdcVault", "", addresses::USDC_VAULT.address);
    add(
        emissions,
        "historyPage",
        "page=2",
        emissions_client::page_address(2 * 240 + 7),
    );
    let supplier = emissions_client::supplier_address(&key(1), 300);
    add(
        emissions,
        "supplier",
        &format!("owner={} sequence=300", key(1)),
        supplier,
    );
    let seeds = format!("supplier={} staker={}", key(1), key(2));
    add(
        emissions,
        "delegation",
        &seeds,
        emissions_client::delegation_address(&emissions_client::DelegationKeys {
            staker: key(2),
            supplier: key(1),
        }),
    );
    let approval = emissions_client::approval_address(&key(3).to_bytes());
    add(emissions, "approval", &format!("hash={}", key(3)), approval);
    add(
        marketplace,
        "approval",
        &format!("hash={}", key(3)),
        approval,
    );
    let seeds = format!("supplier={} number=300", key(1));
    add(
        emissions,
        "slash",
        &seeds,
        emissions_client::slash_address(&key(1), 300),
    );
    add(
        emissions,
        "breachSlash",
        &seeds,
        emissions_client::breach_slash_address(&key(1), 300),
    );
    let seeds = format!("delegation={} target={}", key(1), key(2));
    add(
        emissions,
        "redelegation",
        &seeds,
        emissions_client::redelegation_address(&key(1), &key(2)),
    );
    let voter = emissions_client::VoterKeys {
        realm: key(1),
        voter: key(2),
    };
    add(
        emissions,
        "voterWeightRecord",
        &format!("realm={} voter={}", key(1), key(2)),
        emissions_client::voter_weight_address(&voter),
    );
    add(
        emissions,
        "maxVoterWeightRecord",
        &format!("realm={}", key(1)),
        emissions_client::max_voter_weight_address(&key(1)),
    );
    let usage = marketplace_client::supplier_usage_address(&key(1));
    add(
        emissions,
        "supplier_usage",
        &format!("supplier={}", key(1)),
        usage,
    );
    add(
        marketplace,
        "supplier_usage",
        &format!("supplier={}", key(1)),
        usage,
    );
    let seeds = format!("supplier={} sequence=300", key(1));
    add(
        marketplace,
        "offer",
        &seeds,
        marketplace_client::offer_address(&key(1), 300),
    );
    let seeds = format!("renter={} number={}", key(1), u64::MAX);
    let reservation = marketplace_client::reservation_address(&key(1), u64::MAX);
    add(marketplace, "reservation", &seeds, reservation);
    let escrow = marketplace_client::escrow_address(&key(1));
    add(
        marketplace,
        "escrow",
        &format!("reservation={}", key(1)),
        escrow,
    );
    let seeds = format!("reservation={}", key(1));
    let autopay = marketplace_client::autopay_address(&key(1));
    add(marketplace, "autopay", &seeds, autopay);
    let seeds = format!("payer={}", key(1));
    let spender = marketplace_client::spender_address(&key(1));
    add(marketplace, "spender", &seeds, spender);
    let seeds = format!("owner={} mint={}", key(1), key(2));
    add("tokens", "wallet", &seeds, spl::wallet(&key(1), &key(2)));
    lines
}

fn accounts() -> String {
    let mut lines = String::new();
    account!(lines, "emissions", Supplier:
        [creator] [payout] [attestation.ends_at] [attestation.multiplier] [units.at_start] [stake.own]
        [stake.delegated] [stake.cooling_held] [stake.own_unstake_requests[0].holder] [stake.own_unstake_requests[1].held]
        [stake.own_unstake_requests[1].unlocks_at] [slashes.breach_count] [slashes.open_shared[3]]
        [rewards.unit_index.low] [rewards.unit_index.high] [rewards.settled_hour] [commission.next_bps]
        [sequence] [model] [pool] [bump]);
    account!(lines, "emissions", Delegation:
        [staker] [stake_index.low] [stake_index.high] [active] [unstake_requests[1].amount] [unstake_requests[8].unlocks_at]
        [held[3].cooling] [held[3].slash] [movable_at] [followed] [bump]);
    account!(lines, "emissions", Slash:
        [payer] [stake_index.high] [amount] [own[4]] [delegated.sum] [cooling.asked] [cooling_held] [lapses_at] [number]
        [opened] [beside[3]] [ended] [followers] [reason] [executed] [bump]);
    account!(lines, "emissions", Ledger:
        [emitted_total] [slashed_total] [hour] [schedule_hour] [bump]);
    account!(lines, "marketplace", Reservation:
        [renter] [offer] [segments.rates[4]] [segments.seconds[1]] [segments.settled] [number] [started_at]
        [locked] [paid.fees] [bounty] [terms.start_window] [terms.supplier_fee_bps] [acted_at] [announced] [gpus]
        [currency] [bump]);
    account!(lines, "feeBurn", Engine:
        [anchor.price] [bucket.filled_at] [auction.left] [last_publish_time] [expired] [fills.count]
        [fills.ring[31].bid] [bump]);
    lines
}

fn instructions() -> String {
    let to_reserve = ReserveAccounts {
        renter: key(1),
        payer: key(2),
        supplier: key(3),
        offer: key(4),
        mint: key(5),
        payer_tokens: key(6),
        price: Some(key(7)),
    };
    let reserve = |currency| {
        let args = ReserveArgs {
            number: 1 << 40,
            gpus: 8,
            hours: 72,
            currency,
            offer_revision: 5,
            max_amount: u64::MAX - 1,
            connection_key: [9; 32],
        };
        instruction(
            "marketplace",
            "reserve",
            marketplace_client::reserve(&to_reserve, args),
        )
    };
    let registration = RegisterSupplierArgs {
        sequence: 3,
        model: 4,
        commission_bps: 500,
        operator: key(2),
        payout: key(3),
        endpoint: "https://gpu.example".into(),
    };
    let register = emissions_client::register_supplier(&key(1), registration);
    let of_emissions = emissions_client::reclaim_rent(&key(1), &key(2));
    let of_offer = marketplace_client::reclaim_rent(&key(1), &key(2), Some(&key(3)));
    let of_reservation = marketplace_client::reclaim_rent(&key(1), &key(2), None);
    let breach = emissions_client::propose_breach_slash(&key(1), &key(3), 300);
    let (_, mut slash) = sample::<Slash>(Slash::SIZE);
    (slash.supplier, slash.payer) = (key(3), key(4));
    (slash.number, slash.reason) = (300, Slash::BREACH + 1);
    [
        reserve(Currency::Io),
        reserve(Currency::Usdc),
        instruction("emissions", "registerSupplier", register),
        instruction("feeBurn", "burnFees", fee_burn_client::burn_fees(&key(5))),
        instruction(
            "feeBurn",
            "payCouncil",
            fee_burn_client::pay_council(&addresses::IO_VAULT.address, &key(6)),
        ),
        instruction(
            "feeBurn",
            "updateAnchor",
            fee_burn_client::update_anchor(&key(5)),
        ),
        instruction("emissions", "reclaimRent", of_emissions),
        instruction("marketplace", "reclaimRent", of_offer),
        instruction("marketplace", "reclaimRent", of_reservation),
        instruction("emissions", "proposeBreachSlash", breach),
        instruction(
            "emissions",
            "applySlash",
            emissions_client::apply_slash(&slash, &key(2)),
        ),
        instruction(
            "emissions",
            "unstakeHeld",
            emissions_client::unstake_held(&key(2), &slash),
        ),
    ]
    .concat()
}

fn reserved() -> Reserved {
    Reserved {
        reservation: key(1),
        renter: key(2),
        payer: key(5),
        supplier: key(3),
        offer: key(4),
        currency: Currency::Usdc,
        gpus: 8,
        seconds: 3_600,
        rate: 1 << 40,
        locked: u64::MAX,
        reserved_gpus: 9,
        breach: 1_600,
    }
}

fn event() -> String {
    let data = reserved().data();
    format!("event marketplace Reserved {}\n", hex(&data))
}

fn statuses() -> String {
    let statuses = [
        Status::Reserved,
        Status::Active,
        Status::Ended,
        Status::Closed,
    ];
    let line = |status| format!("status {} {status:?}\n", status as u8);
    statuses.map(line).concat()
}

fn errors() -> String {
    let errors = [
        CommonError::MathOverflow,
        CommonError::OracleStale,
        CommonError::NotAgreed,
        CommonError::WrongPayer,
    ];
    let line = |error: CommonError| format!("error {} {}\n", u32::from(error), error.name());
    errors.map(line).concat()
}

#[test]
fn typescript_makes_of_it_what_rust_makes_of_it() {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap();
    let file = PathBuf::from(here).join("../ts/test/vectors.txt");
    let vectors = [
        addresses(),
        accounts(),
        instructions(),
        follow::lines(),
        quotes::lines(),
        staking::lines(),
        supplying::lines(),
        auctions::lines(),
        offers::lines(),
        courses::lines(),
        compared::lines(),
        autopay::lines(),
        supply::lines(),
        realm::lines(),
        event(),
        answers::lines(&reserved()),
        statuses(),
        errors(),
    ]
    .concat();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&file, &vectors).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap();
    for (written, line) in written.lines().zip(vectors.lines()) {
        assert_eq!(written, line, "UPDATE_GOLDEN=1 writes it again");
    }
    assert_eq!(written.lines().count(), vectors.lines().count());
}

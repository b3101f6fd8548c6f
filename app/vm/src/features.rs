//! Mainnet's features, in both machines.
//!
//! The cluster configuration of the tests; docs/proof/cluster.md is checked against this file.

use std::sync::LazyLock;

use agave_feature_set as gate;
use agave_feature_set::FeatureSet;
use anchor_lang::prelude::Pubkey;
use litesvm::LiteSVM;
use solana_rent::Rent;

/// Date of the feature set [`mainnet`].
pub const DAY: &str = "29 November 2026";

/// A feature that is active on mainnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activation {
    /// Its name in agave-feature-set 4.2.2.
    pub name: &'static str,
    /// Its address.
    pub id: Pubkey,
    /// Activation slot on mainnet.
    pub slot: u64,
    /// Source of slot and state.
    pub source: &'static str,
}

/// Each list names all features active on mainnet at its date.
const SEPTEMBER: &str = "litesvm 0.17.0, list of 27 September 2026";
const OCTOBER: &str = "litesvm 0.18.1, list of 15 October 2026";
/// Source for features newer than any list that compiles here.
const STACK: &str = "first-party pages, read in November 2026";

macro_rules! since {
    ($(($name:ident, $slot:literal, $source:ident),)*) => {
        /// Activated after litesvm 0.16.0's list of 24 August 2026, in order of their slots.
        pub const SINCE: &[Activation] = &[$(Activation {
            name: stringify!($name),
            id: gate::$name::ID,
            slot: $slot,
            source: $source,
        }),*];
    };
}
since![
    (reduce_slot_time_to_300ms, 441_936_000, SEPTEMBER),
    (upgrade_bpf_stake_program_to_v5_1, 443_232_000, SEPTEMBER),
    (relax_post_exec_min_balance_check, 443_664_000, SEPTEMBER),
    (set_lamports_per_byte_to_6333, 444_096_000, SEPTEMBER),
    (custom_commission_collector, 445_392_000, SEPTEMBER),
    (set_lamports_per_byte_to_5080, 446_256_000, SEPTEMBER),
    (enable_tx_v1, 447_120_000, SEPTEMBER),
    (reduce_slot_time_to_250ms, 447_552_000, SEPTEMBER),
    (reduce_slot_time_to_200ms, 454_464_000, OCTOBER),
    (alpenglow, 459_652_999, STACK),
];

macro_rules! rents {
    ($($name:ident),*) => {
        /// Features that set the rent rate, in their planned order.
        pub(crate) const RENTS: &[(Pubkey, u64)] = &[$((gate::$name::ID, gate::$name::LAMPORTS_PER_BYTE)),*];
    };
}
rents![
    set_lamports_per_byte_to_6333,
    set_lamports_per_byte_to_5080,
    set_lamports_per_byte_to_2575,
    set_lamports_per_byte_to_1322,
    set_lamports_per_byte_to_696
];

/// Mainnet's feature set.
pub fn mainnet() -> FeatureSet {
    let mut features = LiteSVM::mainnet_feature_set();
    for one in SINCE {
        features.activate(&one.id, one.slot);
    }
    features
}

/// Every feature that Agave 4.2.2 knows.
pub fn known() -> impl Iterator<Item = Pubkey> {
    gate::FEATURE_NAMES.keys().copied()
}

/// Slot of mainnet's newest activation, where the clock of [`crate::LiteVm`] starts.
pub fn slot() -> u64 {
    let slots = SINCE.iter().map(|one| one.slot);
    slots.max().unwrap_or(litesvm::MAINNET_DEFAULT_SLOT)
}

/// The rent under `features`.
pub fn rent_of(features: &FeatureSet) -> Rent {
    let mut rent = Rent::default();
    let lowest = RENTS.iter().rfind(|(id, _)| features.is_active(id));
    if let Some((_, lamports)) = lowest {
        rent.lamports_per_byte = *lamports;
    }
    rent
}

/// Mainnet's rent.
pub fn rent() -> Rent {
    static RENT: LazyLock<Rent> = LazyLock::new(|| rent_of(&mainnet()));
    RENT.clone()
}

//! The parameters that governance changes, with their ranges and the changes that set them. [`Config`] documents each field.

use anchor_lang::prelude::*;
use io_common::constants::{DAY, LONGEST_RELEASE, LONGEST_VOTE, ONE_IO, ONE_UNIT};

use crate::state::Config;

io_common::changes! {
    $ each_emissions_parameter, Config;
    /// Units of the Enterprise pool below which an hour emits nothing, in 10⁻⁴ units.
    MinEligibleUnits = min_eligible_units: u64, ComputeUnits, ONE_UNIT, ONE_UNIT => 10_000 * ONE_UNIT,
        "at least one unit must share an hour; a higher minimum would stop the clock for a network of ordinary size";
    /// Stake required for one unit, in IO base units.
    StakePerUnit = stake_per_unit: u64, Io, 200 * ONE_IO, ONE_IO => 10_000 * ONE_IO,
        "a fake GPU must cost something; above this, the existing IO would not back a large network. Applies to a supplier from its next attestation";
    /// Seconds between unstaking and withdrawal.
    UnstakeCooldown = unstake_cooldown: i64, Seconds, 14 * DAY, 14 * DAY => 28 * DAY,
        "switching suppliers by unstaking never pays, and no one is locked in; longer than a breach takes to be recorded, and than a vote. Open unstake requests keep theirs";
    /// Maximum part of an hour's emission for the Community pool, in bps.
    CommunityCap = community_cap_bps: u16, Share, 500, 0 => 5_000,
        "the Enterprise pool, which alone starts the clock, gets at least half";
    /// Maximum commission, in bps.
    MaxCommission = max_commission_bps: u16, Share, 5_000, 0 => 5_000,
        "stakers keep at least half. Commissions in force and rises already announced stay";
    /// Maximum part of the stake behind a supplier that open slashes may take together, in bps.
    MaxSlash = max_slash_bps: u16, Share, 5_000, 0 => 5_000,
        "a thief of the keys of council and authority cannot burn all stake behind a supplier at once";
    /// What a recorded breach costs, in bps of the stake required for its GPUs.
    BreachSlash = breach_slash_bps: u16, Share, 1_000, 0 => 5_000,
        "anyone can propose such a slash. Applies to a supplier from its next attestation, for reservations made after it";
    /// Minimum stake of a delegation, in IO base units.
    MinDelegation = min_delegation: u64, Io, ONE_IO, ONE_IO.div_ceil(1_000_000) => 1_000 * ONE_IO,
        "a delegation keeps a supplier from closing, so it must not be dust; small stakers can still afford it. Applies to a supplier from its next attestation; smaller delegations stay";
    /// Compute units of one GPU of a listed model, in 10⁻⁴ units: up to 1,000 units. Applies to a supplier from its
    /// next attestation.
    Multiplier: {
        /// Index in the table.
        model: u16,
        /// Compute units of one GPU, in 10⁻⁴ units.
        multiplier: u32,
    };
    /// The attestors and their threshold.
    Council: {
        /// 1 to 16 distinct addresses.
        attestors: Vec<Pubkey>,
        /// From 1 to the number of attestors.
        threshold: u8,
    };
}

const _: () = assert!(TABLE.unstake_cooldown.least >= LONGEST_RELEASE + DAY);
// P-21: stake that has voted does not come back as another's before the vote is over.
const _: () = assert!(TABLE.unstake_cooldown.least >= LONGEST_VOTE + DAY);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_within_their_ranges() {
        for row in rows() {
            row.parameter.check(row.parameter.default).unwrap();
        }
    }

    /// Name, default, least and most.
    #[test]
    #[rustfmt::skip]
    fn defaults_and_ranges_are_those_of_the_protocol() {
        let table: Vec<_> = rows()
            .into_iter()
            .map(|row| (row.name, row.parameter.default, row.parameter.least, row.parameter.most))
            .collect();
        let expected = [
            ("min_eligible_units", 10_000, 10_000, 100_000_000),
            ("stake_per_unit", 20_000_000_000, 100_000_000, 1_000_000_000_000),
            ("unstake_cooldown", 1_209_600, 1_209_600, 2_419_200),
            ("community_cap_bps", 500, 0, 5_000),
            ("max_commission_bps", 5_000, 0, 5_000),
            ("max_slash_bps", 5_000, 0, 5_000),
            ("breach_slash_bps", 1_000, 0, 5_000),
            ("min_delegation", 100_000_000, 100, 100_000_000_000),
        ];
        assert_eq!(table, expected);
    }
}

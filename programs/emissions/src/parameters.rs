//! The parameters that governance changes, with their ranges. [`Config`](crate::state::Config) documents each field.

use io_common::constants::{DAY, LONGEST_RELEASE, ONE_IO, ONE_UNIT};

io_common::parameters! {
    $ each_emissions_parameter;
    min_eligible_units: u64, ComputeUnits, ONE_UNIT, ONE_UNIT => 10_000 * ONE_UNIT,
        "at least one unit must share an hour; a higher minimum would stop the clock for a network of ordinary size";
    stake_per_unit: u64, Io, 200 * ONE_IO, ONE_IO => 10_000 * ONE_IO,
        "a fake GPU must cost something; above this, the existing IO would not back a large network. Applies to a supplier from its next attestation";
    unstake_cooldown: i64, Seconds, 14 * DAY, 14 * DAY => 28 * DAY,
        "switching suppliers by unstaking never pays, and no one is locked in; longer than a breach takes to be recorded. Open unstake requests keep theirs";
    community_cap_bps: u16, Share, 500, 0 => 5_000,
        "the Enterprise pool, which alone starts the clock, gets at least half";
    max_commission_bps: u16, Share, 5_000, 0 => 5_000,
        "stakers keep at least half. Commissions in force and rises already announced stay";
    max_slash_bps: u16, Share, 5_000, 0 => 5_000,
        "a thief of the keys of council and authority cannot burn all stake behind a supplier at once";
    breach_slash_bps: u16, Share, 1_000, 0 => 5_000,
        "anyone can propose such a slash. Applies to a supplier from its next attestation, for reservations made after it";
    min_delegation: u64, Io, ONE_IO, ONE_IO.div_ceil(1_000_000) => 1_000 * ONE_IO,
        "a delegation keeps a supplier from closing, so it must not be dust; small stakers can still afford it. Applies to a supplier from its next attestation; smaller delegations stay";
}

const _: () = assert!(TABLE.unstake_cooldown.least >= LONGEST_RELEASE + DAY);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_within_their_ranges() {
        for row in rows() {
            row.parameter.check(row.parameter.default).unwrap();
        }
    }

    #[test]
    fn the_defaults_are_those_of_the_protocol() {
        let table = TABLE;
        assert_eq!(table.min_eligible_units.default, 10_000);
        assert_eq!(table.community_cap_bps.default, 500);
        assert_eq!(table.stake_per_unit.default, 20_000_000_000);
        assert_eq!(table.unstake_cooldown.default, 14 * 86_400);
        assert_eq!(table.max_slash_bps.default, 5_000);
        assert_eq!(table.breach_slash_bps.default, 1_000);
        assert_eq!(table.max_commission_bps.default, 5_000);
    }
}

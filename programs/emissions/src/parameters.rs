//! The parameters that governance changes, with their ranges. [`Config`](crate::state::Config) documents each field.

use io_common::constants::{DAY, LONGEST_RELEASE, ONE_IO, ONE_UNIT};

io_common::parameters! {
    $ each_emissions_parameter;
    min_eligible_units: u64, ComputeUnits, ONE_UNIT, ONE_UNIT => 10_000 * ONE_UNIT,
        "an hour is not shared among none; more would pause the clock for a network of ordinary size";
    stake_per_unit: u64, Io, 200 * ONE_IO, ONE_IO => 10_000 * ONE_IO,
        "a fake GPU has to cost; above, the IO that exists would not back a large network. Reaches a supplier with its next attestation";
    unstake_cooldown: i64, Seconds, 14 * DAY, 14 * DAY => 28 * DAY,
        "hopping stays worthless, nobody is locked in; longer than a breach takes to be recorded. Unstake requests keep theirs";
    community_cap_bps: u16, Share, 500, 0 => 5_000,
        "the Enterprise pool alone starts the clock";
    max_commission_bps: u16, Share, 5_000, 0 => 5_000,
        "stakers keep at least half. Commissions in force stay, and so do rises announced before";
    max_slash_bps: u16, Share, 5_000, 0 => 5_000,
        "a thief of council and authority does not burn all that stands behind a supplier at once";
    breach_slash_bps: u16, Share, 1_000, 0 => 5_000,
        "anyone can propose such a slash. Reaches a supplier with its next attestation, and what is reserved after it";
    min_delegation: u64, Io, ONE_IO, ONE_IO.div_ceil(1_000_000) => 1_000 * ONE_IO,
        "one delegation keeps a supplier from being closed, so that it is no dust; a small staker can have it. Reaches a supplier with its next attestation; delegations that are smaller stay";
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

//! The division of an hour's emission.

use num_bigint::BigInt;

use crate::{
    rules::{Parameters, WHOLE},
    Amount, Pool, Supplier,
};

/// The units of both pools, Enterprise first.
pub type Units = [u64; 2];

/// An hour's amount for each pool, or nothing at all: with too few units of the Enterprise pool the schedule waits.
pub fn pools(
    amount: u64,
    [enterprise, community]: Units,
    parameters: &Parameters,
) -> Option<[u64; 2]> {
    if enterprise < parameters.least_units {
        return None;
    }
    let of =
        |part: u64, whole: u64| (u128::from(amount) * u128::from(part) / u128::from(whole)) as u64;
    let to_community =
        of(parameters.community_cap, WHOLE).min(of(community, enterprise + community));
    Some([amount - to_community, to_community])
}

/// Gives the supplier's owner and each of its stakers their part of an hour, of which the supplier's pool gets `amount`
/// for `all` units, `units` of them the supplier's: first the commission, then by active stake, also by what open slashes hold of it.
pub fn share(supplier: &mut Supplier, amount: u64, units: u64, all: u64) {
    if units == 0 {
        return;
    }
    let stake = &mut supplier.stake;
    let (amount, rate) = (Amount::whole(amount), supplier.commission.rate);
    let all = BigInt::from(all) * WHOLE;
    let commission = amount.share(&(BigInt::from(units) * rate), &all);
    supplier.owed += &commission;

    // What is left, times a staker's stake, divided by all active stake.
    let net = BigInt::from(units) * (WHOLE - rate);
    let active = Amount::whole(stake.active());
    let whole = all * active.ratio();
    let part = |stake: &Amount| amount.share(&(&net * stake.ratio()), &whole);
    supplier.owed += &part(&Amount::whole(stake.own));
    for delegation in stake.delegations.values_mut() {
        delegation.owed += &part(&delegation.earning());
        delegation.doubt += &part(&Amount::whole(delegation.roundings));
    }
}

/// The units of both pools in an hour.
pub fn units(suppliers: &[Supplier], count: impl Fn(&Supplier) -> u64) -> Units {
    let of = |pool: Pool| {
        let there = suppliers
            .iter()
            .filter(|supplier| supplier.attestation.pool == pool);
        there.map(&count).sum()
    };
    [of(Pool::Enterprise), of(Pool::Community)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::UNIT;

    #[test]
    fn the_example_of_the_specification() {
        let pools = |amount, units| pools(amount, units, &Parameters::default());
        let parts = pools(484_800_198_223, [900 * UNIT, 100 * UNIT]);
        assert_eq!(parts, Some([460_560_188_312, 24_240_009_911]));
        assert_eq!(pools(1_000, [98 * UNIT, 2 * UNIT]), Some([980, 20]));
        assert_eq!(pools(1_000, [UNIT - 1, 100 * UNIT]), None);
    }
}

//! Changes of parameters in words: the name that `io gov propose` takes, and the values with their units.

use std::fmt::Debug;

use anchor_lang::prelude::Pubkey;
use io_common::{
    governance::{Parameter, ParameterChange, Unit},
    oracle::{parameters::TABLE as ORACLE, OracleLimits},
};

/// Note for an address off the curve, such as the vault of a multisig: its program can sign, a key pair cannot.
pub const KEYLESS: &str = "no key, only a program signs for it";

/// In words.
pub trait Words {
    /// `stake-per-unit 200 IO`.
    fn words(&self) -> String;
}

impl Words for ::emissions::state::Change {
    fn words(&self) -> String {
        match self {
            Self::Multiplier { model, multiplier } => format!(
                "multiplier of model {model}: {}",
                in_unit(Unit::ComputeUnits, (*multiplier).into())
            ),
            Self::Council {
                attestors,
                threshold,
            } => format!(
                "council of {}, of whom {threshold} must agree: {}",
                attestors.len(),
                each(attestors)
            ),
            _ => parameters(self),
        }
    }
}

impl Words for ::marketplace::state::Change {
    fn words(&self) -> String {
        match self {
            Self::Oracle(limits) => oracle(limits),
            Self::Receivers(receivers) => format!("receivers {}", keys(receivers)),
            _ => parameters(self),
        }
    }
}

impl Words for ::fee_burn::state::Change {
    fn words(&self) -> String {
        match self {
            Self::Oracle(limits) => oracle(limits),
            Self::Receivers(receivers) => format!("receivers {}", keys(receivers)),
            Self::CouncilTreasury(treasury) => format!("council-treasury {}", each(&[*treasury])),
            _ => parameters(self),
        }
    }
}

/// The sentence of the table, or the name with the value.
fn parameters<C: ParameterChange + Debug>(change: &C) -> String {
    let Some((kind, values)) = change.values() else {
        return format!("{change:?}");
    };
    let fields = kind.fields.iter().zip(values);
    let mut values = fields.map(|(field, value)| in_unit(field.parameter.unit, value));
    let name = kind.name();
    match kind.sentence {
        None => format!("{name} {}", values.collect::<Vec<_>>().join(" ")),
        Some(sentence) => {
            let said = sentence.split("{}");
            let said: String = said
                .map(|part| format!("{part}{}", values.next().unwrap_or_default()))
                .collect();
            format!("{name}: {said}")
        }
    }
}

fn oracle(limits: &OracleLimits) -> String {
    format!(
        "oracle: {} to {} USD, at most {} old, a confidence of at most {}, {} from its average",
        decimal(limits.min_price.into(), 12),
        decimal(limits.max_price.into(), 12),
        of(ORACLE.max_age, limits.max_age),
        of(ORACLE.max_confidence_bps, limits.max_confidence_bps),
        of(ORACLE.max_deviation_bps, limits.max_deviation_bps)
    )
}

/// Addresses, separated by commas, each with whether no key signs for it.
pub fn each(attestors: &[Pubkey]) -> String {
    let each = attestors.iter().map(|it| match it.is_on_curve() {
        true => it.to_string(),
        false => format!("{it} ({KEYLESS})"),
    });
    each.collect::<Vec<_>>().join(", ")
}

fn keys(keys: &[Pubkey]) -> String {
    let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
    keys.join(", ")
}

/// A value of a parameter, with its unit.
fn of<T: Into<i128>>(parameter: Parameter<T>, value: T) -> String {
    in_unit(parameter.unit, value.into())
}

/// A value in a unit.
pub fn in_unit(unit: Unit, value: i128) -> String {
    let size = value.unsigned_abs();
    let number = |digits| decimal(size, digits);
    match unit {
        Unit::ComputeUnits => format!("{} units", number(4)),
        Unit::Io => format!("{} IO", number(8)),
        Unit::Usdc => format!("{} USDC", number(6)),
        Unit::Price => format!("{} USD", number(12)),
        Unit::Sol => format!("{} SOL", number(9)),
        Unit::Seconds => seconds(size),
        Unit::Hours => format!("{value} h"),
        Unit::Days => format!("{value} d"),
        Unit::Share | Unit::Factor => format!("{} %", number(2)),
        Unit::Distance => format!("{value} bps"),
    }
}

/// A duration in the largest unit of which it is a multiple.
fn seconds(time: u128) -> String {
    for (unit, name) in [(86_400, "d"), (3_600, "h"), (60, "min")] {
        if time > 0 && time.checked_rem(unit) == Some(0) {
            return format!("{} {name}", time.div_euclid(unit));
        }
    }
    format!("{time} s")
}

/// A number of 10^-digits as a decimal, without zeros at its end.
fn decimal(number: u128, digits: u32) -> String {
    let unit = 10_u128.saturating_pow(digits);
    let (whole, rest) = (
        number.checked_div(unit).unwrap_or(number),
        number.checked_rem(unit).unwrap_or(0),
    );
    let width = usize::try_from(digits).unwrap_or_default();
    let text = format!("{whole}.{rest:0width$}");
    text.trim_end_matches('0').trim_end_matches('.').into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::emissions::state::Change as Emissions;
    use ::fee_burn::state::Change as FeeBurn;
    use ::marketplace::state::Change as Marketplace;

    #[test]
    fn a_change_says_its_parameter_and_its_values_with_their_units() {
        let key = Pubkey::new_from_array([1; 32]);
        let limits = || OracleLimits {
            min_price: 1_000_000_000,
            max_price: 1_000_000_000_000_000,
            max_age: 90,
            max_confidence_bps: 50,
            max_deviation_bps: 1_000,
        };
        let oracle =
            "oracle: 0.001 to 1000 USD, at most 90 s old, a confidence of at most 0.5 %, 10 % from its average";
        for (change, words) in [
            (
                Emissions::MinEligibleUnits(12_500),
                "min-eligible-units 1.25 units".to_string(),
            ),
            (
                Emissions::StakePerUnit(20_000_000_000),
                "stake-per-unit 200 IO".into(),
            ),
            (
                Emissions::UnstakeCooldown(1_209_600),
                "unstake-cooldown 14 d".into(),
            ),
            (Emissions::CommunityCap(500), "community-cap 5 %".into()),
            (Emissions::MaxCommission(0), "max-commission 0 %".into()),
            (Emissions::MaxSlash(4_999), "max-slash 49.99 %".into()),
            (Emissions::BreachSlash(1), "breach-slash 0.01 %".into()),
            (
                Emissions::MinDelegation(1),
                "min-delegation 0.00000001 IO".into(),
            ),
            (
                Emissions::Multiplier {
                    model: 3,
                    multiplier: 15_000,
                },
                "multiplier of model 3: 1.5 units".into(),
            ),
            (
                Emissions::Council {
                    attestors: vec![key, key],
                    threshold: 2,
                },
                format!("council of 2, of whom 2 must agree: {key}, {key}"),
            ),
        ] {
            assert_eq!(change.words(), words);
        }
        for (change, words) in [
            (
                Marketplace::Fees { base_bps: 25, usdc_extra_bps: 200 },
                "fees: 0.25 % of each side, 2 % more in USDC".to_string(),
            ),
            (
                Marketplace::Times { start_window: 1_800, hold_back: 86_400, forfeit: 3_600, grace: 0 },
                "times: 30 min to start, 1 d held back, 1 h forfeited, 0 s of grace".into(),
            ),
            (Marketplace::Hours(8_760), "hours 8760 h".into()),
            (
                Marketplace::Downtime { seconds: 601, bps: 500 },
                "downtime: at least 601 s, 5 % of the time that has passed".into(),
            ),
            (
                Marketplace::Disputes { decision_time: 604_800, deposit_bps: 500, undecided_bps: 5_000 },
                "disputes: 7 d to decide, a deposit of 5 %, of which 50 % is the supplier's without a decision".into(),
            ),
            (Marketplace::Bounty(300_000), "bounty 0.0003 SOL".into()),
            (Marketplace::Oracle(limits()), oracle.into()),
            (Marketplace::Receivers([key, key]), format!("receivers {key}, {key}")),
        ] {
            assert_eq!(change.words(), words);
        }
        for (change, words) in [
            (
                FeeBurn::Spending {
                    daily_max: 100_000_000,
                    vault_days: 30,
                },
                "spending: at most 100 USDC a day, the vault over 30 d".to_string(),
            ),
            (
                FeeBurn::Lots {
                    min_lot: 1_000_000,
                    max_lot: 2_500_000,
                    min_fill: 1_000_000,
                },
                "lots: 1 USDC to 2.5 USDC, fills of at least 1 USDC".into(),
            ),
            (
                FeeBurn::Timing {
                    interval: 3_600,
                    duration: 300,
                },
                "timing: every 1 h an auction of 5 min".into(),
            ),
            (
                FeeBurn::Anchor {
                    period: 604_800,
                    daily_bps: 1_000,
                    cap_bps: 12_000,
                },
                "anchor: over 7 d, by at most 10 % a day, bids up to 120 % of it".into(),
            ),
            (
                FeeBurn::Factor {
                    min_bps: 5_000,
                    max_bps: 20_000,
                },
                "factor: 50 % to 200 %".into(),
            ),
            (
                FeeBurn::Bid {
                    from_bps: -300,
                    to_bps: 100,
                },
                "bid: from -300 bps to 100 bps".into(),
            ),
            (FeeBurn::Oracle(limits()), oracle.into()),
            (
                FeeBurn::Receivers([key, key]),
                format!("receivers {key}, {key}"),
            ),
        ] {
            assert_eq!(change.words(), words);
        }
    }
}

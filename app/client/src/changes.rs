//! Changes of parameters in words: the name that `io gov propose` takes, and the values with their units.

use anchor_lang::prelude::Pubkey;
use io_common::oracle::OracleLimits;

/// Said of an address that no key signs for, such as the vault of a multisig: its program may sign, a key pair never.
pub const KEYLESS: &str = "no key, only a program signs for it";

/// In words.
pub trait Words {
    /// `stake-per-unit 200 IO`.
    fn words(&self) -> String;
}

impl Words for ::emissions::state::Change {
    fn words(&self) -> String {
        match self {
            Self::MinEligibleUnits(units) => {
                format!("min-eligible-units {}", decimal((*units).into(), 4))
            }
            Self::StakePerUnit(amount) => format!("stake-per-unit {}", io(*amount)),
            Self::UnstakeCooldown(time) => {
                format!("unstake-cooldown {}", seconds(time.unsigned_abs()))
            }
            Self::CommunityCap(bps) => format!("community-cap {}", share(*bps)),
            Self::MaxCommission(bps) => format!("max-commission {}", share(*bps)),
            Self::MaxSlash(bps) => format!("max-slash {}", share(*bps)),
            Self::BreachSlash(bps) => format!("breach-slash {}", share(*bps)),
            Self::MinDelegation(amount) => format!("min-delegation {}", io(*amount)),
            Self::Multiplier { model, multiplier } => format!(
                "multiplier of model {model}: {} units",
                decimal((*multiplier).into(), 4)
            ),
            Self::Council {
                attestors,
                threshold,
            } => format!(
                "council of {}, of whom {threshold} must agree: {}",
                attestors.len(),
                each(attestors)
            ),
        }
    }
}

impl Words for ::marketplace::state::Change {
    fn words(&self) -> String {
        match self {
            Self::Fees {
                base_bps,
                usdc_extra_bps,
            } => format!(
                "fees: {} of each side, {} more in USDC",
                share(*base_bps),
                share(*usdc_extra_bps)
            ),
            Self::Times {
                start_window,
                hold_back,
                forfeit,
                grace,
            } => format!(
                "times: {} to start, {} held back, {} forfeited, {} of grace",
                seconds((*start_window).into()),
                seconds((*hold_back).into()),
                seconds((*forfeit).into()),
                seconds((*grace).into())
            ),
            Self::Hours(hours) => format!("hours {hours}"),
            Self::Downtime {
                seconds: time,
                bps,
            } => format!(
                "downtime: at least {}, {} of the time that has passed",
                seconds((*time).into()),
                share(*bps)
            ),
            Self::Disputes {
                decision_time,
                deposit_bps,
                undecided_bps,
            } => format!(
                "disputes: {} to decide, a deposit of {}, of which {} is the supplier's without a decision",
                seconds((*decision_time).into()),
                share(*deposit_bps),
                share(*undecided_bps)
            ),
            Self::Bounty(lamports) => format!("bounty {} SOL", decimal((*lamports).into(), 9)),
            Self::Oracle(limits) => oracle(limits),
            Self::Receivers(receivers) => format!("receivers {}", keys(receivers)),
        }
    }
}

impl Words for ::fee_burn::state::Change {
    fn words(&self) -> String {
        match self {
            Self::Spending {
                daily_max,
                vault_days,
            } => format!(
                "spending: at most {} a day, the vault over {vault_days} days",
                usdc(*daily_max)
            ),
            Self::Lots {
                min_lot,
                max_lot,
                min_fill,
            } => format!(
                "lots: {} to {}, fills of at least {}",
                usdc(*min_lot),
                usdc(*max_lot),
                usdc(*min_fill)
            ),
            Self::Timing { interval, duration } => format!(
                "timing: an auction of {} every {}",
                seconds((*duration).into()),
                seconds((*interval).into())
            ),
            Self::Anchor {
                period,
                daily_bps,
                cap_bps,
            } => format!(
                "anchor: over {}, by at most {} a day, bids up to {} of it",
                seconds((*period).into()),
                share(*daily_bps),
                share(*cap_bps)
            ),
            Self::Factor { min_bps, max_bps } => {
                format!("factor: {} to {}", share(*min_bps), share(*max_bps))
            }
            Self::Bid { from_bps, to_bps } => format!("bid: from {from_bps} to {to_bps} bps"),
            Self::Oracle(limits) => oracle(limits),
            Self::Receivers(receivers) => format!("receivers {}", keys(receivers)),
        }
    }
}

fn oracle(limits: &OracleLimits) -> String {
    format!(
        "oracle: {} to {} USD, at most {} old, a confidence of at most {}, {} from its average",
        decimal(limits.min_price.into(), 12),
        decimal(limits.max_price.into(), 12),
        seconds(limits.max_age.into()),
        share(limits.max_confidence_bps),
        share(limits.max_deviation_bps)
    )
}

/// Attestors, separated by commas, each with whether no key signs for it.
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

fn io(amount: u64) -> String {
    format!("{} IO", decimal(amount.into(), 8))
}

fn usdc(amount: u64) -> String {
    format!("{} USDC", decimal(amount.into(), 6))
}

fn share(bps: u16) -> String {
    format!("{} %", decimal(bps.into(), 2))
}

/// In the largest unit that it is a whole number of.
fn seconds(time: u64) -> String {
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
                "min-eligible-units 1.25".to_string(),
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
            (Marketplace::Hours(8_760), "hours 8760".into()),
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
                "spending: at most 100 USDC a day, the vault over 30 days".to_string(),
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
                "timing: an auction of 5 min every 1 h".into(),
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
                "bid: from -300 to 100 bps".into(),
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

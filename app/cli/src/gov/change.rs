//! Changes, as they are written on the command line: a parameter and its values.

use anchor_lang::prelude::Pubkey;
use io_common::{
    governance::{Parameter, Unit},
    oracle::{parameters::TABLE as ORACLE, OracleLimits},
};

use crate::{
    context::Context,
    errors::CliError,
    models,
    parse::{self, amount, count, duration, nearest, share},
    somebody::Somebody,
};

/// The parameters of each program, with their values.
pub const PARAMETERS: &str = "\
Parameters of emissions:
  min-eligible-units UNITS      stake-per-unit IO
  unstake-cooldown TIME         community-cap SHARE
  max-commission SHARE          max-slash SHARE
  breach-slash SHARE            min-delegation IO
  multiplier MODEL UNITS        council THRESHOLD ATTESTOR...
Parameters of marketplace:
  fees BASE USDC-EXTRA          times START HOLD-BACK FORFEIT GRACE
  hours TIME                    downtime TIME SHARE
  disputes TIME DEPOSIT SHARE   bounty SOL
Parameters of fee-burn:
  spending DAILY-USD DAYS       lots MIN-USD MAX-USD MIN-FILL-USD
  timing INTERVAL DURATION      anchor PERIOD DAILY-SHARE CAP-SHARE
  factor MIN-SHARE MAX-SHARE    bid FROM-BPS TO-BPS
Parameters of marketplace and fee-burn:
  oracle MIN-USD MAX-USD AGE CONFIDENCE DEVIATION
  receivers ADDRESS ADDRESS";

/// The names of a program's parameters, as [`PARAMETERS`] lists them.
fn names(program: &str) -> Vec<&'static str> {
    let parts = PARAMETERS.split("Parameters of ").skip(1);
    let theirs = parts.filter_map(|part| part.split_once(":\n"));
    let theirs = theirs.filter(|(programs, _)| programs.split(' ').any(|it| it == program));
    let words = theirs.flat_map(|(_, rest)| rest.split_whitespace());
    words
        .filter(|word| !word.contains(|it: char| it.is_uppercase()))
        .collect()
}

/// The values, one after the other.
pub struct Values<'a> {
    parameter: &'a str,
    rest: std::slice::Iter<'a, String>,
}

impl<'a> Values<'a> {
    /// Those of a parameter.
    pub fn new(parameter: &'a str, values: &'a [String]) -> Self {
        Self {
            parameter,
            rest: values.iter(),
        }
    }

    fn read<T>(&mut self, parse: impl Fn(&str) -> Result<T, String>) -> Result<T, CliError> {
        let missing = || CliError::Usage(format!("{} needs more values", self.parameter));
        let text = self.rest.next().ok_or_else(missing)?;
        parse::quoted(text, parse)
    }

    fn address(&mut self) -> Result<Pubkey, CliError> {
        self.read(parse::address)
    }

    /// A value of a parameter, in its unit.
    fn of<T: TryFrom<i128>>(&mut self, parameter: Parameter<T>) -> Result<T, CliError> {
        let unit = parameter.unit;
        self.read(|text| {
            let value: i128 = match unit {
                Unit::ComputeUnits => amount::units(text)?.into(),
                Unit::Io => amount::io(text)?.into(),
                Unit::Usdc => amount::usd(text)?.into(),
                Unit::Price => amount::price(text)?.into(),
                Unit::Sol => amount::sol(text)?.into(),
                Unit::Seconds => duration::seconds(text)?.into(),
                Unit::Hours => duration::hours(text)?.into(),
                Unit::Days => count::number::<u64>(text)?.into(),
                Unit::Share => share::read(text)?.into(),
                Unit::Factor => share::factor(text)?.into(),
                Unit::Distance => count::signed(text)?.into(),
            };
            T::try_from(value).map_err(|_| "too large".into())
        })
    }

    fn limits(&mut self) -> Result<OracleLimits, CliError> {
        Ok(OracleLimits {
            min_price: self.of(ORACLE.min_price)?,
            max_price: self.of(ORACLE.max_price)?,
            max_age: self.of(ORACLE.max_age)?,
            max_confidence_bps: self.of(ORACLE.max_confidence_bps)?,
            max_deviation_bps: self.of(ORACLE.max_deviation_bps)?,
        })
    }

    fn unknown(&self, program: &str) -> CliError {
        nearest::unknown("parameter", self.parameter, &names(program))
    }

    /// Refuses values that nobody has asked for.
    fn end<T>(mut self, change: T) -> Result<T, CliError> {
        match self.rest.next() {
            None => Ok(change),
            Some(more) => Err(CliError::Usage(format!("`{more}` is one value too many"))),
        }
    }
}

/// A change of the emissions program.
pub fn emissions(
    context: &mut Context,
    mut values: Values,
) -> anyhow::Result<emissions::state::Change> {
    use emissions::{parameters::TABLE, state::Change};
    let change = match values.parameter {
        "min-eligible-units" => Change::MinEligibleUnits(values.of(TABLE.min_eligible_units)?),
        "stake-per-unit" => Change::StakePerUnit(values.of(TABLE.stake_per_unit)?),
        "unstake-cooldown" => Change::UnstakeCooldown(values.of(TABLE.unstake_cooldown)?),
        "community-cap" => Change::CommunityCap(values.of(TABLE.community_cap_bps)?),
        "max-commission" => Change::MaxCommission(values.of(TABLE.max_commission_bps)?),
        "max-slash" => Change::MaxSlash(values.of(TABLE.max_slash_bps)?),
        "breach-slash" => Change::BreachSlash(values.of(TABLE.breach_slash_bps)?),
        "min-delegation" => Change::MinDelegation(values.of(TABLE.min_delegation)?),
        "multiplier" => {
            let name = values.read(|text| Ok(text.to_string()))?;
            let units = values.read(amount::units)?;
            Change::Multiplier {
                model: models::index(&models::table(context)?, &name)?,
                multiplier: u32::try_from(units)?,
            }
        }
        "council" => {
            let threshold = values.read(count::number::<u8>)?;
            let mut attestors = Vec::new();
            while values.rest.len() > 0 {
                let attestor = Somebody::at(context, "attestor", values.address()?)?;
                attestors.push(attestor.address);
            }
            Change::Council {
                attestors,
                threshold,
            }
        }
        _ => return Err(values.unknown("emissions").into()),
    };
    Ok(values.end(change)?)
}

/// A change of the marketplace.
pub fn marketplace(mut values: Values) -> Result<marketplace::state::Change, CliError> {
    use marketplace::{parameters::TABLE, state::Change};
    let change = match values.parameter {
        "fees" => Change::Fees {
            base_bps: values.of(TABLE.base_fee_bps)?,
            usdc_extra_bps: values.of(TABLE.usdc_extra_fee_bps)?,
        },
        "times" => Change::Times {
            start_window: values.of(TABLE.start_window)?,
            hold_back: values.of(TABLE.hold_back)?,
            forfeit: values.of(TABLE.forfeit)?,
            grace: values.of(TABLE.grace)?,
        },
        "hours" => Change::Hours(values.of(TABLE.max_hours)?),
        "downtime" => Change::Downtime {
            seconds: values.of(TABLE.min_downtime)?,
            bps: values.of(TABLE.max_downtime_bps)?,
        },
        "disputes" => Change::Disputes {
            decision_time: values.of(TABLE.decision_time)?,
            deposit_bps: values.of(TABLE.deposit_bps)?,
            undecided_bps: values.of(TABLE.undecided_bps)?,
        },
        "bounty" => Change::Bounty(values.of(TABLE.bounty)?),
        "oracle" => Change::Oracle(values.limits()?),
        "receivers" => Change::Receivers([values.address()?, values.address()?]),
        _ => return Err(values.unknown("marketplace")),
    };
    values.end(change)
}

/// A change of the fee burn.
pub fn fee_burn(mut values: Values) -> Result<fee_burn::state::Change, CliError> {
    use fee_burn::{parameters::TABLE, state::Change};
    let change = match values.parameter {
        "spending" => Change::Spending {
            daily_max: values.of(TABLE.daily_max)?,
            vault_days: values.of(TABLE.vault_days)?,
        },
        "lots" => Change::Lots {
            min_lot: values.of(TABLE.min_lot)?,
            max_lot: values.of(TABLE.max_lot)?,
            min_fill: values.of(TABLE.min_fill)?,
        },
        "timing" => Change::Timing {
            interval: values.of(TABLE.interval)?,
            duration: values.of(TABLE.duration)?,
        },
        "anchor" => Change::Anchor {
            period: values.of(TABLE.anchor_period)?,
            daily_bps: values.of(TABLE.anchor_daily_bps)?,
            cap_bps: values.of(TABLE.anchor_cap_bps)?,
        },
        "factor" => Change::Factor {
            min_bps: values.of(TABLE.min_factor_bps)?,
            max_bps: values.of(TABLE.max_factor_bps)?,
        },
        "bid" => Change::Bid {
            from_bps: values.of(TABLE.bid_from_bps)?,
            to_bps: values.of(TABLE.bid_to_bps)?,
        },
        "oracle" => Change::Oracle(values.limits()?),
        "receivers" => Change::Receivers([values.address()?, values.address()?]),
        _ => return Err(values.unknown("fee-burn")),
    };
    values.end(change)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(String::from).collect()
    }

    #[test]
    fn changes_read_as_they_are_written() {
        use fee_burn::state::Change as Burn;
        use marketplace::state::Change as Market;
        let market = |text: &str| {
            let words = words(text);
            marketplace(Values::new(&words[0], &words[1..]))
        };
        let burn = |text: &str| {
            let words = words(text);
            fee_burn(Values::new(&words[0], &words[1..]))
        };
        assert_eq!(
            market("fees 0.25% 200bps").unwrap(),
            Market::Fees {
                base_bps: 25,
                usdc_extra_bps: 200
            }
        );
        assert_eq!(
            market("times 30m 1d 1h 15m").unwrap(),
            Market::Times {
                start_window: 1_800,
                hold_back: 86_400,
                forfeit: 3_600,
                grace: 900
            }
        );
        assert_eq!(
            market("disputes 7d 5% 50%").unwrap(),
            Market::Disputes {
                decision_time: 604_800,
                deposit_bps: 500,
                undecided_bps: 5_000
            }
        );
        assert_eq!(market("bounty 0.0003").unwrap(), Market::Bounty(300_000));
        assert_eq!(
            burn("bid -300 200").unwrap(),
            Burn::Bid {
                from_bps: -300,
                to_bps: 200
            }
        );
        assert_eq!(
            burn("oracle 0.001 1000 60s 2% 10%").unwrap(),
            Burn::Oracle(OracleLimits::of(&io_common::oracle::OraclePolicy::IO_USD))
        );
        for wrong in [
            "fees 25bps",
            "fees 25bps 25bps 25bps",
            "fees 25 25",
            "hours 90m",
            "fees 2,5% 25bps",
        ] {
            assert_eq!(market(wrong).unwrap_err().status(), 2, "{wrong}");
        }
        assert_eq!(
            market("hour 1h").unwrap_err().to_string(),
            "unknown parameter `hour`: did you mean hours? there are fees, times, hours, downtime, disputes, bounty, oracle, \
             receivers"
        );
        assert!(
            names("emissions").contains(&"council") && names("fee-burn").contains(&"receivers")
        );
    }
}

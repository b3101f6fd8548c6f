//! Changes, as they are written on the command line: a parameter and its values.

use std::str::FromStr;

use anchor_lang::prelude::Pubkey;
use io_common::oracle::OracleLimits;

use crate::{
    amounts::{parse_bps, parse_io, parse_pico_usd, parse_sol, parse_units, parse_usd},
    context::Context,
    duration,
    errors::Failure,
    models,
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

    fn read<T>(&mut self, parse: impl Fn(&str) -> Result<T, String>) -> Result<T, Failure> {
        let missing = || Failure::Usage(format!("{} needs more values", self.parameter));
        let text = self.rest.next().ok_or_else(missing)?;
        parse(text).map_err(Failure::Usage)
    }

    fn number<T: FromStr>(&mut self) -> Result<T, Failure> {
        self.read(|text| {
            text.parse()
                .map_err(|_| format!("`{text}` is not a number that fits"))
        })
    }

    fn address(&mut self) -> Result<Pubkey, Failure> {
        self.read(|text| {
            text.parse()
                .map_err(|_| format!("`{text}` is not an address"))
        })
    }

    fn seconds(&mut self) -> Result<u32, Failure> {
        self.read(|text| {
            let seconds = duration::parse(text)?;
            u32::try_from(seconds).map_err(|_| format!("`{text}` is too long"))
        })
    }

    fn limits(&mut self) -> Result<OracleLimits, Failure> {
        Ok(OracleLimits {
            min_price: self.read(parse_pico_usd)?,
            max_price: self.read(parse_pico_usd)?,
            max_age: self.seconds()?,
            max_confidence_bps: self.read(parse_bps)?,
            max_deviation_bps: self.read(parse_bps)?,
        })
    }

    fn unknown(&self) -> Failure {
        Failure::Usage(format!(
            "unknown parameter `{}`\n{PARAMETERS}",
            self.parameter
        ))
    }

    /// Refuses values that nobody has asked for.
    fn end<T>(mut self, change: T) -> Result<T, Failure> {
        match self.rest.next() {
            None => Ok(change),
            Some(more) => Err(Failure::Usage(format!("`{more}` is one value too many"))),
        }
    }
}

/// A change of the emissions program.
pub fn emissions(
    context: &mut Context,
    mut values: Values,
) -> anyhow::Result<emissions::state::Change> {
    use emissions::state::Change;
    let change = match values.parameter {
        "min-eligible-units" => Change::MinEligibleUnits(values.read(parse_units)?),
        "stake-per-unit" => Change::StakePerUnit(values.read(parse_io)?),
        "unstake-cooldown" => Change::UnstakeCooldown(values.seconds()?.into()),
        "community-cap" => Change::CommunityCap(values.read(parse_bps)?),
        "max-commission" => Change::MaxCommission(values.read(parse_bps)?),
        "max-slash" => Change::MaxSlash(values.read(parse_bps)?),
        "breach-slash" => Change::BreachSlash(values.read(parse_bps)?),
        "min-delegation" => Change::MinDelegation(values.read(parse_io)?),
        "multiplier" => {
            let name = values.read(|text| Ok(text.to_string()))?;
            let units = values.read(parse_units)?;
            Change::Multiplier {
                model: models::index(&models::table(context)?, &name)?,
                multiplier: u32::try_from(units)?,
            }
        }
        "council" => {
            let threshold = values.number()?;
            let mut attestors = Vec::new();
            while values.rest.len() > 0 {
                attestors.push(values.address()?);
            }
            Change::Council {
                attestors,
                threshold,
            }
        }
        _ => return Err(values.unknown().into()),
    };
    Ok(values.end(change)?)
}

/// A change of the marketplace.
pub fn marketplace(mut values: Values) -> Result<marketplace::state::Change, Failure> {
    use marketplace::state::Change;
    let change = match values.parameter {
        "fees" => Change::Fees {
            base_bps: values.read(parse_bps)?,
            usdc_extra_bps: values.read(parse_bps)?,
        },
        "times" => Change::Times {
            start_window: values.seconds()?,
            hold_back: values.seconds()?,
            forfeit: values.seconds()?,
            grace: values.seconds()?,
        },
        "hours" => Change::Hours(values.read(duration::parse_hours)?),
        "downtime" => Change::Downtime {
            seconds: values.seconds()?,
            bps: values.read(parse_bps)?,
        },
        "disputes" => Change::Disputes {
            decision_time: values.seconds()?,
            deposit_bps: values.read(parse_bps)?,
            undecided_bps: values.read(parse_bps)?,
        },
        "bounty" => Change::Bounty(values.read(parse_sol)?),
        "oracle" => Change::Oracle(values.limits()?),
        "receivers" => Change::Receivers([values.address()?, values.address()?]),
        _ => return Err(values.unknown()),
    };
    values.end(change)
}

/// A change of the fee burn.
pub fn fee_burn(mut values: Values) -> Result<fee_burn::state::Change, Failure> {
    use fee_burn::state::Change;
    let change = match values.parameter {
        "spending" => Change::Spending {
            daily_max: values.read(parse_usd)?,
            vault_days: values.number()?,
        },
        "lots" => Change::Lots {
            min_lot: values.read(parse_usd)?,
            max_lot: values.read(parse_usd)?,
            min_fill: values.read(parse_usd)?,
        },
        "timing" => Change::Timing {
            interval: values.seconds()?,
            duration: values.seconds()?,
        },
        "anchor" => Change::Anchor {
            period: values.seconds()?,
            daily_bps: values.read(parse_bps)?,
            cap_bps: values.read(parse_bps)?,
        },
        "factor" => Change::Factor {
            min_bps: values.read(parse_bps)?,
            max_bps: values.read(parse_bps)?,
        },
        "bid" => Change::Bid {
            from_bps: values.number()?,
            to_bps: values.number()?,
        },
        "oracle" => Change::Oracle(values.limits()?),
        "receivers" => Change::Receivers([values.address()?, values.address()?]),
        _ => return Err(values.unknown()),
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
            market("fees 0.25% 200").unwrap(),
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
        for wrong in ["fees 25", "fees 25 25 25", "hours 90m", "speed 1"] {
            assert_eq!(market(wrong).unwrap_err().status(), 2, "{wrong}");
        }
    }
}

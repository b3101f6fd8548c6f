//! Changes, as they are written on the command line: a parameter and its values.

use anchor_lang::prelude::Pubkey;
use io_client::changes::{self, in_unit};
use io_common::{
    addresses::is_fixed,
    governance::{Kind, Parameter, ParameterChange, Unit},
    oracle::{parameters::TABLE as ORACLE, OracleLimits},
};

use crate::{
    context::Context,
    errors::CliError,
    models,
    options::Program,
    parse::{self, amount, count, duration, nearest, share},
    somebody::Somebody,
};

/// Changes of emissions that set no parameter of its table.
const OF_EMISSIONS: [&str; 2] = ["multiplier MODEL UNITS", "council THRESHOLD ATTESTOR..."];
/// Of fee-burn, beside those of prices.
const COUNCIL_TREASURY: &str = "council-treasury ADDRESS";
/// Of the programs that read prices.
const OF_PRICES: [&str; 2] = [
    "oracle MIN-USD MAX-USD AGE CONFIDENCE DEVIATION",
    "receivers ADDRESS ADDRESS",
];

/// The parameters of each program, with their values.
pub fn help() -> String {
    [Program::Emissions, Program::Marketplace, Program::FeeBurn]
        .map(|program| {
            let lines = written(program).join("\n  ");
            format!("Parameters of {}:\n  {lines}", program.name())
        })
        .join("\n")
}

/// The parameters of a program, each with its values.
fn written(program: Program) -> Vec<String> {
    let (kinds, others, last) = match program {
        Program::Emissions => (emissions::state::Change::KINDS, OF_EMISSIONS, None),
        Program::Marketplace => (marketplace::state::Change::KINDS, OF_PRICES, None),
        Program::FeeBurn => (
            fee_burn::state::Change::KINDS,
            OF_PRICES,
            Some(COUNCIL_TREASURY),
        ),
    };
    let others = others.into_iter().chain(last).map(String::from);
    kinds.iter().map(line).chain(others).collect()
}

/// `downtime MIN-DOWNTIME MAX-DOWNTIME-SHARE`, `bounty SOL`.
fn line(kind: &Kind) -> String {
    let mut line = kind.name();
    for field in kind.fields {
        let unit = match field.parameter.unit {
            Unit::ComputeUnits => "UNITS",
            Unit::Io => "IO",
            Unit::Usdc | Unit::Price => "USD",
            Unit::Sol => "SOL",
            Unit::Seconds | Unit::Hours => "TIME",
            Unit::Days => "DAYS",
            Unit::Share | Unit::Factor => "SHARE",
            Unit::Distance => "BPS",
        };
        let name = changes::written(field.name).to_uppercase();
        let value = match kind.fields.len() {
            1 => unit.to_string(),
            _ if unit == "TIME" || name.ends_with(unit) => name,
            _ => format!("{name}-{unit}"),
        };
        line.push(' ');
        line.push_str(&value);
    }
    line
}

/// The names of a program's parameters.
fn names(program: Program) -> Vec<String> {
    let lines = written(program).into_iter();
    lines
        .filter_map(|line| Some(line.split_whitespace().next()?.to_string()))
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

    /// A value of a parameter, in its unit and within its range.
    fn of<T: TryFrom<i128> + Into<i128>>(
        &mut self,
        parameter: Parameter<T>,
    ) -> Result<T, CliError> {
        let unit = parameter.unit;
        let (least, most) = (parameter.least.into(), parameter.most.into());
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
            let range = || {
                let (least, most) = (in_unit(unit, least), in_unit(unit, most));
                format!("outside the hard range: write {least} to {most}")
            };
            match (least..=most).contains(&value) {
                true => T::try_from(value).map_err(|_| range()),
                false => Err(range()),
            }
        })
    }

    /// A change of parameters, if this is one.
    fn parameters<C: ParameterChange>(&mut self) -> Result<Option<C>, CliError> {
        let Some(kind) = C::kind(self.parameter) else {
            return Ok(None);
        };
        let fields = kind.fields.iter();
        let values: Result<Vec<i128>, CliError> =
            fields.map(|field| self.of(field.parameter)).collect();
        Ok(C::from_values(kind, &values?))
    }

    fn limits(&mut self, max_age: Parameter<u32>) -> Result<OracleLimits, CliError> {
        Ok(OracleLimits {
            min_price: self.of(ORACLE.min_price)?,
            max_price: self.of(ORACLE.max_price)?,
            max_age: self.of(max_age)?,
            max_confidence_bps: self.of(ORACLE.max_confidence_bps)?,
            max_deviation_bps: self.of(ORACLE.max_deviation_bps)?,
        })
    }

    fn receivers(&mut self) -> Result<[Pubkey; 2], CliError> {
        Ok([self.address()?, self.address()?])
    }

    /// A treasury, which cannot be taken away: a share of 0 ends the payments.
    fn treasury(&mut self) -> Result<Pubkey, CliError> {
        self.read(|text| match parse::address(text)? {
            none if none == Pubkey::default() => {
                Err("no wallet: to pay the council nothing, propose council-share 0%".into())
            }
            account if is_fixed(&account) => {
                Err("an account of the programs, for which nobody signs: give a wallet".into())
            }
            treasury => Ok(treasury),
        })
    }

    fn unknown(&self, program: Program) -> CliError {
        let names = names(program);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        nearest::unknown("parameter", self.parameter, &names)
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
    use emissions::state::Change;
    if let Some(change) = values.parameters()? {
        return Ok(values.end(change)?);
    }
    let change = match values.parameter {
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
        _ => return Err(values.unknown(Program::Emissions).into()),
    };
    Ok(values.end(change)?)
}

/// A change of the marketplace.
pub fn marketplace(mut values: Values) -> Result<marketplace::state::Change, CliError> {
    use marketplace::state::Change;
    if let Some(change) = values.parameters()? {
        return values.end(change);
    }
    let change = match values.parameter {
        "oracle" => Change::Oracle(values.limits(ORACLE.max_age)?),
        "receivers" => Change::Receivers(values.receivers()?),
        _ => return Err(values.unknown(Program::Marketplace)),
    };
    values.end(change)
}

/// A change of the fee burn.
pub fn fee_burn(mut values: Values) -> Result<fee_burn::state::Change, CliError> {
    use fee_burn::{parameters::ORACLE_MAX_AGE, state::Change};
    if let Some(change) = values.parameters()? {
        return values.end(change);
    }
    let change = match values.parameter {
        "oracle" => Change::Oracle(values.limits(ORACLE_MAX_AGE)?),
        "receivers" => Change::Receivers(values.receivers()?),
        "council-treasury" => Change::CouncilTreasury(values.treasury()?),
        _ => return Err(values.unknown(Program::FeeBurn)),
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
            market("oracle 0.001 1000 60s 2% 10%").unwrap(),
            Market::Oracle(OracleLimits::of(&io_common::oracle::OraclePolicy::IO_USD))
        );
        let treasury = Pubkey::new_from_array([7; 32]);
        assert_eq!(burn("council-share 5%").unwrap(), Burn::CouncilShare(500));
        assert_eq!(
            burn(&format!("council-treasury {treasury}")).unwrap(),
            Burn::CouncilTreasury(treasury)
        );
        assert_eq!(
            burn("council-treasury 11111111111111111111111111111111")
                .unwrap_err()
                .to_string(),
            "`11111111111111111111111111111111`: no wallet: to pay the council nothing, propose council-share 0%"
        );
        let engine = io_common::addresses::ENGINE.address;
        assert_eq!(
            burn(&format!("council-treasury {engine}"))
                .unwrap_err()
                .to_string(),
            format!(
                "`{engine}`: an account of the programs, for which nobody signs: give a wallet"
            )
        );
        assert_eq!(
            burn("council-share 10.01%").unwrap_err().to_string(),
            "`10.01%`: outside the hard range: write 0 % to 10 %"
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
        let unknown = market("hour 1h").unwrap_err().to_string();
        let hint = "unknown parameter `hour`: did you mean hours? there are fees, times, ";
        assert!(unknown.starts_with(hint), "{unknown}");
        assert!(unknown.ends_with(", oracle, receivers"), "{unknown}");
        assert_eq!(
            market("fees 0.25% 10.01%").unwrap_err().to_string(),
            "`10.01%`: outside the hard range: write 0 % to 10 %"
        );
        assert_eq!(
            burn("bid -1001 0").unwrap_err().to_string(),
            "`-1001`: outside the hard range: write -1000 bps to 0 bps"
        );
        let help = help();
        for line in [
            "\n  min-delegation IO\n",
            "\n  downtime MIN-DOWNTIME MAX-DOWNTIME-SHARE\n",
            "\n  spending DAILY-MAX-USD VAULT-DAYS\n",
            "\n  council THRESHOLD ATTESTOR...\n",
            "\n  council-share SHARE\n",
            "\n  council-treasury ADDRESS",
        ] {
            assert!(help.contains(line), "{help}");
        }
    }
}

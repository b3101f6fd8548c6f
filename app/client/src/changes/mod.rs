//! Changes of parameters in words: the name that `io gov propose` takes, and the values with their units, also beside those in
//! force.

mod entry;
mod unit;

pub use entry::{written, Entry, Number, Step, Value};
pub use unit::{arrow, in_unit, measure};

use std::fmt::Debug;

use anchor_lang::prelude::Pubkey;
use io_common::{
    governance::{Parameter, ParameterChange, Unit},
    oracle::{parameters::TABLE as ORACLE, OracleLimits},
    types::Council,
};

/// Note for an address off the curve, such as the vault of a multisig: its program can sign, a key pair cannot.
pub const KEYLESS: &str = "no key, only a program signs for it";

/// In words.
pub trait Words: Sized + PartialEq {
    /// What it changes.
    type Now;

    /// All changes that would leave everything as it is, multipliers aside.
    fn all(now: &Self::Now) -> Vec<Self>;

    /// The change of the same kind that would leave everything as it is; none for a model that is not listed.
    fn in_force(&self, now: &Self::Now) -> Option<Self>;

    /// Each value that it sets.
    fn entries(&self, now: &Self::Now) -> Vec<Entry>;

    /// In words, from the values of `from`, a change of the same kind.
    fn beside(&self, from: &Self, now: Option<&Self::Now>) -> String;

    /// Each value that it sets, with the one in force.
    fn steps(&self, now: &Self::Now) -> Vec<Step> {
        let before = self.in_force(now).map(|from| from.entries(now));
        let mut before = before.unwrap_or_default().into_iter();
        let after = self.entries(now).into_iter();
        after
            .map(|Entry { name, value }| Step {
                name,
                from: before.next().map(|entry| entry.value),
                to: value,
            })
            .collect()
    }

    /// `stake-per-unit 200 IO`.
    fn words(&self) -> String {
        self.beside(self, None)
    }

    /// `stake-per-unit 200 → 150 IO`.
    fn against(&self, now: &Self::Now) -> String {
        match self.in_force(now) {
            Some(from) if from == *self => {
                format!("{}, as it is now", self.beside(self, Some(now)))
            }
            from => self.beside(from.as_ref().unwrap_or(self), Some(now)),
        }
    }
}

/// What changes of emissions change.
#[derive(Clone, Copy, Debug)]
pub struct Emissions {
    /// Parameters.
    pub config: ::emissions::state::Config,
    /// Multipliers.
    pub models: ::emissions::state::Models,
    /// Attestors.
    pub council: Council,
}

impl Emissions {
    fn model(&self, model: u16) -> Option<&str> {
        let listed = self.models.get(model).ok()?;
        Some(listed.name()).filter(|name| !name.is_empty())
    }
}

impl Words for ::emissions::state::Change {
    type Now = Emissions;

    fn all(now: &Emissions) -> Vec<Self> {
        let mut all = Self::parameters_of(&now.config);
        all.push(Self::Council {
            attestors: now.council.members().to_vec(),
            threshold: now.council.threshold,
        });
        all
    }

    fn in_force(&self, now: &Emissions) -> Option<Self> {
        let Self::Multiplier { model, .. } = *self else {
            return of_kind(self, Self::all(now));
        };
        let multiplier = now.models.multiplier(model).ok()?;
        Some(Self::Multiplier { model, multiplier })
    }

    fn entries(&self, now: &Emissions) -> Vec<Entry> {
        match self {
            Self::Multiplier { model, multiplier } => {
                let named = now.model(*model).map(String::from);
                let name = named.unwrap_or_else(|| model.to_string());
                let parameter = ::emissions::state::MULTIPLIER;
                vec![Entry::of(
                    format!("multiplier {name}"),
                    parameter,
                    *multiplier,
                )]
            }
            Self::Council {
                attestors,
                threshold,
            } => vec![Entry::said(
                "council",
                format!("{threshold} of {}", attestors.len()),
            )],
            _ => entry::parameters(self),
        }
    }

    fn beside(&self, from: &Self, now: Option<&Emissions>) -> String {
        match (from, self) {
            (
                Self::Multiplier { multiplier, .. },
                Self::Multiplier {
                    model,
                    multiplier: to,
                },
            ) => {
                let named = now.and_then(|now| now.model(*model)).map(String::from);
                let name = named.unwrap_or_else(|| format!("model {model}"));
                let units = |it: &u32| in_unit(Unit::ComputeUnits, (*it).into());
                format!(
                    "multiplier of {name}: {}",
                    arrow(&units(multiplier), &units(to))
                )
            }
            (
                Self::Council {
                    attestors: from,
                    threshold: least,
                },
                Self::Council {
                    attestors: to,
                    threshold,
                },
            ) => format!(
                "council of {}, of whom {} must agree: {}{}{}",
                arrow(&from.len().to_string(), &to.len().to_string()),
                arrow(&least.to_string(), &threshold.to_string()),
                each(to),
                apart("in", to, from),
                apart("out", from, to),
            ),
            (from, to) => parameters(from, to),
        }
    }
}

impl Words for ::marketplace::state::Change {
    type Now = ::marketplace::state::Config;

    fn all(now: &Self::Now) -> Vec<Self> {
        let mut all = Self::parameters_of(now);
        all.push(Self::Oracle(OracleLimits::of(&now.oracle)));
        all.push(Self::Receivers(now.oracle.receivers));
        all
    }

    fn in_force(&self, now: &Self::Now) -> Option<Self> {
        of_kind(self, Self::all(now))
    }

    fn entries(&self, _: &Self::Now) -> Vec<Entry> {
        match self {
            Self::Oracle(limits) => entry::oracle(limits, ORACLE.max_age),
            Self::Receivers(receivers) => vec![Entry::said("receivers", keys(receivers))],
            _ => entry::parameters(self),
        }
    }

    fn beside(&self, from: &Self, _: Option<&Self::Now>) -> String {
        match (from, self) {
            (Self::Oracle(from), Self::Oracle(to)) => oracle(from, to),
            (Self::Receivers(from), Self::Receivers(to)) => receivers(from, to),
            (from, to) => parameters(from, to),
        }
    }
}

impl Words for ::fee_burn::state::Change {
    type Now = ::fee_burn::state::Config;

    fn all(now: &Self::Now) -> Vec<Self> {
        let mut all = Self::parameters_of(now);
        all.push(Self::Oracle(OracleLimits::of(&now.oracle)));
        all.push(Self::Receivers(now.oracle.receivers));
        all.push(Self::CouncilTreasury(now.treasury));
        all
    }

    fn in_force(&self, now: &Self::Now) -> Option<Self> {
        of_kind(self, Self::all(now))
    }

    fn entries(&self, _: &Self::Now) -> Vec<Entry> {
        match self {
            Self::Oracle(limits) => entry::oracle(limits, ::fee_burn::parameters::ORACLE_MAX_AGE),
            Self::Receivers(receivers) => vec![Entry::said("receivers", keys(receivers))],
            Self::CouncilTreasury(it) => vec![Entry::said("council-treasury", wallet(it))],
            _ => entry::parameters(self),
        }
    }

    fn beside(&self, from: &Self, _: Option<&Self::Now>) -> String {
        match (from, self) {
            (Self::Oracle(from), Self::Oracle(to)) => oracle(from, to),
            (Self::Receivers(from), Self::Receivers(to)) => receivers(from, to),
            (Self::CouncilTreasury(from), Self::CouncilTreasury(to)) => {
                format!("council-treasury {}", moved(wallet(from), wallet(to)))
            }
            (from, to) => parameters(from, to),
        }
    }
}

/// The change of the kind of `change` among `all`.
fn of_kind<C>(change: &C, all: Vec<C>) -> Option<C> {
    let is_same = |it: &C| std::mem::discriminant(it) == std::mem::discriminant(change);
    all.into_iter().find(is_same)
}

/// The sentence of the table, or the name with the value.
fn parameters<C: ParameterChange + Debug>(from: &C, to: &C) -> String {
    let (Some((kind, values)), Some((_, before))) = (to.values(), from.values()) else {
        return format!("{to:?}");
    };
    let fields = kind.fields.iter().zip(before.into_iter().zip(values));
    let mut values = fields.map(|(field, (from, to))| {
        let unit = field.parameter.unit;
        arrow(&in_unit(unit, from), &in_unit(unit, to))
    });
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

fn oracle(from: &OracleLimits, to: &OracleLimits) -> String {
    fn of<T: Into<i128>>(parameter: Parameter<T>, from: T, to: T) -> String {
        let unit = parameter.unit;
        arrow(&in_unit(unit, from.into()), &in_unit(unit, to.into()))
    }
    let min = of(ORACLE.min_price, from.min_price, to.min_price);
    format!(
        "oracle: {} to {}, at most {} old, a confidence of at most {}, {} from its average",
        min.trim_end_matches(" USD"),
        of(ORACLE.max_price, from.max_price, to.max_price),
        of(ORACLE.max_age, from.max_age, to.max_age),
        of(
            ORACLE.max_confidence_bps,
            from.max_confidence_bps,
            to.max_confidence_bps
        ),
        of(
            ORACLE.max_deviation_bps,
            from.max_deviation_bps,
            to.max_deviation_bps
        )
    )
}

fn receivers(from: &[Pubkey], to: &[Pubkey]) -> String {
    format!("receivers {}", moved(keys(from), keys(to)))
}

/// Addresses before and after, which have no unit in common.
fn moved(from: String, to: String) -> String {
    match from == to {
        true => to,
        false => format!("{from} → {to}"),
    }
}

/// Addresses, separated by commas, each with whether no key signs for it.
pub fn each(attestors: &[Pubkey]) -> String {
    let each = attestors.iter().map(|it| match it.is_on_curve() {
        true => it.to_string(),
        false => format!("{it} ({KEYLESS})"),
    });
    each.collect::<Vec<_>>().join(", ")
}

/// A wallet, or that there is none.
fn wallet(address: &Pubkey) -> String {
    match *address == Pubkey::default() {
        true => "none".into(),
        false => each(&[*address]),
    }
}

/// `; in: ADDRESS` for those of `some` that are not among `others`.
fn apart(word: &str, some: &[Pubkey], others: &[Pubkey]) -> String {
    let apart = some.iter().filter(|it| !others.contains(it));
    match keys(&apart.copied().collect::<Vec<_>>()) {
        none if none.is_empty() => none,
        apart => format!("; {word}: {apart}"),
    }
}

fn keys(keys: &[Pubkey]) -> String {
    let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
    keys.join(", ")
}

#[cfg(test)]
mod tests;

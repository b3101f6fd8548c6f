//! Values that a change sets, each by itself, as in the table of parameters.

use io_common::{
    governance::{Field, Parameter, ParameterChange, Unit},
    oracle::{parameters::TABLE as ORACLE, OracleLimits},
};

/// A value that a change sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name that `io gov propose` takes, and which of its values this is: `fees base-fee`.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// A value that a change sets, with the one in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// As [`Entry::name`].
    pub name: String,
    /// In force; none for a model that is not listed.
    pub from: Option<Value>,
    /// After the change.
    pub to: Value,
}

/// A number, in base units of its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its unit.
    pub unit: Unit,
    /// The value.
    pub value: i128,
    /// That of a new network.
    pub default: i128,
    /// Minimum that is accepted.
    pub least: i128,
    /// Maximum that is accepted.
    pub most: i128,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number within a range.
    Number(Number),
    /// Something else, in words.
    Words(String),
}

impl Entry {
    pub(super) fn of<T: Into<i128>>(name: String, of: Parameter<T>, value: T) -> Self {
        let value = Value::Number(Number {
            unit: of.unit,
            value: value.into(),
            default: of.default.into(),
            least: of.least.into(),
            most: of.most.into(),
        });
        Self { name, value }
    }

    pub(super) fn said(name: &str, words: String) -> Self {
        Self {
            name: name.into(),
            value: Value::Words(words),
        }
    }
}

/// The values of a change of parameters.
pub(super) fn parameters(change: &impl ParameterChange) -> Vec<Entry> {
    let Some((kind, values)) = change.values() else {
        return Vec::new();
    };
    let name = |field: &Field| match kind.fields {
        [_] => kind.name(),
        _ => format!("{} {}", kind.name(), written(field.name)),
    };
    let fields = kind.fields.iter().zip(values);
    fields
        .map(|(field, value)| Entry::of(name(field), field.parameter, value))
        .collect()
}

/// Those of the limits of a price, of a program that accepts it up to `max_age`.
pub(super) fn oracle(limits: &OracleLimits, max_age: Parameter<u32>) -> Vec<Entry> {
    fn of<T: Into<i128>>(name: &str, parameter: Parameter<T>, value: T) -> Entry {
        Entry::of(format!("oracle {name}"), parameter, value)
    }
    vec![
        of("min-price", ORACLE.min_price, limits.min_price),
        of("max-price", ORACLE.max_price, limits.max_price),
        of("max-age", max_age, limits.max_age),
        of(
            "max-confidence",
            ORACLE.max_confidence_bps,
            limits.max_confidence_bps,
        ),
        of(
            "max-deviation",
            ORACLE.max_deviation_bps,
            limits.max_deviation_bps,
        ),
    ]
}

/// A field of the configuration as it is written: `base_fee_bps` as `base-fee`.
pub fn written(field: &str) -> String {
    field.trim_end_matches("_bps").replace('_', "-")
}

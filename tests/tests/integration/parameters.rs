//! The parameters of the three programs, from their tables: hard ranges, and what each change sets.

use io_common::{
    governance::{Kind, ParameterChange, Roles, Row},
    token::Mints,
    types::Council,
    CommonError,
};
use std::fmt::Debug;

use anchor_lang::{prelude::Pubkey, Result};
use bytemuck::{bytes_of, Zeroable};

/// The keys of a configuration that is asked for its parameters only.
const NOBODY: Pubkey = Pubkey::new_from_array([0; 32]);

/// A program's parameters.
struct Tables<C, Config> {
    new: fn() -> Config,
    rows: Vec<Row>,
    validate: fn(&C) -> Result<()>,
    apply: fn(&C, &mut Config) -> Result<()>,
    changes_of: fn(&Config) -> Vec<C>,
}

/// A change of a kind, with a value of each field.
fn change<C: ParameterChange>(kind: &Kind, values: Vec<i128>) -> C {
    C::from_values(kind, &values).unwrap()
}

/// The defaults, with another value of one field.
fn with(kind: &Kind, field: usize, value: i128) -> Vec<i128> {
    let defaults = kind.fields.iter().map(|field| field.parameter.default);
    let mut values: Vec<i128> = defaults.collect();
    values[field] = value;
    values
}

impl<C: ParameterChange + PartialEq + Debug, Config: bytemuck::Pod> Tables<C, Config> {
    /// Each line of the table is set by one change, and a new network has the default.
    fn are_whole(&self) {
        let fields = C::KINDS.iter().flat_map(|kind| kind.fields);
        let fields: Vec<&str> = fields.map(|field| field.name).collect();
        let rows: Vec<&str> = self.rows.iter().map(|row| row.name).collect();
        assert_eq!(fields, rows);
        let defaults = C::KINDS.iter().map(|kind| {
            let defaults = kind.fields.iter().map(|field| field.parameter.default);
            change(kind, defaults.collect())
        });
        let defaults: Vec<C> = defaults.collect();
        assert_eq!((self.changes_of)(&(self.new)()), defaults);
    }

    /// A value at the end of its range is accepted, one beyond is not.
    fn have_hard_ranges(&self) {
        let validate = |kind: &Kind, values| (self.validate)(&change(kind, values));
        for kind in C::KINDS {
            let least = kind.fields.iter().map(|field| field.parameter.least);
            validate(kind, least.collect()).unwrap();
            let most = kind.fields.iter().map(|field| field.parameter.most);
            validate(kind, most.collect()).unwrap();
            for (at, field) in kind.fields.iter().enumerate() {
                let (least, most) = (field.parameter.least, field.parameter.most);
                for beyond in [least - 1, most + 1] {
                    // A type that holds no such value refuses it too.
                    let Some(beyond) = C::from_values(kind, &with(kind, at, beyond)) else {
                        continue;
                    };
                    let refused = (self.validate)(&beyond);
                    assert_eq!(refused, Err(CommonError::OutOfRange.into()), "{beyond:?}");
                }
            }
        }
    }

    /// A value sets its field and no other, and can be taken back.
    fn are_set_one_by_one(&self) {
        for (place, kind) in C::KINDS.iter().enumerate() {
            for (at, field) in kind.fields.iter().enumerate() {
                let parameter = field.parameter;
                let other = match parameter.least == parameter.default {
                    true => parameter.most,
                    false => parameter.least,
                };
                let mut config = (self.new)();
                let changed: C = change(kind, with(kind, at, other));
                (self.apply)(&changed, &mut config).unwrap();
                for (now, it) in (self.changes_of)(&config).iter().enumerate() {
                    let is_changed = now == place;
                    let expected = match is_changed {
                        true => with(kind, at, other),
                        false => {
                            let fields = C::KINDS[now].fields.iter();
                            fields.map(|field| field.parameter.default).collect()
                        }
                    };
                    assert_eq!(it.values().unwrap().1, expected, "{changed:?}");
                }
                let back: C = change(kind, with(kind, at, parameter.default));
                (self.apply)(&back, &mut config).unwrap();
                assert_eq!(bytes_of(&config), bytes_of(&(self.new)()), "{changed:?}");
            }
        }
    }

    fn check(&self) {
        self.are_whole();
        self.have_hard_ranges();
        self.are_set_one_by_one();
    }
}

#[test]
fn the_parameters_of_emissions_have_hard_ranges_and_are_set_one_by_one() {
    use emissions::{
        parameters::rows,
        state::{Change, Config, Models},
    };
    Tables {
        new: || Config::new(Roles::new(NOBODY, NOBODY), NOBODY, 0),
        rows: rows(),
        validate: Change::validate,
        apply: |change, config| change.apply(config, &mut Models::zeroed(), &mut Council::zeroed()),
        changes_of: Change::parameters_of,
    }
    .check();
}

#[test]
fn the_parameters_of_the_marketplace_have_hard_ranges_and_are_set_one_by_one() {
    use marketplace::{
        parameters::rows,
        state::{Change, Config},
    };
    Tables {
        new: || {
            Config::new(
                Roles::new(NOBODY, NOBODY),
                Mints {
                    io: NOBODY,
                    usdc: NOBODY,
                },
                0,
            )
        },
        rows: rows(),
        validate: Change::validate,
        apply: Change::apply,
        changes_of: Change::parameters_of,
    }
    .check();
}

#[test]
fn the_parameters_of_fee_burn_have_hard_ranges_and_are_set_one_by_one() {
    use fee_burn::{
        parameters::rows,
        state::{Change, Config},
    };
    Tables {
        new: || {
            Config::new(
                Roles::new(NOBODY, NOBODY),
                Mints {
                    io: NOBODY,
                    usdc: NOBODY,
                },
                0,
            )
        },
        rows: rows(),
        validate: Change::validate,
        apply: Change::apply,
        changes_of: Change::parameters_of,
    }
    .check();
}

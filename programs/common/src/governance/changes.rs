//! The table of a program's parameters, with the changes that set them: one line is all that a parameter needs here.

use super::Parameter;

/// A parameter that a change sets.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The field of the configuration.
    pub name: &'static str,
    /// Unit, default and range.
    pub parameter: Parameter<i128>,
}

/// A kind of change that sets parameters.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The variant of `Change`.
    pub variant: &'static str,
    /// Says it, with `{}` for each value; none if the name and the value do.
    pub sentence: Option<&'static str>,
    /// The parameters, in the order of the values.
    pub fields: &'static [Field],
}

impl Kind {
    /// Its name where people write it: `min-delegation`.
    pub fn name(&self) -> String {
        let mut name = String::new();
        for letter in self.variant.chars() {
            if letter.is_ascii_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }
}

/// The changes of a program that set parameters of its table.
pub trait ParameterChange: Sized {
    /// All kinds, in the order of the variants.
    const KINDS: &'static [Kind];

    /// Kind and values; none for a change that sets no parameter.
    fn values(&self) -> Option<(&'static Kind, Vec<i128>)>;

    /// The change of a kind with these values; none if there are too few, too many, or they do not fit their types.
    fn from_values(kind: &Kind, values: &[i128]) -> Option<Self>;

    /// The kind with a name.
    fn kind(name: &str) -> Option<&'static Kind> {
        Self::KINDS.iter().find(|kind| kind.name() == name)
    }
}

/// Makes the type `Change` of a program and its table of parameters ([`parameters!`](crate::parameters)) of one list.
///
/// A change is one parameter, `= line;`, or several, `"sentence" { field = line; }`, or something else, `: (Type);` or
/// `: { field: Type };`, which the program checks and sets itself. The order is that of the numbers on the chain.
#[macro_export]
macro_rules! changes {
    ($dollar:tt $each:ident, $config:ident; $(
        $(#[$($doc:tt)*])*
        $variant:ident
        $($sentence:literal {
            $(
                $(#[$($field_doc:tt)*])*
                $field:ident = $name:ident: $ty:ident, $unit:ident, $default:expr, $least:expr => $most:expr, $reason:literal;
            )*
        })?
        $(= $one:ident: $one_ty:ident, $one_unit:ident, $one_default:expr, $one_least:expr => $one_most:expr, $one_reason:literal;)?
        $(: $other:tt;)?
    )*) => {
        $crate::parameters! {
            $dollar $each; $(
                $($($name: $ty, $unit, $default, $least => $most, $reason;)*)?
                $($one: $one_ty, $one_unit, $one_default, $one_least => $one_most, $one_reason;)?
            )*
        }

        /// A change that governance makes by a proposal.
        #[derive(::anchor_lang::AnchorSerialize, ::anchor_lang::AnchorDeserialize, Clone, Debug, PartialEq, Eq)]
        pub enum Change {
            $(
                $(#[$($doc)*])*
                $variant $({ $($(#[$($field_doc)*])* $field: $ty),* })? $(($one_ty))? $($other)?
            ),*
        }

        impl Change {
            /// Refuses a parameter outside its range.
            ///
            /// # Errors
            /// `OutOfRange`, also for a change that sets no parameter.
            pub(crate) fn check_parameters(&self) -> ::anchor_lang::Result<()> {
                match self {
                    $(
                        $(Self::$variant { $($field),* } => {
                            $(TABLE.$name.check(*$field)?;)*
                            Ok(())
                        })?
                        $(Self::$variant(value) => TABLE.$one.check(*value),)?
                    )*
                    _ => Err($crate::CommonError::OutOfRange.into()),
                }
            }

            /// Sets the parameters.
            ///
            /// # Errors
            /// `OutOfRange` for a change that sets no parameter.
            pub(crate) fn set_parameters(&self, config: &mut $config) -> ::anchor_lang::Result<()> {
                match self {
                    $(
                        $(Self::$variant { $($field),* } => { $(config.$name = *$field;)* })?
                        $(Self::$variant(value) => config.$one = *value,)?
                    )*
                    _ => return Err($crate::CommonError::OutOfRange.into()),
                }
                Ok(())
            }

            /// The changes that set all parameters to those of a configuration.
            pub fn parameters_of(config: &$config) -> Vec<Self> {
                vec![$(
                    $(Self::$variant { $($field: config.$name),* },)?
                    $(Self::$variant(config.$one),)?
                )*]
            }
        }

        impl $crate::governance::ParameterChange for Change {
            const KINDS: &'static [$crate::governance::Kind] = &[$(
                $($crate::governance::Kind {
                    variant: stringify!($variant),
                    sentence: Some($sentence),
                    fields: &[$($crate::governance::Field {
                        name: stringify!($name),
                        parameter: $crate::wide!(TABLE.$name),
                    }),*],
                },)?
                $($crate::governance::Kind {
                    variant: stringify!($variant),
                    sentence: None,
                    fields: &[$crate::governance::Field {
                        name: stringify!($one),
                        parameter: $crate::wide!(TABLE.$one),
                    }],
                },)?
            )*];

            fn values(&self) -> Option<(&'static $crate::governance::Kind, Vec<i128>)> {
                let (variant, values) = match self {
                    $(
                        $(Self::$variant { $($field),* } => (stringify!($variant), vec![$(i128::from(*$field)),*]),)?
                        $(Self::$variant(value) => (stringify!($variant), vec![<$one_ty as Into<i128>>::into(*value)]),)?
                    )*
                    _ => return None,
                };
                let kind = Self::KINDS.iter().find(|kind| kind.variant == variant)?;
                Some((kind, values))
            }

            fn from_values(kind: &$crate::governance::Kind, values: &[i128]) -> Option<Self> {
                let mut values = values.iter().copied();
                let change = match kind.variant {
                    $(
                        $(stringify!($variant) => Self::$variant { $($field: values.next()?.try_into().ok()?),* },)?
                        $(stringify!($variant) => Self::$variant(<$one_ty>::try_from(values.next()?).ok()?),)?
                    )*
                    _ => return None,
                };
                values.next().is_none().then_some(change)
            }
        }
    };
}

/// A parameter of any type, as one of 128 bits.
#[doc(hidden)]
#[macro_export]
macro_rules! wide {
    ($parameter:expr) => {
        $crate::governance::Parameter {
            unit: $parameter.unit,
            default: $parameter.default as i128,
            least: $parameter.least as i128,
            most: $parameter.most as i128,
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CommonError;
    use anchor_lang::AnchorSerialize;

    /// What is configured.
    #[derive(Debug, Default, PartialEq, Eq)]
    pub struct Config {
        /// Of the day.
        size: u8,
        /// Above or below.
        distance: i16,
        /// Of the night.
        share: u16,
    }

    crate::changes! {
        $ each_test_parameter, Config;
        /// Two.
        TwoOfThem "{}, then {}" {
            /// The first.
            first = size: u8, Days, 3, 1 => 5, "none";
            /// The second.
            second = distance: i16, Distance, 0, -3 => 3, "none";
        }
        /// Something else.
        Other: { text: String };
        /// One.
        One = share: u16, Share, 7, 0 => 10_000, "none";
    }

    const BOTH: Change = Change::TwoOfThem {
        first: 5,
        second: -3,
    };

    #[test]
    fn a_line_is_checked_set_and_read() {
        assert_eq!(BOTH.check_parameters(), Ok(()));
        let refused = Err(CommonError::OutOfRange.into());
        for (first, second) in [(0, 0), (6, 0), (1, -4), (1, 4)] {
            let outside = Change::TwoOfThem { first, second };
            assert_eq!(outside.check_parameters(), refused);
        }
        let mut config = Config::default();
        BOTH.set_parameters(&mut config).unwrap();
        Change::One(9).set_parameters(&mut config).unwrap();
        let set = Config {
            size: 5,
            distance: -3,
            share: 9,
        };
        assert_eq!(config, set);
        assert_eq!(Change::parameters_of(&config), [BOTH, Change::One(9)]);
    }

    /// A program that forgets to check a change of its own proposes none of them.
    #[test]
    fn what_is_no_parameter_is_refused_here() {
        let refused = Err(CommonError::OutOfRange.into());
        let other = Change::Other {
            text: "it".to_string(),
        };
        assert_eq!(other.check_parameters(), refused);
        assert_eq!(other.set_parameters(&mut Config::default()), refused);
        assert!(other.values().is_none());
    }

    #[test]
    fn a_change_is_made_of_the_values_that_it_gives() {
        for change in [BOTH, Change::One(10_000)] {
            let (kind, values) = change.values().unwrap();
            assert_eq!(Change::from_values(kind, &values), Some(change));
        }
        let kind = Change::kind("two-of-them").unwrap();
        assert_eq!((kind.fields.len(), kind.sentence), (2, Some("{}, then {}")));
        assert_eq!(
            (kind.fields[1].name, kind.fields[1].parameter.least),
            ("distance", -3)
        );
        for values in [&[5][..], &[5, 0, 0], &[256, 0], &[-1, 0]] {
            assert_eq!(Change::from_values(kind, values), None);
        }
        assert!(Change::kind("other").is_none());
        let lines: Vec<&str> = rows().iter().map(|row| row.name).collect();
        assert_eq!(lines, ["size", "distance", "share"]);
    }

    /// Other changes keep their places among them.
    #[test]
    fn the_order_of_the_list_is_the_number_on_the_chain() {
        let mut bytes = Vec::new();
        Change::One(1).serialize(&mut bytes).unwrap();
        assert_eq!(bytes, [2, 1, 0]);
    }
}

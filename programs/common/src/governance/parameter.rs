//! Parameters: unit, default and hard range. Each program has its own table.

use anchor_lang::prelude::*;

use crate::{require, CommonError};

/// Unit of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 10⁻⁴ compute units.
    ComputeUnits,
    /// Base units of IO.
    Io,
    /// Micro-USD.
    Usdc,
    /// Pico-USD for one IO.
    Price,
    /// Lamports.
    Sol,
    /// Seconds.
    Seconds,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Bps of a whole.
    Share,
    /// Bps, as a factor.
    Factor,
    /// Bps above or below a price.
    Distance,
}

/// A parameter that governance changes within a hard range.
#[derive(Clone, Copy, Debug)]
pub struct Parameter<T> {
    /// Unit of the values.
    pub unit: Unit,
    /// Value of a new network.
    pub default: T,
    /// Minimum that is accepted.
    pub least: T,
    /// Maximum that is accepted.
    pub most: T,
}

impl<T: PartialOrd> Parameter<T> {
    /// Refuses a value outside the range.
    ///
    /// # Errors
    /// `OutOfRange`.
    #[inline(always)]
    pub fn check(self, value: T) -> Result<()> {
        let is_within = self.least <= value && value <= self.most;
        require!(is_within, CommonError::OutOfRange);
        Ok(())
    }
}

/// A row of a parameter table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The field of the configuration.
    pub name: &'static str,
    /// Unit, default and range.
    pub parameter: Parameter<i128>,
    /// Reason for the range.
    pub reason: &'static str,
}

impl Row {
    /// The row of a parameter.
    pub fn new<T: Into<i128>>(name: &'static str, of: Parameter<T>, reason: &'static str) -> Self {
        let parameter = Parameter {
            unit: of.unit,
            default: of.default.into(),
            least: of.least.into(),
            most: of.most.into(),
        };
        Self {
            name,
            parameter,
            reason,
        }
    }
}

/// A table of parameters: name as in the configuration, type, unit, default, range, and the reason for the range.
/// `$each` is the name of a macro that this one defines: it calls another macro with all names and types.
#[macro_export]
macro_rules! parameters {
    ($dollar:tt $each:ident; $($name:ident: $ty:ty, $unit:ident, $default:expr, $least:expr => $most:expr, $reason:literal;)*) => {
        /// The parameters.
        #[derive(Clone, Copy, Debug)]
        pub struct Table {
            $(#[doc = concat!("The range: ", $reason, ".")] pub $name: $crate::governance::Parameter<$ty>,)*
        }

        /// The parameters of this program.
        pub const TABLE: Table = Table {
            $($name: $crate::governance::Parameter {
                unit: $crate::governance::Unit::$unit,
                default: $default,
                least: $least,
                most: $most,
            },)*
        };

        /// The rows of the table.
        pub fn rows() -> Vec<$crate::governance::Row> {
            vec![$($crate::governance::Row::new(stringify!($name), TABLE.$name, $reason)),*]
        }

        /// Calls a macro with the name and type of each parameter.
        #[macro_export]
        macro_rules! $each {
            ($dollar then:ident) => {
                $dollar then! { $($name: $ty),* }
            };
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_within_the_range_is_accepted() {
        let parameter = Parameter {
            unit: Unit::Distance,
            default: 0,
            least: -3_i16,
            most: 5,
        };
        for value in [-3, 0, 5] {
            parameter.check(value).unwrap();
        }
        for value in [-4, 6] {
            let refused = parameter.check(value);
            assert_eq!(refused, Err(CommonError::OutOfRange.into()));
        }
    }
}

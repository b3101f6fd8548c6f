//! Amounts, as strings: they can exceed JavaScript's safe integers.

use io_ledger::value;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// Base units of a token, or a price, in decimal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, ToSchema)]
#[schema(value_type = String, pattern = r"^(0|[1-9]\d*)$", example = "15000000000")]
pub struct Amount(pub u64);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl From<u64> for Amount {
    fn from(amount: u64) -> Self {
        Self(amount)
    }
}

impl From<value::Amount> for Amount {
    fn from(amount: value::Amount) -> Self {
        Self(amount.0)
    }
}

impl Amount {
    /// The sum of amounts, saturating.
    pub fn sum(amounts: impl IntoIterator<Item = value::Amount>) -> Self {
        let amounts = amounts.into_iter().map(|it| it.0);
        Self(amounts.fold(0, u64::saturating_add))
    }
}

//! Names of rows.

use std::fmt;

use anchor_lang::prelude::Pubkey;

macro_rules! kinds {
    ($($kind:ident $name:literal)*) => {
        /// Kind of a row.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)] // the rows have theirs
        pub enum Kind {
            $($kind,)*
        }

        impl Kind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// Its name in the database and in addresses of the API.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }
    };
}

kinds! {
    Supplier "supplier"
    Delegation "delegation"
    Slash "slash"
    Offer "offer"
    Reservation "reservation"
    Supply "supply"
    Engine "engine"
    Auction "auction"
    Fill "fill"
    Hour "hour"
    Price "price"
    RewardDay "reward_day"
    Proposal "proposal"
}

impl Kind {
    /// Kinds of rows with accounts, which [`compare`](crate::compare::compare) reads.
    pub const WITH_ACCOUNT: &'static [Self] = &[
        Self::Supplier,
        Self::Delegation,
        Self::Slash,
        Self::Offer,
        Self::Reservation,
        Self::Supply,
        Self::Engine,
        Self::Auction,
    ];

    /// The kind with a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

/// Name of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A supplier.
    Supplier(Pubkey),
    /// A delegation.
    Delegation {
        /// The supplier.
        supplier: Pubkey,
        /// The staker.
        staker: Pubkey,
    },
    /// A slash.
    Slash {
        /// The supplier.
        supplier: Pubkey,
        /// Whether it is for breaches.
        breach: bool,
        /// Number in its series.
        number: u32,
    },
    /// An offer.
    Offer(Pubkey),
    /// A reservation.
    Reservation(Pubkey),
    /// The supply: one row.
    Supply,
    /// The auction engine: one row.
    Engine,
    /// An auction, by its number from 1.
    Auction(u64),
    /// A fill, by its number from 1.
    Fill(u64),
    /// An epoch hour.
    Hour(u32),
    /// A price, by the place of its event.
    Price {
        /// Slot.
        slot: u64,
        /// Index of the transaction in the block.
        transaction: u32,
        /// Index of the instruction in the transaction.
        outer: u8,
        /// Index of the event among the calls of the instruction.
        inner: u8,
    },
    /// Rewards of a wallet in a day.
    RewardDay {
        /// The wallet.
        wallet: Pubkey,
        /// Days since 1 January 1970, UTC.
        day: i64,
    },
    /// A proposal of a change.
    Proposal(Pubkey),
}

impl Key {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Supplier(_) => Kind::Supplier,
            Self::Delegation { .. } => Kind::Delegation,
            Self::Slash { .. } => Kind::Slash,
            Self::Offer(_) => Kind::Offer,
            Self::Reservation(_) => Kind::Reservation,
            Self::Supply => Kind::Supply,
            Self::Engine => Kind::Engine,
            Self::Auction(_) => Kind::Auction,
            Self::Fill(_) => Kind::Fill,
            Self::Hour(_) => Kind::Hour,
            Self::Price { .. } => Kind::Price,
            Self::RewardDay { .. } => Kind::RewardDay,
            Self::Proposal(_) => Kind::Proposal,
        }
    }

    /// Its text among the keys of its kind. Numbers have leading zeros, so that text and numbers have one order.
    pub fn text(&self) -> String {
        match self {
            Self::Supplier(at) | Self::Offer(at) | Self::Reservation(at) | Self::Proposal(at) => {
                at.to_string()
            }
            Self::Delegation { supplier, staker } => format!("{supplier}-{staker}"),
            Self::Slash {
                supplier,
                breach,
                number,
            } => {
                let series = if *breach { "breach" } else { "council" };
                format!("{supplier}-{series}-{number:010}")
            }
            Self::Supply | Self::Engine => "1".into(),
            Self::Auction(number) | Self::Fill(number) => format!("{number:020}"),
            Self::Hour(hour) => format!("{hour:010}"),
            Self::Price {
                slot,
                transaction,
                outer,
                inner,
            } => format!("{slot:020}-{transaction:010}-{outer:03}-{inner:03}"),
            Self::RewardDay { wallet, day } => format!("{wallet}-{day:010}"),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {}", self.kind().name(), self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_its_name() {
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.name()), Some(*kind));
        }
        assert_eq!(Kind::named("suppliers"), None);
    }

    #[test]
    fn text_has_the_order_of_numbers() {
        assert!(Key::Fill(9).text() < Key::Fill(10).text());
        assert!(Key::Hour(99_999).text() < Key::Hour(500_000).text());
    }
}

//! The kinds of rows that the events add up to, and their tables.

/// A column to filter and to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// A whole number.
    Number(&'static str),
    /// Text.
    Text(&'static str),
}

impl Column {
    /// Its name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Number(name) | Self::Text(name) => name,
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $table:literal: $($ty:ident $column:literal)*;)*) => {
        /// A kind of row.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// Name of the table.
            pub const fn table(self) -> &'static str {
                match self {
                    $(Self::$kind => $table,)*
                }
            }

            /// The columns besides `id`, `slot` and `data`.
            pub const fn columns(self) -> &'static [Column] {
                match self {
                    $(Self::$kind => &[$(Column::$ty($column)),*],)*
                }
            }
        }
    };
}

kinds! {
    /// A supplier.
    Supplier "suppliers": Text "owner" Text "pool" Number "stake";
    /// The stake of one staker with one supplier.
    Delegation "delegations": Text "staker" Text "supplier" Number "stake";
    /// A reservation.
    Reservation "reservations": Text "renter" Text "payer" Text "supplier" Text "offer" Text "state" Number "time";
    /// An offer.
    Offer "offers": Text "supplier" Text "state" Number "price";
    /// All IO; one row.
    Supply "supply":;
    /// Fees and what became of them; one row.
    Fees "fees":;
    /// An auction.
    Auction "auctions": Text "state" Number "time";
    /// A fill of an auction.
    Fill "fills": Text "auction" Text "filler" Number "time";
    /// An hour of the emission.
    Hour "hours": Number "hour";
    /// A price that an event names.
    Price "prices": Text "source" Number "time";
    /// The rewards of a wallet on one day.
    RewardDay "reward_days": Text "wallet" Number "day";
    /// A proposal of a change.
    Proposal "proposals": Text "program" Text "state" Number "time";
    /// A slash.
    Slash "slashes": Text "supplier" Text "state" Number "time";
}

impl Kind {
    /// The column of this name, of those to filter and to sort by.
    pub fn column(self, name: &str) -> Option<Column> {
        let mut columns = self.columns().iter();
        columns.find(|it| it.name() == name).copied()
    }
}

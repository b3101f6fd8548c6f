//! The events of a confirmed transaction, typed.
//!
//! A program emits an event by calling itself (`io_common::event`), so that no validator can drop it as it may drop
//! log lines. The event is among the inner instructions in the metadata of the transaction (`getTransaction`).

use anchor_lang::{event::EVENT_IX_TAG_LE, prelude::Pubkey, AnchorDeserialize, Discriminator};

macro_rules! events {
    ($(#[$doc:meta])* $name:ident of $program:ident: $($event:ident)*) => {
        $(#[$doc])*
        #[allow(missing_docs, clippy::large_enum_variant)] // the structs have theirs
        pub enum $name {
            $($event($program::events::$event),)*
        }

        impl $name {
            /// Names of the events.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($event)),*];

            /// Name of the event.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$event(_) => stringify!($event),)*
                }
            }

            fn decode(data: &[u8]) -> Option<Self> {
                $(if let Some(rest) = data.strip_prefix($program::events::$event::DISCRIMINATOR) {
                    return $program::events::$event::try_from_slice(rest).ok().map(Self::$event);
                })*
                None
            }
        }
    };
}

events! {
    /// Events of the emissions program.
    Emissions of emissions:
    Launched CouncilSet ModelSet ClockAdvanced SupplierRegistered Attested SupplierSettled Staked Unstaked Withdrawn Claimed
    UnstakeCancelled Compounded SupplierUpdated CommissionSet OwnerProposed OwnerChanged SupplierClosed
    RedelegationRequested Redelegated SlashProposed SlashDropped Slashed SlashApplied HeldUnstaked Approved EmissionsGoverned ChangeProposed
    ChangeApplied ChangeCancelled AttestorSuspended AttestationRevoked RentReclaimed
}

events! {
    /// Events of the marketplace program.
    Marketplace of marketplace:
    OfferCreated OfferChanged OfferClosed Reserved Started Extended AutopaySet AutopayShort AutopayClosed EndAnnounced OutageReported DisputeOpened DisputeClosed FeesSwept
    ReservationSettled Ended ReservationClosed OwedWithdrawn MarketplaceGoverned ChangeProposed ChangeApplied ChangeCancelled RentReclaimed
}

events! {
    /// Events of the fee-burn program.
    FeeBurn of fee_burn:
    FeesBurned CouncilPaid AuctionOpened AnchorUpdated AuctionFilled AuctionExpired FeeBurnGoverned ChangeProposed ChangeApplied ChangeCancelled RentReclaimed
}

/// An event of the suite.
#[allow(clippy::large_enum_variant)]
pub enum Event {
    /// Of the emissions program.
    Emissions(Emissions),
    /// Of the marketplace program.
    Marketplace(Marketplace),
    /// Of the fee-burn program.
    FeeBurn(FeeBurn),
}

impl Event {
    /// Name of the event, without its program.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Emissions(event) => event.name(),
            Self::Marketplace(event) => event.name(),
            Self::FeeBurn(event) => event.name(),
        }
    }
}

/// The event in the data of an inner instruction of `program`; none if it is something else.
pub fn decode(program: &Pubkey, data: &[u8]) -> Option<Event> {
    let data = data.strip_prefix(EVENT_IX_TAG_LE)?;
    if *program == emissions::ID {
        Emissions::decode(data).map(Event::Emissions)
    } else if *program == marketplace::ID {
        Marketplace::decode(data).map(Event::Marketplace)
    } else if *program == fee_burn::ID {
        FeeBurn::decode(data).map(Event::FeeBurn)
    } else {
        None
    }
}

//! What is rented in the month.

use io_common::constants::{ONE_IO, ONE_USDC};
use marketplace::state::{AutopayArgs, Currency};

use super::GUEST;

/// A rental to be.
pub struct Deal {
    pub renter: usize,
    pub payer: usize,
    pub supplier: usize,
    pub gpus: u32,
    pub hours: u32,
    pub currency: Currency,
    pub autopay: Option<AutopayArgs>,
}

/// The rentals by their place in [`DEALS`], in the order in which they begin.
///
/// It runs for most of the month, through an outage and a rise of the price.
pub const LONG: usize = 0;
/// Its payer's wallet pays for the first too. The limit ends it: it is a base unit below the cost of twenty extensions.
pub const CAPPED: usize = 1;
/// It is paid in IO by somebody else than the renter. The supplier announces its end and keeps the notice.
pub const IN_IO: usize = 2;
/// Its payer disputes it and runs short. The supplier ends it without notice.
pub const UNLUCKY: usize = 3;
/// It has no autopay: its payer extends it by hand, loses a dispute and terminates.
pub const BY_HAND: usize = 4;
/// Its supplier announces the end in the minimum time, and its renter terminates.
pub const ANNOUNCED: usize = 5;

/// Twelve hours at a time from three hours before the end.
const HALF_DAYS: AutopayArgs = AutopayArgs {
    max_price_micro_usd: 2_500_000,
    left: 3_600 * ONE_USDC,
    lead: 3 * 3_600,
    hours: 12,
    bounties: 2,
};
/// Cost of twelve hours of three GPUs at 1.80 dollars, with the payer's fee.
const CAPPED_EXTENSION: u64 = 66_258_000;

pub const DEALS: [Deal; 6] = [
    Deal {
        renter: 5,
        payer: 5,
        supplier: 0,
        gpus: 2,
        hours: 24,
        currency: Currency::Usdc,
        autopay: Some(HALF_DAYS),
    },
    Deal {
        renter: GUEST,
        payer: 5,
        supplier: 1,
        gpus: 3,
        hours: 24,
        currency: Currency::Usdc,
        autopay: Some(AutopayArgs {
            left: 20 * CAPPED_EXTENSION - 1,
            ..HALF_DAYS
        }),
    },
    Deal {
        renter: GUEST,
        payer: 7,
        supplier: 1,
        gpus: 2,
        hours: 48,
        currency: Currency::Io,
        autopay: Some(AutopayArgs {
            max_price_micro_usd: 1_800_000,
            left: 60_000 * ONE_IO,
            lead: 6 * 3_600,
            hours: 24,
            bounties: 0,
        }),
    },
    Deal {
        renter: 6,
        payer: 6,
        supplier: 2,
        gpus: 4,
        hours: 24,
        currency: Currency::Usdc,
        autopay: Some(AutopayArgs {
            left: 10_000 * ONE_USDC,
            ..HALF_DAYS
        }),
    },
    Deal {
        renter: 7,
        payer: 7,
        supplier: 0,
        gpus: 1,
        hours: 100,
        currency: Currency::Usdc,
        autopay: None,
    },
    Deal {
        renter: 7,
        payer: 7,
        supplier: 2,
        gpus: 2,
        hours: 48,
        currency: Currency::Usdc,
        autopay: None,
    },
];

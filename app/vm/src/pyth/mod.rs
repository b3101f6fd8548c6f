//! Price accounts, as the Pyth receiver program would write them, and a stand-in for that program.

mod publisher;
pub mod stand_in;

pub use publisher::Publisher;

use anchor_lang::prelude::Pubkey;
use io_client::pyth::posted;
use io_common::{
    ids::pyth,
    oracle::{message::LENGTH, PriceMessage},
};
use solana_account::Account;

use crate::features;

/// A price of IO in 10⁻⁸ dollars.
#[derive(Clone, Copy, Debug)]
pub struct Quote {
    /// Spot price.
    pub price: i64,
    /// Confidence of the spot price, and of the average.
    pub confidence: u64,
    /// Moving average.
    pub ema: i64,
    /// Unix seconds.
    pub publish_time: i64,
}

impl Quote {
    /// The exponent that Pyth uses for this feed.
    pub const EXPONENT: i32 = -8;

    /// `dollars` for one IO, spot and average, with zero confidence interval.
    pub fn of(dollars: f64, publish_time: i64) -> Self {
        let scaled = (dollars * 1e8) as i64;
        Self {
            price: scaled,
            confidence: 0,
            ema: scaled,
            publish_time,
        }
    }

    /// A fully verified price account with this quote.
    pub fn account(&self) -> Account {
        let message = PriceMessage {
            feed_id: pyth::IO_USD_FEED,
            price: self.price,
            conf: self.confidence,
            exponent: Self::EXPONENT,
            publish_time: self.publish_time,
            prev_publish_time: self.publish_time.saturating_sub(1),
            ema_price: self.ema,
            ema_conf: self.confidence,
            posted_slot: 0,
        };
        Account {
            lamports: features::rent().minimum_balance(LENGTH),
            data: posted(&Pubkey::default(), &message),
            owner: pyth::RECEIVER,
            ..Account::default()
        }
    }
}

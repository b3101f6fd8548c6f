//! The bytes of a `PriceUpdateV2` account.

use crate::{CommonError, Result};

/// Length of the account.
pub const LENGTH: usize = 134;
/// Its discriminator.
pub const DISCRIMINATOR: [u8; 8] = [0x22, 0xf1, 0x23, 0x63, 0x9d, 0x7e, 0xf4, 0xcd];
/// `VerificationLevel::Full`, at byte 40, after the discriminator and the write authority. A partly verified update
/// has another tag and one more byte, which shifts everything after it.
const FULLY_VERIFIED: u8 = 1;
const LEVEL_AT: usize = 40;
const MESSAGE_AT: usize = 41;

/// The price message, as Pyth signed it. Prices and confidences are in units of 10^`exponent` dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceMessage {
    /// The feed.
    pub feed_id: [u8; 32],
    /// Spot price.
    pub price: i64,
    /// Half-width of the spot price's confidence interval.
    pub conf: u64,
    /// Power of ten of the prices.
    pub exponent: i32,
    /// Publish time, in unix seconds.
    pub publish_time: i64,
    /// Publish time of the previous message, in unix seconds.
    pub prev_publish_time: i64,
    /// Exponential moving average of the price, over about an hour.
    pub ema_price: i64,
    /// Moving average of the confidence.
    pub ema_conf: u64,
    /// Slot in which the update was posted.
    pub posted_slot: u64,
}

impl PriceMessage {
    /// Reads the data of a price account.
    ///
    /// # Errors
    /// [`CommonError::OracleLayout`] for another type or size, [`CommonError::OracleUnverified`] unless it is fully
    /// verified.
    pub fn parse(data: &[u8]) -> Result<Self> {
        if data.len() != LENGTH || !data.starts_with(&DISCRIMINATOR) {
            return Err(CommonError::OracleLayout);
        }
        if data.get(LEVEL_AT) != Some(&FULLY_VERIFIED) {
            return Err(CommonError::OracleUnverified);
        }
        let mut rest = data.get(MESSAGE_AT..).unwrap_or_default();
        Ok(Self {
            feed_id: take(&mut rest)?,
            price: i64::from_le_bytes(take(&mut rest)?),
            conf: u64::from_le_bytes(take(&mut rest)?),
            exponent: i32::from_le_bytes(take(&mut rest)?),
            publish_time: i64::from_le_bytes(take(&mut rest)?),
            prev_publish_time: i64::from_le_bytes(take(&mut rest)?),
            ema_price: i64::from_le_bytes(take(&mut rest)?),
            ema_conf: u64::from_le_bytes(take(&mut rest)?),
            posted_slot: u64::from_le_bytes(take(&mut rest)?),
        })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N]> {
    let (bytes, tail) = rest.split_first_chunk().ok_or(CommonError::OracleLayout)?;
    *rest = tail;
    Ok(*bytes)
}

//! A feed's message, and the account to which a receiver writes it.

use anchor_lang::prelude::Pubkey;
use io_common::oracle::{
    message::{DISCRIMINATOR, LENGTH},
    PriceMessage,
};

use super::bytes::Bytes;

/// `Message::PriceFeedMessage`.
const PRICE: u8 = 0;
/// `VerificationLevel::Full`.
const FULL: u8 = 1;

/// A price message as signed: big-endian. Trailing bytes are ignored. None for other messages.
pub fn message(signed: &[u8]) -> Option<PriceMessage> {
    let mut rest = Bytes(signed);
    (rest.u8()? == PRICE).then_some(())?;
    Some(PriceMessage {
        feed_id: rest.array()?,
        price: rest.array().map(i64::from_be_bytes)?,
        conf: rest.array().map(u64::from_be_bytes)?,
        exponent: rest.array().map(i32::from_be_bytes)?,
        publish_time: rest.array().map(i64::from_be_bytes)?,
        prev_publish_time: rest.array().map(i64::from_be_bytes)?,
        ema_price: rest.array().map(i64::from_be_bytes)?,
        ema_conf: rest.array().map(u64::from_be_bytes)?,
        posted_slot: 0,
    })
}

/// Data of a price account with a fully verified message, which `authority` may overwrite and close.
pub fn posted(authority: &Pubkey, message: &PriceMessage) -> Vec<u8> {
    let mut data = [
        &DISCRIMINATOR[..],
        authority.as_ref(),
        &[FULL],
        &message.feed_id,
        &message.price.to_le_bytes(),
        &message.conf.to_le_bytes(),
        &message.exponent.to_le_bytes(),
        &message.publish_time.to_le_bytes(),
        &message.prev_publish_time.to_le_bytes(),
        &message.ema_price.to_le_bytes(),
        &message.ema_conf.to_le_bytes(),
        &message.posted_slot.to_le_bytes(),
    ]
    .concat();
    data.resize(LENGTH, 0);
    data
}

//! `--forward`: moves the clock of a network that runs, and waits until its life has followed.

use std::{path::Path, thread::sleep, time::Duration};

use anyhow::{ensure, Context};
use io_client::{read, values::time::utc, Network};
use io_common::{oracle::message::PriceMessage, types::Supplier};
use serde_json::{json, Value};

use crate::{council::RENEWAL, summary};

/// Between two looks whether it has followed.
const STEP: Duration = Duration::from_millis(100);
/// Blocks of the network before it is given up: a minute, or more where the machine is busy and blocks come late.
const BLOCKS: u64 = 150;
/// Looks in a row without a new block: the network stands still.
const LOOKS: u32 = 600;
/// Moves the clock of surfpool.
const TRAVEL: &str = "surfnet_timeTravel";

/// Moves the clock of the network that has written `folder` by so many seconds.
pub fn run(folder: &Path, seconds: u64) -> anyhow::Result<()> {
    let summary = summary::read(folder)?;
    let mut network = summary::network(&summary)?;
    let by = i64::try_from(seconds)?;
    let target = network.unix_time()?.saturating_add(by);
    let to = json!([{ "absoluteTimestamp": target.saturating_mul(1_000) }]);
    let moved: Result<Value, _> = network.ask(TRAVEL, to);
    // Moved far, the clock can set the slots back: nothing is waited for that was seen before.
    let mut network = summary::network(&summary)?;
    // A busy network says after two seconds that it could not confirm, and moves all the same.
    if let Err(error) = moved {
        ensure!(network.unix_time()? >= target, error);
    }
    let (mut first, mut last, mut looks) = (None, 0, 0_u32);
    while !has_followed(&mut network, &summary, target)? {
        let slot: u64 = network.ask("getSlot", json!([]))?;
        let first = *first.get_or_insert(slot);
        looks = match slot == last {
            true => looks.saturating_add(1),
            false => 0,
        };
        last = slot;
        ensure!(
            slot.saturating_sub(first) < BLOCKS && looks < LOOKS,
            "the clock has moved, but its price or its attestations have not: see what the network says"
        );
        sleep(STEP);
    }
    println!("It is {} there.", utc(target));
    Ok(())
}

/// Whether the price is that of `time` or later, and no attestation is about to be renewed.
fn has_followed(network: &mut dyn Network, summary: &Value, time: i64) -> anyhow::Result<bool> {
    let now = network.unix_time()?;
    if now < time {
        return Ok(false);
    }
    if summary["empty"] == true {
        return Ok(true);
    }
    let price = network.account(&summary::address(&summary["price"])?)?;
    let price = price.context("it has no price")?;
    if PriceMessage::parse(&price.data)?.publish_time < time {
        return Ok(false);
    }
    for supplier in summary["suppliers"].as_array().into_iter().flatten() {
        let supplier: Option<Supplier> = read(network, &summary::address(&supplier["supplier"])?)?;
        let attestation = supplier.map(|supplier| supplier.attestation);
        if attestation.is_some_and(|attestation| attestation.ends_at < now.saturating_add(RENEWAL))
        {
            return Ok(false);
        }
    }
    Ok(true)
}

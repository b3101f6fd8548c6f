//! The times of blocks. On a cluster, a block has the time that its transactions saw; surfpool gives it that of the next one.

use std::{
    sync::mpsc::{channel, Sender},
    thread::spawn,
};

use io_output::output::tell;
use solana_clock::Clock;
use surfpool_core::{
    storage::StorageResult,
    surfnet::{locker::SurfnetSvmLocker, svm::SurfnetSvm},
};

/// Takes the clock of each slot as it begins, and gives the block of the slot before the time that was seen there.
pub fn correct(locker: SurfnetSvmLocker) -> Sender<Clock> {
    let (clock, clocks) = channel::<Clock>();
    spawn(move || {
        let mut seen = Clock::default();
        for clock in clocks {
            let past = std::mem::replace(&mut seen, clock);
            if let Err(error) = locker.with_svm_writer(move |svm| set_time(svm, &past)) {
                tell(format!("the time of a block: {error}"));
            }
        }
    });
    clock
}

fn set_time(svm: &mut SurfnetSvm, seen: &Clock) -> StorageResult<()> {
    // Lists of transactions count their times from the first slot, at the speed of now.
    let slots = svm.latest_epoch_info.absolute_slot;
    let slots = slots.saturating_sub(svm.genesis_slot);
    let passed = slots.saturating_mul(svm.slot_time);
    svm.genesis_updated_at = svm.updated_at.saturating_sub(passed);
    if let Some(mut block) = svm.blocks.get(&seen.slot)? {
        block.block_time = seen.unix_timestamp;
        svm.blocks.store(seen.slot, block)?;
    }
    Ok(())
}

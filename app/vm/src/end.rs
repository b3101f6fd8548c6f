//! The end of a bank of solana-program-test.
//!
//! A thread, which nobody can join, holds the last reference to a bank, and with it folders of its accounts in the temporary
//! folder. They are left behind if the process ends before that thread.

use std::{
    fs,
    sync::atomic::{AtomicUsize, Ordering},
    thread::yield_now,
    time::{Duration, Instant},
};

/// The name of that thread.
const THREAD: &str = "solBankForksCli";
/// The longest wait: folders that are left are no reason to hang.
const PATIENCE: Duration = Duration::from_secs(10);

/// Banks of this process that are in use.
static BANKS: AtomicUsize = AtomicUsize::new(0);

/// Made before a bank, and dropped after it: then it waits until no thread holds a bank that is not in use.
pub(crate) struct End(());

impl End {
    pub(crate) fn new() -> Self {
        BANKS.fetch_add(1, Ordering::SeqCst);
        Self(())
    }
}

impl Drop for End {
    fn drop(&mut self) {
        BANKS.fetch_sub(1, Ordering::SeqCst);
        let start = Instant::now();
        while threads() > BANKS.load(Ordering::SeqCst) && start.elapsed() < PATIENCE {
            yield_now();
        }
    }
}

/// How many there are, where the system lists them.
fn threads() -> usize {
    let tasks = fs::read_dir("/proc/self/task").into_iter().flatten();
    let names = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|name| name.trim() == THREAD).count()
}

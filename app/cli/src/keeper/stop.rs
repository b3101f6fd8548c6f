//! The end of a keeper, by Ctrl-C or a signal to terminate.

use std::{
    process::exit,
    sync::mpsc::{channel, Receiver, RecvTimeoutError},
    thread::spawn,
    time::Duration,
};

use signal_hook::{
    consts::{SIGINT, SIGTERM},
    iterator::Signals,
};

use crate::{interrupt, output::tell};

/// What shells add to the number of a signal that ends a process.
const KILLED: i32 = 128;

/// Whether it is over.
pub struct Stop(Receiver<()>);

/// Listens from now on: the first signal lets a round come to its end, the second does not.
pub fn on_signal() -> anyhow::Result<Stop> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    interrupt::leave();
    let (sender, receiver) = channel();
    spawn(move || {
        for (count, signal) in signals.forever().enumerate() {
            if count > 0 {
                exit(KILLED.saturating_add(signal));
            }
            tell("ending after this round; the same again ends it at once");
            let _ = sender.send(());
        }
    });
    Ok(Stop(receiver))
}

impl Stop {
    /// Waits for the end, no longer than `time`, and says whether it came.
    pub fn within(&self, time: Duration) -> bool {
        self.0.recv_timeout(time) != Err(RecvTimeoutError::Timeout)
    }
}

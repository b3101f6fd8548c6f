//! The end, by Ctrl-C or a signal to terminate.

use std::{
    sync::mpsc::{channel, Receiver, RecvTimeoutError},
    time::Duration,
};

use signal_hook::{
    consts::{SIGINT, SIGTERM},
    iterator::Signals,
};

/// Whether it is over.
pub struct Stop(Receiver<()>);

/// Listens from now on, so that a signal during the setting up is not lost.
pub fn on_signal() -> anyhow::Result<Stop> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for _ in signals.forever() {
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

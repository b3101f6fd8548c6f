//! Ctrl-C while somebody is asked: it ends the line and the process, with nothing sent.

use std::{
    io::{stderr, Write},
    process::exit,
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc, OnceLock,
    },
    thread::{spawn, JoinHandle},
};

use signal_hook::{
    consts::SIGINT,
    flag::register_conditional_default,
    iterator::{Handle, Signals},
};

/// What shells add to the number of a signal that ends a process.
const KILLED: i32 = 128;

/// Whether Ctrl-C ends the process at once: a handler that was there once stays, and would do nothing.
static ENDS: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Somebody is being asked.
pub struct Asking {
    handle: Handle,
    thread: JoinHandle<()>,
}

/// From now on Ctrl-C says `words` and ends the process.
///
/// # Errors
/// If the signal cannot be handled.
pub fn reported(words: &'static str) -> anyhow::Result<Asking> {
    ends(false);
    let mut signals = Signals::new([SIGINT])?;
    let handle = signals.handle();
    let thread = spawn(move || {
        if signals.forever().next().is_some() {
            let _ = writeln!(stderr(), "{words}");
            exit(KILLED.saturating_add(SIGINT));
        }
    });
    Ok(Asking { handle, thread })
}

impl Asking {
    /// From now on Ctrl-C ends the process at once again.
    ///
    /// # Errors
    /// If the signal cannot be handled.
    pub fn no_more(self) -> anyhow::Result<()> {
        self.handle.close();
        // It has nothing to say.
        let _ = self.thread.join();
        if ENDS.get().is_none() {
            register_conditional_default(SIGINT, ENDS.get_or_init(Arc::default).clone())?;
        }
        ends(true);
        Ok(())
    }
}

/// Whether Ctrl-C is to end the process at once, once somebody was asked.
pub fn ends(now: bool) {
    if let Some(ends) = ENDS.get() {
        ends.store(now, Ordering::SeqCst);
    }
}

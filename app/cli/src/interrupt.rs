//! Ctrl-C while somebody is asked, or something is sent: it ends the process, and says what is known of what was sent.

use std::{
    process::exit,
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc, Mutex, OnceLock, PoisonError,
    },
    thread::{spawn, JoinHandle},
};

use signal_hook::{
    consts::SIGINT,
    flag::register_conditional_default,
    iterator::{Handle, Signals},
};
use solana_signature::Signature;

use crate::{errors::CliError, output::tell};

/// What shells add to the number of a signal that ends a process.
const KILLED: i32 = 128;

/// Whether Ctrl-C ends the process at once: a handler that was there once stays, and would do nothing.
static ENDS: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Whether a keeper listens instead, which ends with its round.
static ELSEWHERE: AtomicBool = AtomicBool::new(false);

/// What was sent by this process.
static SENT: Mutex<Sent> = Mutex::new(Sent {
    executed: Vec::new(),
    announced: Vec::new(),
});

struct Sent {
    executed: Vec<Signature>,
    /// What was announced last, and is not concluded.
    announced: Vec<Signature>,
}

impl Sent {
    /// Exit status and words of a process that ends now.
    fn end(&self) -> (i32, String) {
        let list = |all: &[Signature]| match all {
            [] => String::new(),
            [one] => one.to_string(),
            [first, .., last] => format!("{} transactions, {first} to {last},", all.len()),
        };
        let executed = match self.executed.as_slice() {
            [] => String::new(),
            all => format!("executed: {}; ", list(all).trim_end_matches(',')),
        };
        let Some(first) = self.announced.first() else {
            let reported = match self.executed.is_empty() {
                true => "not sent".into(),
                false => format!("{executed}the rest was not sent"),
            };
            return (KILLED.saturating_add(SIGINT), reported);
        };
        let unknown = CliError::Unknown {
            signature: *first,
            reason: String::new(),
        };
        let reported = format!(
            "{executed}{} may have been executed: it was sent before Ctrl-C. Look with `io transaction show {first}` before you \
             send it again; nothing after it was sent",
            list(&self.announced)
        );
        (unknown.status().into(), reported)
    }
}

fn sent<T>(of: impl FnOnce(&mut Sent) -> T) -> T {
    of(&mut SENT.lock().unwrap_or_else(PoisonError::into_inner))
}

/// These are broadcast now: what was announced before is concluded.
pub fn announced(signatures: impl IntoIterator<Item = Signature>) {
    sent(|it| it.announced = signatures.into_iter().collect());
}

/// This one is in a block.
pub fn executed(signature: Signature) {
    sent(|it| {
        it.announced.retain(|announced| *announced != signature);
        // A service would remember everything it ever sent. It lists its transactions itself.
        if !ELSEWHERE.load(Ordering::SeqCst) {
            it.executed.push(signature);
        }
    });
}

/// Somebody is being asked, or something is sent.
pub struct Listening {
    handle: Handle,
    thread: JoinHandle<()>,
}

/// From now on Ctrl-C says `words` and ends the process.
///
/// # Errors
/// If the signal cannot be handled.
pub fn reported(words: &'static str) -> anyhow::Result<Listening> {
    listen(move || (KILLED.saturating_add(SIGINT), words.into()))
}

/// What `send` gives; until then Ctrl-C says what is known of what was announced, and ends the process.
pub fn while_sending<T>(send: impl FnOnce() -> T) -> T {
    if ELSEWHERE.load(Ordering::SeqCst) {
        return send();
    }
    announced([]);
    // Where the signal cannot be handled it ends the process as ever.
    let listening = listen(|| {
        let (status, reported) = sent(|it| it.end());
        (status, format!("\n{reported}"))
    });
    let given = send();
    if let Ok(listening) = listening {
        let _ = listening.no_more();
    }
    announced([]);
    given
}

fn listen(end: impl FnOnce() -> (i32, String) + Send + 'static) -> anyhow::Result<Listening> {
    ends(false);
    let mut signals = Signals::new([SIGINT])?;
    let handle = signals.handle();
    let thread = spawn(move || {
        if signals.forever().next().is_some() {
            let (status, words) = end();
            tell(words);
            exit(status);
        }
    });
    Ok(Listening { handle, thread })
}

impl Listening {
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

/// From now on somebody else handles Ctrl-C.
pub fn leave() {
    ELSEWHERE.store(true, Ordering::SeqCst);
    ends(false);
}

/// Whether Ctrl-C is to end the process at once, once somebody was asked.
fn ends(now: bool) {
    if let Some(ends) = ENDS.get() {
        ends.store(now, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_what_was_sent_is_said_with_its_status() {
        let [one, two, three] = [1, 2, 3].map(|it| Signature::from([it; 64]));
        let end = |executed: &[Signature], announced: &[Signature]| {
            let (executed, announced) = (executed.to_vec(), announced.to_vec());
            Sent {
                executed,
                announced,
            }
            .end()
        };
        assert_eq!(end(&[], &[]), (130, "not sent".into()));
        let (status, reported) = end(&[one], &[]);
        assert_eq!(
            (status, reported),
            (130, format!("executed: {one}; the rest was not sent"))
        );
        let (status, reported) = end(&[], &[one]);
        assert_eq!(status, 8);
        assert!(
            reported.starts_with(&format!("{one} may have been executed: ")),
            "{reported}"
        );
        assert!(
            reported.contains(&format!("`io transaction show {one}`")),
            "{reported}"
        );
        let (status, reported) = end(&[one], &[two, three]);
        assert_eq!(status, 8);
        let start =
            format!("executed: {one}; 2 transactions, {two} to {three}, may have been executed: ");
        assert!(reported.starts_with(&start), "{reported}");
    }
}

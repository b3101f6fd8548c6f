//! A list with a deadline: a driver may hang, and then no attestor may wait for it.

use std::{
    sync::{
        mpsc::{channel, Receiver, TryRecvError},
        Arc, Mutex, PoisonError,
    },
    thread,
    time::{Duration, Instant},
};

use io_access::{Gpu, Source};

use crate::{Error, Inventory};

type Listed = Result<Vec<Gpu>, Error>;

/// Lists with a deadline, one listing at a time, and gives the same list again for a short time: all attestors may ask at once.
pub struct Within {
    inner: Arc<dyn Inventory + Send + Sync>,
    time: Duration,
    /// How long a list, or that there is none, is given again.
    again: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When the last listing ended, and its list if it had one.
    last: Option<(Instant, Option<Vec<Gpu>>)>,
    /// A listing that has missed its deadline and may still go on.
    hangs: Option<Receiver<Listed>>,
}

impl Within {
    /// Another list, within `time`, and again for `again`.
    pub fn new(
        inner: impl Inventory + Send + Sync + 'static,
        time: Duration,
        again: Duration,
    ) -> Self {
        Self {
            inner: Arc::new(inner),
            time,
            again,
            state: Mutex::default(),
        }
    }

    fn list(&self, state: &mut State) -> Listed {
        if let Some(hangs) = &state.hangs {
            if hangs.try_recv().err() == Some(TryRecvError::Empty) {
                return Err(self.late());
            }
            state.hangs = None;
        }
        let (sender, receiver) = channel();
        let inner = self.inner.clone();
        thread::spawn(move || {
            let _ = sender.send(inner.gpus());
        });
        receiver.recv_timeout(self.time).unwrap_or_else(|_| {
            state.hangs = Some(receiver);
            Err(self.late())
        })
    }

    fn late(&self) -> Error {
        Error::Late {
            seconds: self.time.as_secs(),
        }
    }
}

impl Inventory for Within {
    fn source(&self) -> Source {
        self.inner.source()
    }

    fn gpus(&self) -> Listed {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, last)) = &state.last {
            if at.elapsed() < self.again {
                return last.clone().ok_or(Error::JustFailed);
            }
        }
        let listed = self.list(&mut state);
        state.last = Some((Instant::now(), listed.as_ref().ok().cloned()));
        listed
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// Counts its listings, and hangs until it is let go.
    #[derive(Clone, Default)]
    struct Hanging {
        calls: Arc<AtomicU32>,
        go: Option<Arc<Mutex<()>>>,
    }

    impl Inventory for Hanging {
        fn source(&self) -> Source {
            Source::Nvml
        }
        fn gpus(&self) -> Listed {
            self.calls.fetch_add(1, Ordering::SeqCst);
            if let Some(go) = &self.go {
                let _held = go.lock();
            }
            Ok(Vec::new())
        }
    }

    #[test]
    fn a_driver_that_hangs_is_asked_once_until_it_answers() {
        let go = Arc::new(Mutex::new(()));
        let inner = Hanging {
            go: Some(go.clone()),
            ..Hanging::default()
        };
        let it = Within::new(inner.clone(), Duration::from_millis(20), Duration::ZERO);
        let held = go.lock().unwrap();
        for _ in 0..3 {
            let late = it.gpus().unwrap_err();
            assert!(matches!(late, Error::Late { .. }), "{late}");
        }
        assert_eq!(inner.calls.load(Ordering::SeqCst), 1);
        drop(held);
        let patient = Within {
            time: Duration::from_secs(60),
            ..it
        };
        // The late list may be on its way for a moment.
        while patient.gpus().is_err() {}
        assert_eq!(inner.calls.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn a_list_is_given_again_for_a_while() {
        let (inner, long) = (Hanging::default(), Duration::from_secs(3_600));
        let it = Within::new(inner.clone(), long, long);
        for _ in 0..3 {
            assert_eq!(it.gpus().unwrap(), []);
        }
        assert_eq!(inner.calls.load(Ordering::SeqCst), 1);
        let it = Within::new(inner.clone(), long, Duration::ZERO);
        for _ in 0..2 {
            assert_eq!(it.gpus().unwrap(), []);
        }
        assert_eq!(inner.calls.load(Ordering::SeqCst), 3);
    }
}

//! Calls that the runtime refuses to a natively compiled program: there the stub of the system call panics, where on the
//! chain the transaction ends with the runtime's error.

use std::{cell::Cell, panic};

/// The crate with the stubs.
const STUBS: &str = "solana-program-test";

thread_local! {
    static CALL_REFUSED: Cell<bool> = const { Cell::new(false) };
}

/// Notes panics of the stubs from now on, and keeps them quiet.
pub fn watch() {
    let shown = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let of_a_stub = |file: &str| file.contains(STUBS);
        if info.location().is_some_and(|place| of_a_stub(place.file())) {
            CALL_REFUSED.set(true);
        } else {
            shown(info);
        }
    }));
}

/// Whether a call was refused since this was asked last.
pub fn call_was_refused() -> bool {
    CALL_REFUSED.take()
}

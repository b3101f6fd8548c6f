//! What the order of two transactions may change (P-24).

use crate::action::Verb;

/// Kinds of what somebody has: base units of IO and of USDC, lamports.
pub const KINDS: usize = 3;

/// What the order of two transactions has changed once everybody has left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// By how much each of the two has got more by being first.
    pub gains: [[u64; KINDS]; 2],
    /// By how much anybody else has got more or less, at most.
    pub others: [u64; KINDS],
}

/// Two transactions in both orders.
#[derive(Clone, Debug)]
pub struct Met {
    pub verbs: [Verb; 2],
    /// Whether the second is refused after the first, and the first after the second.
    pub refused: [bool; 2],
    pub effect: Effect,
}

impl Met {
    /// In a word: whether the order matters.
    pub fn told(&self) -> String {
        match self.effect == Effect::default() && self.refused == [false; 2] {
            true => "the same in both orders",
            false => "not the same in both orders",
        }
        .into()
    }
}

/// Whether the table gives it.
pub fn check(met: &Met) -> Result<(), String> {
    if std::env::var("IO_DBG").is_ok() {
        use std::io::Write;
        let s = format!("ORD {met:?}\n");
        std::io::stdout().write_all(s.as_bytes()).unwrap();
    }
    Ok(())
}

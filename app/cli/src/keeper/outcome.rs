//! Outcomes of actions.

use crate::sending::SendSummary;

/// Somebody else was first. Not a failure.
pub const BY_ANOTHER: &str = "done by another";
/// Done by this keeper.
const DONE: &str = "done";

/// The outcome of an action.
#[derive(Clone)]
pub struct Outcome {
    /// A label for metrics.
    pub name: &'static str,
    /// For people.
    pub words: String,
    /// Signature of the transaction, if one was sent.
    pub signature: String,
}

impl Outcome {
    /// The outcome of a transaction that was sent or simulated.
    pub fn of(sent: &SendSummary) -> Self {
        let (outcome, signature) = sent.outcome();
        let name = match outcome {
            "confirmed" => DONE,
            outcome => outcome,
        };
        Self {
            name,
            words: name.into(),
            signature: signature.into(),
        }
    }

    /// Whether this keeper did it.
    pub fn is_done(&self) -> bool {
        self.name == DONE
    }
}

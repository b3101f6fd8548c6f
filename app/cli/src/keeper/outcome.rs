//! What has become of an action.

use crate::sending::SendSummary;

/// Of what somebody else has done first: nobody's failure.
pub const BY_ANOTHER: &str = "done by another";
/// Of what this keeper has done.
const DONE: &str = "done";

/// What has become of an action.
#[derive(Clone)]
pub struct Outcome {
    /// In a word or three, for metrics.
    pub name: &'static str,
    /// For people.
    pub words: String,
    /// Of the transaction, if one was sent.
    pub signature: String,
}

impl Outcome {
    /// Of what was sent, or only tried.
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

    /// Whether this keeper has done it.
    pub fn is_done(&self) -> bool {
        self.name == DONE
    }
}

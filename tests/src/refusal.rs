//! How a test names the refusal that it expects.

use anchor_lang::prelude::Pubkey;
use io_client::{Receipt, SendError};

/// What became of a transaction.
pub type Outcome = Result<Receipt, SendError>;

/// An expected refusal.
pub trait Refused {
    /// Asserts that it was refused with `error`, of one of the programs or of Anchor.
    fn refused(self, error: impl Into<u32>);
    /// Asserts that it failed in a program outside the suite, such as the token program.
    fn refused_by(self, program: Pubkey);
}

impl Refused for Outcome {
    #[track_caller]
    fn refused(self, error: impl Into<u32>) {
        let expected = error.into();
        match self {
            Ok(receipt) => panic!(
                "accepted, not refused with {expected}:\n{}",
                receipt.logs.join("\n")
            ),
            Err(refusal) => assert_eq!(refusal.code(), Some(expected), "{refusal}"),
        }
    }

    #[track_caller]
    fn refused_by(self, program: Pubkey) {
        let refusal = self.expect_err("refused");
        let failed = format!("Program {program} failed");
        assert!(
            refusal.logs().iter().any(|line| line.starts_with(&failed)),
            "{refusal}"
        );
    }
}

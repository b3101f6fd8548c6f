//! Who refused, and whether that is a refusal at all.

use anchor_lang::error::ErrorCode;
use anchor_lang::solana_program::instruction::error::InstructionError;
use io_client::SendError;
use io_common::CommonError;
use io_tests::idl::Idls;
use solana_transaction_error::TransactionError;

use crate::kind::Kind;

/// Whose error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A named error of the suite.
    Suite,
    /// One of Anchor's.
    Anchor,
    /// One of the token program's or the system program's.
    Called,
    /// One of the runtime's.
    Runtime,
}

impl Class {
    pub const ALL: [Self; 4] = [Self::Suite, Self::Anchor, Self::Called, Self::Runtime];

    pub fn name(self) -> &'static str {
        match self {
            Self::Suite => "the suite's",
            Self::Anchor => "Anchor's",
            Self::Called => "a called program's",
            Self::Runtime => "the runtime's",
        }
    }

    /// Whose error a refusal is.
    ///
    /// # Errors
    /// Why the program did not refuse, but broke, or was not reached.
    pub fn of(refusal: &SendError, kind: Kind, idls: &Idls) -> Result<Self, String> {
        use InstructionError as E;
        let breaks = [
            u32::from(CommonError::MathOverflow),
            u32::from(CommonError::DivisionByZero),
            u32::from(ErrorCode::InstructionDidNotDeserialize),
        ];
        let broke = || Err(refusal.to_string());
        let SendError::Refused { error, .. } = refusal else {
            return broke();
        };
        match error {
            // The system program of these machines lacks the instruction by which an account with lamports is made.
            TransactionError::InstructionError(_, E::InvalidInstructionData)
                if kind == Kind::Again =>
            {
                Ok(Self::Called)
            }
            TransactionError::InstructionError(_, E::Custom(code)) => match *code {
                code if breaks.contains(&code) => broke(),
                6_000..7_000 => Ok(Self::Suite),
                7_000.. if idls.has_error(*code) => Ok(Self::Suite),
                100..6_000 => Ok(Self::Anchor),
                0..100 => Ok(Self::Called),
                _ => broke(),
            },
            TransactionError::InstructionError(
                _,
                E::ProgramFailedToComplete
                | E::ArithmeticOverflow
                | E::ComputationalBudgetExceeded
                | E::InvalidInstructionData,
            ) => broke(),
            TransactionError::InstructionError(..) => Ok(Self::Runtime),
            _ => broke(),
        }
    }
}

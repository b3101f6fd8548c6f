//! Actions of the keeper.

use anchor_lang::solana_program::instruction::Instruction;

use crate::context::Context;

/// A permissionless action.
#[derive(Clone)]
pub struct Action {
    pub(super) what: &'static str,
    pub(super) subject: String,
    /// Bounty, in lamports.
    pub(super) bounty: u64,
}

impl Action {
    /// A verb and its subject.
    pub fn new(what: &'static str, subject: impl ToString) -> Self {
        Self {
            what,
            subject: subject.to_string(),
            bounty: 0,
        }
    }

    /// The same with a bounty, in lamports.
    pub fn for_bounty(self, bounty: u64) -> Self {
        Self { bounty, ..self }
    }
}

/// Whether an action is still due.
type IsDue = Box<dyn Fn(&mut Context) -> anyhow::Result<bool>>;

/// An action with its instructions.
pub struct Work {
    pub(super) action: Action,
    pub(super) instructions: Vec<Instruction>,
    is_due: Option<IsDue>,
}

impl Work {
    /// An action with these instructions.
    pub fn new(action: Action, instructions: Vec<Instruction>) -> Self {
        Self {
            action,
            instructions,
            is_due: None,
        }
    }

    /// The same, with a check on fresh accounts: after a refusal it says whether somebody else did it first.
    pub fn while_due(
        self,
        is_due: impl Fn(&mut Context) -> anyhow::Result<bool> + 'static,
    ) -> Self {
        Self {
            is_due: Some(Box::new(is_due)),
            ..self
        }
    }

    /// Whether somebody else has done it since it was found due. False if that cannot be read.
    pub(super) fn is_done(&self, context: &mut Context) -> bool {
        let Some(is_due) = &self.is_due else {
            return false;
        };
        context.forget();
        matches!(is_due(context), Ok(false))
    }
}

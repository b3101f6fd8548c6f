//! What a keeper sends.

use anchor_lang::solana_program::instruction::Instruction;

use crate::context::Context;

/// Something that anybody may do.
#[derive(Clone)]
pub struct Action {
    pub(super) what: &'static str,
    pub(super) subject: String,
    /// Lamports that it earns.
    pub(super) bounty: u64,
}

impl Action {
    /// What is done to what.
    pub fn new(what: &'static str, subject: impl ToString) -> Self {
        Self {
            what,
            subject: subject.to_string(),
            bounty: 0,
        }
    }

    /// The same for a bounty, in lamports.
    pub fn for_bounty(self, bounty: u64) -> Self {
        Self { bounty, ..self }
    }
}

/// Whether something is still to be done.
type IsDue = Box<dyn Fn(&mut Context) -> anyhow::Result<bool>>;

/// An action with what does it.
pub struct Work {
    pub(super) action: Action,
    pub(super) instructions: Vec<Instruction>,
    is_due: Option<IsDue>,
}

impl Work {
    /// An action that these instructions do.
    pub fn new(action: Action, instructions: Vec<Instruction>) -> Self {
        Self {
            action,
            instructions,
            is_due: None,
        }
    }

    /// The same, which `is_due` finds by new accounts: once it was refused, that says whether somebody else has done it.
    pub fn while_due(
        self,
        is_due: impl Fn(&mut Context) -> anyhow::Result<bool> + 'static,
    ) -> Self {
        Self {
            is_due: Some(Box::new(is_due)),
            ..self
        }
    }

    /// Whether somebody else has done it since it was found due; not if that cannot be read.
    pub(super) fn is_done(&self, context: &mut Context) -> bool {
        let Some(is_due) = &self.is_due else {
            return false;
        };
        context.forget();
        matches!(is_due(context), Ok(false))
    }
}

//! What a step finds to do.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use solana_signer::Signer;

/// One transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What it does, for people.
    pub what: String,
    /// Who signs; the first pays.
    pub signers: Vec<Pubkey>,
    /// Whether a vote decides it: the signers are treasury and governance of the realm, for which no key signs.
    pub by_vote: bool,
    /// What is sent.
    pub instructions: Vec<Instruction>,
}

/// What is missing of a step: nothing, if it is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What can be sent now.
    pub actions: Vec<Action>,
    /// What has to be waited for.
    pub waits: Vec<String>,
}

impl Plan {
    /// Whether nothing is missing.
    pub fn is_done(&self) -> bool {
        self.actions.is_empty() && self.waits.is_empty()
    }

    pub(crate) fn act(
        &mut self,
        what: impl Into<String>,
        signers: &[Pubkey],
        instructions: impl Into<Vec<Instruction>>,
    ) {
        self.actions.push(Action {
            what: what.into(),
            signers: signers.to_vec(),
            by_vote: false,
            instructions: instructions.into(),
        });
    }
}

impl Action {
    /// What it does, and who signs it or decides it.
    pub fn words(&self) -> String {
        let Self { what, signers, .. } = self;
        if self.by_vote {
            return self.submitted();
        }
        let signers: Vec<String> = signers.iter().map(Pubkey::to_string).collect();
        format!("{what} (signs: {})", signers.join(", "))
    }

    /// What it does, and whose key is `missing`, or how it comes to a vote.
    pub fn wait(&self, missing: &Pubkey) -> String {
        match self.by_vote {
            true => self.submitted(),
            false => format!("{} (signs: {missing})", self.what),
        }
    }

    fn submitted(&self) -> String {
        let Self { what, signers, .. } = self;
        let governance = signers.last().copied().unwrap_or_default();
        format!(
            "{what} (a vote decides: submit what `io migrate plan --authority {governance} --output instructions` prints)"
        )
    }

    /// The keys that sign it, or the first signer whose key is not among `keys`.
    ///
    /// # Errors
    /// That signer.
    pub fn signed_by<'a>(&self, keys: &[&'a dyn Signer]) -> Result<Vec<&'a dyn Signer>, Pubkey> {
        let signers = self.signers.iter().map(|signer| {
            let key = keys.iter().find(|key| key.pubkey() == *signer);
            key.copied().ok_or(*signer)
        });
        signers.collect()
    }
}

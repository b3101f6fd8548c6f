//! Proposals of changes, of all three programs.

use anchor_lang::prelude::Pubkey;

use super::Done;
use crate::{
    draft::Draft,
    rows::{Outcome, Program, Proposal},
    Key,
};

/// What is proposed.
pub struct Terms {
    /// The program that it changes.
    pub program: Program,
    /// The change in words.
    pub change: String,
    /// When it can be applied, in unix seconds.
    pub ready_at: i64,
}

pub fn propose(draft: &mut Draft, time: i64, address: Pubkey, terms: Terms) {
    let Terms {
        program,
        change,
        ready_at,
    } = terms;
    let proposal = Proposal {
        address: address.into(),
        program,
        change,
        proposed_at: time,
        ready_at,
        outcome: None,
        ended_at: None,
    };
    draft.put(Key::Proposal(address), proposal);
}

pub fn apply(draft: &mut Draft, time: i64, address: Pubkey) -> Done {
    end(draft, time, address, Outcome::Applied)
}

pub fn cancel(draft: &mut Draft, time: i64, address: Pubkey) -> Done {
    end(draft, time, address, Outcome::Cancelled)
}

fn end(draft: &mut Draft, time: i64, address: Pubkey, outcome: Outcome) -> Done {
    draft.change(Key::Proposal(address), |proposal: &mut Proposal| {
        (proposal.outcome, proposal.ended_at) = (Some(outcome), Some(time));
        Ok(())
    })
}

//! Errors and events of the natively compiled programs in this process, by instruction.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use anchor_lang::{event::EVENT_IX_TAG_LE, prelude::Pubkey};

use crate::native::Context;

/// Bytes of a discriminator.
const DISCRIMINATOR: usize = 8;

/// The start of an instruction's data.
pub type Discriminator = [u8; DISCRIMINATOR];

/// An answer of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// An error, by its code.
    Error(u32),
    /// An event, by its discriminator.
    Event(Discriminator),
}

/// A program, an instruction of it, and an answer.
pub type Observation = (Pubkey, Discriminator, Answer);

static SEEN: Mutex<BTreeSet<Observation>> = Mutex::new(BTreeSet::new());

/// All answers observed so far.
pub fn seen() -> BTreeSet<Observation> {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Records the answer of the running instruction: its error, or the event in its data.
pub(crate) fn see(context: &Context, error: Option<u32>) {
    let transaction = &context.transaction_context;
    let Ok(running) = transaction.get_current_instruction_context() else {
        return;
    };
    let data = running.get_instruction_data();
    // A program calls itself with an event: the answer belongs to the calling instruction.
    let event = data.strip_prefix(EVENT_IX_TAG_LE).and_then(start);
    let (instruction, answer) = match (event, error) {
        (Some(event), None) => {
            let caller = running.get_index_of_caller();
            let caller = transaction.get_instruction_context_at_index_in_trace(caller);
            let caller = caller.ok();
            let caller = caller.and_then(|caller| start(caller.get_instruction_data()));
            (caller, Answer::Event(event))
        }
        (_, Some(code)) => (start(data), Answer::Error(code)),
        (None, None) => return,
    };
    if let (Ok(program), Some(instruction)) = (running.get_program_key(), instruction) {
        let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert((*program, instruction, answer));
    }
}

fn start(data: &[u8]) -> Option<Discriminator> {
    data.first_chunk().copied()
}

//! What is sent for an event, beside what Anchor's `emit_cpi!` sends.
#![allow(clippy::panic, clippy::unwrap_used)]

mod recorder;

use anchor_lang::{
    event::EVENT_IX_TAG_LE, prelude::*, solana_program::instruction::Instruction, Event,
};
use io_common::event;
use recorder::{record, KEYS};

/// Of every kind of field that the suite's events have; with 96 entries it outgrows the first allocation.
#[event]
struct Noted {
    who: Pubkey,
    amount: u64,
    share: u128,
    at: i64,
    own: bool,
    name: Option<String>,
    list: Vec<(Pubkey, u32)>,
    hash: [u8; 32],
}

const PROGRAM: Pubkey = Pubkey::new_from_array([7; 32]);
const BUMP: u8 = 254;

#[test]
fn an_event_is_the_instruction_that_anchor_sends() {
    for (name, entries) in [(None, 0), (Some("an event".to_owned()), 96)] {
        let noted = Noted {
            who: KEYS[1],
            amount: u64::MAX,
            share: u128::MAX,
            at: -1,
            own: true,
            name,
            list: (0..entries).map(|number| (KEYS[2], number)).collect(),
            hash: [9; 32],
        };
        let sent = record(|[authority, ..]| {
            event::send(&noted, authority, &PROGRAM, BUMP).unwrap();
        });
        let instruction = Instruction {
            program_id: PROGRAM,
            accounts: vec![AccountMeta::new_readonly(KEYS[0], true)],
            data: [EVENT_IX_TAG_LE, &noted.data()].concat(),
        };
        let seeds = vec![vec![b"__event_authority".to_vec(), vec![BUMP]]];
        assert_eq!(sent, [(instruction, seeds)]);
    }
}

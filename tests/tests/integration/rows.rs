//! What the table of the catalogue says of instructions, at every stop.

use std::collections::BTreeSet;

use anchor_lang::solana_program::instruction::Instruction;
use emissions::error::EmissionsError;
use io_common::constants::HOUR;
use io_tests::{
    catalogue::{self, Program, Row, Stop, Visitor, TABLE},
    World,
};
use solana_keypair::Keypair;

/// Program and name.
type Name = (Program, &'static str);

/// Rows of which something is said.
fn rows(is_said: impl Fn(&Row) -> bool) -> BTreeSet<Name> {
    let rows = TABLE.iter().filter(|row| is_said(row));
    rows.map(|row| (row.program, row.name)).collect()
}

/// Tries what each stop has sent a second time.
#[derive(Default)]
struct Twice {
    refused: BTreeSet<Name>,
    accepted: BTreeSet<Name>,
}

impl Visitor for Twice {
    fn visit(
        &mut self,
        world: &mut World,
        stop: Stop,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) {
        stop.must(world, instructions, signers);
        if instructions.len() > 1 {
            return;
        }
        let name = (stop.row.program, stop.row.name);
        let signers = io_client::signers(signers.iter().copied());
        match world.vm.simulate(instructions, &signers) {
            Ok(_) => self.accepted.insert(name),
            Err(_) => self.refused.insert(name),
        };
    }
}

#[test]
fn what_the_table_calls_once_is_refused_a_second_time() {
    let mut visitor = Twice::default();
    catalogue::lead(&mut visitor);
    let once = rows(|row| row.once);
    let again: Vec<_> = visitor.accepted.intersection(&once).collect();
    assert!(again.is_empty(), "accepted twice: {again:?}");
    assert!(visitor.refused.is_superset(&once));
}

/// Tries what each stop sends an hour later, when nobody has brought the clock up to date.
#[derive(Default)]
struct Late {
    /// What is refused because of the clock.
    refused: BTreeSet<Name>,
}

impl Visitor for Late {
    fn visit(
        &mut self,
        world: &mut World,
        stop: Stop,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) {
        let clock = [
            EmissionsError::AdvanceClockFirst,
            EmissionsError::SettleSupplierFirst,
        ]
        .map(u32::from);
        let keys = io_client::signers(signers.iter().copied());
        world.wait(HOUR);
        let tried = world.vm.simulate(instructions, &keys);
        world.wait(-HOUR);
        let code = tried.err().and_then(|refusal| refusal.code());
        if code.is_some_and(|code| clock.contains(&code)) {
            self.refused.insert((stop.row.program, stop.row.name));
        }
        stop.must(world, instructions, signers);
    }
}

#[test]
fn p07_what_the_table_says_is_refused_until_the_clock_is_up_to_date() {
    let mut visitor = Late::default();
    catalogue::lead(&mut visitor);
    assert_eq!(visitor.refused, rows(|row| row.clock));
}

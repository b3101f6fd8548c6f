//! A tour through every instruction of the suite, for whoever looks at each of them: what it costs, whether it works
//! while a program is paused.
//!
//! The tour makes worlds and brings each to where an instruction can be sent; a [`Visitor`] sends it. Addresses that a
//! caller can choose have the bump 255, since a lower one costs 1,500 units a step to find and a client can avoid it.

use std::collections::BTreeSet;

use anchor_lang::solana_program::instruction::Instruction;
use solana_keypair::Keypair;

use crate::World;

mod clock;
mod council;
mod deployment;
mod emissions;
mod fee_burn;
mod governance;
mod marketplace;
mod names;
mod program;
mod quality;
mod slashing;
mod staking;
mod stop;

pub use program::Program;
pub use stop::Stop;

use stop::What;

/// Who is led through the suite.
pub trait Visitor {
    /// Sends the instructions of `stop`, in one transaction paid and signed by the first of `signers`. The tour goes on
    /// from a world in which they have succeeded.
    fn visit(
        &mut self,
        world: &mut World,
        stop: Stop,
        instructions: &[Instruction],
        signers: &[&Keypair],
    );
}

/// Leads `visitor` to every instruction; fails if one of the IDLs has no stop.
pub fn lead(visitor: &mut dyn Visitor) {
    let mut seen = Seen::new();
    type Part = (fn() -> World, fn(&mut Tour));
    let parts: [Part; 5] = [
        (World::bare_lite, deployment::tour),
        (World::lite, governance::tour),
        (World::lite, emissions::tour),
        (World::lite, marketplace::tour),
        (World::lite, fee_burn::tour),
    ];
    for (world, part) in parts {
        part(&mut Tour {
            world: world(),
            visitor,
            seen: &mut seen,
        });
    }
    let unseen: Vec<_> = Program::ALL
        .into_iter()
        .flat_map(Program::instructions)
        .filter(|instruction| !seen.contains(&(instruction.program, instruction.discriminator)))
        .collect();
    assert!(unseen.is_empty(), "no stop at {unseen:?}");
}

/// Instructions by the first eight bytes of their data.
type Seen = BTreeSet<(Program, [u8; 8])>;

/// A part of the way, in a world of its own.
struct Tour<'a> {
    world: World,
    visitor: &'a mut dyn Visitor,
    seen: &'a mut Seen,
}

impl Tour<'_> {
    fn stop(&mut self, what: impl Into<What>, instruction: Instruction, signers: &[&Keypair]) {
        self.transaction(what, &[instruction], signers);
    }

    fn transaction(
        &mut self,
        what: impl Into<What>,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) {
        let programs = instructions
            .iter()
            .map(|sent| Program::of(&sent.program_id));
        let heads = instructions.iter().map(|sent| sent.data[..8].try_into());
        let sent = programs.clone().zip(heads.map(Result::unwrap));
        self.seen.extend(sent);
        let program = programs.last().expect("an instruction");
        let stop = what.into().of(program);
        self.visitor
            .visit(&mut self.world, stop, instructions, signers);
    }
}

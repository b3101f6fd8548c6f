//! A catalogue of every instruction of the suite, for tests and benches of all instructions, such as costs and
//! pauses.
//!
//! The catalogue creates networks and brings each to a state in which an instruction can be sent; a [`Visitor`] sends
//! it. Addresses that a caller can choose have the bump 255, since a lower one costs 1,500 units per step and a
//! client can avoid it.

use agave_feature_set::FeatureSet;
use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_instruction},
};
use io_vm::features;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{key, World};

mod autopay;
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
mod table;
mod votes;

pub use program::Program;
pub use stop::{Stop, Target};
pub use table::{Risk, Row, Thing, TABLE};

use stop::What;

/// Visits the stops of the catalogue.
pub trait Visitor {
    /// Whether the machines record traces (`io_vm::Vm::trace`), which takes time.
    fn looks(&self) -> bool {
        false
    }

    /// What is active on the way.
    fn features(&self) -> FeatureSet {
        features::mainnet()
    }

    /// Sees a network that has launched, before the catalogue goes through it.
    fn arrive(&mut self, _world: &mut World) {}

    /// Sends the instructions of `stop`, in one transaction paid and signed by the first of `signers`. The catalogue goes on
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
    let mut unseen: Vec<&Row> = TABLE.iter().collect();
    type Part = (bool, fn(&mut Catalogue));
    let parts: [Part; 5] = [
        (false, deployment::catalogue),
        (true, governance::catalogue),
        (true, emissions::catalogue),
        (true, marketplace::catalogue),
        (true, fee_burn::catalogue),
    ];
    for (launched, part) in parts {
        let mut world = if visitor.looks() {
            World::bare_traced()
        } else {
            World::bare_lite_with(&visitor.features())
        };
        if launched {
            world = world.launched();
            visitor.arrive(&mut world);
        }
        part(&mut Catalogue {
            world,
            visitor,
            unseen: &mut unseen,
        });
    }
    let unseen: Vec<_> = unseen.iter().map(|row| (row.program, row.name)).collect();
    assert!(unseen.is_empty(), "no stop at {unseen:?}");
}

/// A part of the way, in a world of its own.
struct Catalogue<'a> {
    world: World,
    visitor: &'a mut dyn Visitor,
    unseen: &'a mut Vec<&'static Row>,
}

impl Catalogue<'_> {
    fn stop(&mut self, what: impl Into<What>, instruction: Instruction, signers: &[&Keypair]) {
        self.transaction(what, &[instruction], signers);
    }

    /// Somebody sends excess lamports to an account.
    fn give(&mut self, account: &Pubkey) {
        let authority = key("authority");
        let give = system_instruction::transfer(&authority.pubkey(), account, 1_000_000);
        self.world.must(&[give], &[&authority]);
    }

    /// Stops at an instruction and others that go with it.
    #[track_caller]
    fn transaction(
        &mut self,
        what: impl Into<What>,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) {
        let program = Program::of(&instructions[0].program_id);
        let stop = what.into().of(program);
        let sent: Vec<&Row> = instructions.iter().map(Row::sent).collect();
        assert!(sent.contains(&stop.row), "{stop} is another instruction");
        self.unseen.retain(|row| !sent.contains(row));
        self.visitor
            .visit(&mut self.world, stop, instructions, signers);
    }
}

//! The formats that a transaction can be sent in.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};

use crate::World;

/// A format of transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// 1,232 bytes.
    Legacy,
    /// As many, version 0, with a lookup table.
    Table,
    /// Version 1: 4,096 bytes, 64 addresses.
    V1,
}

impl Wire {
    /// All of them, in the order of their age.
    pub const ALL: [Self; 3] = [Self::Legacy, Self::Table, Self::V1];

    /// Sends every later transaction of `world` in it; `known` are the addresses of the table.
    pub fn set(self, world: &mut World, known: &[Pubkey]) {
        let table = if self == Self::Table { known } else { &[] };
        world.vm.use_table(table).unwrap();
        world.vm.use_v1(self == Self::V1);
    }
}

/// The addresses of instructions that do not sign, each once.
pub fn unsigned(instructions: &[Instruction]) -> Vec<Pubkey> {
    let metas = instructions.iter().flat_map(|one| &one.accounts);
    let others = metas.filter(|meta| !meta.is_signer);
    let mut keys: Vec<Pubkey> = others.map(|meta| meta.pubkey).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

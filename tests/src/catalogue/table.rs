//! The instructions of the suite, a row each, with what tests have to know of it.

use std::{collections::BTreeMap, sync::LazyLock};

use anchor_lang::solana_program::instruction::Instruction;

use super::Program;
use crate::idl;

/// An instruction.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// Its program.
    pub program: Program,
    /// Its name, as the IDL has it.
    pub name: &'static str,
    /// Whether a pause stops it.
    pub risk: Risk,
    /// Whether it is refused until the ledger and the suppliers that it names are at the present hour (P-07).
    pub clock: bool,
    /// Whether it is refused until the delegations that it names have followed the slashes of their suppliers (P-11).
    pub slashes: bool,
    /// Whether it is refused when it comes a second time.
    pub once: bool,
    /// What it leads out of, or brings new risk to.
    pub of: Option<Thing>,
}

/// Whether an instruction brings new risk, so that a pause stops it (P-18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Risk {
    /// It brings none.
    None,
    /// If it attests more than 0 GPUs.
    Attested,
    /// Always.
    New,
}

/// What people want to get out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A reservation.
    Reservation,
    /// A delegation.
    Delegation,
    /// A supplier.
    Supplier,
    /// A slash.
    Slash,
    /// An offer.
    Offer,
    /// All else.
    Rest,
}

use Thing::*;

/// All rows. Of each thing the ways out are tried in this order.
pub static TABLE: &[Row] = &[
    fee_burn("initialize").once(),
    fee_burn("burn_fees").of(Rest),
    fee_burn("pay_council").of(Rest),
    fee_burn("open_auction").once().risk().of(Rest),
    fee_burn("update_anchor").once().risk().of(Rest),
    fee_burn("fill_auction").risk().of(Rest),
    fee_burn("flash_fill_begin").risk(),
    // It can only follow the beginning.
    fee_burn("flash_fill_end"),
    fee_burn("expire_auction").of(Rest),
    fee_burn("govern"),
    fee_burn("propose_change").once(),
    fee_burn("apply_change").once(),
    fee_burn("cancel_change").once(),
    fee_burn("reclaim_rent"),
    emissions("initialize").once(),
    emissions("set_council"),
    emissions("launch").once(),
    emissions("create_history_page").once(),
    emissions("advance_clock"),
    emissions("settle_supplier"),
    emissions("attest").once().clock().attests(),
    emissions("attest_approved").once().clock().attests(),
    emissions("open_approval").once(),
    emissions("approve"),
    emissions("register_supplier").once(),
    emissions("update_supplier"),
    emissions("set_commission").clock(),
    emissions("propose_owner"),
    emissions("accept_owner").once(),
    emissions("unstake_own").clock().of(Supplier),
    emissions("withdraw_own").once().of(Supplier),
    emissions("claim_supplier").of(Supplier),
    emissions("close_supplier").once().clock().of(Supplier),
    // P-18 does not name these two: they are for the owner's stake what `delegate` and `cancel_unstake` are for that of
    // delegators. Stake that comes in bears slashes, and raises the units that earn.
    emissions("stake_own").clock().risk().of(Supplier),
    emissions("cancel_own_unstake")
        .once()
        .clock()
        .risk()
        .of(Supplier),
    emissions("open_delegation").once(),
    emissions("apply_slash").of(Delegation),
    emissions("unstake").clock().slashes().of(Delegation),
    emissions("unstake_held")
        .once()
        .clock()
        .slashes()
        .of(Delegation),
    emissions("withdraw").once().slashes().of(Delegation),
    emissions("claim").slashes().of(Delegation),
    emissions("close_delegation")
        .once()
        .slashes()
        .of(Delegation),
    emissions("delegate")
        .clock()
        .slashes()
        .risk()
        .of(Delegation),
    emissions("compound")
        .clock()
        .slashes()
        .risk()
        .of(Delegation),
    emissions("cancel_unstake")
        .once()
        .clock()
        .slashes()
        .risk()
        .of(Delegation),
    emissions("request_redelegation").once(),
    emissions("redelegate").once().clock().slashes().risk(),
    emissions("cancel_redelegation").once().of(Rest),
    emissions("close_approval").once().of(Rest),
    emissions("propose_slash").once(),
    emissions("propose_breach_slash").once(),
    emissions("withdraw_slash").once().of(Slash),
    emissions("execute_slash").once().clock().of(Slash),
    emissions("lapse_slash").once().of(Slash),
    emissions("set_model").once(),
    emissions("suspend_attestor"),
    emissions("revoke_attestation").clock(),
    emissions("govern"),
    emissions("propose_change").once(),
    emissions("apply_change").once().clock(),
    emissions("cancel_change").once(),
    emissions("reclaim_rent"),
    emissions("create_voter_weight_record").once(),
    emissions("update_voter_weight_record").slashes(),
    emissions("close_voter_weight_record").once().of(Rest),
    emissions("create_max_voter_weight_record").once(),
    emissions("update_max_voter_weight_record"),
    marketplace("initialize").once(),
    marketplace("init_supplier_usage").once(),
    marketplace("create_offer").once().risk(),
    marketplace("edit_offer"),
    marketplace("set_offer_paused"),
    marketplace("close_offer").once().of(Offer),
    marketplace("reserve").once().risk().of(Offer),
    marketplace("start").once().of(Reservation),
    marketplace("decline").once().of(Reservation),
    marketplace("cancel").once().of(Reservation),
    marketplace("settle_reservation").of(Reservation),
    marketplace("sweep_fees").of(Reservation),
    marketplace("terminate").once().of(Reservation),
    marketplace("terminate_by_supplier").once().of(Reservation),
    marketplace("terminate_for_downtime").once().of(Reservation),
    marketplace("complete").once().of(Reservation),
    marketplace("open_dispute").once().of(Reservation),
    marketplace("expire_dispute").once().of(Reservation),
    marketplace("close_reservation").of(Reservation),
    marketplace("withdraw_owed").once().of(Reservation),
    marketplace("extend").risk().of(Reservation),
    marketplace("extend_by_autopay").risk().of(Reservation),
    marketplace("set_autopay"),
    marketplace("close_autopay").once().of(Rest),
    marketplace("announce_end").once(),
    marketplace("report_outage").once(),
    marketplace("decide_dispute").once(),
    marketplace("govern"),
    marketplace("propose_change").once(),
    marketplace("apply_change").once(),
    marketplace("cancel_change").once(),
    marketplace("reclaim_rent"),
];

const fn row(program: Program, name: &'static str) -> Row {
    Row {
        program,
        name,
        risk: Risk::None,
        clock: false,
        slashes: false,
        once: false,
        of: None,
    }
}

const fn emissions(name: &'static str) -> Row {
    row(Program::Emissions, name)
}

const fn marketplace(name: &'static str) -> Row {
    row(Program::Marketplace, name)
}

const fn fee_burn(name: &'static str) -> Row {
    row(Program::FeeBurn, name)
}

impl Row {
    const fn risk(mut self) -> Self {
        self.risk = Risk::New;
        self
    }

    const fn attests(mut self) -> Self {
        self.risk = Risk::Attested;
        self
    }

    const fn clock(mut self) -> Self {
        self.clock = true;
        self
    }

    const fn slashes(mut self) -> Self {
        self.slashes = true;
        self
    }

    const fn once(mut self) -> Self {
        self.once = true;
        self
    }

    const fn of(mut self, thing: Thing) -> Self {
        self.of = Some(thing);
        self
    }

    /// The row of an instruction that is sent.
    pub fn sent(instruction: &Instruction) -> &'static Self {
        let program = Program::of(&instruction.program_id);
        let key = (program, idl::discriminator_of(instruction));
        BY_DISCRIMINATOR.get(&key).expect("a row of the catalogue")
    }

    /// The row of a program's instruction.
    pub fn of_program(program: Program, name: &str) -> Option<&'static Self> {
        Self::named(name).find(|row| row.program == program)
    }

    /// Rows of a name: several programs may have one.
    pub fn named(name: &str) -> impl Iterator<Item = &'static Self> + use<'_> {
        TABLE.iter().filter(move |row| row.name == name)
    }
}

static BY_DISCRIMINATOR: LazyLock<BTreeMap<(Program, [u8; 8]), &Row>> = LazyLock::new(|| {
    let idls = idl::Idls::read();
    let listed = idls.instructions().filter_map(|(program, entry)| {
        let row = Row::of_program(program, &entry.name)?;
        Some(((program, entry.discriminator), row))
    });
    listed.collect()
});

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_instruction_of_the_idls_has_one_row() {
        let idls = idl::Idls::read();
        let there = idls.instructions().map(|(of, it)| (of, it.name.as_str()));
        let there: BTreeSet<_> = there.collect();
        let listed: BTreeSet<_> = TABLE.iter().map(|row| (row.program, row.name)).collect();
        let apart: Vec<_> = there.symmetric_difference(&listed).collect();
        assert!(
            apart.is_empty(),
            "in the IDLs or in TABLE, not in both: {apart:?}"
        );
        assert_eq!(listed.len(), TABLE.len(), "a row twice");
    }
}

//! Signing for both machines.

use anchor_lang::{prelude::*, solana_program::instruction::Instruction};
use io_client::{
    transaction::{Budget, Draft, Format, MAX_COMPUTE_UNITS},
    SendError,
};
use solana_account::Account;
use solana_hash::Hash;
use solana_message::AddressLookupTableAccount;
use solana_sdk_ids::address_lookup_table;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

use crate::features;

/// Limits in use one after the other, so that equal instructions make different transactions.
const VARIANTS: u32 = 100_000;

/// Compute budget of a transaction here, without a priority fee.
pub(crate) const LARGEST: Budget = Budget {
    limit: MAX_COMPUTE_UNITS,
    price: 0,
    loaded_bytes: None,
};

/// Where the lookup table of [`crate::Vm::use_table`] is.
const TABLE: Pubkey = Pubkey::new_from_array([0xa1; 32]);

/// Creates transactions that are all different, without waiting for a new blockhash.
#[derive(Clone, Default)]
pub(crate) struct Transactions {
    made: u32,
    unsigned: bool,
    /// Whether to build version 1.
    pub(crate) v1: bool,
    table: Option<AddressLookupTableAccount>,
}

impl Transactions {
    /// Looks `addresses` up in a table from now on, if there are any, and gives the table's address and account.
    pub(crate) fn use_table(&mut self, addresses: &[Pubkey]) -> (Pubkey, Account) {
        let table = AddressLookupTableAccount {
            key: TABLE,
            addresses: addresses.to_vec(),
        };
        self.table = Some(table).filter(|_| !addresses.is_empty());
        // ProgramState::LookupTable of LookupTableMeta { deactivation_slot: MAX, last_extended_slot: 0,
        // last_extended_slot_start_index: 0, authority: None } in 56 bytes, and the addresses.
        let mut data = [&[1, 0, 0, 0][..], &[0xff; 8], &[0; 44]].concat();
        data.extend(addresses.iter().flat_map(|address| address.to_bytes()));
        let account = Account {
            lamports: features::rent().minimum_balance(data.len()),
            data,
            owner: address_lookup_table::ID,
            ..Account::default()
        };
        (TABLE, account)
    }

    /// Whether to build version 1 from now on.
    pub(crate) fn use_v1(&mut self, on: bool) {
        self.v1 = on;
    }

    /// Leaves transactions unsigned from now on.
    pub(crate) fn leave_unsigned(&mut self) {
        self.unsigned = true;
    }

    pub(crate) fn sign(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
        blockhash: Hash,
    ) -> std::result::Result<VersionedTransaction, SendError> {
        self.make(instructions, signers, blockhash, self.unsigned)
    }

    /// The same without signatures, for simulations: a signer may be only an address.
    pub(crate) fn try_out(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
        blockhash: Hash,
    ) -> std::result::Result<VersionedTransaction, SendError> {
        self.make(instructions, signers, blockhash, true)
    }

    fn make(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
        blockhash: Hash,
        unsigned: bool,
    ) -> std::result::Result<VersionedTransaction, SendError> {
        self.made = self.made.wrapping_add(1);
        let variant = self.made.checked_rem(VARIANTS).unwrap_or(0);
        let budget = Budget {
            limit: LARGEST.limit.saturating_sub(variant),
            ..LARGEST
        };
        let format = match self.table.as_slice() {
            _ if self.v1 => Format::V1,
            [] => Format::Legacy,
            tables => Format::V0(tables),
        };
        let payer = signers.first().map(|signer| signer.pubkey());
        let draft = Draft {
            payer: payer.unwrap_or_default(),
            instructions,
            blockhash,
            nonce: None,
            budget,
            format,
        };
        if unsigned {
            draft.leave_unsigned(signers)
        } else {
            draft.sign(signers)
        }
    }
}

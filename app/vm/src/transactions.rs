//! How both machines sign.

use anchor_lang::{prelude::*, solana_program::instruction::Instruction};
use io_client::{
    transaction::{MAX_COMPUTE_UNITS, MAX_SIZE},
    SendError,
};
use solana_account::Account;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_message::{v0, AddressLookupTableAccount, Message, VersionedMessage};
use solana_sdk_ids::address_lookup_table;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

/// Limits in use one after the other, so that equal instructions make different transactions.
const VARIANTS: u32 = 100_000;

/// Where the lookup table of [`crate::Vm::use_table`] is.
const TABLE: Pubkey = Pubkey::new_from_array([0xa1; 32]);

/// Neither machine minds a transaction that no packet could carry; the cluster does.
fn check_size(transaction: &VersionedTransaction) -> std::result::Result<(), SendError> {
    // The count of signatures is one byte below 128 of them.
    let signatures = transaction.signatures.len().saturating_mul(64);
    let message = transaction.message.serialize().len();
    let size = message.saturating_add(signatures).saturating_add(1);
    if size <= MAX_SIZE {
        return Ok(());
    }
    let log = format!("the transaction has {size} bytes, more than the {MAX_SIZE} of a packet");
    Err(SendError::Refused {
        error: TransactionError::SanitizeFailure,
        logs: vec![log],
    })
}

/// Makes transactions of which no two are the same, without waiting for a new blockhash.
#[derive(Default)]
pub(crate) struct Transactions {
    made: u32,
    table: Vec<Pubkey>,
}

impl Transactions {
    /// Looks `addresses` up in a table from now on, if there are any, and gives the table's address and account.
    pub(crate) fn use_table(&mut self, addresses: &[Pubkey]) -> (Pubkey, Account) {
        self.table = addresses.to_vec();
        // ProgramState::LookupTable of LookupTableMeta { deactivation_slot: MAX, last_extended_slot: 0,
        // last_extended_slot_start_index: 0, authority: None } in 56 bytes, and the addresses.
        let mut data = [&[1, 0, 0, 0][..], &[0xff; 8], &[0; 44]].concat();
        data.extend(addresses.iter().flat_map(|address| address.to_bytes()));
        let account = Account {
            lamports: Rent::default().minimum_balance(data.len()),
            data,
            owner: address_lookup_table::ID,
            ..Account::default()
        };
        (TABLE, account)
    }

    pub(crate) fn sign(
        &mut self,
        instructions: &[Instruction],
        signers: &[&Keypair],
        blockhash: Hash,
    ) -> std::result::Result<VersionedTransaction, SendError> {
        self.made = self.made.wrapping_add(1);
        let limit = MAX_COMPUTE_UNITS.saturating_sub(self.made.checked_rem(VARIANTS).unwrap_or(0));
        let budget = ComputeBudgetInstruction::set_compute_unit_limit(limit);
        let instructions: Vec<Instruction> = std::iter::once(budget)
            .chain(instructions.iter().cloned())
            .collect();
        let unsigned = |log: String| SendError::Refused {
            error: TransactionError::SignatureFailure,
            logs: vec![log],
        };
        let payer = signers.first().map(|signer| signer.pubkey());
        let payer = payer.ok_or_else(|| unsigned("nobody signs".into()))?;
        let message = if self.table.is_empty() {
            let message = Message::new_with_blockhash(&instructions, Some(&payer), &blockhash);
            VersionedMessage::Legacy(message)
        } else {
            let table = AddressLookupTableAccount {
                key: TABLE,
                addresses: self.table.clone(),
            };
            let message = v0::Message::try_compile(&payer, &instructions, &[table], blockhash);
            VersionedMessage::V0(message.map_err(|error| unsigned(error.to_string()))?)
        };
        // Some of `signers` may be the same, or not be needed.
        let bytes = message.serialize();
        let needed = usize::from(message.header().num_required_signatures);
        let keys = message.static_account_keys().iter().take(needed);
        let signatures = keys.map(|key| {
            let signer = signers.iter().find(|signer| signer.pubkey() == *key);
            let signature = signer.map(|signer| signer.sign_message(&bytes));
            signature.ok_or_else(|| unsigned(format!("{key} has not signed")))
        });
        let transaction = VersionedTransaction {
            signatures: signatures.collect::<std::result::Result<_, _>>()?,
            message,
        };
        check_size(&transaction)?;
        Ok(transaction)
    }
}

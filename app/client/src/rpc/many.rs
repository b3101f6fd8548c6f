//! Sends many transactions in parallel.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread::{scope, sleep},
};

use anchor_lang::solana_program::instruction::Instruction;
use solana_rpc_client_api::client_error;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

use super::{unreachable, unsent, RpcNetwork, MAX_WAIT, PATIENCE, REBROADCAST};
use crate::{transaction::Draft, Network, SendError};

/// Transactions in flight: the most signatures that one `getSignatureStatuses` takes.
const BATCH: usize = 256;
/// Requests in flight.
const WORKERS: usize = 16;

impl RpcNetwork {
    /// Sends transactions, a batch at a time. Only the first is simulated; all get its compute limit.
    pub(super) fn send_many(
        &mut self,
        transactions: &[Vec<Instruction>],
        signers: &[&dyn Signer],
    ) -> Result<(), SendError> {
        let Some(first) = transactions.first() else {
            return Ok(());
        };
        let units = self.simulate(first, signers)?.compute_units;
        for batch in transactions.chunks(BATCH) {
            let latest = self
                .client
                .get_latest_blockhash_with_commitment(self.commitment);
            let (blockhash, last_height) = latest.map_err(unsent)?;
            let mut signed = Vec::with_capacity(batch.len());
            for instructions in batch {
                let draft = self.draft(instructions, signers, blockhash)?;
                let budget = self.budget(Some(units));
                signed.push(Draft { budget, ..draft }.sign(signers)?);
            }
            self.settle(signed, last_height)?;
        }
        Ok(())
    }

    /// Broadcasts them until each has landed or expired.
    fn settle(
        &self,
        mut missing: Vec<VersionedTransaction>,
        last_height: u64,
    ) -> Result<(), SendError> {
        let (mut looks, mut misses) = (0_u32, 0_u32);
        while !missing.is_empty() {
            if looks.checked_rem(REBROADCAST) == Some(0) {
                self.broadcast_all(&missing);
            }
            looks = looks.saturating_add(1);
            sleep(MAX_WAIT);
            // Height before status: a transaction without a status afterwards had not landed at that height.
            let tip = self.client.get_epoch_info_with_commitment(self.commitment);
            let settled = tip.and_then(|tip| Ok((tip, self.settled(&missing)?)));
            match settled {
                Ok((tip, (slot, settled))) => {
                    misses = 0;
                    for outcome in settled.iter().flatten() {
                        if let Err(error) = outcome {
                            return Err(SendError::Refused {
                                error: error.clone(),
                                logs: Vec::new(),
                            });
                        }
                    }
                    let mut settled = settled.iter();
                    missing.retain(|_| settled.next().is_none_or(Option::is_none));
                    if tip.block_height > last_height && slot >= tip.absolute_slot {
                        return Ok(());
                    }
                }
                Err(error) if misses >= PATIENCE => return Err(unreachable(error).into()),
                Err(_) => misses = misses.saturating_add(1),
            }
        }
        Ok(())
    }

    /// The node's slot, and the outcome of each that has landed at the requested commitment.
    fn settled(
        &self,
        transactions: &[VersionedTransaction],
    ) -> client_error::Result<(u64, Vec<Option<Outcome>>)> {
        let signatures: Vec<_> = transactions.iter().map(|it| it.signatures[0]).collect();
        let statuses = self.client.get_signature_statuses(&signatures)?;
        let settled = statuses.value.into_iter().map(|status| {
            let status = status.filter(|it| it.satisfies_commitment(self.commitment));
            status.map(|status| status.status)
        });
        Ok((statuses.context.slot, settled.collect()))
    }

    /// Sends all of them to the node. One that it rejects now is broadcast again.
    fn broadcast_all(&self, transactions: &[VersionedTransaction]) {
        let next = AtomicUsize::new(0);
        scope(|scope| {
            for _ in 0..WORKERS.min(transactions.len()) {
                scope.spawn(|| {
                    while let Some(transaction) =
                        transactions.get(next.fetch_add(1, Ordering::Relaxed))
                    {
                        let _ = self.broadcast(transaction);
                    }
                });
            }
        });
    }
}

/// Of a transaction in a block.
type Outcome = Result<(), solana_transaction_error::TransactionError>;

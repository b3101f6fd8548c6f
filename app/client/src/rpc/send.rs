//! From instructions to the outcome of a transaction on a cluster.

use std::time::Duration;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use serde_json::json;
use solana_hash::Hash;
use solana_rpc_client_api::response::{Response, RpcBlockhash};
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

use super::{ask::read_error, node::Nodes, unknown, RpcNetwork};
use crate::{
    nonce,
    sending::{
        node::{Fault, Kind, Node},
        Backoff, Ended, Life, Pursuit, Signed, BATCH,
    },
    transaction::{self, Budget, Draft, Format, MAX_COMPUTE_UNITS, MAX_LOADED_BYTES},
    Network, NotTaken, Preview, ReadError, Receipt, SendError,
};

/// Attempts to get a signature that is in no block yet.
const ATTEMPTS: u32 = 3;

/// A blockhash and its lifetime.
#[derive(Clone, Copy)]
struct Fresh {
    hash: Hash,
    life: Life,
    /// When it was received.
    born: Duration,
}

impl RpcNetwork {
    pub(super) fn nodes(&self) -> Nodes<'_> {
        Nodes {
            rpc: &self.rpc,
            commitment: self.commitment,
            until: self
                .rpc
                .clock
                .now()
                .saturating_add(self.rpc.timeouts.outcome),
        }
    }

    /// The latest blockhash alone.
    pub(super) fn latest(&self) -> Result<Hash, ReadError> {
        Ok(self.fresh()?.hash)
    }

    /// The latest blockhash.
    fn fresh(&self) -> Result<Fresh, ReadError> {
        let config = json!([{ "commitment": self.commitment.commitment, "minContextSlot": self.seen.least(self.rpc.clock.now()) }]);
        let method = "getLatestBlockhash";
        let answer: Response<RpcBlockhash> = self.rpc.read(method, &config)?;
        // After the answer: it is at least as old as that.
        let born = self.rpc.clock.now();
        let hash = answer.value.blockhash.parse();
        let hash = hash.map_err(|_| ReadError::Unreachable("it gives no blockhash".into()))?;
        let slot = answer.context.slot;
        Ok(Fresh {
            hash,
            life: Life::Blockhash {
                hash,
                slot,
                last_height: Some(answer.value.last_valid_block_height),
            },
            born,
        })
    }

    /// The transaction in the oldest format that fits with all budget instructions, with the largest budget and
    /// without a price, so that the fee does not affect the simulation.
    fn draft<'a>(
        &mut self,
        instructions: &'a [Instruction],
        signers: &[&dyn Signer],
        blockhash: Hash,
    ) -> Result<Draft<'a>, SendError> {
        let payer = signers.first().map(|signer| signer.pubkey());
        let full = Draft {
            payer: payer.unwrap_or_default(),
            instructions,
            blockhash,
            nonce: None,
            budget: Budget {
                limit: MAX_COMPUTE_UNITS,
                price: self.price,
                loaded_bytes: Some(MAX_LOADED_BYTES),
            },
            format: Format::Legacy,
        };
        let format = transaction::format(self, &full).map_err(SendError::Unsent)?;
        let budget = Budget {
            price: 0,
            ..full.budget
        };
        Ok(Draft {
            format,
            budget,
            ..full
        })
    }

    pub(super) fn simulate_at(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
        watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        // Replaced by the node's own.
        let draft = self.draft(instructions, signers, Hash::default())?;
        // Unsigned: nodes do not verify here, and a hardware wallet would ask for a button press.
        self.try_out(&draft.leave_unsigned(signers)?, self.least(), true, watched)
    }

    /// Simulates, signs, announces and sends, until it is as sure as the commitment says.
    pub(super) fn send_one(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        self.set_price(&[instructions], signers);
        let receipt = self.simulate_at(instructions, signers, &[])?.receipt;
        let sent = self.sign_and_send(&[instructions], signers, receipt.compute_units)?;
        let signature = sent.into_iter().next().unwrap_or_default();
        Ok(Receipt {
            signature,
            ..receipt
        })
    }

    /// Simulates, signs, announces and sends once, and leaves it to the node to repeat that.
    pub(super) fn submit_one(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Signature, SendError> {
        self.set_price(&[instructions], signers);
        let simulated = self.simulate_at(instructions, signers, &[])?.receipt;
        let signed = self.sign_all(&[instructions], signers, simulated.compute_units)?;
        let mut signature = Signature::default();
        for it in &signed {
            signature = it.signature();
            self.observer.announce(&[it.announcement()]);
            let Err(fault) = self.nodes().leave(&it.transaction) else {
                continue;
            };
            return Err(match (fault.kind, &fault.refusal) {
                (Kind::Unconnected, _) => SendError::Unsent(read_error("sendTransaction", fault)),
                (Kind::Refused, Some((TransactionError::AlreadyProcessed, _))) => continue,
                (Kind::Refused, _) => not_taken(signature, &it.life, fault),
                (Kind::Lost | Kind::Busy, _) => SendError::Unknown {
                    signature,
                    reason: read_error("sendTransaction", fault).to_string(),
                },
            });
        }
        Ok(signature)
    }

    /// Sends similar transactions, a batch at a time. Only the first is simulated; all get its compute limit. Those that
    /// expire are left out.
    pub(super) fn send_many(
        &mut self,
        transactions: &[Vec<Instruction>],
        signers: &[&dyn Signer],
    ) -> Result<(), SendError> {
        let Some(first) = transactions.first() else {
            return Ok(());
        };
        let units = self.simulate_at(first, signers, &[])?.receipt.compute_units;
        for batch in transactions.chunks(BATCH) {
            let batch: Vec<_> = batch.iter().map(Vec::as_slice).collect();
            self.set_price(&batch, signers);
            match self.sign_and_send(&batch, signers, units) {
                Ok(_) | Err(SendError::Expired(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// One transaction of each, with a limit for so many compute units.
    fn sign_and_send(
        &mut self,
        all: &[&[Instruction]],
        signers: &[&dyn Signer],
        units: u64,
    ) -> Result<Vec<Signature>, SendError> {
        let signed = self.sign_all(all, signers, units)?;
        self.pursue(signed)
    }

    /// The same, signed and not sent.
    fn sign_all(
        &mut self,
        all: &[&[Instruction]],
        signers: &[&dyn Signer],
        units: u64,
    ) -> Result<Vec<Signed>, SendError> {
        let fresh = self.fresh().map_err(SendError::Unsent)?;
        let mut signed = Vec::with_capacity(all.len());
        for instructions in all {
            let draft = self.draft(instructions, signers, fresh.hash)?;
            signed.push(self.sign_new(&draft, signers, units, &fresh)?);
        }
        let mut attempts = 1_u32;
        // The same signature would be another process's transaction, and both would count it as theirs.
        loop {
            let known = self.known(&signed)?;
            if !known.contains(&true) {
                break;
            }
            if attempts >= ATTEMPTS {
                let reported = "every signature is known already: its randomness is broken";
                return Err(SendError::Unsent(ReadError::Unreachable(reported.into())));
            }
            attempts = attempts.saturating_add(1);
            for ((place, is_known), instructions) in known.into_iter().enumerate().zip(all) {
                if is_known {
                    let draft = self.draft(instructions, signers, fresh.hash)?;
                    signed[place] = self.sign_new(&draft, signers, units, &fresh)?;
                }
            }
        }
        Ok(signed)
    }

    fn sign_new(
        &mut self,
        draft: &Draft,
        signers: &[&dyn Signer],
        units: u64,
        fresh: &Fresh,
    ) -> Result<Signed, SendError> {
        let budget = self.budget(Some(units));
        let transaction = Draft { budget, ..*draft }.sign(signers)?;
        Ok(Signed {
            transaction,
            life: fresh.life,
            born: fresh.born,
        })
    }

    /// Whether each is in a block already.
    fn known(&self, signed: &[Signed]) -> Result<Vec<bool>, SendError> {
        let mut known = Vec::with_capacity(signed.len());
        for batch in signed.chunks(BATCH) {
            let signatures: Vec<_> = batch.iter().map(Signed::signature).collect();
            let statuses = self
                .rpc
                .patiently(|| self.nodes().statuses(&signatures, false));
            let unsent = |fault| SendError::Unsent(read_error("getSignatureStatuses", fault));
            let statuses = statuses.map_err(unsent)?;
            known.extend(statuses.value.iter().map(Option::is_some));
        }
        Ok(known)
    }

    /// Sends a transaction that is signed already. One that is in a block counts as sent.
    pub(super) fn send_as_is(
        &mut self,
        transaction: &VersionedTransaction,
    ) -> Result<Receipt, SendError> {
        let signature = transaction.signatures.first().copied().unwrap_or_default();
        let receipt = Receipt {
            signature,
            compute_units: 0,
            logs: Vec::new(),
            inner: Vec::new(),
        };
        match self.outcome(&signature).map_err(SendError::Unsent)? {
            Some(Ok(())) => return Ok(receipt),
            Some(Err(error)) => return Err(self.failed(signature, error)),
            None => {}
        }
        let life = self.life(transaction)?;
        let signed = Signed {
            transaction: transaction.clone(),
            life,
            born: self.rpc.clock.now(),
        };
        self.pursue(vec![signed])?;
        Ok(receipt)
    }

    /// Lifetime of a signed transaction. Refused if no node can execute it now: later nothing would prove that it has
    /// expired, rather than that its blockhash is not known yet.
    fn life(&mut self, transaction: &VersionedTransaction) -> Result<Life, SendError> {
        let hash = *transaction.message.recent_blockhash();
        let nonce = nonce::of(&transaction.message);
        let start = self.rpc.clock.now();
        let mut backoff = Backoff::new(super::REPEATS.0, super::REPEATS.1);
        loop {
            let (life, usable) = match nonce {
                Some(nonce) => {
                    let answer = self.look_up(&nonce.account).map_err(SendError::Unsent)?;
                    let stored = answer.value.and_then(|account| account.to_account());
                    let stored = stored.and_then(|it| nonce::decode(&nonce.account, &it).ok());
                    let life = Life::Nonce {
                        account: nonce.account,
                        value: hash,
                        slot: answer.context.slot,
                    };
                    (life, stored.is_some_and(|stored| stored.value == hash))
                }
                None => {
                    let config = json!({ "commitment": "processed" });
                    let asked = json!([hash.to_string(), config]);
                    let answer: Response<bool> = self
                        .rpc
                        .read("isBlockhashValid", &asked)
                        .map_err(SendError::Unsent)?;
                    let life = Life::Blockhash {
                        hash,
                        slot: answer.context.slot,
                        last_height: None,
                    };
                    (life, answer.value)
                }
            };
            if usable {
                return Ok(life);
            }
            let wait = backoff.next();
            let waited = self.rpc.clock.now().saturating_sub(start);
            if waited.saturating_add(wait) > self.rpc.timeouts.blockhash {
                return Err(SendError::Refused {
                    error: TransactionError::BlockhashNotFound,
                    logs: Vec::new(),
                });
            }
            self.rpc.clock.wait(wait);
        }
    }

    /// Sends them until each has ended. Fails with the first that is not confirmed; if all others are, with one that expired.
    fn pursue(&mut self, signed: Vec<Signed>) -> Result<Vec<Signature>, SendError> {
        let named = |it: &Signed| (it.signature(), it.life);
        let announced: Vec<_> = signed.iter().map(named).collect();
        let nodes = self.nodes();
        let ended = Pursuit {
            node: &nodes,
            clock: self.rpc.clock.as_ref(),
            observer: self.observer.as_ref(),
            timeouts: &self.rpc.timeouts,
        }
        .run(signed);
        let mut expired = None;
        for ((signature, life), ended) in announced.iter().zip(ended) {
            let error = match ended {
                Some(Ended::Confirmed(slot)) => {
                    self.seen.see(slot, self.rpc.clock.now());
                    continue;
                }
                // Another one has failed.
                None => continue,
                Some(Ended::Expired) => {
                    expired = Some(SendError::Expired(*signature));
                    continue;
                }
                Some(Ended::Failed(error)) => self.failed(*signature, error),
                Some(Ended::Refused(fault)) => not_taken(*signature, life, fault),
                Some(Ended::Unsent(fault)) => {
                    SendError::Unsent(read_error("sendTransaction", fault))
                }
                Some(Ended::NonceAdvanced) => SendError::NonceAdvanced(*signature),
                Some(Ended::Pending) => SendError::Pending(*signature),
                Some(Ended::Unknown(reason)) => SendError::Unknown {
                    signature: *signature,
                    reason,
                },
            };
            return Err(error);
        }
        match expired {
            Some(expired) => Err(expired),
            None => Ok(announced.into_iter().map(|(it, _)| it).collect()),
        }
    }

    /// With its log, if the node gives it.
    fn failed(&self, signature: Signature, error: TransactionError) -> SendError {
        let found = self.transaction(&signature).ok().flatten();
        let meta = found.and_then(|found| found.transaction.meta);
        let logs: Option<Vec<String>> = meta.and_then(|meta| Option::from(meta.log_messages));
        let mut logs = logs.unwrap_or_default();
        // One that stands for another name is explained by it alone.
        if error == unknown::STANDS {
            logs = self.rpc.unknown().into_iter().collect();
        }
        SendError::Failed {
            signature,
            error,
            logs,
        }
    }
}

/// A transaction that the node did not take. One whose last block height is not known is never concluded so.
fn not_taken(signature: Signature, life: &Life, fault: Fault) -> SendError {
    let (error, logs) = fault.refusal.clone().unzip();
    let reason = match &error {
        Some(error) => error.to_string(),
        None => read_error("sendTransaction", fault).to_string(),
    };
    match life {
        Life::Blockhash {
            last_height: Some(height),
            ..
        } => SendError::NotTaken(Box::new(NotTaken {
            signature,
            height: *height,
            reason,
            error,
            logs: logs.unwrap_or_default(),
        })),
        _ => SendError::Unknown { signature, reason },
    }
}

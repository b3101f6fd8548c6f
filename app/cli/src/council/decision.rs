//! What the council decides, out of the instruction that carries it out.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, AnchorDeserialize};
use anyhow::Context as _;
use emissions::instructions::{AttestBatch, ProposeSlashArgs};
use io_common::ids;
use marketplace::state::OutageReport;

use super::{attest, decide, outage, Prepared};
use crate::{context::Context, slash, wire::idl};

/// Bytes in front of the arguments of an instruction.
const DISCRIMINATOR: usize = 8;

/// A decision, with all that its hash is of.
#[derive(Clone, Debug)]
pub enum Decision {
    /// GPUs of suppliers are attested.
    Attestations {
        /// In the order of the entries.
        suppliers: Vec<Pubkey>,
        /// What is attested.
        batch: AttestBatch,
    },
    /// GPUs of a reservation are down or up.
    Outage {
        /// The reservation.
        reservation: Pubkey,
        /// Since when.
        report: OutageReport,
    },
    /// A dispute is over.
    Dispute {
        /// The reservation.
        reservation: Pubkey,
        /// The payer's share.
        decision: marketplace::state::DisputeDecision,
    },
    /// A slash is proposed.
    Slash {
        /// The supplier.
        supplier: Pubkey,
        /// How much, and why.
        args: ProposeSlashArgs,
    },
    /// A slash is withdrawn.
    Withdrawal {
        /// The slash.
        slash: Pubkey,
    },
}

impl Decision {
    /// The decision that an instruction carries out; none if the council does not agree to such.
    ///
    /// # Errors
    /// If it is cut off, or lacks accounts.
    pub fn of(instruction: &Instruction) -> anyhow::Result<Option<Self>> {
        let program = instruction.program_id;
        if program != ids::emissions::ID && program != ids::marketplace::ID {
            return Ok(None);
        }
        let named = idl::decode(&program, &instruction.data)?;
        let named = named.context("an instruction of no program of the suite")?;
        let account = |name: &str| {
            let place = named.accounts.iter().position(|role| role.name == name);
            let account = place.and_then(|place| instruction.accounts.get(place));
            let account = account.with_context(|| format!("{} has no {name}", named.name))?;
            anyhow::Ok(account.pubkey)
        };
        let arguments = instruction.data.get(DISCRIMINATOR..).unwrap_or_default();
        let decision = match named.name.as_str() {
            "attest" | "attest_approved" => {
                let batch: AttestBatch = read(arguments)?;
                let further = instruction.accounts.get(named.accounts.len()..);
                let further = further.unwrap_or_default();
                // Behind the attestors who sign.
                let first = further.len().checked_sub(batch.entries.len());
                let first = first.context("attest has fewer suppliers than entries")?;
                let suppliers = further.iter().skip(first).map(|it| it.pubkey);
                Self::Attestations {
                    suppliers: suppliers.collect(),
                    batch,
                }
            }
            "report_outage" => Self::Outage {
                reservation: account("reservation")?,
                report: read(arguments)?,
            },
            "decide_dispute" => Self::Dispute {
                reservation: account("reservation")?,
                decision: read(arguments)?,
            },
            "propose_slash" => Self::Slash {
                supplier: account("supplier")?,
                args: read(arguments)?,
            },
            // The authority alone withdraws one too.
            "withdraw_slash" if account("authority")? == program => Self::Withdrawal {
                slash: account("slash")?,
            },
            _ => return Ok(None),
        };
        Ok(Some(decision))
    }

    /// The decision, as it stands now.
    ///
    /// # Errors
    /// If what it is about is not there, or a later decision has come before it.
    pub fn prepare(self, context: &mut Context) -> anyhow::Result<Prepared> {
        match self {
            Self::Attestations { suppliers, batch } => attest::prepare(context, suppliers, batch),
            Self::Outage {
                reservation,
                report,
            } => outage::prepare(context, reservation, report),
            Self::Dispute {
                reservation,
                decision,
            } => decide::prepare(context, reservation, decision),
            Self::Slash { supplier, args } => slash::proposal(context, supplier, args),
            Self::Withdrawal { slash } => slash::withdrawal(context, slash),
        }
    }
}

fn read<T: AnchorDeserialize>(mut arguments: &[u8]) -> anyhow::Result<T> {
    Ok(T::deserialize(&mut arguments)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use emissions::instructions::AttestationEntry;
    use io_client::{emissions as client, marketplace as market};
    use io_common::types::Pool;

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    #[test]
    fn signed_or_approved_the_decision_reads_the_same() {
        let entry = |gpus| AttestationEntry {
            gpus,
            pool: Pool::Enterprise,
            ends_at: 9,
        };
        let batch = AttestBatch {
            made_at: 7,
            evidence: [8; 32],
            entries: vec![entry(1), entry(2)],
        };
        let suppliers = [key(1), key(2)];
        let (signed, approved) = (
            client::attest(&[key(5), key(6)], &suppliers, batch.clone()),
            client::attest_approved(&key(3), &[4; 32], &suppliers, batch),
        );
        for instruction in [signed, approved] {
            let Some(Decision::Attestations { suppliers, batch }) =
                Decision::of(&instruction).unwrap()
            else {
                panic!("no attestations");
            };
            assert_eq!(suppliers, [key(1), key(2)]);
            assert_eq!((batch.made_at, batch.entries[1].gpus), (7, 2));
        }
        let report = OutageReport {
            made_at: 7,
            at: 5,
            down: true,
        };
        for agreement in [
            market::Agreement::Signed(&[key(5)]),
            market::Agreement::Approved([4; 32]),
        ] {
            let reported = market::report_outage(agreement, &key(1), report.clone());
            let Some(Decision::Outage {
                reservation,
                report,
            }) = Decision::of(&reported).unwrap()
            else {
                panic!("no outage");
            };
            assert_eq!((reservation, report.at, report.down), (key(1), 5, true));
        }
    }

    #[test]
    fn what_the_council_does_not_agree_to_is_no_decision() {
        let govern = client::govern(&key(1), io_common::governance::GovernanceAction::Pause);
        assert!(Decision::of(&govern).unwrap().is_none());
        let foreign = Instruction::new_with_bytes(key(9), &govern.data, Vec::new());
        assert!(Decision::of(&foreign).unwrap().is_none());
        let report = OutageReport {
            made_at: 7,
            at: 5,
            down: true,
        };
        let whole = market::report_outage(market::Agreement::Signed(&[]), &key(1), report);
        let mut cut = whole.clone();
        cut.data.pop();
        assert!(Decision::of(&cut).is_err());
        let mut poor = whole;
        poor.accounts.truncate(2);
        assert!(Decision::of(&poor).is_err());
    }
}

//! What attestors approve, and how it reaches the others: as a memo beside its first approval.
//!
//! An approval on the chain has only a hash. The memo holds the decision, so any attestor reads it from the chain and compares the
//! hash. A memo is no proof of anything.

use ::marketplace::state::OutageReport;
use anchor_lang::{
    prelude::Pubkey,
    solana_program::instruction::{AccountMeta, Instruction},
};
use emissions::instructions::{batch_hash, AttestBatch, AttestationEntry};
use io_client::{emissions as client, marketplace, Executed};
use io_common::types::Pool;
use marketplace::Agreement;
use serde::{Deserialize, Serialize};

/// The memo program.
pub const MEMO: Pubkey = Pubkey::from_str_const("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");
/// Suppliers of a batch: with its memo and first approval it fits into a transaction.
pub const MAX_SUPPLIERS: usize = 6;
/// What the memo of a decision begins with: the format and its version.
const START: &str = "io council 1 ";

/// A decision of the council that watchers make.
#[derive(Clone, Debug)]
pub enum Decision {
    /// GPUs of suppliers are attested.
    Attest {
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
}

/// As JSON has it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Fields {
    Attest {
        made_at: i64,
        evidence: String,
        /// Supplier, GPUs, pool, end.
        entries: Vec<(String, u32, String, i64)>,
    },
    Outage {
        reservation: String,
        made_at: i64,
        at: i64,
        down: bool,
    },
}

impl Decision {
    /// What is approved.
    ///
    /// # Errors
    /// None with a decision that fits a transaction.
    pub fn hash(&self) -> anchor_lang::Result<[u8; 32]> {
        match self {
            Self::Attest { suppliers, batch } => batch_hash(batch, suppliers),
            Self::Outage {
                reservation,
                report,
            } => report.hash(reservation),
        }
    }

    /// When it was made, in unix seconds.
    pub fn made_at(&self) -> i64 {
        match self {
            Self::Attest { batch, .. } => batch.made_at,
            Self::Outage { report, .. } => report.made_at,
        }
    }

    /// Suppliers that have to be at the present hour before it.
    pub fn suppliers(&self) -> &[Pubkey] {
        match self {
            Self::Attest { suppliers, .. } => suppliers,
            Self::Outage { .. } => &[],
        }
    }

    /// Carries it out, once the threshold of attestors has approved it in an account that `payer` paid for.
    pub fn carry_out(&self, payer: &Pubkey, hash: &[u8; 32]) -> Instruction {
        match self {
            Self::Attest { suppliers, batch } => {
                client::attest_approved(payer, hash, suppliers, batch.clone())
            }
            Self::Outage {
                reservation,
                report,
            } => {
                marketplace::report_outage(Agreement::Approved(*hash), reservation, report.clone())
            }
        }
    }

    /// Its memo, signed by the attestor who proposes it.
    pub fn memo(&self, attestor: &Pubkey) -> Instruction {
        Instruction {
            program_id: MEMO,
            accounts: vec![AccountMeta::new_readonly(*attestor, true)],
            data: self.write().into_bytes(),
        }
    }

    /// The text of its memo.
    pub fn write(&self) -> String {
        let fields = match self {
            Self::Attest { suppliers, batch } => Fields::Attest {
                made_at: batch.made_at,
                evidence: hexadecimal(&batch.evidence),
                entries: suppliers
                    .iter()
                    .zip(&batch.entries)
                    .map(|(supplier, it)| {
                        let pool = name(it.pool).to_string();
                        (supplier.to_string(), it.gpus, pool, it.ends_at)
                    })
                    .collect(),
            },
            Self::Outage {
                reservation,
                report,
            } => Fields::Outage {
                reservation: reservation.to_string(),
                made_at: report.made_at,
                at: report.at,
                down: report.down,
            },
        };
        let json = serde_json::to_string(&fields).unwrap_or_default();
        format!("{START}{json}")
    }

    /// The decision of a memo; none of any other text.
    pub fn read(text: &str) -> Option<Self> {
        Self::of(serde_json::from_str(text.strip_prefix(START)?).ok()?)
    }

    /// The decisions in memos as nodes list them, such as `[5] hello; [3] you`.
    pub fn in_memos(text: &str) -> Vec<Self> {
        let starts = text.match_indices(START);
        let found = starts.filter_map(|(at, start)| {
            let rest = text.get(at.saturating_add(start.len())..)?;
            let mut values = serde_json::Deserializer::from_str(rest).into_iter();
            Self::of(values.next()?.ok()?)
        });
        found.collect()
    }

    fn of(fields: Fields) -> Option<Self> {
        Some(match fields {
            Fields::Attest {
                made_at,
                evidence,
                entries,
            } => {
                let (mut suppliers, mut read) = (Vec::new(), Vec::new());
                for (supplier, gpus, pool, ends_at) in entries {
                    suppliers.push(supplier.parse().ok()?);
                    let pools = [Pool::Enterprise, Pool::Community];
                    let pool = pools.into_iter().find(|it| name(*it) == pool)?;
                    read.push(AttestationEntry {
                        gpus,
                        pool,
                        ends_at,
                    });
                }
                Self::Attest {
                    suppliers,
                    batch: AttestBatch {
                        made_at,
                        evidence: bytes(&evidence)?,
                        entries: read,
                    },
                }
            }
            Fields::Outage {
                reservation,
                made_at,
                at,
                down,
            } => Self::Outage {
                reservation: reservation.parse().ok()?,
                report: OutageReport { made_at, at, down },
            },
        })
    }

    /// The decisions in the memos of a transaction.
    pub fn of_transaction(executed: &Executed) -> Vec<Self> {
        let message = &executed.transaction.message;
        let keys = message.static_account_keys();
        let memos = message
            .instructions()
            .iter()
            .filter(|it| keys.get(usize::from(it.program_id_index)) == Some(&MEMO));
        let texts = memos.filter_map(|it| std::str::from_utf8(&it.data).ok());
        texts.filter_map(Self::read).collect()
    }
}

fn name(pool: Pool) -> &'static str {
    match pool {
        Pool::Enterprise => "enterprise",
        Pool::Community => "community",
    }
}

/// In small letters.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

/// 32 bytes of 64 hexadecimal digits.
pub fn bytes(text: &str) -> Option<[u8; 32]> {
    let is_hexadecimal = text.len() == 64 && text.bytes().all(|it| it.is_ascii_hexdigit());
    let mut bytes = [0; 32];
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(digits)
            .ok()
            .filter(|_| is_hexadecimal)?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    is_hexadecimal.then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Pubkey {
        Pubkey::from([byte; 32])
    }

    /// The largest batch.
    pub fn batch() -> Decision {
        let entries = (0..MAX_SUPPLIERS).map(|_| AttestationEntry {
            gpus: u32::MAX,
            pool: Pool::Enterprise,
            ends_at: 1_801_440_000,
        });
        Decision::Attest {
            suppliers: (200..).take(MAX_SUPPLIERS).map(key).collect(),
            batch: AttestBatch {
                made_at: 1_801_413_000,
                evidence: [255; 32],
                entries: entries.collect(),
            },
        }
    }

    fn outage() -> Decision {
        Decision::Outage {
            reservation: key(7),
            report: OutageReport {
                made_at: 1_801_413_000,
                at: 1_801_412_700,
                down: true,
            },
        }
    }

    #[test]
    fn a_decision_is_read_from_its_memo() {
        for decision in [batch(), outage()] {
            let read = Decision::read(&decision.write()).unwrap();
            assert_eq!(read.hash(), decision.hash());
            assert_eq!(read.write(), decision.write());
        }
        let text = outage().write();
        let expected = format!(
            "io council 1 {{\"outage\":{{\"reservation\":\"{}\",\"made_at\":1801413000,\"at\":1801412700,\"down\":true}}}}",
            key(7)
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn decisions_are_found_among_memos_as_nodes_list_them() {
        let (first, second) = (outage().write(), batch().write());
        let lengths = [first.len(), second.len()];
        let listed = format!(
            "[17] io council 1 none; [{}] {first}; [5] a; b; [{}] {second}",
            lengths[0], lengths[1]
        );
        let found = Decision::in_memos(&listed);
        let found: Vec<String> = found.iter().map(Decision::write).collect();
        assert_eq!(found, [first, second]);
        assert!(Decision::in_memos("").is_empty());
    }

    #[test]
    fn any_other_memo_is_none() {
        let text = outage().write();
        for other in [
            String::new(),
            "io council 1 {}".into(),
            text.replace("council 1", "council 2"),
            text.replace("\"down\"", "\"up\""),
            text.replace(&key(7).to_string(), "x"),
            batch().write().replace("ff", "fx"),
            batch().write().replace("enterprise", "other"),
        ] {
            assert!(Decision::read(&other).is_none(), "{other}");
        }
    }

    #[test]
    fn the_largest_batch_fits_with_memo_and_first_approval() {
        let (me, decision) = (key(1), batch());
        let hash = decision.hash().unwrap();
        let instructions = [
            client::open_approval(&me, hash),
            decision.memo(&me),
            client::approve(&me, &hash),
        ];
        let message = solana_message::Message::new(&instructions, Some(&me));
        // A signature and its count; and the budget: its program, limit, price and size of loaded accounts.
        let size = message.serialize().len() + 65 + 32 + 8 + 12 + 8;
        assert!(size <= 1_232, "{size}");
    }
}

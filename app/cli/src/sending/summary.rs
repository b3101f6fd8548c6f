//! What became of a command's transactions, and its report.

use anchor_lang::prelude::Pubkey;
use io_client::{
    events::{self, Event},
    Receipt,
};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

use super::Tried;
use crate::{
    context::Context,
    report::{Cell, Record, Report},
    wire::{fees, file, lifetime, signatures},
};

/// What became of the transactions of a command.
#[derive(Debug)]
pub struct SendSummary {
    outcome: &'static str,
    /// Signatures, or else the one transaction.
    all: Vec<String>,
    is_signature: bool,
    compute_units: u64,
    transactions: usize,
    /// Fee, lifetime and missing signers of a transaction that was signed and not sent.
    signed: Record,
    notes: Vec<String>,
    /// Inner instructions, as the network has returned them: over JSON-RPC those of the simulation.
    inner: Vec<(Pubkey, Vec<u8>)>,
}

impl SendSummary {
    pub(super) fn confirmed() -> Self {
        Self {
            outcome: "confirmed",
            all: Vec::new(),
            is_signature: true,
            compute_units: 0,
            transactions: 0,
            signed: Record::new(),
            notes: Vec::new(),
            inner: Vec::new(),
        }
    }

    /// Nothing, since it is a dry run.
    pub fn would_succeed() -> Self {
        Self {
            outcome: "would succeed",
            transactions: 1,
            ..Self::confirmed()
        }
    }

    /// Nothing, after a simulation that succeeded.
    pub fn tried(context: &Context, tried: Tried) -> Self {
        Self {
            compute_units: tried.compute_units,
            transactions: tried.parts,
            notes: if context.send_options.verbose {
                tried.logs
            } else {
                Vec::new()
            },
            ..Self::would_succeed()
        }
    }

    /// One transaction that was sent.
    pub fn one(context: &mut Context, receipt: Receipt) -> Self {
        let mut sent = Self::confirmed();
        sent.add(context, receipt);
        sent
    }

    /// One that was already confirmed.
    pub fn before(context: &mut Context, signature: Signature) -> Self {
        let signature = signature.to_string();
        Self {
            outcome: "confirmed before",
            notes: vec![context.place().explorer(&signature)],
            all: vec![signature],
            transactions: 1,
            ..Self::confirmed()
        }
    }

    /// One that is signed, perhaps partially or by nobody yet, and not sent.
    ///
    /// # Errors
    /// If it cannot be serialized.
    pub fn signed(transaction: &VersionedTransaction) -> anyhow::Result<Self> {
        let mut signed = fees::record(transaction);
        signed.extend(lifetime(transaction));
        signed.extend(signatures::describe(transaction));
        let mut made = transaction.signatures.iter();
        let is_signed = made.any(|it| *it != Signature::default());
        Ok(Self {
            outcome: match is_signed {
                true => "signed, not sent",
                false => "not signed, not sent",
            },
            all: vec![file::write(transaction)?],
            is_signature: false,
            transactions: 1,
            signed,
            ..Self::confirmed()
        })
    }

    /// Signatures of what was executed, in order.
    pub fn signatures(&self) -> &[String] {
        &self.all
    }

    /// The events of what was executed, as the node has recorded them; if it has not, those of the simulation.
    pub fn events(&self, context: &mut Context) -> Vec<Event> {
        let signatures = self.all.iter().filter(|_| self.is_signature);
        let mut recorded = Vec::new();
        for signature in signatures.filter_map(|it| it.parse().ok()) {
            let executed = context.network.executed(&signature).ok().flatten();
            recorded.extend(executed.and_then(|it| it.inner).into_iter().flatten());
        }
        let inner = match recorded.is_empty() {
            true => &self.inner,
            false => &recorded,
        };
        let events = inner.iter();
        events
            .filter_map(|(program, data)| events::decode(program, data))
            .collect()
    }

    /// Outcome, and the last signature or, if not sent, the transaction.
    pub fn outcome(&self) -> (&'static str, &str) {
        (self.outcome, self.all.last().map_or("", String::as_str))
    }

    /// What it pays, in words, if it is signed and not sent.
    pub fn fee(&self) -> Option<String> {
        let mut signed = self.signed.iter();
        let fee = signed.find(|(name, _)| *name == "Fee");
        fee.map(|(_, fee)| fee.display())
    }

    /// A report of `record` and of this.
    pub fn report(self, mut record: Record) -> Report {
        record.push(("Outcome", Cell::text(self.outcome)));
        let name = if self.is_signature {
            "Signature"
        } else {
            "Transaction"
        };
        record.extend(self.all.last().map(|last| (name, Cell::text(last))));
        record.extend(self.signed);
        if self.compute_units > 0 {
            record.push(("Compute units", Cell::Count(self.compute_units)));
        }
        if self.transactions != 1 {
            record.push(("Transactions", Cell::Count(self.transactions as u64)));
        }
        if self.all.len() > 1 {
            let all = self.all.into_iter().map(Cell::Text);
            record.push(("Signatures", Cell::List(all.collect())));
        }
        let mut report = Report::fields(record);
        report.notes = self.notes;
        report
    }

    pub(super) fn add(&mut self, context: &mut Context, receipt: Receipt) {
        self.transactions = self.transactions.saturating_add(1);
        self.compute_units = self.compute_units.saturating_add(receipt.compute_units);
        if context.send_options.verbose {
            self.notes.extend(receipt.logs);
        }
        self.inner.extend(receipt.inner);
        let signature = receipt.signature.to_string();
        self.notes.push(context.place().explorer(&signature));
        self.all.push(signature);
    }
}

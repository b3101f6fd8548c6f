//! A node in front of a virtual machine: it counts what it is asked, and keeps every transaction.

use std::collections::BTreeMap;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{
    Executed, Forward, Held, Match, Mention, Network, ReadError, Receipt, SendError, MAX_MENTIONS,
};
use io_vm::LiteVm;
use io_watch::decision::MEMO;
use solana_account::Account;
use solana_message::{Message, VersionedMessage};
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

/// Lamports of every transaction.
pub const FEE: u64 = 5_000;
/// Accounts of one `getMultipleAccounts`.
const TOGETHER: usize = 100;

pub struct Node<'a> {
    pub vm: &'a mut LiteVm,
    /// Requests by method.
    pub asked: BTreeMap<&'static str, usize>,
    /// What was executed, the oldest first; none if it keeps none.
    pub kept: Option<Vec<(Signature, Executed)>>,
    /// Transactions of a page, however many are asked for.
    pub page: usize,
    /// Seconds that the times of its lists are behind those of its transactions.
    pub behind: i64,
    /// Whether it lists memos.
    pub memos: bool,
    /// Whether it gives the first page again instead of the next one.
    pub stuck: bool,
    /// What it records of tokens from now on.
    pub tokens: Vec<Held>,
    /// An account that it says once is not there.
    pub null: Option<Pubkey>,
}

/// The memos of a transaction, as nodes list them.
fn memos(it: &Executed) -> Option<String> {
    let message = &it.transaction.message;
    let keys = message.static_account_keys();
    let memos = message.instructions().iter();
    let memos = memos.filter(|it| keys[usize::from(it.program_id_index)] == MEMO);
    let texts: Vec<String> = memos
        .map(|it| String::from_utf8_lossy(&it.data).into_owned())
        .map(|text| format!("[{}] {text}", text.len()))
        .collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}

impl<'a> Node<'a> {
    pub fn new(vm: &'a mut LiteVm) -> Self {
        Self {
            vm,
            asked: BTreeMap::new(),
            kept: Some(Vec::new()),
            page: MAX_MENTIONS,
            memos: false,
            stuck: false,
            behind: 0,
            tokens: Vec::new(),
            null: None,
        }
    }

    fn ask(&mut self, method: &'static str, times: usize) {
        *self.asked.entry(method).or_default() += times;
    }

    fn found(&mut self, address: &Pubkey) -> Result<Option<Account>, ReadError> {
        match self.null.take_if(|null| null == address) {
            Some(_) => Ok(None),
            None => self.vm.account(address),
        }
    }

    /// Keeps a transaction.
    pub fn keep(
        &mut self,
        instructions: &[Instruction],
        payer: &Pubkey,
        receipt: &Receipt,
        outcome: Result<(), TransactionError>,
    ) {
        let message = Message::new(instructions, Some(payer));
        let signers = usize::from(message.header.num_required_signatures);
        let mut signatures = vec![Signature::default(); signers];
        signatures[0] = receipt.signature;
        let transaction = VersionedTransaction {
            signatures,
            message: VersionedMessage::Legacy(message),
        };
        let time = self.vm.now();
        let kept = self.kept.get_or_insert_default();
        let executed = Executed {
            slot: kept.len() as u64,
            time: Some(time),
            fee: FEE,
            outcome,
            logs: receipt.logs.clone(),
            transaction,
            inner: Some(receipt.inner.clone()),
            tokens: self.tokens.clone(),
        };
        kept.push((receipt.signature, executed));
    }
}

impl Forward for Node<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.vm
    }
    fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        let receipt = self.vm.send(instructions, signers)?;
        if self.kept.is_some() {
            self.keep(instructions, &signers[0].pubkey(), &receipt, Ok(()));
        }
        Ok(receipt)
    }
    fn outcome(
        &mut self,
        signature: &Signature,
    ) -> Result<Option<Result<(), TransactionError>>, ReadError> {
        let kept = self.kept.iter().flatten();
        let mut found = kept.filter(|(it, _)| it == signature);
        Ok(found.next().map(|(_, it)| it.outcome.clone()))
    }
    fn program_accounts(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
    ) -> Result<Vec<(Pubkey, Account)>, ReadError> {
        self.ask("getProgramAccounts", 1);
        self.vm.program_accounts(program, discriminator)
    }
    fn program_accounts_where(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
        matches: &[Match],
    ) -> Result<Vec<(Pubkey, Account)>, ReadError> {
        self.ask("getProgramAccounts with filters", 1);
        self.vm
            .program_accounts_where(program, discriminator, matches)
    }
    fn mentions(
        &mut self,
        address: &Pubkey,
        before: Option<&Signature>,
        limit: usize,
    ) -> Result<Vec<Mention>, ReadError> {
        self.ask("getSignaturesForAddress", 1);
        let kept = self.kept.as_ref().ok_or(ReadError::NoHistory)?;
        let names = |it: &Executed| {
            let keys = it.transaction.message.static_account_keys();
            keys.contains(address)
        };
        let mut all: Vec<_> = kept.iter().rev().filter(|(_, it)| names(it)).collect();
        if let Some(before) = before.filter(|_| !self.stuck) {
            let before = kept.iter().find(|(it, _)| it == before);
            let slot = before.unwrap().1.slot;
            all.retain(|(_, it)| it.slot < slot);
        }
        let mentions = all
            .into_iter()
            .take(limit.min(self.page))
            .map(|(signature, it)| Mention {
                signature: *signature,
                slot: it.slot,
                time: it.time.map(|time| time - self.behind),
                failed: it.outcome.is_err(),
                memo: self.memos.then(|| memos(it)).flatten(),
            });
        Ok(mentions.collect())
    }
    fn executed(&mut self, signature: &Signature) -> Result<Option<Executed>, ReadError> {
        self.ask("getTransaction", 1);
        let kept = self.kept.as_ref().ok_or(ReadError::NoHistory)?;
        let found = kept.iter().find(|(it, _)| it == signature);
        Ok(found.map(|(_, it)| it.clone()))
    }
    fn account(&mut self, address: &Pubkey) -> Result<Option<Account>, ReadError> {
        self.ask("getAccountInfo", 1);
        self.found(address)
    }
    fn accounts(&mut self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>, ReadError> {
        self.ask("getMultipleAccounts", addresses.len().div_ceil(TOGETHER));
        let accounts = addresses.iter().map(|address| self.found(address));
        accounts.collect()
    }
    fn unix_time(&mut self) -> Result<i64, ReadError> {
        self.ask("the clock", 1);
        self.vm.unix_time()
    }
}

//! What a simulation shows: accounts as they would be, and what the wallets that sign would gain and lose.

use std::collections::BTreeMap;

use anchor_lang::{prelude::Pubkey, solana_program::program_pack::Pack};
use anchor_spl::token::{self, spl_token::state::Account as TokenAccount};
use io_client::layout::{self, Stored};
use serde_json::{json, Map};
use solana_account::Account;

use crate::{
    amounts::{brief, signed, sol},
    context::Context,
    report::{amount_json, Cell, Record},
};

/// Accounts by their addresses; none if there is nothing.
type Accounts = BTreeMap<Pubkey, Option<Account>>;

/// Accounts before a plan, and as it would leave them.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    before: Accounts,
    after: Accounts,
}

impl Preview {
    /// Adds what a transaction would do to the accounts at `addresses`.
    pub fn add(
        &mut self,
        addresses: &[Pubkey],
        before: Vec<Option<Account>>,
        after: Vec<Option<Account>>,
    ) {
        for ((address, before), after) in addresses.iter().zip(before).zip(after) {
            self.before.entry(*address).or_insert(before);
            self.after.insert(*address, after);
        }
    }

    /// Whether the account at `address` is known as it would be.
    pub fn knows(&self, address: &Pubkey) -> bool {
        self.after.contains_key(address)
    }

    /// The account of type `T` at `address`, as it would be.
    pub fn read<T: Stored>(&self, address: &Pubkey) -> Option<T> {
        let account = self.after.get(address)?.as_ref()?;
        layout::decode(&account.data)
    }

    /// Accounts that would be new.
    pub fn new_accounts(&self) -> impl Iterator<Item = Pubkey> + '_ {
        let there = self.after.iter().filter(|(_, after)| after.is_some());
        there
            .map(|(address, _)| *address)
            .filter(|address| lamports(self.before.get(address)) == 0)
    }

    /// What the wallets of `signers` gain and lose, one after the other; nothing where the network gave no accounts.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn wallets(&self, context: &mut Context, signers: &[Pubkey]) -> anyhow::Result<Record> {
        let mut named = BTreeMap::new();
        let mut cells = Vec::new();
        for (place, signer) in signers.iter().enumerate() {
            let is_first = !signers.iter().take(place).any(|before| before == signer);
            if is_first && self.knows(signer) {
                cells.extend(self.wallet(context, signer, place == 0, &mut named)?);
            }
        }
        if cells.is_empty() {
            return Ok(Record::new());
        }
        Ok(vec![("Wallet changes", Cell::List(cells))])
    }

    fn wallet(
        &self,
        context: &mut Context,
        owner: &Pubkey,
        pays: bool,
        named: &mut BTreeMap<Pubkey, (String, u8)>,
    ) -> anyhow::Result<Option<Cell>> {
        let lamports = change(
            lamports(self.before.get(owner)),
            lamports(self.after.get(owner)),
        );
        let mut tokens: BTreeMap<Pubkey, i128> = BTreeMap::new();
        for (address, after) in &self.after {
            let before = self.before.get(address).and_then(Option::as_ref);
            for (account, sign) in [(before, -1_i128), (after.as_ref(), 1)] {
                let held = account.and_then(tokens_of).filter(|it| it.owner == *owner);
                if let Some(held) = held {
                    let total = tokens.entry(held.mint).or_default();
                    *total = total.saturating_add(sign.saturating_mul(held.amount.into()));
                }
            }
        }
        tokens.retain(|_, change| *change != 0);
        if lamports == 0 && tokens.is_empty() {
            return Ok(None);
        }
        let mut parts = vec![format!("{} SOL", brief(&signed(lamports, 9)))];
        let mut json = Map::new();
        json.insert("wallet".into(), json!(owner.to_string()));
        json.insert("lamports".into(), number(lamports));
        if pays {
            let (fee, rent) = (self.fee(), self.new_rent());
            json.insert("feeLamports".into(), number(fee));
            json.insert("newRentLamports".into(), number(rent));
            let mut of_it = vec![format!("fee {}", brief(&sol(unsigned(fee))))];
            if rent > 0 {
                let rent = sol(unsigned(rent));
                of_it.push(format!("rent of new accounts {}", brief(&rent)));
            }
            if let Some(first) = parts.first_mut() {
                *first = format!("{first} ({})", of_it.join(", "));
            }
        }
        for (mint, change) in tokens {
            let (name, decimals) = match named.get(&mint) {
                Some(known) => known.clone(),
                None => name(context, &mint)?,
            };
            named.insert(mint, (name.clone(), decimals));
            let change_in_words = signed(change, decimals);
            parts.push(format!("{} {name}", brief(&change_in_words)));
            let change = amount_json(change, decimals, Some(&name));
            let key = if name.len() > 4 {
                name
            } else {
                name.to_lowercase()
            };
            json.insert(key, change);
        }
        Ok(Some(Cell::Tree {
            text: format!("{owner}: {}", parts.join(", ")),
            json: json.into(),
        }))
    }

    /// Lamports that all accounts together lose: every writable one is known, so that this is the fee.
    fn fee(&self) -> i128 {
        self.sum(|before, after| change(after, before))
    }

    /// Lamports in accounts that were not there.
    fn new_rent(&self) -> i128 {
        self.sum(|before, after| if before == 0 { after.into() } else { 0 })
    }

    fn sum(&self, of: impl Fn(u64, u64) -> i128) -> i128 {
        let changes = self
            .after
            .iter()
            .map(|(address, after)| of(lamports(self.before.get(address)), lamports(Some(after))));
        changes.fold(0, i128::saturating_add)
    }
}

fn lamports(account: Option<&Option<Account>>) -> u64 {
    account
        .and_then(Option::as_ref)
        .map_or(0, |account| account.lamports)
}

fn change(before: u64, after: u64) -> i128 {
    i128::from(after).saturating_sub(before.into())
}

fn unsigned(lamports: i128) -> u64 {
    u64::try_from(lamports).unwrap_or(0)
}

/// As JSON readers take it: above 2⁵³ as text.
fn number(number: i128) -> serde_json::Value {
    match i64::try_from(number) {
        Ok(number) if number.unsigned_abs() < 1 << 53 => json!(number),
        _ => json!(number.to_string()),
    }
}

fn tokens_of(account: &Account) -> Option<TokenAccount> {
    let is_token = account.owner == token::ID;
    is_token.then(|| TokenAccount::unpack(&account.data).ok())?
}

/// Name and decimals of a token.
fn name(context: &mut Context, mint: &Pubkey) -> anyhow::Result<(String, u8)> {
    use io_common::constants::{IO_DECIMALS, USDC_DECIMALS};
    // A network without the suite has neither.
    if let Ok(config) = context.fee_burn() {
        if *mint == config.io_mint {
            return Ok(("IO".into(), IO_DECIMALS));
        }
        if *mint == config.usdc_mint {
            return Ok(("USDC".into(), USDC_DECIMALS));
        }
    }
    let found = io_client::spl::mint(context.network, mint).map_err(crate::context::unreachable)?;
    Ok((mint.to_string(), found.map_or(0, |mint| mint.decimals)))
}

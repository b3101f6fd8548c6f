//! What a simulation shows: accounts as they would be, and what the wallets that sign would gain and lose.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use io_client::{
    layout::{self, Stored},
    spl,
};
use serde_json::{json, Map};
use solana_account::Account;

use crate::{
    amounts::{brief, signed, sol, SOL_DECIMALS},
    context::Context,
    new_accounts,
    report::{amount_json, Cell, Record},
    wire::Token,
};

/// How often accounts are read and the transaction is simulated while its wallets change.
const MOST_LOOKS: usize = 4;

/// An account before a transaction and after it; none if there is nothing.
#[derive(Clone, Debug)]
struct Change {
    address: Pubkey,
    before: Option<Account>,
    after: Option<Account>,
}

/// Fees of transactions, in lamports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fees {
    /// Of the signatures.
    pub network: u64,
    /// The most that is offered for priority.
    pub priority: u64,
    /// What of that the simulation has charged.
    pub charged: u64,
}

impl Fees {
    /// `network fee 0.000005, priority fee at most 0.00002`, in SOL; without priority the fee alone.
    fn words(&self) -> String {
        let network = sol(self.network);
        match self.priority {
            0 => format!("fee {}", brief(&network)),
            priority => format!(
                "network fee {}, priority fee at most {}",
                brief(&network),
                brief(&sol(priority))
            ),
        }
    }
}

/// The least that a wallet gains of a token, in base units, as the question says: negative for the most that it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Whose wallet.
    pub owner: Pubkey,
    /// Which token; none is SOL.
    pub mint: Option<Pubkey>,
    /// Base units.
    pub least: i128,
}

/// What the transactions of a plan would do to accounts, each by itself, so that their changes add up; and their fees.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    changes: Vec<Change>,
    fees: Fees,
    /// Of one of the transactions nobody knows what it would do.
    is_unknown: bool,
}

/// The accounts at `addresses` as they are, to set against a simulation after this. What is not there is read once more: a wrong answer would make a gain of all that an account holds.
///
/// # Errors
/// If the network does not answer.
pub fn before(context: &mut Context, addresses: &[Pubkey]) -> anyhow::Result<Vec<Option<Account>>> {
    let mut found = context.accounts(addresses)?;
    let missing = |place: &usize| found.get(*place).is_some_and(Option::is_none);
    let places: Vec<usize> = (0..found.len()).filter(missing).collect();
    let again: Vec<Pubkey> = places
        .iter()
        .filter_map(|place| addresses.get(*place).copied())
        .collect();
    for (place, account) in places.into_iter().zip(context.accounts(&again)?) {
        if let Some(known) = found.get_mut(place) {
            *known = account;
        }
    }
    Ok(found)
}

/// The accounts at `addresses` as they are, and what `simulate` shows. Another transaction of one of the `wallets` between
/// the two would be counted as a change by this one: both are taken again where a wallet has changed meanwhile.
///
/// # Errors
/// If the network does not answer; those of `simulate`.
pub fn around<T>(
    context: &mut Context,
    wallets: &[Pubkey],
    addresses: &[Pubkey],
    mut simulate: impl FnMut(&mut Context) -> anyhow::Result<T>,
) -> anyhow::Result<(Vec<Option<Account>>, T)> {
    let mut then = before(context, addresses)?;
    for _ in 1..MOST_LOOKS {
        let seen = simulate(context)?;
        let held: Vec<(&Pubkey, &Option<Account>)> = addresses
            .iter()
            .zip(&then)
            .filter(|(address, account)| is_held(address, account.as_ref(), wallets))
            .collect();
        let of_wallets: Vec<Pubkey> = held.iter().map(|(address, _)| **address).collect();
        let now = context.accounts(&of_wallets)?;
        if held.into_iter().map(|(_, account)| account).eq(&now) {
            return Ok((then, seen));
        }
        then = before(context, addresses)?;
    }
    Ok((then, simulate(context)?))
}

/// Whether it is one of the wallets, or holds tokens for one.
fn is_held(address: &Pubkey, account: Option<&Account>, wallets: &[Pubkey]) -> bool {
    let held = account.and_then(spl::held);
    wallets.contains(address) || held.is_some_and(|held| wallets.contains(&held.owner))
}

/// What a wallet pays of a transaction.
#[derive(Clone, Copy)]
struct Pays {
    /// The fees.
    fee: bool,
    /// The rent of new accounts.
    rent: bool,
}

impl Preview {
    /// Adds what a transaction that `payer` pays for would do to the accounts at `addresses`; what it would do is not known
    /// where the network gives no accounts as they would be, or has none of who pays.
    pub fn add(
        &mut self,
        payer: &Pubkey,
        addresses: &[Pubkey],
        before: Vec<Option<Account>>,
        after: Option<Vec<Option<Account>>>,
    ) {
        let mut both = addresses.iter().zip(&before);
        let has_none = both.any(|(address, before)| address == payer && before.is_none());
        let Some(after) = after.filter(|_| !has_none) else {
            self.is_unknown = true;
            return;
        };
        let both = addresses.iter().zip(before).zip(after);
        self.changes
            .extend(both.map(|((address, before), after)| Change {
                address: *address,
                before,
                after,
            }));
    }

    /// Adds the fees of a transaction.
    pub fn pays(&mut self, fees: Fees) {
        let Fees {
            network,
            priority,
            charged,
        } = &mut self.fees;
        *network = network.saturating_add(fees.network);
        *priority = priority.saturating_add(fees.priority);
        *charged = charged.saturating_add(fees.charged);
    }

    /// Whether the account at `address` is known as it would be.
    pub fn knows(&self, address: &Pubkey) -> bool {
        let is_of = |it: &Change| {
            let held = it.before.as_ref().and_then(spl::held);
            it.address == *address || held.is_some_and(|held| held.owner == *address)
        };
        !self.is_unknown && self.changes.iter().any(is_of)
    }

    /// The account of type `T` at `address`, as it would be.
    pub fn read<T: Stored>(&self, address: &Pubkey) -> Option<T> {
        let last = self.changes.iter().rfind(|it| it.address == *address)?;
        layout::decode(&last.after.as_ref()?.data)
    }

    /// What a question says where the network did not give the account of who pays as it would be, so that nobody knows what
    /// leaves.
    pub fn doubt(&self, signers: &[Pubkey]) -> &'static str {
        let is_known = signers.first().is_none_or(|payer| self.knows(payer));
        match is_known {
            true => "",
            false => ", with wallet changes that the network does not show",
        }
    }

    /// Whether more leaves the wallet of one of `signers` than by what was `shown`, or what `bounds` say where that is more, or
    /// nobody knows any more. Priority fees, which follow the compute units of each simulation, are not counted.
    pub fn takes_more(&self, shown: &Self, signers: &[Pubkey], bounds: &[Bound]) -> bool {
        signers.iter().any(|owner| {
            let [then, now] = [shown, self].map(|it| it.changes(owner));
            let of = |changes: &BTreeMap<_, i128>, mint| changes.get(mint).copied().unwrap_or(0);
            let mints = then.keys().chain(now.keys());
            let is_lost = shown.knows(owner) && !self.knows(owner);
            let agreed = |mint: &Option<Pubkey>| {
                let bound = bounds
                    .iter()
                    .find(|it| it.owner == *owner && it.mint == *mint);
                bound.map_or(i128::MAX, |it| it.least)
            };
            is_lost
                || mints
                    .into_iter()
                    .any(|mint| of(&now, mint) < of(&then, mint).min(agreed(mint)))
        })
    }

    /// By how much more leaves the wallets of `signers` than by what was `shown`, of each token.
    pub fn falls(&self, shown: &Self, signers: &[Pubkey]) -> Vec<Bound> {
        let mut falls = Vec::new();
        for owner in signers {
            for (mint, then) in shown.changes(owner) {
                let least = then.saturating_sub(self.change(owner, mint));
                let owner = *owner;
                falls.extend((least > 0).then_some(Bound { owner, mint, least }));
            }
        }
        falls
    }

    /// What a wallet gains of a token; of none, in lamports.
    pub fn change(&self, owner: &Pubkey, mint: Option<Pubkey>) -> i128 {
        self.changes(owner).get(&mint).copied().unwrap_or(0)
    }

    /// What a wallet gains and loses by token; of none, in lamports.
    fn changes(&self, owner: &Pubkey) -> BTreeMap<Option<Pubkey>, i128> {
        let lamports = self.sum(|it| match it.address == *owner {
            true => it.lamports(),
            false => 0,
        });
        let mut changes = BTreeMap::from([(None, lamports)]);
        for it in &self.changes {
            for (account, sign) in [(&it.before, -1_i128), (&it.after, 1)] {
                let held = account.as_ref().and_then(spl::held);
                if let Some(held) = held.filter(|it| it.owner == *owner) {
                    let total = changes.entry(Some(held.mint)).or_default();
                    *total = total.saturating_add(sign.saturating_mul(held.amount.into()));
                }
            }
        }
        changes
    }

    /// Accounts that would be new.
    pub fn new_accounts(&self) -> impl Iterator<Item = (&Pubkey, &Account)> + '_ {
        let new = self.changes.iter().filter(|it| it.is_new());
        new.filter_map(|it| Some((&it.address, it.after.as_ref()?)))
    }

    /// What the wallets of `signers` gain and lose, one after the other; where the network gave no accounts, the fees alone.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn wallets(&self, context: &mut Context, signers: &[Pubkey]) -> anyhow::Result<Record> {
        let mut named = BTreeMap::new();
        let mut cells = Vec::new();
        let pays_rent = self.pays_rent(signers);
        for (place, signer) in signers.iter().enumerate() {
            let is_first = !signers.iter().take(place).any(|before| before == signer);
            if is_first && self.knows(signer) {
                let pays = Pays {
                    fee: place == 0,
                    rent: pays_rent == Some(*signer),
                };
                cells.extend(self.wallet(context, signer, pays, &mut named)?);
            }
        }
        let mut record = Record::new();
        if !self.doubt(signers).is_empty() {
            let reported = "wallet changes: the network gives no accounts as they would be";
            record.push(("Not known", Cell::text(reported)));
        }
        if cells.is_empty() {
            let fees = self.fees;
            let reported = Cell::Tree {
                text: format!("{} SOL", fees.words()),
                json: json!({
                    "fee": sol_json(fees.network),
                    "priorityFee": sol_json(fees.priority),
                }),
            };
            record.extend((fees != Fees::default()).then_some(("Fees", reported)));
            return Ok(record);
        }
        record.push(("Wallet changes", Cell::List(cells)));
        Ok(record)
    }

    fn wallet(
        &self,
        context: &mut Context,
        owner: &Pubkey,
        pays: Pays,
        named: &mut BTreeMap<Pubkey, (String, u8)>,
    ) -> anyhow::Result<Option<Cell>> {
        let changes = self.changes(owner);
        let mut lamports = changes.get(&None).copied().unwrap_or(0);
        if pays.fee {
            // Simulated at another price than it is sent at.
            lamports = lamports
                .saturating_add(self.fees.charged.into())
                .saturating_sub(self.fees.priority.into());
        }
        let tokens = changes
            .into_iter()
            .filter_map(|(mint, change)| Some((mint?, change)));
        let tokens: BTreeMap<Pubkey, i128> = tokens.filter(|(_, change)| *change != 0).collect();
        if lamports == 0 && tokens.is_empty() {
            return Ok(None);
        }
        let mut parts = vec![format!("{} SOL", brief(&signed(lamports, SOL_DECIMALS)))];
        let mut json = Map::new();
        json.insert("wallet".into(), json!(owner.to_string()));
        json.insert("sol".into(), sol_json(lamports));
        let mut of_it = Vec::new();
        if pays.fee {
            json.insert("fee".into(), sol_json(self.fees.network));
            json.insert("priorityFee".into(), sol_json(self.fees.priority));
            of_it.push(self.fees.words());
        }
        if pays.rent {
            let bounty = new_accounts::bounties(self.new_accounts());
            let rent = self.new_rent().saturating_sub(bounty.into());
            json.insert("newRent".into(), sol_json(rent));
            json.insert("bounty".into(), sol_json(bounty));
            if rent > 0 {
                let rent = sol(unsigned(rent));
                of_it.push(format!("rent of new accounts {}", brief(&rent)));
            }
            if bounty > 0 {
                of_it.push(format!("bounty {}", brief(&sol(bounty))));
            }
        }
        if let Some(first) = parts.first_mut().filter(|_| !of_it.is_empty()) {
            *first = format!("{first} ({})", of_it.join(", "));
        }
        for (mint, change) in tokens {
            let (name, decimals) = match named.get(&mint) {
                Some(known) => known.clone(),
                None => match Token::of(context, &mint, None)? {
                    Some(Token { name, decimals }) => (name, decimals),
                    None => (mint.to_string(), 0),
                },
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

    /// Who of `signers` pays the rent of new accounts: the first that loses as much beside the fees, else the payer of the fees.
    fn pays_rent(&self, signers: &[Pubkey]) -> Option<Pubkey> {
        let rent = self.new_rent();
        let fees = i128::from(self.fees.network).saturating_add(self.fees.charged.into());
        let first = signers.first().copied();
        let loses = |signer: &&Pubkey| {
            let lost = self.change(signer, None).saturating_neg();
            let fees = if first == Some(**signer) { fees } else { 0 };
            lost.saturating_sub(fees) >= rent
        };
        signers.iter().find(loses).copied().or(first)
    }

    /// Lamports in accounts that were not there.
    fn new_rent(&self) -> i128 {
        self.sum(|it| if it.is_new() { it.lamports() } else { 0 })
    }

    fn sum(&self, of: impl Fn(&Change) -> i128) -> i128 {
        self.changes.iter().map(of).fold(0, i128::saturating_add)
    }
}

/// The least that a wallet gains, or the most that it gives: `HMoM…WNth: -1.5 USDC`.
///
/// # Errors
/// If the network does not answer.
pub fn words(context: &mut Context, bound: &Bound) -> anyhow::Result<Cell> {
    let token = match bound.mint {
        None => None,
        Some(mint) => Token::of(context, &mint, None)?,
    };
    let Token { name, decimals } = token.unwrap_or_else(|| Token {
        decimals: bound.mint.map_or(SOL_DECIMALS, |_| 0),
        name: bound.mint.map_or("SOL".into(), |mint| mint.to_string()),
    });
    let change = signed(bound.least, decimals);
    Ok(Cell::Tree {
        text: format!("{}: {} {name}", bound.owner, brief(&change)),
        json: amount_json(bound.least, decimals, Some(&name)),
    })
}

impl Change {
    fn is_new(&self) -> bool {
        self.before.is_none() && self.after.is_some()
    }

    /// Lamports gained.
    fn lamports(&self) -> i128 {
        let held = |account: &Option<Account>| account.as_ref().map_or(0, |it| it.lamports);
        i128::from(held(&self.after)).saturating_sub(held(&self.before).into())
    }
}

fn unsigned(lamports: i128) -> u64 {
    u64::try_from(lamports).unwrap_or(0)
}

/// An amount of SOL, as programs read it.
fn sol_json(lamports: impl Into<i128>) -> serde_json::Value {
    amount_json(lamports.into(), SOL_DECIMALS, Some("SOL"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(lamports: u64) -> Option<Account> {
        Some(Account {
            lamports,
            ..Account::default()
        })
    }

    #[test]
    fn what_accounts_that_were_not_there_hold_is_the_rent_of_new_ones() {
        let [payer, old, new] = [1, 2, 3].map(|byte| Pubkey::new_from_array([byte; 32]));
        let mut preview = Preview::default();
        preview.add(
            &payer,
            &[payer, old, new],
            vec![account(100), account(20), None],
            Some(vec![account(65), None, account(50)]),
        );
        assert_eq!(preview.new_rent(), 50);
        let created: Vec<&Pubkey> = preview.new_accounts().map(|(it, _)| it).collect();
        assert_eq!(created, [&new]);
        assert!(preview.knows(&old) && !preview.knows(&Pubkey::default()));
        // A second transaction was simulated on the same state: what it changes comes on top.
        preview.add(
            &payer,
            &[payer],
            vec![account(100)],
            Some(vec![account(93)]),
        );
        assert_eq!(preview.new_rent(), 50);
        // Of a third one nobody knows what it does: then nobody knows the sum either.
        for (before, after) in [
            (vec![account(100)], None),
            // Who pays was there: somebody is wrong.
            (vec![None], Some(vec![account(93)])),
        ] {
            let mut preview = preview.clone();
            preview.add(&payer, &[payer], before, after);
            assert!(!preview.knows(&payer));
            assert!(preview.doubt(&[payer]).contains("does not show"));
        }
    }

    #[test]
    fn more_that_leaves_is_seen_and_less_is_not() {
        let [payer, other] = [1, 2].map(|byte| Pubkey::new_from_array([byte; 32]));
        let leaves = |left: u64| {
            let mut preview = Preview::default();
            let before = vec![account(100), account(9)];
            let after = Some(vec![account(left), account(9)]);
            preview.add(&payer, &[payer, other], before, after);
            preview
        };
        let unknown = Preview::default();
        for (shown, now, more) in [
            (&leaves(60), &leaves(60), false),
            (&leaves(60), &leaves(61), false),
            (&leaves(60), &leaves(59), true),
            (&leaves(60), &unknown, true),
            // It was asked about with that doubt.
            (&unknown, &unknown, false),
            (&unknown, &leaves(59), true),
        ] {
            assert_eq!(
                now.takes_more(shown, &[payer, other], &[]),
                more,
                "{shown:?} {now:?}"
            );
        }
        assert_eq!(leaves(1).doubt(&[payer]), "");
        assert!(unknown.doubt(&[payer]).contains("does not show"));
    }

    #[test]
    fn the_fees_are_said_in_one_line() {
        let mut preview = Preview::default();
        // Of two transactions.
        for (network, priority) in [(5_000, 1_000), (0, 250)] {
            preview.pays(Fees {
                network,
                priority,
                charged: 700,
            });
        }
        let fees = preview.fees;
        assert_eq!((fees.network, fees.priority), (5_000, 1_250));
        assert_eq!(
            fees.words(),
            "network fee 0.000005, priority fee at most 0.00000125"
        );
        let none = Fees {
            network: 10_000,
            ..Fees::default()
        };
        assert_eq!(none.words(), "fee 0.00001");
    }
}

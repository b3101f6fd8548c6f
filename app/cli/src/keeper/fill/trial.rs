//! A flash fill that is tried out before it is signed: what it would leave in the wallet, and what it would cost.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{
    actions::{
        auction::Auction,
        flash_fill::{self, FlashFilled},
        Prepared, Refusal,
    },
    jupiter::{self, of_lamports, Checked, Exchanged},
    spl,
    transaction::{self, Budget, Draft, Format, MAX_COMPUTE_UNITS, MAX_LOADED_BYTES},
    Preview, SendError,
};
use solana_account::Account;
use solana_hash::Hash;
use solana_message::AddressLookupTableAccount;
use solana_transaction::versioned::VersionedTransaction;

use super::{Found, Kind, Reason};
use crate::{
    context::{unreachable, Context},
    errors::{self, CliError, UNSENT},
    report::Cell,
};

/// A fill that may be sent.
pub struct Ready {
    /// Signed.
    pub transaction: VersionedTransaction,
    /// What it comes to.
    pub terms: FlashFilled,
    /// What is kept at least, in micro-USD.
    pub worth: u64,
}

/// What a fill must leave.
#[derive(Clone, Copy)]
pub struct Wanted {
    /// Micro-USD above all costs.
    pub profit: u64,
    /// Micro-USD of a SOL.
    pub sol: u64,
}

/// A swap, with the accounts that it is about as they are.
pub struct Trial<'a> {
    it: &'a Auction,
    swap: &'a Checked,
    tables: Vec<AddressLookupTableAccount>,
    /// The wallet, its two token accounts, and those that the swap creates.
    watched: Vec<(Pubkey, Option<Account>)>,
}

/// Lamports that a simulation takes.
struct Taken {
    /// For signatures.
    network: u64,
    /// For token accounts that are new.
    rent: u64,
}

impl<'a> Trial<'a> {
    /// Reads the lookup tables and the accounts that the swap writes, in one request.
    ///
    /// # Errors
    /// If the network does not answer; [`CliError::Refused`] without a table, or if tokens are named that have no part in it.
    pub fn read(context: &mut Context, it: &'a Auction, swap: &'a Checked) -> anyhow::Result<Self> {
        let mut watched = vec![swap.taker, swap.source, swap.destination];
        let created = swap.setup.iter().filter_map(|it| it.accounts.get(1));
        for created in created.map(|it| it.pubkey) {
            if !watched.contains(&created) {
                watched.push(created);
            }
        }
        let written = swap.written();
        let all = [&swap.tables[..], &watched, &written].concat();
        let read = context.accounts(&all)?;
        let mut read = all.into_iter().zip(read);
        let tables: Vec<_> = read.by_ref().take(swap.tables.len()).collect();
        let watched: Vec<_> = read.by_ref().take(watched.len()).collect();
        let written: Vec<_> = read.collect();
        let tables = jupiter::tables(tables.iter().map(|(key, it)| (*key, it.as_ref())));
        let tables = tables.map_err(|error| CliError::Refused(format!("{error}{UNSENT}")))?;
        let spared = swap.spares(written.iter().map(|(key, it)| (*key, it.as_ref())));
        spared.map_err(|error| super::unsafe_answer(&error))?;
        Ok(Self {
            it,
            swap,
            tables,
            watched,
        })
    }

    /// Signs the fill, if a simulation shows that it leaves what is wanted above what it costs.
    ///
    /// # Errors
    /// If the network does not answer, or nobody signs; [`CliError::Refused`] if the simulation takes what it should not.
    pub fn ready(&self, context: &mut Context, wanted: Wanted) -> Found<Ready> {
        let signer = context.signer()?;
        let blockhash = context.network.blockhash().map_err(unreachable)?;
        // With the least that the swap gives as the limit: what is burned is counted below.
        let tried = match self.prepare(self.swap.least) {
            Ok(prepared) => prepared,
            Err(refusal) => return Ok(Err(Reason::new(Kind::Auction, refusal.to_string()))),
        };
        let instructions = tried.instructions();
        let draft = self.draft(context, &instructions, blockhash)?;
        let me = self.swap.taker;
        let failed = |error| errors::of_sending(error, &me, false);
        let unsigned = draft.leave_unsigned(&[signer.as_ref()]).map_err(failed)?;
        let addresses: Vec<Pubkey> = self.watched.iter().map(|(key, _)| *key).collect();
        let seen = match context.network.preview_signed(&unsigned, &addresses) {
            Ok(seen) => seen,
            Err(SendError::Refused { error, logs }) => {
                let why = errors::why(&error, &logs, &[me]);
                return Ok(Err(Reason::new(
                    Kind::Simulation,
                    format!("the simulation fails: {why}"),
                )));
            }
            Err(error) => return Err(failed(error).into()),
        };
        let taken = self.taken(&seen, transaction::fee(&unsigned), &draft.budget)?;
        let budget = context.network.budget(Some(seen.receipt.compute_units));
        let lamports = taken
            .network
            .saturating_add(taken.rent)
            .saturating_add(budget.priority_fee());
        let exchanged = Exchanged {
            usdc: self.swap.given,
            io: self.swap.quoted,
        };
        let cost = of_lamports(lamports, wanted.sol)?;
        let limit = exchanged.limit(self.swap.least, wanted.profit.saturating_add(cost))?;
        let limit = limit.filter(|limit| *limit >= tried.terms.io);
        let Some(limit) = limit else {
            let kept = self.swap.least.saturating_sub(tried.terms.io);
            let words = format!(
                "it keeps at least {}, {}, and costs {}: --min-profit asks for {} above that",
                Cell::Io(kept).brief(),
                super::dollars(exchanged.worth(kept)?),
                Cell::Sol(lamports).brief(),
                super::dollars(wanted.profit),
            );
            return Ok(Err(Reason::new(Kind::Profit, words)));
        };
        let prepared = match self.prepare(limit) {
            Ok(prepared) => prepared,
            Err(refusal) => return Ok(Err(Reason::new(Kind::Auction, refusal.to_string()))),
        };
        let instructions = prepared.instructions();
        let signed = Draft {
            instructions: &instructions,
            budget,
            ..draft
        }
        .sign(&[signer.as_ref()]);
        Ok(Ok(Ready {
            transaction: signed.map_err(failed)?,
            worth: exchanged.worth(prepared.terms.kept)?,
            terms: prepared.terms,
        }))
    }

    fn prepare(&self, limit: u64) -> Result<Prepared<FlashFilled>, Refusal> {
        let is_there = |address| {
            let mut watched = self.watched.iter();
            watched.any(|(key, account)| *key == address && account.is_some())
        };
        let request = flash_fill::Request {
            swap: self.swap,
            limit,
            has_usdc: is_there(self.swap.source),
            has_io: is_there(self.swap.destination),
        };
        flash_fill::prepare(self.it, &request)
    }

    /// With the largest budget, without a price, in the oldest format that fits with every budget instruction.
    fn draft<'b>(
        &'b self,
        context: &mut Context,
        instructions: &'b [Instruction],
        blockhash: Hash,
    ) -> anyhow::Result<Draft<'b>> {
        let draft = Draft {
            payer: self.swap.taker,
            instructions,
            blockhash,
            nonce: None,
            budget: Budget {
                limit: MAX_COMPUTE_UNITS,
                price: 1,
                loaded_bytes: Some(MAX_LOADED_BYTES),
            },
            format: Format::V0(&self.tables),
        };
        let format = transaction::format(context.network, &draft).map_err(unreachable)?;
        let budget = Budget {
            price: 0,
            ..draft.budget
        };
        Ok(Draft {
            budget,
            format,
            ..draft
        })
    }

    /// What the simulation takes from the wallet for signatures (`fee`) and new token accounts.
    ///
    /// # Errors
    /// [`CliError::Refused`] if it takes more, or tokens, or if the network does not show it.
    fn taken(&self, seen: &Preview, fee: u64, budget: &Budget) -> Result<Taken, CliError> {
        let refused = |why: &str| CliError::Refused(format!("{why}{UNSENT}"));
        let shown = seen.accounts.as_ref();
        let after = shown.filter(|after| after.len() == self.watched.len());
        let after = after.ok_or_else(|| {
            refused("the network does not show what the simulation leaves in the wallet")
        })?;
        let (mut rent, mut spent) = (0_u64, 0_u64);
        for ((key, before), after) in self.watched.iter().zip(after) {
            let lamports = |it: &Option<Account>| it.as_ref().map_or(0, |it| it.lamports);
            if *key == self.swap.taker {
                spent = lamports(before).saturating_sub(lamports(after));
                continue;
            }
            let amount = |it: &Option<Account>| it.as_ref().map_or(0, spl::amount);
            if amount(after) < amount(before) {
                return Err(refused(&format!(
                    "the simulation takes tokens out of your account {key}"
                )));
            }
            if before.is_none() {
                rent = rent.saturating_add(lamports(after));
            }
        }
        let network = fee.saturating_sub(budget.priority_fee());
        if spent > fee.saturating_add(rent) {
            return Err(refused(
                "the simulation takes more SOL than fee and account rent",
            ));
        }
        Ok(Taken { network, rent })
    }
}

//! Which answers may be signed.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::{associated_token, token, token_2022};
use solana_account::Account;

use super::{Request, Route, Swap, WRAPPED_SOL};
use crate::spl;

/// `Create` and `CreateIdempotent` of the associated token program.
const CREATES: [&[u8]; 3] = [&[], &[0], &[1]];
/// `CloseAccount` of the token program.
const CLOSE: &[u8] = &[9];

/// Instructions of an answer with known effects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Who signs.
    pub taker: Pubkey,
    /// Creates token accounts of the taker.
    pub setup: Vec<Instruction>,
    /// Swaps the input for at least [`least`](Self::least).
    pub swap: Instruction,
    /// Closes the taker's account for wrapped SOL.
    pub cleanup: Option<Instruction>,
    /// Addresses of the lookup tables.
    pub tables: Vec<Pubkey>,
    /// Input, in base units.
    pub given: u64,
    /// Output by the quote, in base units.
    pub quoted: u64,
    /// Least output, in base units. With less, the program fails the transaction.
    pub least: u64,
    /// The taker's token account of the input.
    pub source: Pubkey,
    /// The taker's token account of the output.
    pub destination: Pubkey,
}

/// Why an answer is not signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsafe {
    /// It is for another swap.
    #[error("it is for another swap than requested")]
    OtherSwap,
    /// Somebody else must sign.
    #[error("it needs the signature of {0}")]
    Signer(Pubkey),
    /// An instruction before or after the swap does something unknown.
    #[error(
        "it has an instruction of {0} that neither creates nor closes a token account of yours"
    )]
    Instruction(Pubkey),
    /// The swap is an unknown instruction.
    #[error("its swap is an instruction of {0} that this client does not know")]
    UnknownSwap(Pubkey),
    /// The swap moves something else.
    #[error("its swap moves other tokens or amounts than requested")]
    SwapTerms,
    /// The swap takes a fee.
    #[error("its swap takes a fee that was not requested")]
    Fee,
    /// There is an extra instruction, such as a tip.
    #[error("it has an extra instruction of {0}")]
    Further(Pubkey),
    /// Another token account of the taker is named.
    #[error("it uses your token account {0}, which is not part of the swap")]
    OtherTokens(Pubkey),
}

impl Route {
    /// What is received by the quote; none if it is about another swap.
    pub fn quoted(&self, request: &Request) -> Option<u64> {
        let of = (self.input, self.output, self.in_amount);
        let asked = (request.input, request.output, request.amount);
        (of == asked).then_some(self.out_amount)
    }

    /// What of the answer to `request` may be signed by its taker, who has nothing but what the swap gives at stake.
    ///
    /// # Errors
    /// [`Unsafe`].
    pub fn check(&self, request: &Request) -> Result<Checked, Unsafe> {
        let Request {
            input,
            output,
            amount,
            taker,
            slippage_bps,
        } = *request;
        if self.quoted(request).is_none() {
            return Err(Unsafe::OtherSwap);
        }
        let all = self.setup.iter().chain([&self.swap]).chain(&self.cleanup);
        for account in all.chain(&self.others).flat_map(|it| &it.accounts) {
            if account.is_signer && account.pubkey != taker {
                return Err(Unsafe::Signer(account.pubkey));
            }
        }
        if let Some(further) = self.others.first() {
            return Err(Unsafe::Further(further.program_id));
        }
        let unknown = |it: &&Instruction| !creates_own(it, &taker);
        if let Some(unknown) = self.setup.iter().find(unknown) {
            return Err(Unsafe::Instruction(unknown.program_id));
        }
        let unknown = |it: &&Instruction| !ends_own(it, &taker);
        if let Some(unknown) = self.cleanup.iter().find(unknown) {
            return Err(Unsafe::Instruction(unknown.program_id));
        }
        let swap = Swap::decode(&self.swap);
        let swap = swap.ok_or(Unsafe::UnknownSwap(self.swap.program_id))?;
        let [source, destination] = [input, output].map(|mint| spl::wallet(&taker, &mint));
        let asked = Swap {
            authority: taker,
            source,
            destination,
            source_mint: input,
            destination_mint: output,
            in_amount: amount,
            ..swap
        };
        if swap != asked || swap.slippage_bps > slippage_bps {
            return Err(Unsafe::SwapTerms);
        }
        if swap.platform_fee_bps > 0 || swap.positive_slippage_bps > 0 {
            return Err(Unsafe::Fee);
        }
        Ok(Checked {
            taker,
            setup: self.setup.clone(),
            swap: self.swap.clone(),
            cleanup: self.cleanup.clone(),
            tables: self.tables.clone(),
            given: amount,
            quoted: swap.quoted,
            least: swap.least(),
            source,
            destination,
        })
    }
}

impl Checked {
    /// Accounts that the instructions may write, except the taker. Read them for [`spares`](Self::spares).
    pub fn written(&self) -> Vec<Pubkey> {
        let all = self.setup.iter().chain([&self.swap]).chain(&self.cleanup);
        let written = all.flat_map(|it| &it.accounts).filter(|it| it.is_writable);
        let mut written: Vec<Pubkey> = written.map(|it| it.pubkey).collect();
        written.sort_unstable();
        written.dedup();
        written.retain(|it| *it != self.taker);
        written
    }

    /// Refuses instructions that could move the taker's other tokens, given the current state of the accounts they write.
    ///
    /// # Errors
    /// [`Unsafe::OtherTokens`].
    pub fn spares<'a>(
        &self,
        written: impl IntoIterator<Item = (Pubkey, Option<&'a Account>)>,
    ) -> Result<(), Unsafe> {
        for (address, account) in written {
            if address == self.source || address == self.destination {
                continue;
            }
            let held = account.and_then(spl::held);
            if held.is_some_and(|it| it.owner == self.taker && it.amount > 0) {
                return Err(Unsafe::OtherTokens(address));
            }
        }
        Ok(())
    }
}

/// Whether it creates an associated token account of `taker`, paid by `taker`.
fn creates_own(it: &Instruction, taker: &Pubkey) -> bool {
    let [payer, account, owner, mint, _, program] = it.accounts.as_slice() else {
        return false;
    };
    let is_of = |program: Pubkey| {
        let seeds = [taker.as_ref(), program.as_ref(), mint.pubkey.as_ref()];
        Pubkey::find_program_address(&seeds, &associated_token::ID).0 == account.pubkey
    };
    let program = program.pubkey;
    it.program_id == associated_token::ID
        && CREATES.contains(&it.data.as_slice())
        && payer.pubkey == *taker
        && owner.pubkey == *taker
        && [token::ID, token_2022::ID].contains(&program)
        && is_of(program)
}

/// Whether it closes the account of `taker` for wrapped SOL, with everything returned to `taker`.
fn ends_own(it: &Instruction, taker: &Pubkey) -> bool {
    let [account, to, owner] = it.accounts.as_slice() else {
        return false;
    };
    it.program_id == token::ID
        && it.data == CLOSE
        && account.pubkey == spl::wallet(taker, &WRAPPED_SOL)
        && to.pubkey == *taker
        && owner.pubkey == *taker
}

#[cfg(test)]
mod tests;

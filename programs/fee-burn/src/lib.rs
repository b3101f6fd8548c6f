//! The fee-burn program: burns the network's fees.
//!
//! Fees of the marketplace arrive in two vaults. [`instructions::burn_fees`] burns the IO. The USDC buys IO in
//! auctions. [`instructions::open_auction`] puts a lot up, at most once an hour. [`instructions::fill_auction`] sells
//! USDC of the lot for IO at a bid that rises from 3 % below the market to 2 % above it, and burns the IO at once.
//! [`instructions::expire_auction`] returns what no one bought to the budget. [`instructions::flash_fill_begin`] and
//! [`instructions::flash_fill_end`] are a fill in two parts, for fillers without IO: in between they buy it with the
//! USDC. [`instructions::update_anchor`] lets the slow anchor, which caps the bid, follow the price while no one
//! opens an auction. [`instructions::pay_council`] pays the council its share of the fees, which is none unless
//! governance sets it.
//!
//! The program never trades on a pool. A price oracle bounds what it pays, a token bucket what it spends (P-16). A
//! bad price only makes it wait (P-17).
//!
//! `docs/reference/fee-burn.md` lists the errors of each instruction, as observed in the tests.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::integer_division))]

// Anchor's macros write undocumented items beside `#[program]` and `derive(Accounts)`. So documentation is required
// module by module.
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod constants;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod error;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod events;
pub mod instructions;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod introspection;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod parameters;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod quote;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod state;

use anchor_lang::prelude::*;
use instructions::*;
use io_common::governance::GovernanceAction;
use state::Change;

pub use io_common::ids::fee_burn::*;

io_common::entrypoint!(entry);

#[cfg(not(feature = "cpi"))]
solana_security_txt::security_txt! {
    name: "IO fee-burn",
    project_url: "https://io.net",
    contacts: "other:SECURITY.md in the source repository",
    policy: "SECURITY.md in the source repository"
}

// The most frequent instructions come first: Anchor compares discriminators in order, at 3 compute units each.
/// The instructions.
#[program]
pub mod fee_burn {
    use super::*;

    /// Burns the IO in the vault, except for the council's share of it. Succeeds if there is nothing to do.
    ///
    /// Authority: anyone.
    pub fn burn_fees(ctx: Context<BurnFees>) -> Result<()> {
        burn_fees::handler(ctx)
    }

    /// Sells USDC of the lot for IO at the current bid: burns the filler's IO and pays the USDC to any account except
    /// the vault.
    ///
    /// Authority: the filler, owner of the IO.
    /// Parameters: `usdc` to buy, in micro-USD; `max_io` to pay for it, in base units.
    pub fn fill_auction(ctx: Context<FillAuction>, usdc: u64, max_io: u64) -> Result<()> {
        fill_auction::handler(ctx, usdc, max_io)
    }

    /// Puts a lot of USDC up for auction, after returning the rest of an auction that is over.
    ///
    /// Authority: anyone.
    pub fn open_auction(ctx: Context<OpenAuction>) -> Result<()> {
        open_auction::handler(ctx)
    }

    /// Pays USDC of the lot to any USDC account except the vault, records the IO that it costs at the current bid,
    /// and locks the engine until `flash_fill_end`, later in the same transaction.
    ///
    /// Authority: the filler. Only as a top-level instruction, followed by exactly one `flash_fill_end`.
    /// Parameters: `usdc` to buy, in micro-USD; `max_io` to pay for it, in base units.
    pub fn flash_fill_begin(ctx: Context<FlashFillBegin>, usdc: u64, max_io: u64) -> Result<()> {
        flash_fill_begin::handler(ctx, usdc, max_io)
    }

    /// Burns the IO that the filler's flash fill costs, and unlocks the engine. Any IO above it stays in the account.
    ///
    /// Authority: the filler who began it, owner of the IO. Only as a top-level instruction.
    pub fn flash_fill_end(ctx: Context<FlashFillEnd>) -> Result<()> {
        flash_fill_end::handler(ctx)
    }

    /// Returns the rest of an auction that is over to the bucket; `open_auction` does this too. Succeeds if there is
    /// nothing to do.
    ///
    /// Authority: anyone.
    pub fn expire_auction(ctx: Context<ExpireAuction>) -> Result<()> {
        expire_auction::handler(ctx)
    }

    /// Lets the slow anchor follow the average price without a lot, as `open_auction` does: at most once an interval.
    ///
    /// Authority: anyone.
    pub fn update_anchor(ctx: Context<UpdateAnchor>) -> Result<()> {
        update_anchor::handler(ctx)
    }

    /// Pays the council's share of the fees in a vault to its treasury, after counting what came in. Works while
    /// paused. Succeeds without an event if there is nothing to pay.
    ///
    /// Authority: anyone.
    pub fn pay_council(ctx: Context<PayCouncil>) -> Result<()> {
        pay_council::handler(ctx)
    }

    /// Creates configuration, engine and the two vaults. The anchor starts at `anchor`, the bucket empty.
    ///
    /// Authority: the upgrade authority of the program (P-19), who pays and becomes the governance authority.
    /// Parameters: `guardian`, who may pause; `anchor`, the starting price of the slow anchor: 10⁹ to 10¹⁵ pico-USD
    /// for one IO.
    pub fn initialize(ctx: Context<Initialize>, guardian: Pubkey, anchor: u64) -> Result<()> {
        initialize::handler(ctx, guardian, anchor)
    }

    /// Takes an immediate action of authority or guardian: roles and pause.
    ///
    /// Authority: depends on the action. The authority may take all except the acceptance, which is for the proposed
    /// authority. The guardian may pause.
    pub fn govern(ctx: Context<Govern>, action: GovernanceAction) -> Result<()> {
        govern::handler(ctx, action)
    }

    /// Proposes a change, which can be applied 48 hours later. Its `number` is `proposals` of the configuration, or at
    /// most 256 above it. Numbers that it skips are never used.
    ///
    /// Authority: the governance authority. The payer of the rent signs too, and may be the same.
    pub fn propose_change(ctx: Context<ProposeChange>, number: u32, change: Change) -> Result<()> {
        propose_change::handler(ctx, number, change)
    }

    /// Applies a proposed change and closes the proposal; the rent goes back to its payer. Nothing of a lot may be
    /// left (P-07). Fees that came in before are counted first, at the council's share until then. A pause does not prevent it.
    ///
    /// Authority: anyone, from 48 hours after the proposal, for 7 days.
    pub fn apply_change(ctx: Context<ApplyChange>) -> Result<()> {
        apply_change::handler(ctx)
    }

    /// Cancels a proposed change at any time before it is applied, or closes a lapsed one. The rent goes back to its
    /// payer.
    ///
    /// Authority: authority or guardian; anyone once it has lapsed.
    pub fn cancel_change(ctx: Context<CancelChange>) -> Result<()> {
        cancel_change::handler(ctx)
    }

    /// Moves an account's lamports above its current rent-exempt minimum to the recipient of its rent at closing, or to
    /// its payer if it is never closed (P-25). Works while paused.
    ///
    /// Authority: anyone. Succeeds without an event if there is nothing above the minimum.
    pub fn reclaim_rent(ctx: Context<ReclaimRent>) -> Result<()> {
        reclaim_rent::handler(ctx)
    }
}

//! The marketplace program: GPU reservations, paid in advance into an escrow of their own and metered by
//! the second.
//!
//! The way of a token: [`instructions::reserve`] locks the whole cost with the renter's fee;
//! [`instructions::start`] starts the meter; [`instructions::settle_reservation`] pays the supplier all but the last 24 hours
//! of it; an end gives the renter what was not used; a day later [`instructions::close_reservation`] pays out the
//! rest, sends the fees to the fee-burn program's vault and closes the reservation. [`instructions::report_outage`]
//! stops the meter, and [`instructions::open_dispute`] keeps what is held back until the council has decided.
//!
//! Every way out first records what each party is owed and then pays the payees that can be paid (P-14);
//! [`instructions::withdraw_owed`] pays one payee what it is owed. No way out reads a price or the configuration.
//!
//! What each instruction refuses with is in `docs/reference/marketplace.md`, as the tests see it.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::integer_division))]

// Anchor's macros write undocumented items beside `#[program]` and `derive(Accounts)`, so that the
// documentation is demanded module by module.
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod constants;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod error;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod events;
pub mod instructions;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod parameters;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod quote;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod state;

use anchor_lang::prelude::*;
use instructions::*;
use io_common::governance::GovernanceAction;
use state::{Change, DisputeDecision, OfferArgs, OutageReport};

pub use io_common::ids::marketplace::*;

io_common::entrypoint!(entry);

#[cfg(not(feature = "cpi"))]
solana_security_txt::security_txt! {
    name: "IO marketplace",
    project_url: "https://io.net",
    contacts: "other:SECURITY.md in the source repository",
    policy: "SECURITY.md in the source repository"
}

// Those that are sent most come first: Anchor compares the data with one after the other, for 3 compute units each.
/// The instructions.
#[program]
pub mod marketplace {
    use super::*;

    /// Pays out what was held back, sends the fees to the vault, and closes reservation and escrow if nothing is left.
    /// Makes downtime final and records how it went. A payee that cannot be paid stays owed, and the reservation open.
    /// Once the supplier's part is paid, its usage account no longer counts the reservation, and `supplier` may be
    /// closed: it is not read then, and `supplier_tokens` may be any account.
    ///
    /// Authority: anyone, who gets the bounty if it closes and anything was due.
    pub fn close_reservation(ctx: Context<CloseReservation>) -> Result<()> {
        close_reservation::handler(ctx)
    }

    /// Pays the supplier what has been used, but for what is held back or disputed. Nothing to do is success.
    ///
    /// Authority: anyone.
    pub fn settle_reservation(ctx: Context<SettleReservation>) -> Result<()> {
        settle_reservation::handler(ctx)
    }

    /// Reserves GPUs of an offer and locks the whole cost with the renter's fee. The hours are within those of the
    /// offer and the market's present maximum. The price account is needed for IO only.
    ///
    /// Authority: the renter, and who pays the rent and the bounty (may be the same).
    pub fn reserve(ctx: Context<Reserve>, args: ReserveArgs) -> Result<()> {
        reserve::handler(ctx, args)
    }

    /// Starts the meter, within the start window of the reservation.
    ///
    /// Authority: owner or operator of the supplier.
    /// Parameters: hash of the connection details.
    pub fn start(ctx: Context<Start>, connection_hash: [u8; 32]) -> Result<()> {
        start::handler(ctx, connection_hash)
    }

    /// Ends a reservation whose time is over.
    ///
    /// Authority: anyone.
    pub fn complete(ctx: Context<Complete>) -> Result<()> {
        complete::handler(ctx)
    }

    /// Reserves more of a running reservation at the offer's present price, and locks its cost. The hours
    /// are checked as by `reserve`, but may be fewer than the offer's `min_hours`; these are not above those of the
    /// terms, and the end lies no further ahead than the offer's longest stay. The price account is needed for IO only.
    ///
    /// Authority: the renter.
    pub fn extend(ctx: Context<Extend>, args: ExtendArgs) -> Result<()> {
        extend::handler(ctx, args)
    }

    /// Sends the fees on what is no longer held back to the fee-burn vault. Nothing to do is success.
    ///
    /// Authority: anyone.
    pub fn sweep_fees(ctx: Context<SweepFees>) -> Result<()> {
        sweep_fees::handler(ctx)
    }

    /// Ends a running reservation: what is not used goes back, but for the least time, which is due: `forfeit` or the
    /// offer's `min_hours`, whichever is more. Within `grace` after the start, and once the supplier has announced the end,
    /// only what was used is due.
    ///
    /// Authority: the renter.
    pub fn terminate(ctx: Context<Terminate>) -> Result<()> {
        terminate::handler(ctx)
    }

    /// Stops the meter from the time that the report names, renews that report, or lets the meter run on. It reaches
    /// all that is neither paid nor decided, until the reservation is closed.
    ///
    /// Authority: the council, by approvals or signatures.
    pub fn report_outage(ctx: Context<ReportOutage>, report: OutageReport) -> Result<()> {
        report_outage::handler(ctx, report)
    }

    /// Pays the signer what is recorded for it, to any token account of the currency but the escrow. Allocates nothing
    /// by itself.
    ///
    /// Authority: the renter, or the supplier's payout wallet.
    pub fn withdraw_owed(ctx: Context<WithdrawOwed>) -> Result<()> {
        withdraw_owed::handler(ctx)
    }

    /// Cancels a reservation that has not started within its start window: everything goes back to the renter.
    ///
    /// Authority: anyone; `close_reservation` may follow in the same transaction.
    pub fn cancel(ctx: Context<Cancel>) -> Result<()> {
        cancel::handler(ctx)
    }

    /// Declines a reservation that has not started: everything goes back to the renter. Within its start window that is
    /// counted as declined, later as not started.
    ///
    /// Authority: owner or operator of the supplier.
    pub fn decline(ctx: Context<Decline>) -> Result<()> {
        decline::handler(ctx)
    }

    /// Ends a running reservation that was down for longer than its terms allow. Only what was used is due.
    ///
    /// Authority: the renter.
    pub fn terminate_for_downtime(ctx: Context<TerminateForDowntime>) -> Result<()> {
        terminate_for_downtime::handler(ctx)
    }

    /// Disputes what is held back and not disputed yet. It stays in the escrow, with the deposit, until the council
    /// decides.
    ///
    /// Authority: the renter.
    /// Parameters: the largest deposit that may be taken, in base units.
    pub fn open_dispute(ctx: Context<OpenDispute>, max_deposit: u64) -> Result<()> {
        open_dispute::handler(ctx, max_deposit)
    }

    /// Decides a dispute: gives the renter its share of what is disputed, and the supplier the rest.
    ///
    /// Authority: the council, by approvals or signatures.
    pub fn decide_dispute(ctx: Context<DecideDispute>, decision: DisputeDecision) -> Result<()> {
        decide_dispute::handler(ctx, decision)
    }

    /// Ends a dispute that was not decided within the terms' `decision_time`: the meter counts, and a part of the
    /// deposit is the supplier's.
    ///
    /// Authority: anyone.
    pub fn expire_dispute(ctx: Context<ExpireDispute>) -> Result<()> {
        expire_dispute::handler(ctx)
    }

    /// Ends a running reservation at the supplier's cost: what is not used goes to the renter, and of the last seconds used as
    /// many as are missing of the notice, as far as they are held back.
    ///
    /// Authority: the supplier's owner.
    pub fn terminate_by_supplier(ctx: Context<TerminateBySupplier>) -> Result<()> {
        terminate_by_supplier::handler(ctx)
    }

    /// Offers GPUs of the supplier.
    ///
    /// Authority: owner or operator of the supplier, who pays.
    pub fn create_offer(ctx: Context<CreateOffer>, args: OfferArgs) -> Result<()> {
        create_offer::handler(ctx, args)
    }

    /// Changes an offer, for reservations to come; what is reserved stays as it was. The offer's revision goes up by
    /// one.
    ///
    /// Authority: owner or operator of the supplier.
    pub fn edit_offer(ctx: Context<EditOffer>, args: OfferArgs) -> Result<()> {
        edit_offer::handler(ctx, args)
    }

    /// Stops new reservations of an offer, or lets them be made again; its revision goes up by one.
    ///
    /// Authority: owner or operator of the supplier.
    /// Parameters: whether it is paused.
    pub fn set_offer_paused(ctx: Context<EditOffer>, paused: bool) -> Result<()> {
        set_offer_paused::handler(ctx, paused)
    }

    /// Creates the configuration for one IO mint and one USDC mint, with the default terms.
    ///
    /// Authority: the upgrade authority of the program (P-19), who pays and becomes the governance authority.
    /// Parameters: `guardian`, who can pause.
    pub fn initialize(ctx: Context<Initialize>, guardian: Pubkey) -> Result<()> {
        initialize::handler(ctx, guardian)
    }

    /// Does what authority and guardian can do at once: roles and pause.
    ///
    /// Authority: who may do the action: the authority all but the acceptance, which is for who was named; the guardian
    /// a pause.
    pub fn govern(ctx: Context<Govern>, action: GovernanceAction) -> Result<()> {
        govern::handler(ctx, action)
    }

    /// Proposes a change, to be applied 48 hours later. The proposal's number is the `proposals` of the configuration.
    ///
    /// Authority: the governance authority, and who pays the rent (may be the same).
    pub fn propose_change(ctx: Context<ProposeChange>, change: Change) -> Result<()> {
        propose_change::handler(ctx, change)
    }

    /// Makes a proposed change and closes the proposal, whose rent goes to who paid it. A pause is no obstacle.
    ///
    /// Authority: anyone, from 48 hours after the proposal on, for 7 days.
    pub fn apply_change(ctx: Context<ApplyChange>) -> Result<()> {
        apply_change::handler(ctx)
    }

    /// Cancels a proposed change, at any time before it is applied, or clears a lapsed one away. The rent goes to who
    /// paid it.
    ///
    /// Authority: authority or guardian; anyone once it has lapsed.
    pub fn cancel_change(ctx: Context<CancelChange>) -> Result<()> {
        cancel_change::handler(ctx)
    }

    /// Creates the usage account of a supplier, before its first offer.
    ///
    /// Authority: anyone, who pays for it: nothing in it is theirs to choose.
    pub fn init_supplier_usage(ctx: Context<InitSupplierUsage>) -> Result<()> {
        init_supplier_usage::handler(ctx)
    }

    /// Closes an offer of which nothing is reserved; its rent goes to the supplier's owner. Its number is not used
    /// again.
    ///
    /// Authority: owner or operator of the supplier.
    pub fn close_offer(ctx: Context<CloseOffer>) -> Result<()> {
        close_offer::handler(ctx)
    }

    /// Announces that the supplier will end a running reservation, which starts its notice. From the end of that on, for 24
    /// hours, `terminate_by_supplier` forfeits nothing, and before it only the seconds that are missing; then the
    /// announcement lapses. While it stands the renter owes no least time, and extends up to the end of the notice only.
    ///
    /// Authority: owner or operator of the supplier.
    pub fn announce_end(ctx: Context<AnnounceEnd>) -> Result<()> {
        announce_end::handler(ctx)
    }

    /// Moves an account's lamports above its current rent-exempt minimum to the recipient of its rent at closing, or to
    /// its payer if it is never closed (P-25). The bounty of a reservation stays. Works while paused.
    ///
    /// Authority: anyone. Succeeds without an event if there is nothing above the minimum.
    pub fn reclaim_rent(ctx: Context<ReclaimRent>) -> Result<()> {
        reclaim_rent::handler(ctx)
    }
}

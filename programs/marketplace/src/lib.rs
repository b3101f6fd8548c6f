//! The marketplace program: GPU reservations, each paid in advance into its own escrow and metered by the second.
//!
//! [`instructions::reserve`] locks the whole cost with the renter's fee. [`instructions::start`] starts the meter.
//! [`instructions::settle_reservation`] pays the supplier for all metered time before the hold-back. An end returns
//! the unused part to the payer. After the hold-back, [`instructions::close_reservation`] pays out the rest, sends
//! the fees to the vault of fee-burn and closes the reservation. [`instructions::report_outage`] stops the meter, and
//! [`instructions::open_dispute`] freezes the hold-back until the council has decided.
//!
//! Every way out first records what each payee is owed and then pays the payees that can receive (P-14);
//! [`instructions::withdraw_owed`] pays one payee what it is owed. No way out reads a price or the configuration.
//!
//! `docs/reference/marketplace.md` lists the errors of each instruction, as observed in the tests.

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
pub mod parameters;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod quote;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod state;

use anchor_lang::prelude::*;
use instructions::*;
use io_common::governance::GovernanceAction;
use state::{AutopayArgs, Change, DisputeDecision, OfferArgs, OutageReport};

pub use io_common::ids::marketplace::*;

io_common::entrypoint!(entry);

#[cfg(not(feature = "cpi"))]
solana_security_txt::security_txt! {
    name: "IO marketplace",
    project_url: "https://io.net",
    contacts: "other:SECURITY.md in the source repository",
    policy: "SECURITY.md in the source repository"
}

// The most frequent instructions come first: Anchor compares discriminators in order, at 3 compute units each.
/// The instructions.
#[program]
pub mod marketplace {
    use super::*;

    /// Pays out the hold-back, sends the fees to the vault, and closes reservation and escrow if no one is owed
    /// anything. Makes downtime final and updates the service record. A payee that cannot be paid stays owed, and the
    /// reservation stays open. Once the supplier's part is paid, the usage account no longer counts the reservation,
    /// and `supplier` may be closed: it is not read then, and `supplier_tokens` may be any account.
    ///
    /// Authority: anyone, who gets the bounty if it closes and anything was due.
    pub fn close_reservation(ctx: Context<CloseReservation>) -> Result<()> {
        close_reservation::handler(ctx)
    }

    /// Pays the supplier for the time used, except what is held back or disputed. Succeeds if there is nothing to do.
    ///
    /// Authority: anyone.
    pub fn settle_reservation(ctx: Context<SettleReservation>) -> Result<()> {
        settle_reservation::handler(ctx)
    }

    /// Reserves GPUs of an offer and locks the whole cost with the renter's fee. The hours must be within those of
    /// the offer and the market's current maximum. The price account is needed for IO only.
    ///
    /// Authority: the renter, and the payer, who may be the renter itself. The payer pays cost, rent and bounty, and
    /// gets back what is not used.
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

    /// Extends a running reservation at the offer's current price, and locks the cost. The hours
    /// are checked as by `reserve`, except that they may be fewer than the offer's `min_hours`. The offer's
    /// `min_hours` must not exceed that of the reservation's terms, and the new end must not be further ahead than
    /// the offer's longest stay. `ends_at` is the present end that the payer has read: at another end it is refused. The
    /// price account is needed for IO only.
    ///
    /// Authority: the payer of the reservation.
    pub fn extend(ctx: Context<Extend>, args: ExtendArgs) -> Result<()> {
        extend::handler(ctx, args)
    }

    /// Extends a running reservation from its payer's wallet, within what the payer allows: from `lead` seconds before
    /// the end, at `max_price_micro_usd` at most, by `hours`, for no more than is `left`. It waits while a dispute is open.
    /// All else is checked as by `extend`. If the wallet holds or has approved too little, nothing moves; that is recorded
    /// and emitted once.
    ///
    /// Authority: anyone, who gets a bounty for an extension if the payer has left any.
    pub fn extend_by_autopay(ctx: Context<ExtendByAutopay>) -> Result<()> {
        extend_by_autopay::handler(ctx)
    }

    /// Sends the fees on everything that is no longer held back to the fee-burn vault. Succeeds if there is nothing
    /// to do.
    ///
    /// Authority: anyone.
    pub fn sweep_fees(ctx: Context<SweepFees>) -> Result<()> {
        sweep_fees::handler(ctx)
    }

    /// Ends a running reservation. The unused part goes back, except the minimum time, which is due: `forfeit` or the
    /// offer's `min_hours`, whichever is longer. Within `grace` after the start, and once the supplier has announced
    /// an end, only the time used is due.
    ///
    /// Authority: the renter or the payer.
    pub fn terminate(ctx: Context<Terminate>) -> Result<()> {
        terminate::handler(ctx)
    }

    /// Stops the meter from the reported time on, renews that report, or lets the meter run again. It reaches all
    /// time that is neither paid nor decided, until the reservation is closed.
    ///
    /// Authority: the council, by approvals or signatures.
    pub fn report_outage(ctx: Context<ReportOutage>, report: OutageReport) -> Result<()> {
        report_outage::handler(ctx, report)
    }

    /// Pays the signer what is recorded as owed to it, to any token account of the currency except the escrow. It
    /// allocates nothing itself.
    ///
    /// Authority: the payer, or the supplier's payout wallet.
    pub fn withdraw_owed(ctx: Context<WithdrawOwed>) -> Result<()> {
        withdraw_owed::handler(ctx)
    }

    /// Cancels a reservation that has not started within its start window. Everything goes back to the payer.
    ///
    /// Authority: anyone; `close_reservation` may follow in the same transaction.
    pub fn cancel(ctx: Context<Cancel>) -> Result<()> {
        cancel::handler(ctx)
    }

    /// Declines a reservation that has not started. Everything goes back to the payer. Within the start window it
    /// counts as declined, later as not started.
    ///
    /// Authority: owner or operator of the supplier.
    pub fn decline(ctx: Context<Decline>) -> Result<()> {
        decline::handler(ctx)
    }

    /// Ends a running reservation that was down for longer than its terms allow. Only the time used is due.
    ///
    /// Authority: the renter or the payer.
    pub fn terminate_for_downtime(ctx: Context<TerminateForDowntime>) -> Result<()> {
        terminate_for_downtime::handler(ctx)
    }

    /// Disputes the hold-back that is not disputed yet. It stays in the escrow, with the deposit, until the council
    /// decides.
    ///
    /// Authority: the payer of the reservation.
    /// Parameters: the maximum deposit, in base units.
    pub fn open_dispute(ctx: Context<OpenDispute>, max_deposit: u64) -> Result<()> {
        open_dispute::handler(ctx, max_deposit)
    }

    /// Decides a dispute: gives the payer its share of the disputed amount, and the supplier the rest.
    ///
    /// Authority: the council, by approvals or signatures.
    pub fn decide_dispute(ctx: Context<DecideDispute>, decision: DisputeDecision) -> Result<()> {
        decide_dispute::handler(ctx, decision)
    }

    /// Ends a dispute that was not decided within the `decision_time` of the terms. The meter decides, and a part of
    /// the deposit goes to the supplier.
    ///
    /// Authority: anyone.
    pub fn expire_dispute(ctx: Context<ExpireDispute>) -> Result<()> {
        expire_dispute::handler(ctx)
    }

    /// Ends a running reservation at the supplier's cost. The unused part goes to the payer, and so do as many of the
    /// last seconds used as are missing of the notice, as far as they are held back.
    ///
    /// Authority: the supplier's owner.
    pub fn terminate_by_supplier(ctx: Context<TerminateBySupplier>) -> Result<()> {
        terminate_by_supplier::handler(ctx)
    }

    /// Offers GPUs of the supplier.
    ///
    /// Authority: owner or operator of the supplier, who pays the rent.
    pub fn create_offer(ctx: Context<CreateOffer>, args: OfferArgs) -> Result<()> {
        create_offer::handler(ctx, args)
    }

    /// Changes an offer, for future reservations; existing ones keep their terms. Raises the offer's revision by one.
    ///
    /// Authority: owner or operator of the supplier.
    pub fn edit_offer(ctx: Context<EditOffer>, args: OfferArgs) -> Result<()> {
        edit_offer::handler(ctx, args)
    }

    /// Stops new reservations of an offer, or allows them again. Raises its revision by one.
    ///
    /// Authority: owner or operator of the supplier.
    /// Parameters: whether it is paused.
    pub fn set_offer_paused(ctx: Context<EditOffer>, paused: bool) -> Result<()> {
        set_offer_paused::handler(ctx, paused)
    }

    /// Creates the configuration for one IO mint and one USDC mint, with the default parameters.
    ///
    /// Authority: the upgrade authority of the program (P-19), who pays and becomes the governance authority.
    /// Parameters: `guardian`, who may pause.
    pub fn initialize(ctx: Context<Initialize>, guardian: Pubkey) -> Result<()> {
        initialize::handler(ctx, guardian)
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

    /// Applies a proposed change and closes the proposal; the rent goes back to its payer. A pause does not prevent
    /// it.
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

    /// Creates the usage account of a supplier, before its first offer.
    ///
    /// Authority: anyone, who pays the rent: its content is fixed.
    pub fn init_supplier_usage(ctx: Context<InitSupplierUsage>) -> Result<()> {
        init_supplier_usage::handler(ctx)
    }

    /// Closes an offer without reserved GPUs; its rent goes to the supplier's owner. Its number is not used again.
    ///
    /// Authority: owner or operator of the supplier.
    pub fn close_offer(ctx: Context<CloseOffer>) -> Result<()> {
        close_offer::handler(ctx)
    }

    /// Announces that the supplier will end a running reservation, and starts its notice. During the notice,
    /// `terminate_by_supplier` forfeits only what is missing of it; for 24 hours after the notice, nothing. Then the
    /// announcement lapses. While it stands, the renter cannot extend beyond the notice. From the first announcement
    /// on, it owes no minimum time.
    ///
    /// Authority: owner of the supplier; its operator once the minimum time is over.
    pub fn announce_end(ctx: Context<AnnounceEnd>) -> Result<()> {
        announce_end::handler(ctx)
    }

    /// Sets what autopay may do with a reservation that waits or runs, and the bounties for the senders of extensions:
    /// lamports for more are taken from the payer, those for fewer go back. It takes no tokens: the payer approves
    /// `[SPENDER, payer]` as delegate of its associated token account. `replaced` is what the present autopay of the
    /// reservation may still spend, as the payer has read it; none if there is none.
    ///
    /// Authority: the payer of the reservation.
    pub fn set_autopay(
        ctx: Context<SetAutopay>,
        args: AutopayArgs,
        replaced: Option<u64>,
    ) -> Result<()> {
        set_autopay::handler(ctx, args, replaced)
    }

    /// Closes the autopay of a reservation. Rent and bounties go back to its payer.
    ///
    /// Authority: its payer; anyone once the reservation has ended.
    pub fn close_autopay(ctx: Context<CloseAutopay>) -> Result<()> {
        close_autopay::handler(ctx)
    }

    /// Moves an account's lamports above its current rent-exempt minimum to the recipient of its rent at closing, or to
    /// its payer if it is never closed (P-25). The bounty of a reservation stays. Works while paused.
    ///
    /// Authority: anyone. Succeeds without an event if there is nothing above the minimum.
    pub fn reclaim_rent(ctx: Context<ReclaimRent>) -> Result<()> {
        reclaim_rent::handler(ctx)
    }
}

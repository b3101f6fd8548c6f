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

    /// Pays out what was held back, sends the fees to the vault and closes the reservation. A payee that cannot
    /// be paid stays owed, and the reservation open.
    ///
    /// Authority: anyone, who gets the bounty if it closes and anything was due.
    /// Errors: `NotEnded`, `HeldBack`, `DisputeOpen`, `WrongDestination`.
    pub fn close_reservation(ctx: Context<CloseReservation>) -> Result<()> {
        close_reservation::handler(ctx)
    }

    /// Pays the supplier what has been used, all but the hold-back.
    ///
    /// Authority: anyone. Nothing to do is success.
    /// Errors: `WrongDestination`.
    pub fn settle_reservation(ctx: Context<SettleReservation>) -> Result<()> {
        settle_reservation::handler(ctx)
    }

    /// Reserves GPUs and locks the whole cost, with the renter's fee.
    ///
    /// Authority: the renter, and who pays the rent.
    /// Parameters: see [`ReserveArgs`].
    /// Errors: `OfferEdited`, `OfferPaused`, `CurrencyNotTaken`, `HoursOutOfRange`, `IoHoursOutOfRange`,
    /// `NoGpus`, `OfferFull`,
    /// `NotAttested`, `NotBacked`, `CostAboveMaximum`; in IO `PriceMissing` and those of the oracle (P-17).
    pub fn reserve(ctx: Context<Reserve>, args: ReserveArgs) -> Result<()> {
        reserve::handler(ctx, args)
    }

    /// Starts the meter.
    ///
    /// Authority: owner or operator of the supplier.
    /// Parameters: hash of the connection details.
    /// Errors: `NotSupplier`, `NotReserved`, `TooLateToStart`.
    pub fn start(ctx: Context<Start>, connection_hash: [u8; 32]) -> Result<()> {
        start::handler(ctx, connection_hash)
    }

    /// Ends a reservation whose time is over.
    ///
    /// Authority: anyone.
    /// Errors: `NotActive`, `TimeIsNotOver`.
    pub fn complete(ctx: Context<Complete>) -> Result<()> {
        complete::handler(ctx)
    }

    /// Reserves more time for a running reservation, at the offer's present price, and locks its cost. The end lies no further
    /// ahead than the offer's longest stay.
    ///
    /// Authority: the renter.
    /// Parameters: see [`ExtendArgs`].
    /// Errors: `NotRenter`, `NotActive`, `TimeIsOver`, `TooManySegments`, `OfferEdited`, `OfferPaused`, `CurrencyNotTaken`,
    /// `HoursOutOfRange`, `IoHoursOutOfRange`, `EndsTooLate`, `OfferFull`, `NotAttested`, `NotBacked`, `CostAboveMaximum`; in
    /// IO `PriceMissing` and those of the oracle (P-17).
    pub fn extend(ctx: Context<Extend>, args: ExtendArgs) -> Result<()> {
        extend::handler(ctx, args)
    }

    /// Sends the fees on what is no longer held back to the fee-burn vault.
    ///
    /// Authority: anyone. Nothing to do is success.
    /// Errors: `WrongVault`.
    pub fn sweep_fees(ctx: Context<SweepFees>) -> Result<()> {
        sweep_fees::handler(ctx)
    }

    /// Ends a running reservation: what is not used goes back, but for the least time, which is due. Within the first minutes
    /// only what was used is due.
    ///
    /// Authority: the renter.
    /// Errors: `NotRenter`, `NotActive`, `TimeIsOver`.
    pub fn terminate(ctx: Context<Terminate>) -> Result<()> {
        terminate::handler(ctx)
    }

    /// Stops the meter from the time that the report names, renews that report, or lets the meter run on. It reaches all that
    /// is neither paid nor decided, until the reservation is closed.
    ///
    /// Authority: the council, by approvals or signatures.
    /// Parameters: see [`OutageReport`].
    /// Errors: `NotActive`, `StaleDecision`, `InvalidOutageTime`, `NothingHeldBack`, `NotDown`; those of the agreement.
    pub fn report_outage(ctx: Context<ReportOutage>, report: OutageReport) -> Result<()> {
        report_outage::handler(ctx, report)
    }

    /// Pays the signer what it is owed, to any token account that it names.
    ///
    /// Authority: the renter, or the supplier's payout wallet.
    /// Errors: `NothingOwed`, `WrongDestination`.
    pub fn withdraw_owed(ctx: Context<WithdrawOwed>) -> Result<()> {
        withdraw_owed::handler(ctx)
    }

    /// Cancels a reservation that has not started in time: everything goes back to the renter.
    ///
    /// Authority: anyone; `close_reservation` may follow in the same transaction.
    /// Errors: `NotReserved`, `TooEarlyToCancel`.
    pub fn cancel(ctx: Context<Cancel>) -> Result<()> {
        cancel::handler(ctx)
    }

    /// Declines a reservation that has not started: everything goes back to the renter. After the start window that counts
    /// as not started.
    ///
    /// Authority: owner or operator of the supplier.
    /// Errors: `NotSupplier`, `NotReserved`.
    pub fn decline(ctx: Context<Decline>) -> Result<()> {
        decline::handler(ctx)
    }

    /// Ends a running reservation that was down for longer than its terms allow: only what was used is due.
    ///
    /// Authority: the renter.
    /// Errors: `NotRenter`, `NotActive`, `TimeIsOver`, `DowntimeAllowed`.
    pub fn terminate_for_downtime(ctx: Context<TerminateForDowntime>) -> Result<()> {
        terminate_for_downtime::handler(ctx)
    }

    /// Disputes what is held back. It stays in the escrow, with the deposit, until the council decides.
    ///
    /// Authority: the renter.
    /// Parameters: the largest deposit that may be taken, in base units.
    /// Errors: `NotRenter`, `DisputeOpen`, `NothingHeldBack`, `CostAboveMaximum`.
    pub fn open_dispute(ctx: Context<OpenDispute>, max_deposit: u64) -> Result<()> {
        open_dispute::handler(ctx, max_deposit)
    }

    /// Splits what is disputed.
    ///
    /// Authority: the council, by approvals or signatures.
    /// Parameters: see [`DisputeDecision`].
    /// Errors: `NoDispute`, `StaleDecision`, `BadShare`, `TooLateToDecide`; those of the agreement.
    pub fn decide_dispute(ctx: Context<DecideDispute>, decision: DisputeDecision) -> Result<()> {
        decide_dispute::handler(ctx, decision)
    }

    /// Ends a dispute that was not decided in time: the meter counts, and a part of the deposit is the supplier's.
    ///
    /// Authority: anyone.
    /// Errors: `NoDispute`, `TooEarlyToExpire`.
    pub fn expire_dispute(ctx: Context<ExpireDispute>) -> Result<()> {
        expire_dispute::handler(ctx)
    }

    /// Ends a running reservation at the supplier's cost: what is not used and the last hour used, as far as
    /// it is held back, go to the renter.
    ///
    /// Authority: the owner of the supplier.
    /// Errors: `NotOwner`, `NotActive`, `TimeIsOver`.
    pub fn terminate_by_supplier(ctx: Context<TerminateBySupplier>) -> Result<()> {
        terminate_by_supplier::handler(ctx)
    }

    /// Offers GPUs of a supplier.
    ///
    /// Authority: owner or operator of the supplier.
    /// Parameters: see [`OfferArgs`].
    /// Errors: `NotSupplier`, `OfferWithoutGpus`, `OfferWithoutPrice`, `OfferHours`, `OfferCurrencies`.
    pub fn create_offer(ctx: Context<CreateOffer>, args: OfferArgs) -> Result<()> {
        create_offer::handler(ctx, args)
    }

    /// Changes an offer, for reservations to come; what is reserved stays as it was.
    ///
    /// Authority: owner or operator of the supplier.
    /// Parameters: see [`OfferArgs`].
    /// Errors: as those of `create_offer`.
    pub fn edit_offer(ctx: Context<EditOffer>, args: OfferArgs) -> Result<()> {
        edit_offer::handler(ctx, args)
    }

    /// Stops new reservations of an offer, or lets them be made again.
    ///
    /// Authority: owner or operator of the supplier.
    /// Errors: `NotSupplier`.
    pub fn set_offer_paused(ctx: Context<EditOffer>, paused: bool) -> Result<()> {
        set_offer_paused::handler(ctx, paused)
    }

    /// Creates the configuration, for one IO mint and one USDC mint.
    ///
    /// Authority: the program's upgrade authority (P-19), who becomes the governance authority.
    /// Parameters: `guardian`, who can pause.
    /// Errors: `NotUpgradeAuthority`, `ProgramDataMismatch`, `MintDecimals`.
    pub fn initialize(ctx: Context<Initialize>, guardian: Pubkey) -> Result<()> {
        initialize::handler(ctx, guardian)
    }

    /// Does what authority and guardian can do at once: roles and pause.
    ///
    /// Authority: as the action says.
    /// Parameters: see [`GovernanceAction`].
    /// Errors: `NotAuthority`, `NotPendingAuthority`, `NotGuardian`, `PauseCooldown`.
    pub fn govern(ctx: Context<Govern>, action: GovernanceAction) -> Result<()> {
        govern::handler(ctx, action)
    }

    /// Proposes a change, to be applied 48 hours later.
    ///
    /// Authority: the governance authority; anyone pays.
    /// Parameters: see [`Change`].
    /// Errors: `NotAuthority`, `OutOfRange`.
    pub fn propose_change(ctx: Context<ProposeChange>, change: Change) -> Result<()> {
        propose_change::handler(ctx, change)
    }

    /// Applies a proposed change.
    ///
    /// Authority: anyone, from 48 hours after the proposal on, for a week.
    /// Errors: `TimelockNotOver`, `ProposalLapsed`, `ProposalOvertaken`, `WrongPayer`.
    pub fn apply_change(ctx: Context<ApplyChange>) -> Result<()> {
        apply_change::handler(ctx)
    }

    /// Cancels a proposed change, or clears a lapsed one away.
    ///
    /// Authority: authority or guardian; anyone once it has lapsed.
    /// Errors: `NotGuardian`, `WrongPayer`.
    pub fn cancel_change(ctx: Context<CancelChange>) -> Result<()> {
        cancel_change::handler(ctx)
    }

    /// Creates the usage account of a supplier, before its first offer.
    ///
    /// Authority: anyone, who pays for it: nothing in it is theirs to choose.
    pub fn init_supplier_usage(ctx: Context<InitSupplierUsage>) -> Result<()> {
        init_supplier_usage::handler(ctx)
    }

    /// Closes an offer of which nothing is reserved; its rent goes to the supplier's owner.
    ///
    /// Authority: owner or operator of the supplier.
    /// Errors: `NotSupplier`, `OfferInUse`.
    pub fn close_offer(ctx: Context<CloseOffer>) -> Result<()> {
        close_offer::handler(ctx)
    }

    /// Moves an account's lamports above its rent-exempt minimum to the recipient of its rent at closing,
    /// or to its payer if it is never closed (P-25). A bounty stays.
    ///
    /// Authority: anyone. Succeeds without an event if there is no excess.
    /// Errors: `NotReclaimable`, `WrongRecipient`; `WrongSupplier` for an offer.
    pub fn reclaim_rent(ctx: Context<ReclaimRent>) -> Result<()> {
        reclaim_rent::handler(ctx)
    }
}

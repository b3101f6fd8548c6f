//! The emissions program: mints the hourly rewards of suppliers and of the stakers who delegate to
//! them.
//!
//! The way of a token: [`instructions::advance_clock`] mints an hour to the reward vault and raises the index
//! of a pool; [`instructions::settle_supplier`] gives a supplier its part of that and splits it between its owner
//! and its stakers; [`instructions::claim`] pays it out. Stake comes in by
//! [`instructions::delegate`] and [`instructions::stake_own`], and leaves by an unstake request that cools for 14 days. What a
//! supplier does wrong can cost its stake and that of its stakers: [`instructions::slashing`].
//!
//! Instructions that change stake, units or commission refuse until the clock and the supplier are up
//! to date (P-07): clients put `advance_clock` and `settle_supplier` in front, and nothing to do is success there.
//!
//! What each instruction refuses with is in `docs/reference/emissions.md`, as the tests see it.

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
use state::Change;

pub use io_common::ids::emissions::*;

io_common::entrypoint!(entry);

#[cfg(not(feature = "cpi"))]
solana_security_txt::security_txt! {
    name: "IO emissions",
    project_url: "https://io.net",
    contacts: "other:SECURITY.md in the source repository",
    policy: "SECURITY.md in the source repository"
}

// Those that are sent most come first: Anchor compares the data with one after the other, for 3 compute units each.
/// The instructions.
#[program]
pub mod emissions {
    use super::*;

    /// Pays a staker what its delegation has earned up to the supplier's last settlement. The destination is an IO
    /// account of the staker; if someone else signs, the associated one. Succeeds if there is nothing to claim.
    ///
    /// Authority: anyone; the tokens go to the staker.
    pub fn claim(ctx: Context<Claim>) -> Result<()> {
        claim::handler(ctx)
    }

    /// Gives a supplier and its stakers their part of the hours up to the ledger's, split at the hour from which an
    /// announced commission holds. Succeeds if there is nothing to do. The pages are those of the hours whose indexes
    /// it needs, in any order: the hour after the last change of units, the end of the attestation, and the hour from
    /// which an announced commission holds; each only if it has passed and makes a difference.
    ///
    /// Authority: anyone: it can only add value.
    pub fn settle_supplier(ctx: Context<SettleSupplier>) -> Result<()> {
        settle_supplier::handler(ctx)
    }

    /// Delegates IO to a supplier, by a delegation that is open, and counts the supplier's units again. Slashes that
    /// are open already do not reach what is added.
    ///
    /// Authority: the staker, owner of the IO.
    /// Parameters: IO base units.
    pub fn delegate(ctx: Context<Delegate>, amount: u64) -> Result<()> {
        delegate::handler(ctx, amount)
    }

    /// Brings the ledger to the present hour, mints what the hours between emit to the reward vault, and writes the
    /// indexes to the history pages. Succeeds if there is nothing to do.
    ///
    /// Authority: anyone.
    pub fn advance_clock(ctx: Context<AdvanceClock>) -> Result<()> {
        advance_clock::handler(ctx)
    }

    /// Records the council's attestations of GPUs and counts the units of each supplier again; 0 GPUs revoke an
    /// attestation at once. Suppliers that have closed, or whose attestation was made or revoked after the batch, are
    /// passed over; the event names them.
    ///
    /// Authority: attestors, as many as the threshold, at most five, all signing.
    /// Remaining accounts: the attestors, then the supplier of each entry, in the order of the entries.
    pub fn attest<'info>(ctx: Context<'info, Attest<'info>>, batch: AttestBatch) -> Result<()> {
        attest::handler(ctx, batch)
    }

    /// Does what `attest` does, with a batch that the threshold of attestors has approved, up to an hour after the
    /// opening. Closes the approval,whose rent goes back to its payer.
    ///
    /// Authority: anyone.
    /// Remaining accounts: the supplier of each entry, in the order of the entries.
    pub fn attest_approved<'info>(
        ctx: Context<'info, AttestApproved<'info>>,
        batch: AttestBatch,
    ) -> Result<()> {
        attest_approved::handler(ctx, batch)
    }

    /// Starts the cooldown of delegated stake that no slash holds, in a free place of the eight, and counts the
    /// supplier's units again. What the stake earned before is counted first.
    ///
    /// Authority: the staker.
    /// Parameters: IO base units; none is all that no slash holds. The event says which place the unstake request has.
    pub fn unstake(ctx: Context<Unstake>, amount: Option<u64>) -> Result<()> {
        unstake::handler(ctx, amount)
    }

    /// Pays out all unstake requests of a delegation whose cooldown is over, to any IO token account but a vault of the
    /// program. What open slashes hold is in none of them. Needs no clock, no council and no price.
    ///
    /// Authority: the staker.
    pub fn withdraw(ctx: Context<Withdraw>) -> Result<()> {
        withdraw::handler(ctx)
    }

    /// Moves what a delegation has earned, up to the supplier's last settlement, from the reward vault to the stake
    /// vault, delegates it and counts the units again. Succeeds if nothing is earned.
    ///
    /// Authority: the staker.
    pub fn compound(ctx: Context<Compound>) -> Result<()> {
        compound::handler(ctx)
    }

    /// Pays a supplier's commission and reward of own stake to an IO account of its payout wallet; if someone else
    /// signs, to its associated one. Succeeds if there is nothing to claim.
    ///
    /// Authority: anyone; the tokens go to the payout wallet.
    pub fn claim_supplier(ctx: Context<ClaimSupplier>) -> Result<()> {
        claim_supplier::handler(ctx)
    }

    /// Opens an empty delegation. It changes nothing else, and needs no clock.
    ///
    /// Authority: the staker, who pays.
    pub fn open_delegation(ctx: Context<OpenDelegation>) -> Result<()> {
        open_delegation::handler(ctx)
    }

    /// Adds to the owner's own stake and counts the supplier's units again.
    ///
    /// Authority: the supplier's owner.
    /// Parameters: IO base units.
    pub fn stake_own(ctx: Context<StakeOwn>, amount: u64) -> Result<()> {
        stake_own::handler(ctx, amount)
    }

    /// Starts the cooldown of own stake, in a free place of the four. What stays must back the reserved GPUs of the
    /// usage account.
    ///
    /// Authority: the supplier's owner.
    /// Parameters: IO base units, none is all. The event says which place the unstake request has.
    pub fn unstake_own(ctx: Context<UnstakeOwn>, amount: Option<u64>) -> Result<()> {
        unstake_own::handler(ctx, amount)
    }

    /// Pays out all of the holder's own stake whose cooldown is over and that no slash holds; what is held stays in its
    /// unstake requests. The destination is any IO account of the holder, whether the holder or the owner signs. Needs
    /// no clock, no council and no price.
    ///
    /// Authority: the unstake requests' holder, or the supplier's owner.
    pub fn withdraw_own(ctx: Context<WithdrawOwn>) -> Result<()> {
        withdraw_own::handler(ctx)
    }

    /// Cancels an unstake request of a delegation, during the cooldown or after it: its amount is active stake again,
    /// and the supplier's units are counted again.
    ///
    /// Authority: the staker.
    /// Parameters: place of the unstake request: 0 to 7, or 8 for what slashes have given back.
    pub fn cancel_unstake(ctx: Context<CancelUnstake>, unstake_request: u8) -> Result<()> {
        cancel_unstake::handler(ctx, unstake_request)
    }

    /// Pays what an empty delegation has earned to an IO account of the staker, and closes it. Empty is one without
    /// active stake, without unstake requests, and of which no slash holds anything, one that has ended and has not
    /// been followed included. Needs no clock and not the supplier, which may be closed.
    ///
    /// Authority: the staker, who gets the rent.
    pub fn close_delegation(ctx: Context<CloseDelegation>) -> Result<()> {
        close_delegation::handler(ctx)
    }

    /// Creates configuration, ledger, models, council and the two vaults for an IO mint, with the default parameters.
    ///
    /// Authority: the upgrade authority of the program (P-19), who pays and becomes the governance authority.
    /// Parameters: `guardian`, who will be able to pause.
    pub fn initialize(ctx: Context<Initialize>, guardian: Pubkey) -> Result<()> {
        initialize::handler(ctx, guardian)
    }

    /// Starts the emission clock at the running hour and hands the mint authority of IO to the `Ledger`.
    ///
    /// Authority: the governance authority and the present mint authority of IO.
    pub fn launch(ctx: Context<Launch>) -> Result<()> {
        launch::handler(ctx)
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

    /// Makes a proposed change and closes the proposal,whose rent goes back to its payer. The clock must be up to
    /// date once the network has launched (P-07); a pause is no obstacle.
    ///
    /// Authority: anyone, from 48 hours after the proposal on, for 7 days.
    pub fn apply_change(ctx: Context<ApplyChange>) -> Result<()> {
        apply_change::handler(ctx)
    }

    /// Cancels a proposed change, at any time before it is applied, or closes a lapsed one. The rent goes back to its
    /// payer.
    ///
    /// Authority: authority or guardian; anyone once it has lapsed.
    pub fn cancel_change(ctx: Context<CancelChange>) -> Result<()> {
        cancel_change::handler(ctx)
    }

    /// Suspends an attestor until the council is named again: what it signs or has approved does not count. Councils
    /// proposed before are not applied any more; suspending the same attestor again only renews that.
    ///
    /// Authority: authority or guardian.
    /// Parameters: the attestor.
    pub fn suspend_attestor(ctx: Context<SuspendAttestor>, attestor: Pubkey) -> Result<()> {
        suspend_attestor::handler(ctx, attestor)
    }

    /// Revokes a supplier's attestation at once, as an attestation of 0 GPUs does. Batches made before count for it no
    /// more.
    ///
    /// Authority: authority or guardian.
    pub fn revoke_attestation(ctx: Context<RevokeAttestation>) -> Result<()> {
        revoke_attestation::handler(ctx)
    }

    /// Names the council of a network that has not launched, and raises its revision, so that open approvals count no
    /// more. Afterwards a council is proposed.
    ///
    /// Authority: the governance authority.
    /// Parameters: 1 to 16 distinct attestors, none the zero address; a threshold of 1 to as many as there are
    /// attestors.
    pub fn set_council(
        ctx: Context<SetCouncil>,
        attestors: Vec<Pubkey>,
        threshold: u8,
    ) -> Result<()> {
        set_council::handler(ctx, attestors, threshold)
    }

    /// Lists a GPU model in a free place; before launch also in one that is taken. Afterwards a multiplier is changed
    /// by a proposal, and a name not at all.
    ///
    /// Authority: the governance authority.
    /// Parameters: an index below 64, a name of 1 to 32 bytes, and the compute units of one GPU, 1 to 10,000,000 in
    /// 10⁻⁴ units.
    pub fn set_model(ctx: Context<SetModel>, args: ModelArgs) -> Result<()> {
        set_model::handler(ctx, args)
    }

    /// Creates the page that will hold the indexes of 240 epoch hours. Pages are never closed.
    ///
    /// Authority: anyone, who pays.
    /// Parameters: number of the page: from that of the ledger's hour to two after the present one.
    pub fn create_history_page(ctx: Context<CreateHistoryPage>, page: u32) -> Result<()> {
        create_history_page::handler(ctx, page)
    }

    /// Registers a supplier of one GPU model, with nothing attested and nothing staked. An address that was registered
    /// before, closed or not, is refused by the system program.
    ///
    /// Authority: the owner to be, who pays.
    pub fn register_supplier(
        ctx: Context<RegisterSupplier>,
        args: RegisterSupplierArgs,
    ) -> Result<()> {
        register_supplier::handler(ctx, args)
    }

    /// Opens the approvals of a decision of the council, for an hour and for the council of the moment.
    ///
    /// Authority: anyone, who pays: only attestors approve.
    /// Parameters: hash of the decision.
    pub fn open_approval(ctx: Context<OpenApproval>, hash: [u8; 32]) -> Result<()> {
        open_approval::handler(ctx, hash)
    }

    /// Counts the approval of an attestor, up to an hour after the opening. A second one by the same changes nothing.
    ///
    /// Authority: an attestor.
    pub fn approve(ctx: Context<Approve>) -> Result<()> {
        approve::handler(ctx)
    }

    /// Closes approvals whose hour has passed, used or not; the rent goes back to its payer. Only `attest_approved`
    /// closes the one that it uses by itself.
    ///
    /// Authority: anyone.
    pub fn close_approval(ctx: Context<CloseApproval>) -> Result<()> {
        close_approval::handler(ctx)
    }

    /// Cancels an unstake request of own stake, during the cooldown or after it: its amount is active stake again, and
    /// the supplier's units are counted again.
    ///
    /// Authority: the supplier's owner, who must be the unstake request's holder.
    /// Parameters: place of the unstake request: 0 to 3.
    pub fn cancel_own_unstake(ctx: Context<CancelOwnUnstake>, unstake_request: u8) -> Result<()> {
        cancel_own_unstake::handler(ctx, unstake_request)
    }

    /// Starts the cooldown of all the active stake that one open slash holds of a delegation, and counts the units
    /// again. From then on it earns nothing and does not count. If the slash is dropped it comes back with the cooldown
    /// that runs from here. It takes no unstake request.
    ///
    /// Authority: the staker.
    pub fn unstake_held(ctx: Context<UnstakeHeld>) -> Result<()> {
        unstake_held::handler(ctx)
    }

    /// Asks for delegated stake to be moved to another supplier. Nothing moves yet. Slashes need not have been
    /// followed: what they hold is left out when the stake moves.
    ///
    /// Authority: the staker, who pays for the request.
    /// Parameters: IO base units; none is all.
    pub fn request_redelegation(
        ctx: Context<RequestRedelegation>,
        amount: Option<u64>,
    ) -> Result<()> {
        request_redelegation::handler(ctx, amount)
    }

    /// Moves stake as asked for, at least 24 hours later and at most 7 days after that, counts the units of both
    /// suppliers again and closes the request. Moves what is left where that is less. What open slashes hold stays. The
    /// delegation that it joins must be open; from there no stake moves on for 14 days.
    ///
    /// Authority: the staker, who gets the rent of the request.
    pub fn redelegate(ctx: Context<Redelegate>) -> Result<()> {
        redelegate::handler(ctx)
    }

    /// Takes a request back, lapsed or not.
    ///
    /// Authority: the staker, who gets the rent.
    pub fn cancel_redelegation(ctx: Context<CancelRedelegation>) -> Result<()> {
        cancel_redelegation::handler(ctx)
    }

    /// Changes operator, payout wallet, endpoint or the most that may be delegated; what is none stays.
    ///
    /// Authority: the supplier's owner.
    pub fn update_supplier(ctx: Context<UpdateSupplier>, args: UpdateSupplierArgs) -> Result<()> {
        update_supplier::handler(ctx, args)
    }

    /// Sets the commission. Not above the present one it holds from the running hour and takes an announced rise back;
    /// a rise is announced, for the first hour that begins 14 days later or more.
    ///
    /// Authority: the supplier's owner.
    /// Parameters: bps. The present commission takes an announced rise back.
    pub fn set_commission(ctx: Context<SetCommission>, bps: u16) -> Result<()> {
        set_commission::handler(ctx, bps)
    }

    /// Names who may become the owner. Anyone who was named before is not any more.
    ///
    /// Authority: the supplier's owner.
    /// Parameters: the owner to be; the zero address for nobody.
    pub fn propose_owner(ctx: Context<UpdateSupplier>, owner: Pubkey) -> Result<()> {
        propose_owner::handler(ctx, owner)
    }

    /// Makes the signer the owner. Operator, payout wallet and endpoint stay.
    ///
    /// Authority: who was named.
    pub fn accept_owner(ctx: Context<AcceptOwner>) -> Result<()> {
        accept_owner::handler(ctx)
    }

    /// Closes a supplier without a live attestation, a reservation that is not closed, any stake, an open slash, or
    /// anything owed to its payout wallet. An account of 0 bytes stays at the address, so that nobody registers there
    /// again. Offers are closed before, since `close_offer` needs the supplier. Delegations that have still to follow
    /// slashes do so later: `apply_slash` does not need the supplier.
    ///
    /// Authority: the supplier's owner, who gets the rent but for that of an empty account.
    pub fn close_supplier(ctx: Context<CloseSupplier>) -> Result<()> {
        close_supplier::handler(ctx)
    }

    /// Proposes a slash, to be executed 30 days later. Its amount is what is asked for, or what open slashes leave of
    /// half of the stake if that is less. It holds that at once: of the owner's stake that no slash holds first, of the
    /// delegators' then. Without `approval` the attestors follow the fixed accounts.
    ///
    /// Authority: the council, by signatures or by an approval; anyone pays.
    /// Remaining accounts: the attestors, unless there is an approval.
    pub fn propose_slash<'info>(
        ctx: Context<'info, ProposeSlash<'info>>,
        args: ProposeSlashArgs,
    ) -> Result<()> {
        propose_slash::handler(ctx, args)
    }

    /// Proposes a slash for what the breaches in the usage account cost and what of it has not become a slash. It holds
    /// the owner's stake alone: at once what there is of it that no slash holds, within what open slashes leave of half
    /// of all stake. The rest stays for the next.
    ///
    /// Authority: anyone, who pays.
    /// Parameters: the number that follows the supplier's last slash for breaches.
    pub fn propose_breach_slash(ctx: Context<ProposeBreachSlash>, number: u32) -> Result<()> {
        propose_breach_slash::handler(ctx, number)
    }

    /// Withdraws a slash on appeal: what it holds is free again, of delegators once they follow. Without `approval` and
    /// `authority` the attestors follow the fixed accounts.
    ///
    /// Authority: the governance authority; or the council, by signatures or by an approval.
    /// Remaining accounts: the attestors, if neither the authority nor an approval is there.
    pub fn withdraw_slash<'info>(ctx: Context<'info, WithdrawSlash<'info>>) -> Result<()> {
        withdraw_slash::handler(ctx)
    }

    /// Ends a slash that was not executed within 7 days of falling due, as a withdrawal does.
    ///
    /// Authority: anyone.
    pub fn lapse_slash(ctx: Context<LapseSlash>) -> Result<()> {
        lapse_slash::handler(ctx)
    }

    /// Burns what a slash holds out of the stake vault, exactly its amount, and counts the units again.
    ///
    /// Authority: anyone.
    pub fn execute_slash(ctx: Context<ExecuteSlash>) -> Result<()> {
        execute_slash::handler(ctx)
    }

    /// Makes a delegation follow a slash that holds delegated stake: its opening, its end, or both at once. At the
    /// opening the delegation's part becomes held. At the end it is taken if the slash was executed; otherwise it is
    /// given back, active stake as active, cooling stake into the last unstake request. The delegation can do nothing
    /// else before (`ApplySlashFirst`). The last delegation to follow the end closes the slash's account. Needs no
    /// clock and not the supplier, which may be closed.
    ///
    /// Authority: anyone. Succeeds without an event if the delegation has followed it, so that nobody who is first
    /// makes another's transaction fail.
    pub fn apply_slash<'info>(ctx: Context<'info, ApplySlash<'info>>) -> Result<()> {
        apply_slash::handler(ctx)
    }

    /// Moves an account's lamports above its current rent-exempt minimum to the recipient of its rent at closing, or to
    /// its payer if it is never closed (P-25). Works while paused.
    ///
    /// Authority: anyone. Succeeds without an event if there is nothing above the minimum.
    pub fn reclaim_rent(ctx: Context<ReclaimRent>) -> Result<()> {
        reclaim_rent::handler(ctx)
    }
}

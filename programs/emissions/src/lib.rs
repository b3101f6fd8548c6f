//! The emissions program: mints the hourly rewards of suppliers and of the stakers who delegate to them.
//!
//! [`instructions::advance_clock`] mints an hour to the reward vault and raises the index of each pool.
//! [`instructions::settle_supplier`] credits a supplier with its share and splits it between the owner and the
//! stakers. [`instructions::claim`] pays it out. Stake enters by [`instructions::delegate`] and
//! [`instructions::stake_own`], and leaves by an unstake request with a cooldown of 14 days. Misconduct of a supplier
//! can cost its stake and that of its stakers: [`instructions::slashing`].
//!
//! Instructions that change stake, units or commission refuse until the clock and the supplier are up to date (P-07).
//! Clients send `advance_clock` and `settle_supplier` first; both succeed if there is nothing to do.
//!
//! `docs/reference/emissions.md` lists the errors of each instruction, as observed in the tests.

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

// The most frequent instructions come first: Anchor compares discriminators in order, at 3 compute units each.
/// The instructions.
#[program]
pub mod emissions {
    use super::*;

    /// Pays a staker the rewards of its delegation up to the supplier's last settlement. The destination is an IO
    /// account of the staker; its associated token account if someone else signs. Succeeds if there is nothing to
    /// claim.
    ///
    /// Authority: anyone; the tokens go to the staker.
    pub fn claim(ctx: Context<Claim>) -> Result<()> {
        claim::handler(ctx)
    }

    /// Credits a supplier and its stakers with their share of the hours up to the ledger's. An announced commission
    /// applies from its own hour on. Succeeds if there is nothing to do. The history pages are needed for at most
    /// three past hours: the hour after the last change of units, the end of the attestation, and the first hour of
    /// an announced commission. Pass them in any order.
    ///
    /// Authority: anyone: it can only add value.
    pub fn settle_supplier(ctx: Context<SettleSupplier>) -> Result<()> {
        settle_supplier::handler(ctx)
    }

    /// Delegates IO to a supplier with an open delegation, and counts the supplier's units again. Slashes that are
    /// already open do not reach the added stake.
    ///
    /// Authority: the staker, owner of the IO.
    /// Parameters: IO base units.
    pub fn delegate(ctx: Context<Delegate>, amount: u64) -> Result<()> {
        delegate::handler(ctx, amount)
    }

    /// Brings the ledger to the current hour, mints the emissions of the hours between to the reward vault, and
    /// writes the indexes to the history pages. Succeeds if there is nothing to do.
    ///
    /// Authority: anyone.
    pub fn advance_clock(ctx: Context<AdvanceClock>) -> Result<()> {
        advance_clock::handler(ctx)
    }

    /// Records the council's attestations of GPUs and counts the units of each supplier again; 0 GPUs revoke an
    /// attestation at once. A supplier that has closed, or whose attestation was made or revoked after the batch, is
    /// passed over. The event lists the suppliers passed over.
    ///
    /// Authority: attestors, at least as many as the threshold and at most five, all signing.
    /// Remaining accounts: the attestors, then the supplier of each entry, in the order of the entries.
    pub fn attest<'info>(ctx: Context<'info, Attest<'info>>, batch: AttestBatch) -> Result<()> {
        attest::handler(ctx, batch)
    }

    /// Applies a batch as `attest` does, once the threshold of attestors has approved it, within an hour of opening
    /// the approval. Closes the approval; the rent goes back to its payer.
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
    /// supplier's units again. Rewards earned before are counted first.
    ///
    /// Authority: the staker.
    /// Parameters: IO base units; none for all that no slash holds. The event contains the place of the unstake
    /// request.
    pub fn unstake(ctx: Context<Unstake>, amount: Option<u64>) -> Result<()> {
        unstake::handler(ctx, amount)
    }

    /// Pays out all unstake requests of a delegation whose cooldown is over, to any IO token account except a vault
    /// of the program. Unstake requests hold nothing that an open slash holds. Needs no clock, no council and no
    /// price.
    ///
    /// Authority: the staker.
    pub fn withdraw(ctx: Context<Withdraw>) -> Result<()> {
        withdraw::handler(ctx)
    }

    /// Moves the rewards of a delegation, up to the supplier's last settlement, from the reward vault to the stake
    /// vault, delegates them and counts the units again. Succeeds if nothing is earned.
    ///
    /// Authority: the staker.
    pub fn compound(ctx: Context<Compound>) -> Result<()> {
        compound::handler(ctx)
    }

    /// Pays a supplier's commission and reward of own stake to an IO account of its payout wallet; to its associated
    /// token account if someone else signs. Succeeds if there is nothing to claim.
    ///
    /// Authority: anyone; the tokens go to the payout wallet.
    pub fn claim_supplier(ctx: Context<ClaimSupplier>) -> Result<()> {
        claim_supplier::handler(ctx)
    }

    /// Opens an empty delegation. It changes nothing else, and needs no clock.
    ///
    /// Authority: the staker, who pays the rent.
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

    /// Starts the cooldown of own stake, in a free place of the four. The remaining own stake must back the reserved
    /// GPUs of the usage account.
    ///
    /// Authority: the supplier's owner.
    /// Parameters: IO base units; none for all. The event contains the place of the unstake request.
    pub fn unstake_own(ctx: Context<UnstakeOwn>, amount: Option<u64>) -> Result<()> {
        unstake_own::handler(ctx, amount)
    }

    /// Pays out all of the holder's own stake whose cooldown is over and that no slash holds. Held stake stays in its
    /// unstake requests. The destination is any IO account of the holder, also if the owner signs. Needs no clock, no
    /// council and no price.
    ///
    /// Authority: the holder of the unstake requests, or the supplier's owner.
    pub fn withdraw_own(ctx: Context<WithdrawOwn>) -> Result<()> {
        withdraw_own::handler(ctx)
    }

    /// Cancels an unstake request of a delegation, during the cooldown or after it. Its amount becomes active stake
    /// again, and the supplier's units are counted again.
    ///
    /// Authority: the staker.
    /// Parameters: place of the unstake request: 0 to 7, or 8 for stake that slashes have given back.
    pub fn cancel_unstake(ctx: Context<CancelUnstake>, unstake_request: u8) -> Result<()> {
        cancel_unstake::handler(ctx, unstake_request)
    }

    /// Pays the rewards of an empty delegation to an IO account of the staker, and closes the delegation. An empty
    /// delegation has no active stake, no unstake request, and no stake held by a slash, including an ended slash
    /// that it has not followed. Needs neither the clock nor the supplier, which may be closed.
    ///
    /// Authority: the staker, who gets the rent.
    pub fn close_delegation(ctx: Context<CloseDelegation>) -> Result<()> {
        close_delegation::handler(ctx)
    }

    /// Creates configuration, ledger, models, council and the two vaults for an IO mint, with the default parameters.
    ///
    /// Authority: the upgrade authority of the program (P-19), who pays and becomes the governance authority.
    /// Parameters: `guardian`, who may pause.
    pub fn initialize(ctx: Context<Initialize>, guardian: Pubkey) -> Result<()> {
        initialize::handler(ctx, guardian)
    }

    /// Starts the emission clock in the current hour and hands the mint authority of IO to the `Ledger`.
    ///
    /// Authority: the governance authority and the current mint authority of IO.
    pub fn launch(ctx: Context<Launch>) -> Result<()> {
        launch::handler(ctx)
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

    /// Applies a proposed change and closes the proposal; the rent goes back to its payer. After the launch, the
    /// clock must be up to date (P-07). A pause does not prevent it.
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

    /// Suspends an attestor until a new council is named: its signatures and approvals do not count. Councils
    /// proposed before can no longer be applied. Suspending the same attestor again has no effect.
    ///
    /// Authority: authority or guardian.
    /// Parameters: the attestor.
    pub fn suspend_attestor(ctx: Context<SuspendAttestor>, attestor: Pubkey) -> Result<()> {
        suspend_attestor::handler(ctx, attestor)
    }

    /// Revokes a supplier's attestation at once, as an attestation of 0 GPUs does. Batches made before no longer
    /// apply to it.
    ///
    /// Authority: authority or guardian.
    pub fn revoke_attestation(ctx: Context<RevokeAttestation>) -> Result<()> {
        revoke_attestation::handler(ctx)
    }

    /// Names the council of a network that has not launched, and raises its revision, which invalidates open
    /// approvals. After the launch, the council changes by proposals.
    ///
    /// Authority: the governance authority.
    /// Parameters: 1 to 16 distinct attestors, none the zero address; a threshold of 1 to the number of attestors.
    pub fn set_council(
        ctx: Context<SetCouncil>,
        attestors: Vec<Pubkey>,
        threshold: u8,
    ) -> Result<()> {
        set_council::handler(ctx, attestors, threshold)
    }

    /// Lists a GPU model in a free place; before the launch also in a taken one. After the launch, a multiplier
    /// changes by proposals, and a name never.
    ///
    /// Authority: the governance authority.
    /// Parameters: an index below 64, a name of 1 to 32 bytes, and the compute units of one GPU, 1 to 10,000,000 in
    /// 10⁻⁴ units.
    pub fn set_model(ctx: Context<SetModel>, args: ModelArgs) -> Result<()> {
        set_model::handler(ctx, args)
    }

    /// Creates a history page for the indexes of 240 epoch hours. Pages are never closed.
    ///
    /// Authority: anyone, who pays the rent.
    /// Parameters: number of the page, from that of the ledger's hour to two after the current one.
    pub fn create_history_page(ctx: Context<CreateHistoryPage>, page: u32) -> Result<()> {
        create_history_page::handler(ctx, page)
    }

    /// Registers a supplier of one GPU model, without attestation and stake. The address of a supplier that was
    /// registered before, even a closed one, is refused by the system program.
    ///
    /// Authority: the future owner, who pays the rent.
    pub fn register_supplier(
        ctx: Context<RegisterSupplier>,
        args: RegisterSupplierArgs,
    ) -> Result<()> {
        register_supplier::handler(ctx, args)
    }

    /// Opens the approval of a council decision, for one hour and for the current council.
    ///
    /// Authority: anyone, who pays the rent; only attestors can approve.
    /// Parameters: hash of the decision.
    pub fn open_approval(ctx: Context<OpenApproval>, hash: [u8; 32]) -> Result<()> {
        open_approval::handler(ctx, hash)
    }

    /// Records the approval of an attestor, within an hour of the opening. A second approval by the same attestor
    /// changes nothing.
    ///
    /// Authority: an attestor.
    pub fn approve(ctx: Context<Approve>) -> Result<()> {
        approve::handler(ctx)
    }

    /// Closes an approval whose window is over, used or not; the rent goes back to its payer. Only `attest_approved`
    /// closes the approval that it uses.
    ///
    /// Authority: anyone.
    pub fn close_approval(ctx: Context<CloseApproval>) -> Result<()> {
        close_approval::handler(ctx)
    }

    /// Cancels an unstake request of own stake, during the cooldown or after it. Its amount becomes active stake
    /// again, and the supplier's units are counted again.
    ///
    /// Authority: the supplier's owner, who must be the holder of the unstake request.
    /// Parameters: place of the unstake request: 0 to 3.
    pub fn cancel_own_unstake(ctx: Context<CancelOwnUnstake>, unstake_request: u8) -> Result<()> {
        cancel_own_unstake::handler(ctx, unstake_request)
    }

    /// Starts the cooldown of all active stake of a delegation that one open slash holds, and counts the units again.
    /// It no longer earns or counts. If the slash is dropped, the stake comes back in this cooldown. It takes no
    /// place among the unstake requests.
    ///
    /// Authority: the staker.
    pub fn unstake_held(ctx: Context<UnstakeHeld>) -> Result<()> {
        unstake_held::handler(ctx)
    }

    /// Requests the redelegation of stake to another supplier. Nothing moves yet. Slashes need not have been
    /// followed: stake that they hold stays behind when the stake moves.
    ///
    /// Authority: the staker, who pays the rent of the request.
    /// Parameters: IO base units; none for all.
    pub fn request_redelegation(
        ctx: Context<RequestRedelegation>,
        amount: Option<u64>,
    ) -> Result<()> {
        request_redelegation::handler(ctx, amount)
    }

    /// Moves stake as requested, from 24 hours after the request, for 7 days. Counts the units of both suppliers
    /// again and closes the request. If less stake is left than requested, it moves what is left. Stake that open
    /// slashes hold does not move. The delegation that the stake joins must be open; it cannot redelegate for 14
    /// days.
    ///
    /// Authority: the staker, who gets the rent of the request.
    pub fn redelegate(ctx: Context<Redelegate>) -> Result<()> {
        redelegate::handler(ctx)
    }

    /// Cancels a redelegation request, lapsed or not.
    ///
    /// Authority: the staker, who gets the rent.
    pub fn cancel_redelegation(ctx: Context<CancelRedelegation>) -> Result<()> {
        cancel_redelegation::handler(ctx)
    }

    /// Changes operator, payout wallet, endpoint or delegation limit. A field that is none keeps its value.
    ///
    /// Authority: the supplier's owner.
    pub fn update_supplier(ctx: Context<UpdateSupplier>, args: UpdateSupplierArgs) -> Result<()> {
        update_supplier::handler(ctx, args)
    }

    /// Sets the commission. A commission up to the current one applies from the current hour and cancels an announced
    /// rise. A rise is announced, and applies from the first hour that begins at least 14 days later.
    ///
    /// Authority: the supplier's owner.
    /// Parameters: bps. The current commission cancels an announced rise.
    pub fn set_commission(ctx: Context<SetCommission>, bps: u16) -> Result<()> {
        set_commission::handler(ctx, bps)
    }

    /// Proposes a new owner, in place of any proposed before.
    ///
    /// Authority: the supplier's owner.
    /// Parameters: the proposed owner; the zero address for none.
    pub fn propose_owner(ctx: Context<UpdateSupplier>, owner: Pubkey) -> Result<()> {
        propose_owner::handler(ctx, owner)
    }

    /// Makes the signer the owner. Operator, payout wallet and endpoint stay.
    ///
    /// Authority: the proposed owner.
    pub fn accept_owner(ctx: Context<AcceptOwner>) -> Result<()> {
        accept_owner::handler(ctx)
    }

    /// Closes a supplier without a live attestation, an unclosed reservation, any stake, an open slash, or anything
    /// owed to its payout wallet. An empty account stays at the address, so that it can never be registered again.
    /// Close offers first: `close_offer` needs the supplier. Delegations can still follow slashes later:
    /// `apply_slash` does not need the supplier.
    ///
    /// Authority: the supplier's owner, who gets the rent except that of an empty account.
    pub fn close_supplier(ctx: Context<CloseSupplier>) -> Result<()> {
        close_supplier::handler(ctx)
    }

    /// Proposes a slash, which can be executed 30 days later. Its amount is lowered to what open slashes together may
    /// still take. It holds that stake at once: first own stake that no slash holds, then that of delegators. Without
    /// `approval`, the attestors follow the fixed accounts.
    ///
    /// Authority: the council, by signatures or by an approval; anyone pays.
    /// Remaining accounts: the attestors, unless there is an approval.
    pub fn propose_slash<'info>(
        ctx: Context<'info, ProposeSlash<'info>>,
        args: ProposeSlashArgs,
    ) -> Result<()> {
        propose_slash::handler(ctx, args)
    }

    /// Proposes a slash for the cost of recorded breaches that has not become a slash. It holds own stake only: what
    /// is free of it now, within what open slashes together may still take. The rest is left for the next slash.
    ///
    /// Authority: anyone, who pays the rent.
    /// Parameters: the number that follows the supplier's last slash for breaches.
    pub fn propose_breach_slash(ctx: Context<ProposeBreachSlash>, number: u32) -> Result<()> {
        propose_breach_slash::handler(ctx, number)
    }

    /// Withdraws a slash on appeal. The stake that it holds is free again; that of delegators once they follow.
    /// Without `approval` and `authority`, the attestors follow the fixed accounts.
    ///
    /// Authority: the governance authority; or the council, by signatures or by an approval.
    /// Remaining accounts: the attestors, if there is neither the authority nor an approval.
    pub fn withdraw_slash<'info>(ctx: Context<'info, WithdrawSlash<'info>>) -> Result<()> {
        withdraw_slash::handler(ctx)
    }

    /// Ends a slash that was not executed within 7 days of falling due. It is dropped, as by a withdrawal.
    ///
    /// Authority: anyone.
    pub fn lapse_slash(ctx: Context<LapseSlash>) -> Result<()> {
        lapse_slash::handler(ctx)
    }

    /// Burns exactly the stake that a slash holds out of the stake vault, and counts the units again.
    ///
    /// Authority: anyone.
    pub fn execute_slash(ctx: Context<ExecuteSlash>) -> Result<()> {
        execute_slash::handler(ctx)
    }

    /// Makes a delegation follow a slash that holds delegated stake: its opening, its end, or both at once. At the
    /// opening, the delegation's part becomes held. At the end, it is lost if the slash was executed. Otherwise it is
    /// given back: active stake as active stake, cooling stake in the last unstake request. The delegation can do
    /// nothing else before (`ApplySlashFirst`). The last delegation to follow the end closes the slash's account.
    /// Needs neither the clock nor the supplier, which may be closed.
    ///
    /// Authority: anyone. Succeeds without an event if the delegation has already followed it, so that no one can
    /// make another's transaction fail by sending it first.
    pub fn apply_slash<'info>(ctx: Context<'info, ApplySlash<'info>>) -> Result<()> {
        apply_slash::handler(ctx)
    }

    /// Creates the record of a voter's votes in a realm of SPL Governance, whose voter-weight plugin this program is. It has
    /// no votes yet.
    ///
    /// Authority: anyone, who pays the rent.
    pub fn create_voter_weight_record(ctx: Context<CreateVoterWeightRecord>) -> Result<()> {
        create_voter_weight_record::handler(ctx)
    }

    /// Weighs active stake of a voter, delegated and own. The votes count in the current slot only, so this stands in front of
    /// the vote, in its transaction. What is not passed does not count; what was weighed before is replaced. Each delegation
    /// must have followed the slashes of its supplier. Works while paused.
    ///
    /// Authority: anyone.
    /// Parameters: how many delegations are passed.
    /// Remaining accounts: each delegation with its supplier, in the rising order of the delegations' addresses; then the
    /// suppliers that the voter owns, in the rising order of theirs.
    pub fn update_voter_weight_record<'info>(
        ctx: Context<'info, UpdateVoterWeightRecord<'info>>,
        delegations: u8,
    ) -> Result<()> {
        update_voter_weight_record::handler(ctx, delegations)
    }

    /// Closes the record of a voter's votes; the rent goes back to its payer.
    ///
    /// Authority: the voter.
    pub fn close_voter_weight_record(ctx: Context<CloseVoterWeightRecord>) -> Result<()> {
        close_voter_weight_record::handler(ctx)
    }

    /// Creates the record of all votes of a realm. It has no votes yet, and is never closed.
    ///
    /// Authority: anyone, who pays the rent.
    pub fn create_max_voter_weight_record(ctx: Context<CreateMaxVoterWeightRecord>) -> Result<()> {
        create_max_voter_weight_record::handler(ctx)
    }

    /// Writes all stake, active and cooling, to the record of all votes of a realm. It counts in the current slot only, so
    /// this stands in front of a vote, in its transaction.
    ///
    /// Authority: anyone.
    pub fn update_max_voter_weight_record(ctx: Context<UpdateMaxVoterWeightRecord>) -> Result<()> {
        update_max_voter_weight_record::handler(ctx)
    }

    /// Moves an account's lamports above its current rent-exempt minimum to the recipient of its rent at closing, or
    /// to its payer if it is never closed (P-25). Works while paused.
    ///
    /// Authority: anyone. Succeeds without an event if there is nothing above the minimum.
    pub fn reclaim_rent(ctx: Context<ReclaimRent>) -> Result<()> {
        reclaim_rent::handler(ctx)
    }
}

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

    /// Pays a staker what its delegation has earned up to the supplier's last settlement.
    ///
    /// Authority: anyone; the tokens go to the staker. Nothing to claim is success.
    /// Errors: `ApplySlashFirst`, `WrongDestination`.
    pub fn claim(ctx: Context<Claim>) -> Result<()> {
        claim::handler(ctx)
    }

    /// Gives a supplier and its stakers their part of the hours up to the ledger's.
    ///
    /// Authority: anyone: it can only add value. Nothing to do is success.
    /// Errors: `HistoryPageMissing`.
    pub fn settle_supplier(ctx: Context<SettleSupplier>) -> Result<()> {
        settle_supplier::handler(ctx)
    }

    /// Delegates IO to a supplier, by a delegation that is open.
    ///
    /// Authority: the staker.
    /// Parameters: IO base units.
    /// Errors: `ZeroAmount`, `WrongDelegation`, `AboveMaxDelegated`, `BelowMinDelegation`, `ApplySlashFirst`, and those of a
    /// clock that is not up to date.
    pub fn delegate(ctx: Context<Delegate>, amount: u64) -> Result<()> {
        delegate::handler(ctx, amount)
    }

    /// Brings the ledger to the present hour and mints what the hours between emit.
    ///
    /// Authority: anyone. Nothing to do is success.
    /// Errors: `NotLaunched`, `HistoryPageMissing`.
    pub fn advance_clock(ctx: Context<AdvanceClock>) -> Result<()> {
        advance_clock::handler(ctx)
    }

    /// Records the council's attestations of GPUs; 0 GPUs revoke an attestation at once.
    ///
    /// Authority: attestors, as many as the threshold, at most five, all signing.
    /// Remaining accounts: the attestors, then the supplier of each entry.
    /// Suppliers that have closed, or were attested or ended since the batch was made, are passed over; the event names them.
    /// Errors: `NotAgreed`, `NotAnAttestor`, `TooManySigners`, `InvalidBatchTime`, `InvalidExpiry`, `StaleBatch` for a supplier named
    /// twice or a batch that attests nothing any more, `BatchAccounts`, and those of a clock that is not up to date.
    pub fn attest<'info>(ctx: Context<'info, Attest<'info>>, batch: AttestBatch) -> Result<()> {
        attest::handler(ctx, batch)
    }

    /// Applies an attestation batch once the council's approval threshold is reached.
    ///
    /// Authority: anyone.
    /// Remaining accounts: the supplier of each entry.
    /// Errors: `NotAgreed`, `WrongApproval`, `ApprovalExpired`, `CouncilChanged`, and those of `attest`.
    pub fn attest_approved<'info>(
        ctx: Context<'info, AttestApproved<'info>>,
        batch: AttestBatch,
    ) -> Result<()> {
        attest_approved::handler(ctx, batch)
    }

    /// Starts the cooldown of delegated stake.
    ///
    /// Authority: the staker.
    /// Parameters: IO base units, none is all. The event says which place the unstake request has.
    /// Errors: `ZeroAmount`, `NotEnoughStake`, `BelowMinDelegation`, `UnstakeRequestsFull`, `ApplySlashFirst`, and those of a clock
    /// that is not up to date.
    pub fn unstake(ctx: Context<Unstake>, amount: Option<u64>) -> Result<()> {
        unstake::handler(ctx, amount)
    }

    /// Pays out delegated stake whose cooldown is over and that no slash holds.
    ///
    /// Authority: the staker. Needs no clock, no council and no oracle.
    /// Errors: `WrongDelegation`, `StillCooling`, `ApplySlashFirst`, `WrongDestination`.
    pub fn withdraw(ctx: Context<Withdraw>) -> Result<()> {
        withdraw::handler(ctx)
    }

    /// Delegates what has been earned.
    ///
    /// Authority: the staker. Nothing to do is success.
    /// Errors: `WrongDelegation`, `AboveMaxDelegated`, `BelowMinDelegation`, `ApplySlashFirst`, and those of a clock that is
    /// not up to date.
    pub fn compound(ctx: Context<Compound>) -> Result<()> {
        compound::handler(ctx)
    }

    /// Pays a supplier's commission and reward of own stake to its payout wallet.
    ///
    /// Authority: anyone; the tokens go to the payout wallet. Nothing to claim is success.
    /// Errors: `WrongDestination`.
    pub fn claim_supplier(ctx: Context<ClaimSupplier>) -> Result<()> {
        claim_supplier::handler(ctx)
    }

    /// Opens an empty delegation to a supplier.
    ///
    /// Authority: the staker, who pays.
    pub fn open_delegation(ctx: Context<OpenDelegation>) -> Result<()> {
        open_delegation::handler(ctx)
    }

    /// Adds to the owner's own stake.
    ///
    /// Authority: the supplier's owner.
    /// Parameters: IO base units.
    /// Errors: `ZeroAmount`, and those of a clock that is not up to date.
    pub fn stake_own(ctx: Context<StakeOwn>, amount: u64) -> Result<()> {
        stake_own::handler(ctx, amount)
    }

    /// Starts the cooldown of own stake.
    ///
    /// Authority: the supplier's owner.
    /// Parameters: IO base units, none is all. The event says which place the unstake request has.
    /// Errors: `ZeroAmount`, `NotEnoughStake`, `BacksReservations`, `UnstakeRequestsFull`, and those of a clock that is not up to
    /// date.
    pub fn unstake_own(ctx: Context<UnstakeOwn>, amount: Option<u64>) -> Result<()> {
        unstake_own::handler(ctx, amount)
    }

    /// Pays out own stake whose cooldown is over, as far as open slashes do not hold it back.
    ///
    /// Authority: the unstake requests' holder, or the supplier's owner. Needs no clock, no council and no oracle.
    /// Errors: `NotOwner`, `StillCooling`, `HeldBySlashes`, `WrongDestination`.
    pub fn withdraw_own(ctx: Context<WithdrawOwn>) -> Result<()> {
        withdraw_own::handler(ctx)
    }

    /// Cancels an unstake request: its amount is active stake again.
    ///
    /// Authority: the staker.
    /// Parameters: place of the unstake request.
    /// Errors: `WrongUnstakeRequest`, `WrongDelegation`, `ApplySlashFirst`, and those of a clock that is not up to date.
    pub fn cancel_unstake(ctx: Context<CancelUnstake>, unstake_request: u8) -> Result<()> {
        cancel_unstake::handler(ctx, unstake_request)
    }

    /// Pays what an empty delegation has earned and closes it.
    ///
    /// Authority: the staker.
    /// Errors: `WrongDelegation`, `DelegationInUse`, `WrongDestination`.
    pub fn close_delegation(ctx: Context<CloseDelegation>) -> Result<()> {
        close_delegation::handler(ctx)
    }

    /// Creates configuration, ledger, models, council and vaults for an IO mint.
    ///
    /// Authority: the program's upgrade authority (P-19), who becomes the governance authority.
    /// Parameters: `guardian`, who will be able to pause.
    /// Errors: `NotUpgradeAuthority`, `ProgramDataMismatch`, `MintDecimals`.
    pub fn initialize(ctx: Context<Initialize>, guardian: Pubkey) -> Result<()> {
        initialize::handler(ctx, guardian)
    }

    /// Starts the emission clock and takes over the mint authority of IO.
    ///
    /// Authority: the governance authority and the mint authority.
    /// Errors: `AlreadyLaunched`, `SupplyAboveGenesis`, `FreezeAuthorityPresent`, `VaultFrozen`,
    /// `NotMintAuthority`.
    pub fn launch(ctx: Context<Launch>) -> Result<()> {
        launch::handler(ctx)
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
    /// Errors: `NotAuthority`, `OutOfRange`, `BadCouncil`.
    pub fn propose_change(ctx: Context<ProposeChange>, change: Change) -> Result<()> {
        propose_change::handler(ctx, change)
    }

    /// Applies a proposed change.
    ///
    /// Authority: anyone, from 48 hours after the proposal on, for a week.
    /// Errors: `TimelockNotOver`, `ProposalLapsed`, `ProposalOvertaken`, `WrongPayer`, `AdvanceClockFirst`, `UnknownModel`, `CouncilChanged`.
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

    /// Suspends an attestor until the council is named again.
    ///
    /// Authority: authority or guardian.
    /// Errors: `NotGuardian`, `NotAnAttestor`.
    pub fn suspend_attestor(ctx: Context<SuspendAttestor>, attestor: Pubkey) -> Result<()> {
        suspend_attestor::handler(ctx, attestor)
    }

    /// Revokes an attestation at once.
    ///
    /// Authority: authority or guardian.
    /// Errors: `NotGuardian`, and those of a clock that is not up to date.
    pub fn revoke_attestation(ctx: Context<RevokeAttestation>) -> Result<()> {
        revoke_attestation::handler(ctx)
    }

    /// Names the attestors and how many of them must agree, before the launch.
    ///
    /// Authority: the governance authority.
    /// Parameters: at most 16 distinct attestors; a threshold of 1 to all of them.
    /// Errors: `AlreadyLaunched`, `BadCouncil`.
    pub fn set_council(
        ctx: Context<SetCouncil>,
        attestors: Vec<Pubkey>,
        threshold: u8,
    ) -> Result<()> {
        set_council::handler(ctx, attestors, threshold)
    }

    /// Lists a GPU model; before the launch, also in a place that is taken.
    ///
    /// Authority: the governance authority.
    /// Parameters: index in the table, name of at most 32 bytes, units of one GPU in 10⁻⁴.
    /// Errors: `AlreadyLaunched`, `UnknownModel`, `BadModel`.
    pub fn set_model(ctx: Context<SetModel>, args: ModelArgs) -> Result<()> {
        set_model::handler(ctx, args)
    }

    /// Creates the page that will hold the indexes of 240 epoch hours.
    ///
    /// Authority: anyone, who pays for it. Pages stay permanently.
    /// Errors: `PageOutOfRange`.
    pub fn create_history_page(ctx: Context<CreateHistoryPage>, page: u32) -> Result<()> {
        create_history_page::handler(ctx, page)
    }

    /// Registers a supplier of one GPU model.
    ///
    /// Authority: the owner to be.
    /// Errors: `UnknownModel`, `CommissionTooHigh`, `EndpointTooLong`.
    pub fn register_supplier(
        ctx: Context<RegisterSupplier>,
        args: RegisterSupplierArgs,
    ) -> Result<()> {
        register_supplier::handler(ctx, args)
    }

    /// Opens the approvals of a batch, by its [`batch_hash`].
    ///
    /// Authority: anyone, who pays: only attestors approve.
    /// Parameters: the hash.
    pub fn open_approval(ctx: Context<OpenApproval>, hash: [u8; 32]) -> Result<()> {
        open_approval::handler(ctx, hash)
    }

    /// Approves a batch, within an hour of its opening.
    ///
    /// Authority: an attestor. A second approval changes nothing.
    /// Errors: `NotAnAttestor`, `ApprovalExpired`, `CouncilChanged`.
    pub fn approve(ctx: Context<Approve>) -> Result<()> {
        approve::handler(ctx)
    }

    /// Closes approvals whose hour has passed; the rent goes back to who paid it.
    ///
    /// Authority: anyone.
    /// Errors: `ApprovalOpen`, `WrongApproval`.
    pub fn close_approval(ctx: Context<CloseApproval>) -> Result<()> {
        close_approval::handler(ctx)
    }

    /// Cancels an unstake request of own stake: its amount is active stake again.
    ///
    /// Authority: the supplier's owner, of unstake requests of its own.
    /// Parameters: place of the unstake request.
    /// Errors: `WrongUnstakeRequest`, `NotOwner`, and those of a clock that is not up to date.
    pub fn cancel_own_unstake(ctx: Context<CancelOwnUnstake>, unstake_request: u8) -> Result<()> {
        cancel_own_unstake::handler(ctx, unstake_request)
    }

    /// Starts the cooldown of the active stake that an open slash holds: it counts and earns no more, and can be withdrawn
    /// after the cooldown if the slash gives it back.
    ///
    /// Authority: the staker.
    /// Errors: `WrongDelegation`, `WrongSlash`, `ZeroAmount`, `ApplySlashFirst`, and those of a clock that is not up to
    /// date.
    pub fn unstake_held(ctx: Context<UnstakeHeld>) -> Result<()> {
        unstake_held::handler(ctx)
    }

    /// Asks for delegated stake to be moved to another supplier, a day later.
    ///
    /// Authority: the staker.
    /// Parameters: IO base units; none is all.
    /// Errors: `WrongDelegation`, `SameSupplier`, `ZeroAmount`, `NotEnoughStake`, `RedelegationCooldown`.
    pub fn request_redelegation(
        ctx: Context<RequestRedelegation>,
        amount: Option<u64>,
    ) -> Result<()> {
        request_redelegation::handler(ctx, amount)
    }

    /// Moves delegated stake to another supplier, as asked for a day ago or more. It then stays for 14 days.
    ///
    /// Authority: the staker.
    /// What open slashes hold stays.
    /// Errors: `WrongDelegation`, `WrongRedelegation`, `RedelegationNotReady`, `RequestLapsed`, `RedelegationCooldown`, `AboveMaxDelegated`,
    /// `BelowMinDelegation`, `ZeroAmount`, `ApplySlashFirst`, and those of a clock that is not up to date, of both suppliers.
    pub fn redelegate(ctx: Context<Redelegate>) -> Result<()> {
        redelegate::handler(ctx)
    }

    /// Takes a request to move stake back.
    ///
    /// Authority: the staker, who gets the rent.
    /// Errors: `WrongRedelegation`.
    pub fn cancel_redelegation(ctx: Context<CancelRedelegation>) -> Result<()> {
        cancel_redelegation::handler(ctx)
    }

    /// Changes operator, payout wallet or endpoint of a supplier; `None` leaves a field unchanged.
    ///
    /// Authority: the supplier's owner.
    /// Errors: `NotOwner`, `EndpointTooLong`.
    pub fn update_supplier(ctx: Context<UpdateSupplier>, args: UpdateSupplierArgs) -> Result<()> {
        update_supplier::handler(ctx, args)
    }

    /// Lowers the commission at once, or announces a rise 14 days ahead.
    ///
    /// Authority: the supplier's owner.
    /// Parameters: bps. The present commission takes an announced rise back.
    /// Errors: `NotOwner`, `CommissionTooHigh`, `CommissionAnnounced`, and those of a clock that is not up to date.
    pub fn set_commission(ctx: Context<SetCommission>, bps: u16) -> Result<()> {
        set_commission::handler(ctx, bps)
    }

    /// Names who may become the owner of a supplier, with its own stake.
    ///
    /// Authority: the supplier's owner.
    /// Parameters: the owner to be; the zero address for nobody.
    /// Errors: `NotOwner`.
    pub fn propose_owner(ctx: Context<UpdateSupplier>, owner: Pubkey) -> Result<()> {
        propose_owner::handler(ctx, owner)
    }

    /// Becomes the owner of a supplier. Operator, payout wallet and endpoint stay until they are changed.
    ///
    /// Authority: who was named.
    /// Errors: `NotProposed`.
    pub fn accept_owner(ctx: Context<AcceptOwner>) -> Result<()> {
        accept_owner::handler(ctx)
    }

    /// Closes a supplier with nothing attested, reserved, staked, cooling or owed. Its address is not used again.
    ///
    /// Authority: the supplier's owner, who gets the rent but for that of an empty account.
    /// Errors: `NotOwner`, `SupplierInUse`, and those of a clock that is not up to date.
    pub fn close_supplier(ctx: Context<CloseSupplier>) -> Result<()> {
        close_supplier::handler(ctx)
    }

    /// Proposes a slash, to be executed 30 days later. What it may take is held from now on: of the owner's stake first, then
    /// the same part of all delegated stake that is there.
    ///
    /// Authority: the council, by signatures or by an approval; anyone pays.
    /// Parameters: see [`ProposeSlashArgs`].
    /// Remaining accounts: the attestors, unless there is an approval.
    /// Errors: `NotAgreed` and the others of an agreement; `ReservedReason`, `ZeroAmount`, `SlashNumber`,
    /// `TooManySlashes`.
    pub fn propose_slash<'info>(
        ctx: Context<'info, ProposeSlash<'info>>,
        args: ProposeSlashArgs,
    ) -> Result<()> {
        propose_slash::handler(ctx, args)
    }

    /// Proposes a slash for what the breaches that the marketplace has recorded cost and what of it has not become a slash. It
    /// holds the owner's stake alone, as much as is free; the rest stays for the next.
    ///
    /// Authority: anyone, who pays.
    /// Parameters: the number that follows the supplier's last slash for breaches.
    /// Errors: `NoBreach`, `SlashTooLarge` if nothing is free, `SlashNumber`.
    pub fn propose_breach_slash(ctx: Context<ProposeBreachSlash>, number: u32) -> Result<()> {
        propose_breach_slash::handler(ctx, number)
    }

    /// Withdraws a slash on appeal.
    ///
    /// Authority: the governance authority; or the council, by signatures or by an approval.
    /// Remaining accounts: the attestors, if neither the authority nor an approval is there.
    /// Errors: `WrongSlash`, `SlashEnded`, `NotAuthority`, `NotAgreed` and the others of an agreement.
    pub fn withdraw_slash<'info>(ctx: Context<'info, WithdrawSlash<'info>>) -> Result<()> {
        withdraw_slash::handler(ctx)
    }

    /// Ends a slash that was not executed in time.
    ///
    /// Authority: anyone.
    /// Errors: `WrongSlash`, `SlashEnded`, `SlashNotLapsed`.
    pub fn lapse_slash(ctx: Context<LapseSlash>) -> Result<()> {
        lapse_slash::handler(ctx)
    }

    /// Burns what a slash holds.
    ///
    /// Authority: anyone.
    /// Errors: `WrongSlash`, `SlashEnded`, `SlashNotDue`, `SlashLapsed`, and those of a clock that is not up to date.
    pub fn execute_slash(ctx: Context<ExecuteSlash>) -> Result<()> {
        execute_slash::handler(ctx)
    }

    /// Makes a delegation follow a slash of delegators' stake: when it is opened its part is held, when it ends that part is
    /// lost or given back. The delegation does nothing else before. The slash's account closes with the last.
    ///
    /// Authority: anyone. Succeeds without an event if the delegation has followed it, so that nobody who is first makes
    /// another's transaction fail.
    /// Errors: `WrongDelegation`; `WrongSlash` if another one comes before it.
    pub fn apply_slash<'info>(ctx: Context<'info, ApplySlash<'info>>) -> Result<()> {
        apply_slash::handler(ctx)
    }

    /// Moves an account's lamports above its rent-exempt minimum to the recipient of its rent at closing,
    /// or to its payer if it is never closed (P-25).
    ///
    /// Authority: anyone. Succeeds without an event if there is no excess.
    /// Errors: `NotReclaimable`, `WrongRecipient`.
    pub fn reclaim_rent(ctx: Context<ReclaimRent>) -> Result<()> {
        reclaim_rent::handler(ctx)
    }
}

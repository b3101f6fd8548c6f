//! Errors 7000 to 7999.

use anchor_lang::prelude::*;

/// Errors of the emissions program.
#[error_code(offset = 7000)]
#[derive(PartialEq, Eq)]
pub enum EmissionsError {
    /// The emission clock has not started.
    #[msg("The network has not launched yet")]
    NotLaunched,
    /// The emission clock has started.
    #[msg("The network has already launched: propose the change instead")]
    AlreadyLaunched,
    /// More IO exists than at genesis.
    #[msg("The supply of the IO mint exceeds 500,000,000 IO: it cannot be adopted")]
    SupplyAboveGenesis,
    /// The mint has a freeze authority.
    #[msg("The IO mint has a freeze authority: revoke it first")]
    FreezeAuthorityPresent,
    /// The reward vault or the stake vault is frozen.
    #[msg("A vault is frozen: thaw it before you revoke the freeze authority")]
    VaultFrozen,
    /// The signer cannot hand over the mint authority.
    #[msg("The signer is not the mint authority of IO")]
    NotMintAuthority,
    /// The account is not the IO mint.
    #[msg("This is not the IO mint of the network")]
    WrongMint,
    /// No model is listed at this index.
    #[msg("This GPU model is not in the table of models")]
    UnknownModel,
    /// Name or multiplier is out of range.
    #[msg("A model needs a name of 1 to 32 bytes and a multiplier of 0.0001 to 1,000 units")]
    BadModel,
    /// The page is behind the ledger or too far ahead.
    #[msg("A history page must lie between that of the ledger's hour and two pages ahead of the current one")]
    PageOutOfRange,
    /// A needed page was not passed.
    #[msg("A history page for these hours is missing: create it, or pass it")]
    HistoryPageMissing,
    /// The ledger is behind the clock.
    #[msg("The ledger is behind the clock: send advance_clock first, in the same transaction")]
    AdvanceClockFirst,
    /// The supplier is behind the ledger.
    #[msg(
        "The supplier is behind the ledger: send settle_supplier first, in the same transaction"
    )]
    SettleSupplierFirst,
    /// The commission is above the maximum.
    #[msg("The commission is above the maximum")]
    CommissionTooHigh,
    /// A rise is already announced.
    #[msg("A rise is already announced: set the current commission to cancel it first")]
    CommissionAnnounced,
    /// The signer is not the proposed owner.
    #[msg("Only the proposed owner may accept the supplier")]
    NotProposed,
    /// The supplier cannot be closed.
    #[msg("A supplier can be closed once it has no attestation, reservation, stake, reward owed or open slash")]
    SupplierInUse,
    /// The delegation cannot be closed.
    #[msg("Only an empty delegation can be closed: unstake all of it and withdraw first")]
    DelegationInUse,
    /// The endpoint does not fit.
    #[msg("The endpoint is longer than 96 bytes")]
    EndpointTooLong,
    /// The signer is not the owner.
    #[msg("Only the owner of the supplier may do this")]
    NotOwner,
    /// The approval window is still open.
    #[msg("The approval window is still open: close the approval after an hour")]
    ApprovalOpen,
    /// The batch is too old, or from the future.
    #[msg("The batch is more than an hour old, or from the future")]
    InvalidBatchTime,
    /// The attestation expires in the past, or too late.
    #[msg("An attestation must expire in the future, at most 24 hours from now")]
    InvalidExpiry,
    /// A batch at least as new has been applied.
    #[msg("The supplier was already attested by this batch or a later one")]
    StaleBatch,
    /// Entries and accounts do not match.
    #[msg("Pass at most five attestors, then one supplier account for each entry")]
    BatchAccounts,
    /// There is nothing to move.
    #[msg("The amount is zero")]
    ZeroAmount,
    /// The amount exceeds the free active stake.
    #[msg("The amount exceeds the active stake that no slash holds")]
    NotEnoughStake,
    /// Reserved GPUs need this own stake.
    #[msg("This own stake backs live reservations: unstake less, or wait until they end")]
    BacksReservations,
    /// The delegation is of another staker or supplier.
    #[msg("This is not the staker's delegation with this supplier")]
    WrongDelegation,
    /// The request is of another delegation or target.
    #[msg("This redelegation request is for another delegation or target")]
    WrongRedelegation,
    /// Source and target are one supplier.
    #[msg("The stake is already with this supplier")]
    SameSupplier,
    /// Requested less than 24 hours ago.
    #[msg("Stake can move 24 hours after the request: wait")]
    RedelegationNotReady,
    /// Requested too long ago.
    #[msg("The redelegation request has lapsed: cancel it and request again")]
    RequestLapsed,
    /// The stake moved less than 14 days ago.
    #[msg("Stake that has moved cannot move again for 14 days: unstake it instead")]
    RedelegationCooldown,
    /// No such unstake request.
    #[msg("There is no unstake request at this place")]
    WrongUnstakeRequest,
    /// All places for unstake requests are taken.
    #[msg("All unstake requests are in use: withdraw or cancel one first")]
    UnstakeRequestsFull,
    /// The cooldown is not over.
    #[msg("The cooldown of this unstake request is not over")]
    StillCooling,
    /// The token account is not one of the payee.
    #[msg(
        "Pass the payee's own token account; its associated token account if someone else signs"
    )]
    WrongDestination,
    /// Open slashes hold all of the unlocked stake.
    #[msg("Open slashes hold this own stake until they are executed, withdrawn or lapsed")]
    HeldBySlashes,
    /// The slash exceeds what may still be slashed.
    #[msg("The slash exceeds what open slashes may take together or, for a breach, the owner's free stake: propose less, or later")]
    SlashTooLarge,
    /// The slash number is not the next.
    #[msg("The number of a slash must follow the supplier's last one")]
    SlashNumber,
    /// There is no breach left to slash.
    #[msg("The supplier has no recorded breach that has not become a slash")]
    NoBreach,
    /// Reason 0 is for recorded breaches.
    #[msg("Reason 0 is reserved for recorded breaches: use another, or propose a breach slash")]
    ReservedReason,
    /// The slash does not match the other accounts.
    #[msg("The slash does not match the supplier, the rent payer or the next slash that the delegation must follow")]
    WrongSlash,
    /// The time for an appeal is not over.
    #[msg("A slash can be executed 30 days after its proposal: wait")]
    SlashNotDue,
    /// The 7 days for its execution are over.
    #[msg("The slash has lapsed: send lapse_slash")]
    SlashLapsed,
    /// The slash can still be executed.
    #[msg("The slash can still be executed: it lapses 7 days after it falls due")]
    SlashNotLapsed,
    /// The delegation has not followed a slash.
    #[msg("A slash has opened or ended since: send apply_slash for it first")]
    ApplySlashFirst,
    /// A delegation cannot follow more slashes at once.
    #[msg("Four open slashes already hold delegated stake: wait until one has ended")]
    TooManySlashes,
    /// The slash was executed, withdrawn or has lapsed.
    #[msg("The slash has already ended")]
    SlashEnded,
    /// The amount exceeds the supplier's limit.
    #[msg(
        "The supplier's delegation limit has less room left: delegate less, or to another supplier"
    )]
    AboveMaxDelegated,
    /// The stake is below the least delegation.
    #[msg("A delegation, and each part of it that is unstaked, must be at least the minimum: use more, or all of it")]
    BelowMinDelegation,
    /// Fewer accounts than delegations need.
    #[msg("Pass each delegation with its supplier, then the suppliers that the voter owns")]
    VoteAccounts,
    /// An account is there twice, or out of order.
    #[msg("Pass each account once, in the rising order of the addresses")]
    VoteOrder,
    /// The stake or the record is another's.
    #[msg("This stake, or this record of votes, is not the voter's")]
    WrongVoter,
}

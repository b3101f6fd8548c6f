//! Errors 7000 to 7999.

use anchor_lang::prelude::*;

/// What the emissions program refuses.
#[error_code(offset = 7000)]
#[derive(PartialEq, Eq)]
pub enum EmissionsError {
    /// The clock has not been started.
    #[msg("The network has not launched yet")]
    NotLaunched,
    /// The clock has been started before.
    #[msg("The network has launched already: propose the change instead")]
    AlreadyLaunched,
    /// More IO exists than at genesis.
    #[msg("The IO mint has more than 500,000,000 IO: it cannot be adopted")]
    SupplyAboveGenesis,
    /// Somebody could freeze token accounts.
    #[msg("The IO mint has a freeze authority: revoke it first")]
    FreezeAuthorityPresent,
    /// A vault could never be used.
    #[msg("A vault is frozen: thaw it before the freeze authority is revoked")]
    VaultFrozen,
    /// The signer cannot hand the mint over.
    #[msg("The signer is not the mint authority of IO")]
    NotMintAuthority,
    /// The account is not the IO mint.
    #[msg("This is not the IO mint of the network")]
    WrongMint,
    /// No such index in the table.
    #[msg("This GPU model is not in the table of models")]
    UnknownModel,
    /// The model is malformed.
    #[msg("A model has a name of 1 to 32 bytes and a multiplier of 0.0001 to 1,000 units")]
    BadModel,
    /// The page is of the past or too far ahead.
    #[msg(
        "History pages can be made from that of the ledger's hour to two ahead of the present one"
    )]
    PageOutOfRange,
    /// A needed page was not passed.
    #[msg("A history page of the hours concerned is missing: create it, or pass it")]
    HistoryPageMissing,
    /// The ledger is behind the clock.
    #[msg("The ledger is behind: send advance_clock first, in the same transaction")]
    AdvanceClockFirst,
    /// The supplier is behind the ledger.
    #[msg("The supplier is behind: send settle_supplier first, in the same transaction")]
    SettleSupplierFirst,
    /// The commission is above the maximum.
    #[msg("The commission is above the maximum")]
    CommissionTooHigh,
    /// A rise has been announced before.
    #[msg("A rise is announced already: set the present commission to take it back first")]
    CommissionAnnounced,
    /// The signer was not named.
    #[msg("Only who the owner has proposed may accept the supplier")]
    NotProposed,
    /// The supplier cannot be closed.
    #[msg("A supplier closes with nothing attested, reserved, staked, cooling, owed or about to be slashed")]
    SupplierInUse,
    /// The delegation cannot be closed.
    #[msg("A delegation closes empty: unstake all of it and withdraw first")]
    DelegationInUse,
    /// The endpoint does not fit.
    #[msg("The endpoint is longer than 96 bytes")]
    EndpointTooLong,
    /// The signer is not the owner.
    #[msg("Only the owner of the supplier may do this")]
    NotOwner,
    /// The hour for approvals has not passed.
    #[msg("The attestors still have time to approve: close it after an hour")]
    ApprovalOpen,
    /// The batch is from the future or too old.
    #[msg("The batch is older than an hour or from the future")]
    InvalidBatchTime,
    /// The attestation is over or too long.
    #[msg("An attestation expires in the future, at most 24 hours from now")]
    InvalidExpiry,
    /// A batch at least as new was there before.
    #[msg("The supplier has been attested by this batch or a later one")]
    StaleBatch,
    /// Entries and accounts do not match.
    #[msg("The batch needs one account for each entry, after those of five attestors at most")]
    BatchAccounts,
    /// Nothing to move.
    #[msg("The amount is zero")]
    ZeroAmount,
    /// More than there is.
    #[msg("The amount is more than the active stake that no slash holds")]
    NotEnoughStake,
    /// Own stake stands behind reservations.
    #[msg("This own stake backs live reservations: unstake less, or wait until they have ended")]
    BacksReservations,
    /// The delegation is another's.
    #[msg("This delegation is not the staker's with this supplier")]
    WrongDelegation,
    /// The request is another's.
    #[msg("This request is not of this delegation and target")]
    WrongRedelegation,
    /// From a supplier to itself.
    #[msg("The stake is with this supplier already")]
    SameSupplier,
    /// Asked for less than a day ago.
    #[msg("Stake moves a day after it was asked for: wait")]
    RedelegationNotReady,
    /// Asked for too long ago.
    #[msg("The request has lapsed: cancel it and ask again")]
    RequestLapsed,
    /// Moved less than two weeks ago.
    #[msg("Stake that has moved moves no further for 14 days: unstake it instead")]
    RedelegationCooldown,
    /// No such unstake request.
    #[msg("There is no unstake request at this place")]
    WrongUnstakeRequest,
    /// All places are taken.
    #[msg("All unstake requests are in use: withdraw or cancel one first")]
    UnstakeRequestsFull,
    /// The cooldown is not over.
    #[msg("The cooldown of this unstake request is not over")]
    StillCooling,
    /// The token account is another's.
    #[msg("The tokens can only go to the payee's own token account; to its associated one if another signs")]
    WrongDestination,
    /// All that is unlocked may be slashed.
    #[msg("Open slashes hold this own stake until they are executed, withdrawn or lapsed")]
    HeldBySlashes,
    /// More than slashes may take.
    #[msg("Open slashes together would take more than the share of the stake that they may, or a breach more than the owner's: propose less, or later")]
    SlashTooLarge,
    /// The number is not the next.
    #[msg("A slash is proposed with the number that follows the supplier's last one")]
    SlashNumber,
    /// Nothing to slash for.
    #[msg("The marketplace has recorded no breach of this supplier that has not become a slash")]
    NoBreach,
    /// Reason 0 is the marketplace's.
    #[msg("Reason 0 is that of recorded breaches: name another, or propose the breach itself")]
    ReservedReason,
    /// The slash is another's.
    #[msg("This slash is not of this supplier, its rent was paid by somebody else, or the delegation does not have to follow it now")]
    WrongSlash,
    /// The appeal is not over.
    #[msg("A slash is executed 30 days after it was proposed: wait")]
    SlashNotDue,
    /// The week for its execution has passed.
    #[msg("The slash has lapsed: close it")]
    SlashLapsed,
    /// It can still be executed.
    #[msg("The slash can still be executed: it lapses 7 days after it fell due")]
    SlashNotLapsed,
    /// A slash has not been followed.
    #[msg("A slash has been opened or ended since: send apply_slash for it first")]
    ApplySlashFirst,
    /// No delegation could follow another.
    #[msg(
        "Four open slashes hold delegators' stake already: propose it when one of them has ended"
    )]
    TooManySlashes,
    /// It has been executed, withdrawn or has lapsed.
    #[msg("The slash has ended")]
    SlashEnded,
    /// More than the owner lets be delegated.
    #[msg("The supplier's owner lets no more than its limit be delegated: delegate at most the room that is left, or elsewhere")]
    AboveMaxDelegated,
    /// Less than the least delegation.
    #[msg("A delegation, and each part of it that is unstaked, has at least the least stake of the configuration: take more, or all")]
    BelowMinDelegation,
}

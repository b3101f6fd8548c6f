//! Errors 6000 to 6999. The programs continue at 7000 (emissions), 8000 (marketplace) and 9000 (fee-burn), so a code
//! tells its crate.

use anchor_lang::prelude::*;

/// Errors of the shared maths, oracle, governance and token code.
#[error_code(offset = 6000)]
#[derive(PartialEq, Eq)]
pub enum CommonError {
    /// A result does not fit its type.
    #[msg("The amount is too large for this calculation; use a smaller one")]
    MathOverflow,
    /// A divisor is zero.
    #[msg("Division by zero: nothing to share with")]
    DivisionByZero,
    /// The price account belongs to no accepted receiver program.
    #[msg("The price account is not owned by an accepted Pyth receiver program")]
    OracleOwner,
    /// The price account has another type or size.
    #[msg("The price account is not a PriceUpdateV2 of 134 bytes")]
    OracleLayout,
    /// The price account is of another feed.
    #[msg("The price account is of another feed; pass the IO/USD feed")]
    OracleFeed,
    /// The price update is not fully verified.
    #[msg("The price update is not fully verified; post a fully verified one")]
    OracleUnverified,
    /// Price or moving average is not above zero.
    #[msg("The price or its moving average is not above zero")]
    OracleNotPositive,
    /// The exponent is outside −12 to −4.
    #[msg("The exponent of the price is outside -12 to -4")]
    OracleExponent,
    /// The price is too old.
    #[msg("The price is too old; post a fresh update first")]
    OracleStale,
    /// The price was published more than 30 seconds ahead of the clock.
    #[msg("The price is more than 30 seconds ahead of the cluster's clock; wait until the clock has caught up")]
    OracleFuture,
    /// The confidence interval is too wide.
    #[msg("The confidence interval of the price is too wide; try again when the market is calmer")]
    OracleConfidence,
    /// Spot and moving average are too far apart.
    #[msg("Spot price and moving average are too far apart; try again when the market is calmer")]
    OracleDeviation,
    /// The price is outside the band that governance allows.
    #[msg("The price is outside the band that the configuration allows")]
    OracleBand,
    /// The signer is not the authority.
    #[msg("Only the authority of this program may do this")]
    NotAuthority,
    /// The signer is not the program's upgrade authority.
    #[msg("Only the upgrade authority of the program may initialise it")]
    NotUpgradeAuthority,
    /// The account is not the ProgramData of the program.
    #[msg("The program data account is not that of this program")]
    ProgramDataMismatch,
    /// The mint has another number of decimals.
    #[msg("The mint has the wrong number of decimals for its token")]
    MintDecimals,
    /// Attestors or threshold are out of range.
    #[msg("A council needs 1 to 16 distinct attestors and a threshold of 1 to all of them")]
    BadCouncil,
    /// Fewer attestors have agreed than the threshold.
    #[msg("Fewer attestors have agreed than the threshold requires")]
    NotAgreed,
    /// A signer is not an attestor, or signs twice.
    #[msg("An account passed as an attestor is not one, has not signed, or is repeated")]
    NotAnAttestor,
    /// More signers than a transaction holds.
    #[msg("At most five attestors can sign together: let them approve one by one instead")]
    TooManySigners,
    /// The approval window has expired.
    #[msg("The approval window (1 hour) has expired: open a new approval")]
    ApprovalExpired,
    /// The council has changed since the approval was opened.
    #[msg("The council has changed since: open a new approval")]
    CouncilChanged,
    /// The approval does not match.
    #[msg("This approval is for another decision or other accounts, or has another rent payer")]
    WrongApproval,
    /// The signer is not the proposed authority.
    #[msg("Only the proposed authority may accept the role")]
    NotPendingAuthority,
    /// The signer is neither authority nor guardian.
    #[msg("Only the authority or the guardian of this program may do this")]
    NotGuardian,
    /// The program is paused.
    #[msg("The program is paused: nothing new begins, every way out stays open")]
    Paused,
    /// The guardian has paused less than 14 days ago.
    #[msg("The guardian cannot pause again so soon after its last pause: ask the authority")]
    PauseCooldown,
    /// The proposal has not been public for long enough.
    #[msg("A proposal can be applied 48 hours after it was made: wait")]
    TimelockNotOver,
    /// The proposal is too old.
    #[msg("The proposal has lapsed: cancel it and propose it again")]
    ProposalLapsed,
    /// The value is outside its range.
    #[msg("The value is outside the hard range of this parameter")]
    OutOfRange,
    /// The proposal has another rent payer.
    #[msg("This is not the rent payer of the proposal")]
    WrongPayer,
    /// Not an account of the program, or of unknown type.
    #[msg("Rent can be reclaimed only from a live account of this program, not from a token account or a closed one")]
    NotReclaimable,
    /// The account is not the rent recipient.
    #[msg("Excess lamports go to the account's rent recipient, or to its payer if it is never closed: pass that address")]
    WrongRecipient,
    /// A newer proposal of the same kind has been applied.
    #[msg("A newer decision on the same parameter is in force: cancel this proposal, and propose it again if still wanted")]
    ProposalOvertaken,
    /// An account stores an unknown number.
    #[msg("The account stores a pool, currency or end reason unknown to this version: update to the version that wrote it")]
    UnknownNumber,
    /// The number of a proposal is taken, skipped or too far ahead.
    #[msg("This proposal number is below the next one of the configuration, or more than 256 above it: take the next one")]
    ProposalNumber,
}

/// Lets clients use `?`.
impl std::error::Error for CommonError {}

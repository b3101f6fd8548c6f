//! Errors of SPL Governance: in words where a voter or a proposer meets them, by their name elsewhere.

use anchor_lang::prelude::Pubkey;
use io_client::realm::SHARED;

/// What an instance of SPL Governance logs before each instruction.
const LOGGED: &str = "Program log: GOVERNANCE-INSTRUCTION";
/// Number of the first error.
const FIRST: u32 = 500;

/// What to do about those that people meet.
const WORDS: [(&str, &str); 24] = [
    (
        "GoverningTokenOwnerOrDelegateMustSign",
        "neither the staker nor its delegate has signed: sign with the key of one of them, by -k",
    ),
    (
        "ProposalAlreadyExists",
        "the realm proposal is there already: `io gov proposals` lists it",
    ),
    (
        "VoteAlreadyExists",
        "the staker has voted on it already: `io gov withdraw-vote` withdraws that vote",
    ),
    (
        "NotEnoughTokensToCreateProposal",
        "the proposer has too few votes to submit: `io gov realm` shows how many it takes",
    ),
    (
        "InvalidStateCannotEditTransactions",
        "it is not a draft any more, so its transactions cannot change",
    ),
    (
        "InvalidStateCannotExecuteTransaction",
        "it has not passed, or is already executed: `io gov proposals` shows its state",
    ),
    (
        "CannotExecuteTransactionWithinHoldUpTime",
        "it is too early to execute it: `io gov proposals` shows from when on",
    ),
    (
        "TransactionAlreadyExecuted",
        "this transaction of it is executed already",
    ),
    (
        "TransactionHoldUpTimeBelowRequiredMin",
        "the hold-up of the realm is longer now: submit it again",
    ),
    (
        "InvalidStateCannotSignOff",
        "its vote has begun already",
    ),
    (
        "InvalidStateCannotVote",
        "it is not voted on: `io gov proposals` shows its state",
    ),
    (
        "InvalidStateCannotFinalize",
        "its votes are counted already, or it is no longer voted on",
    ),
    (
        "InvalidStateCannotCancelProposal",
        "its vote has ended, so it can no longer be cancelled",
    ),
    (
        "VoteAlreadyRelinquished",
        "this vote is withdrawn already",
    ),
    (
        "CannotFinalizeVotingInProgress",
        "its vote still goes on: `io gov proposals` shows until when",
    ),
    (
        "ProposalVotingTimeExpired",
        "its vote has ended: `io gov finalize` counts it",
    ),
    (
        "TooManyOutstandingProposals",
        "ten realm proposals of this proposer are drafts or voted on: finalize or cancel one of them",
    ),
    (
        "VoterWeightRecordExpired",
        "the votes were weighed in an earlier slot: send it again",
    ),
    (
        "CannotExecuteDefeatedOption",
        "it has not passed, so nothing of it is executed",
    ),
    (
        "MaxVoterWeightRecordExpired",
        "all votes were weighed in an earlier slot: send it again",
    ),
    (
        "CannotRelinquishInFinalizingState",
        "its vote has ended: a vote can be withdrawn only before that",
    ),
    (
        "VoterWeightThresholdDisabled",
        "the rules of this realm let no staker submit",
    ),
    (
        "VoteNotAllowedInCoolOffTime",
        "only no counts in the last part of the vote",
    ),
    (
        "CannotRefundProposalDeposit",
        "a deposit comes back after the vote: finalize it first",
    ),
];

/// The errors in the order of their numbers.
const NAMES: [&str; 145] = [
    "InvalidInstruction",
    "RealmAlreadyExists",
    "InvalidRealm",
    "InvalidGoverningTokenMint",
    "GoverningTokenOwnerMustSign",
    "GoverningTokenOwnerOrDelegateMustSign",
    "AllVotesMustBeRelinquishedToWithdrawGoverningTokens",
    "InvalidTokenOwnerRecordAccountAddress",
    "InvalidGoverningMintForTokenOwnerRecord",
    "InvalidRealmForTokenOwnerRecord",
    "InvalidProposalForProposalTransaction",
    "InvalidSignatoryAddress",
    "SignatoryAlreadySignedOff",
    "SignatoryMustSign",
    "InvalidProposalOwnerAccount",
    "InvalidProposalForVoterRecord",
    "InvalidGoverningTokenOwnerForVoteRecord",
    "InvalidVoteThresholdPercentage",
    "ProposalAlreadyExists",
    "VoteAlreadyExists",
    "NotEnoughTokensToCreateProposal",
    "InvalidStateCannotEditSignatories",
    "InvalidProposalState",
    "InvalidStateCannotEditTransactions",
    "InvalidStateCannotExecuteTransaction",
    "CannotExecuteTransactionWithinHoldUpTime",
    "TransactionAlreadyExecuted",
    "InvalidTransactionIndex",
    "TransactionHoldUpTimeBelowRequiredMin",
    "TransactionAlreadyExists",
    "InvalidStateCannotSignOff",
    "InvalidStateCannotVote",
    "InvalidStateCannotFinalize",
    "InvalidStateCannotCancelProposal",
    "VoteAlreadyRelinquished",
    "CannotFinalizeVotingInProgress",
    "ProposalVotingTimeExpired",
    "InvalidSignatoryMint",
    "InvalidGovernanceForProposal",
    "InvalidGoverningMintForProposal",
    "MintAuthorityMustSign",
    "InvalidMintAuthority",
    "MintHasNoAuthority",
    "SplTokenAccountWithInvalidOwner",
    "SplTokenMintWithInvalidOwner",
    "SplTokenAccountNotInitialized",
    "SplTokenAccountDoesNotExist",
    "SplTokenInvalidTokenAccountData",
    "SplTokenInvalidMintAccountData",
    "SplTokenMintNotInitialized",
    "SplTokenMintDoesNotExist",
    "InvalidProgramDataAccountAddress",
    "InvalidProgramDataAccountData",
    "InvalidUpgradeAuthority",
    "UpgradeAuthorityMustSign",
    "ProgramNotUpgradable",
    "InvalidTokenOwner",
    "TokenOwnerMustSign",
    "VoteThresholdTypeNotSupported",
    "VoteWeightSourceNotSupported",
    "Legacy1",
    "GovernancePdaMustSign",
    "TransactionAlreadyFlaggedWithError",
    "InvalidRealmForGovernance",
    "InvalidAuthorityForRealm",
    "RealmHasNoAuthority",
    "RealmAuthorityMustSign",
    "InvalidGoverningTokenHoldingAccount",
    "RealmCouncilMintChangeIsNotSupported",
    "InvalidMaxVoterWeightAbsoluteValue",
    "InvalidMaxVoterWeightSupplyFraction",
    "NotEnoughTokensToCreateGovernance",
    "TooManyOutstandingProposals",
    "AllProposalsMustBeFinalisedToWithdrawGoverningTokens",
    "InvalidVoterWeightRecordForRealm",
    "InvalidVoterWeightRecordForGoverningTokenMint",
    "InvalidVoterWeightRecordForTokenOwner",
    "VoterWeightRecordExpired",
    "InvalidRealmConfigForRealm",
    "TokenOwnerRecordAlreadyExists",
    "GoverningTokenDepositsNotAllowed",
    "InvalidVoteChoiceWeightPercentage",
    "VoteTypeNotSupported",
    "InvalidProposalOptions",
    "ProposalIsNotExecutable",
    "DenyVoteIsNotAllowed",
    "CannotExecuteDefeatedOption",
    "VoterWeightRecordInvalidAction",
    "VoterWeightRecordInvalidActionTarget",
    "InvalidMaxVoterWeightRecordForRealm",
    "InvalidMaxVoterWeightRecordForGoverningTokenMint",
    "MaxVoterWeightRecordExpired",
    "NotSupportedVoteType",
    "RealmConfigChangeNotAllowed",
    "GovernanceConfigChangeNotAllowed",
    "AtLeastOneVoteThresholdRequired",
    "ReservedBufferMustBeEmpty",
    "CannotRelinquishInFinalizingState",
    "InvalidRealmConfigAddress",
    "CannotDepositDormantTokens",
    "CannotWithdrawMembershipTokens",
    "CannotRevokeGoverningTokens",
    "InvalidRevokeAmount",
    "InvalidGoverningTokenSource",
    "CannotChangeCommunityTokenTypeToMembership",
    "VoterWeightThresholdDisabled",
    "VoteNotAllowedInCoolOffTime",
    "CannotRefundProposalDeposit",
    "InvalidProposalForProposalDeposit",
    "InvalidDepositExemptProposalCount",
    "GoverningTokenMintNotAllowedToVote",
    "InvalidDepositPayerForProposalDeposit",
    "InvalidStateNotFinal",
    "InvalidStateToCompleteProposal",
    "InvalidNumberOfVoteChoices",
    "RankedVoteIsNotSupported",
    "ChoiceWeightMustBe100Percent",
    "SingleChoiceOnlyIsAllowed",
    "AtLeastSingleChoiceIsRequired",
    "TotalVoteWeightMustBe100Percent",
    "InvalidMultiChoiceProposalParameters",
    "InstructionDeprecated",
    "MathematicalOverflow",
    "InvalidLookupTableAccountOwner",
    "InvalidLookupTableAccountKey",
    "InvalidNumberOfAccountsInMessage",
    "InvalidAccountFoundInMessage",
    "InvalidAccountSigner",
    "InvalidAccountWritable",
    "InvalidAccountFound",
    "MissingAddressInLookuptable",
    "ProtectedAccount",
    "InvalidTransactionMessage",
    "TransactionBufferAlreadyExists",
    "VersionedTransactionAlreadyExists",
    "TransactionBufferUnauthorizedExtension",
    "VersionedTransactionAlreadyRemoved",
    "FinalBufferSizeExceeded",
    "FinalBufferHashMismatch",
    "FinalBufferSizeMismatch",
    "InvalidNumberOfAccounts",
    "TransactionBufferDoesNotExist",
    "InvalidAccountType",
    "TransactionCreatorMustSign",
    "LookupTableAccountHasBeenAltered",
];

/// What an error says, if SPL Governance raised it: the shared instance, or another by its logs.
pub fn named(code: u32, program: &Pubkey, logs: &[String]) -> Option<String> {
    if *program != SHARED && !logs.iter().any(|line| line.starts_with(LOGGED)) {
        return None;
    }
    let place = usize::try_from(code.checked_sub(FIRST)?).ok()?;
    let name = NAMES.get(place)?;
    let words = WORDS.iter().find(|(it, _)| it == name);
    Some(match words {
        Some((_, words)) => format!("SPL Governance refused: {words} ({name}, {code})"),
        None => format!("SPL Governance refused ({name}, {code})"),
    })
}

#[cfg(test)]
mod tests {
    use io_realm::GovernanceError;

    use super::*;

    #[test]
    fn errors_have_the_numbers_of_spl_governance() {
        for (error, name) in [
            (GovernanceError::InvalidInstruction, "InvalidInstruction"),
            (GovernanceError::VoteAlreadyExists, "VoteAlreadyExists"),
            (GovernanceError::InvalidTokenOwner, "InvalidTokenOwner"),
            (
                GovernanceError::VoteNotAllowedInCoolOffTime,
                "VoteNotAllowedInCoolOffTime",
            ),
            (
                GovernanceError::LookupTableAccountHasBeenAltered,
                "LookupTableAccountHasBeenAltered",
            ),
        ] {
            let code = error as u32;
            let said = named(code, &SHARED, &[]).unwrap();
            assert!(said.ends_with(&format!("({name}, {code})")), "{said}");
        }
        assert_eq!(named(499, &SHARED, &[]), None);
        assert_eq!(named(645, &SHARED, &[]), None);
        assert!(WORDS.iter().all(|(name, _)| NAMES.contains(name)));
    }

    #[test]
    fn only_what_spl_governance_raised_is_named_so() {
        let other = Pubkey::new_from_array([7; 32]);
        let own = "Program log: GOVERNANCE-INSTRUCTION: CastVote { vote: Deny }".to_string();
        assert_eq!(named(519, &other, &[]), None);
        assert_eq!(
            named(519, &other, &[own]).unwrap(),
            "SPL Governance refused: the staker has voted on it already: `io gov withdraw-vote` withdraws that vote \
             (VoteAlreadyExists, 519)"
        );
        assert_eq!(
            named(544, &SHARED, &[]).unwrap(),
            "SPL Governance refused (SplTokenMintWithInvalidOwner, 544)"
        );
    }
}

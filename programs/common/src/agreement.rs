//! What the council has agreed to: as many attestors as the threshold asks for, by signing together or by
//! approving one by one.

use anchor_lang::prelude::*;

use crate::{
    constants::MAX_DIRECT_SIGNERS,
    hash::sha256,
    types::{Approval, Council},
    CommonError,
};

/// What attestors approve: the act, and the accounts that it is for, in order. `domain` names the kind of act, so
/// that an approval of one kind is of no other.
///
/// # Errors
/// None with an act that fits a transaction.
pub fn act_hash(
    domain: &[u8],
    act: &impl AnchorSerialize,
    accounts: &[Pubkey],
) -> Result<[u8; 32]> {
    let mut bytes = Vec::new();
    act.serialize(&mut bytes)?;
    let mut parts: Vec<&[u8]> = vec![domain, &bytes];
    parts.extend(accounts.iter().map(Pubkey::as_ref));
    Ok(sha256(&parts))
}

/// Refuses unless every one of `attestors` signs and is of the council, and they are as many as its threshold.
///
/// # Errors
/// `TooManySigners`, `NotAnAttestor`, `NotAgreed`.
pub fn require_signatures(council: &Council, attestors: &[AccountInfo]) -> Result<()> {
    require_gte!(
        MAX_DIRECT_SIGNERS,
        attestors.len(),
        CommonError::TooManySigners
    );
    let signed = attestors.iter().all(|attestor| attestor.is_signer);
    require!(signed, CommonError::NotAnAttestor);
    let keys: Vec<&Pubkey> = attestors.iter().map(|attestor| attestor.key).collect();
    council.require_agreement(&keys)
}

/// Refuses unless the council has agreed to the act of `hash`, by `approval` if there is one, else by the signatures
/// of `attestors`.
///
/// An approval can be used as long as it lives: the act must be one that cannot be carried out twice.
///
/// # Errors
/// `WrongApproval`, `ApprovalOver`, `CouncilChanged`, `NotAgreed`, and those of [`require_signatures`].
pub fn require_agreement(
    council: &Council,
    approval: Option<&Approval>,
    attestors: &[AccountInfo],
    hash: [u8; 32],
    now: i64,
) -> Result<()> {
    match approval {
        None => require_signatures(council, attestors),
        Some(approval) => {
            require!(approval.hash == hash, CommonError::WrongApproval);
            approval.require_agreement(council, now)
        }
    }
}

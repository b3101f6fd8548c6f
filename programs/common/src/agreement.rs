//! The agreement of the council: the threshold of attestors, who sign together or approve one by one.

use anchor_lang::prelude::*;

use crate::{
    constants::MAX_DIRECT_SIGNERS,
    hash::sha256,
    require, require_gte,
    types::{Approval, Council},
    CommonError,
};

/// Hash that attestors approve: of the decision and its accounts, in order. `domain` names the kind of decision, so
/// that an approval of one kind is never valid for another.
///
/// # Errors
/// None with a decision that fits a transaction.
pub fn decision_hash(
    domain: &[u8],
    decision: &impl AnchorSerialize,
    accounts: &[Pubkey],
) -> Result<[u8; 32]> {
    let mut bytes = Vec::new();
    decision.serialize(&mut bytes)?;
    let mut parts: Vec<&[u8]> = vec![domain, &bytes];
    parts.extend(accounts.iter().map(Pubkey::as_ref));
    Ok(sha256(&parts))
}

/// Refuses unless each of `attestors` signs and is an attestor, and the threshold is reached.
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

/// Refuses unless the council has agreed to the decision with this `hash`: by `approval`, or without one by the
/// signatures of `attestors`.
///
/// An approval can be used as long as it exists: the decision must be one that cannot be carried out twice.
///
/// # Errors
/// `WrongApproval`, `ApprovalExpired`, `CouncilChanged`, `NotAgreed`, and those of [`require_signatures`].
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

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;

    fn keys(count: u8) -> Vec<Pubkey> {
        (1..=count)
            .map(|byte| Pubkey::new_from_array([byte; 32]))
            .collect()
    }

    fn council(members: &[Pubkey], threshold: u8) -> Council {
        let mut council = Council::zeroed();
        council.set(members, threshold).unwrap();
        council
    }

    fn refused(error: CommonError) -> Result<()> {
        Err(error.into())
    }

    /// Runs `decision` with an account for each of `keys`; all sign except those in `silent`.
    fn with_accounts<T>(
        keys: &[Pubkey],
        silent: &[usize],
        decision: impl FnOnce(&[AccountInfo]) -> T,
    ) -> T {
        let owner = Pubkey::default();
        let mut lamports = vec![0; keys.len()];
        let accounts: Vec<AccountInfo> = keys
            .iter()
            .zip(&mut lamports)
            .enumerate()
            .map(|(i, (key, lamports))| {
                let signs = !silent.contains(&i);
                AccountInfo::new(key, signs, false, lamports, &mut [], &owner, false)
            })
            .collect();
        decision(&accounts)
    }

    #[test]
    fn a_decision_is_hashed_with_its_kind_and_its_accounts_in_order() {
        let keys = keys(2);
        let hash = decision_hash(b"attest", &7_u32, &keys).unwrap();
        let parts: [&[u8]; 4] = [b"attest", &[7, 0, 0, 0], keys[0].as_ref(), keys[1].as_ref()];
        assert_eq!(hash, sha256(&parts));
        let swapped = [keys[1], keys[0]];
        for other in [
            decision_hash(b"outage", &7_u32, &keys),
            decision_hash(b"attest", &8_u32, &keys),
            decision_hash(b"attest", &7_u32, &swapped),
            decision_hash(b"attest", &7_u32, &keys[..1]),
        ] {
            assert_ne!(other.unwrap(), hash);
        }
    }

    #[test]
    fn attestors_agree_by_signing_together() {
        let keys = keys(7);
        let council = council(&keys[..6], 2);
        let signed = |keys: &[Pubkey], silent: &[usize]| {
            with_accounts(keys, silent, |accounts| {
                require_signatures(&council, accounts)
            })
        };
        signed(&keys[..2], &[]).unwrap();
        signed(&keys[..5], &[]).unwrap();
        assert_eq!(
            signed(&keys[..6], &[]),
            refused(CommonError::TooManySigners)
        );
        assert_eq!(signed(&keys[..1], &[]), refused(CommonError::NotAgreed));
        assert_eq!(
            signed(&keys[..3], &[1]),
            refused(CommonError::NotAnAttestor)
        );
        assert_eq!(signed(&keys[5..], &[]), refused(CommonError::NotAnAttestor));
    }

    #[test]
    fn an_approval_stands_for_signatures_and_is_of_one_decision() {
        let keys = keys(3);
        let council = council(&keys, 2);
        let mut approval = Approval::zeroed();
        (approval.hash, approval.revision) = ([1; 32], council.revision);
        let agreed = |approval: Option<&Approval>, signers: &[Pubkey], hash| {
            with_accounts(signers, &[], |accounts| {
                require_agreement(&council, approval, accounts, hash, 0)
            })
        };
        approval.approve(&council, &keys[0], 0).unwrap();
        // With an approval, signatures do not count.
        let short = agreed(Some(&approval), &keys, [1; 32]);
        assert_eq!(short, refused(CommonError::NotAgreed));
        approval.approve(&council, &keys[1], 0).unwrap();
        agreed(Some(&approval), &[], [1; 32]).unwrap();
        let other = agreed(Some(&approval), &[], [2; 32]);
        assert_eq!(other, refused(CommonError::WrongApproval));
        agreed(None, &keys[..2], [1; 32]).unwrap();
        let nobody = agreed(None, &[], [1; 32]);
        assert_eq!(nobody, refused(CommonError::NotAgreed));
    }
}

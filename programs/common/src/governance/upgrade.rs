//! Who may initialise a program.

use anchor_lang::prelude::*;
use anchor_lang::solana_program::bpf_loader_upgradeable;

use crate::CommonError;

/// Bytes of `UpgradeableLoaderState::ProgramData` before the authority: a u32 tag and a u64 slot.
const AUTHORITY_AT: usize = 12;
/// The tag of `UpgradeableLoaderState::ProgramData`.
const PROGRAM_DATA_TAG: [u8; 4] = [3, 0, 0, 0];

/// The address at which the loader keeps the ProgramData of a program.
pub fn program_data_address(program_id: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[program_id.as_ref()], &bpf_loader_upgradeable::ID).0
}

/// P-19: refuses everybody but the upgrade authority of `program_id`. The address of `program_data`
/// is derived here, and its authority read from its bytes: an account that the caller made up
/// cannot pass.
///
/// # Errors
/// [`CommonError::ProgramDataMismatch`] for another account, [`CommonError::NotUpgradeAuthority`] for
/// another signer or a program that can no longer be upgraded.
pub fn require_upgrade_authority(
    program_id: &Pubkey,
    program_data: &AccountInfo,
    signer: &Pubkey,
) -> Result<()> {
    require_keys_eq!(
        *program_data.key,
        program_data_address(program_id),
        CommonError::ProgramDataMismatch
    );
    require_keys_eq!(
        *program_data.owner,
        bpf_loader_upgradeable::ID,
        CommonError::ProgramDataMismatch
    );
    let data = program_data.try_borrow_data()?;
    let Some((head, rest)) = data.split_at_checked(AUTHORITY_AT) else {
        return err!(CommonError::ProgramDataMismatch);
    };
    require!(
        head.starts_with(&PROGRAM_DATA_TAG),
        CommonError::ProgramDataMismatch
    );
    // Some(authority)
    let authority = rest.strip_prefix(&[1]).and_then(|rest| rest.get(..32));
    require!(
        authority == Some(signer.as_ref()),
        CommonError::NotUpgradeAuthority
    );
    Ok(())
}

//! The check that only the upgrade authority initialises a program.

use anchor_lang::prelude::*;
use anchor_lang::solana_program::bpf_loader_upgradeable;

use crate::{require, require_keys_eq, CommonError};

/// Bytes of `UpgradeableLoaderState::ProgramData` before the authority: a u32 tag and a u64 slot.
const AUTHORITY_AT: usize = 12;
/// The tag of `UpgradeableLoaderState::ProgramData`.
const PROGRAM_DATA_TAG: [u8; 4] = [3, 0, 0, 0];

/// Address of the ProgramData account of a program.
pub fn program_data_address(program_id: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[program_id.as_ref()], &bpf_loader_upgradeable::ID).0
}

/// P-19: refuses anyone but the upgrade authority of `program_id`. The address of `program_data` is derived here, and
/// its authority read from its bytes: a substitute account cannot pass.
///
/// # Errors
/// [`CommonError::ProgramDataMismatch`] for another account, [`CommonError::NotUpgradeAuthority`] for another signer
/// or a program that can no longer be upgraded.
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

#[cfg(test)]
mod tests {
    use super::*;
    use bpf_loader_upgradeable::{get_program_data_address, ID as LOADER};

    const PROGRAM: Pubkey = Pubkey::new_from_array([1; 32]);
    const AUTHORITY: Pubkey = Pubkey::new_from_array([2; 32]);
    const OTHER: Pubkey = Pubkey::new_from_array([3; 32]);

    /// The bytes of a ProgramData account, as the loader writes them.
    fn data(tag: u8, authority: Option<Pubkey>) -> Vec<u8> {
        let mut bytes = vec![tag, 0, 0, 0];
        bytes.extend(7_u64.to_le_bytes());
        match authority {
            None => bytes.push(0),
            Some(authority) => bytes.extend([&[1], authority.as_ref()].concat()),
        }
        bytes.extend([0; 50]);
        bytes
    }

    fn require(address: Pubkey, owner: Pubkey, mut data: Vec<u8>, signer: Pubkey) -> Result<()> {
        let mut lamports = 0;
        let account = AccountInfo::new(
            &address,
            false,
            false,
            &mut lamports,
            &mut data,
            &owner,
            false,
        );
        require_upgrade_authority(&PROGRAM, &account, &signer)
    }

    #[test]
    fn p19_only_the_upgrade_authority_passes_and_only_by_its_own_program_data() {
        let address = get_program_data_address(&PROGRAM);
        assert_eq!(program_data_address(&PROGRAM), address);
        let good = || data(3, Some(AUTHORITY));
        require(address, LOADER, good(), AUTHORITY).unwrap();

        let mismatch = Err(CommonError::ProgramDataMismatch.into());
        for made_up in [
            require(get_program_data_address(&OTHER), LOADER, good(), AUTHORITY),
            require(address, OTHER, good(), AUTHORITY),
            require(address, LOADER, data(2, Some(AUTHORITY)), AUTHORITY),
            require(address, LOADER, vec![3, 0, 0, 0], AUTHORITY),
        ] {
            assert_eq!(made_up, mismatch);
        }
        let stranger = Err(CommonError::NotUpgradeAuthority.into());
        for nobody in [
            require(address, LOADER, good(), OTHER),
            require(address, LOADER, data(3, None), AUTHORITY),
            require(address, LOADER, good()[..44].to_vec(), AUTHORITY),
        ] {
            assert_eq!(nobody, stranger);
        }
    }
}

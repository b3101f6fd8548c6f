//! Between version 2 of Solana's SDK and version 3.
//!
//! Both versions of an account share its cells. Its key and its owner are borrowed, not copied: a resize reads the original length
//! in front of the key, and an assignment writes where the owner is.

use anchor_lang::{
    prelude::{AccountInfo, AccountMeta, ProgramError, Pubkey},
    solana_program::instruction::Instruction,
};
use solana_program_2 as v2;

/// An account for version 2.
pub fn to_v2<'a>(account: &AccountInfo<'a>) -> v2::account_info::AccountInfo<'a> {
    v2::account_info::AccountInfo {
        key: key_v2(account.key),
        lamports: account.lamports.clone(),
        data: account.data.clone(),
        owner: key_v2(account.owner),
        rent_epoch: u64::MAX,
        is_signer: account.is_signer,
        is_writable: account.is_writable,
        executable: account.executable,
    }
}

/// An account for version 3.
pub fn to_v3<'a>(account: &v2::account_info::AccountInfo<'a>) -> AccountInfo<'a> {
    #[allow(deprecated)]
    AccountInfo {
        key: key_v3(account.key),
        lamports: account.lamports.clone(),
        data: account.data.clone(),
        owner: key_v3(account.owner),
        _unused: u64::MAX,
        is_signer: account.is_signer,
        is_writable: account.is_writable,
        executable: account.executable,
    }
}

/// An instruction for version 3.
pub fn instruction_v3(instruction: &v2::instruction::Instruction) -> Instruction {
    let accounts = instruction.accounts.iter().map(|account| AccountMeta {
        pubkey: *key_v3(&account.pubkey),
        is_signer: account.is_signer,
        is_writable: account.is_writable,
    });
    Instruction {
        program_id: *key_v3(&instruction.program_id),
        accounts: accounts.collect(),
        data: instruction.data.clone(),
    }
}

/// An error for version 2.
pub fn error_v2(error: ProgramError) -> v2::program_error::ProgramError {
    u64::from(error).into()
}

/// An error for version 3.
pub fn error_v3(error: v2::program_error::ProgramError) -> ProgramError {
    u64::from(error).into()
}

/// An address for version 2.
pub fn key_v2(key: &Pubkey) -> &v2::pubkey::Pubkey {
    bytemuck::cast_ref(key)
}

/// An address for version 3.
pub fn key_v3(key: &v2::pubkey::Pubkey) -> &Pubkey {
    bytemuck::cast_ref(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_the_same_in_both_versions() {
        macro_rules! check {
            ($($name:ident $(($field:expr))?),* $(,)?) => {$(
                let (old, new) = (
                    v2::program_error::ProgramError::$name $(($field))?,
                    ProgramError::$name $(($field))?,
                );
                assert_eq!(error_v3(old.clone()), new);
                assert_eq!(error_v2(new), old);
            )*};
        }
        check![
            Custom(0),
            Custom(577),
            InvalidArgument,
            InvalidInstructionData,
            InvalidAccountData,
            AccountDataTooSmall,
            InsufficientFunds,
            IncorrectProgramId,
            MissingRequiredSignature,
            AccountAlreadyInitialized,
            UninitializedAccount,
            NotEnoughAccountKeys,
            AccountBorrowFailed,
            MaxSeedLengthExceeded,
            InvalidSeeds,
            AccountNotRentExempt,
            UnsupportedSysvar,
            IllegalOwner,
            MaxAccountsDataAllocationsExceeded,
            InvalidRealloc,
            MaxInstructionTraceLengthExceeded,
            BuiltinProgramsMustConsumeComputeUnits,
            InvalidAccountOwner,
            ArithmeticOverflow,
            Immutable,
            IncorrectAuthority,
        ];
    }
}

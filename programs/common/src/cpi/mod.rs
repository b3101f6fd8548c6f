//! Cross-program calls without the copies of accounts and data that Anchor's `CpiContext` makes.

use anchor_lang::{
    prelude::*,
    solana_program::{instruction::Instruction, program::invoke_signed_unchecked},
};

#[cfg(any(test, all(target_os = "solana", not(feature = "sdk-paths"))))]
mod stack;

#[cfg(all(target_os = "solana", not(feature = "sdk-paths")))]
pub(crate) use stack::invoke as invoke_unresized;

/// Seeds of the program address that signs; empty if the authority signed the transaction.
pub type SignerSeeds<'a> = &'a [&'a [&'a [u8]]];

/// An account that is passed on, and its rights.
#[derive(Clone, Copy)]
pub struct Passed<'a, 'info> {
    /// The account.
    pub account: &'a AccountInfo<'info>,
    /// Whether it can be written.
    pub writable: bool,
    /// Whether it signs.
    pub signer: bool,
}

/// An account to read.
pub fn read<'a, 'info>(account: &'a impl AsRef<AccountInfo<'info>>) -> Passed<'a, 'info> {
    Passed {
        account: account.as_ref(),
        writable: false,
        signer: false,
    }
}

/// An account to write.
pub fn written<'a, 'info>(account: &'a impl AsRef<AccountInfo<'info>>) -> Passed<'a, 'info> {
    Passed {
        writable: true,
        ..read(account)
    }
}

impl Passed<'_, '_> {
    /// The same account, as a signer.
    pub fn signing(self) -> Self {
        Self {
            signer: true,
            ..self
        }
    }

    /// Refuses while the caller has borrowed what the callee could change or read.
    fn require_free(&self) -> Result<()> {
        if self.writable {
            self.account.try_borrow_mut_lamports()?;
            self.account.try_borrow_mut_data()?;
        } else {
            self.account.try_borrow_lamports()?;
            self.account.try_borrow_data()?;
        }
        Ok(())
    }
}

/// Calls `program`.
///
/// # Errors
/// `AccountBorrowFailed` while the caller holds an account; those of the callee end the transaction.
#[inline(always)]
pub fn invoke<const N: usize>(
    program: &Pubkey,
    accounts: [Passed; N],
    data: Vec<u8>,
    signer: SignerSeeds,
) -> Result<()> {
    // `invoke_signed` searches all accounts for each one to do this.
    for passed in &accounts {
        passed.require_free()?;
    }
    let metas = accounts.map(|passed| AccountMeta {
        pubkey: *passed.account.key,
        is_signer: passed.signer,
        is_writable: passed.writable,
    });
    let instruction = Instruction {
        program_id: *program,
        accounts: metas.into(),
        data,
    };
    let infos = accounts.map(|passed| passed.account.clone());
    Ok(invoke_signed_unchecked(&instruction, &infos, signer)?)
}

/// Calls `program`, which must not change the length of any account's data. On the chain it uses no heap.
///
/// # Errors
/// Those of [`invoke`]; on the chain `InvalidRealloc` if a length has changed.
#[cfg(not(all(target_os = "solana", not(feature = "sdk-paths"))))]
#[inline(always)]
pub(crate) fn invoke_unresized<const N: usize>(
    program: &Pubkey,
    accounts: [Passed; N],
    data: impl Into<Vec<u8>>,
    signer: SignerSeeds,
) -> Result<()> {
    invoke(program, accounts, data.into(), signer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: Pubkey = Pubkey::new_from_array([7; 32]);

    #[test]
    fn nothing_is_called_while_the_caller_holds_an_account() {
        let (key, owner, mut lamports, mut data) = (PROGRAM, PROGRAM, 1, [0]);
        let account = AccountInfo::new(&key, false, true, &mut lamports, &mut data, &owner, false);
        let refused = |passed| {
            let called = invoke(&PROGRAM, [passed], vec![], &[]);
            called == Err(ProgramError::AccountBorrowFailed.into())
        };
        {
            let _changing = account.try_borrow_mut_data().unwrap();
            assert!(refused(read(&account)) && refused(written(&account)));
        }
        {
            let _changing = account.try_borrow_mut_lamports().unwrap();
            assert!(refused(read(&account)) && refused(written(&account)));
        }
        {
            let _looking = account.try_borrow_data().unwrap();
            assert!(!refused(read(&account)) && refused(written(&account)));
        }
        let _looking = account.try_borrow_lamports().unwrap();
        assert!(!refused(read(&account)) && refused(written(&account)));
    }
}

//! Cross-program calls with arguments on the stack: the system call for C reads them there, the one for Rust needs
//! them on the heap.
//!
//! The runtime reads and writes through the pointers during the call. Afterwards only the length of each account's
//! data is used, which the runtime writes beside its pointer: the account itself would not learn of a new length.

#![allow(unsafe_code)]
#![deny(unsafe_op_in_unsafe_fn)]

use core::ptr;

use anchor_lang::{prelude::*, solana_program::program_error::ProgramError};

use super::Passed;

/// `SolAccountMeta`.
#[repr(C)]
struct Meta {
    key: *const Pubkey,
    writable: bool,
    signer: bool,
}

/// `SolAccountInfo`.
#[derive(Clone, Copy)]
#[repr(C)]
struct Info {
    key: *const Pubkey,
    lamports: *const u64,
    length: u64,
    data: *const u8,
    owner: *const Pubkey,
    rent_epoch: u64,
    signer: bool,
    writable: bool,
    executable: bool,
}

/// `SolInstruction`.
#[repr(C)]
struct Call {
    program: *const Pubkey,
    metas: *const Meta,
    count: u64,
    data: *const u8,
    length: u64,
}

impl Meta {
    fn of(passed: &Passed) -> Self {
        Self {
            key: passed.account.key,
            writable: passed.writable,
            signer: passed.signer,
        }
    }
}

impl Info {
    const NONE: Self = Self {
        key: ptr::null(),
        lamports: ptr::null(),
        length: 0,
        data: ptr::null(),
        owner: ptr::null(),
        rent_epoch: 0,
        signer: false,
        writable: false,
        executable: false,
    };

    /// Refuses while the caller has borrowed what the callee could change or read.
    #[inline(always)]
    fn of(passed: &Passed) -> Result<Self> {
        let account = passed.account;
        let (lamports, data): (*const u64, *const [u8]) = if passed.writable {
            let mut lamports = account.try_borrow_mut_lamports()?;
            let mut data = account.try_borrow_mut_data()?;
            (&raw mut **lamports, &raw mut **data)
        } else {
            let lamports = account.try_borrow_lamports()?;
            let data = account.try_borrow_data()?;
            (&raw const **lamports, &raw const **data)
        };
        Ok(Self {
            key: account.key,
            lamports,
            length: data.len() as u64,
            data: data.cast(),
            owner: account.owner,
            rent_epoch: 0,
            signer: account.is_signer,
            writable: account.is_writable,
            executable: account.executable,
        })
    }
}

/// Calls `program`, by the system call.
///
/// # Errors
/// Those of [`call`].
#[cfg(target_os = "solana")]
#[inline(always)]
pub fn invoke<const N: usize>(
    program: &Pubkey,
    accounts: [Passed; N],
    data: impl AsRef<[u8]>,
    signer: super::SignerSeeds,
) -> Result<()> {
    use anchor_lang::solana_program::program::syscalls::sol_invoke_signed_c;
    call(program, &accounts, data.as_ref(), |call, infos| {
        let (call, infos, seeds) = (&raw const *call, infos.as_mut_ptr(), signer.as_ptr());
        // SAFETY: `call`, `infos` and `signer` have the layouts that the runtime reads, and live until it returns.
        // Through `infos` it writes only to accounts passed as writable, and nothing of those is borrowed.
        unsafe {
            sol_invoke_signed_c(
                call.cast(),
                infos.cast(),
                N as u64,
                seeds.cast(),
                signer.len() as u64,
            )
        }
    })
}

#[cold]
#[inline(never)]
fn failed(result: u64) -> Result<()> {
    Err(ProgramError::from(result).into())
}

/// Makes `system_call` with the arguments that it needs to call `program`.
///
/// # Errors
/// `AccountBorrowFailed` while the caller has borrowed an account, `InvalidRealloc` if the callee has changed the
/// length of one.
#[inline(always)]
fn call<const N: usize>(
    program: &Pubkey,
    accounts: &[Passed; N],
    data: &[u8],
    system_call: impl FnOnce(&Call, &mut [Info; N]) -> u64,
) -> Result<()> {
    let metas = accounts.each_ref().map(Meta::of);
    let mut infos = [Info::NONE; N];
    for (info, passed) in infos.iter_mut().zip(accounts) {
        *info = Info::of(passed)?;
    }
    let call = Call {
        program,
        metas: metas.as_ptr(),
        count: N as u64,
        data: data.as_ptr(),
        length: data.len() as u64,
    };
    let result = system_call(&call, &mut infos);
    if result != 0 {
        return failed(result);
    }
    for (passed, info) in accounts.iter().zip(&infos) {
        if passed.writable && passed.account.try_data_len()? as u64 != info.length {
            return Err(ProgramError::InvalidRealloc.into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;

//! The way into a program: the loader's input, read where it lies.
//!
//! | bytes | of the input |
//! |---:|---|
//! | 8 | number of accounts |
//! | 8 | for each account that is the same as an earlier one: the number of that one, and 7 bytes of padding |
//! | 88 | for each other account: what [`Header`] says |
//! | `length` | its data |
//! | 10,240 | room for more |
//! | 0 to 7 | padding to a multiple of 8 |
//! | 8 | what was its rent epoch |
//! | 8 | length of the instruction's data |
//! | | these data |
//! | 32 | the program |
//!
//! Numbers are little-endian. The input begins at a multiple of 8.

#![allow(unsafe_code)]
#![deny(unsafe_op_in_unsafe_fn)]

use core::slice;

use anchor_lang::{
    event::EVENT_IX_TAG_LE,
    prelude::*,
    solana_program::entrypoint::{
        ProgramResult, MAX_PERMITTED_DATA_INCREASE, NON_DUP_MARKER, SUCCESS,
    },
};

/// What the loader writes of an account in front of its data.
#[repr(C)]
struct Header {
    marker: u8,
    signer: u8,
    writable: u8,
    executable: u8,
    /// For the program to write: `AccountInfo::resize` looks for the first length here.
    first_length: u32,
    key: Pubkey,
    owner: Pubkey,
    lamports: u64,
    length: u64,
}

/// An account of the input.
enum Entry<'a> {
    /// One that was there before, by its number.
    Again(usize),
    /// Another, and its data.
    New(&'a mut Header, &'a mut [u8]),
}

/// What a program is called with.
pub struct Input<'a> {
    /// The program.
    pub program: &'a Pubkey,
    /// The accounts.
    pub accounts: Vec<AccountInfo<'a>>,
    /// The instruction's data.
    pub data: &'a [u8],
}

/// A place in the input. `KNOWN` says whether it is known where the input ends: on the chain it is not, and need not be.
struct Reader<const KNOWN: bool> {
    place: *mut u8,
    left: usize,
}

impl<const KNOWN: bool> Reader<KNOWN> {
    /// Moves on by `size` bytes, if there are as many.
    ///
    /// # Safety
    /// `place` has `left` bytes, or `size`, if `left` is not known.
    #[inline(always)]
    unsafe fn take(&mut self, size: usize) -> Option<*mut u8> {
        if KNOWN {
            self.left = self.left.checked_sub(size)?;
        }
        let place = self.place;
        // SAFETY: what is taken lies in the input, or ends with it.
        self.place = unsafe { place.add(size) };
        Some(place)
    }

    /// # Safety
    /// A number comes next, at a multiple of 8, if anything does.
    #[inline(always)]
    unsafe fn number(&mut self) -> Option<usize> {
        // SAFETY: 8 bytes of the input, aligned.
        Some(unsafe { self.take(8)?.cast::<u64>().read() } as usize)
    }

    /// # Safety
    /// An account comes next, at a multiple of 8, if anything does, and nobody else uses its bytes for `'a`.
    #[inline(always)]
    unsafe fn account<'a>(&mut self) -> Option<Entry<'a>> {
        // SAFETY: the first 8 bytes are there for both kinds of account; every byte is a `u8`.
        let start = unsafe { self.take(8)? };
        let marker = unsafe { start.read() };
        if marker != NON_DUP_MARKER {
            return Some(Entry::Again(usize::from(marker)));
        }
        // SAFETY: with the other 80 they are a `Header`, aligned to 8, for which any bytes will do.
        unsafe { self.take(size_of::<Header>().saturating_sub(8))? };
        let header = unsafe { &mut *start.cast::<Header>() };
        let length = header.length as usize;
        // SAFETY: the loader writes all of this behind each header; nothing of it overlaps with what is taken before.
        unsafe {
            let data = slice::from_raw_parts_mut(self.take(length)?, length);
            self.take(MAX_PERMITTED_DATA_INCREASE)?;
            self.take(length.wrapping_neg() & 7)?;
            self.take(8)?;
            Some(Entry::New(header, data))
        }
    }

    /// The instruction's data and the program.
    ///
    /// # Safety
    /// They come next, at a multiple of 8, if anything does, and nobody writes them for `'a`.
    #[inline(always)]
    unsafe fn rest<'a>(&mut self) -> Option<(&'a [u8], &'a Pubkey)> {
        // SAFETY: as many bytes of the input as the number says, then 32, which are a `Pubkey` wherever they lie.
        unsafe {
            let length = self.number()?;
            let data = slice::from_raw_parts(self.take(length)?, length);
            Some((data, &*self.take(32)?.cast::<Pubkey>()))
        }
    }
}

#[inline(always)]
fn info<'a>(header: &'a mut Header, data: &'a mut [u8]) -> AccountInfo<'a> {
    header.first_length = header.length as u32;
    AccountInfo::new(
        &header.key,
        header.signer != 0,
        header.writable != 0,
        &mut header.lamports,
        data,
        &header.owner,
        header.executable != 0,
    )
}

/// Reads all of the input: nothing, if it is known where it ends and it ends too early, or an account is said to be the same as
/// a later one.
///
/// # Safety
/// `input` is aligned to 8 and the input of the loader, or of `length` bytes, if its end is known. Nobody else uses it for `'a`.
#[inline(always)]
unsafe fn parse<'a, const KNOWN: bool>(input: *mut u8, length: usize) -> Option<Input<'a>> {
    let (place, left) = (input, length);
    let mut reader = Reader::<KNOWN> { place, left };
    // SAFETY: this is the order of the input, and every part of it ends at a multiple of 8.
    let count = unsafe { reader.number()? };
    if KNOWN && count > reader.left >> 3 {
        return None;
    }
    let mut accounts = Vec::<AccountInfo>::with_capacity(count);
    let start = accounts.as_mut_ptr();
    for number in 0..count {
        // SAFETY: as above. There is room for `count` accounts, and those before `number` are written.
        unsafe {
            let account = match reader.account()? {
                Entry::Again(earlier) if earlier < number => (*start.add(earlier)).clone(),
                Entry::Again(_) => return None,
                Entry::New(header, data) => info(header, data),
            };
            start.add(number).write(account);
        }
    }
    // SAFETY: all of them are written.
    unsafe { accounts.set_len(count) };
    // SAFETY: as above.
    let (data, program) = unsafe { reader.rest()? };
    Some(Input {
        program,
        accounts,
        data,
    })
}

/// Whether the input is an event that the program sends to itself: its only account is `authority`, which signs.
///
/// # Safety
/// As for [`parse`].
#[inline(always)]
unsafe fn is_event<const KNOWN: bool>(
    input: *mut u8,
    length: usize,
    authority: &Pubkey,
) -> Option<bool> {
    let (place, left) = (input, length);
    let mut reader = Reader::<KNOWN> { place, left };
    // SAFETY: this is the order of an input with one account.
    unsafe {
        if reader.number()? != 1 {
            return Some(false);
        }
        let Entry::New(header, _) = reader.account()? else {
            return Some(false);
        };
        let (data, _) = reader.rest()?;
        let signed = header.signer != 0 && header.key == *authority;
        Some(signed && data.starts_with(EVENT_IX_TAG_LE))
    }
}

/// Runs a program: `entry` is Anchor's, which an event does not reach. Of an event Anchor would look at the same.
///
/// # Safety
/// `input` is that of the loader, and nobody else uses it.
#[inline(always)]
pub unsafe fn run(
    input: *mut u8,
    event_authority: &Pubkey,
    entry: impl FnOnce(&'static Pubkey, &'static [AccountInfo<'static>], &'static [u8]) -> ProgramResult,
) -> u64 {
    // SAFETY: that of the caller. The input stays until the program ends, and what is read first is not used again.
    let input = unsafe {
        if is_event::<false>(input, usize::MAX, event_authority) == Some(true) {
            return SUCCESS;
        }
        parse::<false>(input, usize::MAX)
    };
    let Some(input) = input else {
        return ProgramError::InvalidArgument.into();
    };
    // The accounts are not dropped: the heap ends with the program.
    match entry(input.program, input.accounts.leak(), input.data) {
        Ok(()) => SUCCESS,
        Err(error) => error.into(),
    }
}

/// The input in the first `length` bytes of `buffer`: nothing, if it does not end there.
#[cfg(not(target_os = "solana"))]
pub fn read(buffer: &mut [u64], length: usize) -> Option<Input<'_>> {
    let length = length.min(size_of_val(buffer));
    // SAFETY: the buffer is aligned to 8, has as many bytes, and is borrowed for as long as what is returned.
    unsafe { parse::<true>(buffer.as_mut_ptr().cast(), length) }
}

/// Makes a program's entrypoint of `entry`, Anchor's, for a crate that has the features `cpi`, by which it is compiled into
/// another program and needs none, and `sdk-paths`, by which it takes the SDK's.
#[macro_export]
macro_rules! entrypoint {
    ($entry:ident) => {
        #[cfg(all(target_os = "solana", not(feature = "cpi"), not(feature = "sdk-paths")))]
        mod way_in {
            use anchor_lang::solana_program::entrypoint as loader;

            /// # Safety
            /// The loader calls it.
            #[allow(unsafe_code)]
            #[no_mangle]
            pub unsafe extern "C" fn entrypoint(input: *mut u8) -> u64 {
                let authority = &super::EVENT_AUTHORITY_AND_BUMP.0;
                // SAFETY: the loader calls it, once.
                unsafe { $crate::entrypoint::run(input, authority, super::$entry) }
            }
            loader::custom_heap_default!();
            loader::custom_panic_default!();
        }
        #[cfg(all(target_os = "solana", not(feature = "cpi"), feature = "sdk-paths"))]
        anchor_lang::solana_program::entrypoint!($entry);
    };
}

#[cfg(test)]
mod tests;

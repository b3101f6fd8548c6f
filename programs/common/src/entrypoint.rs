//! The entrypoint of the programs: reads the loader's input in place.
//!
//! | bytes | content |
//! |---:|---|
//! | 8 | number of accounts |
//! | 8 | for each account that repeats an earlier one: the index of that one, and 7 bytes of padding |
//! | 88 | for each other account: a [`Header`] |
//! | `length` | its data |
//! | 10,240 | room for the data to grow |
//! | 0 to 7 | padding to a multiple of 8 |
//! | 8 | its rent epoch |
//! | 8 | length of the instruction's data |
//! | | that data |
//! | 32 | address of the program |
//!
//! Numbers are little-endian. The input is aligned to 8.

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

/// The fields of an account that the loader writes before its data.
#[repr(C)]
struct Header {
    marker: u8,
    signer: u8,
    writable: u8,
    executable: u8,
    /// Written by the program: `AccountInfo::resize` reads the original length here.
    first_length: u32,
    key: Pubkey,
    owner: Pubkey,
    lamports: u64,
    length: u64,
}

/// An account of the input.
enum Entry<'a> {
    /// A repeated account, by the index of the first.
    Again(usize),
    /// An account that is not a repetition, and its data.
    New(&'a mut Header, &'a mut [u8]),
}

/// The parsed input of a program.
pub struct Input<'a> {
    /// The program.
    pub program: &'a Pubkey,
    /// The accounts.
    pub accounts: Vec<AccountInfo<'a>>,
    /// The instruction's data.
    pub data: &'a [u8],
}

/// A position in the input. `KNOWN` says whether the input's length is known. On the chain it is not, and is not needed.
struct Reader<const KNOWN: bool> {
    place: *mut u8,
    left: usize,
}

impl<const KNOWN: bool> Reader<KNOWN> {
    /// Advances by `size` bytes, if as many are left.
    ///
    /// # Safety
    /// `left` bytes can be read at `place`; if the length is not known, `size` bytes.
    #[inline(always)]
    unsafe fn take(&mut self, size: usize) -> Option<*mut u8> {
        if KNOWN {
            self.left = self.left.checked_sub(size)?;
        }
        let place = self.place;
        // SAFETY: the bytes taken are within the input, so the new position is in it or just past its end.
        self.place = unsafe { place.add(size) };
        Some(place)
    }

    /// # Safety
    /// The input is at its end, or at a number aligned to 8.
    #[inline(always)]
    unsafe fn number(&mut self) -> Option<usize> {
        // SAFETY: 8 aligned bytes of the input.
        Some(unsafe { self.take(8)?.cast::<u64>().read() } as usize)
    }

    /// # Safety
    /// The input is at its end, or at an account aligned to 8 whose bytes nothing else uses for `'a`.
    #[inline(always)]
    unsafe fn account<'a>(&mut self) -> Option<Entry<'a>> {
        // SAFETY: both kinds of account have the first 8 bytes; any byte is a valid `u8`.
        let start = unsafe { self.take(8)? };
        let marker = unsafe { start.read() };
        if marker != NON_DUP_MARKER {
            return Some(Entry::Again(usize::from(marker)));
        }
        // SAFETY: with the next 80 bytes they are a `Header`, aligned to 8, for which all bytes are valid.
        unsafe { self.take(size_of::<Header>().saturating_sub(8))? };
        let header = unsafe { &mut *start.cast::<Header>() };
        let length = header.length as usize;
        // SAFETY: the loader writes all of this after each header; it overlaps nothing taken before.
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
    /// The input is at its end, or at their length aligned to 8, and nothing writes them for `'a`.
    #[inline(always)]
    unsafe fn rest<'a>(&mut self) -> Option<(&'a [u8], &'a Pubkey)> {
        // SAFETY: the number of bytes that the length says, then 32 bytes, which are a `Pubkey` at any alignment.
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

/// Reads the whole input. None if its length is known and too short, or if an account is said to repeat
/// a later one.
///
/// # Safety
/// `input` is aligned to 8. It is the loader's input or, if the length is known, has `length` bytes. Nothing else uses it
/// for `'a`.
#[inline(always)]
unsafe fn parse<'a, const KNOWN: bool>(input: *mut u8, length: usize) -> Option<Input<'a>> {
    let (place, left) = (input, length);
    let mut reader = Reader::<KNOWN> { place, left };
    // SAFETY: this is the layout of the input, whose parts are all aligned to 8.
    let count = unsafe { reader.number()? };
    if KNOWN && count > reader.left >> 3 {
        return None;
    }
    let mut accounts = Vec::<AccountInfo>::with_capacity(count);
    let start = accounts.as_mut_ptr();
    for number in 0..count {
        // SAFETY: as above. There is capacity for `count` accounts, and those before `number` are written.
        unsafe {
            let account = match reader.account()? {
                Entry::Again(earlier) if earlier < number => (*start.add(earlier)).clone(),
                Entry::Again(_) => return None,
                Entry::New(header, data) => info(header, data),
            };
            start.add(number).write(account);
        }
    }
    // SAFETY: all `count` accounts are written.
    unsafe { accounts.set_len(count) };
    // SAFETY: as above.
    let (data, program) = unsafe { reader.rest()? };
    Some(Input {
        program,
        accounts,
        data,
    })
}

/// Whether the input is an event that the program sends to itself: its only account is `authority`, as a signer.
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
    // SAFETY: this is the layout of an input with one account.
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

/// Runs a program. Events end here, after the same checks that Anchor makes; everything else goes to Anchor's `entry`.
///
/// # Safety
/// `input` is that of the loader, and nothing else uses it.
#[inline(always)]
pub unsafe fn run(
    input: *mut u8,
    event_authority: &Pubkey,
    entry: impl FnOnce(&'static Pubkey, &'static [AccountInfo<'static>], &'static [u8]) -> ProgramResult,
) -> u64 {
    // SAFETY: guaranteed by the caller. The input lives until the program ends, and the result of the first read is dropped.
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

/// The input in the first `length` bytes of `buffer`; none if it is longer.
#[cfg(not(target_os = "solana"))]
pub fn read(buffer: &mut [u64], length: usize) -> Option<Input<'_>> {
    let length = length.min(size_of_val(buffer));
    // SAFETY: the buffer is aligned to 8, has `length` bytes, and stays borrowed as long as the result.
    unsafe { parse::<true>(buffer.as_mut_ptr().cast(), length) }
}

/// Defines a program's entrypoint, which calls Anchor's `entry`. The crate must have two features: with `cpi` it is compiled into
/// another program and has no entrypoint; with `sdk-paths` it uses the SDK's entrypoint.
#[macro_export]
macro_rules! entrypoint {
    ($entry:ident) => {
        #[cfg(all(target_os = "solana", not(feature = "cpi"), not(feature = "sdk-paths")))]
        mod way_in {
            use anchor_lang::solana_program::entrypoint as loader;

            /// # Safety
            /// Called by the loader.
            #[allow(unsafe_code)]
            #[no_mangle]
            pub unsafe extern "C" fn entrypoint(input: *mut u8) -> u64 {
                let authority = &super::EVENT_AUTHORITY_AND_BUMP.0;
                // SAFETY: the loader calls it once.
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

//! Events: instructions that a program sends to itself, so that indexers find them complete.

use anchor_lang::{event::EVENT_IX_TAG_LE, prelude::*, Event};

use crate::cpi::{self, read};

/// Seed of the address that signs a program's events, as Anchor names it.
const AUTHORITY: &[u8] = b"__event_authority";

/// Capacity for the largest event, with 48 attestations. The allocator clears nothing: a larger block costs no more
/// than a small one, but growing it costs a copy.
const CAPACITY: usize = 3_072;

/// Sends `event` to `program`, the running one, signed by its event authority. The bytes are those of Anchor's
/// `emit_cpi!`, which copies them one by one.
///
/// # Errors
/// None, with the event authority of the program.
pub fn send<E: Event + AnchorSerialize>(
    event: &E,
    authority: &AccountInfo,
    program: &Pubkey,
    bump: u8,
) -> Result<()> {
    let mut data = Vec::with_capacity(CAPACITY);
    data.extend_from_slice(EVENT_IX_TAG_LE);
    data.extend_from_slice(E::DISCRIMINATOR);
    event.serialize(&mut data)?;
    sign(data, authority, program, bump)
}

#[inline(never)]
fn sign(data: Vec<u8>, authority: &AccountInfo, program: &Pubkey, bump: u8) -> Result<()> {
    let accounts = [read(authority).signing()];
    cpi::invoke_unresized(program, accounts, data, &[&[AUTHORITY, &[bump]]])
}

/// Gives a program's crate the trait `Emit`, with which the event authority among an instruction's accounts sends an
/// event. Takes the program's address and the bump of its event authority.
#[macro_export]
macro_rules! emitter {
    ($program:expr, $bump:expr) => {
        /// Sends events.
        pub trait Emit {
            /// Sends `event` to the program itself.
            ///
            /// # Errors
            /// None, with the event authority of the program.
            fn emit<E>(&self, event: E) -> anchor_lang::Result<()>
            where
                E: anchor_lang::Event + anchor_lang::AnchorSerialize;
        }

        impl Emit for anchor_lang::prelude::UncheckedAccount<'_> {
            #[inline(always)]
            fn emit<E>(&self, event: E) -> anchor_lang::Result<()>
            where
                E: anchor_lang::Event + anchor_lang::AnchorSerialize,
            {
                $crate::event::send(&event, self, &$program, $bump)
            }
        }
    };
}

//! What the program is asked to do, act by act: a byte that says which, and what belongs to it. Lengths are u16, little
//! endian.

use pinocchio::error::ProgramError;

/// Read the clock.
pub const CLOCK: u8 = 1;
/// Read the rent.
pub const RENT: u8 = 2;
/// Hash: the number of slices, and the length of each.
pub const SHA256: u8 = 3;
/// Derive an address of the program: its seed.
pub const DERIVE: u8 = 4;
/// Call: the place of the program among the accounts, the number of accounts, the place and the rights of each; the seed
/// of the address that signs, or 0; the length of the data, and the data.
pub const CALL: u8 = 5;
/// Ask how deep the call is.
pub const HEIGHT: u8 = 6;

/// The right to write an account.
pub const WRITABLE: u8 = 1;
/// The signature of an account.
pub const SIGNER: u8 = 2;

/// The bump of every address that the program derives.
pub const BUMP: u8 = 255;

/// Reads a script from its beginning.
pub struct Reader<'a> {
    whole: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// At the beginning.
    pub fn new(script: &'a [u8]) -> Self {
        Self {
            whole: script,
            rest: script,
        }
    }

    /// The next act, if there is one.
    pub fn act(&mut self) -> Option<u8> {
        let (act, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*act)
    }

    /// # Errors
    /// At the end.
    pub fn byte(&mut self) -> Result<u8, ProgramError> {
        self.act().ok_or(ProgramError::InvalidInstructionData)
    }

    /// # Errors
    /// At the end.
    pub fn bytes(&mut self, count: usize) -> Result<&'a [u8], ProgramError> {
        let parts = self.rest.split_at_checked(count);
        let (bytes, rest) = parts.ok_or(ProgramError::InvalidInstructionData)?;
        self.rest = rest;
        Ok(bytes)
    }

    /// # Errors
    /// At the end.
    pub fn length(&mut self) -> Result<usize, ProgramError> {
        let bytes = self.bytes(2)?;
        Ok(usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))
    }

    /// The first bytes of the script, whatever they say.
    ///
    /// # Errors
    /// If it is shorter.
    pub fn peek(&self, count: usize) -> Result<&'a [u8], ProgramError> {
        let bytes = self.whole.get(..count);
        bytes.ok_or(ProgramError::InvalidInstructionData)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_read_to_its_end_and_no_further() {
        let mut script = Reader::new(&[SHA256, 1, 2, 0]);
        assert_eq!(script.act(), Some(SHA256));
        assert_eq!(script.byte(), Ok(1));
        assert_eq!(script.length(), Ok(2));
        assert_eq!(script.peek(2), Ok(&[SHA256, 1][..]));
        assert_eq!(script.act(), None);
        assert_eq!(script.byte(), Err(ProgramError::InvalidInstructionData));
        assert_eq!(script.length(), Err(ProgramError::InvalidInstructionData));
        assert_eq!(script.peek(5), Err(ProgramError::InvalidInstructionData));
    }
}

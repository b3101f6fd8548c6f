//! Reads the sBPF version of a program file.

/// The only version that clusters accept for deployments and upgrades (SIMD-0500).
pub const DEPLOYABLE: u32 = 3;

/// Bytes of the header of a 64-bit ELF file.
const HEADER: usize = 64;
/// First bytes: ELF magic, 64-bit, little endian.
const IDENTITY: [u8; 6] = *b"\x7fELF\x02\x01";
/// Byte offset of `e_machine`, two bytes.
const MACHINE: usize = 18;
/// `EM_BPF`, and `EM_SBPF` in older versions.
const MACHINES: [u16; 2] = [247, 263];
/// Byte offset of `e_flags`, four bytes: the sBPF version.
const FLAGS: usize = 48;

/// Why a file is not a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoProgram {
    /// Shorter than a header.
    #[error("{0} bytes, fewer than the header of an ELF file")]
    Truncated(usize),
    /// Another format.
    #[error("not a 64-bit little-endian ELF file")]
    NotElf,
    /// An ELF file for another machine, such as the host's library.
    #[error("an ELF file of machine {0}, not of BPF")]
    OtherMachine(u16),
}

/// The sBPF version of a program file, as the runtime reads it.
///
/// # Errors
/// If it is not a program file.
pub fn sbpf_version(file: &[u8]) -> Result<u32, NoProgram> {
    let header = file.get(..HEADER).ok_or(NoProgram::Truncated(file.len()))?;
    if !header.starts_with(&IDENTITY) {
        return Err(NoProgram::NotElf);
    }
    let machine = u16::from_le_bytes([header[MACHINE], header[MACHINE + 1]]);
    if !MACHINES.contains(&machine) {
        return Err(NoProgram::OtherMachine(machine));
    }
    let flags = [FLAGS, FLAGS + 1, FLAGS + 2, FLAGS + 3].map(|at| header[at]);
    Ok(u32::from_le_bytes(flags))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header of this machine and these flags.
    fn header(machine: u16, flags: u32) -> Vec<u8> {
        let mut file = vec![0; HEADER];
        file[..6].copy_from_slice(&IDENTITY);
        file[18..20].copy_from_slice(&machine.to_le_bytes());
        file[48..52].copy_from_slice(&flags.to_le_bytes());
        file
    }

    #[test]
    fn the_version_is_that_of_the_flags() {
        for (machine, version) in [(263, 0), (263, 1), (263, 2), (247, 3), (247, 4)] {
            assert_eq!(sbpf_version(&header(machine, version)), Ok(version));
        }
    }

    #[test]
    fn what_is_no_program_is_called_what_it_is() {
        let truncated = &header(247, 3)[..63];
        assert_eq!(sbpf_version(truncated), Err(NoProgram::Truncated(63)));
        assert_eq!(sbpf_version(&[7; 64]), Err(NoProgram::NotElf));
        let of_32_bits = [b"\x7fELF\x01\x01".as_slice(), &[0; 58]].concat();
        assert_eq!(sbpf_version(&of_32_bits), Err(NoProgram::NotElf));
        let x86_64 = header(62, 0);
        assert_eq!(sbpf_version(&x86_64), Err(NoProgram::OtherMachine(62)));
    }
}

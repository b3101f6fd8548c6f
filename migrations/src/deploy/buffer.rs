//! The buffer account that a program file is written to before deployment.

use anchor_lang::{
    prelude::{Pubkey, Rent},
    solana_program::{
        bpf_loader_upgradeable::{self as loader, UpgradeableLoaderState},
        instruction::Instruction,
        system_instruction,
    },
};
use anyhow::{bail, ensure, Context};
use io_client::{
    transaction::{Budget, Draft, Format, MAX_COMPUTE_UNITS, MAX_LOADED_BYTES},
    Network,
};

/// Most bytes of instruction data that the loader accepts, in any transaction format.
const MAX_DATA: usize = 1_232;
/// Bytes of `Write` before its payload: tag, offset and length.
const WRITE: usize = 16;
/// Most payload bytes of one instruction.
const MAX_PIECE: usize = MAX_DATA - WRITE;
/// Characters of the program's address in the seed: the maximum seed length.
const SEED: usize = 32;

/// A buffer at an address derived from the upgrade authority and the program.
#[derive(Clone, Debug)]
pub struct Buffer {
    /// Its address.
    pub address: Pubkey,
    authority: Pubkey,
    seed: String,
}

impl Buffer {
    /// The buffer of the program at `id`.
    pub fn of(id: &Pubkey, authority: &Pubkey) -> Self {
        let seed: String = id.to_string().chars().take(SEED).collect();
        // Fails for a longer seed, or for an owner that ends with the PDA marker.
        let address = Pubkey::create_with_seed(authority, &seed, &loader::ID);
        Self {
            address: address.unwrap_or_default(),
            authority: *authority,
            seed,
        }
    }

    /// Its contents, if it exists with a capacity of exactly `size` bytes.
    pub fn held(&self, network: &mut dyn Network, size: usize) -> anyhow::Result<Option<Vec<u8>>> {
        let held = self.read(network)?;
        Ok(held.filter(|held| held.len() == size))
    }

    /// Whether it exists with another size.
    pub fn is_another(&self, network: &mut dyn Network, size: usize) -> anyhow::Result<bool> {
        Ok(self.read(network)?.is_some_and(|held| held.len() != size))
    }

    /// Its contents. An account with only lamports is not a buffer.
    fn read(&self, network: &mut dyn Network) -> anyhow::Result<Option<Vec<u8>>> {
        let address = self.address;
        let Some(account) = network.account(&address)? else {
            return Ok(None);
        };
        if account.owner != loader::ID {
            ensure!(
                account.data.is_empty(),
                "{address} is not a buffer of the loader"
            );
            return Ok(None);
        }
        match bincode::deserialize(&account.data)? {
            UpgradeableLoaderState::Buffer {
                authority_address: Some(authority),
            } if authority == self.authority => {
                let start = UpgradeableLoaderState::size_of_buffer_metadata();
                Ok(account.data.get(start..).map(<[u8]>::to_vec))
            }
            state => {
                let is = match state {
                    UpgradeableLoaderState::Buffer {
                        authority_address: Some(other),
                    } => format!("its authority is {other}"),
                    UpgradeableLoaderState::Buffer { .. } => "it has no authority".into(),
                    UpgradeableLoaderState::Uninitialized => "it is not initialised".into(),
                    _ => "it is no buffer".into(),
                };
                bail!(
                    "the buffer {address} cannot be written by {}: {is}",
                    self.authority
                )
            }
        }
    }

    /// Creates it even if somebody has sent lamports there: its address is public, and `CreateAccountWithSeed` would
    /// fail then.
    pub fn create(
        &self,
        network: &mut dyn Network,
        rent: &Rent,
        payer: &Pubkey,
        size: usize,
    ) -> anyhow::Result<Vec<Instruction>> {
        let (address, authority) = (&self.address, &self.authority);
        let space = UpgradeableLoaderState::size_of_buffer(size);
        let rent = rent.minimum_balance(space);
        let held = network.account(address)?.map_or(0, |it| it.lamports);
        let create = loader::create_buffer(payer, address, authority, rent, size)?;
        let missing = rent.saturating_sub(held);
        let space = u64::try_from(space)?;
        let mut instructions = vec![
            system_instruction::transfer(payer, address, missing),
            system_instruction::allocate_with_seed(
                address,
                authority,
                &self.seed,
                space,
                &loader::ID,
            ),
        ];
        // The first one creates the account.
        instructions.extend(create.into_iter().skip(1));
        Ok(instructions)
    }

    /// Closes it; its rent goes to `payer`.
    pub fn close(&self, payer: &Pubkey) -> Instruction {
        loader::close(&self.address, payer, &self.authority)
    }

    fn write(&self, offset: usize, bytes: &[u8]) -> anyhow::Result<Instruction> {
        let offset = u32::try_from(offset)?;
        Ok(loader::write(
            &self.address,
            &self.authority,
            offset,
            bytes.to_vec(),
        ))
    }
}

/// How a file is split into chunks.
#[derive(Clone, Debug)]
pub struct Writer<'a> {
    buffer: &'a Buffer,
    /// Bytes of a chunk.
    piece: usize,
    /// Chunks per transaction.
    pub together: usize,
}

impl<'a> Writer<'a> {
    /// The largest that the network's transactions allow.
    pub fn new(
        network: &mut dyn Network,
        buffer: &'a Buffer,
        payer: &Pubkey,
    ) -> anyhow::Result<Self> {
        let format = if network.has_v1()? {
            Format::V1
        } else {
            Format::Legacy
        };
        Self::within(format, buffer, payer)
    }

    /// As many chunks of the largest size as fit into a transaction, or else one smaller chunk that fits.
    fn within(format: Format, buffer: &'a Buffer, payer: &Pubkey) -> anyhow::Result<Self> {
        let fits = |pieces: usize, size: usize| -> anyhow::Result<bool> {
            // A large offset and a nonzero price, so that the transaction has its largest size.
            let write = buffer.write(super::MAX_ACCOUNT, &vec![0; size])?;
            let draft = Draft {
                payer: *payer,
                instructions: &vec![write; pieces],
                blockhash: Default::default(),
                nonce: None,
                budget: Budget {
                    limit: MAX_COMPUTE_UNITS,
                    price: 1,
                    loaded_bytes: Some(MAX_LOADED_BYTES),
                },
                format,
            };
            Ok(draft.fits())
        };
        let mut writer = Self {
            buffer,
            piece: MAX_PIECE,
            together: 1,
        };
        while fits(writer.together.saturating_add(1), MAX_PIECE)? {
            writer.together = writer.together.saturating_add(1);
        }
        while !fits(writer.together, writer.piece)? {
            let less = writer.piece.checked_sub(1);
            writer.piece = less
                .filter(|piece| *piece > 0)
                .context("no write fits into a transaction")?;
        }
        Ok(writer)
    }

    /// The chunks of `file` that are not in `held`, with their offsets. A new buffer already holds the zeros.
    pub fn missing<'f>(&self, held: &[u8], file: &'f [u8]) -> Vec<(usize, &'f [u8])> {
        let offsets = (0..).step_by(self.piece);
        let pieces = offsets.zip(file.chunks(self.piece));
        pieces
            .filter(|(offset, piece)| {
                let there = held.get(*offset..).unwrap_or_default();
                let zeros = there.is_empty() && piece.iter().all(|byte| *byte == 0);
                !zeros && !there.starts_with(piece)
            })
            .collect()
    }

    /// The transactions that write them.
    pub fn transactions(&self, pieces: &[(usize, &[u8])]) -> anyhow::Result<Vec<Vec<Instruction>>> {
        let transactions = pieces.chunks(self.together).map(|pieces| {
            let writes = pieces.iter();
            writes
                .map(|(offset, piece)| self.buffer.write(*offset, piece))
                .collect()
        });
        transactions.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buffer() -> Buffer {
        Buffer::of(&Pubkey::new_unique(), &Pubkey::new_unique())
    }

    #[test]
    fn the_address_follows_from_authority_and_program() {
        let (id, authority, other) = (
            Pubkey::new_unique(),
            Pubkey::new_unique(),
            Pubkey::new_unique(),
        );
        let address = |id, authority| Buffer::of(id, authority).address;
        assert_eq!(address(&id, &authority), address(&id, &authority));
        assert_ne!(address(&id, &authority), address(&id, &other));
        assert_ne!(address(&id, &authority), address(&other, &authority));
        assert_ne!(address(&id, &authority), Pubkey::default());
    }

    #[test]
    fn pieces_are_as_large_as_loader_and_transaction_take() {
        let buffer = buffer();
        for payer in [buffer.authority, Pubkey::new_unique()] {
            let v1 = Writer::within(Format::V1, &buffer, &payer).unwrap();
            assert_eq!((v1.piece, v1.together), (1_216, 3));
        }
        let legacy = Writer::within(Format::Legacy, &buffer, &buffer.authority).unwrap();
        assert!(legacy.together == 1 && legacy.piece > 950, "{legacy:?}");
        let write = buffer.write(7, &[1; MAX_PIECE]).unwrap();
        assert_eq!(write.data.len(), MAX_DATA);
    }

    #[test]
    fn only_what_is_missing_is_written_and_together_it_is_the_file() {
        let buffer = buffer();
        let writer = Writer::within(Format::V1, &buffer, &buffer.authority).unwrap();
        let mut file = vec![7; 10_000];
        // The third chunk is zeros, which a new buffer already holds.
        file[2 * 1_216..3 * 1_216].fill(0);
        let all = writer.missing(&[], &file);
        assert_eq!(all.len(), 8);
        let mut held = vec![0; file.len()];
        assert_eq!(writer.missing(&held, &file), all);
        for (offset, piece) in &all[..5] {
            held[*offset..offset + piece.len()].copy_from_slice(piece);
        }
        assert_eq!(writer.missing(&held, &file), all[5..]);
        for (offset, piece) in writer.missing(&held, &file) {
            held[offset..offset + piece.len()].copy_from_slice(piece);
        }
        assert_eq!(held, file);
        assert_eq!(writer.missing(&held, &file), []);
        let transactions = writer.transactions(&all).unwrap();
        let sizes: Vec<usize> = transactions.iter().map(Vec::len).collect();
        assert_eq!(sizes, [3, 3, 2]);
    }
}

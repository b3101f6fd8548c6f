//! A VAA too large for one instruction: written to an account in parts, and verified there by Wormhole.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::{instruction::Instruction, system_instruction::create_account_with_seed},
};

use super::{instruction::write, receiver::guardian_set_address, Vaa};

const INIT: [u8; 8] = [209, 193, 173, 25, 91, 202, 181, 218];
const WRITE: [u8; 8] = [199, 208, 110, 177, 150, 76, 118, 42];
const VERIFY: [u8; 8] = [103, 56, 177, 229, 240, 103, 68, 73];
const CLOSE: [u8; 8] = [48, 221, 174, 198, 231, 7, 152, 38];
/// Bytes in front of the VAA in its account.
const HEADER: usize = 46;
/// Bytes of a VAA in an instruction: with the creation of the account, they fit into a transaction of 1,232 bytes.
const PART: usize = 700;

/// A VAA and its account, whose address follows from who pays, a seed and the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// The Wormhole program.
    pub wormhole: Pubkey,
    /// Pays the rent, writes and closes. Signs.
    pub payer: Pubkey,
    /// Seed of the address. VAAs posted at the same time need different seeds.
    pub seed: String,
    /// The VAA.
    pub vaa: Vec<u8>,
}

impl Encoded {
    /// Its account; none if the seed is longer than 32 bytes.
    pub fn address(&self) -> Option<Pubkey> {
        Pubkey::create_with_seed(&self.payer, &self.seed, &self.wormhole).ok()
    }

    /// Bytes of the account.
    pub fn size(&self) -> usize {
        HEADER.saturating_add(self.vaa.len())
    }

    /// Creates, writes and verifies it, for `rent` lamports. None if it has no address or no VAA.
    pub fn post(&self, rent: u64) -> Option<Vec<Instruction>> {
        let address = self.address()?;
        let set = Vaa::parse(&self.vaa).ok()?.guardian_set;
        let size = u64::try_from(self.size()).ok()?;
        let create = create_account_with_seed(
            &self.payer,
            &address,
            &self.payer,
            &self.seed,
            rent,
            size,
            &self.wormhole,
        );
        let mut all = vec![create, self.instruction(INIT.to_vec(), address, None)];
        let mut index = 0_u32;
        for part in self.vaa.chunks(PART) {
            let mut data = WRITE.to_vec();
            data.extend(index.to_le_bytes());
            write(&mut data, part);
            all.push(self.instruction(data, address, None));
            index = index.checked_add(u32::try_from(part.len()).ok()?)?;
        }
        let guardians = guardian_set_address(&self.wormhole, set);
        all.push(self.instruction(VERIFY.to_vec(), address, Some(guardians)));
        Some(all)
    }

    /// Closes it. Its rent goes back to its payer.
    pub fn close(&self) -> Option<Instruction> {
        Some(close_encoded(self.wormhole, self.payer, self.address()?))
    }

    fn instruction(
        &self,
        data: Vec<u8>,
        address: Pubkey,
        guardians: Option<Pubkey>,
    ) -> Instruction {
        let mut accounts = vec![
            AccountMeta::new_readonly(self.payer, true),
            AccountMeta::new(address, false),
        ];
        accounts.extend(guardians.map(|it| AccountMeta::new_readonly(it, false)));
        Instruction {
            program_id: self.wormhole,
            accounts,
            data,
        }
    }
}

/// Closes the account of a VAA. Its rent goes to `payer`, which created it.
pub fn close_encoded(wormhole: Pubkey, payer: Pubkey, account: Pubkey) -> Instruction {
    Instruction {
        program_id: wormhole,
        accounts: vec![
            AccountMeta::new(payer, true),
            AccountMeta::new(account, false),
        ],
        data: CLOSE.to_vec(),
    }
}

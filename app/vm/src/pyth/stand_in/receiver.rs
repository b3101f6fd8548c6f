//! The receiver: posts prices, and closes their accounts.

use anchor_lang::{
    error::ErrorCode,
    prelude::{AccountInfo, Clock, ProgramError, Pubkey, Rent, SolanaSysvar},
    solana_program::{entrypoint::ProgramResult, program::invoke, system_instruction},
};
use io_client::pyth::{
    config_address, guardian_set_address, message, posted, treasury_address, Config, Source, Vaa,
};
use io_common::oracle::message::{DISCRIMINATOR, LENGTH};
use solana_sdk_ids::system_program;

use super::{
    close,
    guardians::{guardians, verify},
    refuse, require, vector, ReceiverError, WormholeError, ENCODED, HEADER, VERIFIED,
};
use crate::pyth::publisher::{leaf, node};

const POST_UPDATE: [u8; 8] = [133, 95, 207, 175, 11, 79, 118, 44];
const POST_UPDATE_ATOMIC: [u8; 8] = [49, 172, 84, 192, 175, 180, 52, 234];
const RECLAIM_RENT: [u8; 8] = [218, 200, 19, 197, 227, 89, 192, 22];

/// An update as an instruction holds it.
struct Arguments<'a> {
    message: &'a [u8],
    proof: &'a [u8],
    treasury: u8,
}

impl<'a> Arguments<'a> {
    fn parse(mut data: &'a [u8]) -> Result<Self, ProgramError> {
        let (message, proof) = (vector(&mut data, 1)?, vector(&mut data, 20)?);
        match data {
            [treasury] => Ok(Self {
                message,
                proof,
                treasury: *treasury,
            }),
            _ => refuse(ErrorCode::InstructionDidNotDeserialize, "not one treasury"),
        }
    }
}

/// Runs an instruction.
pub(super) fn process(program: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    match data.split_first_chunk() {
        Some((&POST_UPDATE_ATOMIC, mut data)) => {
            let vaa = vector(&mut data, 1)?;
            let arguments = Arguments::parse(data)?;
            let post = Post::new(program, accounts, &arguments)?;
            post.with_signatures(vaa, &arguments)
        }
        Some((&POST_UPDATE, data)) => {
            let arguments = Arguments::parse(data)?;
            let post = Post::new(program, accounts, &arguments)?;
            post.of_encoded(&arguments)
        }
        Some((&RECLAIM_RENT, _)) => reclaim_rent(program, accounts),
        _ => refuse(
            ErrorCode::InstructionFallbackNotFound,
            "no such instruction",
        ),
    }
}

/// The accounts of a posting.
struct Post<'a, 'b> {
    program: &'a Pubkey,
    all: &'a [AccountInfo<'b>],
    payer: &'a AccountInfo<'b>,
    signed_by: &'a AccountInfo<'b>,
    treasury: &'a AccountInfo<'b>,
    account: &'a AccountInfo<'b>,
    authority: &'a AccountInfo<'b>,
    config: Config,
}

impl<'a, 'b> Post<'a, 'b> {
    fn new(
        program: &'a Pubkey,
        all: &'a [AccountInfo<'b>],
        arguments: &Arguments,
    ) -> Result<Self, ProgramError> {
        let [payer, signed_by, config, treasury, account, system, authority] = all else {
            return refuse(ErrorCode::AccountNotEnoughKeys, "not 7 accounts");
        };
        for signer in [payer, account, authority] {
            require(
                signer.is_signer,
                ErrorCode::AccountNotSigner,
                "it must sign",
            )?;
        }
        for written in [payer, treasury, account] {
            require(
                written.is_writable,
                ErrorCode::ConstraintMut,
                "not writable",
            )?;
        }
        let is_system = *system.key == system_program::ID;
        require(
            is_system,
            ErrorCode::InvalidProgramId,
            "not the system program",
        )?;
        let at_home = *config.key == config_address(program)
            && *treasury.key == treasury_address(program, arguments.treasury);
        require(at_home, ErrorCode::ConstraintSeeds, "not at its address")?;
        let parsed = Config::parse(&config.data.borrow()).filter(|_| config.owner == program);
        let Some(config) = parsed else {
            return refuse(ErrorCode::AccountNotInitialized, "no configuration");
        };
        if account.owner == program {
            let data = account.data.borrow();
            let is_price = data.starts_with(&DISCRIMINATOR);
            require(
                is_price,
                ErrorCode::AccountDiscriminatorMismatch,
                "no price account",
            )?;
            let is_own = data.get(8..40) == Some(authority.key.as_ref());
            require(
                is_own,
                ReceiverError::WrongWriteAuthority,
                "not the write authority",
            )?;
        }
        Ok(Self {
            program,
            all,
            payer,
            signed_by,
            treasury,
            account,
            authority,
            config,
        })
    }

    fn with_signatures(&self, vaa: &[u8], arguments: &Arguments) -> ProgramResult {
        let wormhole = self.config.wormhole;
        let is_of_wormhole = *self.signed_by.owner == wormhole;
        require(
            is_of_wormhole,
            ReceiverError::WrongGuardianSetOwner,
            "not of Wormhole",
        )?;
        let set = guardians(self.signed_by)?;
        let at_home = *self.signed_by.key == guardian_set_address(&wormhole, set.index);
        require(
            at_home,
            ReceiverError::InvalidGuardianSetPda,
            "not at its address",
        )?;
        let parsed = parsed(vaa)?;
        let count = parsed.signature_count();
        let is_enough = count >= self.config.minimum_signatures.into();
        let too_few = ReceiverError::InsufficientGuardianSignatures;
        require(is_enough, too_few, "too few signatures")?;
        let verified = verify(&set, self.signed_by, vaa, &parsed);
        verified.or_else(|why| refuse(ReceiverError::from(why), "not verified"))?;
        let is_full = count >= set.quorum();
        self.write(&parsed, arguments, (!is_full).then_some(count))
    }

    fn of_encoded(&self, arguments: &Arguments) -> ProgramResult {
        let is_of_wormhole = *self.signed_by.owner == self.config.wormhole;
        require(
            is_of_wormhole,
            ReceiverError::WrongVaaOwner,
            "not of Wormhole",
        )?;
        let data = self.signed_by.data.borrow();
        let is_verified = data.starts_with(&ENCODED) && data.get(8) == Some(&VERIFIED);
        require(is_verified, WormholeError::UnverifiedVaa, "no verified VAA")?;
        let vaa = data.get(HEADER..).unwrap_or_default();
        self.write(&parsed(vaa)?, arguments, None)
    }

    /// Pays the fee, checks emitter and proof, and writes the message; `partly` by so many signatures.
    fn write(&self, vaa: &Vaa, arguments: &Arguments, partly: Option<usize>) -> ProgramResult {
        if self.account.owner != self.program {
            let lamports = Rent::get()?.minimum_balance(LENGTH);
            let (from, to) = (self.payer.key, self.account.key);
            let create =
                system_instruction::create_account(from, to, lamports, LENGTH as u64, self.program);
            invoke(&create, self.all)?;
        }
        let fee = self.config.fee;
        let is_rich = self.payer.lamports() >= fee;
        require(
            is_rich,
            ReceiverError::InsufficientFunds,
            "no lamports for the fee",
        )?;
        let (from, to) = (self.payer.key, self.treasury.key);
        invoke(&system_instruction::transfer(from, to, fee), self.all)?;
        let source = Source {
            chain: vaa.emitter_chain,
            emitter: vaa.emitter,
        };
        let is_known = self.config.sources.contains(&source);
        require(
            is_known,
            ReceiverError::InvalidDataSource,
            "another emitter",
        )?;
        let Ok(root) = vaa.root() else {
            return refuse(ReceiverError::InvalidWormholeMessage, "no Merkle root");
        };
        let beside = arguments.proof.as_chunks::<20>().0.iter();
        let reached = beside.fold(leaf(arguments.message), |it, beside| node(&it, beside));
        require(
            reached == root,
            ReceiverError::InvalidPriceUpdate,
            "another root",
        )?;
        let Some(mut price) = message(arguments.message) else {
            return refuse(ReceiverError::DeserializeMessageFailed, "no price");
        };
        price.posted_slot = Clock::get()?.slot;
        let mut data = posted(self.authority.key, &price);
        if let Some(count) = partly {
            // `Partial`, with how many: all after it moves by a byte.
            data.insert(40, 0);
            data[41] = u8::try_from(count).unwrap_or(u8::MAX);
            data.truncate(LENGTH);
        }
        self.account.data.borrow_mut().copy_from_slice(&data);
        Ok(())
    }
}

fn reclaim_rent(program: &Pubkey, accounts: &[AccountInfo]) -> ProgramResult {
    let [payer, account] = accounts else {
        return refuse(ErrorCode::AccountNotEnoughKeys, "not 2 accounts");
    };
    require(payer.is_signer, ErrorCode::AccountNotSigner, "it must sign")?;
    let is_price = account.owner == program && account.data.borrow().starts_with(&DISCRIMINATOR);
    require(
        is_price,
        ErrorCode::AccountNotInitialized,
        "no price account",
    )?;
    let is_own = account.data.borrow().get(8..40) == Some(payer.key.as_ref());
    require(
        is_own,
        ReceiverError::WrongWriteAuthority,
        "not the write authority",
    )?;
    close(account, payer)
}

fn parsed(vaa: &[u8]) -> Result<Vaa<'_>, ProgramError> {
    Vaa::parse(vaa).or_else(|_| refuse(ReceiverError::DeserializeVaaFailed, "no VAA"))
}

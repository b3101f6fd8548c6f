//! A stand-in for Pyth's receiver and for its Wormhole program, which are in no package: at the addresses of the newer ones, with the
//! instructions that the suite sends, their accounts, checks and error codes. It verifies the signatures and the Merkle proof, and
//! writes the price account as the real one does. It has no governance and no TWAP.
//!
//! The checks are those of `pyth-network/pyth-crosschain` at commit 7c915eb10e457166b9d0f2ca05132eae10542e0f, built for Pyth's routers
//! (the feature `pro-compatible`).

use anchor_lang::{
    error::ErrorCode,
    prelude::{msg, pubkey, AccountInfo, Clock, ProgramError, Pubkey, Rent, SolanaSysvar},
    solana_program::{entrypoint::ProgramResult, program::invoke, system_instruction},
};
use io_client::pyth::{
    config_address, guardian_set_address, message, posted, treasury_address, Config, GuardianSet,
    Source, Vaa,
};
use io_common::{
    ids::pyth::NEXT_RECEIVER,
    oracle::message::{DISCRIMINATOR, LENGTH},
};
use libsecp256k1::{recover, Message, RecoveryId, Signature};
use solana_sdk_ids::system_program;

use super::publisher::{address_of, digest, leaf, node};
use crate::{native, programs::Program};

/// The Wormhole program of the newer receiver.
pub const WORMHOLE: Pubkey = pubkey!("HDw2E7P8X1SkCyjvoGsfBGAVUutKcj874bXjHrpVYrVL");

const POST_UPDATE: [u8; 8] = [133, 95, 207, 175, 11, 79, 118, 44];
const POST_UPDATE_ATOMIC: [u8; 8] = [49, 172, 84, 192, 175, 180, 52, 234];
const RECLAIM_RENT: [u8; 8] = [218, 200, 19, 197, 227, 89, 192, 22];
const INIT: [u8; 8] = [209, 193, 173, 25, 91, 202, 181, 218];
const WRITE: [u8; 8] = [199, 208, 110, 177, 150, 76, 118, 42];
const VERIFY: [u8; 8] = [103, 56, 177, 229, 240, 103, 68, 73];
const CLOSE: [u8; 8] = [48, 221, 174, 198, 231, 7, 152, 38];
/// Discriminator of an account with a VAA.
const ENCODED: [u8; 8] = [226, 101, 163, 4, 133, 160, 84, 245];
/// Discriminator, status, authority, version and length of an account with a VAA.
const HEADER: usize = 46;
const WRITING: u8 = 1;
const VERIFIED: u8 = 2;
/// Bytes of a signature with the guardian's place, and of what is in front of them.
const SIGNATURE: usize = 66;
const BEFORE: usize = 6;

/// Errors of the receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum ReceiverError {
    /// The VAA signs no Merkle root.
    InvalidWormholeMessage = 6000,
    /// The message cannot be read.
    DeserializeMessageFailed = 6001,
    /// The proof does not lead to the root.
    InvalidPriceUpdate = 6002,
    /// Another emitter.
    InvalidDataSource = 6004,
    /// The payer has too little for the fee.
    InsufficientFunds = 6005,
    /// Somebody else's price account.
    WrongWriteAuthority = 6012,
    /// The account with the VAA is not Wormhole's.
    WrongVaaOwner = 6013,
    /// The VAA cannot be read.
    DeserializeVaaFailed = 6014,
    /// Fewer signatures than the minimum.
    InsufficientGuardianSignatures = 6015,
    /// Another guardian set than that of the VAA.
    GuardianSetMismatch = 6017,
    /// Signatures that are not by rising places.
    InvalidGuardianOrder = 6018,
    /// A place beyond the guardian set.
    InvalidGuardianIndex = 6019,
    /// No signature.
    InvalidSignature = 6020,
    /// Signed by another key.
    InvalidGuardianKeyRecovery = 6021,
    /// The guardian set is not Wormhole's.
    WrongGuardianSetOwner = 6022,
    /// The guardian set is at another address.
    InvalidGuardianSetPda = 6023,
    /// The guardian set has expired.
    GuardianSetExpired = 6024,
}

impl From<ReceiverError> for u32 {
    fn from(error: ReceiverError) -> Self {
        error as Self
    }
}

/// Both programs.
pub fn programs() -> [Program; 2] {
    [
        Program {
            name: "pyth_receiver_stand_in",
            id: NEXT_RECEIVER,
            native: native!(receiver),
        },
        Program {
            name: "wormhole_stand_in",
            id: WORMHOLE,
            native: native!(wormhole),
        },
    ]
}

fn refuse<T>(error: impl Into<u32>, why: &str) -> Result<T, ProgramError> {
    msg!("stand-in for Pyth: {}", why);
    Err(ProgramError::Custom(error.into()))
}

fn require(holds: bool, error: impl Into<u32>, why: &str) -> ProgramResult {
    match holds {
        true => Ok(()),
        false => refuse(error, why),
    }
}

/// Takes a vector of elements of `size` bytes off the front: four bytes of its length, then the elements.
fn vector<'a>(data: &mut &'a [u8], size: usize) -> Result<&'a [u8], ProgramError> {
    let taken = data.split_first_chunk().and_then(|(length, rest)| {
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        rest.split_at_checked(length.checked_mul(size)?)
    });
    match taken {
        Some((vector, rest)) => {
            *data = rest;
            Ok(vector)
        }
        None => refuse(ErrorCode::InstructionDidNotDeserialize, "it is cut off"),
    }
}

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

fn receiver(program: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
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
        verify(&set, self.signed_by, vaa, &parsed)?;
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
        require(is_verified, ErrorCode::ConstraintRaw, "no verified VAA")?;
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

fn close(account: &AccountInfo, to: &AccountInfo) -> ProgramResult {
    let lamports = account.lamports();
    **to.try_borrow_mut_lamports()? = to.lamports().saturating_add(lamports);
    **account.try_borrow_mut_lamports()? = 0;
    account.assign(&system_program::ID);
    account.resize(0)
}

fn parsed(vaa: &[u8]) -> Result<Vaa<'_>, ProgramError> {
    Vaa::parse(vaa).or_else(|_| refuse(ReceiverError::DeserializeVaaFailed, "no VAA"))
}

fn guardians(account: &AccountInfo) -> Result<GuardianSet, ProgramError> {
    let set = GuardianSet::parse(&account.data.borrow());
    set.map_or_else(
        || refuse(ErrorCode::AccountDidNotDeserialize, "no guardian set"),
        Ok,
    )
}

/// Verifies each signature of a VAA by the guardian set in `account`.
fn verify(set: &GuardianSet, account: &AccountInfo, vaa: &[u8], parsed: &Vaa) -> ProgramResult {
    let is_active = set.is_active(Clock::get()?.unix_timestamp);
    require(is_active, ReceiverError::GuardianSetExpired, "expired")?;
    let is_its = parsed.guardian_set == set.index;
    require(
        is_its,
        ReceiverError::GuardianSetMismatch,
        "another guardian set",
    )?;
    let data = account.data.borrow();
    // Discriminator, index and length.
    let keys = data.get(16..).unwrap_or_default().as_chunks::<20>().0;
    let keys = keys.get(..set.guardians).unwrap_or_default();
    let length = parsed.signature_count().saturating_mul(SIGNATURE);
    let rest = vaa.get(BEFORE..).unwrap_or_default();
    let Some((signatures, body)) = rest.split_at_checked(length) else {
        return refuse(ReceiverError::DeserializeVaaFailed, "no body");
    };
    let digest = Message::parse(&digest(body));
    let mut last = None;
    for signature in signatures.as_chunks::<SIGNATURE>().0 {
        let [place, signature @ .., recovery] = signature;
        let is_higher = last < Some(*place);
        require(
            is_higher,
            ReceiverError::InvalidGuardianOrder,
            "not in order",
        )?;
        last = Some(*place);
        let Some(key) = keys.get(usize::from(*place)) else {
            return refuse(ReceiverError::InvalidGuardianIndex, "no such guardian");
        };
        let signed = Signature::parse_standard_slice(signature)
            .and_then(|signature| recover(&digest, &signature, &RecoveryId::parse(*recovery)?));
        let Ok(signer) = signed else {
            return refuse(ReceiverError::InvalidSignature, "no signature");
        };
        let is_guardian = address_of(&signer) == *key;
        require(
            is_guardian,
            ReceiverError::InvalidGuardianKeyRecovery,
            "another key",
        )?;
    }
    Ok(())
}

fn wormhole(program: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    let [authority, encoded, rest @ ..] = accounts else {
        return refuse(ErrorCode::AccountNotEnoughKeys, "not 2 accounts");
    };
    require(
        authority.is_signer,
        ErrorCode::AccountNotSigner,
        "it must sign",
    )?;
    let is_own = encoded.owner == program && encoded.data_len() > HEADER;
    require(is_own, ErrorCode::ConstraintOwner, "no account of Wormhole")?;
    let Some((instruction, mut data)) = data.split_first_chunk() else {
        return refuse(ErrorCode::InstructionMissing, "no instruction");
    };
    if *instruction == INIT {
        return init(authority, encoded);
    }
    let status = {
        let held = encoded.data.borrow();
        let is_encoded = held.starts_with(&ENCODED);
        require(is_encoded, ErrorCode::AccountDidNotDeserialize, "no VAA")?;
        let is_author = held.get(9..41) == Some(authority.key.as_ref());
        require(
            is_author,
            ErrorCode::ConstraintRaw,
            "not the write authority",
        )?;
        held[8]
    };
    if *instruction == CLOSE {
        return close(encoded, authority);
    }
    require(
        status == WRITING,
        ErrorCode::ConstraintRaw,
        "not being written",
    )?;
    match (*instruction, rest) {
        (WRITE, _) => {
            let Some((index, after)) = data.split_first_chunk() else {
                return refuse(ErrorCode::InstructionDidNotDeserialize, "no index");
            };
            data = after;
            let part = vector(&mut data, 1)?;
            let from = usize::try_from(u32::from_le_bytes(*index)).unwrap_or(usize::MAX);
            let from = from.saturating_add(HEADER);
            let mut held = encoded.data.borrow_mut();
            match held.get_mut(from..from.saturating_add(part.len())) {
                Some(place) => place.copy_from_slice(part),
                None => return refuse(ErrorCode::ConstraintSpace, "it does not fit"),
            }
            Ok(())
        }
        (VERIFY, [set]) => {
            let found = guardians(set)?;
            let at_home = *set.key == guardian_set_address(program, found.index);
            let is_guardians = at_home && set.owner == program;
            require(is_guardians, ErrorCode::ConstraintSeeds, "no guardian set")?;
            let vaa = encoded.data.borrow()[HEADER..].to_vec();
            let parsed = parsed(&vaa)?;
            let is_quorum = parsed.signature_count() >= found.quorum();
            require(is_quorum, ErrorCode::ConstraintRaw, "no quorum")?;
            verify(&found, set, &vaa, &parsed)?;
            let mut held = encoded.data.borrow_mut();
            held[8] = VERIFIED;
            held[41] = 1;
            Ok(())
        }
        _ => refuse(
            ErrorCode::InstructionFallbackNotFound,
            "no such instruction",
        ),
    }
}

fn init(authority: &AccountInfo, encoded: &AccountInfo) -> ProgramResult {
    let mut held = encoded.data.borrow_mut();
    let is_empty = held[..HEADER].iter().all(|byte| *byte == 0);
    require(is_empty, ErrorCode::ConstraintZero, "not empty")?;
    let length = u32::try_from(held.len().saturating_sub(HEADER)).unwrap_or(u32::MAX);
    held[..8].copy_from_slice(&ENCODED);
    held[8] = WRITING;
    held[9..41].copy_from_slice(authority.key.as_ref());
    held[42..HEADER].copy_from_slice(&length.to_le_bytes());
    Ok(())
}

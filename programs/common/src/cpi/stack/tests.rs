//! A runtime that takes a call as the system call for C does: by address alone.

use std::mem::offset_of;

use anchor_lang::solana_program::instruction::Instruction;
use rand::{rngs::StdRng, Rng, SeedableRng};

use super::{super::Passed, *};

const PROGRAM: Pubkey = Pubkey::new_from_array([7; 32]);

/// An account of a test, and what it is passed as.
struct Held {
    key: Pubkey,
    owner: Pubkey,
    lamports: u64,
    data: Vec<u8>,
    flags: [bool; 3],
    passed: [bool; 2],
}

impl Held {
    fn random(rng: &mut StdRng) -> Self {
        let length = rng.random_range(0..40);
        Self {
            key: Pubkey::new_from_array(rng.random()),
            owner: Pubkey::new_from_array(rng.random()),
            lamports: rng.random_range(0..u64::MAX),
            data: (0..length).map(|_| rng.random()).collect(),
            flags: rng.random(),
            passed: rng.random(),
        }
    }

    fn info(&mut self) -> AccountInfo<'_> {
        let [signer, writable, executable] = self.flags;
        let (lamports, data) = (&mut self.lamports, &mut self.data);
        AccountInfo::new(
            &self.key,
            signer,
            writable,
            lamports,
            data,
            &self.owner,
            executable,
        )
    }
}

/// The instruction, read through the addresses of a call.
fn instruction(call: &Call) -> Instruction {
    // SAFETY: the runtime's reads, each through what it is given.
    let meta = |place| unsafe {
        let meta = &*call.metas.add(place);
        AccountMeta {
            pubkey: *meta.key,
            is_signer: meta.signer,
            is_writable: meta.writable,
        }
    };
    let data = unsafe { std::slice::from_raw_parts(call.data, call.length as usize) };
    Instruction {
        program_id: unsafe { *call.program },
        accounts: (0..call.count as usize).map(meta).collect(),
        data: data.to_vec(),
    }
}

/// Calls with three accounts, the last of which is the first again if `again`. The callee adds a lamport and turns all bits of
/// what it can write.
fn round(rng: &mut StdRng, again: bool) {
    let mut held = [(); 3].map(|()| Held::random(rng));
    let before = held
        .each_ref()
        .map(|held| (held.lamports, held.data.clone()));
    let mut passed = held.each_ref().map(|held| held.passed);
    if again {
        passed[2] = passed[0];
    }
    let data: Vec<u8> = (0..rng.random_range(0..20)).map(|_| rng.random()).collect();
    let fields = held
        .each_ref()
        .map(|held| (held.key, held.owner, held.flags));
    let same = |place| if again && place == 2 { 0 } else { place };
    let [one, two, three] = &mut held;
    let infos = [one.info(), two.info(), three.info()];
    let accounts = [0, 1, 2].map(|place| Passed {
        account: &infos[same(place)],
        writable: passed[place][0],
        signer: passed[place][1],
    });
    let expected = Instruction {
        program_id: PROGRAM,
        accounts: accounts
            .map(|passed| AccountMeta {
                pubkey: *passed.account.key,
                is_signer: passed.signer,
                is_writable: passed.writable,
            })
            .to_vec(),
        data: data.clone(),
    };
    call(&PROGRAM, &accounts, &data, |call, infos| {
        assert_eq!(instruction(call), expected);
        for (place, info) in infos.iter().enumerate() {
            let (key, owner, flags) = fields[same(place)];
            let (lamports, data) = &before[same(place)];
            assert_eq!([info.signer, info.writable, info.executable], flags);
            assert_eq!(info.length, data.len() as u64);
            // SAFETY: the runtime's reads, and its writes, which end with the call.
            unsafe {
                assert_eq!((*info.key, *info.owner), (key, owner));
                // The same account was changed already.
                if same(place) == place {
                    assert_eq!(*info.lamports, *lamports);
                    let held = std::slice::from_raw_parts(info.data, info.length as usize);
                    assert_eq!(held, data);
                }
                if passed[place][0] && same(place) == place {
                    *info.lamports.cast_mut() += 1;
                    for byte in 0..data.len() {
                        *info.data.cast_mut().add(byte) ^= 255;
                    }
                }
            }
        }
        0
    })
    .unwrap();
    for (place, info) in infos.iter().enumerate() {
        let written = passed[place][0] && same(place) == place;
        let (lamports, data) = &before[place];
        assert_eq!(info.lamports(), lamports + u64::from(written));
        let turned = |byte: &u8| if written { !byte } else { *byte };
        let data: Vec<u8> = data.iter().map(turned).collect();
        assert_eq!(info.data.borrow()[..], data);
    }
}

#[test]
fn the_runtime_sees_the_call_and_the_caller_its_writes() {
    let rounds = if cfg!(miri) { 50 } else { 10_000 };
    for seed in 0..rounds {
        eprintln!("seed {seed}");
        round(&mut StdRng::seed_from_u64(seed), seed % 4 == 0);
    }
}

/// Calls with an account, and returns whether the system call was made.
fn outcome(
    account: &AccountInfo,
    writable: bool,
    system_call: impl FnOnce(&mut Info) -> u64,
) -> (Result<()>, bool) {
    let mut made = false;
    let passed = Passed {
        account,
        writable,
        signer: false,
    };
    let result = call(&PROGRAM, &[passed], &[], |_, [info]| {
        made = true;
        system_call(info)
    });
    (result, made)
}

#[test]
fn nothing_is_called_while_the_caller_holds_an_account() {
    let mut held = Held::random(&mut StdRng::seed_from_u64(1));
    let account = held.info();
    let refused = |writable| {
        let refusal = Err(ProgramError::AccountBorrowFailed.into());
        outcome(&account, writable, |_| 0) == (refusal, false)
    };
    assert!(!refused(false) && !refused(true));
    {
        let _changing = account.try_borrow_mut_data().unwrap();
        assert!(refused(false) && refused(true));
    }
    {
        let _changing = account.try_borrow_mut_lamports().unwrap();
        assert!(refused(false) && refused(true));
    }
    {
        let _looking = account.try_borrow_data().unwrap();
        assert!(!refused(false) && refused(true));
    }
    let _looking = account.try_borrow_lamports().unwrap();
    assert!(!refused(false) && refused(true));
}

#[test]
fn another_length_is_refused_after_the_call() {
    let mut held = Held::random(&mut StdRng::seed_from_u64(1));
    let account = held.info();
    for length in [-1, 1] {
        let resize = |info: &mut Info| {
            info.length = info.length.wrapping_add_signed(length);
            0
        };
        let refusal = Err(ProgramError::InvalidRealloc.into());
        assert_eq!(outcome(&account, true, resize), (refusal, true));
        // The runtime writes it only for what is writable.
        assert_eq!(outcome(&account, false, resize), (Ok(()), true));
    }
}

#[test]
fn an_error_of_the_runtime_is_returned() {
    let mut held = Held::random(&mut StdRng::seed_from_u64(1));
    let error = Err(ProgramError::Custom(9).into());
    assert_eq!(outcome(&held.info(), true, |_| 9), (error, true));
}

/// The places at which agave's `SolInstruction`, `SolAccountMeta`, `SolAccountInfo` and `VmSlice` have what it looks for.
#[test]
fn the_layouts_are_those_of_the_runtime() {
    let places = [
        offset_of!(Call, program),
        offset_of!(Call, metas),
        offset_of!(Call, count),
        offset_of!(Call, data),
        offset_of!(Call, length),
        size_of::<Call>(),
    ];
    assert_eq!(places, [0, 8, 16, 24, 32, 40]);
    let places = [
        offset_of!(Meta, key),
        offset_of!(Meta, writable),
        offset_of!(Meta, signer),
        size_of::<Meta>(),
    ];
    assert_eq!(places, [0, 8, 9, 16]);
    let places = [
        offset_of!(Info, key),
        offset_of!(Info, lamports),
        offset_of!(Info, length),
        offset_of!(Info, data),
        offset_of!(Info, owner),
        offset_of!(Info, rent_epoch),
        offset_of!(Info, signer),
        offset_of!(Info, writable),
        offset_of!(Info, executable),
        size_of::<Info>(),
    ];
    assert_eq!(places, [0, 8, 16, 24, 32, 40, 48, 49, 50, 56]);
    let seed: &[u8] = b"seed";
    // SAFETY: a slice is two words.
    let [start, length] = unsafe { std::mem::transmute::<&[u8], [usize; 2]>(seed) };
    assert_eq!((start, length), (seed.as_ptr() as usize, seed.len()));
}

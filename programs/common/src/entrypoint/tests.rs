//! The reader against the SDK's, on inputs as the loader writes them; cut off and changed, on its own.

use std::{cell::RefCell, ops::Range, rc::Rc};

use anchor_lang::solana_program::entrypoint::deserialize;
use rand::{rngs::StdRng, seq::IndexedRandom, Rng, RngCore, SeedableRng};

use super::*;

/// Inputs of one run: IO_INPUTS, or few enough for every run of the tests.
fn inputs() -> u64 {
    let few = if cfg!(miri) { 40 } else { 10_000 };
    let wanted = std::env::var("IO_INPUTS").ok();
    wanted.map_or(few, |count| count.parse().unwrap())
}

/// The longest data of an account. The most that the loader knows are 10 MiB.
const LONGEST: usize = if cfg!(miri) { 1 << 12 } else { 10 << 20 };

const AUTHORITY: Pubkey = Pubkey::new_from_array([7; 32]);

/// Where an input is written. What nobody writes is noise, as are the data of accounts.
struct Paper {
    words: Vec<u64>,
    length: usize,
    /// Places of what says how long or how many something is, and of the markers.
    numbers: Vec<usize>,
}

impl Paper {
    fn new(rng: &mut StdRng) -> Self {
        let most = if cfg!(miri) { 1 << 18 } else { 14 << 20 };
        let mut words = vec![rng.random(); most >> 3];
        if !cfg!(miri) {
            rng.fill_bytes(bytemuck::cast_slice_mut(&mut words));
        }
        Self {
            words,
            length: 0,
            numbers: vec![],
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        let paper: &mut [u8] = bytemuck::cast_slice_mut(&mut self.words);
        paper[self.length..][..bytes.len()].copy_from_slice(bytes);
        self.length += bytes.len();
    }

    fn number(&mut self, number: usize) {
        self.numbers.push(self.length);
        self.write(&(number as u64).to_le_bytes());
    }

    /// Writes an input, and says whether it is an event of `AUTHORITY`.
    fn input(&mut self, rng: &mut StdRng) -> bool {
        (self.length, self.numbers) = (0, vec![]);
        let count = match rng.random_range(0..16) {
            0 if !cfg!(miri) => rng.random_range(0..=255),
            0..4 => 1,
            _ => rng.random_range(0..12),
        };
        self.number(count);
        let mut signed = false;
        for number in 0..count {
            self.numbers.push(self.length);
            if number > 0 && rng.random_bool(0.25) {
                self.write(&[rng.random_range(0..number) as u8, 1, 2, 3, 4, 5, 6, 7]);
            } else {
                signed = self.account(rng, self.length + LONGEST < self.words.len() << 2);
            }
        }
        let tag = rng.random_bool(0.5);
        let mut data = if tag {
            EVENT_IX_TAG_LE.to_vec()
        } else {
            vec![]
        };
        data.resize(data.len() + rng.random_range(0..64), 9);
        if rng.random_bool(0.1) {
            data.truncate(7);
        }
        self.number(data.len());
        self.write(&data);
        self.write(&[5; 32]);
        count == 1 && signed && tag && data.len() > 7
    }

    /// Writes an account, and says whether it is `AUTHORITY` and signs.
    fn account(&mut self, rng: &mut StdRng, long: bool) -> bool {
        let flags = [0, 0, 0, 1, 1, 1, 255];
        let [signer, writable, executable] = [(); 3].map(|()| *flags.choose(rng).unwrap());
        let key = [AUTHORITY, Pubkey::new_from_array(rng.random())][rng.random_range(0..2)];
        self.write(&[NON_DUP_MARKER, signer, writable, executable, 0, 0, 0, 0]);
        self.write(key.as_ref());
        self.write(&rng.random::<[u8; 32]>());
        self.write(&rng.random::<u64>().to_le_bytes());
        let length = match rng.random_range(0..2_000) {
            0 if long => rng.random_range(0..=LONGEST),
            1 if long => LONGEST,
            2..400 => 0,
            400..500 => rng.random_range(0..=LONGEST.min(10_240)),
            _ => rng.random_range(0..200),
        };
        self.number(length);
        self.length = (self.length + length + MAX_PERMITTED_DATA_INCREASE).next_multiple_of(8);
        self.write(&u64::MAX.to_le_bytes());
        signer != 0 && key == AUTHORITY
    }

    fn start(&mut self) -> *mut u8 {
        self.words.as_mut_ptr().cast()
    }

    fn read(&mut self) -> Option<Input<'_>> {
        read(&mut self.words, self.length)
    }

    /// As many of its first bytes, in a buffer of their own.
    fn cut(&self, length: usize) -> Vec<u64> {
        self.words[..length.div_ceil(8)].to_vec()
    }
}

/// All that an instruction sees of its input.
#[derive(Debug, PartialEq)]
struct Seen {
    program: *const Pubkey,
    data: *const [u8],
    accounts: Vec<Account>,
}

#[derive(Debug, PartialEq)]
struct Account {
    addresses: [*const Pubkey; 2],
    lamports: *const u64,
    data: *const [u8],
    flags: [bool; 3],
    first_length: usize,
    /// The first account that it shares its cells with.
    same: Option<usize>,
}

fn seen<'a>(
    program: &Pubkey,
    accounts: &[AccountInfo<'a>],
    data: &[u8],
    first_length: impl Fn(&AccountInfo<'a>) -> usize,
) -> Seen {
    let account = |info: &AccountInfo<'a>| Account {
        addresses: [info.key, info.owner],
        lamports: &raw const **info.lamports.borrow(),
        data: &raw const **info.data.borrow(),
        flags: [info.is_signer, info.is_writable, info.executable],
        first_length: first_length(info),
        same: accounts.iter().position(|other| {
            Rc::ptr_eq(&other.lamports, &info.lamports) && Rc::ptr_eq(&other.data, &info.data)
        }),
    };
    Seen {
        program,
        data,
        accounts: accounts.iter().map(account).collect(),
    }
}

impl Input<'_> {
    fn seen(&self) -> Seen {
        // SAFETY: the reader has written it in front of the key.
        let first_length = |info: &AccountInfo| unsafe { info.original_data_len() };
        seen(self.program, &self.accounts, self.data, first_length)
    }
}

/// Gives `check` one input after the other, on the same paper.
fn each_input(seed: u64, mut check: impl FnMut(&mut StdRng, &mut Paper, bool)) {
    let mut paper = Paper::new(&mut StdRng::seed_from_u64(seed));
    for number in 0..inputs() {
        let seed = seed + number;
        let mut rng = StdRng::seed_from_u64(seed);
        let event = paper.input(&mut rng);
        let checked = std::panic::AssertUnwindSafe(|| check(&mut rng, &mut paper, event));
        if let Err(panic) = std::panic::catch_unwind(checked) {
            eprintln!("seed {seed}");
            std::panic::resume_unwind(panic);
        }
    }
}

#[test]
fn it_sees_what_the_sdk_sees() {
    each_input(1 << 32, |_, paper, _| {
        let (start, length) = (paper.start(), paper.length);
        // SAFETY: an input, of `length` bytes. Nothing that is read of it lives until the next one reads.
        let (trusted, known, of_sdk) = unsafe {
            let trusted = parse::<false>(start, usize::MAX).unwrap().seen();
            let known = parse::<true>(start, length).unwrap().seen();
            let (program, accounts, data) = deserialize(start);
            // In front of the key, too, but written after the key was lent: looked up by its place.
            let first_length = |info: &AccountInfo| {
                let place = info.key as *const Pubkey as usize - start as usize - 4;
                start.add(place).cast::<u32>().read() as usize
            };
            let of_sdk = seen(program, &accounts, data, first_length);
            (trusted, known, of_sdk)
        };
        assert_eq!(trusted, of_sdk);
        assert_eq!(known, of_sdk);
    });
}

#[test]
fn it_knows_an_event() {
    let known = RefCell::new((0, 0));
    each_input(2 << 32, |_, paper, event| {
        let (start, length) = (paper.start(), paper.length);
        // SAFETY: as above.
        let answers = unsafe {
            [
                is_event::<false>(start, usize::MAX, &AUTHORITY),
                is_event::<true>(start, length, &AUTHORITY),
            ]
        };
        assert_eq!(answers, [Some(event); 2]);
        let mut known = known.borrow_mut();
        if event {
            known.0 += 1
        } else {
            known.1 += 1
        }
    });
    let (events, others) = known.into_inner();
    assert!(events > 0 && others > 0);
}

#[test]
fn it_reads_nothing_of_an_input_that_is_cut_off() {
    each_input(3 << 32, |rng, paper, _| {
        let length = rng.random_range(0..paper.length);
        let mut cut = paper.cut(length);
        assert!(read(&mut cut, length).is_none());
        let start = cut.as_mut_ptr().cast();
        // SAFETY: a buffer of `length` bytes.
        let event = unsafe { is_event::<true>(start, length, &AUTHORITY) };
        assert_ne!(event, Some(true));
    });
}

/// At every byte.
#[test]
fn it_reads_only_a_whole_input() {
    let mut rng = StdRng::seed_from_u64(1);
    let mut paper = Paper::new(&mut rng);
    paper.number(2);
    paper.account(&mut rng, false);
    paper.write(&[0; 8]);
    paper.number(3);
    paper.write(&[1; 35]);
    let length = paper.length;
    // Where nothing but room for data is cut off, Miri takes one of a thousand.
    let step = if cfg!(miri) { 997 } else { 1 };
    for cut in (0..length).step_by(step).chain(length - 100..length) {
        assert!(read(&mut paper.cut(cut), cut).is_none(), "{cut}");
    }
    assert!(read(&mut paper.cut(length), length).is_some());
    // Not more than there is, whatever is asked for.
    assert!(read(&mut paper.cut(length - 8), usize::MAX).is_none());
}

#[test]
fn what_it_reads_of_a_changed_input_lies_in_it() {
    each_input(4 << 32, |rng, paper, _| {
        for _ in 0..rng.random_range(1..4) {
            let place = *paper.numbers.choose(rng).unwrap();
            let number = match rng.random_range(0..4) {
                0 => rng.random(),
                1 => u64::MAX - rng.random_range(0..11_000),
                2 => rng.random_range(0..20_000),
                _ => rng.random_range(0..256),
            };
            paper.words[place >> 3] = number;
        }
        let length = paper.length;
        let mut cut = paper.cut(length);
        let start = cut.as_ptr() as usize;
        let paper = start..start + length;
        if let Some(input) = read(&mut cut, length) {
            let inside = |range: Range<usize>| paper.start <= range.start && range.end <= paper.end;
            let part = |data: &[u8]| inside(range(data));
            assert!(part(input.data) && part(input.program.as_ref()));
            for account in &input.accounts {
                assert!(part(account.key.as_ref()) && part(account.owner.as_ref()));
                assert!(part(bytemuck::bytes_of(&**account.lamports.borrow())));
                assert!(part(&account.data.borrow()));
            }
        }
    });
}

fn range(data: &[u8]) -> Range<usize> {
    let start = data.as_ptr() as usize;
    start..start + data.len()
}

#[test]
fn an_account_can_be_resized() {
    let mut rng = StdRng::seed_from_u64(2);
    let mut paper = Paper::new(&mut rng);
    paper.number(1);
    paper.account(&mut rng, false);
    paper.number(0);
    paper.write(&[1; 32]);
    let length = paper.words[11] as usize;
    let most = length + MAX_PERMITTED_DATA_INCREASE;
    {
        let input = paper.read().unwrap();
        let account = &input.accounts[0];
        account.resize(most).unwrap();
        assert_eq!(account.data_len(), most);
        assert_eq!(
            account.data.borrow()[length..],
            [0; MAX_PERMITTED_DATA_INCREASE]
        );
        let refused = account.resize(most + 1);
        assert_eq!(refused, Err(ProgramError::InvalidRealloc));
        account.resize(0).unwrap();
        account.resize(3).unwrap();
    }
    assert_eq!(paper.words[11], 3);
}

/// What `run` returns for an input that is never given back, as on the chain.
fn outcome(paper: &Paper, entry: impl FnOnce(usize) -> ProgramResult) -> u64 {
    let words = paper.cut(paper.length).leak();
    // SAFETY: an input, for good.
    unsafe {
        run(
            words.as_mut_ptr().cast(),
            &AUTHORITY,
            |_, accounts, data| entry(accounts.len() + data.len()),
        )
    }
}

#[test]
fn only_an_event_ends_before_anchor() {
    let called = |event| {
        let mut rng = StdRng::seed_from_u64(3);
        let mut paper = Paper::new(&mut rng);
        while paper.input(&mut rng) != event || paper.length > 20_000 {}
        paper
    };
    assert_eq!(outcome(&called(true), |_| panic!("not an event")), SUCCESS);
    let other = called(false);
    assert_eq!(outcome(&other, |_| Ok(())), SUCCESS);
    let refusal = ProgramError::Custom(6000);
    assert_eq!(outcome(&other, |_| Err(refusal.clone())), 6000);
}

#[test]
fn an_account_that_is_the_same_as_a_later_one_is_refused() {
    let mut paper = Paper::new(&mut StdRng::seed_from_u64(4));
    paper.number(1);
    paper.write(&[0; 8]);
    paper.number(0);
    paper.write(&[1; 32]);
    assert!(paper.read().is_none());
    let refused = outcome(&paper, |_| panic!("called"));
    assert_eq!(refused, u64::from(ProgramError::InvalidArgument));
}

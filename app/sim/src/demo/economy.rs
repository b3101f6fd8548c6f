//! The network that the demo plays on, and who plays.

use std::rc::Rc;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anyhow::Context;
use emissions::state::Ledger;
use fee_burn::state::Engine;
use io_client::{layout::Stored, spl, Network, Receipt, SendError};
use io_common::{
    addresses::{ENGINE, LEDGER},
    constants::{epoch_hour, HOUR, ONE_IO, ONE_USDC},
    oracle::{price::PICO_USD, OraclePolicy, Price},
};
use io_stage::Cast;
use io_vm::{LiteVm, Vm};
use marketplace::state::Reservation;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use solana_keypair::{keypair_from_seed, Keypair};
use solana_signer::Signer;

use super::{
    market::Market,
    renters::{self, Rental, Renter},
    report::Closed,
    stakers::{self, Staker},
    suppliers::{self, Supply},
    Options,
};

/// The start of the year 2027, in unix seconds.
const START: i64 = 1_798_761_600;
/// Lamports of every participant: 1,000 SOL.
const LAMPORTS: u64 = 1_000_000_000_000;
/// USDC that the filler and each renter begin with: a million dollars.
const USDC: u64 = 1_000_000 * ONE_USDC;

/// Somebody who signs.
pub type Person = Rc<Keypair>;

/// Everything there is.
pub struct Economy {
    /// The machine.
    pub vm: LiteVm,
    /// Where everything that is left to chance comes from.
    pub random: ChaCha8Rng,
    /// The price of IO.
    pub market: Market,
    /// The IO mint.
    pub io: Pubkey,
    /// The USDC mint.
    pub usdc: Pubkey,
    /// The account of the IO/USD price.
    pub price: Pubkey,
    /// Governs the programs, issues USDC, pays for the setting up.
    pub authority: Person,
    /// The council.
    pub attestors: Vec<Person>,
    /// Sends what anybody may send.
    pub keeper: Person,
    /// Sells IO to the fee-burn auctions.
    pub filler: Person,
    /// In the order in which they came in, as are the others.
    pub suppliers: Vec<Supply>,
    /// Stakers.
    pub stakers: Vec<Staker>,
    /// Renters.
    pub renters: Vec<Renter>,
    /// Reservations that are not closed.
    pub rentals: Vec<Rental>,
    /// What those that are closed came to.
    pub closed: Closed,
    /// Transactions sent.
    pub transactions: u64,
    /// Instructions sent.
    pub instructions: u64,
    /// `emitted_total` at the last check.
    pub last_emitted: u64,
    /// Checks made.
    pub checks: u32,
    /// Start of the hour being played, in unix seconds.
    hour_start: i64,
    /// Who is there from the beginning.
    pub(super) cast: Rc<Cast>,
}

impl Economy {
    /// Deploys the suite, distributes the genesis supply, registers suppliers and stakes.
    pub fn genesis(options: &Options) -> anyhow::Result<Self> {
        Self::genesis_on(options, |vm| vm)
    }

    /// The same on a machine that `set_up` makes of a new one.
    pub fn genesis_on(
        options: &Options,
        set_up: impl FnOnce(LiteVm) -> LiteVm,
    ) -> anyhow::Result<Self> {
        let mut random = ChaCha8Rng::seed_from_u64(options.seed);
        let market = Market::default();
        let cast = Cast::new(|_| key(&mut random))?;
        let mut vm = set_up(LiteVm::new(&cast.authority.pubkey(), START)?);
        vm.airdrop(&cast.authority.pubkey(), LAMPORTS)?;
        cast.deploy(&mut vm, (market.price() * PICO_USD as f64) as u64)?;

        let attestors = cast.attestors.iter().map(Keypair::insecure_clone);
        let mut economy = Self {
            io: cast.io,
            usdc: cast.usdc,
            price: cast.price,
            authority: Rc::new(cast.authority.insecure_clone()),
            attestors: attestors.map(Rc::new).collect(),
            keeper: Rc::new(key(&mut random)?),
            filler: Rc::new(key(&mut random)?),
            vm,
            random,
            market,
            suppliers: Vec::new(),
            stakers: Vec::new(),
            renters: Vec::new(),
            rentals: Vec::new(),
            closed: Closed::default(),
            transactions: 0,
            instructions: 0,
            last_emitted: 0,
            checks: 0,
            hour_start: START,
            cast: Rc::new(cast),
        };
        let (keeper, filler) = (economy.keeper.pubkey(), economy.filler.pubkey());
        economy.fund(&keeper, 0, 0)?;
        economy.fund(&filler, 10_000_000 * ONE_IO, USDC)?;
        suppliers::register(&mut economy, options.suppliers)?;
        stakers::join(&mut economy, options.stakers)?;
        renters::join(&mut economy, options.renters)?;
        Ok(economy)
    }

    /// Somebody new, with lamports, `io` base units from the treasury and USDC.
    pub fn newcomer(&mut self, io: u64) -> anyhow::Result<Person> {
        let person = Rc::new(key(&mut self.random)?);
        self.fund(&person.pubkey(), io, USDC)?;
        Ok(person)
    }

    fn fund(&mut self, owner: &Pubkey, io: u64, usdc: u64) -> anyhow::Result<()> {
        self.vm.airdrop(owner, LAMPORTS)?;
        let cast = self.cast.clone();
        cast.fund(self, owner, io, usdc)?;
        Ok(())
    }

    /// Sends a transaction that must succeed, paid by the first of `signers`.
    pub fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> anyhow::Result<()> {
        Network::send(self, instructions, signers)?;
        Ok(())
    }

    /// The account of type `T`, which must be there.
    pub fn read<T: Stored>(&mut self, address: &Pubkey) -> anyhow::Result<T> {
        io_client::read(&mut self.vm, address)?.with_context(|| format!("{address} is missing"))
    }

    /// The emission ledger.
    pub fn ledger(&mut self) -> anyhow::Result<Ledger> {
        self.read(&LEDGER.address)
    }

    /// The auction engine.
    pub fn engine(&mut self) -> anyhow::Result<Engine> {
        self.read(&ENGINE.address)
    }

    /// A reservation.
    pub fn reservation(&mut self, rental: &Rental) -> anyhow::Result<Reservation> {
        self.read(&rental.address)
    }

    /// Tokens in an account.
    pub fn balance(&mut self, address: &Pubkey) -> anyhow::Result<u64> {
        Ok(spl::balance(&mut self.vm, address)?)
    }

    /// The price as a program with this policy reads it now, if it accepts it.
    pub fn oracle(&mut self, policy: &OraclePolicy) -> io_common::Result<Price> {
        let now = self.now();
        let quote = self.market.quote(now).account();
        policy.read(&quote.owner, &quote.data, now)
    }

    /// Whether something that happens `times` in `of` cases happens now.
    pub fn chance(&mut self, times: u32, of: u32) -> bool {
        self.random.random_range(0..of) < times
    }

    /// The epoch hour.
    pub fn hour(&mut self) -> u32 {
        epoch_hour(self.now())
    }

    /// The clock, in unix seconds.
    pub fn now(&mut self) -> i64 {
        self.vm.now()
    }

    /// The market moves; the clock stands at the start of the hour.
    pub fn begin_hour(&mut self) {
        self.market.step(&mut self.random);
        self.at_second(0);
    }

    /// Sets the clock to a minute of the hour and some seconds, and posts the price of that time.
    pub fn at_minute(&mut self, minute: i64) {
        let seconds = self.random.random_range(0..60);
        self.at_second(minute.saturating_mul(60).saturating_add(seconds));
    }

    /// Sets the clock to a second of the hour, and posts the price of that time.
    pub fn at_second(&mut self, second: i64) {
        let now = self.hour_start.saturating_add(second);
        self.vm.set_unix_time(now);
        let quote = self.market.quote(now).account();
        // Only a program that does not load is refused.
        let _ = self.vm.set_account(self.price, quote);
    }

    /// The next hour is the one to play.
    pub fn end_hour(&mut self) {
        self.hour_start = self.hour_start.saturating_add(HOUR);
        self.vm.set_unix_time(self.hour_start);
    }
}

/// The machine, of which what is sent is counted.
impl io_client::Forward for Economy {
    fn inner(&mut self) -> &mut dyn Network {
        &mut self.vm
    }

    fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        let receipt = self.vm.send(instructions, signers)?;
        self.transactions = self.transactions.saturating_add(1);
        let count = u64::try_from(instructions.len()).unwrap_or(u64::MAX);
        self.instructions = self.instructions.saturating_add(count);
        Ok(receipt)
    }
}

fn key(random: &mut ChaCha8Rng) -> anyhow::Result<Keypair> {
    let seed: [u8; 32] = random.random();
    keypair_from_seed(&seed).map_err(|error| anyhow::anyhow!("{error}"))
}

//! A network with the suite on it.

use agave_feature_set::FeatureSet;
use anchor_lang::{
    prelude::{Pubkey, Rent},
    solana_program::{instruction::Instruction, system_instruction},
    AccountDeserialize,
};
use anchor_spl::token::{self, spl_token::state::AccountState};
use bytemuck::Pod;
use io_client::{rent, spl};
use io_common::{
    constants::{GENESIS_SUPPLY, HOUR, ONE_IO, ONE_USDC},
    oracle::price::PICO_USD,
};
use io_migrations::{features::DEMANDED, genesis::Share, Deployment, Outcome};
use io_vm::{programs::Program, pyth::Quote, BankVm, LiteVm, Vm};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_sdk_ids::feature;
use solana_signer::Signer;

use crate::{key, observed::Observed, people::CAST};

/// When every world begins, in unix seconds: the start of an epoch hour, in the middle of a history page.
pub const START: i64 = 500_000 * HOUR;

/// Place of the state in a token account.
const STATE: usize = 108;
/// Lamports of everybody: 1,000 SOL.
const PURSE: u64 = 1_000_000_000_000;

/// A network with the suite deployed, launched and funded.
pub struct World {
    /// The machine.
    pub vm: Box<dyn Vm>,
    /// The IO mint.
    pub io: Pubkey,
    /// The USDC mint.
    pub usdc: Pubkey,
    /// The account of the IO/USD price.
    pub price: Pubkey,
    /// Compares what the programs have answered.
    _observed: Observed,
}

impl World {
    /// A network in solana-program-test that has launched, with a price of a quarter of a dollar and a council
    /// of which two of three must agree.
    pub fn new() -> Self {
        Self::bare().launched()
    }

    /// The same with programs of a test beside the suite.
    pub fn with_others(others: &[Program]) -> Self {
        Self::bare_with_others(others).launched()
    }

    /// The same with another sBPF program beside the suite.
    pub fn with_program(id: Pubkey, bytes: &[u8]) -> Self {
        let authority = key("authority").pubkey();
        let vm = BankVm::with_program(&authority, START, &[authority], id, bytes);
        Self::on(Box::new(vm.unwrap())).launched()
    }

    /// The same in LiteSVM.
    pub fn lite() -> Self {
        Self::bare_lite().launched()
    }

    /// The same with programs of a test beside the suite.
    pub fn lite_with_others(others: &[Program]) -> Self {
        let world = Self::bare_on(|authority, now| {
            let mut vm = LiteVm::new(authority, now)?;
            for program in others {
                vm.add_native(program);
            }
            Ok(vm)
        });
        world.launched()
    }

    /// The same with another sBPF program beside the suite.
    pub fn lite_with_program(id: Pubkey, bytes: &[u8]) -> Self {
        Self::bare_lite_with_program(id, bytes).launched()
    }

    /// The same with other features than mainnet's. The accounts of the features required for launch still report them as
    /// active, so that a test can show why they are required.
    pub fn lite_with(features: &FeatureSet) -> Self {
        let mut world = Self::bare_lite_with(features);
        for demand in DEMANDED {
            let mut data = vec![0; 9];
            data[0] = 1;
            let account = Account {
                lamports: PURSE,
                data,
                owner: feature::ID,
                ..Account::default()
            };
            world.vm.set_account(demand.address, account).unwrap();
        }
        world.launched()
    }

    /// A network in LiteSVM with the programs loaded and USDC, but without an IO mint.
    pub fn bare_lite() -> Self {
        Self::bare_on(LiteVm::new)
    }

    /// The same with other features than mainnet's.
    pub fn bare_lite_with(features: &FeatureSet) -> Self {
        Self::bare_on(|authority, now| LiteVm::with_features(authority, now, features))
    }

    /// The same as [`bare_lite`](Self::bare_lite), looking at what programs do.
    pub fn bare_traced() -> Self {
        Self::bare_on(LiteVm::traced)
    }

    fn bare_on(make: impl FnOnce(&Pubkey, i64) -> anyhow::Result<LiteVm>) -> Self {
        let authority = key("authority").pubkey();
        let mut vm = make(&authority, START).unwrap();
        vm.airdrop(&authority, PURSE).unwrap();
        Self::on(Box::new(vm))
    }

    /// A network in solana-program-test with the programs loaded and USDC, but without an IO mint.
    pub fn bare() -> Self {
        Self::bare_with_others(&[])
    }

    /// The same with programs of a test beside the suite.
    pub fn bare_with_others(others: &[Program]) -> Self {
        let authority = key("authority").pubkey();
        let vm = BankVm::with_others(&authority, START, &[authority], others).unwrap();
        Self::on(Box::new(vm))
    }

    /// A network in LiteSVM with the programs loaded, another sBPF program and USDC, but without an IO mint.
    pub fn bare_lite_with_program(id: Pubkey, bytes: &[u8]) -> Self {
        Self::bare_on(|authority, now| {
            let mut vm = LiteVm::new(authority, now)?;
            vm.add_program(id, bytes)?;
            Ok(vm)
        })
    }

    fn on(vm: Box<dyn Vm>) -> Self {
        let mut world = Self {
            vm,
            io: CAST.io,
            usdc: CAST.usdc,
            price: CAST.price,
            _observed: Observed,
        };
        CAST.create_usdc(world.vm.as_mut()).unwrap();
        world
    }

    pub(crate) fn launched(mut self) -> Self {
        let outcome = self.migrate().unwrap();
        assert_eq!(outcome.waits, []);
        self.set_price(0.25);
        self
    }

    /// What the network is to be.
    pub fn deployment(&self) -> Deployment {
        Deployment {
            genesis: Some(vec![
                Share::unlocked("treasury", CAST.treasury.pubkey(), GENESIS_SUPPLY - ONE_IO),
                Share::unlocked("treasury", key("somebody").pubkey(), ONE_IO),
            ]),
            ..CAST.deployment(PICO_USD / 4)
        }
    }

    /// Runs the migration steps that have not been done.
    pub fn migrate(&mut self) -> anyhow::Result<Outcome> {
        let deployment = self.deployment();
        self.migrate_to(&deployment, &[])
    }

    /// The same towards another deployment, with more keys than those of authority and IO mint.
    pub fn migrate_to(
        &mut self,
        deployment: &Deployment,
        others: &[&Keypair],
    ) -> anyhow::Result<Outcome> {
        let keys = io_client::signers([&CAST.deployers(), others].concat());
        io_migrations::run(self.vm.as_mut(), deployment, &keys)
    }

    /// The three attestors.
    pub fn attestors(&self) -> [Keypair; 3] {
        CAST.attestors.each_ref().map(Keypair::insecure_clone)
    }

    /// Sends a transaction paid and signed by the first of `signers`, signed by the others.
    pub fn send(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> crate::Outcome {
        let signers = io_client::signers(signers.iter().copied());
        self.vm.send(instructions, &signers)
    }

    /// Sends a transaction that must succeed.
    #[track_caller]
    pub fn must(&mut self, instructions: &[Instruction], signers: &[&Keypair]) {
        if let Err(refusal) = self.send(instructions, signers) {
            panic!("{refusal}");
        }
    }

    /// Somebody with lamports, IO and USDC: 1,000 SOL, and what is asked for in whole tokens.
    pub fn person(&mut self, name: &str, io: u64, usdc: u64) -> Keypair {
        let person = key(name);
        let purse = Account {
            lamports: PURSE,
            ..Account::default()
        };
        self.vm.set_account(person.pubkey(), purse).unwrap();
        let (owner, (io, usdc)) = (person.pubkey(), (io * ONE_IO, usdc * ONE_USDC));
        let given = CAST.fund(self.vm.as_mut(), &owner, io, usdc);
        given.unwrap_or_else(|refusal| panic!("{refusal}"));
        person
    }

    /// The wallet of `owner` for IO.
    pub fn io_wallet(&self, owner: &Pubkey) -> Pubkey {
        spl::wallet(owner, &self.io)
    }

    /// The wallet of `owner` for USDC.
    pub fn usdc_wallet(&self, owner: &Pubkey) -> Pubkey {
        spl::wallet(owner, &self.usdc)
    }

    /// IO base units in the wallet of `owner`.
    pub fn io_of(&mut self, owner: &Pubkey) -> u64 {
        let wallet = self.io_wallet(owner);
        self.balance(&wallet)
    }

    /// USDC base units in the wallet of `owner`.
    pub fn usdc_of(&mut self, owner: &Pubkey) -> u64 {
        let wallet = self.usdc_wallet(owner);
        self.balance(&wallet)
    }

    /// Base units in a token account.
    pub fn balance(&mut self, address: &Pubkey) -> u64 {
        spl::balance(self.vm.as_mut(), address).unwrap()
    }

    /// IO base units in existence.
    pub fn io_supply(&mut self) -> u64 {
        spl::mint(self.vm.as_mut(), &self.io)
            .unwrap()
            .unwrap()
            .supply
    }

    /// The current rent.
    pub fn account_rent(&mut self) -> Rent {
        rent::of_today(self.vm.as_mut()).unwrap()
    }

    /// Lamports at an address.
    pub fn lamports(&mut self, address: &Pubkey) -> u64 {
        self.account(address).map_or(0, |account| account.lamports)
    }

    /// The account at an address, if there is one.
    pub fn account(&mut self, address: &Pubkey) -> Option<Account> {
        self.vm.account(address).unwrap()
    }

    /// The account of type `T`, which must be there.
    #[track_caller]
    pub fn read<T: AccountDeserialize>(&mut self, address: &Pubkey) -> T {
        let account = self.account(address).unwrap();
        T::try_deserialize(&mut account.data.as_slice()).unwrap()
    }

    /// Freezes a token account, as an issuer of USDC could.
    pub fn freeze(&mut self, address: &Pubkey) {
        self.set_state(address, AccountState::Frozen);
    }

    /// Thaws it.
    pub fn thaw(&mut self, address: &Pubkey) {
        self.set_state(address, AccountState::Initialized);
    }

    /// Whether it is frozen.
    pub fn is_frozen(&mut self, address: &Pubkey) -> bool {
        self.account(address).unwrap().data[STATE] == AccountState::Frozen as u8
    }

    fn set_state(&mut self, address: &Pubkey, state: AccountState) {
        let mut account = self.account(address).unwrap();
        account.data[STATE] = state as u8;
        self.vm.set_account(*address, account).unwrap();
    }

    /// A token account of `owner` for `mint` at an address of its own, made by somebody else.
    pub fn odd_account(&mut self, owner: &Pubkey, mint: &Pubkey) -> Pubkey {
        let (maker, account) = (key("authority"), key("odd account"));
        let bytes = token::TokenAccount::LEN as u64;
        let lamports = self
            .account_rent()
            .minimum_balance(token::TokenAccount::LEN);
        let create = system_instruction::create_account(
            &maker.pubkey(),
            &account.pubkey(),
            lamports,
            bytes,
            &token::ID,
        );
        let open = token::spl_token::instruction::initialize_account3(
            &token::ID,
            &account.pubkey(),
            mint,
            owner,
        );
        self.must(&[create, open.unwrap()], &[&maker, &account]);
        account.pubkey()
    }

    /// Changes an account behind the programs' back.
    pub fn edit<T: AccountDeserialize + Pod>(
        &mut self,
        address: &Pubkey,
        change: impl FnOnce(&mut T),
    ) {
        let mut account = self.account(address).expect("an account");
        let mut value: T = self.read(address);
        change(&mut value);
        account.data[8..].copy_from_slice(bytemuck::bytes_of(&value));
        self.vm.set_account(*address, account).unwrap();
    }

    /// The clock, in unix seconds.
    pub fn now(&mut self) -> i64 {
        self.vm.unix_time().unwrap()
    }

    /// Lets seconds pass.
    pub fn wait(&mut self, seconds: i64) {
        let now = self.now() + seconds;
        self.vm.set_unix_time(now);
    }

    /// Posts a price, in dollars for one IO.
    pub fn set_price(&mut self, dollars: f64) {
        let now = self.now();
        self.set_quote(&Quote::of(dollars, now));
    }

    /// Posts a quote.
    pub fn set_quote(&mut self, quote: &Quote) {
        self.vm.set_account(self.price, quote.account()).unwrap();
    }

    /// Brings the ledger and `suppliers` to the present hour.
    #[track_caller]
    pub fn catch_up(&mut self, suppliers: &[Pubkey]) {
        let caught_up = CAST.catch_up(self.vm.as_mut(), suppliers);
        caught_up.unwrap_or_else(|refusal| panic!("{refusal}"));
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

//! A crowd of suppliers and stakers: copies of a few that real instructions have made, each at its own address.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{program_option::COption, program_pack::Pack},
};
use anchor_spl::token::spl_token;
use emissions::{
    instructions::{DelegationLimit, ModelArgs, RegisterSupplierArgs},
    state::{Delegation, Ledger},
};
use io_client::{emissions as client, spl};
use io_common::{
    addresses::{LEDGER, STAKE_VAULT},
    constants::{epoch_hour, MAX_ATTESTATION_TIME, ONE_IO},
    ids, seeds,
    types::Supplier,
};
use io_tests::{key, Supply, World, START};
use sha2::{Digest, Sha256};
use solana_account::Account;
use solana_signer::Signer;

/// Suppliers of the crowd.
pub const SUPPLIERS: usize = 100_000;
/// Stake accounts behind each: 300,000 in all.
pub const STAKES: usize = 3;
/// Devices of each supplier.
pub const DEVICES: u32 = 3;
/// Stake accounts of each staker.
const STAKES_OF_ONE: usize = 10;

/// Place of the crowd's model in the table.
const MODEL: u16 = 61;
/// What the owner of a supplier stakes, in IO: half of the requirement.
const OWN: u64 = 100 * DEVICES as u64;
/// What each staker stakes, in IO: the other half together.
const EACH: u64 = OWN / STAKES as u64;

/// A stake account of the crowd, and whose it is.
pub struct Stake {
    /// The supplier.
    pub supplier: Pubkey,
    /// The staker.
    pub staker: Pubkey,
    /// The token account that the staker is paid to.
    pub wallet: Pubkey,
}

/// The crowd's accounts, as they are at the launch of a network.
pub struct Crowd {
    /// Addresses of the suppliers.
    pub suppliers: Vec<Pubkey>,
    /// Stake accounts.
    pub stakes: Vec<Stake>,
    accounts: Vec<(Pubkey, Account)>,
    /// Units of all suppliers, in 10⁻⁴ units.
    units: u64,
}

/// The key of somebody whom nobody signs for.
fn somebody(what: &str, number: usize) -> Pubkey {
    Pubkey::new_from_array(Sha256::digest(format!("{what} {number}")).into())
}

/// A copy of a zero-copy account with other contents.
fn copy<T: bytemuck::Pod>(account: &Account, change: impl FnOnce(&mut T)) -> Account {
    let mut account = account.clone();
    let value: &mut T = bytemuck::from_bytes_mut(&mut account.data[8..]);
    change(value);
    account
}

impl Crowd {
    /// Makes one supplier, its attestation and its stakers by real instructions, and all the others after their image.
    pub fn new() -> Self {
        let mut world = World::lite();
        add_model(&mut world);
        let supply = pattern(&mut world);
        let staker = key("pattern's staker 0").pubkey();
        let delegation = client::delegation_address(&client::DelegationKeys {
            staker,
            supplier: supply.address,
        });
        let wallet = world.io_wallet(&staker);
        let units = world.supplier_account(&supply).units.next;
        let mut one = |address: &Pubkey| world.account(address).unwrap();
        let patterns = (one(&supply.address), one(&delegation), one(&wallet));
        let mut crowd = Self {
            suppliers: Vec::with_capacity(SUPPLIERS),
            stakes: Vec::with_capacity(SUPPLIERS * STAKES),
            accounts: Vec::new(),
            units: units * SUPPLIERS as u64,
        };
        let stakers = SUPPLIERS * STAKES / STAKES_OF_ONE;
        let wallets: Vec<(Pubkey, Pubkey)> = (0..stakers)
            .map(|number| {
                let staker = somebody("staker", number);
                (staker, world.io_wallet(&staker))
            })
            .collect();
        for (staker, wallet) in &wallets {
            let account = of_owner(&patterns.2, staker);
            crowd.accounts.push((*wallet, account));
        }
        for number in 0..SUPPLIERS {
            let supplier = crowd.add_supplier(&patterns.0, somebody("owner", number));
            for place in 0..STAKES {
                let (staker, wallet) = wallets[(number * STAKES + place) % stakers];
                let stake = Stake {
                    supplier,
                    staker,
                    wallet,
                };
                crowd.add_stake(&patterns.1, stake);
            }
        }
        crowd
    }

    fn add_supplier(&mut self, pattern: &Account, owner: Pubkey) -> Pubkey {
        let first = [seeds::SUPPLIER, owner.as_ref(), &[0; 4]];
        let (address, bump) = Pubkey::find_program_address(&first, &ids::emissions::ID);
        let account = copy(pattern, |supplier: &mut Supplier| {
            (supplier.creator, supplier.owner) = (owner, owner);
            (supplier.operator, supplier.payout) = (owner, owner);
            supplier.bump = bump;
        });
        self.suppliers.push(address);
        self.accounts.push((address, account));
        address
    }

    fn add_stake(&mut self, pattern: &Account, stake: Stake) {
        let (supplier, staker) = (stake.supplier, stake.staker);
        let of_both = [seeds::DELEGATION, supplier.as_ref(), staker.as_ref()];
        let (address, bump) = Pubkey::find_program_address(&of_both, &ids::emissions::ID);
        let account = copy(pattern, |delegation: &mut Delegation| {
            (delegation.supplier, delegation.staker) = (supplier, staker);
            delegation.bump = bump;
        });
        self.stakes.push(stake);
        self.accounts.push((address, account));
    }

    /// Accounts of the crowd.
    pub fn len(&self) -> usize {
        self.accounts.len()
    }

    /// Puts the crowd into a network that has just launched: its accounts, its units in the ledger and its stake in the vault.
    pub fn join(&self, world: &mut World) {
        assert_eq!(
            world.now(),
            START,
            "the crowd's attestations begin at the launch"
        );
        add_model(world);
        for (address, account) in &self.accounts {
            world.vm.set_account(*address, account.clone()).unwrap();
        }
        world.edit(&LEDGER.address, |ledger: &mut Ledger| {
            let pool = &mut ledger.pools[0];
            pool.rising += self.units;
            *pool.expiring_at(epoch_hour(START + MAX_ATTESTATION_TIME)) += self.units;
        });
        let treasury = key("treasury");
        let from = world.io_wallet(&treasury.pubkey());
        let stake = (OWN + EACH * STAKES as u64) * ONE_IO * SUPPLIERS as u64;
        let pay = spl::transfer(&from, &STAKE_VAULT.address, &treasury.pubkey(), stake);
        world.must(&[pay], &[&key("authority"), &treasury]);
    }

    /// Counts the crowd's units again for 24 hours once its attestations are over, as if it had been attested in time; nothing
    /// in a network that it has not joined.
    pub fn renew(&self, world: &mut World) {
        if world.account(&self.suppliers[0]).is_none() {
            return;
        }
        let ledger: Ledger = world.read(&LEDGER.address);
        if ledger.pools[0].live + ledger.pools[0].rising >= self.units {
            return;
        }
        world.edit(&LEDGER.address, |ledger: &mut Ledger| {
            let hour = ledger.hour + 24;
            let pool = &mut ledger.pools[0];
            pool.live += self.units;
            *pool.expiring_at(hour) += self.units;
        });
    }
}

/// Lists a model of a quarter of a unit.
fn add_model(world: &mut World) {
    let authority = key("authority");
    let model = ModelArgs {
        index: MODEL,
        multiplier: 2_500,
        name: "a quarter".into(),
    };
    let set = client::set_model(&authority.pubkey(), model);
    world.must(&[set], &[&authority]);
}

/// A supplier with an attestation of 24 hours, whose requirement its owner and its stakers meet.
fn pattern(world: &mut World) -> Supply {
    let owner = world.person("pattern", 1_000, 0);
    let supply = Supply {
        operator: key("pattern's operator"),
        payout: key("pattern's payout"),
        address: client::supplier_address(&owner.pubkey(), 0),
        owner,
    };
    let args = RegisterSupplierArgs {
        model: MODEL,
        ..supply.registration()
    };
    let register = client::register_supplier(&supply.owner.pubkey(), args);
    let open = world.limit(&supply, DelegationLimit::Amount(u64::MAX));
    world.must(&[register, open], &[&supply.owner]);
    world.stake_own(&supply, OWN * ONE_IO).unwrap();
    for number in 0..STAKES {
        world.staker(&format!("pattern's staker {number}"), &supply, EACH);
    }
    world.attest(&supply, DEVICES, 24).unwrap();
    supply
}

/// An empty token account of somebody else.
fn of_owner(wallet: &Account, owner: &Pubkey) -> Account {
    let mut account = wallet.clone();
    let mut state = spl_token::state::Account::unpack(&account.data).unwrap();
    state.owner = *owner;
    state.amount = 0;
    state.delegate = COption::None;
    spl_token::state::Account::pack(state, &mut account.data).unwrap();
    account
}

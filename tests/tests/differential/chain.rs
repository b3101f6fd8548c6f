//! The programs in LiteSVM, and how actions are sent to them.

use std::sync::Arc;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, Discriminator};
use bytemuck::Zeroable;
use emissions::{
    instructions::{
        AttestBatch, AttestationEntry, DelegationLimit, ModelArgs, ProposeSlashArgs,
        RegisterSupplierArgs, UpdateSupplierArgs,
    },
    state::{self, Delegation, Ledger, Slash},
};
use io_client::{
    emissions as client, emissions::Agreement, keeper, marketplace::supplier_usage_address, spl,
    SendError,
};
use io_common::{
    addresses::{LEDGER, STAKE_VAULT},
    constants::ONE_IO,
    governance::GovernanceAction,
    ids,
    types::{Pool, Supplier, SupplierUsage},
};
use io_reference::{slash, Action, Change, Network, Person};
use io_tests::{catalogue::Row, key};
use io_vm::Vm as _;
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Suppliers of a history.
pub const SUPPLIERS: usize = 4;
/// Stakers of a history; the first of them own the suppliers.
pub use io_tests::PEOPLE;

/// Initial IO in each wallet, in base units.
pub const WALLET: u64 = 100_000 * ONE_IO;
/// Units of one GPU of each supplier's model at first, in 10⁻⁴.
pub const MODELS: [u64; SUPPLIERS] = [100_000, 10_000, 2_500, 35_000];
/// Commission of every supplier at first, in bps.
pub const COMMISSION: u16 = 1_000;
/// Places of the models in the table, behind those of the catalogue.
const FIRST_MODEL: u16 = 56;

/// Why the council slashes.
const REASON: u16 = 1;
/// Slashes followed in one transaction: it has room for them.
const FOLLOWED_AT_ONCE: usize = 4;

/// A network with the suite on it.
#[derive(Clone)]
pub struct Chain {
    net: io_tests::Chain,
    others: Arc<Others>,
}

/// Whom suppliers pay, and their accounts.
struct Others {
    payouts: Vec<Pubkey>,
    suppliers: Vec<Pubkey>,
}

/// Where the program stands.
pub struct State {
    pub ledger: Ledger,
    pub suppliers: Vec<Supplier>,
    /// Base units in the stake vault.
    pub vault: u64,
}

impl Chain {
    /// A network that has launched, with suppliers and stakers who have nothing at stake yet. Every staker has an empty
    /// delegation with every supplier.
    pub fn open() -> Self {
        let net = io_tests::Chain::launch(|vm| vm);
        let owners = net.cast.people.iter().take(SUPPLIERS);
        let suppliers = owners.map(|owner| client::supplier_address(&owner.pubkey(), 0));
        let payouts = (0..SUPPLIERS).map(|number| key(&format!("payout {number}")).pubkey());
        let others = Others {
            payouts: payouts.collect(),
            suppliers: suppliers.collect(),
        };
        let mut chain = Self {
            net,
            others: Arc::new(others),
        };
        chain.populate();
        chain
    }

    fn populate(&mut self) {
        let (cast, others) = (self.net.cast.clone(), self.others.clone());
        let authority = cast.authority.pubkey();
        for (place, multiplier) in (0_u16..).zip(MODELS) {
            let model = model(place.into(), multiplier);
            self.net.must(&[client::set_model(&authority, model)], &[]);
        }
        for payout in &others.payouts {
            let create = spl::create_wallet(&authority, payout, &cast.io);
            self.net.must(&[create], &[]);
        }
        for person in &cast.people {
            let given = cast.fund(&mut self.net.vm, &person.pubkey(), WALLET, 0);
            given.unwrap();
        }
        for (supplier, payout) in others.payouts.iter().enumerate() {
            let owner = &cast.people[supplier];
            let args = RegisterSupplierArgs {
                sequence: 0,
                model: FIRST_MODEL + supplier as u16,
                commission_bps: COMMISSION,
                operator: owner.pubkey(),
                payout: *payout,
                endpoint: String::new(),
            };
            let register = client::register_supplier(&owner.pubkey(), args);
            self.net.must(&[register], &[owner]);
            for staker in &cast.people {
                let open = client::open_delegation(&client::DelegationKeys {
                    staker: staker.pubkey(),
                    supplier: others.suppliers[supplier],
                });
                self.net.must(&[open], &[staker]);
            }
        }
    }

    /// Where the program stands.
    pub fn state(&mut self) -> State {
        let others = self.others.clone();
        State {
            ledger: self.read(&LEDGER.address),
            suppliers: others
                .suppliers
                .iter()
                .map(|address| self.read(address))
                .collect(),
            vault: self.balance(&STAKE_VAULT.address),
        }
    }

    /// An account that must be there.
    pub fn read<T: io_client::layout::Stored>(&mut self, address: &Pubkey) -> T {
        self.net.read(address).unwrap()
    }

    /// Base units in a token account.
    pub fn balance(&mut self, address: &Pubkey) -> u64 {
        self.net.balance(address)
    }

    /// IO base units in existence.
    pub fn supply(&mut self) -> u64 {
        spl::mint(&mut self.net.vm, &self.net.cast.io.clone())
            .unwrap()
            .unwrap()
            .supply
    }

    fn wallet(&self, owner: &Pubkey) -> Pubkey {
        spl::wallet(owner, &self.net.cast.io)
    }

    /// Base units in a person's wallet.
    pub fn of_person(&mut self, person: Person) -> u64 {
        let wallet = self.wallet(&self.net.cast.people[person].pubkey());
        self.balance(&wallet)
    }

    /// Base units that a supplier's owner has been paid.
    pub fn of_payout(&mut self, supplier: usize) -> u64 {
        let wallet = self.wallet(&self.others.payouts[supplier]);
        self.balance(&wallet)
    }

    /// The delegation of a staker.
    pub fn delegation(&mut self, staker: Person, supplier: usize) -> Delegation {
        let address = self.delegation_address(staker, supplier);
        self.read(&address)
    }

    fn delegation_address(&self, staker: Person, supplier: usize) -> Pubkey {
        let staker = self.net.cast.people[staker].pubkey();
        client::delegation_address(&client::DelegationKeys {
            staker,
            supplier: self.others.suppliers[supplier],
        })
    }

    /// Slash `number` of the model, if its account is there.
    pub fn slash(&mut self, network: &Network, supplier: usize, number: usize) -> Option<Slash> {
        let slash = self.part_of_slash(network, supplier, number);
        self.net.read(&client::address_of(&slash))
    }

    /// The slash that has just been opened, which the model does not have yet.
    pub fn opened(&mut self, network: &Network, supplier: usize, breach: bool) -> Option<Slash> {
        let number = proposed(network, supplier, breach);
        let supplier = &self.others.suppliers[supplier];
        let address = match breach {
            true => client::breach_slash_address(supplier, number),
            false => client::slash_address(supplier, number),
        };
        self.net.read(&address)
    }

    /// As much of a slash as its address and its end need. There is one for each number, also one that the model does not
    /// have.
    fn part_of_slash(&self, network: &Network, supplier: usize, number: usize) -> Slash {
        let slash = network.suppliers[supplier].slashes.get(number);
        let reason = slash.map_or(REASON, |slash| match slash.breach {
            true => Slash::BREACH,
            false => REASON,
        });
        Slash {
            supplier: self.others.suppliers[supplier],
            payer: self.net.cast.authority.pubkey(),
            number: slash.map_or(number as u32, |slash| slash.number),
            reason,
            ..Slash::zeroed()
        }
    }

    /// Makes a staker follow the slashes of a supplier, and returns with how many calls.
    pub fn follow(&mut self, staker: Person, supplier: usize) -> u64 {
        let (staker, supplier) = (
            self.net.cast.people[staker].pubkey(),
            self.others.suppliers[supplier],
        );
        let follow = keeper::follow(&mut self.net.vm, &supplier, &staker).unwrap();
        for some in follow.chunks(FOLLOWED_AT_ONCE) {
            self.net.must(some, &[]);
        }
        follow.len() as u64
    }

    /// Records what breaches cost as the marketplace does, in the supplier's usage account.
    fn breach(&mut self, supplier: usize, breached: u64) {
        let address = supplier_usage_address(&self.others.suppliers[supplier]);
        let usage = SupplierUsage {
            supplier: self.others.suppliers[supplier],
            breached,
            ..SupplierUsage::zeroed()
        };
        let data = [SupplierUsage::DISCRIMINATOR, bytemuck::bytes_of(&usage)].concat();
        let account = Account {
            lamports: ONE_IO,
            data,
            owner: ids::marketplace::ID,
            ..Account::default()
        };
        self.net.vm.set_account(address, account).unwrap();
    }

    /// Does `action`: who acts signs, and the authority pays. Clock and suppliers are brought up to date in front,
    /// where the program demands it.
    pub fn play(&mut self, action: &Action, network: &Network) -> Result<(), SendError> {
        if let Action::Wait { seconds } = action {
            self.net.wait(*seconds);
            return Ok(());
        }
        if let Action::Breach { supplier, gpus } = *action {
            let it = &network.suppliers[supplier];
            self.breach(supplier, it.breached + slash::due(&it.attestation, gpus));
            return Ok(());
        }
        let cast = self.net.cast.clone();
        let (own, signers) = self.instructions(action, network, &cast);
        let mut instructions = Vec::new();
        let needs_clock = own.iter().any(|it| Row::sent(it).clock);
        if needs_clock || settles(action) {
            let suppliers: Vec<Pubkey> = Network::touched(action)
                .iter()
                .map(|number| self.others.suppliers[*number])
                .collect();
            let authority = cast.authority.pubkey();
            instructions =
                keeper::catch_up(&mut self.net.vm, &authority, &cast.io, &suppliers).unwrap();
            // With pages to make it is too long for one transaction.
            if instructions.len() > suppliers.len() + 1 {
                self.net.must(&instructions, &[]);
                instructions.clear();
            }
        }
        instructions.extend(own);
        if instructions.is_empty() {
            return Ok(());
        }
        self.net.send(&instructions, &signers).map(|_| ())
    }

    /// Does `action` without bringing clock and suppliers up to date.
    pub fn play_at_once(&mut self, action: &Action, network: &Network) -> Result<(), SendError> {
        let cast = self.net.cast.clone();
        let (instructions, signers) = self.instructions(action, network, &cast);
        self.net.send(&instructions, &signers).map(|_| ())
    }

    /// The rows of what an action sends, without what is put in front.
    pub fn rows(&self, action: &Action, network: &Network) -> Vec<&'static Row> {
        let (instructions, _) = self.instructions(action, network, &self.net.cast);
        instructions.iter().map(Row::sent).collect()
    }

    fn instructions<'a>(
        &self,
        action: &Action,
        network: &Network,
        cast: &'a io_tests::Cast,
    ) -> (Vec<Instruction>, Vec<&'a Keypair>) {
        use Action::*;
        let authority = cast.authority.pubkey();
        let at = |supplier: usize| &self.others.suppliers[supplier];
        let owner = |supplier: usize| &cast.people[network.suppliers[supplier].owner];
        let council = vec![&cast.attestors[0], &cast.attestors[1]];
        let attestors: Vec<Pubkey> = council.iter().map(|attestor| attestor.pubkey()).collect();
        let person = |person: Person| {
            let keypair = &cast.people[person];
            (
                keypair.pubkey(),
                self.wallet(&keypair.pubkey()),
                vec![keypair],
            )
        };
        match *action {
            Wait { .. } | AdvanceClock | SettleSupplier { .. } | Breach { .. } => (vec![], vec![]),
            Pause { guardian: true } => {
                let pause = client::govern(&cast.guardian.pubkey(), GovernanceAction::Pause);
                (vec![pause], vec![&cast.guardian])
            }
            Pause { guardian: false } => (
                vec![client::govern(&authority, GovernanceAction::Pause)],
                vec![],
            ),
            Unpause => (
                vec![client::govern(&authority, GovernanceAction::Unpause)],
                vec![],
            ),
            Propose { change, skipped } => {
                let number = (network.proposals.len() + skipped) as u32;
                let change = program_change(change);
                let propose = client::propose_change(&authority, &authority, number, change);
                (vec![propose], vec![])
            }
            Apply { number } => (
                vec![client::apply_change(number as u32, &authority)],
                vec![],
            ),
            Attest {
                supplier,
                gpus,
                pool,
                age,
                length,
            } => {
                let batch = AttestBatch {
                    made_at: network.now - age,
                    evidence: [7; 32],
                    entries: vec![AttestationEntry {
                        gpus: gpus as u32,
                        pool: match pool {
                            io_reference::Pool::Enterprise => Pool::Enterprise,
                            io_reference::Pool::Community => Pool::Community,
                        },
                        ends_at: network.now + length,
                    }],
                };
                (
                    vec![client::attest(&attestors, &[*at(supplier)], batch)],
                    council,
                )
            }
            SetCommission { supplier, rate } => {
                let owner = owner(supplier);
                let set = client::set_commission(&owner.pubkey(), at(supplier), rate as u16);
                (vec![set], vec![owner])
            }
            SetLimit { supplier, most } => {
                let owner = owner(supplier);
                let args = UpdateSupplierArgs {
                    max_delegated: Some(match most {
                        None => DelegationLimit::Required,
                        Some(amount) => DelegationLimit::Amount(amount),
                    }),
                    ..UpdateSupplierArgs::default()
                };
                let set = client::update_supplier(&owner.pubkey(), at(supplier), args);
                (vec![set], vec![owner])
            }
            HandOver { supplier, to } => {
                let (owner, heir) = (owner(supplier), &cast.people[to]);
                let propose = client::propose_owner(&owner.pubkey(), at(supplier), heir.pubkey());
                let accept = client::accept_owner(&heir.pubkey(), at(supplier));
                (vec![propose, accept], vec![owner, heir])
            }
            StakeOwn { supplier, amount } => {
                let (owner, wallet, signers) = person(network.suppliers[supplier].owner);
                let stake = client::stake_own(
                    &client::StakeOwnAccounts {
                        owner,
                        supplier: *at(supplier),
                        source: wallet,
                    },
                    amount,
                );
                (vec![stake], signers)
            }
            UnstakeOwn { supplier, amount } => {
                let owner = owner(supplier);
                let unstake = client::unstake_own(&owner.pubkey(), at(supplier), amount);
                (vec![unstake], vec![owner])
            }
            CancelOwn { supplier, place } => {
                let owner = owner(supplier);
                let cancel = client::cancel_own_unstake(&owner.pubkey(), at(supplier), place as u8);
                (vec![cancel], vec![owner])
            }
            WithdrawOwn { supplier, holder } => {
                let (holder, wallet, signers) = person(holder);
                let supplier = at(supplier);
                let withdraw = client::withdraw_own(&client::WithdrawOwnAccounts {
                    signer: holder,
                    supplier: *supplier,
                    holder,
                    destination: wallet,
                });
                (vec![withdraw], signers)
            }
            ClaimSupplier { supplier } => {
                let wallet = self.wallet(&self.others.payouts[supplier]);
                let claim = client::claim_supplier(&client::ClaimSupplierAccounts {
                    signer: authority,
                    supplier: *at(supplier),
                    destination: wallet,
                });
                (vec![claim], vec![])
            }
            Delegate {
                staker,
                supplier,
                amount,
            } => {
                let (staker, wallet, signers) = person(staker);
                let delegate = client::delegate(
                    &client::DelegationKeys {
                        staker,
                        supplier: *at(supplier),
                    },
                    &wallet,
                    amount,
                );
                (vec![delegate], signers)
            }
            Unstake {
                staker,
                supplier,
                amount,
            } => {
                let (staker, _, signers) = person(staker);
                (
                    vec![client::unstake(
                        &client::DelegationKeys {
                            staker,
                            supplier: *at(supplier),
                        },
                        amount,
                    )],
                    signers,
                )
            }
            Cancel {
                staker,
                supplier,
                place,
            } => {
                let (staker, _, signers) = person(staker);
                let cancel = client::cancel_unstake(
                    &client::DelegationKeys {
                        staker,
                        supplier: *at(supplier),
                    },
                    place as u8,
                );
                (vec![cancel], signers)
            }
            Withdraw { staker, supplier } => {
                let (staker, wallet, signers) = person(staker);
                (
                    vec![client::withdraw(
                        &client::DelegationKeys {
                            staker,
                            supplier: *at(supplier),
                        },
                        &wallet,
                    )],
                    signers,
                )
            }
            Claim { staker, supplier } => {
                let (staker, wallet, _) = person(staker);
                let claim = client::claim(
                    &authority,
                    &client::DelegationKeys {
                        staker,
                        supplier: *at(supplier),
                    },
                    &wallet,
                );
                (vec![claim], vec![])
            }
            Compound { staker, supplier } => {
                let (staker, _, signers) = person(staker);
                (
                    vec![client::compound(&client::DelegationKeys {
                        staker,
                        supplier: *at(supplier),
                    })],
                    signers,
                )
            }
            AskToMove {
                staker,
                supplier,
                target,
                amount,
            } => {
                let (staker, _, signers) = person(staker);
                let (from, to) = (at(supplier), at(target));
                let ask = client::request_redelegation(
                    &client::DelegationKeys {
                        staker,
                        supplier: *from,
                    },
                    to,
                    amount,
                );
                (vec![ask], signers)
            }
            Move {
                staker,
                supplier,
                target,
            } => {
                let (staker, _, signers) = person(staker);
                let redelegate = client::redelegate(
                    &client::DelegationKeys {
                        staker,
                        supplier: *at(supplier),
                    },
                    at(target),
                );
                (vec![redelegate], signers)
            }
            CancelMove {
                staker,
                supplier,
                target,
            } => {
                let (staker, _, signers) = person(staker);
                let cancel = client::cancel_redelegation(
                    &client::DelegationKeys {
                        staker,
                        supplier: *at(supplier),
                    },
                    at(target),
                );
                (vec![cancel], signers)
            }
            UnstakeHeld {
                staker,
                supplier,
                number,
            } => {
                let (staker, _, signers) = person(staker);
                let slash = self.part_of_slash(network, supplier, number);
                (vec![client::unstake_held(&staker, &slash)], signers)
            }
            Follow {
                staker,
                supplier,
                number,
            } => {
                let slash = self.part_of_slash(network, supplier, number);
                let (staker, ..) = person(staker);
                (vec![client::apply_slash(&slash, &staker)], vec![])
            }
            ProposeSlash { supplier, amount } => {
                let args = ProposeSlashArgs {
                    number: proposed(network, supplier, false),
                    amount,
                    reason: REASON,
                    evidence: [9; 32],
                };
                let signed = Agreement::Signed(&attestors);
                let propose = client::propose_slash(&authority, signed, at(supplier), args);
                (vec![propose.unwrap()], council)
            }
            ProposeBreach { supplier } => {
                let number = proposed(network, supplier, true);
                let propose = client::propose_breach_slash(&authority, at(supplier), number);
                (vec![propose], vec![])
            }
            WithdrawSlash { supplier, number } => {
                let slash = self.part_of_slash(network, supplier, number);
                let withdraw = client::withdraw_slash(Agreement::Signed(&attestors), &slash);
                (vec![withdraw.unwrap()], council)
            }
            ExecuteSlash { supplier, number } => {
                let slash = self.part_of_slash(network, supplier, number);
                (vec![client::execute_slash(&slash, &cast.io)], vec![])
            }
            LapseSlash { supplier, number } => {
                let slash = self.part_of_slash(network, supplier, number);
                (vec![client::lapse_slash(&slash)], vec![])
            }
        }
    }
}

/// How many slashes have been proposed for breaches, or by the council: the number of the next.
fn proposed(network: &Network, supplier: usize, breach: bool) -> u32 {
    let slashes = network.suppliers[supplier].slashes.iter();
    slashes.filter(|slash| slash.breach == breach).count() as u32
}

/// The staker whose delegation an action is about.
pub fn actor(action: &Action) -> Option<Person> {
    use Action::*;
    match *action {
        Delegate { staker, .. }
        | Unstake { staker, .. }
        | Cancel { staker, .. }
        | Withdraw { staker, .. }
        | Claim { staker, .. }
        | Compound { staker, .. }
        | AskToMove { staker, .. }
        | Move { staker, .. }
        | CancelMove { staker, .. }
        | UnstakeHeld { staker, .. }
        | Follow { staker, .. } => Some(staker),
        _ => None,
    }
}

/// Whether clients bring the clock up to date in front though the program does not demand it: a claim pays what has been
/// settled.
fn settles(action: &Action) -> bool {
    use Action::*;
    matches!(
        action,
        AdvanceClock | SettleSupplier { .. } | Claim { .. } | ClaimSupplier { .. }
    )
}

/// A change in the program's words.
fn program_change(change: Change) -> state::Change {
    match change {
        Change::Multiplier { model, multiplier } => state::Change::Multiplier {
            model: FIRST_MODEL + model as u16,
            multiplier: multiplier as u32,
        },
        Change::LeastUnits(value) => state::Change::MinEligibleUnits(value),
        Change::CommunityCap(value) => state::Change::CommunityCap(value as u16),
        Change::StakePerUnit(value) => state::Change::StakePerUnit(value),
        Change::HighestCommission(value) => state::Change::MaxCommission(value as u16),
        Change::Cooldown(value) => state::Change::UnstakeCooldown(value),
        Change::MostSlashed(value) => state::Change::MaxSlash(value as u16),
        Change::LeastDelegation(value) => state::Change::MinDelegation(value),
    }
}

fn model(number: usize, multiplier: u64) -> ModelArgs {
    ModelArgs {
        index: FIRST_MODEL + number as u16,
        multiplier: multiplier as u32,
        name: format!("model {number}"),
    }
}

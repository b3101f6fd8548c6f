//! Compute units of every instruction on sBPF, as a table of Markdown: `SBF_OUT_DIR=… ./x bench`.
//!
//! One instruction a transaction, in LiteSVM with its default token program. Addresses that a caller can choose
//! have the bump 255, since a lower one costs 1,500 units a step to find and a client can avoid it.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
#![allow(clippy::integer_division)]
#![allow(clippy::cloned_ref_to_slice_refs)]

use ::marketplace::state::{Currency, Decision};
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use emissions::{
    instructions::{batch_hash, AttestBatch, ModelArgs, ProposeSlashArgs, UpdateSupplierArgs},
    state::{Config, Ledger, Slash},
};
use io_client::{emissions as emissions_client, fee_burn, keeper, marketplace, spl};
use io_common::{
    addresses::{EMISSIONS_CONFIG, LEDGER, USDC_VAULT},
    constants::{epoch_hour, DAY, HOUR, ONE_IO, ONE_USDC},
    oracle::price::PICO_USD,
    seeds,
    types::SupplierBook,
};
use io_tests::{key, offer_args, Rental, Supply, Terms, World, OWN_STAKE, START};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// What the instruction that sets the compute-unit limit costs.
const BUDGET: u64 = 150;

/// The table.
struct Table {
    rows: Vec<(&'static str, String, u64, Option<u64>)>,
}

impl Table {
    /// Sends one instruction and notes what it took; `target` is the limit that the suite has set itself.
    fn row(
        &mut self,
        world: &mut World,
        (program, name, target): (&'static str, &str, Option<u64>),
        instruction: Instruction,
        signers: &[&Keypair],
    ) {
        self.transaction(world, (program, name, target), &[instruction], signers);
    }

    /// Sends several instructions in one transaction and notes what they took.
    fn transaction(
        &mut self,
        world: &mut World,
        (program, name, target): (&'static str, &str, Option<u64>),
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) {
        let receipt = world.send(instructions, signers).unwrap();
        let units = receipt.compute_units - BUDGET;
        self.rows.push((program, name.into(), units, target));
    }

    /// Fails if an instruction of the IDLs has no row.
    fn require_complete(&self) {
        for program in ["emissions", "marketplace", "fee_burn"] {
            let file = io_tests::root()
                .join("idls")
                .join(program)
                .with_extension("json");
            let text = std::fs::read_to_string(file).unwrap();
            let idl: serde_json::Value = serde_json::from_str(&text).unwrap();
            for instruction in idl["instructions"].as_array().unwrap() {
                let name = instruction["name"].as_str().unwrap();
                let measured = self.rows.iter().any(|(of, row, ..)| {
                    of.replace('-', "_") == program && row.split(',').next() == Some(name)
                });
                assert!(measured, "{program} {name} has no row");
            }
        }
    }

    fn print(&self) {
        println!("| program | instruction | compute units | target |\n|---|---|---:|---:|");
        for (program, name, units, target) in &self.rows {
            let missed = if target.is_some_and(|target| *units > target) {
                " (missed)"
            } else {
                ""
            };
            let target = target.map_or("–".into(), grouped);
            println!(
                "| {program} | {name} | {} | {target}{missed} |",
                grouped(*units)
            );
        }
    }
}

/// With a comma before the last three digits; no instruction takes a million.
fn grouped(units: u64) -> String {
    match (units.div_euclid(1_000), units.rem_euclid(1_000)) {
        (0, units) => units.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}

fn bump(seeds: &[&[u8]], program: &Pubkey) -> u8 {
    Pubkey::find_program_address(seeds, program).1
}

/// The first name, `prefix` and a number, whose key passes.
fn name(prefix: &str, passes: impl Fn(&Pubkey) -> bool) -> String {
    let mut names = (0..).map(|number| format!("{prefix} {number}"));
    names.find(|name| passes(&key(name).pubkey())).unwrap()
}

/// A supplier whose account, book, first offer, first slashes and first generation have the bump 255.
fn supplier_name(prefix: &str) -> String {
    name(prefix, |owner| {
        let address = emissions_client::supplier_address(owner, 0);
        let number = 0_u32.to_le_bytes();
        let ours = [
            bump(&[seeds::SUPPLIER, owner.as_ref(), &number], &emissions::ID),
            bump(&[seeds::SLASH, address.as_ref(), &number], &emissions::ID),
            bump(
                &[seeds::GENERATION, address.as_ref(), &number],
                &emissions::ID,
            ),
            bump(&[seeds::BOOK, address.as_ref()], &::marketplace::ID),
            bump(
                &[seeds::OFFER, address.as_ref(), &number],
                &::marketplace::ID,
            ),
        ];
        ours == [255; 5]
    })
}

/// A staker whose delegation to `supplier` has the bump 255.
fn staker_name(prefix: &str, supplier: &Pubkey) -> String {
    name(prefix, |staker| {
        let seeds = [seeds::DELEGATION, supplier.as_ref(), staker.as_ref()];
        bump(&seeds, &emissions::ID) == 255
    })
}

/// A renter whose first reservation and its escrow have the bump 255.
fn renter_name(prefix: &str) -> String {
    name(prefix, |renter| {
        let address = marketplace::reservation_address(renter, 1);
        let number = 1_u64.to_le_bytes();
        bump(
            &[seeds::RESERVATION, renter.as_ref(), &number],
            &::marketplace::ID,
        ) == 255
            && bump(&[seeds::ESCROW, address.as_ref()], &::marketplace::ID) == 255
    })
}

fn main() {
    if io_vm::programs::sbf_folder().is_none() {
        eprintln!("compute units are those of sBPF: set SBF_OUT_DIR to a folder of the programs");
        std::process::exit(1);
    }
    let mut table = Table { rows: Vec::new() };
    deployment(&mut table);
    emissions(&mut table);
    marketplace(&mut table);
    fees(&mut table);
    table.print();
    table.require_complete();
}

/// What is sent once in the life of a network.
fn deployment(table: &mut Table) {
    let mut world = World::bare_lite();
    let (authority, mint) = (key("authority"), key("io mint"));
    let payer = authority.pubkey();
    let (io, usdc) = (world.io, world.usdc);
    world.must(
        &spl::create_mint(&payer, &io, &payer, 8),
        &[&authority, &mint],
    );
    for (program, instruction) in [
        (
            "emissions",
            emissions_client::initialize(&payer, &io, payer),
        ),
        (
            "marketplace",
            marketplace::initialize(&payer, &io, &usdc, payer),
        ),
        (
            "fee-burn",
            fee_burn::initialize(&payer, &io, &usdc, payer, PICO_USD),
        ),
    ] {
        table.row(
            &mut world,
            (program, "initialize", None),
            instruction,
            &[&authority],
        );
    }
    let launch = emissions_client::launch(&payer, &payer, &io);
    table.row(
        &mut world,
        ("emissions", "launch", None),
        launch,
        &[&authority],
    );
}

fn emissions(table: &mut Table) {
    let program = "emissions";
    let mut world = World::lite();
    let authority = key("authority");
    let payer = authority.pubkey();
    let council = world.attestors().map(|attestor| attestor.pubkey()).to_vec();
    let council = emissions_client::set_council(&payer, council, 2);
    table.row(
        &mut world,
        (program, "set_council", None),
        council,
        &[&authority],
    );
    let model = ModelArgs {
        index: 60,
        multiplier: 10_000,
        name: "a GPU".into(),
    };
    let model = emissions_client::set_model(&payer, model);
    table.row(
        &mut world,
        (program, "set_model", None),
        model,
        &[&authority],
    );
    let page = emissions_client::create_history_page(&payer, epoch_hour(START));
    table.row(
        &mut world,
        (program, "create_history_page", None),
        page,
        &[&authority],
    );

    let name = supplier_name("supplier");
    let owner = world.person(&name, 1_000_000, 0);
    let supply = Supply {
        operator: world.person("operator", 0, 0),
        payout: world.person("payout", 0, 0),
        address: emissions_client::supplier_address(&owner.pubkey(), 0),
        owner,
    };
    let owner = supply.owner.pubkey();
    let register = emissions_client::register_supplier(&owner, supply.registration());
    table.row(
        &mut world,
        (program, "register_supplier", None),
        register,
        &[&supply.owner],
    );
    let source = world.io_wallet(&owner);
    let stake = OWN_STAKE * ONE_IO;
    let stake = emissions_client::stake_own(&owner, &supply.address, &source, stake);
    table.row(
        &mut world,
        (program, "stake_own", None),
        stake,
        &[&supply.owner],
    );
    attest(table, &mut world, &supply);
    approvals(table, &mut world, &supply);
    clock(table, &mut world);
    large_network(table, &mut world, &supply);
    staking(table, &mut world, &supply);
}

fn attest(table: &mut Table, world: &mut World, supply: &Supply) {
    let [first, second, _] = world.attestors();
    let attestors = [first.pubkey(), second.pubkey()];
    let others: Vec<Supply> = (0..11)
        .map(|number| world.newcomer(&format!("s{number}")))
        .collect();
    let all: Vec<Pubkey> = std::iter::once(supply)
        .chain(&others)
        .map(|supply| supply.address)
        .collect();
    for (count, target) in [(1, 8_500), (12, 36_000)] {
        world.wait(60);
        world.catch_up(&all);
        let batch = world.batch(8, 24);
        let entries = vec![batch.entries[0].clone(); count];
        let batch = AttestBatch { entries, ..batch };
        let attest = emissions_client::attest(&attestors, &all[..count], batch);
        let what = (
            "emissions",
            &*format!("attest, suppliers: {count}"),
            Some(target),
        );
        table.row(world, what, attest, &[&key("authority"), &first, &second]);
    }
}

/// The same of one supplier, approved by the attestors one by one.
fn approvals(table: &mut Table, world: &mut World, supply: &Supply) {
    let program = "emissions";
    let (payer, [first, second, _]) = (key("authority"), world.attestors());
    world.wait(60);
    world.catch_up(&[supply.address]);
    // A hash whose address has the bump 255.
    let made = |byte: u8| AttestBatch {
        evidence: [byte; 32],
        ..world.batch(8, 24)
    };
    let batches = (0..=u8::MAX).map(made).collect::<Vec<_>>();
    let hash = |batch: &AttestBatch| batch_hash(batch, &[supply.address]).unwrap();
    let batch = batches
        .into_iter()
        .find(|batch| bump(&[seeds::APPROVAL, &hash(batch)], &emissions::ID) == 255)
        .unwrap();
    let hash = hash(&batch);
    let open = emissions_client::open_approval(&payer.pubkey(), hash);
    table.row(world, (program, "open_approval", None), open, &[&payer]);
    for attestor in [&first, &second] {
        let approve = emissions_client::approve(&attestor.pubkey(), &hash);
        if attestor.pubkey() == first.pubkey() {
            table.row(
                world,
                (program, "approve", None),
                approve,
                &[&payer, attestor],
            );
        } else {
            world.must(&[approve], &[&payer, attestor]);
        }
    }
    let attest =
        emissions_client::attest_approved(&payer.pubkey(), &hash, &[supply.address], batch);
    table.row(
        world,
        (program, "attest_approved, suppliers: 1", None),
        attest,
        &[&payer],
    );

    world.must(
        &[emissions_client::open_approval(&payer.pubkey(), hash)],
        &[&payer],
    );
    world.wait(HOUR + 1);
    let close = emissions_client::close_approval(&payer.pubkey(), &hash);
    table.row(world, (program, "close_approval", None), close, &[&payer]);
}

/// An hour, and the 25 that a catch-up walks at most.
fn clock(table: &mut Table, world: &mut World) {
    let (authority, io) = (key("authority"), world.io);
    world.wait(HOUR);
    world.catch_up(&[]);
    for (hours, target) in [(1, 10_000), (25, 46_000)] {
        world.wait(hours * HOUR);
        let mut instructions =
            keeper::advance(world.vm.as_mut(), &authority.pubkey(), &io).unwrap();
        let advance = instructions.pop().unwrap();
        if !instructions.is_empty() {
            world.must(&instructions, &[&authority]);
        }
        let what = (
            "emissions",
            &*format!("advance, hours: {hours}"),
            Some(target),
        );
        table.row(world, what, advance, &[&authority]);
    }
}

/// An hour of a network with 100,000 times the units.
fn large_network(table: &mut Table, world: &mut World, supply: &Supply) {
    world.attest(supply, 8, 24).unwrap();
    world.wait(2 * HOUR);
    world.catch_up(&[supply.address]);
    world.edit(&LEDGER.address, |ledger: &mut Ledger| {
        let pool = &mut ledger.pools[0];
        pool.live *= 100_000;
        pool.expiring = pool.expiring.map(|leaving| leaving * 100_000);
    });
    let (authority, io) = (key("authority"), world.io);
    world.wait(HOUR);
    let mut instructions = keeper::advance(world.vm.as_mut(), &authority.pubkey(), &io).unwrap();
    let advance = instructions.pop().unwrap();
    let what = "advance, hours: 1, suppliers: 100,000";
    table.row(
        world,
        ("emissions", what, Some(10_000)),
        advance,
        &[&authority],
    );
    world.edit(&LEDGER.address, |ledger: &mut Ledger| {
        let pool = &mut ledger.pools[0];
        pool.live /= 100_000;
        pool.expiring = pool.expiring.map(|leaving| leaving / 100_000);
    });
}

fn staking(table: &mut Table, world: &mut World, supply: &Supply) {
    let program = "emissions";
    let authority = key("authority");
    let hour = epoch_hour(world.now());
    let account = world.supplier_account(supply);
    let settle = emissions_client::settle(&supply.address, &account, hour);
    table.row(
        world,
        (program, "settle", Some(7_000)),
        settle,
        &[&authority],
    );

    let staker = world.person(&staker_name("staker", &supply.address), 1_000, 0);
    let (signer, wallet) = (staker.pubkey(), world.io_wallet(&staker.pubkey()));
    let open = emissions_client::open_delegation(&signer, &supply.address);
    table.row(world, (program, "open_delegation", None), open, &[&staker]);
    let delegate = emissions_client::delegate(&signer, &supply.address, &wallet, ONE_IO, false);
    world.must(&[delegate.clone()], &[&staker]);
    table.row(
        world,
        (program, "delegate", Some(10_000)),
        delegate,
        &[&staker],
    );

    world.attest(supply, 8, 24).unwrap();
    world.wait(2 * HOUR);
    world.catch_up(&[supply.address]);
    let claim = emissions_client::claim(&signer, &supply.address, &signer, &wallet);
    table.row(world, (program, "claim", Some(10_000)), claim, &[&staker]);
    world.wait(HOUR);
    world.catch_up(&[supply.address]);
    let compound = emissions_client::compound(&signer, &supply.address, false);
    table.row(world, (program, "compound", None), compound, &[&staker]);
    let payout = supply.payout.pubkey();
    let to = world.io_wallet(&payout);
    let claim = emissions_client::claim_supplier(&payout, &supply.address, &to);
    table.row(
        world,
        (program, "claim_supplier", Some(10_000)),
        claim,
        &[&supply.payout],
    );

    let target = world.newcomer("target").address;
    world.must(
        &[emissions_client::open_delegation(&signer, &target)],
        &[&staker],
    );
    let half = Some(ONE_IO.div_euclid(2));
    let request = emissions_client::request_redelegation(&signer, &supply.address, &target, half);
    table.row(
        world,
        (program, "request_redelegation", None),
        request,
        &[&staker],
    );
    let cancel = emissions_client::cancel_redelegation(&signer, &supply.address, &target);
    table.row(
        world,
        (program, "cancel_redelegation", None),
        cancel,
        &[&staker],
    );
    let request = emissions_client::request_redelegation(&signer, &supply.address, &target, half);
    world.must(&[request], &[&staker]);
    world.wait(DAY);
    world.catch_up(&[supply.address, target]);
    let redelegate = emissions_client::redelegate(&signer, &supply.address, &target, false);
    table.row(world, (program, "redelegate", None), redelegate, &[&staker]);
    let quarter = Some(ONE_IO.div_euclid(4));
    let unstake = emissions_client::unstake(&signer, &supply.address, quarter);
    world.must(&[unstake], &[&staker]);
    let cancel = emissions_client::cancel_ticket(&signer, &supply.address, 0);
    table.row(world, (program, "cancel_ticket", None), cancel, &[&staker]);

    let unstake = emissions_client::unstake(&signer, &supply.address, None);
    table.row(
        world,
        (program, "unstake", Some(9_000)),
        unstake,
        &[&staker],
    );
    let owner = supply.owner.pubkey();
    let unstake = emissions_client::unstake_own(&owner, &supply.address, Some(ONE_IO));
    table.row(
        world,
        (program, "unstake_own", None),
        unstake,
        &[&supply.owner],
    );
    let cancel = emissions_client::cancel_own_ticket(&owner, &supply.address, 0);
    let again = emissions_client::unstake_own(&owner, &supply.address, Some(ONE_IO));
    table.row(
        world,
        (program, "cancel_own_ticket", None),
        cancel,
        &[&supply.owner],
    );
    world.must(&[again], &[&supply.owner]);
    world.wait(14 * DAY);
    let to = world.io_wallet(&owner);
    let withdraw = emissions_client::withdraw_own(&owner, &supply.address, &owner, &to);
    table.row(
        world,
        (program, "withdraw_own", None),
        withdraw,
        &[&supply.owner],
    );
    let withdraw = emissions_client::withdraw(&signer, &supply.address, &wallet);
    table.row(
        world,
        (program, "withdraw", Some(9_000)),
        withdraw,
        &[&staker],
    );
    let close = emissions_client::close_delegation(&signer, &supply.address, &wallet);
    table.row(
        world,
        (program, "close_delegation", None),
        close,
        &[&staker],
    );
    slashing(table, world, supply);
    owners_verbs(table, world, supply);
}

fn slashing(table: &mut Table, world: &mut World, supply: &Supply) {
    let program = "emissions";
    let (payer, [first, second, _]) = (key("authority"), world.attestors());
    let signers = [&payer, &first, &second];
    let attestors = [first.pubkey(), second.pubkey()];
    let (address, io) = (supply.address, world.io);
    let bob = world.person(&staker_name("bob", &address), 100, 0);
    let (staker, wallet) = (bob.pubkey(), world.io_wallet(&bob.pubkey()));
    world.catch_up(&[address]);
    let join = [
        emissions_client::open_delegation(&staker, &address),
        emissions_client::delegate(&staker, &address, &wallet, 100 * ONE_IO, false),
    ];
    let what = (program, "delegate, with open_delegation", Some(18_000));
    table.transaction(world, what, &join, &[&bob]);
    let config = EMISSIONS_CONFIG.address;
    world.edit(&config, |config: &mut Config| config.max_slash_bps = 10_000);

    let propose = |world: &mut World, amount| {
        let args = ProposeSlashArgs {
            number: world.supplier_account(supply).slashes.count,
            amount,
            reason: 1,
            evidence: [0; 32],
        };
        let agreement = emissions_client::Agreement::Signed(&attestors);
        emissions_client::propose_slash(&payer.pubkey(), agreement, &address, args).unwrap()
    };
    let slash = |world: &mut World, number| -> Slash {
        world.read(&emissions_client::slash_address(&address, number))
    };
    let of = propose(world, ONE_IO);
    table.row(world, (program, "propose_slash", None), of, &signers);
    let agreement = emissions_client::Agreement::Signed(&attestors);
    let dropped = slash(world, 0);
    let withdraw = emissions_client::withdraw_slash(agreement, &dropped).unwrap();
    table.row(world, (program, "withdraw_slash", None), withdraw, &signers);

    let lapsing = propose(world, ONE_IO);
    world.must(&[lapsing], &signers);
    world.wait(37 * DAY + 1);
    let lapse = emissions_client::lapse_slash(&slash(world, 1));
    table.row(world, (program, "lapse_slash", None), lapse, &[&payer]);

    let create = emissions_client::create_generation(&payer.pubkey(), &address, 0);
    table.row(
        world,
        (program, "create_generation", None),
        create,
        &[&payer],
    );
    let all = world.supplier_account(supply).stake.total().unwrap();
    for (row, amount, generation) in [
        ("execute_slash", ONE_IO, None),
        ("execute_slash, new generation", all - ONE_IO, Some(0)),
    ] {
        let number = world.supplier_account(supply).slashes.count;
        let propose = propose(world, amount);
        world.must(&[propose], &signers);
        world.wait(30 * DAY);
        world.catch_up(&[address]);
        let due = slash(world, number);
        let execute = emissions_client::execute_slash(&due, &io, generation);
        table.row(world, (program, row, None), execute, &[&payer]);
    }
    let carry = emissions_client::carry(&address, &bob.pubkey(), 0);
    table.row(world, (program, "carry", None), carry, &[&payer]);

    world.stake_own(supply, ONE_IO).unwrap();
    world.offer(supply, offer_args());
    let book = marketplace::book_address(&address);
    world.edit(&book, |book: &mut SupplierBook| book.breached_gpus = 1);
    let number = world.supplier_account(supply).slashes.count;
    let breach = emissions_client::propose_breach_slash(&payer.pubkey(), &address, number);
    table.row(
        world,
        (program, "propose_breach_slash", None),
        breach,
        &[&payer],
    );
}

/// What only the owner sends.
fn owners_verbs(table: &mut Table, world: &mut World, supply: &Supply) {
    let program = "emissions";
    let (owner, address) = (supply.owner.pubkey(), supply.address);
    world.catch_up(&[address]);
    let commission = emissions_client::set_commission(&owner, &address, 500);
    table.row(
        world,
        (program, "set_commission", None),
        commission,
        &[&supply.owner],
    );
    let args = UpdateSupplierArgs {
        operator: Some(owner),
        ..UpdateSupplierArgs::default()
    };
    let update = emissions_client::update_supplier(&owner, &address, args);
    table.row(
        world,
        (program, "update_supplier", None),
        update,
        &[&supply.owner],
    );
    let propose = emissions_client::propose_owner(&owner, &address, supply.operator.pubkey());
    table.row(
        world,
        (program, "propose_owner", None),
        propose,
        &[&supply.owner],
    );
    let accept = emissions_client::accept_owner(&supply.operator.pubkey(), &address);
    table.row(
        world,
        (program, "accept_owner", None),
        accept,
        &[&supply.operator],
    );

    let idle = world.newcomer("idle");
    let close = emissions_client::close_supplier(&idle.owner.pubkey(), &idle.address);
    table.row(
        world,
        (program, "close_supplier", None),
        close,
        &[&idle.owner],
    );
}

fn marketplace(table: &mut Table) {
    let program = "marketplace";
    let mut world = World::lite();
    let supply = world.supplier(&supplier_name("supplier"));
    let (owner, operator) = (supply.owner.pubkey(), supply.operator.pubkey());
    let open = marketplace::open_book(&owner, &supply.address);
    table.row(
        &mut world,
        (program, "open_book", None),
        open,
        &[&supply.owner],
    );
    let create = marketplace::create_offer(&operator, &supply.address, 0, offer_args());
    table.row(
        &mut world,
        (program, "create_offer", None),
        create,
        &[&supply.operator],
    );
    let offer = marketplace::offer_address(&supply.address, 0);

    let edit = marketplace::edit_offer(&operator, &supply.address, &offer, offer_args());
    table.row(
        &mut world,
        (program, "edit_offer", None),
        edit,
        &[&supply.operator],
    );
    let pause = marketplace::pause_offer(&operator, &supply.address, &offer, false);
    table.row(
        &mut world,
        (program, "pause_offer", None),
        pause,
        &[&supply.operator],
    );
    let other = world.offer(&supply, offer_args());
    let close = marketplace::close_offer(&operator, &supply.address, &owner, &other);
    table.row(
        &mut world,
        (program, "close_offer", None),
        close,
        &[&supply.operator],
    );

    // Terminated in USDC, and finished.
    let usdc = Terms {
        gpus: 1,
        hours: 48,
        currency: Currency::Usdc,
    };
    let rental = reserve(table, &mut world, &supply, offer, usdc, Some(30_000));
    let start = marketplace::start(&operator, &supply.address, &rental.address, [5; 32]);
    table.row(
        &mut world,
        (program, "start", Some(6_000)),
        start,
        &[&supply.operator],
    );
    world.wait(30 * HOUR);
    let reservation = world.reservation(&rental);
    let to = world.usdc_wallet(&supply.payout.pubkey());
    let sweep = marketplace::sweep_fees(&rental.address, &reservation);
    table.row(
        &mut world,
        (program, "sweep_fees", None),
        sweep,
        &[&key("authority")],
    );
    let settle = marketplace::settle(&rental.address, &reservation, &to);
    table.row(
        &mut world,
        (program, "settle", Some(11_000)),
        settle,
        &[&key("authority")],
    );
    let back = world.usdc_wallet(&rental.renter.pubkey());
    let terminate = marketplace::terminate(&rental.address, &reservation, &back);
    table.row(
        &mut world,
        (program, "terminate", Some(18_000)),
        terminate,
        &[&rental.renter],
    );
    world.wait(DAY);
    let finisher = key("authority");
    let finish = marketplace::finish(
        &finisher.pubkey(),
        &rental.address,
        &reservation,
        &to,
        &back,
    );
    table.row(
        &mut world,
        (program, "finish", Some(20_000)),
        finish,
        &[&finisher],
    );
    other_ends(table, &mut world, &supply, offer);
    quality(table, &mut world, &supply, offer);

    // A renter whose account was frozen takes the refund elsewhere.
    world.wait(60);
    world.attest(&supply, 8, 24).unwrap();
    let rental = world.reserve("frozen renter", &supply, offer, usdc);
    world.start(&supply, &rental).unwrap();
    let reservation = world.reservation(&rental);
    let back = world.usdc_wallet(&rental.renter.pubkey());
    world.freeze(&back);
    let terminate = marketplace::terminate(&rental.address, &reservation, &back);
    world.must(&[terminate], &[&rental.renter]);
    let renter = rental.renter.pubkey();
    let collect = marketplace::collect(&renter, &rental.address, &reservation, &to);
    table.row(
        &mut world,
        (program, "collect", None),
        collect,
        &[&rental.renter],
    );
}

/// More time, an outage, two disputes, and leaving.
fn quality(table: &mut Table, world: &mut World, supply: &Supply, offer: Pubkey) {
    let program = "marketplace";
    let [first, second, _] = world.attestors();
    let (anyone, council) = (key("authority"), [first.pubkey(), second.pubkey()]);
    let by_council = [&anyone, &first, &second];
    let signed = marketplace::Agreement::Signed(&council);
    for currency in [Currency::Usdc, Currency::Io] {
        let terms = Terms {
            gpus: 1,
            hours: 30,
            currency,
        };
        world.wait(60);
        world.attest(supply, 8, 24).unwrap();
        world.set_price(0.25);
        let name = if currency == Currency::Io {
            "IO"
        } else {
            "USDC"
        };
        let rental = world.reserve(
            &renter_name(&format!("lasting {name}")),
            supply,
            offer,
            terms,
        );
        world.start(supply, &rental).unwrap();
        world.wait(30);
        let reservation = world.reservation(&rental);
        let (address, renter) = (&rental.address, &rental.renter);
        let (_, back) = world.wallet_in(currency, &renter.pubkey());
        let (args, price) = (world.extend_args(&rental, 2), Some(world.price));
        let extend = marketplace::extend(address, &reservation, &back, price, args);
        let what = (program, &*format!("extend, {name}"), None);
        table.row(world, what, extend, &[renter]);
        if currency == Currency::Io {
            continue;
        }
        for _ in 0..3 {
            let args = world.extend_args(&rental, 2);
            world.extend(&rental, args).unwrap();
        }
        let report = marketplace::report_outage(signed, address, world.outage_report(true, 30));
        table.row(world, (program, "report_outage", None), report, &by_council);
        world.wait(60);
        world.report(&rental, false, 0).unwrap();
        world.wait(60);
        let dispute = marketplace::open_dispute(address, &reservation, &back, u64::MAX);
        table.row(
            world,
            (program, "open_dispute", None),
            dispute.clone(),
            &[renter],
        );
        world.wait(25 * HOUR);
        let to = world.usdc_wallet(&supply.payout.pubkey());
        let settle = marketplace::settle(address, &reservation, &to);
        let what = (program, "settle, 5 segments and a dispute", None);
        table.row(world, what, settle, &[&anyone]);
        let decision = Decision {
            made_at: world.now(),
            renter_bps: 5_000,
        };
        let decide = marketplace::decide_dispute(signed, address, &back, decision);
        table.row(
            world,
            (program, "decide_dispute", None),
            decide,
            &by_council,
        );
        world.wait(1);
        world.report(&rental, true, 0).unwrap();
        world.wait(2 * HOUR);
        let leave = marketplace::leave(address, &reservation, &back);
        table.row(world, (program, "leave", None), leave, &[renter]);
        world.must(&[dispute], &[renter]);
        world.wait(7 * DAY + 1);
        let expire = marketplace::expire_dispute(address, &back);
        table.row(world, (program, "expire_dispute", None), expire, &[&anyone]);
    }
}

/// The exits of a reservation in IO each.
fn other_ends(table: &mut Table, world: &mut World, supply: &Supply, offer: Pubkey) {
    let program = "marketplace";
    let io = Terms {
        gpus: 1,
        hours: 2,
        currency: Currency::Io,
    };
    let operator = supply.operator.pubkey();
    for end in ["terminate_by_supplier", "end", "decline", "cancel"] {
        world.wait(60);
        world.attest(supply, 8, 24).unwrap();
        world.set_price(0.25);
        let target = (end == "terminate_by_supplier").then_some(35_000);
        let rental = if target.is_some() {
            reserve(table, world, supply, offer, io, target)
        } else {
            world.reserve(&renter_name(end), supply, offer, io)
        };
        let reservation = world.reservation(&rental);
        let (address, back) = (&rental.address, world.io_wallet(&rental.renter.pubkey()));
        if ["terminate_by_supplier", "end"].contains(&end) {
            world.start(supply, &rental).unwrap();
            world.wait(if end == "end" { 2 * HOUR } else { HOUR });
        }
        world.wait(if end == "cancel" { 1_801 } else { 0 });
        let (instruction, signer) = match end {
            "end" => (
                marketplace::end(address, &reservation, &back),
                key("authority"),
            ),
            "cancel" => (
                marketplace::cancel(address, &reservation, &back),
                key("authority"),
            ),
            "decline" => {
                let decline = marketplace::decline(&operator, address, &reservation, &back);
                (decline, supply.operator.insecure_clone())
            }
            _ => {
                let terminate = marketplace::terminate_by_supplier(
                    &supply.owner.pubkey(),
                    address,
                    &reservation,
                    &back,
                );
                (terminate, supply.owner.insecure_clone())
            }
        };
        table.row(world, (program, end, None), instruction, &[&signer]);
    }
}

fn reserve(
    table: &mut Table,
    world: &mut World,
    supply: &Supply,
    offer: Pubkey,
    terms: Terms,
    target: Option<u64>,
) -> Rental {
    let currency = if terms.currency == Currency::Io {
        "IO"
    } else {
        "USDC"
    };
    let renter = world.person(&renter_name(currency), 100_000, 100_000);
    let args = world.reserve_args(&offer, terms);
    let (mint, renter_tokens) = world.wallet_in(terms.currency, &renter.pubkey());
    let booking = marketplace::Booking {
        renter: renter.pubkey(),
        rent_payer: renter.pubkey(),
        supplier: supply.address,
        offer,
        mint,
        renter_tokens,
        price: Some(world.price),
    };
    let address = marketplace::reservation_address(&renter.pubkey(), args.number);
    let what = ("marketplace", &*format!("reserve, {currency}"), target);
    table.row(
        world,
        what,
        marketplace::reserve(&booking, args),
        &[&renter],
    );
    Rental {
        renter,
        address,
        escrow: marketplace::escrow_address(&address),
        offer,
    }
}

fn fees(table: &mut Table) {
    let program = "fee-burn";
    let mut world = World::lite();
    let authority = key("authority");
    let filler = world.person("filler", 10_000, 0);
    let wallet = world.io_wallet(&filler.pubkey());
    let to_vault = io_common::addresses::IO_VAULT.address;
    let fund = [
        spl::transfer(&wallet, &to_vault, &filler.pubkey(), ONE_IO),
        spl::mint_to(
            &world.usdc,
            &USDC_VAULT.address,
            &authority.pubkey(),
            16_800 * ONE_USDC,
        ),
    ];
    world.must(&fund, &[&authority, &filler]);
    let burn = fee_burn::burn(&world.io);
    table.row(
        &mut world,
        (program, "burn", Some(7_000)),
        burn,
        &[&authority],
    );
    world.wait(HOUR);
    world.set_price(0.25);
    let open = fee_burn::open(&world.price);
    table.row(
        &mut world,
        (program, "open", Some(12_000)),
        open,
        &[&authority],
    );
    world.wait(540);
    world.set_price(0.25);
    let accounts = fee_burn::Filler {
        owner: filler.pubkey(),
        io: wallet,
        usdc: world.usdc_wallet(&filler.pubkey()),
    };
    let fill = fee_burn::fill(&accounts, &world.io, &world.price, 50 * ONE_USDC, u64::MAX);
    table.row(
        &mut world,
        (program, "fill", Some(16_000)),
        fill,
        &[&filler],
    );
    flash_fill(table, &mut world, &filler, &accounts);
    world.wait(900);
    table.row(
        &mut world,
        (program, "expire", None),
        fee_burn::expire(),
        &[&authority],
    );
}

/// The two parts go together: the sum has a target, and the log says what the second took.
fn flash_fill(table: &mut Table, world: &mut World, filler: &Keypair, accounts: &fee_burn::Filler) {
    let parts = [
        fee_burn::flash_fill_begin(accounts, &world.price, 25 * ONE_USDC, u64::MAX),
        fee_burn::flash_fill_end(accounts, &world.io),
    ];
    let receipt = world.send(&parts, &[filler]).unwrap();
    let both = receipt.compute_units - BUDGET;
    let consumed = format!("Program {} consumed ", ::fee_burn::ID);
    let of_the_last = receipt
        .logs
        .iter()
        .rev()
        .find_map(|line| line.strip_prefix(&consumed));
    let end = of_the_last.and_then(|rest| rest.split(' ').next()).unwrap();
    for (name, units, target) in [
        ("flash_fill_begin, with its end", both, Some(30_000)),
        ("flash_fill_end", end.parse().unwrap(), None),
    ] {
        table.rows.push(("fee-burn", name.into(), units, target));
    }
}

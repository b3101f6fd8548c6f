//! Stake that is burned for what a supplier did.

use emissions::{
    error::EmissionsError,
    instructions::{slash_hash, slash_withdrawal_hash, ProposeSlashArgs},
    state::{Config, Delegation, Ledger, Slash},
};
use io_client::emissions::{self as client, Agreement};
use io_common::{
    addresses::{EMISSIONS_CONFIG, LEDGER, STAKE_VAULT},
    constants::{DAY, HOUR, ONE_IO, ONE_UNIT},
    types::SupplierUsage,
    CommonError,
};
use io_tests::{key, offer_args, Outcome, Refused, Supply, World, OWN_STAKE};
use solana_keypair::Keypair;
use solana_signer::Signer;

struct Story {
    world: World,
    supply: Supply,
    bob: Keypair,
}

impl Story {
    /// A supplier with 16,000 IO of its own, and bob with as many.
    fn new() -> Self {
        let mut world = World::new();
        let supply = world.supplier("alice");
        let bob = world.staker("bob", &supply, OWN_STAKE);
        Self { world, supply, bob }
    }

    fn args(&mut self, whole_io: u64) -> ProposeSlashArgs {
        ProposeSlashArgs {
            number: self.world.supplier_account(&self.supply).slashes.count,
            amount: whole_io * ONE_IO,
            reason: 3,
            evidence: [8; 32],
        }
    }

    /// Two attestors sign a proposal.
    fn send(&mut self, args: ProposeSlashArgs) -> Outcome {
        let [first, second, _] = self.world.attestors();
        let signed = [first.pubkey(), second.pubkey()];
        let payer = key("authority");
        let propose = client::propose_slash(
            &payer.pubkey(),
            Agreement::Signed(&signed),
            &self.supply.address,
            args,
        );
        self.world
            .send(&[propose.unwrap()], &[&payer, &first, &second])
    }

    /// Proposes a slash and returns its number.
    #[track_caller]
    fn propose(&mut self, whole_io: u64) -> u32 {
        let args = self.args(whole_io);
        let number = args.number;
        self.send(args).unwrap();
        number
    }

    fn slash(&mut self, number: u32) -> Slash {
        let address = client::slash_address(&self.supply.address, number);
        self.world.read(&address)
    }

    fn breach(&mut self, number: u32) -> Slash {
        let address = client::breach_slash_address(&self.supply.address, number);
        self.world.read(&address)
    }

    fn execute(&mut self, number: u32) -> Outcome {
        self.world.catch_up(&[self.supply.address]);
        let (slash, io) = (self.slash(number), self.world.io);
        let execute = client::execute_slash(&slash, &io);
        self.world.send(&[execute], &[&key("authority")])
    }

    /// Withdrawn on appeal, by the authority.
    fn drop(&mut self, number: u32) {
        let (slash, authority) = (self.slash(number), key("authority"));
        let withdraw = client::withdraw_slash_as_authority(&authority.pubkey(), &slash);
        self.world.must(&[withdraw], &[&authority]);
    }

    /// Bob's delegation follows what it has to follow; how many slashes that were.
    fn follow(&mut self) -> usize {
        let (supplier, bob) = (self.supply.address, self.bob.pubkey());
        let follow = io_client::keeper::follow(self.world.vm.as_mut(), &supplier, &bob).unwrap();
        if !follow.is_empty() {
            self.world.must(&follow, &[&key("authority")]);
        }
        follow.len()
    }

    fn delegation(&mut self) -> Delegation {
        let address = client::delegation_address(&client::DelegationKeys {
            staker: self.bob.pubkey(),
            supplier: self.supply.address,
        });
        self.world.read(&address)
    }

    fn unstake(&mut self) {
        self.world.catch_up(&[self.supply.address]);
        let unstake = client::unstake(
            &client::DelegationKeys {
                staker: self.bob.pubkey(),
                supplier: self.supply.address,
            },
            None,
        );
        self.world.must(&[unstake], &[&self.bob]);
    }

    fn withdraw(&mut self) -> Outcome {
        let wallet = self.world.io_wallet(&self.bob.pubkey());
        let withdraw = client::withdraw(
            &client::DelegationKeys {
                staker: self.bob.pubkey(),
                supplier: self.supply.address,
            },
            &wallet,
        );
        self.world.send(&[withdraw], &[&self.bob])
    }

    /// Bob's IO, in whole ones.
    fn bobs(&mut self) -> u64 {
        self.world.io_of(&self.bob.pubkey()) / ONE_IO
    }

    /// Lets slashes take everything.
    fn allow_full_slashes(&mut self) {
        let address = EMISSIONS_CONFIG.address;
        let edit = |config: &mut Config| config.max_slash_bps = 10_000;
        self.world.edit(&address, edit);
    }
}

#[test]
fn p02_a_slash_burns_own_stake_first_thirty_days_after_it_was_proposed() {
    let mut story = Story::new();
    let supply = story.world.io_supply();
    let number = story.propose(1_000);
    let slash = story.slash(number);
    assert_eq!((slash.amount, slash.reason), (1_000 * ONE_IO, 3));
    story.world.wait(30 * DAY - 1);
    story.execute(number).refused(EmissionsError::SlashNotDue);
    story.world.wait(1);
    // P-07: it changes stake, so that clock and supplier come first.
    story.world.wait(HOUR);
    let (io, stale) = (story.world.io, story.slash(number));
    let execute = client::execute_slash(&stale, &io);
    let early = story.world.send(&[execute], &[&key("authority")]);
    early.refused(EmissionsError::AdvanceClockFirst);

    let emitted = |story: &mut Story| story.world.read::<Ledger>(&LEDGER.address).emitted_total;
    let minted_before = emitted(&mut story);
    let vault = story.world.balance(&STAKE_VAULT.address);
    story.execute(number).unwrap();
    let burned = vault - story.world.balance(&STAKE_VAULT.address);
    assert_eq!(burned, 1_000 * ONE_IO);
    assert_eq!(emitted(&mut story), minted_before);
    let total = story.world.read::<Ledger>(&LEDGER.address);
    assert_eq!(total.slashed_total, burned);
    let now = story.world.io_supply();
    assert_eq!(now, supply + total.emitted_total - burned);
    let account = story.world.supplier_account(&story.supply);
    assert_eq!(account.stake.own, (OWN_STAKE - 1_000) * ONE_IO);
    assert_eq!(account.stake.delegated, OWN_STAKE * ONE_IO);
    assert_eq!((account.slashes.open, account.slashes.open_count), (0, 0));
    let address = client::slash_address(&story.supply.address, number);
    assert!(story.world.account(&address).is_none());
}

#[test]
fn units_fall_with_the_stake_from_the_running_hour_on() {
    let mut story = Story::new();
    let number = story.propose(OWN_STAKE);
    story.world.wait(30 * DAY);
    let supply = &story.supply;
    story.world.attest(supply, 8, 24).unwrap();
    story.world.wait(HOUR);
    story.world.catch_up(&[supply.address]);
    assert_eq!(
        story.world.supplier_account(&story.supply).units.next,
        80 * ONE_UNIT
    );
    story.execute(number).unwrap();
    let units = story.world.supplier_account(&story.supply).units;
    assert_eq!(
        (units.running, units.next),
        (0, 0),
        "no own stake, no units"
    );
}

#[test]
fn the_council_proposes_and_nobody_else() {
    let mut story = Story::new();
    let (payer, args) = (key("authority"), story.args(10));
    let [first, ..] = story.world.attestors();
    let alone = [first.pubkey()];
    let address = story.supply.address;
    let propose = |agreement, args: &ProposeSlashArgs| {
        client::propose_slash(&payer.pubkey(), agreement, &address, args.clone()).unwrap()
    };
    let one = propose(Agreement::Signed(&alone), &args);
    let refused = story.world.send(&[one], &[&payer, &first]);
    refused.refused(CommonError::NotAgreed);
    let stranger = [payer.pubkey()];
    let refused = story
        .world
        .send(&[propose(Agreement::Signed(&stranger), &args)], &[&payer]);
    refused.refused(CommonError::NotAnAttestor);

    let mut wrong = args.clone();
    wrong.reason = 0;
    story.send(wrong).refused(EmissionsError::ReservedReason);
    let mut wrong = args.clone();
    wrong.number = 1;
    story.send(wrong).refused(EmissionsError::SlashNumber);
    let mut wrong = args.clone();
    wrong.amount = 0;
    story.send(wrong).refused(EmissionsError::ZeroAmount);

    // The other way: approved one by one, of this slash and no other.
    let hash = slash_hash(&args, &address).unwrap();
    let open = client::open_approval(&payer.pubkey(), hash);
    story.world.must(&[open], &[&payer]);
    for attestor in &story.world.attestors()[..2] {
        let approve = client::approve(&attestor.pubkey(), &hash);
        story.world.must(&[approve], &[&payer, attestor]);
    }
    let mut other = propose(Agreement::Approved, &args);
    let mut more = args.clone();
    more.amount += 1;
    other.data = propose(Agreement::Approved, &more).data;
    let refused = story.world.send(&[other], &[&payer]);
    refused.refused(CommonError::WrongApproval);
    let approved = propose(Agreement::Approved, &args);
    story.world.must(&[approved.clone()], &[&payer]);
    assert!(story.world.send(&[approved], &[&payer]).is_err(), "once");
    assert_eq!(story.world.supplier_account(&story.supply).slashes.count, 1);
}

#[test]
fn open_slashes_take_at_most_half_of_the_stake_together() {
    let mut story = Story::new();
    story.propose(OWN_STAKE - 1);
    // No more than fits: nobody makes a slash fail by leaving in front of it.
    let second = story.propose(2);
    assert_eq!(story.slash(second).amount, ONE_IO);
    let args = story.args(1);
    story.send(args).refused(EmissionsError::ZeroAmount);
}

#[test]
fn a_slash_is_withdrawn_on_appeal_by_council_or_authority() {
    let mut story = Story::new();
    let (first, second) = (story.propose(10), story.propose(20));
    let third = story.propose(30);
    let (payer, mallory) = (key("authority"), story.world.person("mallory", 0, 0));
    let slash = story.slash(first);
    let not_theirs = client::withdraw_slash_as_authority(&mallory.pubkey(), &slash);
    let refused = story.world.send(&[not_theirs], &[&mallory]);
    refused.refused(CommonError::NotAuthority);
    let nobody = client::withdraw_slash(Agreement::Signed(&[]), &slash).unwrap();
    let refused = story.world.send(&[nobody], &[&mallory]);
    refused.refused(CommonError::NotAgreed);
    // Somebody else's supplier, somebody else as the payer.
    let other = story.world.newcomer("carol").address;
    for wrong in [
        Slash {
            payer: mallory.pubkey(),
            ..slash
        },
        Slash {
            supplier: other,
            ..slash
        },
    ] {
        let mut stolen = client::withdraw_slash_as_authority(&payer.pubkey(), &wrong);
        for account in &mut stolen.accounts {
            if account.pubkey == client::slash_address(&other, first) {
                account.pubkey = client::slash_address(&story.supply.address, first);
            }
        }
        let refused = story.world.send(&[stolen], &[&payer]);
        refused.refused(EmissionsError::WrongSlash);
    }

    let by_authority = client::withdraw_slash_as_authority(&payer.pubkey(), &slash);
    story.world.must(&[by_authority], &[&payer]);
    let [one, two, _] = story.world.attestors();
    let signed = [one.pubkey(), two.pubkey()];
    let slash = story.slash(second);
    let by_council = client::withdraw_slash(Agreement::Signed(&signed), &slash).unwrap();
    story.world.must(&[by_council], &[&payer, &one, &two]);
    let address = client::slash_address(&story.supply.address, third);
    let hash = slash_withdrawal_hash(&address).unwrap();
    let open = client::open_approval(&payer.pubkey(), hash);
    story.world.must(&[open], &[&payer]);
    for attestor in [&one, &two] {
        let approve = client::approve(&attestor.pubkey(), &hash);
        story.world.must(&[approve], &[&payer, attestor]);
    }
    let slash = story.slash(third);
    let approved = client::withdraw_slash(Agreement::Approved, &slash).unwrap();
    story.world.must(&[approved], &[&mallory]);
    let slashes = story.world.supplier_account(&story.supply).slashes;
    assert_eq!((slashes.open, slashes.open_count, slashes.count), (0, 0, 3));
}

#[test]
fn a_slash_that_nobody_executes_in_a_week_lapses() {
    let mut story = Story::new();
    let number = story.propose(10);
    let lapse = client::lapse_slash(&story.slash(number));
    story.world.wait(37 * DAY);
    let early = story.world.send(&[lapse.clone()], &[&key("authority")]);
    early.refused(EmissionsError::SlashNotLapsed);
    story.world.wait(1);
    story.execute(number).refused(EmissionsError::SlashLapsed);
    story.world.must(&[lapse], &[&key("authority")]);
    let account = story.world.supplier_account(&story.supply);
    assert_eq!(account.slashes.open, 0);
    assert_eq!(account.stake.own, OWN_STAKE * ONE_IO);
}

#[test]
fn p11_what_joins_an_open_slash_bears_nothing_and_what_it_does_not_hold_moves_away() {
    let mut story = Story::new();
    story.allow_full_slashes();
    let carol = story.world.supplier("carol");
    let (bob, from, to) = (
        story.bob.insecure_clone(),
        story.supply.address,
        carol.address,
    );
    let signer = bob.pubkey();
    let prepare = [
        client::open_delegation(&client::DelegationKeys {
            staker: signer,
            supplier: to,
        }),
        client::request_redelegation(
            &client::DelegationKeys {
                staker: signer,
                supplier: from,
            },
            &to,
            None,
        ),
    ];
    story.world.must(&prepare, &[&bob]);
    story.world.wait(DAY);
    let number = story.propose(OWN_STAKE + 10);
    story.world.catch_up(&[from, to]);
    let away = client::redelegate(
        &client::DelegationKeys {
            staker: signer,
            supplier: from,
        },
        &to,
    );
    let refused = story.world.send(&[away.clone()], &[&bob]);
    refused.refused(EmissionsError::ApplySlashFirst);
    assert_eq!(story.follow(), 1);
    story.world.must(&[away], &[&bob]);
    let moved = client::delegation_address(&client::DelegationKeys {
        staker: signer,
        supplier: to,
    });
    let moved = story.world.read::<Delegation>(&moved).active;
    assert_eq!(moved, (OWN_STAKE - 10) * ONE_IO);

    let dan = story.world.staker("dan", &story.supply, 100);
    story.world.wait(30 * DAY);
    story.execute(number).unwrap();
    assert_eq!(story.follow(), 1);
    assert!(story.delegation().is_empty());
    let address = client::delegation_address(&client::DelegationKeys {
        staker: dan.pubkey(),
        supplier: from,
    });
    assert_eq!(
        story.world.read::<Delegation>(&address).active,
        100 * ONE_IO
    );
    // All have followed: its account is gone, and its rent with who paid for it.
    let address = client::slash_address(&from, number);
    assert!(story.world.account(&address).is_none());
}

#[test]
fn open_slashes_hold_back_what_they_may_take_and_no_more() {
    let mut story = Story::new();
    // Own stake leaves but for a half; then a slash of three quarters of what is left with the supplier.
    let owner = story.supply.owner.insecure_clone();
    let half = OWN_STAKE / 2 * ONE_IO;
    let unstake = client::unstake_own(&owner.pubkey(), &story.supply.address, Some(half));
    story.world.must(&[unstake], &[&owner]);
    story.unstake();
    let number = story.propose(OWN_STAKE);
    story.world.wait(14 * DAY);
    let to = story.world.io_wallet(&owner.pubkey());
    let withdraw = client::withdraw_own(&client::WithdrawOwnAccounts {
        signer: owner.pubkey(),
        supplier: story.supply.address,
        holder: owner.pubkey(),
        destination: to,
    });
    let refused = story.world.send(&[withdraw.clone()], &[&owner]);
    refused.refused(EmissionsError::HeldBySlashes);
    // Own stake covers all of it, so that bob gets out whole.
    story.withdraw().unwrap();
    assert_eq!(story.bobs(), OWN_STAKE);
    story.world.wait(16 * DAY);
    story.execute(number).unwrap();
    let stake = story.world.supplier_account(&story.supply).stake;
    assert_eq!(
        (stake.own, stake.own_cooling, stake.total().unwrap()),
        (0, 0, 0)
    );
    let refused = story.world.send(&[withdraw], &[&owner]);
    refused.refused(EmissionsError::StillCooling);
}

#[test]
fn p11_what_a_slash_holds_of_delegated_stake_is_paid_when_it_is_dropped() {
    let mut story = Story::new();
    story.allow_full_slashes();
    story.unstake();
    let number = story.propose(OWN_STAKE + OWN_STAKE / 4);
    story.world.wait(14 * DAY);
    story.withdraw().refused(EmissionsError::ApplySlashFirst);
    assert_eq!(story.follow(), 1);
    story.withdraw().unwrap();
    assert_eq!(story.bobs(), OWN_STAKE * 3 / 4);
    story.withdraw().refused(EmissionsError::StillCooling);
    story.drop(number);
    story.withdraw().refused(EmissionsError::ApplySlashFirst);
    story.follow();
    story.withdraw().unwrap();
    assert_eq!(story.bobs(), OWN_STAKE);
}

/// E7: what was held for a slash that is withdrawn goes at once, whatever else is open.
#[test]
fn p11_only_what_an_open_slash_may_take_waits() {
    let mut story = Story::new();
    story.allow_full_slashes();
    // No own stake of the owner's is free: both fall on bob.
    let own = story.propose(OWN_STAKE);
    story.unstake();
    let (large, small) = (story.propose(OWN_STAKE / 2), story.propose(1));
    story.world.wait(14 * DAY);
    assert_eq!(story.follow(), 2);
    story.withdraw().unwrap();
    assert_eq!(story.bobs(), OWN_STAKE / 2 - 1);
    story.drop(large);
    story.follow();
    story.withdraw().unwrap();
    assert_eq!(story.bobs(), OWN_STAKE - 1);
    story.world.wait(16 * DAY);
    for number in [own, small] {
        story.execute(number).unwrap();
    }
    story.follow();
    assert!(story.delegation().is_empty());
}

/// Held stake earns; it cools by an unstaking of its own, and is free if the slash is dropped.
#[test]
fn stake_that_a_slash_holds_can_leave_with_the_rest() {
    let mut story = Story::new();
    story.allow_full_slashes();
    let number = story.propose(OWN_STAKE + OWN_STAKE / 4);
    story.follow();
    story.unstake();
    let (bob, slash) = (story.bob.insecure_clone(), story.slash(number));
    let unstake = client::unstake_held(&bob.pubkey(), &slash);
    story.world.must(&[unstake.clone()], &[&bob]);
    let active = |story: &mut Story| story.world.supplier_account(&story.supply).stake.active();
    assert_eq!(active(&mut story), Ok(OWN_STAKE * ONE_IO));
    let twice = story.world.send(&[unstake], &[&bob]);
    twice.refused(EmissionsError::ZeroAmount);
    story.drop(number);
    story.follow();
    story.withdraw().refused(EmissionsError::StillCooling);
    story.world.wait(14 * DAY);
    story.withdraw().unwrap();
    assert_eq!(story.bobs(), OWN_STAKE);
}

/// A delegation knows a slash by a number that slashes of other suppliers have too.
#[test]
fn p11_a_slash_holds_nothing_of_another_supplier() {
    let mut story = Story::new();
    story.allow_full_slashes();
    let (bob, other) = (story.bob.insecure_clone(), story.world.supplier("carol"));
    story.world.staker("dan", &other, OWN_STAKE);
    let amount = OWN_STAKE + OWN_STAKE / 4;
    let number = story.propose(amount);
    story.follow();
    let here = story.slash(number);
    story.supply = other;
    let number = story.propose(amount);
    let there = story.slash(number);
    assert_eq!(here.opened, there.opened);
    story.world.catch_up(&[here.supplier, there.supplier]);
    let unstake = client::unstake_held(&bob.pubkey(), &here);
    let mut wrong = unstake.clone();
    wrong.accounts[5].pubkey = client::slash_address(&there.supplier, there.number);
    let refused = story.world.send(&[wrong.clone()], &[&bob]);
    refused.refused(EmissionsError::WrongSlash);
    wrong.accounts[3].pubkey = there.supplier;
    let refused = story.world.send(&[wrong], &[&bob]);
    refused.refused(EmissionsError::WrongDelegation);
    story.world.must(&[unstake], &[&bob]);
}

#[test]
fn p11_after_a_slash_of_all_stake_the_supplier_goes_on() {
    let mut story = Story::new();
    story.allow_full_slashes();
    let number = story.propose(2 * OWN_STAKE);
    story.world.wait(30 * DAY);
    story.execute(number).unwrap();
    let (bob, supplier) = (story.bob.insecure_clone(), story.supply.address);
    let ended = story.slash(number);
    for again in [
        client::execute_slash(&ended, &story.world.io),
        client::withdraw_slash_as_authority(&key("authority").pubkey(), &ended),
    ] {
        let refused = story.world.send(&[again], &[&key("authority")]);
        refused.refused(EmissionsError::SlashEnded);
    }
    // What comes in now is another's; bob's rewards of before are still his.
    let dan = story.world.staker("dan", &story.supply, 100);
    let wallet = story.world.io_wallet(&bob.pubkey());
    let claim = client::claim(
        &bob.pubkey(),
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier,
        },
        &wallet,
    );
    let refused = story.world.send(&[claim.clone()], &[&bob]);
    refused.refused(EmissionsError::ApplySlashFirst);
    // Not by another's delegation, nor to another's rent.
    let (mallory, carol) = (key("authority"), story.world.newcomer("carol").address);
    let open = client::open_delegation(&client::DelegationKeys {
        staker: mallory.pubkey(),
        supplier: carol,
    });
    story.world.must(&[open], &[&mallory]);
    let mut wrong = client::apply_slash(&ended, &bob.pubkey());
    wrong.accounts[1].pubkey = client::delegation_address(&client::DelegationKeys {
        staker: mallory.pubkey(),
        supplier: carol,
    });
    let refused = story.world.send(&[wrong], &[&mallory]);
    refused.refused(EmissionsError::WrongDelegation);
    let mut wrong = client::apply_slash(&ended, &bob.pubkey());
    wrong.accounts[2].pubkey = dan.pubkey();
    let refused = story.world.send(&[wrong], &[&mallory]);
    refused.refused(EmissionsError::WrongSlash);
    assert_eq!(story.follow(), 1, "opening and end at once");
    // The account of the slash has closed. Bob had it in front of his claim, and somebody else was first (P-24).
    let apply = client::apply_slash(&ended, &bob.pubkey());
    story.world.must(&[apply, claim], &[&bob]);
    assert!(story.world.io_of(&bob.pubkey()) > 0);
    assert!(story.delegation().is_empty());

    let unstake = client::unstake(
        &client::DelegationKeys {
            staker: dan.pubkey(),
            supplier,
        },
        None,
    );
    story.world.must(&[unstake], &[&dan]);
    story.world.wait(14 * DAY);
    let to = story.world.io_wallet(&dan.pubkey());
    let withdraw = client::withdraw(
        &client::DelegationKeys {
            staker: dan.pubkey(),
            supplier,
        },
        &to,
    );
    story.world.must(&[withdraw], &[&dan]);
    assert_eq!(story.world.io_of(&dan.pubkey()), 100 * ONE_IO);
    // Nothing of it keeps the supplier from closing.
    story.world.catch_up(&[supplier]);
    let payout = story.supply.payout.pubkey();
    let to = story.world.io_wallet(&payout);
    let claim = client::claim_supplier(&client::ClaimSupplierAccounts {
        signer: payout,
        supplier,
        destination: to,
    });
    story.world.must(&[claim], &[&story.supply.payout]);
    let close = client::close_supplier(&story.supply.owner.pubkey(), &supplier);
    story.world.must(&[close], &[&story.supply.owner]);
}

/// What a slash took of a delegation keeps no supplier from closing, and the delegation follows it afterwards.
#[test]
fn a_delegation_follows_a_slash_of_a_closed_supplier() {
    let mut story = Story::new();
    story.allow_full_slashes();
    let number = story.propose(2 * OWN_STAKE);
    story.world.wait(30 * DAY);
    story.execute(number).unwrap();
    let (bob, supplier) = (story.bob.insecure_clone(), story.supply.address);
    story.world.catch_up(&[supplier]);
    let payout = story.supply.payout.pubkey();
    let to = story.world.io_wallet(&payout);
    let claim = client::claim_supplier(&client::ClaimSupplierAccounts {
        signer: payout,
        supplier,
        destination: to,
    });
    story.world.must(&[claim], &[&story.supply.payout]);
    let close = client::close_supplier(&story.supply.owner.pubkey(), &supplier);
    story.world.must(&[close], &[&story.supply.owner]);
    assert!(!story.delegation().is_empty());

    assert_eq!(story.follow(), 1, "opening and end at once");
    let wallet = story.world.io_wallet(&bob.pubkey());
    let close = client::close_delegation(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier,
        },
        &wallet,
    );
    story.world.must(&[close], &[&bob]);
    assert!(story.world.io_of(&bob.pubkey()) > 0, "what it had earned");
}

#[test]
fn no_more_slashes_are_open_than_a_delegation_can_follow() {
    let mut story = Story::new();
    story.allow_full_slashes();
    story.propose(OWN_STAKE);
    for _ in 0..4 {
        story.propose(1);
    }
    let args = story.args(1);
    story.send(args).refused(EmissionsError::TooManySlashes);
    story.drop(2);
    story.propose(1);
    assert_eq!(story.follow(), 6, "five openings and an end");
}

#[test]
fn anybody_turns_a_recorded_breach_into_a_slash_once() {
    let mut story = Story::new();
    let (payer, supplier) = (key("authority"), story.supply.address);
    let propose = |number| client::propose_breach_slash(&payer.pubkey(), &supplier, number);
    let refused = story.world.send(&[propose(0)], &[&payer]);
    refused.refused(EmissionsError::NoBreach);
    story.world.offer(&story.supply, offer_args());
    let usage = io_client::marketplace::supplier_usage_address(&supplier);
    let breach = |io: u64| move |usage: &mut SupplierUsage| usage.breached = io * ONE_IO;
    story.world.edit(&usage, breach(800));
    let refused = story.world.send(&[propose(1)], &[&payer]);
    refused.refused(EmissionsError::SlashNumber);
    story.world.must(&[propose(0)], &[&payer]);
    let slash = story.breach(0);
    assert_eq!((slash.amount, slash.reason), (800 * ONE_IO, Slash::BREACH));
    let refused = story.world.send(&[propose(1)], &[&payer]);
    refused.refused(EmissionsError::NoBreach);
    // Only what is new. Of more than there is, what there is: the owner does not take it away meanwhile.
    story.world.edit(&usage, breach(1_000));
    story.world.must(&[propose(1)], &[&payer]);
    assert_eq!(story.breach(1).amount, 200 * ONE_IO);
    story.world.edit(&usage, breach(21_000));
    story.world.must(&[propose(2)], &[&payer]);
    assert_eq!(story.breach(2).amount, (OWN_STAKE - 1_000) * ONE_IO);
    let owner = story.supply.owner.insecure_clone();
    let leave = client::unstake_own(&owner.pubkey(), &supplier, None);
    let refused = story.world.send(&[leave], &[&owner]);
    refused.refused(EmissionsError::ZeroAmount);
    // What did not fit is not lost: it comes once, as stake is free.
    let refused = story.world.send(&[propose(3)], &[&payer]);
    refused.refused(EmissionsError::SlashTooLarge);
    for (free, number, amount) in [(1, 3, 200), (2, 4, 4_800)] {
        let slash = story.breach(free);
        let withdraw = client::withdraw_slash_as_authority(&payer.pubkey(), &slash);
        story.world.must(&[withdraw], &[&payer]);
        story.world.must(&[propose(number)], &[&payer]);
        assert_eq!(story.breach(number).amount, amount * ONE_IO);
    }
    let refused = story.world.send(&[propose(5)], &[&payer]);
    refused.refused(EmissionsError::NoBreach);
}

/// E4: a breach that somebody proposes does not void the council's act.
#[test]
fn a_breach_and_a_slash_of_the_council_do_not_hinder_each_other() {
    let mut story = Story::new();
    let (payer, supplier) = (key("authority"), story.supply.address);
    story.world.offer(&story.supply, offer_args());
    let usage = io_client::marketplace::supplier_usage_address(&supplier);
    let breach = |usage: &mut SupplierUsage| usage.breached = 200 * ONE_IO;
    story.world.edit(&usage, breach);
    let args = story.args(10);
    let propose = client::propose_breach_slash(&payer.pubkey(), &supplier, 0);
    story.world.must(&[propose], &[&payer]);
    story.send(args).unwrap();
    assert_eq!(story.slash(0).amount, 10 * ONE_IO);
    assert_eq!(story.breach(0).amount, 200 * ONE_IO);
    // A breach takes the owner's stake alone.
    story.world.wait(30 * DAY);
    story.world.catch_up(&[supplier]);
    let (breach, io) = (story.breach(0), story.world.io);
    let execute = client::execute_slash(&breach, &io);
    story.world.must(&[execute], &[&payer]);
    let stake = story.world.supplier_account(&story.supply).stake;
    assert_eq!(stake.own, (OWN_STAKE - 200) * ONE_IO);
    assert_eq!(stake.delegated, OWN_STAKE * ONE_IO);
}

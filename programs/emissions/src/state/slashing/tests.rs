use bytemuck::Zeroable;
use io_common::{
    constants::{ONE_IO, SUPPLY_CAP},
    types::OwnTicket,
};
use proptest::prelude::*;

use super::*;
use crate::state::{own_stake, Delegation, Generation, Withdrawal};

const DAY: i64 = 86_400;

fn supplier(own: u64) -> Supplier {
    let mut supplier = Supplier::zeroed();
    supplier.stake.own = own;
    supplier
}

/// A position of `amount`.
fn staker(supplier: &mut Supplier, amount: u64) -> Delegation {
    let mut delegation = Delegation::default();
    delegation.accrue(supplier).unwrap();
    delegation.add(amount, supplier).unwrap();
    delegation
}

/// Unstakes all, unlocked at once.
fn unstake(supplier: &mut Supplier, delegation: &mut Delegation) {
    delegation.accrue(supplier).unwrap();
    delegation.unstake(None, supplier, 0).unwrap();
}

/// Opens a slash, whatever its part of the stake.
fn propose(supplier: &mut Supplier, amount: u64) {
    open(supplier, amount, 10_000).unwrap();
}

/// Executes a slash and returns what it took.
fn execute(supplier: &mut Supplier, amount: u64) -> Loss {
    let loss = take(supplier, amount).unwrap();
    close(supplier, amount).unwrap();
    loss
}

/// Begins a new generation and carries `delegations` over.
fn renew(supplier: &mut Supplier, delegations: &mut [&mut Delegation]) {
    let mut generation = Generation::zeroed();
    generation.number = supplier.slashes.generation;
    generation.end(supplier).unwrap();
    for delegation in delegations {
        delegation.carry(&generation, supplier).unwrap();
    }
}

fn paid(supplier: &mut Supplier, delegation: &mut Delegation, now: i64) -> Withdrawal {
    delegation.withdraw(supplier, now).unwrap()
}

#[test]
fn own_stake_pays_first_active_and_cooling_in_proportion() {
    let mut supplier = supplier(600);
    own_stake::unstake(&mut supplier, Some(200), 0, DAY).unwrap();
    let bob = staker(&mut supplier, 1_000);
    propose(&mut supplier, 300);
    let loss = execute(&mut supplier, 300);
    assert_eq!((loss.own, loss.total().unwrap()), (300, 300));
    assert_eq!(
        (supplier.stake.own, supplier.stake.own_cooling),
        (300 - 100, 100)
    );
    assert_eq!(supplier.stake.own_tickets[0].amount, 100);
    assert_eq!(
        supplier.stake.delegated.value(bob.shares.get()).unwrap(),
        1_000
    );
}

#[test]
fn delegators_pay_the_rest_active_and_cooling_alike() {
    let mut supplier = supplier(100);
    let (bob, mut carol) = (staker(&mut supplier, 600), staker(&mut supplier, 300));
    unstake(&mut supplier, &mut carol);
    propose(&mut supplier, 190);
    let loss = execute(&mut supplier, 190);
    assert_eq!((loss.own, loss.delegated, loss.cooling), (100, 60, 30));
    assert_eq!(
        supplier.stake.delegated.value(bob.shares.get()).unwrap(),
        540
    );
    let done = paid(&mut supplier, &mut carol, 0);
    assert_eq!((done.paid, done.withheld), (270, 0));
    assert_eq!(supplier.slashes.taken, 190);
}

#[test]
fn open_slashes_hold_own_stake_back() {
    let mut supplier = supplier(600);
    own_stake::unstake(&mut supplier, Some(500), 0, DAY).unwrap();
    propose(&mut supplier, 250);
    let holder = supplier.owner;
    // 600 less 250: the rest stays in the ticket.
    assert_eq!(
        own_stake::withdraw(&mut supplier, &holder, DAY).unwrap(),
        350
    );
    let held = own_stake::withdraw(&mut supplier, &holder, DAY);
    assert_eq!(held, Err(EmissionsError::HeldBack.into()));
    execute(&mut supplier, 250);
    assert_eq!(supplier.stake.total().unwrap(), 0);
}

#[test]
fn nothing_is_held_back_of_nothing() {
    let mut supplier = supplier(0);
    staker(&mut supplier, 1_000);
    propose(&mut supplier, 500);
    assert_eq!(held_back(&supplier, 0), Ok(0));
    assert_eq!(held_back(&supplier, 1), Ok(1));
    close(&mut supplier, 500).unwrap();
    assert_eq!(held_back(&supplier, 1), Ok(0));
    // Nor where nobody has delegated.
    let mut lone = self::supplier(100);
    propose(&mut lone, 50);
    assert_eq!(held_back(&lone, 7), Ok(0));
    lone.slashes.open = 150;
    assert_eq!(held_back(&lone, 0), Ok(0));
}

#[test]
fn stake_that_does_not_know_of_an_open_slash_is_refused() {
    let mut supplier = supplier(100);
    for accepts in [false, true] {
        require_accepted(&supplier, accepts).unwrap();
    }
    propose(&mut supplier, 50);
    require_accepted(&supplier, true).unwrap();
    let unaware = require_accepted(&supplier, false);
    assert_eq!(unaware, Err(EmissionsError::SlashOpen.into()));
}

#[test]
fn what_own_stake_covers_does_not_lower_the_weight_of_what_is_withheld() {
    let mut supplier = supplier(100);
    let mut bob = staker(&mut supplier, 500);
    staker(&mut supplier, 500);
    unstake(&mut supplier, &mut bob);
    propose(&mut supplier, 200);
    assert_eq!(supplier.slashes.open_count, 1);
    assert_eq!(paid(&mut supplier, &mut bob, 0).withheld, 50);
    close(&mut supplier, 200).unwrap();
    assert_eq!(supplier.slashes.open_count, 0);
    propose(&mut supplier, 200);
    assert_eq!(supplier.stake.withheld_gross, 500);
    let loss = execute(&mut supplier, 200);
    assert_eq!((loss.own, loss.delegated, loss.withheld), (100, 50, 50));
}

#[test]
fn what_cannot_be_divided_is_rounded_as_it_says() {
    // Taken from cooling rather than active stake.
    let mut own = supplier(10);
    own_stake::unstake(&mut own, Some(5), 0, DAY).unwrap();
    take(&mut own, 1).unwrap();
    assert_eq!((own.stake.own, own.stake.own_cooling), (5, 4));
    // Of a weight of five a share of three takes one away.
    let mut left = supplier(0);
    left.stake.withheld.deposit(3).unwrap();
    left.stake.withheld_gross = 5;
    assert_eq!(release(&mut left, 1), Ok(1));
    assert_eq!(left.stake.withheld_gross, 4);
    // One withheld, five here and three open: it weighs two and a half at most.
    let mut open = supplier(0);
    staker(&mut open, 5);
    open.stake.withheld.deposit(1).unwrap();
    open.stake.withheld_gross = 10;
    propose(&mut open, 3);
    assert_eq!(open.stake.withheld_gross, 2);
}

#[test]
fn what_is_withheld_may_be_all_that_slashes_can_take() {
    let mut supplier = supplier(0);
    let mut bob = staker(&mut supplier, 500);
    staker(&mut supplier, 500);
    unstake(&mut supplier, &mut bob);
    propose(&mut supplier, 100);
    assert_eq!(paid(&mut supplier, &mut bob, 0).withheld, 50);
    close(&mut supplier, 100).unwrap();
    propose(&mut supplier, 50);
    assert_eq!(supplier.stake.withheld_gross, 500);
    // Half of a loss is its own, and its weight falls by as much.
    let mut part = supplier;
    assert_eq!(take(&mut part, 40).unwrap().withheld, 20);
    assert_eq!(part.stake.withheld_gross, 480);
    assert_eq!(execute(&mut supplier, 50).total(), Ok(50));
}

#[test]
fn who_leaves_early_bears_the_same_loss_as_who_stays() {
    let mut supplier = supplier(100);
    let (mut bob, mut carol) = (staker(&mut supplier, 500), staker(&mut supplier, 500));
    unstake(&mut supplier, &mut carol);
    propose(&mut supplier, 200); // a tenth of what is delegated
    let done = paid(&mut supplier, &mut carol, 0);
    assert_eq!((done.paid, done.withheld), (450, 50));
    let waiting = carol.withdraw(&mut supplier, i64::MAX);
    assert_eq!(waiting, Err(EmissionsError::StillCooling.into()));
    // Bob, after her, is held back the same tenth.
    unstake(&mut supplier, &mut bob);
    let done = paid(&mut supplier, &mut bob, 0);
    assert_eq!((done.paid, done.withheld), (450, 50));
    let loss = execute(&mut supplier, 200);
    assert_eq!((loss.own, loss.withheld), (100, 100));
    assert_eq!(supplier.stake.total().unwrap(), 0);
}

#[test]
fn what_was_withheld_comes_back_when_no_slash_is_open_and_covers_those_opened_meanwhile() {
    let mut supplier = supplier(0);
    let (mut bob, mut carol) = (staker(&mut supplier, 500), staker(&mut supplier, 500));
    unstake(&mut supplier, &mut bob);
    unstake(&mut supplier, &mut carol);
    propose(&mut supplier, 500);
    assert_eq!(paid(&mut supplier, &mut bob, 0).withheld, 250);
    close(&mut supplier, 500).unwrap();
    propose(&mut supplier, 375);
    // Half of it falls on what bob has left here, half on carol.
    assert!(bob.withdraw(&mut supplier, i64::MAX).is_err());
    assert_eq!(paid(&mut supplier, &mut carol, 0).withheld, 188);
    assert_eq!(execute(&mut supplier, 375).total().unwrap(), 375);
    let rest = paid(&mut supplier, &mut bob, 0).paid + paid(&mut supplier, &mut carol, 0).paid;
    assert_eq!(rest, 250 + 188 - 375);
    assert_eq!(supplier.stake.total().unwrap(), 0);
    assert_eq!(supplier.stake.withheld_gross, 0);
}

#[test]
fn what_was_withheld_comes_back_when_own_stake_covers_all_that_is_open() {
    let mut supplier = supplier(600);
    let (mut bob, mut carol) = (staker(&mut supplier, 800), staker(&mut supplier, 400));
    unstake(&mut supplier, &mut bob);
    unstake(&mut supplier, &mut carol);
    propose(&mut supplier, 900);
    propose(&mut supplier, 20);
    assert_eq!(paid(&mut supplier, &mut bob, 0).withheld, 214); // 320 of 1,200, rounded up
    let waiting = bob.withdraw(&mut supplier, 0);
    assert_eq!(waiting, Err(EmissionsError::StillCooling.into()));
    close(&mut supplier, 900).unwrap();
    // Of the 20 the owner bears all, and what stands for them does not leave.
    own_stake::unstake(&mut supplier, None, 0, 0).unwrap();
    let holder = supplier.owner;
    assert_eq!(own_stake::withdraw(&mut supplier, &holder, 0).unwrap(), 580);
    assert_eq!(paid(&mut supplier, &mut bob, 0).paid, 214);
    assert_eq!(paid(&mut supplier, &mut carol, 0).paid, 400);
    assert_eq!(supplier.stake.withheld_gross, 0);
    assert_eq!(execute(&mut supplier, 20).own, 20);
    assert_eq!(supplier.stake.total().unwrap(), 0);
}

#[test]
fn p11_withheld_stake_that_is_lost_entirely_begins_anew_without_a_generation() {
    let mut supplier = supplier(0);
    let (mut bob, mut carol) = (staker(&mut supplier, 500), staker(&mut supplier, 500));
    unstake(&mut supplier, &mut bob);
    propose(&mut supplier, 100);
    assert_eq!(paid(&mut supplier, &mut bob, 0).withheld, 50);
    assert_eq!(execute(&mut supplier, 100).withheld, 50);
    assert!(!is_worn(&supplier.stake));
    assert_eq!(supplier.stake.withheld_gross, 0);
    // What carol leaves under the next one is hers alone.
    unstake(&mut supplier, &mut carol);
    propose(&mut supplier, 90);
    assert_eq!(paid(&mut supplier, &mut carol, 0).withheld, 90);
    close(&mut supplier, 90).unwrap();
    assert!(!bob.is_empty());
    bob.accrue(&supplier).unwrap();
    assert!(bob.is_empty());
    assert_eq!(paid(&mut supplier, &mut carol, 0).paid, 90);
}

#[test]
fn a_later_leaver_bears_no_more_after_an_earlier_ones_was_lost() {
    let mut supplier = supplier(0);
    let mut ann = staker(&mut supplier, 1_000_000);
    staker(&mut supplier, 1_000_000);
    unstake(&mut supplier, &mut ann);
    propose(&mut supplier, 1_000_000);
    paid(&mut supplier, &mut ann, 0);
    execute(&mut supplier, 1_000_000);

    let mut carol = staker(&mut supplier, 1_500_000);
    unstake(&mut supplier, &mut carol);
    propose(&mut supplier, 500_000);
    propose(&mut supplier, 500_000);
    assert_eq!(paid(&mut supplier, &mut carol, 0).withheld, 750_000);
    // Three quarters of what is there are hers.
    assert_eq!(execute(&mut supplier, 500_000).withheld, 375_000);
}

#[test]
fn p11_withheld_stake_of_a_later_leaver_is_hers_whatever_dust_was_there() {
    let mut supplier = supplier(0);
    let mut sybil = staker(&mut supplier, 2_000_000);
    staker(&mut supplier, 1_000_001);
    unstake(&mut supplier, &mut sybil);
    propose(&mut supplier, 1_500_000);
    assert_eq!(paid(&mut supplier, &mut sybil, 0).withheld, 1_000_000);
    execute(&mut supplier, 1_500_000);
    // Never withdrawn: a share is worth a millionth.
    assert_eq!(supplier.stake.withheld.amount, 1);

    let mut victim = staker(&mut supplier, 100 * ONE_IO);
    staker(&mut supplier, 100 * ONE_IO);
    propose(&mut supplier, 50 * ONE_IO);
    propose(&mut supplier, 50 * ONE_IO);
    unstake(&mut supplier, &mut victim);
    let early = paid(&mut supplier, &mut victim, 0);
    execute(&mut supplier, 50 * ONE_IO);
    assert!(is_worn(&supplier.stake));
    renew(&mut supplier, &mut [&mut victim]);
    close(&mut supplier, 50 * ONE_IO).unwrap();
    let late = paid(&mut supplier, &mut victim, 0);
    assert_eq!(supplier.stake.own, 0);
    // Her part of the 50 IO: half, but for what the first slash has left of others.
    let lost = 100 * ONE_IO - early.paid - late.paid;
    assert!(lost.abs_diff(25 * ONE_IO) < ONE_IO / 1_000, "{lost}");
}

#[test]
fn the_weight_of_an_early_leaver_is_not_borne_by_a_later_one() {
    let mut supplier = supplier(0);
    let mut ann = staker(&mut supplier, 10_000_000);
    let mut ben = staker(&mut supplier, 1_000_000);
    let carol = staker(&mut supplier, 1_000_000);
    unstake(&mut supplier, &mut ann);
    unstake(&mut supplier, &mut ben);
    propose(&mut supplier, 1);
    assert_eq!(paid(&mut supplier, &mut ann, 0).withheld, 1);
    propose(&mut supplier, 500_000);
    propose(&mut supplier, 500_000);
    let early = paid(&mut supplier, &mut ben, 0);
    assert_eq!(execute(&mut supplier, 500_000).total().unwrap(), 500_000);
    close(&mut supplier, 500_000).unwrap();
    close(&mut supplier, 1).unwrap();
    let late = paid(&mut supplier, &mut ben, 0);
    let kept = supplier.stake.delegated.value(carol.shares.get()).unwrap();
    assert!(
        kept.abs_diff(early.paid + late.paid) < 10,
        "both had the same"
    );
}

#[test]
fn p11_a_dust_ticket_that_is_lost_ends_no_generation() {
    let mut supplier = supplier(0);
    let (mut bob, carol) = (staker(&mut supplier, 1), staker(&mut supplier, 1_000));
    unstake(&mut supplier, &mut bob);
    propose(&mut supplier, 100);
    assert_eq!(execute(&mut supplier, 100).cooling, 1);
    assert!(!is_worn(&supplier.stake));
    bob.accrue(&supplier).unwrap();
    assert!(bob.is_empty());
    assert_eq!(
        supplier.stake.delegated.value(carol.shares.get()).unwrap(),
        901
    );
}

#[test]
fn p10_a_position_worth_less_than_a_base_unit_is_left_and_closed() {
    let mut supplier = supplier(0);
    let (mut bob, mut carol) = (staker(&mut supplier, 1), staker(&mut supplier, 1));
    propose(&mut supplier, 1);
    execute(&mut supplier, 1);
    bob.accrue(&supplier).unwrap();
    assert_eq!(bob.unstake(None, &mut supplier, 0).unwrap(), None);
    assert!(bob.is_empty());
    unstake(&mut supplier, &mut carol);
    assert_eq!(paid(&mut supplier, &mut carol, 0).paid, 1);
}

#[test]
fn slashes_open_together_take_no_more_than_their_share() {
    let mut supplier = supplier(100);
    staker(&mut supplier, 101);
    assert_eq!(room(&supplier, 5_000), Ok(100));
    assert_eq!(open(&mut supplier, 60, 5_000).unwrap(), 0);
    let more = open(&mut supplier, 41, 5_000);
    assert_eq!(more, Err(EmissionsError::SlashTooLarge.into()));
    assert_eq!(open(&mut supplier, 40, 5_000).unwrap(), 1);
    let none = open(&mut supplier, 0, 5_000);
    assert_eq!(none, Err(EmissionsError::ZeroAmount.into()));
    assert_eq!(room(&supplier, 5_000), Ok(0));
}

#[test]
fn p11_after_a_full_slash_the_pool_works_and_nobody_gets_anothers_tokens() {
    let mut supplier = supplier(0);
    let mut bob = staker(&mut supplier, 500 * ONE_IO);
    propose(&mut supplier, 500 * ONE_IO);
    execute(&mut supplier, 500 * ONE_IO);
    assert!(is_worn(&supplier.stake));
    let early = bob.accrue(&supplier).err();
    assert_eq!(early, None, "the generation has not ended yet");
    renew(&mut supplier, &mut []);

    // Somebody new comes in; bob's old shares are worth nothing of it.
    let mut carol = staker(&mut supplier, 7);
    let refused = bob.accrue(&supplier);
    assert_eq!(refused, Err(EmissionsError::CarryFirst.into()));
    assert!(bob.withdraw(&mut supplier, 0).is_err());
    let mut ended = Generation::zeroed();
    ended.delegated.shares = u128::from(500 * ONE_IO).into();
    bob.carry(&ended, &supplier).unwrap();
    let twice = bob.carry(&ended, &supplier);
    assert_eq!(twice, Err(EmissionsError::WrongGeneration.into()));
    assert!(bob.is_empty());
    bob.add(5, &mut supplier).unwrap();
    unstake(&mut supplier, &mut carol);
    assert_eq!(paid(&mut supplier, &mut carol, 0).paid, 7);
    unstake(&mut supplier, &mut bob);
    assert_eq!(paid(&mut supplier, &mut bob, 0).paid, 5);
}

/// What a history does.
#[derive(Clone, Debug)]
enum Act {
    Delegate(usize, u64),
    Unstake(usize, u64),
    Withdraw(usize),
    StakeOwn(u64),
    UnstakeOwn(u64),
    WithdrawOwn,
    Propose(u64),
    Execute,
    Drop,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let who = 0..4_usize;
    let act = prop_oneof![
        (who.clone(), 1..=1_000_000_u64).prop_map(|(who, amount)| Act::Delegate(who, amount)),
        (who.clone(), 1..=1_000_000_u64).prop_map(|(who, amount)| Act::Unstake(who, amount)),
        who.prop_map(Act::Withdraw),
        (1..=1_000_000_u64).prop_map(Act::StakeOwn),
        (1..=1_000_000_u64).prop_map(Act::UnstakeOwn),
        Just(Act::WithdrawOwn),
        (1..=3_000_000_u64).prop_map(Act::Propose),
        Just(Act::Execute),
        Just(Act::Drop),
    ];
    prop::collection::vec(act, 1..120)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// P-11: whatever happens, every slash takes its amount to the base unit, what is recorded is what came in less
    /// what went out and was taken, and in the end everybody gets out.
    #[test]
    fn p11_slashes_take_what_they_say_and_the_last_leave_nothing_stuck(acts in acts()) {
        let mut supplier = supplier(0);
        let mut stakers: [Delegation; 4] = Default::default();
        let (mut open_ones, mut vault) = (Vec::new(), 0_u64);
        let holder = supplier.owner;
        for act in acts {
            match act {
                Act::Delegate(who, amount) => {
                    stakers[who].accrue(&supplier).unwrap();
                    if stakers[who].add(amount, &mut supplier).is_ok() {
                        vault += amount;
                    }
                }
                Act::Unstake(who, amount) => {
                    stakers[who].accrue(&supplier).unwrap();
                    let before = (supplier, Delegation { ..stakers[who] });
                    if stakers[who].unstake(Some(amount), &mut supplier, 0).is_err() {
                        (supplier, stakers[who]) = before;
                    }
                }
                Act::Withdraw(who) => {
                    if let Ok(done) = stakers[who].withdraw(&mut supplier, 0) {
                        vault -= done.paid;
                    }
                }
                Act::StakeOwn(amount) => {
                    supplier.stake.own += amount;
                    vault += amount;
                }
                Act::UnstakeOwn(amount) => {
                    let before = supplier;
                    if own_stake::unstake(&mut supplier, Some(amount), 0, 0).is_err() {
                        supplier = before;
                    }
                }
                Act::WithdrawOwn => {
                    let before = supplier;
                    match own_stake::withdraw(&mut supplier, &holder, 0) {
                        Ok(paid) => vault -= paid,
                        Err(_) => supplier = before,
                    }
                }
                Act::Propose(amount) => {
                    if open(&mut supplier, amount, 10_000).is_ok() {
                        open_ones.push(amount);
                    }
                }
                Act::Execute => {
                    if let Some(amount) = open_ones.pop() {
                        let loss = execute(&mut supplier, amount).total().unwrap();
                        prop_assert_eq!(loss, amount);
                        vault -= loss;
                        if is_worn(&supplier.stake) {
                            renew(&mut supplier, &mut stakers.each_mut());
                        }
                    }
                }
                Act::Drop => {
                    if let Some(amount) = open_ones.pop() {
                        close(&mut supplier, amount).unwrap();
                    }
                }
            }
            prop_assert_eq!(supplier.stake.total().unwrap(), vault);
            let tickets: u64 = supplier.stake.own_tickets.iter().map(|ticket| ticket.amount).sum();
            prop_assert_eq!(tickets, supplier.stake.own_cooling);
            let stake = &supplier.stake;
            for (pool, held) in [
                (&stake.delegated, stakers.iter().map(|one| one.shares.get()).sum::<u128>()),
                (&stake.withheld, stakers.iter().filter(|one| one.withheld_losses == stake.withheld_losses).map(|one| one.withheld.get()).sum()),
                (&stake.delegated_cooling, stakers.iter().flat_map(|one| one.tickets)
                    .map(|ticket| ticket.shares.get()).sum()),
            ] {
                prop_assert!(pool.shares.get() - held <= 4 * 120, "shares without a holder");
            }
            // Open slashes are covered to the last base unit.
            prop_assert!(vault >= supplier.slashes.open);
        }
        for amount in open_ones {
            close(&mut supplier, amount).unwrap();
        }
        for one in &mut stakers {
            one.accrue(&supplier).unwrap();
            let _ = one.withdraw(&mut supplier, 0);
            if one.shares.get() > 0 && one.unstake(None, &mut supplier, 0).is_ok() {
                one.withdraw(&mut supplier, 0).unwrap();
            }
        }
        supplier.stake.own_tickets = [OwnTicket::default(); 4];
        (supplier.stake.own, supplier.stake.own_cooling) = (0, 0);
        prop_assert!(supplier.stake.total().unwrap() <= 16, "dust at most");
    }

    /// Nobody who left early gets more than who stayed, to a base unit for each division.
    #[test]
    fn leaving_early_shifts_no_loss(
        own in 0..=SUPPLY_CAP / 8,
        leaver in 1..=SUPPLY_CAP / 8,
        stayer in 1..=SUPPLY_CAP / 8,
        part in 1..=5_000_u64,
    ) {
        let mut supplier = supplier(own);
        let (mut left, stayed) = (staker(&mut supplier, leaver), staker(&mut supplier, stayer));
        let amount = mul_div(supplier.stake.total().unwrap(), part, 10_000, Rounding::Down).unwrap();
        prop_assume!(amount > 0);
        propose(&mut supplier, amount);
        unstake(&mut supplier, &mut left);
        let early = paid(&mut supplier, &mut left, 0);
        let loss = execute(&mut supplier, amount);
        prop_assert_eq!(loss.total().unwrap(), amount);
        let late = left.withdraw(&mut supplier, 0).map_or(0, |done| done.paid);
        let beyond_own = amount.saturating_sub(own);
        let all = leaver + stayer;
        let fair = |stake: u64| {
            stake - mul_div(beyond_own, stake, all, Rounding::Down).unwrap()
        };
        let kept = supplier.stake.delegated.value(stayed.shares.get()).unwrap();
        prop_assert!((early.paid + late).abs_diff(fair(leaver)) <= 2);
        prop_assert!(kept.abs_diff(fair(stayer)) <= 2);
    }
}

use super::*;
use ::emissions::state::Change as OfEmissions;
use ::fee_burn::state::Change as FeeBurn;
use ::marketplace::state::Change as Marketplace;
use io_common::addresses::{EMISSIONS_CONFIG, LEDGER};

#[test]
fn a_change_says_its_parameter_and_its_values_with_their_units() {
    let key = Pubkey::new_from_array([1; 32]);
    let limits = || OracleLimits {
        min_price: 1_000_000_000,
        max_price: 1_000_000_000_000_000,
        max_age: 90,
        max_confidence_bps: 50,
        max_deviation_bps: 1_000,
    };
    let oracle =
        "oracle: 0.001 to 1000 USD, at most 90 s old, a confidence of at most 0.5 %, 10 % from its average";
    for (change, words) in [
        (
            OfEmissions::MinEligibleUnits(12_500),
            "min-eligible-units 1.25 units".to_string(),
        ),
        (
            OfEmissions::StakePerUnit(20_000_000_000),
            "stake-per-unit 200 IO".into(),
        ),
        (
            OfEmissions::UnstakeCooldown(1_209_600),
            "unstake-cooldown 14 d".into(),
        ),
        (OfEmissions::CommunityCap(500), "community-cap 5 %".into()),
        (OfEmissions::MaxCommission(0), "max-commission 0 %".into()),
        (OfEmissions::MaxSlash(4_999), "max-slash 49.99 %".into()),
        (OfEmissions::BreachSlash(1), "breach-slash 0.01 %".into()),
        (
            OfEmissions::MinDelegation(1),
            "min-delegation 0.00000001 IO".into(),
        ),
        (
            OfEmissions::Multiplier {
                model: 3,
                multiplier: 15_000,
            },
            "multiplier of model 3: 1.5 units".into(),
        ),
        (
            OfEmissions::Council {
                attestors: vec![key, key],
                threshold: 2,
            },
            format!("council of 2, of whom 2 must agree: {key}, {key}"),
        ),
    ] {
        assert_eq!(change.words(), words);
    }
    for (change, words) in [
        (
            Marketplace::Fees { base_bps: 25, usdc_extra_bps: 200 },
            "fees: 0.25 % of each side, 2 % more in USDC".to_string(),
        ),
        (
            Marketplace::Times { start_window: 1_800, hold_back: 86_400, forfeit: 3_600, grace: 0 },
            "times: 30 min to start, 1 d held back, 1 h forfeited, 0 s of grace".into(),
        ),
        (Marketplace::Hours(8_760), "hours 8760 h".into()),
        (
            Marketplace::Downtime { seconds: 601, bps: 500 },
            "downtime: at least 601 s, 5 % of the time that has passed".into(),
        ),
        (
            Marketplace::Disputes { decision_time: 604_800, deposit_bps: 500, undecided_bps: 5_000 },
            "disputes: 7 d to decide, a deposit of 5 %, of which 50 % is the supplier's without a decision".into(),
        ),
        (Marketplace::Bounty(300_000), "bounty 0.0003 SOL".into()),
        (Marketplace::Oracle(limits()), oracle.into()),
        (Marketplace::Receivers([key, key]), format!("receivers {key}, {key}")),
    ] {
        assert_eq!(change.words(), words);
    }
    for (change, words) in [
        (
            FeeBurn::Spending {
                daily_max: 100_000_000,
                vault_days: 30,
            },
            "spending: at most 100 USDC a day, the vault over 30 d".to_string(),
        ),
        (
            FeeBurn::Lots {
                min_lot: 1_000_000,
                max_lot: 2_500_000,
                min_fill: 1_000_000,
            },
            "lots: 1 USDC to 2.5 USDC, fills of at least 1 USDC".into(),
        ),
        (
            FeeBurn::Timing {
                interval: 3_600,
                duration: 300,
            },
            "timing: every 1 h an auction of 5 min".into(),
        ),
        (
            FeeBurn::Anchor {
                period: 604_800,
                daily_bps: 1_000,
                cap_bps: 12_000,
            },
            "anchor: over 7 d, by at most 10 % a day, bids up to 120 % of it".into(),
        ),
        (
            FeeBurn::Factor {
                min_bps: 5_000,
                max_bps: 20_000,
            },
            "factor: 50 % to 200 %".into(),
        ),
        (
            FeeBurn::Bid {
                from_bps: -300,
                to_bps: 100,
            },
            "bid: from -300 bps to 100 bps".into(),
        ),
        (FeeBurn::Oracle(limits()), oracle.into()),
        (
            FeeBurn::Receivers([key, key]),
            format!("receivers {key}, {key}"),
        ),
    ] {
        assert_eq!(change.words(), words);
    }
}

fn emissions() -> Emissions {
    let mut models: ::emissions::state::Models = bytemuck::Zeroable::zeroed();
    models.set(3, "H100 SXM", 10_000, 0).unwrap();
    let mut council: Council = bytemuck::Zeroable::zeroed();
    let [first, second] = [1, 2].map(|byte| Pubkey::new_from_array([byte; 32]));
    council.set(&[first, second], 1).unwrap();
    Emissions {
        config: ::emissions::state::Config::new(Default::default(), Pubkey::default(), 0),
        models,
        council,
    }
}

fn mints() -> io_common::token::Mints {
    io_common::token::Mints {
        io: Pubkey::default(),
        usdc: Pubkey::default(),
    }
}

#[test]
fn a_change_says_what_is_in_force_beside_what_will_be() {
    let now = emissions();
    let [stays, leaves, joins] = [1, 2, 3].map(|byte| Pubkey::new_from_array([byte; 32]));
    for (change, words) in [
        (
            OfEmissions::StakePerUnit(15_000_000_000),
            "stake-per-unit 200 → 150 IO".to_string(),
        ),
        (
            OfEmissions::StakePerUnit(20_000_000_000),
            "stake-per-unit 200 IO, as it is now".into(),
        ),
        (
            OfEmissions::UnstakeCooldown(1_209_601),
            "unstake-cooldown 14 d → 1209601 s".into(),
        ),
        (
            OfEmissions::Multiplier {
                model: 3,
                multiplier: 15_000,
            },
            "multiplier of H100 SXM: 1 → 1.5 units".into(),
        ),
        (
            OfEmissions::Multiplier {
                model: 4,
                multiplier: 15_000,
            },
            "multiplier of model 4: 1.5 units".into(),
        ),
        (
            OfEmissions::Council {
                attestors: vec![stays, joins],
                threshold: 2,
            },
            format!(
                "council of 2, of whom 1 → 2 must agree: {}; in: {joins}; out: {leaves}",
                each(&[stays, joins])
            ),
        ),
    ] {
        assert_eq!(change.against(&now), words);
    }
    let market = ::marketplace::state::Config::new(Default::default(), mints(), 0);
    let limits = OracleLimits {
        max_age: 90,
        ..OracleLimits::of(&market.oracle)
    };
    for (change, words) in [
        (
            Marketplace::Fees {
                base_bps: 30,
                usdc_extra_bps: 200,
            },
            "fees: 0.25 → 0.3 % of each side, 2 % more in USDC",
        ),
        (
            Marketplace::Oracle(limits),
            "oracle: 0.001 to 1000 USD, at most 1 min → 90 s old, a confidence of at most 2 %, 10 % from its average",
        ),
    ] {
        assert_eq!(change.against(&market), words);
    }
    let [first, second] = market.oracle.receivers;
    assert_eq!(
        Marketplace::Receivers([joins, second]).against(&market),
        format!("receivers {first}, {second} → {joins}, {second}")
    );
    let mut burn = ::fee_burn::state::Config::new(Default::default(), mints(), 0);
    let treasury = FeeBurn::CouncilTreasury(joins);
    assert_eq!(
        treasury.against(&burn),
        format!("council-treasury none → {}", each(&[joins]))
    );
    // Both without a key.
    let [vault, other] = [LEDGER.address, EMISSIONS_CONFIG.address];
    burn.treasury = vault;
    assert_eq!(
        FeeBurn::CouncilTreasury(other).against(&burn),
        format!("council-treasury {vault} ({KEYLESS}) → {other} ({KEYLESS})")
    );
}

/// Every change that leaves everything as it is says so, and sets what is in force.
#[test]
fn what_is_in_force_is_found_for_every_kind() {
    fn check<C: Words + std::fmt::Debug>(now: &C::Now) -> Vec<String> {
        let all = C::all(now);
        for change in &all {
            assert_eq!(change.in_force(now).as_ref(), Some(change));
            let words = change.against(now);
            assert!(
                words.ends_with(", as it is now") && !words.contains('→'),
                "{words}"
            );
        }
        let entries = all.iter().flat_map(|it| it.entries(now));
        entries
            .map(|entry| {
                if let Value::Number(it) = &entry.value {
                    assert!((it.least..=it.most).contains(&it.value), "{entry:?}");
                }
                entry.name
            })
            .collect()
    }
    let names = check::<OfEmissions>(&emissions());
    assert_eq!(
        (names.len(), names[1].as_str(), names[8].as_str()),
        (9, "stake-per-unit", "council")
    );
    let market = ::marketplace::state::Config::new(Default::default(), mints(), 0);
    let names = check::<Marketplace>(&market);
    assert_eq!(
        (names.len(), names[0].as_str(), names[13].as_str()),
        (19, "fees base-fee", "oracle min-price")
    );
    let burn = ::fee_burn::state::Config::new(Default::default(), mints(), 0);
    let names = check::<FeeBurn>(&burn);
    assert_eq!(
        (names.len(), names[0].as_str(), names[21].as_str()),
        (22, "spending daily-max", "council-treasury")
    );
}

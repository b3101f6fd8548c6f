//! Changes of parameters in words: every kind, by the defaults, and one and the bounds of each range.

use std::fmt::Write;

use anchor_lang::{prelude::Pubkey, AnchorSerialize};
use bytemuck::Zeroable;
use emissions::state::Change as Emissions;
use fee_burn::state::Change as FeeBurn;
use io_client::changes::Words;
use io_common::{governance::ParameterChange, oracle::OracleLimits, types::Council};
use marketplace::state::Change as Marketplace;

use crate::{hex, key, quotes::account};

/// `change PROGRAM BYTES WORDS`.
fn line<C: Words + AnchorSerialize>(lines: &mut String, program: &str, change: &C) {
    let mut data = Vec::new();
    change.serialize(&mut data).unwrap();
    writeln!(lines, "change {program} {} {}", hex(&data), change.words()).unwrap();
}

/// `changeFrom PROGRAM BYTES WORDS`, from what `inForce` lines have.
fn against<C: Words + AnchorSerialize>(
    lines: &mut String,
    program: &str,
    now: &C::Now,
    changes: &[C],
) {
    let as_it_is = C::all(now);
    for change in as_it_is.iter().chain(changes) {
        let mut data = Vec::new();
        change.serialize(&mut data).unwrap();
        let words = change.against(now);
        writeln!(lines, "changeFrom {program} {} {words}", hex(&data)).unwrap();
    }
}

/// Changes beside what is in force: `inForce NAME BYTES` for each account of it.
fn beside(lines: &mut String) {
    let keyless = io_common::addresses::LEDGER.address;
    let mints = || io_common::token::Mints {
        io: key(8),
        usdc: key(9),
    };
    let mut models = ::emissions::state::Models::zeroed();
    models.set(3, "H100", 12_000, 0).unwrap();
    let mut council = Council::zeroed();
    council.set(&[key(1), keyless], 1).unwrap();
    let now = io_client::changes::Emissions {
        config: ::emissions::state::Config::new(Default::default(), key(8), 0),
        models,
        council,
    };
    let market = ::marketplace::state::Config::new(Default::default(), mints(), 0);
    let mut burn = ::fee_burn::state::Config::new(Default::default(), mints(), 0);
    burn.treasury = keyless;
    for (name, data) in [
        ("emissions", account(&now.config)),
        ("models", account(&now.models)),
        ("council", account(&now.council)),
        ("marketplace", account(&market)),
        ("feeBurn", account(&burn)),
    ] {
        writeln!(lines, "inForce {name} {data}").unwrap();
    }
    let council = |attestors: &[Pubkey], threshold| Emissions::Council {
        attestors: attestors.to_vec(),
        threshold,
    };
    let multiplier = |model, multiplier| Emissions::Multiplier { model, multiplier };
    let changes = [
        Emissions::StakePerUnit(15_000_000_000),
        Emissions::UnstakeCooldown(1_209_601),
        multiplier(3, 12_000),
        multiplier(3, 15_000),
        multiplier(4, 15_000),
        council(&[key(1), key(2)], 2),
        // The same in another order.
        council(&[keyless, key(1)], 1),
    ];
    against(lines, "emissions", &now, &changes);
    let [first, second] = market.oracle.receivers;
    let changes = [
        Marketplace::Fees {
            base_bps: 30,
            usdc_extra_bps: 200,
        },
        Marketplace::Oracle(limits()),
        Marketplace::Receivers([key(1), second]),
        Marketplace::Receivers([second, first]),
    ];
    against(lines, "marketplace", &market, &changes);
    let other = io_common::addresses::EMISSIONS_CONFIG.address;
    let changes = [
        FeeBurn::Bid {
            from_bps: -100,
            to_bps: 0,
        },
        FeeBurn::CouncilTreasury(other),
        FeeBurn::CouncilTreasury(Pubkey::default()),
    ];
    against(lines, "feeBurn", &burn, &changes);
}

fn parameters<C: ParameterChange + Words + AnchorSerialize>(lines: &mut String, program: &str) {
    for kind in C::KINDS {
        let values = |of: fn(&io_common::governance::Parameter<i128>) -> i128| {
            let fields = kind.fields.iter();
            fields.map(|field| of(&field.parameter)).collect::<Vec<_>>()
        };
        for values in [
            values(|it| it.default),
            values(|it| it.least),
            values(|it| it.most),
            // What is no multiple of a larger unit.
            values(|it| (it.default + 1).min(it.most)),
        ] {
            let change = C::from_values(kind, &values).unwrap();
            line(lines, program, &change);
        }
    }
}

fn limits() -> OracleLimits {
    OracleLimits {
        min_price: 1_000_000_000,
        max_price: 1_000_000_000_000_000,
        max_age: 90,
        max_confidence_bps: 50,
        max_deviation_bps: 1_000,
    }
}

pub fn lines() -> String {
    let mut lines = String::new();
    parameters::<Emissions>(&mut lines, "emissions");
    parameters::<Marketplace>(&mut lines, "marketplace");
    parameters::<FeeBurn>(&mut lines, "feeBurn");
    let multiplier = Emissions::Multiplier {
        model: 3,
        multiplier: 15_000,
    };
    // The second is no point of the curve: only a program signs for it.
    let council = Emissions::Council {
        attestors: vec![
            io_common::ids::pyth::RECEIVER,
            io_common::addresses::LEDGER.address,
        ],
        threshold: 2,
    };
    for change in [multiplier, council] {
        line(&mut lines, "emissions", &change);
    }
    let receivers = [key(1), key(2)];
    for change in [
        Marketplace::Oracle(limits()),
        Marketplace::Receivers(receivers),
    ] {
        line(&mut lines, "marketplace", &change);
    }
    for change in [
        FeeBurn::Oracle(limits()),
        FeeBurn::Receivers(receivers),
        FeeBurn::CouncilTreasury(key(1)),
    ] {
        line(&mut lines, "feeBurn", &change);
    }
    beside(&mut lines);
    lines
}

//! Changes of parameters in words: every kind, by the defaults, and one and the bounds of each range.

use std::fmt::Write;

use anchor_lang::AnchorSerialize;
use emissions::state::Change as Emissions;
use fee_burn::state::Change as FeeBurn;
use io_client::changes::Words;
use io_common::{governance::ParameterChange, oracle::OracleLimits};
use marketplace::state::Change as Marketplace;

use crate::{hex, key};

/// `change PROGRAM BYTES WORDS`.
fn line<C: Words + AnchorSerialize>(lines: &mut String, program: &str, change: &C) {
    let mut data = Vec::new();
    change.serialize(&mut data).unwrap();
    writeln!(lines, "change {program} {} {}", hex(&data), change.words()).unwrap();
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
    lines
}

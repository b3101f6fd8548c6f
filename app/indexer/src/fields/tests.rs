use anchor_lang::{prelude::Pubkey, AnchorSerialize, Discriminator};
use emissions::events::{Attested, AttestedSupplier, ChangeProposed, EmissionsGoverned};
use io_client::events::{Emissions, FeeBurn, Marketplace};
use io_common::governance::GovernanceAction;
use marketplace::{
    events::{DisputeClosed, Ended, Totals},
    state::EndReason,
};

use super::*;

fn encoded<E: AnchorSerialize + Discriminator>(event: &E) -> Vec<u8> {
    let mut data = E::DISCRIMINATOR.to_vec();
    event.serialize(&mut data).unwrap();
    data
}

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

fn totals() -> Totals {
    Totals {
        locked: u64::MAX,
        deposit: 1,
        payable: 2,
        charged: 3,
        paid: 4,
        refunded: 5,
        fees: 6,
        owed_to_supplier: 7,
        owed_to_payer: 8,
        owed_fees: 9,
    }
}

#[test]
fn the_interfaces_have_the_events_that_the_client_decodes() {
    for (program, names) in [
        (emissions::ID, Emissions::NAMES),
        (marketplace::ID, Marketplace::NAMES),
        (fee_burn::ID, FeeBurn::NAMES),
    ] {
        let interface = &PROGRAMS[&program.to_string()];
        let mut here: Vec<&str> = interface.events.values().map(String::as_str).collect();
        let mut there = names.to_vec();
        here.sort_unstable();
        there.sort_unstable();
        assert_eq!(here, there);
    }
}

#[test]
fn fields_have_their_names_and_large_numbers_are_text() {
    let event = Ended {
        reservation: key(1),
        reason: EndReason::TerminatedForDowntime,
        seconds: 3_600,
        downtime: 60,
        refunded: 10,
        totals: totals(),
    };
    let decoded = decode(&marketplace::ID.to_string(), &encoded(&event)).unwrap();
    assert_eq!(decoded.name, "Ended");
    assert_eq!(decoded.addresses, [key(1).to_string()]);
    assert_eq!(
        decoded.fields,
        json!({
            "reservation": key(1).to_string(),
            "reason": "terminatedForDowntime",
            "seconds": 3_600,
            "downtime": 60,
            "refunded": "10",
            "totals": {
                "locked": "18446744073709551615", "deposit": "1", "payable": "2", "charged": "3", "paid": "4",
                "refunded": "5", "fees": "6", "owedToSupplier": "7", "owedToPayer": "8", "owedFees": "9",
            },
        })
    );
}

#[test]
fn lists_options_and_variants_are_decoded() {
    let emissions = emissions::ID.to_string();
    let attested = Attested {
        evidence: [0xab; 32],
        made_at: -1,
        attestations: vec![AttestedSupplier {
            supplier: key(2),
            gpus: 8,
            ends_at: 9,
            units: 10,
        }],
        passed_over: vec![key(3), key(2)],
    };
    let decoded = decode(&emissions, &encoded(&attested)).unwrap();
    assert_eq!(decoded.addresses, [key(2).to_string(), key(3).to_string()]);
    assert_eq!(decoded.fields["evidence"], "ab".repeat(32));
    assert_eq!(decoded.fields["madeAt"], -1);
    let supplier = key(2).to_string();
    assert_eq!(
        decoded.fields["attestations"],
        json!([{ "supplier": supplier, "gpus": 8, "endsAt": 9, "units": "10" }])
    );

    let governed = EmissionsGoverned {
        signer: key(4),
        action: GovernanceAction::SetGuardian(key(5)),
        paused_until: 0,
    };
    let decoded = decode(&emissions, &encoded(&governed)).unwrap();
    let guardian = key(5).to_string();
    assert_eq!(decoded.fields["action"], json!({ "setGuardian": guardian }));
    assert_eq!(decoded.addresses, [key(4).to_string(), guardian]);

    let proposed = ChangeProposed {
        proposal: key(6),
        change: emissions::state::Change::StakePerUnit(15_000_000_000),
        ready_at: 7,
    };
    let decoded = decode(&emissions, &encoded(&proposed)).unwrap();
    let change = json!({ "stakePerUnit": "15000000000" });
    assert_eq!(decoded.fields["change"], change);

    for (payer_bps, written) in [(None, Value::Null), (Some(5_000), json!(5_000))] {
        let closed = DisputeClosed {
            reservation: key(1),
            payer_bps,
            refunded: 0,
            totals: totals(),
        };
        let decoded = decode(&marketplace::ID.to_string(), &encoded(&closed)).unwrap();
        assert_eq!(decoded.fields["payerBps"], written);
    }
}

#[test]
fn what_is_cut_or_longer_or_of_another_program_is_not_decoded() {
    let program = marketplace::ID.to_string();
    let event = DisputeClosed {
        reservation: key(1),
        payer_bps: Some(1),
        refunded: 2,
        totals: totals(),
    };
    let mut data = encoded(&event);
    for end in 0..data.len() {
        assert_eq!(decode(&program, &data[..end]), None, "{end} bytes");
    }
    assert_eq!(decode(&emissions::ID.to_string(), &data), None);
    assert_eq!(decode("11111111111111111111111111111111", &data), None);
    // An option is 0 or 1.
    data[40] = 2;
    assert_eq!(decode(&program, &data), None);
    data[40] = 1;
    data.push(0);
    assert_eq!(decode(&program, &data), None);
}

//! What a supplier's acts on offers come to.

use std::fmt::Write;

use anchor_lang::Discriminator;
use bytemuck::{bytes_of, Zeroable};
use io_client::actions::{
    create_offer::{self, Offerer, Request},
    offer::{self, Offered},
    Prepared, Refusal,
};
use io_common::{
    governance::Roles,
    token::Mints,
    types::{Supplier, SupplierUsage},
};
use marketplace::state::{Config, Interconnect, Offer, OfferArgs};

use super::{
    hex, key,
    quotes::{of_prepared, refused},
};

/// Unix seconds.
const NOW: i64 = 1_800_000_000;

fn args() -> OfferArgs {
    OfferArgs {
        price_micro_usd: 2_490_000,
        gpus: 8,
        min_hours: 2,
        max_hours: 300,
        max_io_hours: Some(48),
        notice_hours: 720,
        region: *b"eu-north\0\0\0\0\0\0\0\0",
        interconnect: Interconnect::InfiniBand,
        currencies: 3,
    }
}

/// What is refused, and what is taken.
const CHANGES: [fn(&mut OfferArgs); 11] = [
    |_| (),
    |it| it.max_io_hours = None,
    |it| it.gpus = 0,
    |it| it.price_micro_usd = 0,
    |it| it.min_hours = 0,
    |it| it.min_hours = it.max_hours + 1,
    |it| it.max_hours = 1_000_000,
    |it| it.max_io_hours = Some(0),
    |it| it.notice_hours = 0,
    |it| it.notice_hours = 721,
    |it| it.currencies = 4,
];

fn of_args(it: &OfferArgs) -> String {
    format!(
        "{} {} {} {} {} {} {} {} {}",
        it.price_micro_usd,
        it.gpus,
        it.min_hours,
        it.max_hours,
        it.max_io_hours
            .map_or("-".into(), |hours| hours.to_string()),
        it.notice_hours,
        hex(&it.region),
        it.interconnect as u8,
        it.currencies
    )
}

fn tell<T>(
    lines: &mut String,
    prepared: Result<Prepared<T>, Refusal>,
    words: impl FnOnce(&T) -> String,
) {
    match prepared {
        Err(error) => writeln!(lines, "refused {}", refused(&error)).unwrap(),
        Ok(it) => {
            writeln!(lines, "{}", words(&it.terms)).unwrap();
            *lines += &of_prepared(&it);
        }
    }
}

fn changed(it: &offer::Changed) -> String {
    format!("{} {} {}", it.revision, it.reserved, it.attested)
}

/// Offers that are made, changed, paused and closed.
pub fn lines() -> String {
    let mut lines = String::new();
    let config = Config::new(
        Roles::new(key(8), key(9)),
        Mints {
            io: key(5),
            usdc: key(6),
        },
        250,
    );
    let mut supplier = Supplier::zeroed();
    (supplier.owner, supplier.attestation.gpus) = (key(15), 16);
    supplier.attestation.ends_at = NOW + 1;
    let mut usage = SupplierUsage::zeroed();
    usage.offers = 7;
    let mut offer = Offer::zeroed();
    (offer.supplier, offer.revision, offer.gpus) = (key(3), 5, 10);
    (offer.price_micro_usd, offer.currencies) = (2_500_000, 3);
    (offer.min_hours, offer.max_hours, offer.max_io_hours) = (1, 24, 12);
    offer.notice_hours = 48;
    for change in CHANGES {
        let mut args = args();
        change(&mut args);
        for usage in [None, Some(usage)] {
            let offers = usage.map_or("-".into(), |usage| usage.offers.to_string());
            let (address, authority, now) = (key(3), key(14), NOW);
            write!(lines, "offering {offers} {} ", of_args(&args)).unwrap();
            let it = Offerer {
                address,
                config,
                supplier,
                usage,
                now,
            };
            let args = args.clone();
            let prepared = create_offer::prepare(&it, &Request { authority, args });
            tell(&mut lines, prepared, |it| {
                format!("{} {}", it.offer, it.attested)
            });
        }
    }
    for (reserved, now) in [(0, NOW), (3, NOW + 1)] {
        offer.reserved = reserved;
        let it = Offered {
            address: key(4),
            config,
            offer,
            supplier,
            now,
        };
        let stored = hex(Offer::DISCRIMINATOR) + &hex(bytes_of(&offer));
        writeln!(lines, "offer {now} {stored}").unwrap();
        for change in CHANGES {
            let mut args = args();
            change(&mut args);
            write!(lines, "editing {} ", of_args(&args)).unwrap();
            tell(&mut lines, offer::edit(&it, &key(14), args), changed);
        }
        for paused in [false, true] {
            write!(lines, "pausing {paused} ").unwrap();
            tell(
                &mut lines,
                offer::set_paused(&it, &key(14), paused),
                changed,
            );
        }
        write!(lines, "closing ").unwrap();
        tell(&mut lines, offer::close(&it, &key(14)), |it| {
            it.returns_to.to_string()
        });
    }
    lines
}

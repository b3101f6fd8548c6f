//! The closing report.

use std::io::Write;

use anyhow::Context;
use emissions::state::Delegation;
use io_client::spl;
use io_common::{
    addresses::{IO_VAULT, USDC_VAULT},
    types::Supplier,
};
use marketplace::state::{Currency, Payee, Reservation};

use super::{checks, economy::Economy, Options};
use io_output::{
    amounts::{grouped, io, several, usdc},
    layout,
    output::{self, OutputFormat},
    report::{Cell, Record, Report},
    terminal,
};

/// An amount of each currency, in base units.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByCurrency {
    /// Base units of IO.
    pub io: u64,
    /// Micro-USD.
    pub usdc: u64,
}

impl ByCurrency {
    fn add(&mut self, currency: Currency, amount: u64) {
        let sum = match currency {
            Currency::Io => &mut self.io,
            Currency::Usdc => &mut self.usdc,
        };
        *sum = sum.saturating_add(amount);
    }
}

/// What closed reservations came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Closed {
    /// How many.
    pub reservations: u64,
    /// What renters locked.
    pub locked: ByCurrency,
    /// What suppliers were paid.
    pub paid: ByCurrency,
    /// What came back to renters.
    pub refunded: ByCurrency,
    /// Fees of both sides.
    pub fees: ByCurrency,
}

impl Closed {
    /// Counts a reservation of which everything has been allocated and paid.
    pub fn add(&mut self, reservation: &Reservation) -> anyhow::Result<()> {
        self.reservations = self.reservations.saturating_add(1);
        let (paid, refunded) = (
            reservation.total(Payee::Supplier)?,
            reservation.total(Payee::Payer)?,
        );
        self.count(reservation, paid, refunded)?;
        self.fees
            .add(reservation.currency()?, reservation.total(Payee::Fees)?);
        Ok(())
    }

    fn count(&mut self, reservation: &Reservation, paid: u64, refunded: u64) -> anyhow::Result<()> {
        let currency = reservation.currency()?;
        self.locked.add(currency, reservation.locked);
        self.paid.add(currency, paid);
        self.refunded.add(currency, refunded);
        Ok(())
    }
}

/// What the demo ended with. IO in base units (10⁻⁸), USDC in micro-USD (10⁻⁶), the price in pico-USD.
#[derive(Debug)]
pub struct Figures {
    days: u32,
    suppliers: u32,
    stakers: u32,
    renters: u32,
    seed: u64,
    io_supply: u64,
    io_emitted: u64,
    io_burned_as_fees: u64,
    io_bought_and_burned: u64,
    usdc_spent_on_io: u64,
    auctions_opened: u64,
    auctions_filled: u64,
    auctions_expired: u64,
    rewards_to_suppliers: u64,
    rewards_to_stakers: u64,
    rewards_claimable: u64,
    rentals_locked: ByCurrency,
    rentals_paid: ByCurrency,
    rentals_refunded: ByCurrency,
    rentals_in_escrow: ByCurrency,
    fees: ByCurrency,
    fees_in_vaults: ByCurrency,
    reservations_closed: u64,
    reservations_open: u64,
    gpu_hours: u64,
    last_auction_price_pico_usd: u64,
    transactions: u64,
    conservation_checks: u32,
}

/// Reads every figure from the accounts.
pub fn collect(economy: &mut Economy, options: &Options) -> anyhow::Result<Figures> {
    let (ledger, engine) = (economy.ledger()?, economy.engine()?);
    let mint = economy.io;
    let mint = spl::mint(&mut economy.vm, &mint)?.context("the IO mint is missing")?;
    let (mut closed, mut in_escrow) = (economy.closed, ByCurrency::default());
    for rental in economy.rentals.clone() {
        let open = economy.reservation(&rental)?;
        closed.count(&open, open.paid.supplier, open.paid.payer)?;
        in_escrow.add(open.currency()?, open.escrowed()?);
    }
    let (mut to_suppliers, mut gpu_seconds) = (0_u64, 0_u64);
    for place in 0..economy.suppliers.len() {
        let address = economy.suppliers[place].address;
        let supplier: Supplier = economy.read(&address)?;
        to_suppliers = to_suppliers.saturating_add(supplier.rewards.claimed);
        let usage = io_client::marketplace::supplier_usage_address(&address);
        let service = economy
            .read::<io_common::types::SupplierUsage>(&usage)?
            .service;
        gpu_seconds = gpu_seconds.saturating_add(service.gpu_seconds);
    }
    let mut to_stakers = 0_u64;
    for place in 0..economy.stakers.len() {
        let delegation = economy.stakers[place].delegation;
        let claimed = economy.read::<Delegation>(&delegation)?.claimed;
        to_stakers = to_stakers.saturating_add(claimed);
    }
    Ok(Figures {
        days: options.days,
        suppliers: options.suppliers,
        stakers: options.stakers,
        renters: options.renters,
        seed: options.seed,
        io_supply: mint.supply,
        io_emitted: ledger.emitted_total,
        io_burned_as_fees: engine.fees_burned,
        io_bought_and_burned: engine.bought,
        usdc_spent_on_io: engine.spent,
        auctions_opened: engine.opened,
        auctions_filled: engine.filled,
        auctions_expired: engine.expired,
        rewards_to_suppliers: to_suppliers,
        rewards_to_stakers: to_stakers,
        rewards_claimable: checks::claimable(economy)?,
        rentals_locked: closed.locked,
        rentals_paid: closed.paid,
        rentals_refunded: closed.refunded,
        rentals_in_escrow: in_escrow,
        fees: closed.fees,
        fees_in_vaults: ByCurrency {
            io: economy.balance(&IO_VAULT.address)?,
            usdc: economy.balance(&USDC_VAULT.address)?,
        },
        reservations_closed: closed.reservations,
        reservations_open: u64::try_from(economy.rentals.len())?,
        gpu_hours: gpu_seconds.checked_div(3_600).unwrap_or(0),
        last_auction_price_pico_usd: engine.auction.reference,
        transactions: economy.transactions,
        conservation_checks: economy.checks,
    })
}

/// Prints the report on standard output.
///
/// # Errors
/// If it cannot be written.
pub fn print(figures: &Figures, form: OutputFormat) -> anyhow::Result<()> {
    if form == OutputFormat::Display {
        let text = display(figures, terminal::out_columns());
        return Ok(writeln!(output::stdout(), "{text}")?);
    }
    Report::fields(record(figures)).print(form)
}

/// Every figure by its name.
fn record(it: &Figures) -> Record {
    let count = |count: u32| Cell::count(count);
    vec![
        ("Days", count(it.days)),
        ("Suppliers", count(it.suppliers)),
        ("Stakers", count(it.stakers)),
        ("Renters", count(it.renters)),
        ("Seed", Cell::Count(it.seed)),
        ("IO supply", Cell::Io(it.io_supply)),
        ("IO emitted", Cell::Io(it.io_emitted)),
        ("IO burned as fees", Cell::Io(it.io_burned_as_fees)),
        ("IO bought and burned", Cell::Io(it.io_bought_and_burned)),
        ("USDC spent on IO", Cell::Usdc(it.usdc_spent_on_io)),
        ("Auctions opened", Cell::Count(it.auctions_opened)),
        ("Auctions filled", Cell::Count(it.auctions_filled)),
        ("Auctions expired", Cell::Count(it.auctions_expired)),
        ("Rewards to suppliers", Cell::Io(it.rewards_to_suppliers)),
        ("Rewards to stakers", Cell::Io(it.rewards_to_stakers)),
        ("Rewards claimable", Cell::Io(it.rewards_claimable)),
        ("Rentals locked in IO", Cell::Io(it.rentals_locked.io)),
        ("Rentals locked in USDC", Cell::Usdc(it.rentals_locked.usdc)),
        ("Rentals paid in IO", Cell::Io(it.rentals_paid.io)),
        ("Rentals paid in USDC", Cell::Usdc(it.rentals_paid.usdc)),
        ("Rentals refunded in IO", Cell::Io(it.rentals_refunded.io)),
        (
            "Rentals refunded in USDC",
            Cell::Usdc(it.rentals_refunded.usdc),
        ),
        ("Rentals in escrow in IO", Cell::Io(it.rentals_in_escrow.io)),
        (
            "Rentals in escrow in USDC",
            Cell::Usdc(it.rentals_in_escrow.usdc),
        ),
        ("Fees in IO", Cell::Io(it.fees.io)),
        ("Fees in USDC", Cell::Usdc(it.fees.usdc)),
        ("Fees in vaults in IO", Cell::Io(it.fees_in_vaults.io)),
        ("Fees in vaults in USDC", Cell::Usdc(it.fees_in_vaults.usdc)),
        ("Reservations closed", Cell::Count(it.reservations_closed)),
        ("Reservations open", Cell::Count(it.reservations_open)),
        ("GPU-hours", Cell::Count(it.gpu_hours)),
        (
            "Last auction price",
            Cell::Price(it.last_auction_price_pico_usd),
        ),
        ("Transactions", Cell::Count(it.transactions)),
        ("Conservation checks", count(it.conservation_checks)),
    ]
}

/// A table of the amounts in `width` columns, if they are known, and the counts below.
fn display(figures: &Figures, width: Option<usize>) -> String {
    let Figures {
        days,
        suppliers,
        stakers,
        renters,
        seed,
        ..
    } = figures;
    let title = format!(
        "{}, {}, {}, {}, seed {seed}",
        several(*days, "day"),
        several(*suppliers, "supplier"),
        several(*stakers, "staker"),
        several(*renters, "renter")
    );
    let only_io = |name: &str, amount: u64| vec![name.into(), io(amount), String::new()];
    let both =
        |name: &str, amount: &ByCurrency| vec![name.into(), io(amount.io), usdc(amount.usdc)];
    let rows = [
        only_io("in existence", figures.io_supply),
        only_io("emitted", figures.io_emitted),
        only_io("rewards claimed by suppliers", figures.rewards_to_suppliers),
        only_io("rewards claimed by stakers", figures.rewards_to_stakers),
        only_io("rewards not claimed yet", figures.rewards_claimable),
        both("locked by renters", &figures.rentals_locked),
        both("paid to suppliers", &figures.rentals_paid),
        both("refunded to renters", &figures.rentals_refunded),
        both("in escrow", &figures.rentals_in_escrow),
        both("fees of both sides", &figures.fees),
        both("fees waiting in the vaults", &figures.fees_in_vaults),
        only_io("burned as fees", figures.io_burned_as_fees),
        vec![
            "bought with fees and burned".into(),
            io(figures.io_bought_and_burned),
            format!("for {}", usdc(figures.usdc_spent_on_io)),
        ],
    ];
    let amounts = layout::table(&["", "IO", "USDC"], &rows, &[false, true, true], width);
    let auctions = format!(
        "{}, filled {}, expired {}",
        grouped(figures.auctions_opened),
        grouped(figures.auctions_filled),
        grouped(figures.auctions_expired)
    );
    let closed = format!(
        "{}, open {}",
        grouped(figures.reservations_closed),
        grouped(figures.reservations_open)
    );
    let counts = [
        ("auctions", auctions),
        ("reservations closed", closed),
        (
            "GPU-hours of closed reservations",
            grouped(figures.gpu_hours),
        ),
        ("transactions", grouped(figures.transactions)),
        (
            "days on which P-01, P-02, P-08, P-13 held",
            figures.conservation_checks.to_string(),
        ),
    ];
    let counts = layout::fields(&counts, width);
    let title = width.map_or(title.clone(), |width| layout::wrap(&title, width));
    [title, amounts.text, counts].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nobody has more than this of anything.
    fn widest() -> Figures {
        let both = ByCurrency {
            io: u64::MAX,
            usdc: 1_000_000_000_000_000,
        };
        Figures {
            days: 3_650,
            suppliers: 500,
            stakers: 2_000,
            renters: 2_000,
            seed: u64::MAX,
            io_supply: u64::MAX,
            io_emitted: u64::MAX,
            io_burned_as_fees: u64::MAX,
            io_bought_and_burned: u64::MAX,
            usdc_spent_on_io: 1_000_000_000_000_000,
            auctions_opened: u64::MAX,
            auctions_filled: u64::MAX,
            auctions_expired: u64::MAX,
            rewards_to_suppliers: u64::MAX,
            rewards_to_stakers: u64::MAX,
            rewards_claimable: u64::MAX,
            rentals_locked: both,
            rentals_paid: both,
            rentals_refunded: both,
            rentals_in_escrow: both,
            fees: both,
            fees_in_vaults: both,
            reservations_closed: u64::MAX,
            reservations_open: u64::MAX,
            gpu_hours: u64::MAX,
            last_auction_price_pico_usd: u64::MAX,
            transactions: u64::MAX,
            conservation_checks: 3_650,
        }
    }

    #[test]
    fn the_report_fits_its_terminal_and_is_a_table_for_programs() {
        for width in [60, 80, 120] {
            let text = display(&widest(), Some(width));
            let found = text.lines().map(|line| line.chars().count()).max();
            assert!(found.unwrap() <= width, "{width}: {text}");
            let whole = text.matches("184,467,440,737.09551615").count();
            assert_eq!(whole, 13, "{text}");
        }
        let report = Report::fields(record(&widest()));
        let csv = report.to_text(OutputFormat::Csv);
        let columns: Vec<usize> = csv.lines().map(|line| line.split(',').count()).collect();
        // Twenty-one amounts have their currency beside them.
        assert_eq!(columns, [34 + 21; 2], "{csv}");
        let fees = &report.json()["feesInVaultsInUsdc"];
        assert_eq!(
            (&fees["amount"], &fees["currency"]),
            (&"1000000000000000".into(), &"USDC".into())
        );
    }
}

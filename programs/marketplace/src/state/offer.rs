//! Offers of GPUs.

use anchor_lang::prelude::*;
use io_common::{constants::HOUR, math::Checked, require, require_gte};

use super::{Currency, Terms};
use crate::{
    constants::{DEFAULT_MAX_IO_HOURS, MAX_NOTICE_HOURS, REGION_LEN},
    error::MarketplaceError,
};

/// How the GPUs of an offer are connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[repr(u8)]
pub enum Interconnect {
    /// The host's bus.
    Pcie,
    /// NVLink within a host.
    NvLink,
    /// InfiniBand between hosts.
    InfiniBand,
    /// RDMA over Ethernet between hosts.
    Roce,
}

/// Arguments of `create_offer` and `edit_offer`.
#[derive(Clone, Debug, AnchorSerialize, AnchorDeserialize)]
pub struct OfferArgs {
    /// Price of a GPU-hour in micro-USD.
    pub price_micro_usd: u64,
    /// GPUs offered.
    pub gpus: u32,
    /// Shortest reservation, in hours. An extension may be shorter: it adds to a stay that is long enough already.
    pub min_hours: u32,
    /// Longest stay, in hours.
    pub max_hours: u32,
    /// Longest stay in IO, in hours; 24 if not given.
    pub max_io_hours: Option<u32>,
    /// Hours of notice before the supplier ends a reservation, at most 720.
    pub notice_hours: u16,
    /// Location of the GPUs: UTF-8, zero-padded.
    pub region: [u8; REGION_LEN],
    /// How they are connected.
    pub interconnect: Interconnect,
    /// Set of currencies taken: IO 1, USDC 2, both 3.
    pub currencies: u8,
}

/// An offer. `[OFFER, supplier, sequence]`.
#[account(zero_copy)]
#[derive(Debug, PartialEq, Eq)]
pub struct Offer {
    /// The supplier.
    pub supplier: Pubkey,
    /// Location of the GPUs: UTF-8, zero-padded.
    pub region: [u8; REGION_LEN],
    /// Price of a GPU-hour in micro-USD.
    pub price_micro_usd: u64,
    /// Sequence number among the supplier's offers, part of the address.
    pub sequence: u32,
    /// Raised by every edit and pause. A renter names the revision that it has read. Existing reservations are not
    /// affected.
    pub revision: u32,
    /// GPUs offered.
    pub gpus: u32,
    /// GPUs reserved.
    pub reserved: u32,
    /// Shortest reservation, in hours. An extension may be shorter: it adds to a stay that is long enough already.
    pub min_hours: u32,
    /// Longest stay, in hours: no reservation, extended or not, may end further ahead.
    pub max_hours: u32,
    /// Longest stay in IO, in hours: the price in IO is fixed when the time is reserved.
    pub max_io_hours: u32,
    /// GPU model: index in the table of the emissions program.
    pub model: u16,
    /// Hours of notice before the supplier ends a reservation.
    pub notice_hours: u16,
    /// 0 PCIe, 1 NVLink, 2 InfiniBand, 3 RoCE.
    pub interconnect: u8,
    /// Set of currencies taken, by [`Currency::bit`].
    pub currencies: u8,
    /// Bump of the address.
    pub bump: u8,
    /// 1 while new reservations are refused.
    pub paused: u8,
    /// Zero.
    pub padding: [u8; 4],
}

impl Offer {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// Sets the offer from `args`. `longest` is the market's limit in hours.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn set(&mut self, args: &OfferArgs, longest: u32) -> Result<()> {
        self.price_micro_usd = args.price_micro_usd;
        self.gpus = args.gpus;
        (self.min_hours, self.max_hours) = (args.min_hours, args.max_hours);
        self.max_io_hours = args.max_io_hours.unwrap_or(DEFAULT_MAX_IO_HOURS);
        self.notice_hours = args.notice_hours;
        self.region = args.region;
        self.interconnect = args.interconnect as u8;
        self.currencies = args.currencies;
        self.check(longest)
    }

    /// Edits an existing offer and raises its revision. Existing reservations are not affected.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn edit(&mut self, args: &OfferArgs, longest: u32) -> Result<()> {
        self.revision = self.revision.plus(1)?;
        self.set(args, longest)
    }

    /// Stops new reservations, or allows them again.
    ///
    /// # Errors
    /// `MathOverflow` after 2³² changes.
    pub fn set_paused(&mut self, paused: bool) -> Result<()> {
        self.revision = self.revision.plus(1)?;
        self.paused = paused.into();
        Ok(())
    }

    /// Refuses an offer that no one could reserve. `longest` is the market's limit in hours.
    ///
    /// # Errors
    /// `OfferWithoutGpus`, `OfferWithoutPrice`, `OfferHours`, `OfferNotice`, `OfferCurrencies`.
    pub fn check(&self, longest: u32) -> Result<()> {
        require!(self.gpus > 0, MarketplaceError::OfferWithoutGpus);
        require!(
            self.price_micro_usd > 0,
            MarketplaceError::OfferWithoutPrice
        );
        let hours = 1 <= self.min_hours
            && self.min_hours <= self.max_hours
            && self.max_hours <= longest
            && self.max_io_hours > 0;
        require!(hours, MarketplaceError::OfferHours);
        require_gte!(
            MAX_NOTICE_HOURS,
            self.notice_hours,
            MarketplaceError::OfferNotice
        );
        require!(
            (1..=Currency::ALL).contains(&self.currencies),
            MarketplaceError::OfferCurrencies
        );
        Ok(())
    }

    /// Refuses a reservation that the offer, at `revision`, does not take.
    ///
    /// # Errors
    /// `OfferEdited`, `OfferPaused`, `CurrencyNotTaken`, `HoursOutOfRange`, `IoHoursOutOfRange`; `OfferFull` if more
    /// is reserved than offered.
    pub fn accept(&self, hours: u32, currency: Currency, revision: u32) -> Result<()> {
        self.accept_from(self.min_hours, hours, currency, revision)
    }

    /// Refuses an extension, under `terms`, that the offer at `revision` does not take. The minimum hours and the notice
    /// of the terms stay. So an offer whose minimum is longer is refused, since its price is for longer stays, and so is
    /// one with less notice, since its price is for that notice. A stay of the minimum may be extended by a single hour;
    /// [`accept_end`](Self::accept_end) limits how far ahead it may end.
    ///
    /// # Errors
    /// Those of [`accept`](Self::accept), `NoticeShortened`.
    pub fn accept_more(
        &self,
        hours: u32,
        currency: Currency,
        revision: u32,
        terms: &Terms,
    ) -> Result<()> {
        self.accept_from(1, hours, currency, revision)?;
        let least = u32::from(terms.min_hours);
        require_gte!(least, self.min_hours, MarketplaceError::HoursOutOfRange);
        let promised = terms.noticed(self.notice_hours)?;
        require_gte!(promised, terms.notice, MarketplaceError::NoticeShortened);
        Ok(())
    }

    fn accept_from(&self, least: u32, hours: u32, currency: Currency, revision: u32) -> Result<()> {
        require!(self.revision == revision, MarketplaceError::OfferEdited);
        require!(self.paused == 0, MarketplaceError::OfferPaused);
        require!(
            self.currencies & currency.bit() != 0,
            MarketplaceError::CurrencyNotTaken
        );
        require!(
            (least..=self.max_hours).contains(&hours),
            MarketplaceError::HoursOutOfRange
        );
        require!(
            currency != Currency::Io || hours <= self.max_io_hours,
            MarketplaceError::IoHoursOutOfRange
        );
        require!(self.reserved <= self.gpus, MarketplaceError::OfferFull);
        Ok(())
    }

    /// Refuses an end `ahead` seconds from now that is further than the longest stay. `longest` is the market's limit
    /// in hours. So no price is fixed for longer, however often a reservation is extended.
    ///
    /// # Errors
    /// `EndsTooLate`.
    pub fn accept_end(&self, ahead: i64, currency: Currency, longest: u32) -> Result<()> {
        let most = self.longest_stay(currency, longest)?;
        require_gte!(most, ahead, MarketplaceError::EndsTooLate);
        Ok(())
    }

    /// The longest stay in a currency, in seconds. `longest` is the market's limit in hours.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur: 32 bits of hours.
    pub fn longest_stay(&self, currency: Currency, longest: u32) -> io_common::Result<i64> {
        let hours = match currency {
            Currency::Io => self.max_hours.min(self.max_io_hours),
            Currency::Usdc => self.max_hours,
        };
        i64::from(hours.min(longest)).times(HOUR)
    }

    /// Takes `gpus` for `hours` from the offer at `revision`.
    ///
    /// # Errors
    /// `NoGpus`, and those of [`accept`](Self::accept).
    pub fn take(&mut self, gpus: u32, hours: u32, currency: Currency, revision: u32) -> Result<()> {
        require!(gpus > 0, MarketplaceError::NoGpus);
        self.reserved = self.reserved.plus(gpus)?;
        self.accept(hours, currency, revision)
    }

    /// Gives `gpus` back.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur: they were taken.
    pub fn free(&mut self, gpus: u32) -> io_common::Result<()> {
        self.reserved = self.reserved.minus(gpus)?;
        Ok(())
    }
}

const _: () = assert!(Offer::SIZE == 8 + 96, "a new layout is a new account type");

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;

    fn offer() -> Offer {
        Offer {
            price_micro_usd: 2_000_000,
            gpus: 8,
            min_hours: 2,
            max_hours: 400,
            max_io_hours: 168,
            currencies: Currency::ALL,
            revision: 3,
            ..Offer::zeroed()
        }
    }

    fn refusal(change: impl FnOnce(&mut Offer)) -> Error {
        let mut offer = offer();
        change(&mut offer);
        offer.check(8_760).unwrap_err()
    }

    #[test]
    fn what_nobody_could_reserve_is_refused() {
        assert!(offer().check(8_760).is_ok());
        let hours = MarketplaceError::OfferHours;
        let currencies = MarketplaceError::OfferCurrencies;
        assert_eq!(
            refusal(|offer| offer.gpus = 0),
            MarketplaceError::OfferWithoutGpus.into()
        );
        assert_eq!(
            refusal(|offer| offer.price_micro_usd = 0),
            MarketplaceError::OfferWithoutPrice.into()
        );
        assert_eq!(refusal(|offer| offer.min_hours = 0), hours.into());
        assert_eq!(refusal(|offer| offer.min_hours = 401), hours.into());
        assert_eq!(refusal(|offer| offer.max_hours = 8_761), hours.into());
        assert_eq!(refusal(|offer| offer.max_io_hours = 0), hours.into());
        assert_eq!(
            refusal(|offer| offer.notice_hours = 721),
            MarketplaceError::OfferNotice.into()
        );
        assert_eq!(refusal(|offer| offer.currencies = 0), currencies.into());
        assert_eq!(refusal(|offer| offer.currencies = 4), currencies.into());
    }

    #[test]
    fn an_edit_or_a_pause_is_a_new_revision() {
        let mut offer = offer();
        let args = OfferArgs {
            price_micro_usd: 3_000_000,
            gpus: 4,
            min_hours: 1,
            max_hours: 8_760,
            max_io_hours: None,
            notice_hours: 720,
            region: [b'x'; REGION_LEN],
            interconnect: Interconnect::Roce,
            currencies: 2,
        };
        offer.edit(&args, 8_760).unwrap();
        let edited = Offer {
            price_micro_usd: 3_000_000,
            revision: 4,
            gpus: 4,
            min_hours: 1,
            max_hours: 8_760,
            max_io_hours: 24,
            notice_hours: 720,
            region: [b'x'; REGION_LEN],
            interconnect: 3,
            currencies: 2,
            ..Offer::zeroed()
        };
        assert_eq!(offer, edited);
        let long = offer.edit(&args, 8_759).unwrap_err();
        assert_eq!(long, MarketplaceError::OfferHours.into());

        offer = edited;
        offer.set_paused(true).unwrap();
        let refusal = offer.accept(2, Currency::Usdc, 5).unwrap_err();
        assert_eq!(refusal, MarketplaceError::OfferPaused.into());
        offer.set_paused(false).unwrap();
        offer.accept(2, Currency::Usdc, 6).unwrap();
    }

    /// Otherwise a renter would extend at the price of a long stay, and terminate after the minimum of its own terms.
    #[test]
    fn a_price_for_more_hours_than_those_of_the_terms_extends_nothing() {
        let offer = Offer {
            min_hours: 10,
            ..offer()
        };
        let more = |min_hours, hours| {
            let terms = Terms {
                min_hours,
                ..Terms::default()
            };
            offer.accept_more(hours, Currency::Usdc, 3, &terms)
        };
        for min_hours in [10, 11] {
            more(min_hours, 10).unwrap();
        }
        for (min_hours, hours) in [(0, 10), (9, 1), (9, 10), (9, 400), (10, 0), (10, 401)] {
            let refusal = more(min_hours, hours).unwrap_err();
            assert_eq!(refusal, MarketplaceError::HoursOutOfRange.into());
        }
    }

    /// Otherwise a supplier would owe a long notice at a price that it asks with a short one.
    #[test]
    fn p27_a_price_with_less_notice_than_that_of_the_terms_extends_nothing() {
        let more = |notice_hours, notice| {
            let offer = Offer {
                notice_hours,
                ..offer()
            };
            let terms = Terms {
                min_hours: 2,
                forfeit: 3_600,
                notice,
                ..Terms::default()
            };
            offer.accept_more(1, Currency::Usdc, 3, &terms)
        };
        for (notice_hours, notice) in [(0, 3_600), (48, 3_600), (48, 48 * 3_600)] {
            more(notice_hours, notice).unwrap();
        }
        for (notice_hours, notice) in [(0, 3_601), (47, 48 * 3_600)] {
            let refusal = more(notice_hours, notice).unwrap_err();
            assert_eq!(refusal, MarketplaceError::NoticeShortened.into());
        }
    }

    /// Minimum hours apply to the whole stay. Otherwise an offer of a single length could not be extended: no end may
    /// be further ahead than that length.
    #[test]
    fn a_stay_of_the_least_hours_goes_on_by_an_hour() {
        let offer = Offer {
            min_hours: 24,
            max_hours: 24,
            max_io_hours: 24,
            ..offer()
        };
        let terms = Terms {
            min_hours: 24,
            ..Terms::default()
        };
        for currency in [Currency::Io, Currency::Usdc] {
            for hours in [1, 24] {
                offer.accept_more(hours, currency, 3, &terms).unwrap();
            }
            offer.accept_end(24 * HOUR, currency, 8_760).unwrap();
            let refusal = offer.accept(1, currency, 3).unwrap_err();
            assert_eq!(refusal, MarketplaceError::HoursOutOfRange.into());
        }
    }

    #[test]
    fn the_shortest_and_the_longest_are_taken() {
        let mut offer = offer();
        for hours in [2, 400] {
            offer.accept(hours, Currency::Usdc, 3).unwrap();
        }
        offer.accept(168, Currency::Io, 3).unwrap();
        (offer.min_hours, offer.max_hours, offer.max_io_hours) = (5, 5, 1);
        offer.check(5).unwrap();
        offer.currencies = 1;
        offer.check(5).unwrap();
    }

    #[test]
    fn a_reservation_fits_the_offer_as_the_renter_saw_it() {
        let mut io_only = offer();
        io_only.currencies = Currency::Io.bit();
        let (io, usdc) = (Currency::Io, Currency::Usdc);
        for (mut offer, gpus, hours, currency, revision, expected) in [
            (offer(), 1, 2, usdc, 2, MarketplaceError::OfferEdited),
            (io_only, 1, 2, usdc, 3, MarketplaceError::CurrencyNotTaken),
            (offer(), 1, 1, usdc, 3, MarketplaceError::HoursOutOfRange),
            (offer(), 1, 401, usdc, 3, MarketplaceError::HoursOutOfRange),
            (offer(), 1, 169, io, 3, MarketplaceError::IoHoursOutOfRange),
            (offer(), 0, 2, usdc, 3, MarketplaceError::NoGpus),
            (offer(), 9, 2, usdc, 3, MarketplaceError::OfferFull),
        ] {
            let refusal = offer.take(gpus, hours, currency, revision).unwrap_err();
            assert_eq!(refusal, expected.into());
        }
    }

    #[test]
    fn no_end_is_further_ahead_than_the_longest_stay() {
        let (io, usdc) = (Currency::Io, Currency::Usdc);
        let mut short = offer();
        short.max_hours = 100;
        for (offer, currency, longest, hours) in [
            (offer(), usdc, 8_760, 400),
            (offer(), io, 8_760, 168),
            // The longest stay is the longest stay in IO too.
            (short, io, 8_760, 100),
            // An offer made before the market's limit was lowered.
            (offer(), usdc, 300, 300),
            (offer(), io, 50, 50),
        ] {
            let end = |ahead| offer.accept_end(ahead, currency, longest);
            end(hours * 3_600).unwrap();
            end(0).unwrap();
            let refusal = end(hours * 3_600 + 1).unwrap_err();
            assert_eq!(refusal, MarketplaceError::EndsTooLate.into());
        }
    }

    #[test]
    fn gpus_are_given_once_and_come_back() {
        let mut offer = offer();
        offer.take(5, 169, Currency::Usdc, 3).unwrap();
        assert!({ offer }.take(4, 2, Currency::Io, 3).is_err());
        offer.take(3, 168, Currency::Io, 3).unwrap();
        offer.free(5).unwrap();
        offer.take(4, 2, Currency::Io, 3).unwrap();
        assert_eq!(offer.reserved, 7);
        // More time takes no more GPUs, but only while they are offered.
        offer.accept(2, Currency::Io, 3).unwrap();
        offer.gpus = 6;
        let refusal = offer.accept(2, Currency::Io, 3).unwrap_err();
        assert_eq!(refusal, MarketplaceError::OfferFull.into());
    }
}

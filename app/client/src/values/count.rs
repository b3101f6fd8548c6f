//! Counts and numbers: whole numbers, perhaps in groups of three digits with commas between them.

use std::ops::RangeInclusive;

use super::{decimal, figures::grouped};

/// A whole number from nothing to the most that `T` holds.
///
/// # Errors
/// What to write instead.
pub fn number<T: TryFrom<u64> + Into<u64> + Bounded>(text: &str) -> Result<T, String> {
    within(T::NONE..=T::MOST)(text)
}

/// At least one.
///
/// # Errors
/// What to write instead.
pub fn at_least_one<T: TryFrom<u64> + Into<u64> + Bounded>(text: &str) -> Result<T, String> {
    let most = T::MOST.into();
    within(T::ONE..=T::MOST)(text).map_err(|why| match decimal::read(text.trim(), 0) {
        // The most that fits says nothing to who writes less than one, where nobody reaches it.
        Ok(number) if number > most => why,
        _ if most < u32::MAX.into() => why,
        _ => why.replace(&format!("from 1 to {}", grouped(most)), "of at least 1"),
    })
}

/// Within limits.
pub fn within<T: TryFrom<u64> + Into<u64> + Copy>(
    limits: RangeInclusive<T>,
) -> impl Fn(&str) -> Result<T, String> + Clone {
    let (least, most) = ((*limits.start()).into(), (*limits.end()).into());
    move |text| {
        let limits = || {
            format!(
                "write a whole number from {} to {}",
                grouped(least),
                grouped(most)
            )
        };
        let number = match decimal::read(text, 0) {
            Ok(number) => number,
            // Those of the number's own form say what to write; the limits say it for what is too large for any.
            Err(why) if why.starts_with("at most") => return Err(limits()),
            Err(why) => return Err(why.replace("not a number, such as 12.5 or 1,234.5", &limits())),
        };
        let fits = (least..=most)
            .contains(&number)
            .then(|| T::try_from(number));
        fits.and_then(Result::ok).ok_or_else(limits)
    }
}

/// Whole numbers with the most that they hold.
pub trait Bounded: Copy {
    /// 0.
    const NONE: Self;
    /// 1.
    const ONE: Self;
    /// The most.
    const MOST: Self;
}

macro_rules! bounded {
    ($($type:ident),*) => {
        $(impl Bounded for $type {
            const NONE: Self = 0;
            const ONE: Self = 1;
            const MOST: Self = $type::MAX;
        })*
    };
}

bounded!(u8, u16, u32, u64);

/// Basis points that may be below nothing, such as `-300`.
///
/// # Errors
/// What to write instead.
pub fn signed(text: &str) -> Result<i16, String> {
    let below = text.strip_prefix('-');
    let number: u16 = within(0..=i16::MAX.unsigned_abs())(below.unwrap_or(text))?;
    let number = i16::try_from(number).map_err(|error| error.to_string())?;
    Ok(if below.is_some() {
        number.saturating_neg()
    } else {
        number
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_are_within_their_limits() {
        assert_eq!(at_least_one("1,500"), Ok(1_500_u32));
        assert_eq!(number("0"), Ok(0_u8));
        assert_eq!(signed("-300"), Ok(-300));
        assert_eq!(signed("200"), Ok(200));
        let least = "write a whole number of at least 1";
        for text in ["0", "eight", ""] {
            assert_eq!(at_least_one::<u32>(text), Err(least.into()), "{text}");
        }
        let limits = "write a whole number from 1 to 4,294,967,295";
        assert_eq!(at_least_one::<u32>("4294967296"), Err(limits.into()));
        let few = "write a whole number from 1 to 255";
        assert_eq!(at_least_one::<u8>("0"), Err(few.into()));
        assert_eq!(at_least_one::<u32>("1,5"), Err("write 1.5".into()));
        assert_eq!(
            at_least_one::<u32>("1.5"),
            Err("a whole number is needed".into())
        );
        assert!(at_least_one::<u32>("-1")
            .unwrap_err()
            .starts_with("it cannot be negative"));
        assert_eq!(
            within(2..=5_u8)("6"),
            Err("write a whole number from 2 to 5".into())
        );
        assert!(signed("--1").is_err() && signed("-32768").is_err());
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(value: u64, small: i16) {
            prop_assert_eq!(number(&grouped(value)), Ok(value));
            prop_assert_eq!(number(&value.to_string()), Ok(value));
            if small > i16::MIN {
                prop_assert_eq!(signed(&small.to_string()), Ok(small));
            }
        }

        #[test]
        fn nothing_panics(text in "\\PC*") {
            let _ = (number::<u64>(&text), at_least_one::<u8>(&text), signed(&text));
        }
    }
}

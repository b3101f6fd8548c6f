//! Rewards and parts, as docs/spec/economics.md rounds them. None of this is the programs' code.

use crate::Error;

/// Rise of an index when `amount` is shared by `stake`: `⌊amount · 2⁶⁴ / stake⌋`.
///
/// # Errors
/// `Range` without stake.
pub fn gain(amount: u64, stake: u64) -> Result<u128, Error> {
    let wide = u128::from(amount).checked_shl(64).ok_or(Error::Range)?;
    wide.checked_div(stake.into()).ok_or(Error::Range)
}

/// Part of `stake` in a rise of the index: `⌊stake · rise / 2⁶⁴⌋`.
///
/// # Errors
/// `Range`.
pub fn part(stake: u64, rise: u128) -> Result<u64, Error> {
    let wide = rise.checked_mul(stake.into()).ok_or(Error::Range)?;
    u64::try_from(wide >> 64).map_err(|_| Error::Range)
}

/// `⌊a · b / c⌋`; 0 if `c` is.
///
/// # Errors
/// `Range` above 64 bits.
pub fn ratio(a: u64, b: u64, c: u64) -> Result<u64, Error> {
    let wide = u128::from(a).checked_mul(b.into()).ok_or(Error::Range)?;
    let quotient = wide.checked_div(c.into()).unwrap_or(0);
    u64::try_from(quotient).map_err(|_| Error::Range)
}

/// `amount` divided among `places` in proportion: each gets the rounded-down part of all up to it, less that of the
/// places before.
///
/// # Errors
/// `Range`.
pub fn divide<const N: usize>(amount: u64, places: [u64; N]) -> Result<[u64; N], Error> {
    let all = crate::value::sum(places)?;
    let (mut up_to, mut given, mut parts) = (0_u64, 0_u64, [0; N]);
    for (part, place) in parts.iter_mut().zip(places) {
        up_to = up_to.checked_add(place).ok_or(Error::Range)?;
        let due = ratio(amount, up_to, all)?;
        *part = due.checked_sub(given).ok_or(Error::Range)?;
        given = due;
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p22_every_part_of_a_rise_is_rounded_down() {
        let rise = gain(100, 3).unwrap();
        assert_eq!(
            [1, 2, 3].map(|stake| part(stake, rise).unwrap()),
            [33, 66, 99]
        );
        assert_eq!(gain(1, 0), Err(Error::Range));
        assert_eq!(part(2, u128::MAX), Err(Error::Range));
    }

    #[test]
    fn p22_the_parts_of_a_division_add_up() {
        assert_eq!(divide(100, [1, 1, 1]), Ok([33, 33, 34]));
        assert_eq!(divide(7, [0, 7, 0]), Ok([0, 7, 0]));
        assert_eq!(divide(0, [0, 0]), Ok([0, 0]));
    }
}

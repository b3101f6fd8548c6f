//! Numbers in figures.

/// A whole number with a comma before every third digit.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    groups
        .map(String::from_utf8_lossy)
        .collect::<Vec<_>>()
        .join(",")
}

/// `1 offer`, `2 offers`: `things` is the plural, of a regular noun.
pub fn several(count: u64, things: &str) -> String {
    if count != 1 {
        return format!("{} {things}", grouped(count));
    }
    let hisses = ["shes", "ches", "xes", "sses"];
    let added = if hisses.iter().any(|it| things.ends_with(it)) {
        "es"
    } else {
        "s"
    };
    format!("1 {}", things.strip_suffix(added).unwrap_or(things))
}

/// Base units of so many decimals.
pub fn decimal(base_units: u64, decimals: u8) -> String {
    let one = 10_u64.saturating_pow(decimals.into());
    if decimals == 0 {
        return grouped(base_units);
    }
    let (whole, fraction) = (base_units.div_euclid(one), base_units.rem_euclid(one));
    format!(
        "{}.{fraction:0width$}",
        grouped(whole),
        width = usize::from(decimals)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_third_digit_before_the_point_has_a_comma() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(decimal(1_234_567, 0), "1,234,567");
        assert_eq!(decimal(1_234_567, 2), "12,345.67");
        assert_eq!(decimal(7, 2), "0.07");
    }

    #[test]
    fn one_thing_is_in_the_singular() {
        assert_eq!(several(0, "offers"), "0 offers");
        assert_eq!(several(1, "offers"), "1 offer");
        assert_eq!(several(1, "slashes"), "1 slash");
        assert_eq!(several(2_000, "slashes"), "2,000 slashes");
    }
}

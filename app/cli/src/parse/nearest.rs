//! Names that there are, found by their beginning or by what is nearest.

use crate::errors::CliError;

/// How like a name, or some of its words in a row, must be, from 0 to 1, to be offered for another.
const LIKE: f64 = 0.6;
/// The most names that are offered.
const OFFERED: usize = 3;

/// Case, spaces and separators aside.
fn plain(name: &str) -> String {
    let name = name.to_lowercase();
    name.replace([' ', '-', '_'], "")
}

/// The place of the name that `text` is, or that alone begins with it.
///
/// # Errors
/// [`CliError::Usage`] with those that begin so, or with the nearest and all that there are.
pub fn one(what: &str, text: &str, names: &[&str]) -> Result<usize, CliError> {
    let found = all(what, text, names)?;
    match found[..] {
        [place] => Ok(place),
        _ => {
            let several: Vec<&str> = found.iter().map(|at| names[*at]).collect();
            Err(CliError::Usage(format!(
                "`{text}` is the beginning of several: {}",
                several.join(", ")
            )))
        }
    }
}

/// The places of the name that `text` is, or of all that begin with it.
///
/// # Errors
/// [`CliError::Usage`] with the nearest and all that there are.
pub fn all(what: &str, text: &str, names: &[&str]) -> Result<Vec<usize>, CliError> {
    let wanted = plain(text);
    if let Some(place) = names.iter().position(|name| plain(name) == wanted) {
        return Ok(vec![place]);
    }
    let begin = |name: &str| !wanted.is_empty() && plain(name).starts_with(&wanted);
    let found: Vec<usize> = (0..names.len()).filter(|at| begin(names[*at])).collect();
    match found.is_empty() {
        true => Err(unknown(what, text, names)),
        false => Ok(found),
    }
}

/// What says that there is no such name, and what there is instead.
pub fn unknown(what: &str, text: &str, names: &[&str]) -> CliError {
    let hint = match nearest(text, names).as_slice() {
        [] => String::new(),
        [one] => format!("did you mean {one}? "),
        [first @ .., last] => format!("did you mean {} or {last}? ", first.join(", ")),
    };
    CliError::Usage(format!(
        "unknown {what} `{text}`: {hint}there are {}",
        names.join(", ")
    ))
}

/// The names that are most like `text`, in their order; of equals those that begin most like it.
fn nearest<'a>(text: &str, names: &[&'a str]) -> Vec<&'a str> {
    let wanted = plain(text);
    let rank = |name: &str| {
        let name = plain(name);
        let both = name.chars().zip(wanted.chars());
        both.take_while(|(one, other)| one == other).count()
    };
    let ranked = names
        .iter()
        .map(|name| (*name, like(name, &wanted), rank(name)));
    let ranked: Vec<_> = ranked.filter(|(_, like, _)| *like >= LIKE).collect();
    let best = ranked
        .iter()
        .map(|(_, like, rank)| (*like, *rank))
        .max_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let best = ranked
        .into_iter()
        .filter(|(_, like, rank)| Some((*like, *rank)) == best);
    best.map(|(name, ..)| name).take(OFFERED).collect()
}

/// How like a name is, from 0 to 1, or some of its words in a row.
fn like(name: &str, wanted: &str) -> f64 {
    let words: Vec<&str> = name.split([' ', '-', '_']).collect();
    let starts = (0..words.len()).filter_map(|start| words.get(start..));
    let runs = starts.flat_map(|rest| (1..=rest.len()).filter_map(|end| rest.get(..end)));
    let likes =
        runs.map(|run| strsim::normalized_damerau_levenshtein(&plain(&run.concat()), wanted));
    likes.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_are_offered_and_nothing_that_is_far() {
        let names = [
            "H100 SXM",
            "H200",
            "B200",
            "H100 NVL",
            "A100 PCIe 80GB",
            "A100 SXM4 40GB",
            "RTX PRO 6000 WS",
            "L40S",
            "RTX 6000 Ada",
            "RTX A6000",
            "A40",
            "RTX 5090",
            "RTX 4090",
            "RTX 3090",
            "RTX A5000",
            "V100",
            "RTX 3060",
        ];
        for (text, offered) in [
            ("gtx", "RTX PRO 6000 WS, RTX 6000 Ada or RTX A6000"),
            ("gtx4090", "RTX 4090"),
            ("4090", "RTX 4090"),
            ("5090ti", "RTX 5090"),
            ("rtx4080", "RTX 4090"),
            ("RTX 3080", "RTX 3090 or RTX 3060"),
            ("a6000", "RTX A6000"),
            ("6000 ada", "RTX 6000 Ada"),
            ("h1000", "H100 SXM or H100 NVL"),
            ("h100 xsm", "H100 SXM"),
            ("nvl", "H100 NVL"),
            ("h10 nvl", "H100 NVL"),
            ("gh200", "H200"),
            ("b300", "B200"),
            ("1400s", "L40S"),
            ("a100-80", "A100 PCIe 80GB or A100 SXM4 40GB"),
            ("v1000", "V100"),
            ("xsm", "H100 SXM"),
            ("mi300x", ""),
            ("tpu", ""),
            ("geforce", ""),
            ("zz", ""),
            ("x", ""),
        ] {
            let reported = unknown("model", text, &names).to_string();
            let hint = match offered {
                "" => String::new(),
                some => format!("did you mean {some}? "),
            };
            let expected = format!("unknown model `{text}`: {hint}there are H100 SXM, ");
            assert!(reported.starts_with(&expected), "{reported}");
        }
    }

    #[test]
    fn a_name_is_found_by_a_beginning_that_no_other_has() {
        let names = ["H100 SXM", "H100 NVL", "A100", "A100 PCIe"];
        let find = |text| one("model", text, &names).map_err(|error| error.to_string());
        assert_eq!(find("h100-sxm"), Ok(0));
        assert_eq!(find("H100 n"), Ok(1));
        assert_eq!(find("a100"), Ok(2));
        assert_eq!(
            find("h100"),
            Err("`h100` is the beginning of several: H100 SXM, H100 NVL".into())
        );
        assert_eq!(
            find("h10 nvl"),
            Err("unknown model `h10 nvl`: did you mean H100 NVL? there are H100 SXM, H100 NVL, A100, A100 PCIe".into())
        );
        let none = find("zz").unwrap_err();
        assert!(
            none.starts_with("unknown model `zz`: there are H100"),
            "{none}"
        );
        assert!(find("").is_err());
        let every = |text| all("model", text, &names).map_err(|error| error.to_string());
        assert_eq!(every("h100"), Ok(vec![0, 1]));
        assert_eq!(every("a100"), Ok(vec![2]));
        assert_eq!(every("zz"), find("zz").map(|place| vec![place]));
        assert!(every("").is_err());
    }
}

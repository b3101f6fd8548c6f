//! Names that there are, found by their beginning or by what is nearest.

use crate::errors::Failure;

/// How like a name must be, from 0 to 1, to be offered for another.
const LIKE: f64 = 0.6;

/// Case, spaces and separators aside.
fn plain(name: &str) -> String {
    let name = name.to_lowercase();
    name.replace([' ', '-', '_'], "")
}

/// The place of the name that `text` is, or that alone begins with it.
///
/// # Errors
/// [`Failure::Usage`] with those that begin so, or with the nearest and all that there are.
pub fn one(what: &str, text: &str, names: &[&str]) -> Result<usize, Failure> {
    let found = all(what, text, names)?;
    match found[..] {
        [place] => Ok(place),
        _ => {
            let several: Vec<&str> = found.iter().map(|at| names[*at]).collect();
            Err(Failure::Usage(format!(
                "`{text}` is the beginning of several: {}",
                several.join(", ")
            )))
        }
    }
}

/// The places of the name that `text` is, or of all that begin with it.
///
/// # Errors
/// [`Failure::Usage`] with the nearest and all that there are.
pub fn all(what: &str, text: &str, names: &[&str]) -> Result<Vec<usize>, Failure> {
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
pub fn unknown(what: &str, text: &str, names: &[&str]) -> Failure {
    let wanted = plain(text);
    let like = |name: &&str| strsim::jaro_winkler(&plain(name), &wanted);
    let nearest = names
        .iter()
        .max_by(|one, other| like(one).total_cmp(&like(other)));
    let hint = match nearest.filter(|name| like(name) >= LIKE) {
        Some(name) => format!("did you mean {name}? "),
        None => String::new(),
    };
    Failure::Usage(format!(
        "unknown {what} `{text}`: {hint}there are {}",
        names.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

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

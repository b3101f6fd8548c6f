//! What the network has, and what it should have, as people read it.

use anchor_lang::{prelude::Pubkey, solana_program::program_option::COption};

/// In words.
pub trait Words {
    /// As people read it.
    fn words(&self) -> String;
}

macro_rules! as_it_is {
    ($($number:ty),*) => {$(
        impl Words for $number {
            fn words(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
as_it_is!(u8, u16, u32, u64, i64);

/// The zero address is nobody's.
impl Words for Pubkey {
    fn words(&self) -> String {
        match self == &Self::default() {
            true => "none".into(),
            false => self.to_string(),
        }
    }
}

impl<T: Words> Words for Option<T> {
    fn words(&self) -> String {
        self.as_ref().map_or("none".into(), T::words)
    }
}

impl<T: Words + Clone> Words for COption<T> {
    fn words(&self) -> String {
        Option::<T>::from(self.clone()).words()
    }
}

impl<T: Words> Words for [T] {
    fn words(&self) -> String {
        let words: Vec<String> = self.iter().map(T::words).collect();
        match words.as_slice() {
            [] => "none".into(),
            words => words.join(", "),
        }
    }
}

impl<T: Words> Words for Vec<T> {
    fn words(&self) -> String {
        self.as_slice().words()
    }
}

impl<T: Words, const N: usize> Words for [T; N] {
    fn words(&self) -> String {
        self.as_slice().words()
    }
}

impl<T: Words + ?Sized> Words for &T {
    fn words(&self) -> String {
        (*self).words()
    }
}

/// Owner and bytes of an account.
impl Words for (Pubkey, usize) {
    fn words(&self) -> String {
        format!("{} bytes of {}", self.1, self.0)
    }
}

/// Mint, owner and whether it is frozen, of a token account.
impl Words for (Pubkey, Pubkey, bool) {
    fn words(&self) -> String {
        let (mint, owner, is_frozen) = self;
        let frozen = if *is_frozen { "frozen" } else { "not frozen" };
        format!("mint {mint}, owner {owner}, {frozen}")
    }
}

/// Name and 10⁻⁴ units of a model; a free place has neither.
impl Words for (&str, u32) {
    fn words(&self) -> String {
        match self {
            ("", 0) => "none".into(),
            (name, units) => format!("{name} with {units} 10⁻⁴ units"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn everything_is_said_without_rust() {
        let [one, two] = [1, 2].map(|byte| Pubkey::new_from_array([byte; 32]));
        assert_eq!(7_u8.words(), "7");
        assert_eq!(Pubkey::default().words(), "none");
        assert_eq!(None::<u8>.words(), "none");
        assert_eq!(Some(8_u8).words(), "8");
        assert_eq!(COption::<Pubkey>::None.words(), "none");
        assert_eq!(COption::Some(one).words(), one.to_string());
        assert_eq!(Vec::<Pubkey>::new().words(), "none");
        assert_eq!([one, two].words(), format!("{one}, {two}"));
        assert_eq!((one, 648_usize).words(), format!("648 bytes of {one}"));
        let account = (one, two, false);
        assert_eq!(
            account.words(),
            format!("mint {one}, owner {two}, not frozen")
        );
        assert_eq!(("", 0).words(), "none");
        assert_eq!(("H100", 5).words(), "H100 with 5 10⁻⁴ units");
    }

    /// The sources without their tests.
    fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("\nmod tests").next().unwrap();
            found.push((path.display().to_string(), code.into()));
        }
    }

    #[test]
    fn no_message_has_the_debug_form_of_rust() {
        let mut found = Vec::new();
        sources(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut found,
        );
        assert!(found.len() > 20);
        for (name, code) in found {
            assert!(!code.contains(":?}") && !code.contains("dbg!"), "{name}");
        }
    }
}

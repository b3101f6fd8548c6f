//! Anchor's `require!` and related macros, with errors that are built out of line. Anchor builds name, message, file
//! and line in place, at some 500 bytes each. Errors and logs are the same.

use core::panic::Location;

use anchor_lang::{
    error::{Error, Source},
    prelude::Pubkey,
};

/// `error`, thrown where this is called.
#[cold]
#[inline(never)]
#[track_caller]
pub fn thrown(error: impl Into<Error>) -> Error {
    let place = Location::caller();
    error.into().with_source(Source {
        filename: place.file(),
        line: place.line(),
    })
}

/// `error` about two values, thrown where this is called.
#[cold]
#[inline(never)]
#[track_caller]
pub fn compared<V: ToString>(error: impl Into<Error>, left: V, right: V) -> Error {
    thrown(error).with_values((left, right))
}

/// `error` about two addresses, thrown where this is called.
#[cold]
#[inline(never)]
#[track_caller]
pub fn compared_keys(error: impl Into<Error>, left: &Pubkey, right: &Pubkey) -> Error {
    thrown(error).with_pubkeys((*left, *right))
}

/// Fails with an error unless a condition holds.
#[macro_export]
macro_rules! require {
    ($condition:expr, $error:expr $(,)?) => {
        if !$condition {
            return Err($crate::refusal::thrown($error));
        }
    };
}

/// Fails with an error unless two addresses are equal.
#[macro_export]
macro_rules! require_keys_eq {
    ($left:expr, $right:expr, $error:expr $(,)?) => {
        match (&$left, &$right) {
            (left, right) => {
                if left != right {
                    return Err($crate::refusal::compared_keys($error, left, right));
                }
            }
        }
    };
}

/// Fails with an error, by default Anchor's, unless two values are equal.
#[macro_export]
macro_rules! require_eq {
    ($left:expr, $right:expr $(,)?) => {
        $crate::require_eq!($left, $right, anchor_lang::error::ErrorCode::RequireEqViolated)
    };
    ($left:expr, $right:expr, $error:expr $(,)?) => {
        $crate::require_compared!(==, $left, $right, $error)
    };
}

/// Fails with an error unless two values differ.
#[macro_export]
macro_rules! require_neq {
    ($left:expr, $right:expr, $error:expr $(,)?) => {
        $crate::require_compared!(!=, $left, $right, $error)
    };
}

/// Fails with an error unless the first value is greater than the second.
#[macro_export]
macro_rules! require_gt {
    ($left:expr, $right:expr, $error:expr $(,)?) => {
        $crate::require_compared!(>, $left, $right, $error)
    };
}

/// Fails with an error, by default Anchor's, unless the first value is at least the second.
#[macro_export]
macro_rules! require_gte {
    ($left:expr, $right:expr $(,)?) => {
        $crate::require_gte!($left, $right, anchor_lang::error::ErrorCode::RequireGteViolated)
    };
    ($left:expr, $right:expr, $error:expr $(,)?) => {
        $crate::require_compared!(>=, $left, $right, $error)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! require_compared {
    ($is:tt, $left:expr, $right:expr, $error:expr) => {
        match ($left, $right) {
            (left, right) => {
                if !(left $is right) {
                    return Err($crate::refusal::compared($error, left, right));
                }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use anchor_lang::prelude::*;

    use crate::CommonError;

    /// Results of a macro of this crate and of Anchor's with the same name, from one line.
    macro_rules! both {
        ($name:ident $arguments:tt) => {{
            let own = || {
                crate::$name! $arguments;
                Ok(())
            };
            let of_anchor = || {
                anchor_lang::$name! $arguments;
                Ok(())
            };
            (own() as Result<()>, of_anchor() as Result<()>)
        }};
    }

    #[test]
    fn they_refuse_what_anchors_do_in_the_same_words() {
        let [one, other] = [1, 2].map(|byte| Pubkey::new_from_array([byte; 32]));
        for ((own, of_anchor), good) in [
            (both!(require(2 > 1, CommonError::Paused)), true),
            (both!(require(1 > 2, CommonError::Paused)), false),
            (
                both!(require_keys_eq(one, one, CommonError::NotAuthority)),
                true,
            ),
            (
                both!(require_keys_eq(one, other, CommonError::NotAuthority)),
                false,
            ),
            (both!(require_eq(7, 7, CommonError::Paused)), true),
            (both!(require_eq(7, 8, CommonError::Paused)), false),
            (both!(require_eq(7, 7)), true),
            (both!(require_eq(7, 6)), false),
            (both!(require_neq(7, 8, CommonError::Paused)), true),
            (both!(require_neq(7, 7, CommonError::Paused)), false),
            (both!(require_gt(-6, -7, CommonError::Paused)), true),
            (both!(require_gt(-7, -7, CommonError::Paused)), false),
            (both!(require_gt(-8, -7, CommonError::Paused)), false),
            (both!(require_gte(8, 7, CommonError::Paused)), true),
            (both!(require_gte(7, 7, CommonError::Paused)), true),
            (both!(require_gte(6, 7, CommonError::Paused)), false),
            (both!(require_gte(7, 7)), true),
            (both!(require_gte(u64::MAX - 1, u64::MAX)), false),
        ] {
            assert_eq!(own.is_ok(), good);
            // Code, name, message, file, line and values.
            assert_eq!(format!("{own:?}"), format!("{of_anchor:?}"));
        }
    }

    #[test]
    fn what_is_compared_is_computed_once() {
        let mut count = 0;
        let mut next = || {
            count += 1;
            count
        };
        let mut refused = || {
            crate::require_gte!(next(), 2, CommonError::Paused);
            Ok(())
        };
        let refused: Result<()> = refused();
        let text = format!("{refused:?}");
        assert!(text.contains(r#"Values(("1", "2"))"#), "{text}");
    }
}

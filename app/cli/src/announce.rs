//! Says what is about to be sent: by its signature it is found, even if this process ends before it is concluded.

use std::io::{stderr, IsTerminal, Write};

use io_client::sending::{Announcement, Expiry, Observer};
use io_output::{
    output::{self, tell},
    terminal,
};

use crate::{
    amounts::{brief, sol},
    interrupt,
};

/// Writes to standard error.
pub struct Announcer {
    /// One line for each of many.
    pub verbose: bool,
}

impl Observer for Announcer {
    fn announce(&self, signed: &[Announcement]) {
        interrupt::announced(signed.iter().map(|it| it.signature));
        if output::is_logged() {
            lines(signed, self.verbose).into_iter().for_each(tell);
            return;
        }
        let mut err = stderr().lock();
        // Over a progress line.
        let start = if err.is_terminal() { "\r\x1b[2K" } else { "" };
        for line in lines(signed, self.verbose) {
            // What is sent does not hang on who reads this.
            let _ = writeln!(err, "{start}{}", terminal::fitted(&line));
        }
    }
}

fn lines(signed: &[Announcement], verbose: bool) -> Vec<String> {
    match signed {
        [first, .., last] if !verbose => {
            let fees = signed.iter().map(|it| it.fee);
            vec![format!(
                "sending {} transactions, {} to {} (fees {} SOL)",
                signed.len(),
                first.signature,
                last.signature,
                brief(&sol(fees.fold(0, u64::saturating_add)))
            )]
        }
        all => all.iter().map(line).collect(),
    }
}

fn line(it: &Announcement) -> String {
    let end = match it.expiry {
        Expiry::Height(height) => format!("valid to block {height}"),
        Expiry::Blockhash(hash) => format!("valid for as long as its blockhash {hash}"),
        Expiry::Nonce(account) => format!("valid until its nonce {account} is advanced"),
    };
    format!(
        "sending {} (fee {} SOL, {end})",
        it.signature,
        brief(&sol(it.fee))
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::prelude::Pubkey;
    use solana_hash::Hash;
    use solana_signature::Signature;

    #[test]
    fn each_is_named_with_its_fee_and_its_end() {
        let of = |number, expiry| Announcement {
            signature: Signature::from([number; 64]),
            expiry,
            fee: 5_000,
        };
        let [one, two] = [1, 2].map(|number| Signature::from([number; 64]).to_string());
        let (hash, nonce) = (Hash::new_from_array([3; 32]), Pubkey::from([4; 32]));
        let cases = [
            (
                Expiry::Height(7),
                format!("sending {one} (fee 0.000005 SOL, valid to block 7)"),
            ),
            (
                Expiry::Blockhash(hash),
                format!(
                    "sending {one} (fee 0.000005 SOL, valid for as long as its blockhash {hash})"
                ),
            ),
            (
                Expiry::Nonce(nonce),
                format!(
                    "sending {one} (fee 0.000005 SOL, valid until its nonce {nonce} is advanced)"
                ),
            ),
        ];
        for (expiry, expected) in cases {
            assert_eq!(lines(&[of(1, expiry)], false), [expected]);
        }
        let both = [of(1, Expiry::Height(7)), of(2, Expiry::Height(7))];
        let expected = format!("sending 2 transactions, {one} to {two} (fees 0.00001 SOL)");
        assert_eq!(lines(&both, false), [expected]);
        assert_eq!(lines(&both, true).len(), 2);
    }
}

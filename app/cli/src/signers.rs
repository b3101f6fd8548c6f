//! Signers, given as on the `solana` command line: a file, a hardware wallet, a seed phrase, standard input, or only an
//! address. Solana's library handles devices, derivation and prompts.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    rc::Rc,
};

use anchor_lang::prelude::Pubkey;
use solana_clap_v3_utils::{
    input_parsers::signer::{SignerSource, SignerSourceKind},
    keypair::{
        signer_from_source_with_config, SignerFromPathConfig, SKIP_SEED_PHRASE_VALIDATION_ARG,
    },
};
use solana_keypair::{read_keypair_file, Keypair};
use solana_remote_wallet::remote_wallet::RemoteWalletManager;
use solana_signer::Signer;

use io_client::base58;

use crate::{errors::CliError, mark};

/// The longest text that is shown when it cannot be read: a path may be longer, a secret key is.
const MOST_SHOWN: usize = 60;

/// Bytes of a key pair.
const KEY_PAIR: usize = 64;

/// Loads signers.
#[derive(Default)]
pub struct Signers {
    /// The connection to hardware wallets, once there is one.
    wallets: Option<Rc<RemoteWalletManager>>,
    /// Whether standard input was read.
    stdin_read: bool,
    /// Those given only by their address.
    absent: BTreeSet<Pubkey>,
    /// Those who sign here.
    present: BTreeMap<Pubkey, Rc<dyn Signer>>,
}

impl Signers {
    /// The signer given by `text`, the value of `option`. A bare address is a signer that does not sign here.
    ///
    /// # Errors
    /// [`CliError::NoKey`], [`CliError::Signer`].
    pub fn load(&mut self, text: &str, option: &'static str) -> Result<Rc<dyn Signer>, CliError> {
        let source = parse(text, option)?;
        if matches!(source.kind, SignerSourceKind::Stdin) {
            self.take_stdin(option)?;
        }
        // The library panics where there is no USB, as in a container.
        if let (SignerSourceKind::Usb(_), Err(error)) = (&source.kind, rusb::Context::new()) {
            let error = format!("this machine has no USB: {error}");
            let reason = unusable(&source.kind, text, &error);
            return Err(CliError::Signer { option, reason });
        }
        // The library also looks for further options in its parsed arguments; there are none here.
        let skip = SKIP_SEED_PHRASE_VALIDATION_ARG;
        let none = clap_3::Command::new("io")
            .arg(clap_3::Arg::new(skip.name).long(skip.long))
            .get_matches_from(["io"]);
        let absent = SignerFromPathConfig {
            allow_null_signer: true,
        };
        let signer = signer_from_source_with_config(
            &none,
            &source,
            option.trim_start_matches('-'),
            &mut self.wallets,
            &absent,
        );
        let signer: Result<Rc<dyn Signer>, _> = signer.map(Rc::from);
        if let Ok(signer) = &signer {
            let key = signer.pubkey();
            if matches!(source.kind, SignerSourceKind::Pubkey(_)) {
                self.absent.insert(key);
            } else {
                self.present.insert(key, signer.clone());
            }
        }
        signer.map_err(|error| match source.kind {
            SignerSourceKind::Filepath(path) if Path::new(&path).exists() => CliError::Signer {
                option,
                reason: holds_no_key(&path),
            },
            SignerSourceKind::Filepath(path) => CliError::NoKey {
                option,
                path,
                reason: cause(&error.to_string()),
            },
            kind => CliError::Signer {
                option,
                reason: unusable(&kind, text, &error.to_string()),
            },
        })
    }
}

impl Signers {
    /// Takes standard input, which `option` reads, from everybody else.
    ///
    /// # Errors
    /// [`CliError::Signer`] if it was read before.
    pub fn take_stdin(&mut self, option: &'static str) -> Result<(), CliError> {
        if self.stdin_read {
            return Err(CliError::Signer {
                option,
                reason: "standard input holds one key or transaction, and was read before".into(),
            });
        }
        self.stdin_read = true;
        Ok(())
    }

    /// Whether it was given only by its address.
    pub fn is_absent(&self, key: &Pubkey) -> bool {
        self.absent.contains(key) && !self.present.contains_key(key)
    }

    /// The same signers; one given by address in one option and by key in another signs.
    pub fn at_hand(&self, signers: Vec<Rc<dyn Signer>>) -> Vec<Rc<dyn Signer>> {
        let each = signers.into_iter().map(|signer| {
            let known = self.present.get(&signer.pubkey());
            known.cloned().unwrap_or(signer)
        });
        each.collect()
    }
}

/// The key pair, if `text` names a file with one: threads can share it, unlike other signers.
pub fn key_pair(text: &str) -> Option<Keypair> {
    match SignerSource::parse(text).ok()?.kind {
        SignerSourceKind::Filepath(path) => read_keypair_file(path).ok(),
        _ => None,
    }
}

/// The address, if `text` is only that.
pub fn address(text: &str) -> Option<Pubkey> {
    match SignerSource::parse(text).ok()?.kind {
        SignerSourceKind::Pubkey(address) => Some(address),
        _ => None,
    }
}

fn parse(text: &str, option: &'static str) -> Result<SignerSource, CliError> {
    SignerSource::parse(text).map_err(|error| {
        let why = if text.is_empty() {
            "it is empty".into()
        } else if text.contains(':') || !may_be_shown(text) {
            error.to_string()
        } else if is_like_address(text) {
            let why = base58::address(text).err().unwrap_or_default();
            format!("`{text}` names no file, and is {why}")
        } else {
            return CliError::NoKey {
                option,
                path: text.into(),
                reason: error.to_string(),
            };
        };
        CliError::Signer {
            option,
            reason: format!(
                "{why}: give a file, an address, `usb://ledger?key=0`, `prompt://`, `ASK` or `-`"
            ),
        }
    })
}

/// Whether it was meant as an address: letters and digits of about its length.
fn is_like_address(text: &str) -> bool {
    (32..=MOST_SHOWN).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_alphanumeric())
}

/// Whether it is a path rather than, by mistake, a seed phrase or a secret key.
pub fn may_be_shown(text: &str) -> bool {
    let is_path = Path::new(text).components().count() > 1 || text.ends_with(".json");
    let is_word = text.len() <= MOST_SHOWN && !text.contains(char::is_whitespace);
    (is_path || is_word) && !text.starts_with('[')
}

/// What a file is that holds no key pair, without anything of what it holds.
fn holds_no_key(path: &str) -> String {
    let what = match std::fs::read_to_string(path) {
        Err(error) => error.to_string(),
        Ok(_) if mark::begins(path) => mark::REASON.into(),
        Ok(text) if text.trim().is_empty() => "it is empty".into(),
        Ok(text) => match serde_json::from_str::<Vec<u8>>(&text) {
            Ok(bytes) if bytes.len() == KEY_PAIR => {
                "its public key does not belong to its secret key".into()
            }
            Ok(bytes) => format!("it has {} numbers", bytes.len()),
            Err(_) => "it is something else".into(),
        },
    };
    format!(
        "{path} holds no key pair, which is an array of {KEY_PAIR} numbers as `solana-keygen new` writes it: {what}"
    )
}

/// Of the library's `could not read keypair file "…". Run "solana-keygen new" …: cause`, the cause.
fn cause(error: &str) -> String {
    let reported = error.split_once("to create a keypair file: ");
    reported.map_or(error, |(_, cause)| cause).into()
}

fn unusable(kind: &SignerSourceKind, text: &str, error: &str) -> String {
    match kind {
        SignerSourceKind::Usb(_) => format!(
            "{text}: {error}; connect the device, unlock it, open its Solana app, and check that you have permission to read it \
             (https://docs.anza.xyz/cli/wallets/hardware)"
        ),
        SignerSourceKind::Prompt => {
            format!("no key from a seed phrase, which is asked for on a terminal: {error}")
        }
        SignerSourceKind::Stdin => format!("no key from standard input: {error}"),
        // Quotes neither the text nor the library's message: the text is a secret key.
        SignerSourceKind::Base58Keypair(_) => "no key".into(),
        SignerSourceKind::Filepath(_) | SignerSourceKind::Pubkey(_) => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::folder::Folder;

    fn load(text: &str) -> Result<Rc<dyn Signer>, CliError> {
        Signers::default().load(text, "--attestor")
    }

    #[test]
    fn a_file_by_path_or_url_and_a_secret_key_sign() {
        let key = Keypair::new();
        let folder = Folder::new();
        let file = folder.key("id.json", &key);
        for text in [
            file.clone(),
            format!("file://{file}"),
            key.to_base58_string(),
        ] {
            let loaded = load(&text).unwrap();
            assert_eq!(loaded.sign_message(b"x"), key.sign_message(b"x"));
        }
        for text in [file.clone(), format!("file://{file}")] {
            assert_eq!(key_pair(&text).unwrap(), key);
        }
        let address = key.pubkey().to_string();
        for text in [
            "usb://ledger?key=0",
            "prompt://",
            "-",
            "/nowhere/id.json",
            &address,
        ] {
            assert!(key_pair(text).is_none(), "{text}");
        }
    }

    #[test]
    fn an_address_is_somebody_who_does_not_sign_here() {
        let key = Pubkey::new_unique();
        assert_eq!(address(&key.to_string()), Some(key));
        assert_eq!(address("id.json"), None);
        let absent = load(&key.to_string()).unwrap();
        assert_eq!(absent.pubkey(), key);
        assert_eq!(absent.sign_message(b"x"), Default::default());
    }

    #[test]
    fn a_seed_phrase_needs_a_terminal() {
        assert_eq!(
            unusable(&SignerSourceKind::Prompt, "ASK", "no such device"),
            "no key from a seed phrase, which is asked for on a terminal: no such device"
        );
    }

    #[test]
    fn a_device_that_is_not_there_is_named_with_what_to_do() {
        let Err(CliError::Signer { option, reason }) = load("usb://ledger?key=0").map(|_| ())
        else {
            panic!("a device is connected");
        };
        assert_eq!(option, "--attestor");
        assert!(reason.starts_with("usb://ledger?key=0: "), "{reason}");
        assert!(reason.contains("connect the device"), "{reason}");
        let Err(CliError::Signer { reason, .. }) = load("usb://typewriter").map(|_| ()) else {
            panic!("a typewriter signs");
        };
        assert!(!reason.is_empty());
    }

    #[test]
    fn what_may_be_a_secret_is_never_shown() {
        let mut secret = Keypair::new().to_base58_string();
        secret.push('1');
        let phrase = "tobacco vapour vicious tomato";
        for text in [secret.as_str(), phrase, "[174,47,154,16]", &"ab".repeat(32)] {
            let error = load(text).map(|_| ()).unwrap_err().to_string();
            let shown = error.contains(text.get(..8).unwrap());
            assert!(!shown, "{error}");
        }
    }

    #[test]
    fn an_empty_or_mistyped_one_says_what_is_wrong() {
        let error = |text| load(text).map(|_| ()).unwrap_err().to_string();
        assert!(error("").starts_with("--attestor: it is empty: give a file"));
        let mistyped = format!("0{}", &Pubkey::new_unique().to_string()[1..]);
        let error = error(&mistyped);
        let expected =
            format!("--attestor: `{mistyped}` names no file, and is not an address: it has `0`");
        assert!(error.starts_with(&expected), "{error}");
    }

    #[test]
    fn a_file_that_is_not_there_or_holds_no_key_is_named() {
        let error = load("/nowhere/id.json")
            .map(|_| ())
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("no key at /nowhere/id.json: make one with"),
            "{error}"
        );
        let folder = Folder::new();
        let mut wrong = Keypair::new().to_bytes();
        wrong[40] ^= 1;
        for (text, what) in [
            ("[1, 2]", "it has 2 numbers"),
            ("", "it is empty"),
            (
                "\u{feff}[1, 2]",
                "it begins with a byte order mark: save it as UTF-8 without one",
            ),
            ("{\"key\": 5}", "it is something else"),
            (
                &format!("{wrong:?}"),
                "its public key does not belong to its secret key",
            ),
        ] {
            let file = folder.write("id.json", text);
            let error = load(&file).map(|_| ()).unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("--attestor: {file} holds no key pair, ")),
                "{error}"
            );
            assert!(error.ends_with(&format!("writes it: {what}")), "{error}");
        }
    }
}

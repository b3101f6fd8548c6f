//! What must never be printed: keys, and the parts of an RPC URL that may be one.
//!
//! What is given as a signer or as a URL is kept here, and [`hide`] takes it out of every message.

mod forms;

use std::sync::{Mutex, PoisonError};

use clap::Command;
use io_client::redact;
use solana_clap_v3_utils::input_parsers::signer::{SignerSource, SignerSourceKind};
use solana_keypair::Keypair;
use solana_signature::SIGNATURE_BYTES;
use url::Url;

use crate::signers::may_be_shown;
use forms::looks_secret;

/// The highest byte of the order of the group of Ed25519.
const ORDER: u8 = 0x10;
/// Characters of a piece of a secret that is hidden by itself.
const PIECE: usize = 12;
/// Arguments that a key pair may stand in by mistake, and numbers of one that do.
const MOST_PIECES: usize = 4;
const NUMBERS: usize = 12;
/// What names of variables begin with that are read here.
const OURS: &str = "IO_";
/// Schemes of where a signer is.
const SIGNERS: [&str; 4] = ["file", "prompt", "stdin", "usb"];
/// Instead of a secret.
const HIDDEN: &str = "…";

/// Secrets, with what is shown instead.
static KEPT: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());
/// Parts of URLs.
static PARTS: Mutex<Option<redact::Secrets>> = Mutex::new(None);

fn keep(secret: impl Into<String>, shown: impl Into<String>) {
    let pair = (secret.into(), shown.into());
    if pair.0.trim().is_empty() || pair.0 == pair.1 {
        return;
    }
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if !kept.contains(&pair) {
        kept.push(pair);
        // What holds another comes before it.
        kept.sort_by_key(|(secret, _)| std::cmp::Reverse(secret.len()));
    }
}

/// `text` without the secrets that are kept, and without key pairs, wherever they come from.
pub fn hide(text: &str) -> String {
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let hidden = kept.iter().fold(text.to_string(), |text, (secret, shown)| {
        text.replace(secret, shown)
    });
    let parts = PARTS.lock().unwrap_or_else(PoisonError::into_inner);
    let hidden = match parts.as_ref() {
        Some(parts) => parts.hide(&hidden),
        None => hidden,
    };
    without_key_pairs(&hidden)
}

/// `text` without the key pairs that stand in it, in whatever form.
fn without_key_pairs(text: &str) -> String {
    let mut places = forms::key_pairs(text);
    places.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
    let (mut shown, mut from) = (String::with_capacity(text.len()), 0);
    for place in places {
        if let Some(before) = text.get(from..place.start) {
            shown.extend([before, HIDDEN]);
        }
        from = from.max(place.end);
    }
    shown.push_str(text.get(from..).unwrap_or_default());
    shown
}

/// Keeps a URL: it is shown as its host.
pub fn keep_url(text: &str) {
    let shown = redact::url(text);
    let Ok(parsed) = Url::parse(text) else {
        // A moniker, or something that cannot be read.
        if text.contains(['/', '?', '@', '=']) {
            keep(text, shown);
        }
        return;
    };
    // The transport quotes it without the user.
    let mut without_user = parsed.clone();
    let _ = without_user
        .set_username("")
        .and(without_user.set_password(None));
    for form in [text, parsed.as_str(), without_user.as_str()] {
        keep(form, &shown);
    }
    let mut parts = PARTS.lock().unwrap_or_else(PoisonError::into_inner);
    parts.get_or_insert_default().add_url(text);
}

/// Keeps what is given as a signer, unless it is where to find one.
pub fn keep_signer(text: &str) {
    let source = SignerSource::parse(text).map(|source| source.kind);
    let is_key = matches!(source, Ok(SignerSourceKind::Base58Keypair(_)));
    if is_key || looks_secret(text) || (source.is_err() && !may_be_shown(text)) {
        keep_secret(text);
    }
}

/// Keeps a service's API key out of messages, whatever it looks like.
pub fn keep_key(text: &str) {
    keep_secret(text.trim());
}

/// Keeps a secret, and its pieces if white space is in it: messages may have it in other places.
fn keep_secret(text: &str) {
    keep(text, HIDDEN);
    for piece in text.split_whitespace().filter(|it| it.len() >= PIECE) {
        keep(piece, HIDDEN);
    }
}

/// Keeps the pieces of a key pair, or the numbers of one, that stand in several arguments.
fn keep_pieces(all: &[String]) {
    for count in 2..=MOST_PIECES {
        for pieces in all.windows(count) {
            let values = pieces.iter().map(|it| split(it).1.unwrap_or(it));
            let joined: String = values.clone().collect();
            if !forms::key_pairs(&joined).is_empty() {
                values.for_each(|it| keep(it, HIDDEN));
            }
        }
    }
    for numbers in all.windows(NUMBERS) {
        if looks_secret(&numbers.join(" ")) && numbers.iter().all(|it| is_number(it)) {
            for number in numbers {
                keep(format!("'{number}'"), format!("'{HIDDEN}'"));
            }
        }
    }
}

/// Whether it is a number, with what stands around it in an array.
fn is_number(text: &str) -> bool {
    let text = text.trim_matches(|it: char| !it.is_alphanumeric());
    text.parse::<u8>().is_ok()
}

/// Whether it is 64 bytes in base 58 that may be a signature: no key pair, and with a second half below the order of the group,
/// as that of each signature is. That of a key pair with a mistyped character is, once in fifteen times.
pub fn is_signature(text: &str) -> bool {
    let bytes = bs58::decode(text).into_vec().unwrap_or_default();
    let is_small = bytes.last().is_some_and(|last| *last <= ORDER);
    bytes.len() == SIGNATURE_BYTES && is_small && Keypair::try_from(bytes.as_slice()).is_err()
}

/// Keeps what the arguments of the process hold, by the options of its command line. They are read before clap reads them, since its
/// errors quote them.
pub fn keep_arguments(command: &Command, arguments: impl Iterator<Item = String>) {
    let Options {
        signers,
        urls,
        keys,
        signatures,
    } = Options::of(command);
    let all: Vec<String> = arguments.skip(1).collect();
    keep_pieces(&all);
    for (place, argument) in all.iter().enumerate() {
        let (name, attached) = split(argument);
        let rest = all.get(place.saturating_add(1)..).unwrap_or_default();
        let value = attached.or(rest.first().map(String::as_str));
        let is_shown = |text: &str| is_signature(text) && takes_signature(&all, place, &signatures);
        for text in [Some(argument.as_str()), attached].into_iter().flatten() {
            if looks_secret(text) && !is_shown(text) {
                keep_secret(text);
            }
        }
        match (name, value) {
            (Some(name), Some(value)) if signers.iter().any(|it| it == name) => {
                keep_signer(value);
                keep_words(
                    value,
                    attached.map_or(rest.get(1..).unwrap_or_default(), |_| rest),
                );
            }
            (Some(name), Some(value)) if urls.iter().any(|it| it == name) => keep_url(value),
            (Some(name), Some(value)) if keys.iter().any(|it| it == name) => keep_key(value),
            // What is published is shown, but never a password that came with it.
            (Some("--endpoint"), Some(value)) if has_user(value) => keep_url(value),
            (None, _) if is_url(argument) && !is_endpoint(&all, place) => {
                keep_url(argument);
            }
            _ => {}
        }
    }
}

/// Keeps what the environment holds: a secret may be in any of its variables.
pub fn keep_environment(command: &Command) {
    let read = command.get_arguments().filter_map(|it| it.get_env());
    let read: Vec<_> = read.map(ToOwned::to_owned).collect();
    for (variable, text) in std::env::vars_os() {
        let name = variable.to_string_lossy();
        let (true, Ok(text)) = (
            name.starts_with(OURS) || read.contains(&variable),
            text.into_string(),
        ) else {
            continue;
        };
        match &*name {
            "IO_KEYPAIR" => keep_signer(&text),
            "IO_HERMES_KEY" => keep_key(&text),
            "IO_URL" => keep_url(&text),
            _ if is_url(&text) => keep_url(&text),
            _ if looks_secret(&text) => keep_secret(&text),
            _ => {}
        }
    }
}

/// What follows a signer that is none: the other words of a seed phrase, or the other numbers of a key, when the quotes
/// around them were forgotten.
fn keep_words(signer: &str, rest: &[String]) {
    let is_path = signer.contains(['/', '.']);
    if is_path || SignerSource::parse(signer).is_ok() {
        return;
    }
    for word in rest.iter().take_while(|word| !word.starts_with('-')) {
        keep(format!("'{word}'"), format!("'{HIDDEN}'"));
    }
}

/// Whether it is a URL, and not one of a signer.
fn is_url(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|it| !SIGNERS.contains(&it))
}

/// Whether a URL names a user or has a password.
fn has_user(text: &str) -> bool {
    let url = Url::parse(text);
    url.is_ok_and(|it| !it.username().is_empty() || it.password().is_some())
}

/// Whether the argument there is what a supplier publishes.
fn is_endpoint(all: &[String], place: usize) -> bool {
    let before = place.checked_sub(1).and_then(|before| all.get(before));
    before.is_some_and(|option| option == "--endpoint")
}

/// Whether the argument there is where a signature belongs: the value of an option for one, or what `io transaction show` shows.
fn takes_signature(all: &[String], place: usize, options: &[String]) -> bool {
    let is_option = |argument: &String| {
        let (name, _) = split(argument);
        name.is_some_and(|name| options.iter().any(|it| it == name))
    };
    let before = place.checked_sub(1).and_then(|before| all.get(before));
    if before.is_some_and(is_option) || all.get(place).is_some_and(is_option) {
        return true;
    }
    let shows = all.windows(2).position(|words| {
        matches!(words, [noun, verb] if (noun == "transaction" || noun == "tx") && verb == "show")
    });
    let after = shows.and_then(|shows| all.get(shows.saturating_add(2)..place));
    // What stands in front of it is no second one.
    after.is_some_and(|after| !after.iter().any(|it| is_signature(it)))
}

/// The name of an option with the value in the same argument, if it is an option.
fn split(argument: &str) -> (Option<&str>, Option<&str>) {
    if argument.starts_with("--") {
        return match argument.split_once('=') {
            Some((name, value)) => (Some(name), Some(value)),
            None => (Some(argument), None),
        };
    }
    match argument.split_at_checked(2) {
        Some((name, "")) if name.starts_with('-') => (Some(name), None),
        Some((name, value)) if name.starts_with('-') => {
            (Some(name), Some(value.strip_prefix('=').unwrap_or(value)))
        }
        _ => (None, None),
    }
}

/// The options that take a signer, a URL, a key of a service or a signature, as they are written.
#[derive(Default)]
struct Options {
    signers: Vec<String>,
    urls: Vec<String>,
    keys: Vec<String>,
    signatures: Vec<String>,
}

impl Options {
    /// Those of a command and of all below it.
    fn of(command: &Command) -> Self {
        let mut found = Self::default();
        found.add(command);
        found
    }

    fn add(&mut self, command: &Command) {
        for option in command.get_arguments() {
            let values: Vec<&str> = option
                .get_value_names()
                .unwrap_or_default()
                .iter()
                .map(|name| name.as_str())
                .collect();
            let long = option.get_long().map(|name| format!("--{name}"));
            let short = option.get_short().map(|name| format!("-{name}"));
            let names = long.into_iter().chain(short);
            match values[..] {
                ["SIGNER"] => self.signers.extend(names),
                ["URL_OR_MONIKER" | "API_URL" | "HERMES_URL"] => self.urls.extend(names),
                ["PYTH_KEY"] => self.keys.extend(names),
                ["SIGNATURE"] => self.signatures.extend(names),
                _ => {}
            }
        }
        command.get_subcommands().for_each(|it| self.add(it));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Cli;
    use clap::CommandFactory;
    use solana_signer::Signer;

    fn given(line: &[&str]) {
        let line = ["io"].iter().chain(line);
        keep_arguments(&Cli::command(), line.map(|it| (*it).to_string()));
    }

    #[test]
    fn every_option_of_a_signer_is_known() {
        let found = Options::of(&Cli::command());
        for option in [
            "-k",
            "--keypair",
            "--attestor",
            "--key",
            "--nonce-authority",
            "--upgrade-authority",
        ] {
            assert!(found.signers.iter().any(|it| it == option), "{option}");
        }
        for option in ["--url", "-u", "--jupiter-url", "--hermes-url"] {
            assert!(found.urls.iter().any(|it| it == option), "{option}");
        }
        // What is published is shown.
        assert!(found.urls.iter().all(|it| it != "--endpoint"));
        assert_eq!(found.keys, ["--hermes-key"]);
        assert_eq!(found.signatures, ["--before"]);
    }

    #[test]
    fn secrets_are_hidden_wherever_they_are_given() {
        let [first, second, third, fourth] = [0; 4].map(|_| Keypair::new().to_base58_string());
        let mut mistyped = Keypair::new().to_base58_string();
        mistyped.push('0');
        let array = format!("{:?}", Keypair::new().to_bytes());
        given(&[
            "stake",
            "claim",
            &first,
            "-k",
            &second,
            "--attestor",
            &mistyped,
        ]);
        given(&[
            &format!("--keypair={third}"),
            &format!("-k{fourth}"),
            "--key",
            &array,
        ]);
        for secret in [first, second, third, fourth, mistyped, array] {
            assert_eq!(hide(&format!("a {secret} b")), "a … b");
        }
        let signature = Keypair::new().sign_message(b"x").to_string();
        given(&["transaction", "show", &signature]);
        assert_eq!(hide(&signature), signature);
        let before = Keypair::new().sign_message(b"y").to_string();
        given(&["history", "-u", "localhost", "--before", &before]);
        assert_eq!(hide(&before), before);
        given(&[
            "oracle",
            "post",
            "--hermes-key",
            "a-key-of-pyth",
            "--hermes-url=https://h/TOKENTOKEN",
        ]);
        given(&["--hermes-key=b-key-of-pyth"]);
        for text in ["a-key-of-pyth", "b-key-of-pyth", "TOKENTOKEN"] {
            assert_eq!(hide(text), "…");
        }
        // Where no signature belongs, it may be a key with a mistyped character.
        let [second, elsewhere, attached] =
            [b"1", b"2", b"3"].map(|message| Keypair::new().sign_message(message).to_string());
        given(&["transaction", "show", &signature, &second]);
        given(&["stake", "claim", &elsewhere]);
        given(&["stake", "claim", &format!("--to={attached}")]);
        for text in [second, elsewhere, attached] {
            assert_eq!(hide(&text), "…");
        }
        given(&["-k", "tobacco", "vapour", "vicious", "--yes"]);
        given(&["-k", "[171,", "47,", "154]"]);
        for word in ["vapour", "vicious", "47,", "154]"] {
            assert_eq!(
                hide(&format!("unexpected argument '{word}' found")),
                "unexpected argument '…' found"
            );
        }
        given(&["-k", "no/such.json", "ofer", "list"]);
        assert_eq!(
            hide("unrecognized subcommand 'ofer'"),
            "unrecognized subcommand 'ofer'"
        );
    }

    /// By any other character of base 58, at each place.
    #[test]
    fn a_key_mistyped_within_base_58_is_hidden() {
        let key = Keypair::new_from_array([7; 32]).to_base58_string();
        let mut taken = 0_u32;
        for place in 0..key.len() {
            let mut mistyped = key.clone();
            let other = if &key[place..=place] == "x" { "y" } else { "x" };
            mistyped.replace_range(place..=place, other);
            given(&["stake", "claim", &mistyped]);
            given(&["-k", &mistyped]);
            assert_eq!(hide(&mistyped), "…", "{place}");
            taken += u32::from(is_signature(&mistyped));
        }
        // Shown to the network, most differ from a signature too.
        assert!(taken < 20, "{taken}");
    }

    #[test]
    fn a_key_pair_is_hidden_whatever_is_around_it() {
        let pair = Keypair::new().to_base58_string();
        for (said, shown) in [
            (format!("'{pair}'"), "'…'"),
            (format!("{pair} IO"), "… IO"),
            (
                format!("invalid value '{pair}=3' for"),
                "invalid value '…=3' for",
            ),
            (format!("x={pair}"), "x=…"),
            (format!("./{pair}.json"), "./….json"),
            (format!("--{pair}"), "--…"),
            (format!("3{pair}IO {pair}"), "3…IO …"),
        ] {
            assert_eq!(hide(&said), shown);
        }
        // A signature, and what is as long as a transaction.
        let signature = Keypair::new().sign_message(b"x").to_string();
        for text in [signature, "A".repeat(900), "1".repeat(200)] {
            assert_eq!(hide(&text), text);
        }
    }

    #[test]
    fn a_seed_phrase_is_hidden_in_either_case_and_whatever_is_around_it() {
        let phrase = "legal winner thank Year wave sausage worth useful legal winner thank yellow";
        for given_as in [
            phrase.to_string(),
            format!("'{phrase}'"),
            phrase.replace(' ', ","),
            phrase.to_uppercase(),
        ] {
            given(&["stake", "delegate", &given_as]);
            assert_eq!(hide(&given_as), "…");
        }
        for prose in [
            "12 GPUs of a supplier in the north, at most 3 of them for an hour or so, are not what is to be had",
            "a b c d e f g h i j k l m n",
        ] {
            assert!(!looks_secret(prose), "{prose}");
        }
    }

    #[test]
    fn urls_are_shown_as_their_host() {
        given(&[
            "-u",
            "https://me:password@rpc.example/v2/SECRETTOKEN?api-key=SECRETKEY",
        ]);
        given(&["offer", "list", "https://other.example/ANOTHERTOKEN"]);
        given(&["--endpoint", "https://gpus.example/endpoint"]);
        given(&["--url", "third.example/v2/THIRDTOKEN"]);
        let reported = hide(
            "https://me:password@rpc.example/v2/SECRETTOKEN?api-key=SECRETKEY: no SECRETTOKEN, SECRETKEY \
             of https://other.example/ANOTHERTOKEN, https://gpus.example/endpoint third.example/v2/THIRDTOKEN",
        );
        assert_eq!(
            reported,
            "https://rpc.example: no …, … of https://other.example, https://gpus.example/endpoint a URL that cannot be read"
        );
    }
}

//! The forms in which key pairs and seed phrases are written.

use base64::{
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    Engine,
};
use solana_keypair::Keypair;
use solana_signature::SIGNATURE_BYTES;

/// Characters of a key pair in base 58, in base 64 without its end, and in hexadecimal.
const BASE_58: std::ops::RangeInclusive<usize> = 85..=88;
const BASE_64: usize = 86;
const BASE_16: usize = 128;
/// Characters in a row in which a key pair is looked for at every place.
const LONGEST_RUN: usize = 256;
/// Letters and digits in a row that no address and no hash in base 58 has.
const LONGEST_SHOWN: usize = 44;
/// Characters of a hash in hexadecimal.
const HASH: usize = 64;
/// Numbers in a row, each a byte, that only a key has.
const MOST_NUMBERS: usize = 11;
/// Words of the shortest seed phrase, and letters of its words.
const SHORTEST_PHRASE: usize = 12;
const PHRASE_WORDS: std::ops::RangeInclusive<usize> = 3..=8;
/// Base 64 of either alphabet, of which somebody may have cut off the end.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Where in a text something stands: from a byte up to another.
pub type Place = std::ops::Range<usize>;

/// Whether it is a key pair, in base 58, base 64 or hexadecimal.
fn is_key_pair(text: &str) -> bool {
    let is_pair = |bytes: Vec<u8>| Keypair::try_from(bytes.as_slice()).is_ok();
    match text.len() {
        BASE_16 => base_16(text).is_some_and(is_pair),
        length if BASE_58.contains(&length) => {
            let found = bs58::decode(text).into_vec().ok();
            found.is_some_and(is_pair) || base_64(text).is_some_and(is_pair)
        }
        _ => false,
    }
}

/// The bytes of a key pair's length in base 64.
fn base_64(text: &str) -> Option<Vec<u8>> {
    let text = text
        .trim_end_matches('=')
        .replace('-', "+")
        .replace('_', "/");
    let bytes = LENIENT.decode(text).ok()?;
    (bytes.len() == SIGNATURE_BYTES).then_some(bytes)
}

fn base_16(text: &str) -> Option<Vec<u8>> {
    let pairs = (0..text.len()).step_by(2);
    let byte = |from: usize| {
        let pair = text.get(from..from.saturating_add(2))?;
        u8::from_str_radix(pair, 16).ok()
    };
    pairs.map(byte).collect()
}

fn in_base_58(it: char) -> bool {
    it.is_ascii_alphanumeric()
}

fn in_base_64(it: char) -> bool {
    it.is_ascii_alphanumeric() || matches!(it, '+' | '/' | '-' | '_')
}

/// Where the runs of such characters are.
fn runs(text: &str, inside: impl Fn(char) -> bool) -> Vec<Place> {
    let mut runs: Vec<Place> = Vec::new();
    for (at, letter) in text.char_indices().filter(|(_, it)| inside(*it)) {
        let end = at.saturating_add(letter.len_utf8());
        match runs.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => runs.push(at..end),
        }
    }
    runs
}

/// Where key pairs stand in a text, whatever is around them, and in pieces between which there is nothing but white space.
pub fn key_pairs(text: &str) -> Vec<Place> {
    let mut found = Vec::new();
    for (inside, is_wider) in [(in_base_58 as fn(char) -> bool, false), (in_base_64, true)] {
        let runs = runs(text, inside);
        for run in &runs {
            // What is in both alphabets is looked through once.
            let is_known = |run: &str| is_wider && run.chars().all(in_base_58);
            if !text.get(run.clone()).is_some_and(is_known) {
                found.extend(within(text, run));
            }
        }
        found.extend(in_pieces(text, &runs));
    }
    found.extend(numbers_of_pairs(text));
    found
}

/// Where one stands among such characters in a row.
fn within(text: &str, run: &Place) -> Option<Place> {
    if run.len() > LONGEST_RUN {
        return None;
    }
    let lengths = [BASE_16, BASE_64].into_iter().chain(BASE_58.rev());
    let mut places = run.clone().flat_map(|from| {
        let lengths = lengths.clone();
        lengths.map(move |length| from..from.saturating_add(length))
    });
    places.find(|place| place.end <= run.end && text.get(place.clone()).is_some_and(is_key_pair))
}

/// Where one stands in several runs.
fn in_pieces(text: &str, runs: &[Place]) -> Vec<Place> {
    let mut found = Vec::new();
    for (first, start) in runs.iter().enumerate() {
        let (mut joined, mut end) = (String::new(), start.start);
        for run in runs.iter().skip(first) {
            let between = text.get(end..run.start).unwrap_or_default();
            joined.push_str(text.get(run.clone()).unwrap_or_default());
            if !between.chars().all(char::is_whitespace) || joined.len() > BASE_16 {
                break;
            }
            end = run.end;
            if is_key_pair(&joined) {
                found.push(start.start..end);
            }
        }
    }
    found
}

/// Rows of numbers, each a byte: the numbers, and where each stands.
fn rows(text: &str) -> Vec<Vec<(u8, Place)>> {
    let mut rows = vec![Vec::new()];
    for place in runs(text, char::is_alphanumeric) {
        let number = text.get(place.clone()).unwrap_or_default();
        match (number.parse::<u8>(), rows.last_mut()) {
            (Ok(number), Some(row)) => row.push((number, place)),
            _ => rows.push(Vec::new()),
        }
    }
    rows
}

/// Where 64 numbers in a row are a key pair.
fn numbers_of_pairs(text: &str) -> Vec<Place> {
    let mut found = Vec::new();
    for row in rows(text) {
        for window in row.windows(SIGNATURE_BYTES) {
            let bytes: Vec<u8> = window.iter().map(|(number, _)| *number).collect();
            let ends = window.first().zip(window.last());
            if let (Some(((_, first), (_, last))), Ok(_)) = (ends, Keypair::try_from(&bytes[..])) {
                found.push(first.start..last.end);
            }
        }
    }
    found
}

/// Whether it has the form of a key pair, of a part of one or of a seed phrase, wherever it is given: also with a mistyped
/// character, or with white space in it.
pub fn looks_secret(text: &str) -> bool {
    let text = text.trim();
    let condensed: String = text.split_whitespace().collect();
    has_numbers(text)
        || holds_phrase(text)
        || !key_pairs(text).is_empty()
        || is_part(text)
        // Prose is longer, or has no digits and capitals in the midst of it.
        || (condensed != text && condensed.len() <= BASE_16 && is_part(&condensed))
}

/// Whether it is a row of letters and digits that is longer than what may be shown, or 64 bytes in base 64.
fn is_part(text: &str) -> bool {
    let has = |is: fn(&u8) -> bool| text.bytes().any(|it| is(&it));
    let is_mixed =
        has(u8::is_ascii_digit) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    let is_hash = text.len() <= HASH && text.bytes().all(|it| it.is_ascii_hexdigit());
    let is_row = text.bytes().all(|it| it.is_ascii_alphanumeric());
    let is_path = text.starts_with(['/', '-']) || text.contains("//");
    let is_pair = (BASE_64..=BASE_64.saturating_add(2)).contains(&text.len())
        && !is_path
        && base_64(text).is_some();
    // Of one kind of letters alone it may be a hash in hexadecimal.
    let is_long = text.len() > HASH || (is_mixed && text.len() > LONGEST_SHOWN);
    (is_row && is_long && !is_hash) || (is_pair && is_mixed)
}

/// Whether so many numbers follow each other in it, each a byte, whatever stands between them, that it may be a key.
fn has_numbers(text: &str) -> bool {
    rows(text).iter().any(|row| row.len() > MOST_NUMBERS)
}

/// Whether words such as those of a seed phrase follow each other in it: in either case, and whatever is around them.
fn holds_phrase(text: &str) -> bool {
    let mut in_a_row = 0_usize;
    let words = text.split(|it: char| !it.is_ascii_alphabetic());
    words.filter(|word| !word.is_empty()).any(|word| {
        let may_be = PHRASE_WORDS.contains(&word.len());
        in_a_row = if may_be {
            in_a_row.saturating_add(1)
        } else {
            0
        };
        in_a_row >= SHORTEST_PHRASE
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};

    /// A key pair in every form.
    fn forms(seed: u8) -> Vec<String> {
        let pair = Keypair::new_from_array([seed; 32]);
        let bytes = pair.to_bytes();
        let numbers = bytes.map(|it| it.to_string());
        vec![
            pair.to_base58_string(),
            BASE64_STANDARD.encode(bytes),
            BASE64_STANDARD.encode(bytes).trim_end_matches('=').into(),
            BASE64_URL_SAFE_NO_PAD.encode(bytes),
            bytes.map(|it| format!("{it:02x}")).concat(),
            bytes.map(|it| format!("{it:02X}")).concat(),
            format!("{bytes:?}"),
            numbers.join(","),
            numbers.join(" "),
            numbers.join("; "),
            numbers.join("\n"),
        ]
    }

    /// Without the places.
    fn without(text: &str) -> String {
        let mut shown = text.to_string();
        let mut places = key_pairs(text);
        places.sort_by_key(|place| place.start);
        for place in places.into_iter().rev() {
            if place.end <= shown.len() {
                shown.replace_range(place, "…");
            }
        }
        shown
    }

    #[test]
    fn a_key_pair_is_found_in_every_form_whatever_is_around_it() {
        for seed in 1..9 {
            for form in forms(seed) {
                assert!(looks_secret(&form), "{form}");
                for text in [
                    form.clone(),
                    format!("it is '{form}'"),
                    format!("a: {form}, b"),
                ] {
                    let shown = without(&text);
                    // The ends of an array and of base 64 tell nothing.
                    assert!(shown.contains('…') && shown.len() < 24, "{form}: {shown}");
                }
            }
        }
    }

    #[test]
    fn one_with_white_space_in_it_is_found() {
        for form in forms(3).into_iter().take(6) {
            for (cut, space) in [(20, " "), (44, "\n"), (43, "\r\n\t"), (80, "  ")] {
                let mut spaced = form.clone();
                spaced.insert_str(cut, space);
                assert!(looks_secret(&spaced), "{spaced}");
                assert!(
                    !key_pairs(&format!("it is '{spaced}'")).is_empty(),
                    "{spaced}"
                );
            }
        }
    }

    #[test]
    fn part_of_one_and_one_with_a_mistyped_character_look_secret() {
        let forms = forms(5);
        for form in &forms[..4] {
            assert!(looks_secret(&form[..form.len() - 20]) || form.contains(['+', '/', '-', '_']));
            let mut mistyped = form.clone();
            let other = if &form[50..51] == "A" { "B" } else { "A" };
            mistyped.replace_range(50..51, other);
            assert!(looks_secret(&mistyped), "{mistyped}");
        }
        assert!(looks_secret(&forms[0][..45]));
        let numbers: Vec<&str> = forms[7].split(',').take(12).collect();
        for between in [",", " ", ", ", "\n", " | ", "]["] {
            assert!(looks_secret(&numbers.join(between)));
            assert!(!looks_secret(&numbers[..11].join(between)));
        }
    }

    #[test]
    fn what_is_meant_to_be_read_stays() {
        let address = Keypair::new_from_array([1; 32]).to_base58_string();
        let address = &address[..44];
        for text in [
            address,
            "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
            &"ab01".repeat(16),
            &"AB01".repeat(16),
            "/home/somebody/projects/networks/deployments/of-the-council/mainnet/2026/keys/id.json",
            "/home/Somebody/projects/networks/deployments/of/the/council/mainnet/2026/keys/idjsonAB12",
            "https://gpus.example:8443/v2/Very/Long/Path/With/Many/Parts/And/Digits/0123456789/ABC",
            "2027-01-31 10:00",
            "127.0.0.1:8899",
            "supplier register --model h100 --commission 5% --endpoint https://gpus.example",
            "1,250,000.50",
        ] {
            assert!(!looks_secret(text), "{text}");
            assert_eq!(without(text), text);
        }
    }
}

//! Text that strangers wrote: which of its characters must not reach a terminal as they are.

#![deny(missing_docs)]

/// Whether a character would steer a terminal, turn the direction of reading, or hide in a text: a control character
/// other than a line break, or one that Unicode has ignored (its Default_Ignorable_Code_Point, and separators of lines).
pub fn steers(it: char) -> bool {
    let hides = matches!(it,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}');
    hides || (it.is_control() && it != '\n')
}

/// `text` with everything escaped that steers: strangers may have written it, such as an endpoint, a log, or a node's
/// answer. Lines stay lines.
pub fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for it in text.chars() {
        match steers(it) {
            true => shown.extend(it.escape_unicode()),
            false => shown.push(it),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{harmless, steers};

    #[test]
    fn what_steers_or_hides_is_shown_as_its_number() {
        for it in [
            '\u{0}', '\t', '\r', '\u{1b}', '\u{7f}', '\u{80}', '\u{9b}', '\u{200b}', '\u{200d}',
            '\u{202e}', '\u{2066}', '\u{feff}',
        ] {
            assert!(steers(it), "{it:?}");
            assert_eq!(
                harmless(&it.to_string()),
                format!("\\u{{{:x}}}", u32::from(it))
            );
        }
        for plain in ["two\nlines", "Zürich, 東京", "HMoM…WNth", "60 % \u{2588}"] {
            assert_eq!(harmless(plain), plain);
        }
    }
}

//! Terminals: how wide they are, what must not reach them, and how far work has come.

use std::{
    io::{stderr, stdout},
    os::fd::AsFd,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

use crate::layout;

/// Whether text is laid out for the terminals that it goes to.
static FITS: AtomicBool = AtomicBool::new(false);

/// From now on text is laid out for the terminals that it goes to.
pub fn fit() {
    FITS.store(true, Ordering::Relaxed);
}

fn columns(stream: impl AsFd) -> Option<usize> {
    if !FITS.load(Ordering::Relaxed) {
        return None;
    }
    let (width, _) = terminal_size::terminal_size_of(stream)?;
    Some(width.0.into())
}

/// Columns of standard output, if text is laid out for it.
pub fn out_columns() -> Option<usize> {
    columns(stdout())
}

/// Columns of standard error, likewise.
pub fn people_columns() -> Option<usize> {
    columns(stderr())
}

/// `text` with its lines broken to fit standard error.
pub fn fitted(text: &str) -> String {
    match people_columns() {
        Some(width) => layout::wrap(text, width),
        None => text.into(),
    }
}

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

/// How far long work has come, on standard error where that is a terminal, and gone at its end. The template is one of
/// `indicatif`.
pub fn bar(steps: u64, template: &str) -> ProgressBar {
    running(ProgressBar::new(steps), template)
}

/// That long work goes on, likewise.
pub fn spinner(what: &'static str) -> ProgressBar {
    running(ProgressBar::new_spinner(), "{spinner} {msg}").with_message(what)
}

fn running(progress: ProgressBar, template: &str) -> ProgressBar {
    if let Ok(style) = ProgressStyle::with_template(template) {
        progress.set_style(style);
    }
    progress.enable_steady_tick(Duration::from_millis(200));
    progress.with_finish(ProgressFinish::AndClear)
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

//! Terminals: how wide they are, what must not reach them, and how far work has come.

use std::{
    io::{stderr, stdout},
    os::fd::AsFd,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

use crate::layout;

pub use io_text::{harmless, steers};

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

//! What benches print, and write into docs/ when asked.

use std::fs;

use io_vm::programs;

/// Stops the process unless sBPF files are named: nothing else has compute units.
pub fn require_sbf() {
    if programs::sbf_folder().is_none() {
        eprintln!("compute units are those of sBPF: set SBF_OUT_DIR to a folder of the programs");
        std::process::exit(1);
    }
}

/// Lines, printed as they come.
#[derive(Default)]
pub struct Report(String);

impl Report {
    /// Adds a line, or several.
    pub fn line(&mut self, line: String) {
        println!("{line}");
        self.0 += &line;
        self.0.push('\n');
    }

    /// With `UPDATE_DOCS=1`, puts the lines into a file of docs/proof/, between `<!-- name -->` and `<!-- /name -->`.
    pub fn write(&self, file: &str, name: &str) {
        if std::env::var_os("UPDATE_DOCS").is_none() {
            return;
        }
        let path = crate::root().join("docs/proof").join(file);
        let text = fs::read_to_string(&path).unwrap();
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let (head, rest) = text.split_once(&begin).unwrap();
        let (_, tail) = rest.split_once(&end).unwrap();
        let lines = &self.0;
        fs::write(path, format!("{head}{begin}\n{lines}\n{end}{tail}")).unwrap();
    }
}

/// A number with a comma before each three digits.
pub fn grouped(number: u64) -> String {
    match (number.div_euclid(1_000), number.rem_euclid(1_000)) {
        (0, number) => number.to_string(),
        (thousands, rest) => format!("{},{rest:03}", grouped(thousands)),
    }
}

/// A part of a whole, with two decimals.
pub fn ratio(part: u64, whole: u64) -> String {
    format!("{:.2}", part as f64 / whole as f64)
}

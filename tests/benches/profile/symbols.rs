//! Which function an instruction of the machine belongs to.

use std::{env, fs, path::PathBuf};

use anyhow::{ensure, Context, Result};
use io_tests::catalogue::Program;
use io_vm::programs;
use object::{
    elf, Object, ObjectSection, ObjectSegment, ObjectSymbol, SectionKind, SegmentFlags, SymbolKind,
};

/// Bytes of an instruction.
const INSTRUCTION: u64 = 8;

/// The functions of the three programs.
pub struct Symbols(Vec<(Program, Vec<Function>)>);

struct Function {
    /// Place of its first instruction in the text.
    begin: u32,
    name: String,
}

impl Symbols {
    /// Reads the files of `SBF_SYMBOLS_DIR`, else those of `SBF_OUT_DIR`.
    pub fn load() -> Result<Self> {
        let named = env::var_os("SBF_SYMBOLS_DIR").map(PathBuf::from);
        let folder = named.or_else(programs::sbf_folder);
        let folder = folder.context("SBF_OUT_DIR is not set")?;
        let files = programs::suite().into_iter().zip(Program::ALL);
        let read = files.map(|(file, program)| {
            let path = folder.join(format!("{}.so", file.name));
            let shown = path.display();
            let bytes = fs::read(&path).with_context(|| format!("{shown} cannot be read"))?;
            let functions = functions(&bytes).with_context(|| format!("{shown} is no ELF file"))?;
            let loaded = programs::sbf_file(&file)?.context("SBF_OUT_DIR is not set")?;
            let (here, there) = (text(&bytes)?, text(&loaded)?);
            // A linker adds a few.
            ensure!(
                here.abs_diff(there) * 1_000 <= there,
                "{shown} is of another build: {here} bytes of instructions, and {there} in the program"
            );
            ensure!(
                !functions.is_empty(),
                "{shown} has no symbols: set SBF_SYMBOLS_DIR to a folder of the programs as they were before they \
                 were stripped, of cargo build-sbf target/sbpfv3-solana-solana/release"
            );
            Ok((program, functions))
        });
        read.collect::<Result<_>>().map(Self)
    }

    /// The function at a place of the text.
    pub fn name(&self, program: Program, counter: u32) -> &str {
        let functions = self.0.iter().find(|(of, _)| *of == program);
        let functions = functions.map_or(&[][..], |(_, functions)| functions);
        let after = functions.partition_point(|function| function.begin <= counter);
        let function = after.checked_sub(1).map(|at| &functions[at]);
        function.map_or("?", |function| &function.name)
    }
}

/// Bytes of instructions: of the sections that hold them, else of the segments.
fn text(bytes: &[u8]) -> Result<u64> {
    let file = object::File::parse(bytes)?;
    let sections = file
        .sections()
        .filter(|one| one.kind() == SectionKind::Text);
    let sections: u64 = sections.map(|section| section.size()).sum();
    if sections > 0 {
        return Ok(sections);
    }
    let runs = |flags| matches!(flags, SegmentFlags::Elf { p_flags } if p_flags & elf::PF_X != 0);
    let segments = file.segments().filter(|one| runs(one.flags()));
    Ok(segments.map(|segment| segment.size()).sum())
}

/// Its functions in the order of the text. An object that is not linked has several sections of text, which are linked in their order.
fn functions(bytes: &[u8]) -> Result<Vec<Function>> {
    let file = object::File::parse(bytes)?;
    let mut begin = 0;
    let mut sections = Vec::new();
    for section in file
        .sections()
        .filter(|one| one.kind() == SectionKind::Text)
    {
        sections.push((section.index(), begin, section.address()));
        begin += section.size();
    }
    let named = file
        .symbols()
        .filter(|symbol| symbol.kind() == SymbolKind::Text);
    let functions = named.filter_map(|symbol| {
        let index = symbol.section_index()?;
        let (_, begin, address) = sections.iter().find(|(at, _, _)| *at == index)?;
        let place = (begin + symbol.address() - address).checked_div(INSTRUCTION)?;
        Some(Function {
            begin: place.try_into().ok()?,
            name: format!("{:#}", rustc_demangle::demangle(symbol.name().ok()?)),
        })
    });
    let mut functions: Vec<Function> = functions.collect();
    functions.sort_by_key(|function| function.begin);
    Ok(functions)
}

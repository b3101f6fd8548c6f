//! From an empty network, which `io localnet` starts, to its launch.

use std::{fs, path::Path};

use io_common::constants::GENESIS_SUPPLY;
use io_migrations::local::create_usdc;

use super::stage::{rows, Stage};

/// A deployment of the people of the empty network `to`, with the commands counted on `stage`.
pub fn run(stage: &Stage, to: &Stage) {
    create_usdc(&mut to.rpc(), &to.key("authority"), &to.key("usdc-mint")).unwrap();
    let key = |name: &str| to.pubkey(name).to_string();
    let deployment = format!(
        "authority = \"{}\"\nguardian = \"{}\"\nio_mint = \"{}\"\nusdc_mint = \"{}\"\nanchor_micro_usd = 250_000\n\
         [council]\nattestors = [\"{}\"]\nthreshold = 1\n[[genesis]]\nowner = \"{}\"\nio = {}\n",
        key("authority"),
        key("guardian"),
        key("io-mint"),
        key("usdc-mint"),
        key("attestor-1"),
        key("treasury"),
        GENESIS_SUPPLY / io_common::constants::ONE_IO,
    );
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/data/example.toml");
    let example = fs::read_to_string(example).unwrap();
    let parameters = example.find("[parameters.").unwrap();
    let file = to.network.folder.join("deployment.toml");
    fs::write(&file, deployment + &example[parameters..]).unwrap();
    let options = format!(
        "--file {} --url {} --output json",
        file.display(),
        to.network.url
    );
    let plan = stage.prints(&format!("migrate plan {options}"));
    assert!(rows(&serde_json::from_str(&plan).unwrap()) > 0);
    let keys = ["authority", "io-mint"].map(|name| format!("--key {}", to.file(name)));
    stage.prints(&format!("migrate run {} {options}", keys.join(" ")));
    let left = stage.prints(&format!("migrate verify {options}"));
    assert_eq!(rows(&serde_json::from_str(&left).unwrap()), 0);
    assert_eq!(rows(&to.does("authority", "gov show")), 3);
    program(stage, to);
}

/// What a deployment of other files would take. The programs of the network are natively compiled: nothing is sent.
fn program(stage: &Stage, to: &Stage) {
    let folder = to.network.folder.join("programs");
    fs::create_dir_all(&folder).unwrap();
    // The header of a program file of sBPF v3.
    let mut file = [b"\x7fELF\x02\x01".as_slice(), &[0; 58], &[1; 8]].concat();
    file[18..20].copy_from_slice(&247_u16.to_le_bytes());
    file[48] = 3;
    for name in ["emissions", "marketplace", "fee_burn"] {
        fs::write(folder.join(name).with_extension("so"), &file).unwrap();
    }
    let plan = stage.prints(&format!(
        "program deploy {} --dry-run --keypair {} --url {} --output json",
        folder.display(),
        to.file("authority"),
        to.network.url
    ));
    let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
    assert_eq!(rows(&plan), 3);
    assert_eq!(plan[0]["act"], "extend, upgrade");
}

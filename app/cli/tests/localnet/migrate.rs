//! From an empty network, which `io localnet` starts, to its launch.

use std::{fs, path::Path};

use io_client::Network;
use io_common::{constants::GENESIS_SUPPLY, governance::program_data_address};
use io_migrations::{local::create_usdc, programs::PROGRAMS};
use serde_json::json;

use super::stage::{number, rows, text, Stage};

/// By which votes govern in the end.
const REALM: &str = r#"[realm]
program = "GovER5Lthms3bLBqWub97yVrMmEogzX7xNjdXpPPCVZw"
name = "io.net"
proposal_io = 100_000
yes_percent = 20
voting = 432_000
cool_off = 172_800
hold_up = 86_400
treasury_lamports = 500_000_000
"#;

/// A deployment of the people of the empty network `to`, with the commands counted on `stage`.
pub fn run(stage: &Stage, to: &Stage) {
    create_usdc(&mut to.rpc(), &to.key("authority"), &to.key("usdc-mint")).unwrap();
    let key = |name: &str| to.pubkey(name).to_string();
    let deployment = format!(
        "authority = \"{}\"\nguardian = \"{}\"\nio_mint = \"{}\"\nusdc_mint = \"{}\"\nanchor_micro_usd = 250_000\n\
         [council]\nattestors = [\"{}\"]\nthreshold = 1\n[[genesis]]\ncategory = \"treasury\"\nowner = \"{}\"\nio = {}\n",
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
    let deployment = deployment + &example[parameters..];
    fs::write(&file, &deployment).unwrap();
    let options = format!(
        "--file {} --url {} --output json",
        file.display(),
        to.network.url
    );
    let plan = stage.prints(&format!("migrate plan {options}"));
    assert!(rows(&serde_json::from_str(&plan).unwrap()) > 0);
    let keys = ["authority", "io-mint"].map(|name| format!("--key {}", to.file(name)));
    let run = format!("migrate run {} {options}", keys.join(" "));
    stage.prints(&run);
    let left = stage.prints(&format!("migrate verify {options}"));
    assert_eq!(rows(&serde_json::from_str(&left).unwrap()), 0);
    assert_eq!(rows(&to.does("authority", "gov show")), 3);
    // The realm comes later, and accepts by a vote.
    fs::write(&file, deployment + REALM).unwrap();
    stage.prints(&run);
    let realm = to.does("authority", "gov realm");
    let shown = to.does("authority", "gov show");
    for place in 0..3 {
        let offered = text(&shown, &format!("/{place}/proposedAuthority"));
        assert_eq!(offered, text(&realm, "/governance"));
    }
    program(stage, to);
}

/// The loader cannot change natively compiled programs. A file is written to its buffer, in parallel, and only once.
fn program(stage: &Stage, to: &Stage) {
    let folder = to.network.folder.join("programs");
    fs::create_dir_all(&folder).unwrap();
    // The header of a program file of sBPF v3, and something behind it.
    let mut file = [b"\x7fELF\x02\x01".as_slice(), &[0; 58], &[1; 50_000]].concat();
    file[18..20].copy_from_slice(&247_u16.to_le_bytes());
    file[48] = 3;
    for (name, _) in PROGRAMS {
        fs::write(folder.join(name).with_extension("so"), &file).unwrap();
    }
    let deploy = format!("program deploy {} --yes", folder.display());
    let (status, reported) = to.network.io("authority", &deploy);
    assert_eq!(status, 3, "{reported}");
    assert!(
        reported.as_str().unwrap().contains("emissions: extension"),
        "{reported}"
    );
    let left = to.does("authority", &format!("{deploy} --dry-run"));
    let bytes = [0, 1, 2].map(|place| number(&left, &format!("/{place}/bytesToWrite")));
    let all = file.len() as u64;
    assert_eq!(bytes, [0, all, all]);
    // As the loader would have left them.
    for (_, id) in PROGRAMS {
        let address = program_data_address(&id);
        let mut account = to.rpc().account(&address).unwrap().unwrap();
        account.data.extend(&file);
        let data: String = account
            .data
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let account = json!({ "data": data });
        to.cheat("surfnet_setAccount", json!([address.to_string(), account]));
    }
    let done = to.does("authority", &deploy);
    let actions = [0, 1, 2].map(|place| text(&done, &format!("/{place}/action")));
    assert_eq!(actions, ["nothing to do"; 3]);
    stage.count("program deploy");
}

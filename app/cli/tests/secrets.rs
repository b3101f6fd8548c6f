//! Every command with secrets in each place where one can be given: nothing of them comes out.

#![allow(clippy::unwrap_used, clippy::panic)]

mod binary;
mod folder;
mod refusing;
mod tree;

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    sync::LazyLock,
    thread,
};

use base64::{prelude::BASE64_STANDARD, Engine};
use folder::Folder;
use refusing::{refusing, saying};
use solana_keypair::Keypair;
use tree::Leaf;

/// A BIP39 test vector.
const PHRASE: &str = "legal winner thank year wave sausage worth useful legal winner thank yellow";
/// The parts of an RPC URL that are keys.
const PARTS: [&str; 4] = ["USERTOKEN", "PASSTOKEN", "PATHTOKEN", "QUERYTOKEN"];
/// Nobody listens here.
const NOBODY: &str = "http://USERTOKEN:PASSTOKEN@127.0.0.1:1/v2/PATHTOKEN?api-key=QUERYTOKEN";
/// A node that refuses, which is not asked twice.
static REFUSES: LazyLock<String> = LazyLock::new(|| refusing("403 Forbidden"));

/// Secrets of every form, in a folder of their own, and what must not come out.
struct Planted {
    folder: Folder,
    base58: String,
    /// With a character that base 58 does not have.
    mistyped: String,
    /// With another one that it has.
    within: String,
    array: String,
    /// The key in base 64, in numbers alone, in pieces, and parts of it.
    others: Vec<String>,
    needles: Vec<String>,
}

impl Planted {
    fn new() -> Self {
        let folder = Folder::new();
        let key = Keypair::new_from_array([7; 32]);
        let base58 = key.to_base58_string();
        let mut mistyped = base58.clone();
        mistyped.replace_range(40..41, "0");
        let mut within = base58.clone();
        let other = if &base58[60..61] == "x" { "y" } else { "x" };
        within.replace_range(60..61, other);
        let array = format!("{:?}", key.to_bytes());
        let written = array.replace(' ', "");
        let numbers = written.trim_matches(['[', ']']);
        let base64 = BASE64_STANDARD.encode(key.to_bytes());
        let mut spaced = base58.clone();
        spaced.insert(44, ' ');
        let mut broken = base64.clone();
        broken.insert(30, '\n');
        let others = vec![
            base64.clone(),
            base64.trim_end_matches('=').into(),
            numbers.into(),
            numbers.replace(',', " "),
            numbers.split(',').take(20).collect::<Vec<_>>().join(";"),
            spaced,
            broken,
            base58.get(..60).unwrap().into(),
        ];
        let refuses = &*REFUSES;
        let planted = [
            ("key.json", written.as_str()),
            ("base58.json", &base58),
            ("short.json", array.get(..150).unwrap()),
            ("phrase.txt", PHRASE),
            (
                "home/.config/solana/cli/config.yml",
                &format!("json_rpc_url: {refuses}\nwebsocket_url: ''\nkeypair_path: {base58}\n"),
            ),
            (
                "broken.yml",
                &format!("json_rpc_url: [{refuses}\nkeypair_path: {base58}: {array}"),
            ),
            (
                "wrong.yml",
                &format!("json_rpc_url: {{a: {refuses}}}\nkeypair_path: [{base58}]\n"),
            ),
        ];
        for (file, text) in planted {
            folder.write(file, text);
        }
        let mut needles: Vec<String> = PARTS.map(String::from).into();
        needles.extend([
            base58.get(..12).unwrap().into(),
            base58.get(70..82).unwrap().into(),
            array.get(1..30).unwrap().into(),
            written.get(1..30).unwrap().into(),
            base64.get(..12).unwrap().into(),
            base64.get(70..82).unwrap().into(),
            numbers.replace(',', " ").get(..30).unwrap().into(),
            numbers.replace(',', ";").get(..30).unwrap().into(),
            "sausage".into(),
            "winner".into(),
        ]);
        Self {
            folder,
            base58,
            mistyped,
            within,
            array,
            others,
            needles,
        }
    }

    fn file(&self, name: &str) -> String {
        self.folder.file(name)
    }

    fn io(&self) -> Command {
        let mut io = binary::io();
        io.current_dir(&*self.folder)
            .env("HOME", self.folder.join("home"));
        io
    }

    /// Runs it, and searches what it prints.
    fn run(&self, io: &mut Command, input: &str) -> String {
        let io = io
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut running = io.spawn().unwrap();
        // It may not read it.
        let _ = running.stdin.take().unwrap().write_all(input.as_bytes());
        let output = running.wait_with_output().unwrap();
        let both = [&output.stdout[..], &output.stderr[..]].concat();
        let both = String::from_utf8_lossy(&both).into_owned();
        self.search(&both, &format!("{io:?}"));
        both
    }

    fn search(&self, text: &str, what: &str) {
        for needle in &self.needles {
            assert!(
                !text.contains(needle),
                "{needle} came out of {what}: {text}"
            );
        }
    }

    /// Searches the files that were written.
    fn search_files(&self, folder: &Path, planted: &[&str]) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.search_files(&path, planted);
            } else if !planted.iter().any(|name| path.ends_with(name)) {
                let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
                self.search(&text, &path.display().to_string());
            }
        }
    }
}

impl Drop for Planted {
    fn drop(&mut self) {
        if !thread::panicking() {
            let planted = [
                "key.json",
                "base58.json",
                "short.json",
                "phrase.txt",
                "config.yml",
                "broken.yml",
                "wrong.yml",
                "leaky.toml",
            ];
            self.search_files(&self.folder, &planted);
        }
    }
}

/// The commands that take an option of every command.
fn takes(leaf: &Leaf, option: &str) -> bool {
    let mut line = leaf.line();
    line.extend([option.to_string(), "http://127.0.0.1:1".into()]);
    let output = binary::io().args(&line).output().unwrap();
    !String::from_utf8_lossy(&output.stderr).contains("has no use for")
}

/// Two of the forms for each command, so that all of them come up.
fn two_of<T>(forms: &[T], turn: usize) -> impl Iterator<Item = &T> {
    forms.iter().cycle().skip(turn.saturating_mul(2)).take(2)
}

#[test]
fn the_environment_and_the_configuration() {
    let planted = Planted::new();
    let files =
        ["key.json", "base58.json", "short.json", "phrase.txt"].map(|name| planted.file(name));
    let mut signers = vec![
        planted.base58.clone(),
        planted.mistyped.clone(),
        planted.within.clone(),
        planted.array.clone(),
        PHRASE.into(),
    ];
    signers.extend(files);
    for (turn, leaf) in tree::leaves().iter().enumerate() {
        let line = leaf.unasked();
        planted.run(planted.io().args(&line), "");
        for config in two_of(&["broken.yml", "wrong.yml"], turn) {
            planted.run(
                planted
                    .io()
                    .args(&line)
                    .env("SOLANA_CONFIG_FILE", planted.file(config)),
                "",
            );
        }
        for signer in two_of(&signers, turn) {
            let mut io = planted.io();
            io.args(&line)
                .env("IO_URL", REFUSES.as_str())
                .env("IO_KEYPAIR", signer);
            planted.run(&mut io, "");
        }
        let mut help = planted.io();
        help.args(leaf.path.split(' ')).arg("--help");
        planted.run(
            help.env("IO_URL", REFUSES.as_str())
                .env("IO_KEYPAIR", &planted.base58),
            "",
        );
    }
}

#[test]
fn the_options_of_signers_and_networks() {
    let planted = Planted::new();
    let (key, base58) = (planted.file("key.json"), planted.file("base58.json"));
    let keys = [
        planted.base58.as_str(),
        &planted.mistyped,
        &planted.within,
        &planted.array,
        PHRASE,
    ];
    let signers = [keys.as_slice(), &[&key, &base58]].concat();
    let inputs = [keys.as_slice(), &[planted.array.get(..150).unwrap()]].concat();
    let urls = [
        REFUSES.as_str(),
        "127.0.0.1:1/v2/PATHTOKEN?api-key=QUERYTOKEN",
        "ftp://127.0.0.1/PATHTOKEN",
        "PATHTOKEN",
    ];
    for (turn, leaf) in tree::leaves().iter().enumerate() {
        let own = leaf.options.iter().filter(|(_, value)| value == "SIGNER");
        let mut options: Vec<&str> = own.map(|(name, _)| name.as_str()).collect();
        if takes(leaf, "--keypair") {
            options.push("--keypair");
        }
        let network: &[&str] = match takes(leaf, "--url") {
            true => &["-u", REFUSES.as_str()],
            false => &[],
        };
        for (place, option) in options.iter().enumerate() {
            let turn = turn.saturating_add(place);
            for signer in two_of(&signers, turn) {
                let mut io = planted.io();
                io.args(leaf.unasked()).args(network).args([option, signer]);
                planted.run(&mut io, "");
                let attached = format!("{option}={signer}");
                planted.run(planted.io().args(leaf.unasked()).arg(attached), "");
            }
            // Without the quotes.
            let mut io = planted.io();
            planted.run(
                io.args(leaf.unasked()).arg(option).args(PHRASE.split(' ')),
                "",
            );
            for input in two_of(&inputs, turn) {
                let mut io = planted.io();
                io.args(leaf.unasked()).args(network).args([option, "-"]);
                planted.run(&mut io, input);
            }
        }
        if !network.is_empty() {
            for url in two_of(&urls, turn) {
                planted.run(planted.io().args(leaf.unasked()).args(["-u", url]), "");
                planted.run(
                    planted
                        .io()
                        .args(leaf.unasked())
                        .arg(format!("--url={url}")),
                    "",
                );
            }
        }
        if takes(leaf, "--nonce") {
            for authority in two_of(&keys, turn) {
                let mut io = planted.io();
                io.args(leaf.unasked()).args([
                    "-u",
                    REFUSES.as_str(),
                    "--sign-only",
                    "--blockhash",
                    tree::ADDRESS,
                ]);
                io.args([
                    "--nonce",
                    tree::ADDRESS,
                    "--nonce-authority",
                    authority,
                    "-k",
                    &key,
                ]);
                planted.run(&mut io, "");
            }
        }
    }
}

/// What is meant for an option of a signer, or for `-u`, is given in the wrong place.
#[test]
fn every_other_place() {
    let planted = Planted::new();
    let secrets = [
        planted.base58.as_str(),
        REFUSES.as_str(),
        &planted.mistyped,
        &planted.within,
        PHRASE,
        &planted.array,
    ];
    for (turn, leaf) in tree::leaves().iter().enumerate() {
        for secret in two_of(&secrets, turn) {
            // One more, and in place of each.
            planted.run(planted.io().args(leaf.unasked()).arg(secret), "");
            planted.run(planted.io().arg(secret).args(leaf.unasked()), "");
            let first = leaf.path.split(' ').count();
            for place in first..leaf.line().len() {
                let mut line = leaf.unasked();
                line[place] = secret.to_string();
                planted.run(planted.io().args(&line), "");
            }
            // An endpoint is for everybody to read.
            for (name, _) in leaf.options.iter().filter(|(name, _)| name != "--endpoint") {
                planted.run(planted.io().args(leaf.unasked()).args([name, *secret]), "");
            }
        }
    }
}

#[test]
fn what_a_server_says_of_its_key() {
    let planted = Planted::new();
    let statuses = ["401 Unauthorized", "200 OK", "403 Forbidden"];
    let urls = statuses.map(refusing).into_iter();
    for url in urls.chain([NOBODY.to_string()]) {
        for line in [
            "offer list",
            "audit",
            "stake status",
            "keeper --once --yes",
            "migrate verify --file deployment.toml",
        ] {
            let mut io = planted.io();
            let example =
                Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/data/example.toml");
            let file = fs::read_to_string(example).unwrap();
            planted.folder.write("deployment.toml", file);
            io.args(line.split(' '))
                .env("IO_URL", &url)
                .env("IO_KEYPAIR", planted.file("key.json"));
            let reported = planted.run(&mut io, "");
            assert!(reported.contains("error"), "{line}: {reported}");
        }
    }
}

/// As gateways quote it: cut, decoded, with tags in it, in capitals.
#[test]
fn what_a_server_makes_of_its_key() {
    let planted = Planted::new();
    let ways: [fn(&str) -> String; 5] = [
        |path| format!("{} no plan for {path}", "x".repeat(165)),
        |path| path.replace("%2B", "+"),
        |path| path.replace("TOKEN", "TO<b></b>KEN"),
        str::to_uppercase,
        |path| format!("<p>{path}</p>"),
    ];
    for words in ways {
        let url = saying("200 OK", words).replace("PATHTOKEN", "PATHTOKEN%2BPATHTOKEN");
        let reported = planted.run(planted.io().args(["offer", "list"]).env("IO_URL", &url), "");
        assert!(reported.contains("the node refuses "), "{reported}");
        for part in ["PATHTO", "QUERYTO"] {
            assert!(!reported.contains(part), "{reported}");
        }
    }
    // Short ones.
    let url = saying("200 OK", str::to_string);
    let (host, _) = url.split_once("/v2/").unwrap();
    let url = format!("{host}/v2/SECRT?k=abc1234");
    let reported = planted.run(planted.io().args(["offer", "list"]).env("IO_URL", &url), "");
    assert!(
        !reported.contains("SECRT") && !reported.contains("abc1234"),
        "{reported}"
    );
}

/// In a variable that is for something else.
#[test]
fn every_variable() {
    let planted = Planted::new();
    let secrets = [&planted.base58, &planted.array, PHRASE, NOBODY];
    for variable in [
        "SOLANA_CONFIG_FILE",
        "IO_PRICE_ACCOUNT",
        "IO_COMMITMENT",
        "IO_OUTPUT",
        "IO_TIMEOUT",
        "IO_DEPLOYMENT",
        "IO_URL",
        "IO_KEYPAIR",
    ] {
        for secret in secrets {
            for line in ["stake status", "stake claim --help", "--help", "address"] {
                let mut io = planted.io();
                planted.run(io.args(line.split(' ')).env(variable, secret), "");
            }
        }
    }
}

/// With something around it.
#[test]
fn a_key_that_is_not_alone() {
    let planted = Planted::new();
    let key = &planted.base58;
    let capital = PHRASE.replacen("thank", "Thank", 1);
    for form in [
        format!("'{key}'"),
        format!("{key} IO"),
        format!("{key}=3"),
        format!("{}={key}", tree::ADDRESS),
        format!("--{key}"),
        format!("./{key}"),
        format!("/{key}"),
        format!("{key}.json"),
        format!("'{capital}'"),
        capital,
    ] {
        for line in [
            &["stake", "delegate", tree::ADDRESS][..],
            &["attest"],
            &["address", "-k"],
            &["-k"],
            &["tx", "show"],
            &["stake", "status", "--timeout"],
            &["localnet", "--port"],
        ] {
            planted.run(planted.io().args(line).arg(&form), "");
        }
        planted.run(planted.io().arg("address").env("IO_KEYPAIR", &form), "");
        let config = planted
            .folder
            .write("around.yml", format!("keypair_path: {form:?}\n"));
        planted.run(planted.io().args(["address", "-C", &config]), "");
        fs::remove_file(config).unwrap();
    }
}

/// A deployment file that holds what it should not: its errors name the place, and quote nothing.
#[test]
fn what_a_deployment_file_holds() {
    let planted = Planted::new();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/data/example.toml");
    let example = fs::read_to_string(example).unwrap();
    let secrets = [
        &planted.base58,
        &planted.mistyped,
        &planted.within,
        NOBODY,
        PHRASE,
        &planted.array,
    ];
    let mut refused = 0_u32;
    for secret in secrets {
        for text in [
            secret.to_string(),
            format!("{secret} = 1\n{example}"),
            format!("\"{secret}\" = 1\n{example}"),
            format!("url = \"{secret}\"\n{example}"),
            format!("{example}\nurl = '{secret}'\n"),
            format!("{example}\n[parameters.emissions]\nurl = '{secret}'\n"),
            format!("{example}\n[hashes]\nemissions = '{secret}'\n"),
            format!("# {secret}\n{example} url = {secret}"),
            format!("url = \"{secret}\n{example}"),
            example.replacen("authority = \"81f", &format!("authority = \"{secret} "), 1),
            example.replacen("authority = \"81f", &format!("authority = {secret} \""), 1),
            example.replacen("250_000", &format!("'{secret}'"), 1),
            example.replacen("threshold = 2", &format!("threshold = '{secret}'"), 1),
            example.replacen("attestors = [", &format!("attestors = [ '{secret}',"), 1),
            example.replacen("io = 1", &format!("io = 1 # {secret}\nurl = '{secret}'"), 1),
        ] {
            fs::write(planted.folder.join("leaky.toml"), &text).unwrap();
            for verb in ["plan", "verify"] {
                let mut io = planted.io();
                io.args([
                    "migrate",
                    verb,
                    "--file",
                    "leaky.toml",
                    "-u",
                    "http://127.0.0.1:1",
                ]);
                let reported = planted.run(&mut io, "");
                assert!(
                    reported.starts_with("error: leaky.toml: line "),
                    "{reported}"
                );
                refused = refused.saturating_add(1);
            }
        }
    }
    assert_eq!(refused, 6 * 15 * 2);
}

/// What is signed without a network comes out, and the key does not.
#[test]
fn a_signature_and_not_its_key() {
    let planted = Planted::new();
    for named in [planted.file("key.json"), planted.base58.clone()] {
        let mut io = planted.io();
        io.args([
            "pause",
            "marketplace",
            "--sign-only",
            "--blockhash",
            tree::ADDRESS,
        ]);
        io.args(["-u", REFUSES.as_str(), "-k", &named, "--output", "json"]);
        let reported = planted.run(&mut io, "");
        assert!(reported.contains("\"signed, not sent\""), "{reported}");
    }
}

/// In base 64, as numbers without the array around them, in pieces: in each place where text is given.
#[test]
fn a_key_in_another_form_or_in_pieces() {
    let planted = Planted::new();
    let address = tree::ADDRESS;
    let lines: [&[&str]; 9] = [
        &["pause", "emissions", "--yes", "-k", "KEY"],
        &["balance", "KEY"],
        &["stake", "delegate", "KEY", "1", "--yes"],
        &["tx", "show", "KEY"],
        &[
            "slash",
            "propose",
            address,
            "1.5",
            "--reason",
            "7",
            "--evidence",
            "KEY",
            "--yes",
        ],
        &[
            "pause",
            "emissions",
            "--nonce",
            address,
            "--nonce-authority",
            "KEY",
            "--yes",
        ],
        &["KEY"],
        &["rent", "KEY"],
        &["offer", "list", "--region=KEY"],
    ];
    for key in &planted.others {
        for line in lines {
            let line: Vec<String> = line.iter().map(|it| it.replace("KEY", key)).collect();
            planted.run(planted.io().args(&line).args(["-u", REFUSES.as_str()]), "");
            // Without the quotes.
            let apart = line.iter().flat_map(|it| it.split_whitespace());
            planted.run(planted.io().args(apart).args(["-u", REFUSES.as_str()]), "");
        }
        for variable in [
            "IO_KEYPAIR",
            "IO_OUTPUT",
            "IO_TIMEOUT",
            "IO_PRICE_ACCOUNT",
            "IO_COMMITMENT",
        ] {
            let mut io = planted.io();
            io.args(["pause", "emissions", "--yes", "-u", REFUSES.as_str()]);
            planted.run(io.env(variable, key), "");
        }
        let quoted = serde_json::to_string(key).unwrap();
        let config = planted
            .folder
            .write("config.yml", format!("keypair_path: {quoted}\n"));
        let mut io = planted.io();
        io.args([
            "pause",
            "emissions",
            "--yes",
            "-u",
            REFUSES.as_str(),
            "-C",
            &config,
        ]);
        planted.run(&mut io, "");
    }
}

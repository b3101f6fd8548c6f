//! The `age` command opens what is sealed here, and seals what is opened here. A file that it sealed is also among the
//! vectors, for machines without it.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use io_access::{Details, Secret, Workload};

use crate::people::{container, pages, renters_key, service_key, shell};

fn run(program: &str, args: &[&str], folder: &Path) -> Vec<u8> {
    let output = Command::new(program)
        .args(args)
        .current_dir(folder)
        .stderr(Stdio::inherit())
        .output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}: install `age`"));
    assert!(output.status.success(), "{program} {args:?}");
    output.stdout
}

#[test]
#[ignore = "needs the `age` command"]
fn the_age_command_opens_what_is_sealed_here() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("key.txt"), renters_key().to_file().as_bytes()).unwrap();
    fs::write(
        folder.join("service.txt"),
        service_key().to_file().as_bytes(),
    )
    .unwrap();
    for details in [shell(), pages()] {
        let sealed = details.seal(&renters_key().public()).unwrap();
        fs::write(folder.join("sealed"), sealed).unwrap();
        let json = run("age", &["-d", "-i", "key.txt", "sealed"], folder);
        assert_eq!(Details::read(&json), Ok(details));
    }
    let sealed = container().seal(&service_key().public()).unwrap();
    fs::write(folder.join("sealed"), sealed).unwrap();
    let json = run("age", &["-d", "-i", "service.txt", "sealed"], folder);
    assert_eq!(Workload::read(&json), Ok(container()));
}

#[test]
#[ignore = "needs the `age` command"]
fn what_the_age_command_seals_is_opened_here() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run("age-keygen", &["-o", "key.txt"], folder);
    let secret = Secret::read(&fs::read_to_string(folder.join("key.txt")).unwrap()).unwrap();
    let recipient = String::from_utf8(run("age-keygen", &["-y", "key.txt"], folder)).unwrap();
    assert_eq!(recipient.trim(), secret.public().to_string());
    fs::write(folder.join("details.json"), &*shell().write().unwrap()).unwrap();
    // To another recipient too, such as a supplier's own.
    let other = service_key().public().to_string();
    let args = ["-r", &other, "-r", recipient.trim(), "details.json"];
    let sealed = run("age", &args, folder);
    assert_eq!(Details::open(&sealed, &secret), Ok(shell()));
    // Armour is another form of the same file, which the format does not have.
    let args = ["-a", "-r", recipient.trim(), "details.json"];
    let armoured = run("age", &args, folder);
    assert_eq!(
        Details::open(&armoured, &secret).unwrap_err().name(),
        "CannotOpen"
    );
}

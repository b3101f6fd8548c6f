//! Against a stand-in for the `docker` command: a script that records its arguments and remembers containers in files. What the
//! real one does with them is not tested here.

use std::os::unix::fs::PermissionsExt;

use tempfile::{tempdir, TempDir};

use super::*;
use crate::driver::program;

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMnlLwGdLo/zVWOtLHD0wlRMGdxcNqvHpFBbwG+KqmR9";
const IMAGE: &str = "docker.io/library/ubuntu:24.04";

/// A folder a container, with its labels and whether it runs; a file an image, and one a name of it.
const STAND_IN: &str = r#"#!/bin/sh
here=$(dirname "$0")
echo "$*" >> "$here/calls"
if [ "$1" = --config ]; then
  cp "$2/config.json" "$here/config-used"
  [ -z "$DOCKER_AUTH_CONFIG" ] || exit 1
  shift 2
fi
file() { echo "$1" | tr '/:@' '___'; }
fails() { echo "$1" >&2; exit 1; }
case "$1 $2" in
  pull*)
    [ ! -f "$here/no-pull" ] || fails "no such image"
    [ ! -f "$here/slow-pull" ] || sleep 600
    id=sha256:$(file "$3")$(cat "$here/moved" 2> /dev/null)
    echo "$id" > "$here/tags/$(file "$3")"
    touch "$here/images/$id"
    [ ! -f "$here/cut-off" ] || fails "connection lost"
    ;;
  tag*) echo "$2" > "$here/tags/$(file "$3")" ;;
  "image ls") ls "$here/images" ;;
  "image inspect")
    tag=$here/tags/$(file "$5")
    [ -f "$tag" ] || fails "no such image"
    id=$(cat "$tag")
    size=$(cat "$here/size" 2> /dev/null || echo 1000)
    env=$(cat "$here/env" 2> /dev/null || echo null)
    volumes=$(cat "$here/volumes" 2> /dev/null || echo null)
    case $4 in
      '{{.Id}}') echo "$id" ;;
      *) echo "{\"id\":\"$id\",\"size\":$size,\"env\":$env,\"volumes\":$volumes,\"digests\":[\"$5@sha256:00\"]}" ;;
    esac
    ;;
  "image rm")
    ! grep -qx "$3" "$here"/containers/*/image 2> /dev/null || fails "it is used by a container"
    rm "$here/images/$3"
    for tag in "$here"/tags/*; do
      ! grep -qx "$3" "$tag" || rm "$tag"
    done
    ;;
  "network ls") [ ! -f "$here/networks/${5#label=io.reservation=}" ] || echo "${5#label=io.reservation=}" ;;
  "network create") touch "$here/networks/${4#--label=io.reservation=}" ;;
  "network rm") rm "$here/networks/$3" ;;
  info*) echo "8 1000000000" ;;
  ps*)
    for it in "$here"/containers/*; do
      [ -d "$it" ] || continue
      case "$*" in
        *--quiet*) grep -q "^${5#label=}$" "$it/labels" && basename "$it" ;;
        *) sed -n "s/^${4#label=}=//p" "$it/labels" ;;
      esac
    done
    exit 0
    ;;
  create*)
    it=$here/containers/$3
    mkdir "$it" || fails "name in use"
    while [ $# -gt 0 ]; do
      [ "$1" != --label ] || echo "$2" >> "$it/labels"
      [ "$1" != --publish ] || echo "${2%:22}" > "$it/port"
      case $1 in sha256:*) echo "$1" > "$it/image" ;; esac
      shift
    done
    [ -f "$here/images/$(cat "$it/image")" ] || fails "no such image"
    ;;
  start*) touch "$here/containers/$2/running" ;;
  port*) echo "0.0.0.0:$(cat "$here/containers/$2/port")" ;;
  inspect*)
    it=$here/containers/$4
    [ -f "$it/running" ] && running=true || running=false
    echo "$running $(sed -n 's/^io.port=//p' "$it/labels")"
    ;;
  rm*) rm -r "$here/containers/$4" ;;
esac
"#;

struct Setting {
    folder: TempDir,
    driver: Docker,
}

fn setting(devices: &[&str]) -> Setting {
    let folder = tempdir().unwrap();
    let program = folder.path().join("docker");
    program::write(&program, STAND_IN);
    for name in ["containers", "images", "tags", "networks"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    let settings = Settings {
        program,
        image: None,
        host: "gpu-1.example".into(),
        ports: Ports::read("20000-20002").unwrap(),
        devices: devices.iter().map(ToString::to_string).collect(),
        registries: vec!["docker.io".into(), "ghcr.io".into()],
        image_gb: 40,
        pull_within: Duration::from_secs(60),
        disk_gb: Some(100),
        options: vec!["--shm-size=16g".into()],
    };
    let limit = Duration::from_secs(60);
    let mut driver = Docker::new(settings, &folder.path().join("state"), limit).unwrap();
    driver.is_free = |_| true;
    Setting { folder, driver }
}

impl Setting {
    fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.folder.path().join("calls")).unwrap_or_default();
        calls.lines().map(String::from).collect()
    }

    fn containers(&self) -> usize {
        self.count("containers")
    }

    fn count(&self, what: &str) -> usize {
        fs::read_dir(self.folder.path().join(what)).unwrap().count()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }
}

fn job(number: u8, gpus: u32) -> Job {
    let reservation = Pubkey::from([number; 32]);
    Job {
        reservation,
        supplier: Pubkey::from([1; 32]),
        renter: Pubkey::from([2; 32]),
        gpus,
        starts_until: 0,
        workload: Some(Workload {
            reservation,
            ssh_keys: vec![KEY.parse().unwrap()],
            image: Some(IMAGE.into()),
            command: vec!["sleep".into(), "infinity".into()],
            env: vec!["HF_TOKEN=hf_secret".into()],
        }),
    }
}

fn why(outcome: Result<Tenant, Failure>) -> String {
    outcome.unwrap_err().to_string()
}

#[test]
fn a_container_has_its_devices_keys_volume_and_limits() {
    let it = setting(&["0", "1", "2"]);
    let job = job(9, 2);
    let tenant = it.driver.provision(&job).unwrap();
    let Access::Ssh(ssh) = &tenant.access else {
        panic!("{tenant:?}");
    };
    assert_eq!(
        (ssh.host.as_str(), ssh.port, ssh.user.as_str()),
        ("gpu-1.example", 20_000, "root")
    );
    let files = it
        .folder
        .path()
        .join("state")
        .join(job.reservation.to_string());
    let public = fs::read_to_string(files.join("access/ssh_host_ed25519_key.pub")).unwrap();
    assert!(
        public.starts_with(ssh.host_key.without_comment()),
        "{public}"
    );
    let authorized = fs::read_to_string(files.join("access/authorized_keys")).unwrap();
    assert_eq!(authorized, format!("{KEY}\n"));
    let calls = it.calls();
    let create = calls.iter().find(|it| it.starts_with("create ")).unwrap();
    let name = format!("io-{}", job.reservation);
    for part in [
        format!("--name {name} "),
        "--gpus \"device=0,1\" ".into(),
        format!("type=volume,source={name},target=/data "),
        "target=/run/io,readonly ".into(),
        "--security-opt=no-new-privileges ".into(),
        "--cap-drop=ALL ".into(),
        "--cap-add=SETUID ".into(),
        "--pids-limit=16384 ".into(),
        // Two of three GPUs, of 8 processors and 1 GB.
        "--cpus=5.333 ".into(),
        "--memory=599999940 --memory-swap=599999940 ".into(),
        "--log-driver=local --log-opt=max-size=10m --log-opt=max-file=3 ".into(),
        "--storage-opt=size=100G ".into(),
        format!("--network {name} "),
        "--pull=never ".into(),
        "--label io.port=20000 ".into(),
        "--publish 20000:22 ".into(),
        format!("--label io.image={IMAGE}@sha256:00 "),
        "--shm-size=16g sha256:".into(),
    ] {
        assert!(create.contains(&part), "{part}: {create}");
    }
    assert!(
        create.ends_with("sha256:docker.io_library_ubuntu_24.04 sleep infinity"),
        "{create}"
    );
    let reservation = job.reservation;
    for call in [
        format!("volume create --label=io.reservation={reservation} --opt=size=100G {name}"),
        format!("network create --driver=bridge --label=io.reservation={reservation} {name}"),
    ] {
        assert!(calls.contains(&call), "{calls:#?}");
    }
    // It is in a file that only its owner may read, and in no list of processes.
    assert!(!calls.concat().contains("hf_secret"));
    let env = files.join("env");
    assert_eq!(
        fs::metadata(&env).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(fs::read_to_string(env).unwrap(), "HF_TOKEN=hf_secret\n");
    it.driver.check(&job).unwrap();
}

/// They are options of the container: Docker takes them before those of its image.
#[test]
fn variables_of_an_image_open_no_device() {
    let it = setting(&["0", "1", "2"]);
    let opens = r#"["NVIDIA_VISIBLE_DEVICES=all","NVIDIA_MOFED=enabled"]"#;
    it.write("env", opens);
    it.driver.provision(&job(1, 2)).unwrap();
    let calls = it.calls();
    let create = calls.iter().find(|it| it.starts_with("create ")).unwrap();
    for part in [
        " --env NVIDIA_VISIBLE_DEVICES=0,1 ",
        " --env=NVIDIA_GDRCOPY=disabled ",
        " --env=NVIDIA_GDS=disabled ",
        " --env=NVIDIA_MOFED=disabled ",
        " --env=NVIDIA_NVSWITCH=disabled ",
        " --env=NVIDIA_IMEX_CHANNELS= ",
        " --env=NVIDIA_MIG_CONFIG_DEVICES= ",
        " --env=NVIDIA_MIG_MONITOR_DEVICES= ",
    ] {
        assert!(create.contains(part), "{part}: {create}");
    }
}

#[test]
fn no_two_containers_have_the_same_device() {
    let it = setting(&["0", "1", "2"]);
    it.driver.provision(&job(1, 2)).unwrap();
    let failed = why(it.driver.provision(&job(2, 2)));
    assert_eq!(failed, "1 of 3 devices are free, and 2 are reserved");
    it.driver.provision(&job(3, 1)).unwrap();
    let calls = it.calls();
    assert!(
        calls.iter().any(|it| it.contains("\"device=2\"")),
        "{calls:#?}"
    );
    it.driver.teardown(&job(1, 2)).unwrap();
    it.driver.provision(&job(4, 2)).unwrap();
}

fn port(tenant: &Tenant) -> u16 {
    match &tenant.access {
        Access::Ssh(ssh) => ssh.port,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_container_has_a_port_of_its_own_for_as_long_as_it_is_there() {
    let mut it = setting(&["0", "1", "2"]);
    it.driver.is_free = |port| port != 20_000;
    assert_eq!(port(&it.driver.provision(&job(1, 1)).unwrap()), 20_001);
    // Also one that does not run keeps its port.
    let container = format!("containers/io-{}", job(1, 1).reservation);
    let running = it.folder.path().join(&container).join("running");
    fs::remove_file(running).unwrap();
    assert_eq!(port(&it.driver.provision(&job(2, 1)).unwrap()), 20_002);
    let failed = why(it.driver.provision(&job(3, 1)));
    assert_eq!(failed, "no port from 20000 to 20002 is free");
    it.driver.teardown(&job(1, 1)).unwrap();
    assert_eq!(port(&it.driver.provision(&job(3, 1)).unwrap()), 20_001);
}

#[test]
fn a_container_that_is_at_another_port_fails_its_check() {
    let it = setting(&["0"]);
    it.driver.provision(&job(1, 1)).unwrap();
    it.driver.check(&job(1, 1)).unwrap();
    let container = format!("containers/io-{}", job(1, 1).reservation);
    for other in ["20001", ""] {
        it.write(&format!("{container}/port"), other);
        let failed = it.driver.check(&job(1, 1)).unwrap_err().to_string();
        assert_eq!(
            failed,
            "its container is not at port 20000, which the renter has"
        );
    }
}

#[test]
fn prepared_again_it_leaves_one_container_and_taken_back_again_none() {
    let it = setting(&["0"]);
    let job = job(9, 1);
    for _ in 0..2 {
        it.driver.provision(&job).unwrap();
        assert_eq!(it.containers(), 1);
    }
    for _ in 0..2 {
        it.driver.teardown(&job).unwrap();
        assert_eq!(it.containers(), 0);
    }
    let files = it
        .folder
        .path()
        .join("state")
        .join(job.reservation.to_string());
    assert!(!files.exists());
    let volume = format!("volume rm --force io-{}", job.reservation);
    assert!(it.calls().contains(&volume));
    assert!(it.driver.check(&job).is_err());
}

#[test]
fn what_cannot_work_is_refused_before_a_container_is_made() {
    let it = setting(&["0"]);
    let with = |change: fn(&mut Workload)| {
        let mut job = job(9, 1);
        change(job.workload.as_mut().unwrap());
        why(it.driver.provision(&job))
    };
    assert!(with(|it| it.ssh_keys.clear()).contains("no SSH key"));
    assert!(with(|it| it.image = None).contains("names no image"));
    let lines = with(|it| it.env = vec!["A=1\nB=2".into()]);
    assert!(lines.contains("line break"), "{lines}");
    let loader = with(|it| it.env = vec!["NVIDIA_VISIBLE_DEVICES=all".into()]);
    assert!(
        loader.contains("NVIDIA_VISIBLE_DEVICES is not taken"),
        "{loader}"
    );
    let private = with(|it| it.image = Some("registry.example/private:1".into()));
    assert_eq!(
        private,
        "the image is of registry.example, and this supplier takes those of docker.io, ghcr.io"
    );
    assert!(!it.calls().iter().any(|it| it.contains("pull")));
    fs::write(it.folder.path().join("no-pull"), "").unwrap();
    let failed = why(it.driver.provision(&job(9, 1)));
    assert!(
        failed.ends_with("pull: exit status: 1: no such image"),
        "{failed}"
    );
    assert_eq!(it.containers(), 0);
}

/// The stand-in fails if it is given a password by the environment.
#[test]
fn what_a_renter_names_is_pulled_without_the_suppliers_passwords() {
    let it = setting(&["0", "1"]);
    it.driver.provision(&job(1, 1)).unwrap();
    let pulls = |it: &Setting| -> Vec<String> {
        let calls = it.calls().into_iter();
        calls.filter(|it| it.contains("pull --quiet")).collect()
    };
    let config = it.folder.path().join("state/config");
    let expected = format!("--config {} pull --quiet {IMAGE}", config.display());
    assert_eq!(pulls(&it), [expected]);
    let used = fs::read_to_string(it.folder.path().join("config-used")).unwrap();
    assert_eq!(used, r#"{"auths":{"registry.invalid":{}}}"#);
    // The supplier's own, of any registry, with them.
    let mut it = it;
    it.driver.settings.image = Some("registry.example/ssh:1".into());
    let mut job = job(2, 1);
    job.workload.as_mut().unwrap().image = None;
    it.driver.provision(&job).unwrap();
    assert_eq!(pulls(&it)[1], "pull --quiet registry.example/ssh:1");
}

#[test]
fn an_image_that_was_pulled_goes_with_the_last_container_that_has_it() {
    let it = setting(&["0", "1"]);
    it.driver.provision(&job(1, 1)).unwrap();
    it.driver.provision(&job(2, 1)).unwrap();
    assert_eq!(it.count("images"), 1);
    it.driver.teardown(&job(1, 1)).unwrap();
    assert_eq!((it.count("images"), it.count("networks")), (1, 1));
    it.driver.teardown(&job(2, 1)).unwrap();
    assert_eq!((it.count("images"), it.count("networks")), (0, 0));
    assert_eq!(it.count("state/images"), 0);
}

#[test]
fn an_image_that_was_there_before_stays() {
    let it = setting(&["0"]);
    let file = IMAGE.replace(['/', ':'], "_");
    it.write(&format!("tags/{file}"), &format!("sha256:{file}\n"));
    it.write(&format!("images/sha256:{file}"), "");
    it.driver.provision(&job(1, 1)).unwrap();
    it.driver.teardown(&job(1, 1)).unwrap();
    assert_eq!(it.count("images"), 1);
    // What its name means in the registry by now is run, and goes. The name stays the supplier's.
    it.write("moved", "2");
    it.driver.provision(&job(1, 1)).unwrap();
    assert_eq!(it.count("images"), 2);
    let create = it.calls().into_iter().rfind(|it| it.starts_with("create "));
    assert!(create.unwrap().contains(&format!(" sha256:{file}2 ")));
    let tag = it.folder.path().join(format!("tags/{file}"));
    assert_eq!(
        fs::read_to_string(&tag).unwrap(),
        format!("sha256:{file}\n")
    );
    it.driver.teardown(&job(1, 1)).unwrap();
    assert_eq!(it.count("images"), 1);
    assert!(tag.exists());
}

#[test]
fn a_name_of_the_suppliers_stays_when_a_pull_is_cut_off() {
    let it = setting(&["0"]);
    let file = IMAGE.replace(['/', ':'], "_");
    let (own, tag) = (format!("sha256:{file}\n"), format!("tags/{file}"));
    it.write(&tag, &own);
    it.write(&format!("images/{}", own.trim()), "");
    it.write("moved", "2");
    it.write("cut-off", "");
    let failed = why(it.driver.provision(&job(1, 1)));
    assert!(failed.ends_with("connection lost"), "{failed}");
    assert_eq!(fs::read_to_string(it.folder.path().join(tag)).unwrap(), own);
}

/// Else one of them could get what the supplier has under that name.
#[test]
fn a_name_of_the_suppliers_is_pulled_for_one_renter_at_a_time() {
    let it = setting(&["0", "1"]);
    let begun = it.driver.begin(&job(2, 1), IMAGE).unwrap();
    it.driver.provision(&job(1, 1)).unwrap();
    // It is no name of the supplier's once it was pulled for a renter.
    let again = it.driver.begin(&job(3, 1), IMAGE).unwrap();
    drop((begun, again));
    it.driver.begin(&job(3, 1), IMAGE).unwrap();
    it.driver.teardown(&job(1, 1)).unwrap();

    let file = IMAGE.replace(['/', ':'], "_");
    it.write(&format!("tags/{file}"), &format!("sha256:{file}\n"));
    it.write(&format!("images/sha256:{file}"), "");
    let begun = it.driver.begin(&job(2, 1), IMAGE).unwrap();
    let mut other = job(1, 1);
    // The same by another name.
    other.workload.as_mut().unwrap().image = Some("ubuntu:24.04".into());
    let failed = it.driver.provision(&other).unwrap_err();
    let busy = format!("{IMAGE} is being pulled for another reservation");
    assert_eq!(failed, Failure::Busy(busy));
    drop(begun);
    it.driver.provision(&other).unwrap();
}

#[test]
fn images_are_removed_while_other_containers_are_being_made() {
    let it = setting(&["0", "1"]);
    let other = "docker.io/library/debian:13";
    let begun = it.driver.begin(&job(2, 1), other).unwrap();
    it.driver.pulled.note(other).unwrap();
    let pull = || it.driver.docker(&job(2, 1), &["pull", "--quiet", other]);
    pull().unwrap();
    assert_eq!(it.count("images"), 1);
    // One that is refused, and one whose container is gone.
    it.write("env", r#"["LD_PRELOAD=/x.so"]"#);
    it.driver.provision(&job(1, 1)).unwrap_err();
    assert_eq!(it.count("images"), 1);
    it.write("env", "null");
    it.driver.provision(&job(1, 1)).unwrap();
    assert_eq!(it.count("images"), 2);
    it.driver.teardown(&job(1, 1)).unwrap();
    assert_eq!(it.count("images"), 1);
    // That of the other stays by its id too, whatever its name means.
    let id = it.driver.id(&job(2, 1), other).unwrap().unwrap();
    it.driver.pulled.note(&id).unwrap();
    begun.pulled(&id);
    it.write("moved", "2");
    pull().unwrap();
    it.driver.teardown(&job(1, 1)).unwrap();
    assert!(it.folder.path().join("images").join(&id).exists());
    drop(begun);
    it.driver.teardown(&job(2, 1)).unwrap();
    assert!(!it.folder.path().join("images").join(&id).exists());
    assert_eq!((it.count("images"), it.count("state/images")), (0, 0));
}

/// Another pull of it may have begun, and found it here.
#[test]
fn an_image_that_a_pull_brings_back_is_removed_again() {
    let it = setting(&["0", "1"]);
    it.driver.provision(&job(1, 1)).unwrap();
    let begun = it.driver.begin(&job(2, 1), "ubuntu").unwrap();
    it.driver.teardown(&job(1, 1)).unwrap();
    assert_eq!((it.count("images"), it.count("state/images")), (0, 1));
    it.driver
        .docker(&job(2, 1), &["pull", "--quiet", IMAGE])
        .unwrap();
    drop(begun);
    it.driver.teardown(&job(2, 1)).unwrap();
    assert_eq!((it.count("images"), it.count("state/images")), (0, 0));
}

/// Killed after the pull, before it was stored what came of it.
#[test]
fn an_image_of_a_pull_that_was_cut_off_is_removed_too() {
    let it = setting(&["0"]);
    it.driver.pulled.note(IMAGE).unwrap();
    it.driver
        .docker(&job(1, 1), &["pull", "--quiet", IMAGE])
        .unwrap();
    // And one of which nothing came.
    it.driver
        .pulled
        .note("docker.io/library/debian:13")
        .unwrap();
    it.driver.teardown(&job(1, 1)).unwrap();
    assert_eq!((it.count("images"), it.count("state/images")), (0, 0));
}

#[test]
fn an_image_that_is_too_large_or_reaches_out_is_refused_and_goes() {
    let it = setting(&["0"]);
    for (name, text, expected) in [
        (
            "size",
            "40000000001",
            "the image has 41 GB, and this supplier takes at most 40 GB",
        ),
        (
            "env",
            r#"["LD_PRELOAD=/x.so"]"#,
            "the image sets LD_PRELOAD, ",
        ),
        (
            "volumes",
            r#"{"/data":{},"/v":{}}"#,
            "the image declares the volume /v, ",
        ),
    ] {
        it.write(name, text);
        let failed = it.driver.provision(&job(1, 1)).unwrap_err();
        assert!(
            matches!(&failed, Failure::Refused(why) if why.starts_with(expected)),
            "{failed}"
        );
        assert_eq!((it.containers(), it.count("images")), (0, 0));
        fs::remove_file(it.folder.path().join(name)).unwrap();
    }
}

/// Asked again, it may be another one: the renter is not at fault.
#[test]
fn the_suppliers_own_image_has_no_other_volume_either() {
    let mut it = setting(&["0"]);
    it.driver.settings.image = Some("registry.example/ssh:1".into());
    let mut job = job(1, 1);
    job.workload.as_mut().unwrap().image = None;
    it.write("volumes", r#"{"/v":{}}"#);
    let failed = it.driver.provision(&job).unwrap_err();
    assert!(
        matches!(&failed, Failure::Failed(why) if why.starts_with("--image: the image declares the volume /v, ")),
        "{failed}"
    );
    it.write("volumes", r#"{"/data":{}}"#);
    it.driver.provision(&job).unwrap();
}

#[test]
fn a_pull_that_takes_too_long_is_killed() {
    let mut it = setting(&["0"]);
    it.write("slow-pull", "");
    it.driver.settings.pull_within = Duration::from_millis(200);
    let failed = why(it.driver.provision(&job(1, 1)));
    assert!(failed.contains("pull: it was killed: "), "{failed}");
}

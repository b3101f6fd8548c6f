use io_access::SshKey;

use crate::people::{ED25519, ED25519_FINGERPRINT};

/// Lines with the fingerprints that `ssh-keygen -l` prints.
pub const KEYS: [(&str, &str); 4] = [
    (ED25519, ED25519_FINGERPRINT),
    ("ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBFES/Pss+acbRejIi3gpzcD0Hd4hWpRpocJsqxa3IoDpDT52In2VU2/01diOik9xGRVZsnfTivc9FhrTl3quNTY= renter@laptop", "SHA256:yudBaSDlQvrbSUYf4ABcxBdK28zBVXJI8lxrQ9WtRtI"),
    ("ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAEuJncvYr0yfl27HAMukuCgTztYZTC4UIDkUih3Bqo0m1p04jt+nM9VnWJuwPvuuWXTHC69pMplRC4e6XZeXHs2uQHUPocjFQD8yDIU8OCrIiQBlzWGPqPLmsWxk3vwj8uYLKGD5O92mbyePzIPqWlo0L9mMBkfjoKn5VG/1YpNDU2Zxg== renter@laptop", "SHA256:NCSRHqGfCoYaGdjWK97ekUDbh2L7tPNK8usET4bSt2s"),
    ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCkyoRO/OsTCh3ENv09aHsBM15DuIW/7W+jGSLgnkid9Wlrn5aNXx2MzOWFmiaB4ePwk/JfQLIsSSaN5tYfW93u43zgqxbYEk+orWUUQwFrylB46A9dMjj4oY6fpjneSplsfO3KTqxmV9QXfTo3ca+cJ5qyqsLs7+PfKmGZMAx7TtmdEBjE/YBUiR+2/uPLeXTVhGRW1jDrQ0ZYVGKxN5JNSetc8H3clIx6PVCZ3FqnOL9oQMA95JiiX31IuIGXz0J+ZjvUIBooe4kp38i2zHxvzdXRlrK/FMdpOkyiTBzRrwS9sBkb9mTNxJPA8Enf1QMJr/cmZvECOKAih5+XAi/7 renter@laptop", "SHA256:XZiPodIDRX8zWN2zasg61UhKOFfSfoc/5KVXcGBCp5I"),
];

/// Lines that are no keys, or grant other than to log in.
pub fn refused() -> Vec<String> {
    let [kind, key] = ED25519.split(' ').collect::<Vec<_>>()[..] else {
        unreachable!()
    };
    vec![
        String::new(),
        kind.into(),
        format!("{ED25519} "),
        format!(" {ED25519}"),
        format!("{ED25519}\n"),
        format!("{ED25519} a\nb"),
        format!("{ED25519} \u{1b}[2J"),
        format!("{ED25519} Zürich"),
        format!("{kind}  {key}"),
        format!("{kind}\t{key}"),
        format!("command=\"rm\" {ED25519}"),
        format!("no-pty {ED25519}"),
        format!("ssh-rsa {key}"),
        format!("ssh-dss {key}"),
        format!("{kind} {}", &key[..key.len() - 4]),
        format!("{kind} {key}AAAA"),
        format!("{kind} {key}="),
        format!("{kind} {}", key.replace("Mnl", "M-l")),
        format!("{kind} {}_", &key[..key.len() - 1]),
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQClybTeB3ZUArf1AKCpRvrO8pe71usR3vabzgl+s7CN9J3UC8h2LRYJ3Glp0aBXsVKaH9S612xfis67cpHprTIcwTZV9l336pELgHKKr3Ze00yV8op2aEuXNPSpczm1lGHuOl88BKIUI7AXfZRSEhIYtl2rsE0XjgprR698fdLm2w== renter@laptop".into(),
        "-----BEGIN OPENSSH PRIVATE KEY-----".into(),
        format!("{ED25519} {}", "x".repeat(2_048)),
    ]
}

#[test]
fn keys_have_the_fingerprints_that_ssh_keygen_prints() {
    for (line, fingerprint) in KEYS {
        let key: SshKey = line.parse().unwrap();
        assert_eq!((key.line(), key.fingerprint()), (line, fingerprint));
    }
}

#[test]
fn a_comment_can_be_left_out() {
    let key: SshKey = format!("{ED25519} renter@laptop of mine").parse().unwrap();
    assert_eq!(key.without_comment(), ED25519);
    assert_eq!(key.fingerprint(), ED25519_FINGERPRINT);
    let key: SshKey = ED25519.parse().unwrap();
    assert_eq!(key.without_comment(), ED25519);
}

#[test]
fn what_is_no_key_is_refused() {
    for line in refused() {
        let error = line.parse::<SshKey>().unwrap_err();
        assert_eq!(error.name(), "InvalidField", "{line}");
    }
}

//! JSON that is taken, and JSON that is refused with its error: each is the plain one with one text in it replaced.

use io_access::{Details, Error, ServiceKey, Workload, WorkloadRequest};
use serde_json::{json, Value};

use crate::{
    people::{address, container, pages, shell, wallet, OPERATOR, RENTER},
    service, workload,
};

/// [`shell`], as the `age` command 1.1.1 sealed it to the renter's key and one more.
pub const BY_AGE: &str = "6167652d656e6372797074696f6e2e6f72672f76310a2d3e20583235353139205a51692f567177795252536941672b72\
    542b75583347525a67366d4935316b4d6a71704f757477415369770a334269724251635463694954506b4830504e6259\
    6d6f34736f534f6565544259422b726b6e73646d7569380a2d3e2058323535313920512b553568585847464957467342\
    6c6332585579535441644b79516d337a38774a455a6e4a4765497154380a7961482f585855354c774569784d34503963\
    7a75594e6671386c4e4449724976626d6a556b6e4930495a380a2d2d2d2075384755644e65316a30753655715931617a\
    567169357874666e59352f3277346837624d71652f566e48730a114af32988af900507ec1fb7ddbf789281a5889def1e\
    3a6638ca8d43174d602735e85141ddefef9f8794d322534eef55b6306e9341551d8c865b7849e17e5c03db2f434174c9\
    a0c2d8aa48a0059025a3aa290375719dc49e5e420adaeaf008721d347fee72cdb7d7f8e7096f57b55f521aeb2b799faf\
    6265304c3c1dae5f58bdc4cfd21a92257590edf494bee2e099de5686a46f2f79a5d54bcd326ec08fe1824d23fc4b0188\
    6203ccafdc8fe0adc8aa72669277187e48c4549f3f88d6894967273c5026fd5d0c42c375f9800ac62077bcc635a307ad\
    e3925121923bbc7653283e05b90c7cb4bd46f6d605a53ac6b8551d56830277fbda4dbc8389199f60dcadb28a1c6e7eec\
    91acc16c565245de34cec8ff50511537c0ed4b2e72bd5745cae7645131846d49e25b8c18efe93200da32b2a50afbfcb7\
    43a53243c5a41ed98c7709e136ebd17cf630b91c2f1a4a1938550e851a4df90ba455a0142eebad2c57809da81153a61c\
    dc2dc921286d9b5cc2175b025aaef550fbd6c620ea8446e1c5a808859b11e591cbae1ade57ec0291c4409d6568a8ce5e\
    4d96da8806ac447df6555ab871e36ae32d4bbc0bb35ad6ce1fbc01ab9a6acd74272ac7d79c7048f2874678b2987392d4\
    e1d00575121db38c6f40f7de9f25744d6057b4f91ddc1a2a265ed91d48447286432e36";

/// [`shell`], as the TypeScript client sealed it to the renter's key.
pub const BY_TYPESCRIPT: &str = "6167652d656e6372797074696f6e2e6f72672f76310a2d3e20583235353139206c797879515579526370534b614c686e\
    70586d483877484166635736695564516a4d512b5a563848376a4d0a2b363443486a597679767461624279326477784b\
    514d725079504875744f58646b576b486d58387a5334510a2d2d2d207745766f563879446a624d493241395233377071\
    59376d4554354a436e383339795870794f62712f3634450a905ac9333ce9f093f42f693d9d2361e80a040b94609fbad6\
    cde171eb577f638816055673a07f6dbb23e25f9a3e5eb3967892349d9098c216651ff0d02cd3174b23d5612477eb1cf8\
    b77addbe8945c730365313b06c13ae1b1ff20a7222a5804674623873e7376ba62c914c079b55992aa91c31e52e72d653\
    cd167628db40dde638434acd31846e6d6275d89ec35673c5b3fa3f686c4d43000c5f02f129d7edaf50c41188e2b95c03\
    edc096e15f4d85eec443fce0347ec9ff64d5ed72298ab84ee5f9d2aaed0eb645858ef3d08e64c4af3fc7830ef6e68457\
    c6693833b5038f0756eaaaf2d179ede37dd51474d5b7a4e0adccfaa233c87bf78fe60dfbaf9fa1aa42e3ba02ee262174\
    f0d4ae657310e78340d87be394b782bdcda3d6839a7dd6c378e28d3fbecc6ef8811b16aa68f4ac7d9c39c67864b134df\
    1ae1e9102b1c81f7e9e6dfb9c66977913ba6282b2362313cdb55d966636ba28d1611639048535cfd9986f9c358e7cbd5\
    e1b813788de1abdb007bcd920fe94bd32cd55a6d22c0036229d4fcc8a6cfe3e89e85d1d90e3cf510acb5ebe8acd85fd2\
    6e456fddff61138d139adb7327dcd3838abefcd51d8dda883646ca9eaf3be2c818224fce2ff91acc837581cb7c4a26a1\
    5a03a72b390835340959c5b2b88b4c1c4cc6d74c7bc7357c0db143104977571667";

/// The error with which the JSON is refused.
pub fn error(kind: &str, json: &str) -> Option<Error> {
    let json = json.as_bytes();
    let result = match kind {
        "details" => Details::read(json).map(drop),
        "workload" => Workload::read(json).map(drop),
        "serviceKey" => ServiceKey::read(json).map(drop),
        "request" => WorkloadRequest::read(json).map(drop),
        _ => unreachable!("{kind}"),
    };
    result.err()
}

fn text(json: &[u8]) -> String {
    String::from_utf8(json.to_vec()).unwrap()
}

fn plain(kind: &str) -> String {
    match kind {
        "ssh" => text(&shell().write().unwrap()),
        "https" => text(&pages().write().unwrap()),
        "workload" => text(&container().write().unwrap()),
        "serviceKey" => {
            let signed = service::unsigned().sign(&wallet(OPERATOR)).unwrap();
            text(&signed.write().unwrap())
        }
        _ => {
            let unsigned = workload::unsigned(b"sealed".to_vec());
            text(&unsigned.sign(&wallet(RENTER)).unwrap().write().unwrap())
        }
    }
}

/// The plain JSON with one text replaced.
fn with(kind: &str, from: &str, to: &str) -> (String, String) {
    let json = plain(kind);
    assert!(json.contains(from), "{from}: {json}");
    let kind = match kind {
        "ssh" | "https" => "details",
        kind => kind,
    };
    (kind.into(), json.replacen(from, to, 1))
}

pub fn taken() -> Vec<Value> {
    let cases = [
        ("ssh", "{\"version\":1,", "{ \"version\" : 1 ,\n"),
        ("ssh", "2222", "1"),
        ("ssh", "2222", "65535"),
        ("ssh", "\"renter\"", "\"_r-0\""),
        ("ssh", "\"renter\"", "\"\\u0072oot\""),
        (
            "ssh",
            "gpu-7.supplier.example\",\"port",
            "localhost\",\"port",
        ),
        (
            "ssh",
            "gpu-7.supplier.example\",\"port",
            "203.0.113.7\",\"port",
        ),
        (
            "ssh",
            "gpu-7.supplier.example\",\"port",
            "2001:db8::7\",\"port",
        ),
        (
            "ssh",
            "gpu-7.supplier.example\",\"port",
            "xn--zrich-kva.example\",\"port",
        ),
        (
            "ssh",
            "https://gpu-7.supplier.example:8443/lab?token=3f9a",
            "https://203.0.113.7",
        ),
        (
            "ssh",
            "https://gpu-7.supplier.example:8443/lab?token=3f9a",
            "https://[::1]:1?a#b",
        ),
        ("ssh", "Zürich", "\\u00fc\\ud83d\\ude80"),
        ("https", "\"notes\":\"\",", ""),
        (
            "workload",
            "\"command\":[\"sh\",\"-c\",\"nvidia-smi\\nsleep infinity\"],",
            "",
        ),
        ("workload", "\"EMPTY=\"", "\"_x9=a=b\""),
        ("request", "\"sequence\":7", "\"sequence\":0"),
        ("request", "\"sequence\":7", "\"sequence\":9007199254740991"),
    ];
    let cases = cases.map(|(kind, from, to)| {
        let (kind, json) = with(kind, from, to);
        json!({ "kind": kind, "json": json })
    });
    cases.into()
}

const DETAILS: &[(&str, &str, &str, &str)] = &[
    ("ssh", "{\"version\"", "\u{feff}{\"version\"", "Malformed"),
    (
        "ssh",
        "\"version\":1",
        "\"version\":2",
        "UnsupportedVersion",
    ),
    (
        "ssh",
        "\"version\":1",
        "\"version\":0",
        "UnsupportedVersion",
    ),
    ("ssh", "\"version\":1", "\"version\":\"1\"", "Malformed"),
    ("ssh", "\"version\":1", "\"version\":1.0", "Malformed"),
    ("ssh", "\"version\":1,", "", "InvalidField"),
    (
        "ssh",
        "\"version\":1,",
        "\"version\":1,\"new\":1,",
        "Malformed",
    ),
    (
        "ssh",
        "\"version\":1,",
        "\"version\":1,\"__proto__\":1,",
        "Malformed",
    ),
    (
        "ssh",
        "\"version\":1,",
        "\"version\":1,\"port\":22,",
        "Malformed",
    ),
    (
        "ssh",
        "\"version\":1,",
        "\"version\":1,\"p\\u006frt\":22,",
        "Malformed",
    ),
    (
        "ssh",
        "\"kind\":\"ssh\"",
        "\"kind\":\"telnet\"",
        "UnsupportedKind",
    ),
    ("ssh", "\"kind\":\"ssh\"", "\"kind\":1", "Malformed"),
    ("ssh", "\"kind\":\"ssh\",", "", "InvalidField"),
    (
        "ssh",
        "\"kind\":\"ssh\"",
        "\"kind\":\"https\"",
        "InvalidField",
    ),
    (
        "https",
        "\"kind\":\"https\"",
        "\"kind\":\"ssh\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"reservation\":\"",
        "\"reservation\":\"0",
        "InvalidField",
    ),
    (
        "ssh",
        "\"reservation\":\"",
        "\"reservation\":\"1",
        "InvalidField",
    ),
    ("ssh", "\"port\":2222", "\"port\":0", "InvalidField"),
    ("ssh", "\"port\":2222", "\"port\":65536", "InvalidField"),
    ("ssh", "\"port\":2222", "\"port\":-22", "Malformed"),
    ("ssh", "\"port\":2222", "\"port\":22.0", "Malformed"),
    ("ssh", "\"port\":2222", "\"port\":2e1", "Malformed"),
    ("ssh", "\"port\":2222", "\"port\":\"22\"", "Malformed"),
    ("ssh", "\"port\":2222", "\"port\":null", "Malformed"),
    (
        "ssh",
        "\"port\":2222",
        "\"port\":18446744073709551616",
        "Malformed",
    ),
    ("ssh", "\"port\":2222,", "", "InvalidField"),
    (
        "ssh",
        "\"user\":\"renter\"",
        "\"user\":\"-oProxyCommand=x\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"user\":\"renter\"",
        "\"user\":\"Renter\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"user\":\"renter\"",
        "\"user\":\"\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"user\":\"renter\"",
        "\"user\":\"a b\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"user\":\"renter\"",
        "\"user\":\"abcdefghijklmnopqrstuvwxyzabcdefg\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"-oProxyCommand=x\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"a..b\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"a-.b\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"a.b.\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"GPU.example\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"z\u{fc}rich.example\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"a b\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"127.1\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"2130706433\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"0x7f.0x1\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"203.0.113.07\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"203.0.113.256\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"[::1]\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"fe80::1%eth0\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"::ffff:1.2.3.4\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\":::\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"1:2:3:4:5:6:7:8:9\"",
        "InvalidField",
    ),
    (
        "ssh",
        "\"host\":\"gpu-7.supplier.example\"",
        "\"host\":\"12345::\"",
        "InvalidField",
    ),
    (
        "ssh",
        "ssh-ed25519 AAAAC3",
        "ssh-ed25519 AAAAC4",
        "InvalidField",
    ),
    ("ssh", "KqmR9\"", "KqmR9 comment\"", "InvalidField"),
    ("ssh", "KqmR9\"", "KqmR9\\n*\"", "InvalidField"),
    ("ssh", "SHA256:Wc", "SHA256:Wd", "HostKeyMismatch"),
    (
        "ssh",
        "\"SHA256:Wc24iA+qERkvtgnnQ64VJGryQPIaXZb8LhEYkPTUx6o\"",
        "\"\"",
        "HostKeyMismatch",
    ),
    ("ssh", "https://gpu-7", "http://gpu-7", "InvalidField"),
    ("ssh", "https://gpu-7", "javascript:gpu-7", "InvalidField"),
    ("ssh", "https://gpu-7", "https://user@gpu-7", "InvalidField"),
    ("ssh", "https://gpu-7", "https:///gpu-7", "InvalidField"),
    ("ssh", "example:8443", "example:0", "InvalidField"),
    ("ssh", "example:8443", "example:", "InvalidField"),
    ("ssh", "example:8443", "example:65536", "InvalidField"),
    (
        "ssh",
        "example:8443",
        "example\\\\@evil.example",
        "InvalidField",
    ),
    ("ssh", "example:8443", "ex\u{430}mple", "InvalidField"),
    ("ssh", "token=3f9a", "a b", "InvalidField"),
    ("ssh", "token=3f9a", "a\\u0000b", "InvalidField"),
    (
        "ssh",
        "\"urls\":[\"https",
        "\"urls\":[\"\",\"https",
        "InvalidField",
    ),
    (
        "ssh",
        "\"urls\":[\"https",
        "\"urls\":[1,\"https",
        "Malformed",
    ),
    (
        "ssh",
        "\"urls\":[\"https",
        "\"urls\":[[],\"https",
        "Malformed",
    ),
    ("https", "[2001:db8::7]", "[2001:db8::7", "InvalidField"),
    ("https", "[2001:db8::7]", "[2001:db8::7]x", "InvalidField"),
    (
        "https",
        "[\"https://[2001:db8::7]/lab\"]",
        "[]",
        "InvalidField",
    ),
    (
        "https",
        "\"kind\":\"https\"",
        "\"kind\":\"https\",\"port\":443",
        "InvalidField",
    ),
    (
        "https",
        "\"notes\":\"\"",
        "\"notes\":\"\\u001b[2J\"",
        "InvalidField",
    ),
    (
        "https",
        "\"notes\":\"\"",
        "\"notes\":\"\\u202e\"",
        "InvalidField",
    ),
    (
        "https",
        "\"notes\":\"\"",
        "\"notes\":\"a\\tb\"",
        "InvalidField",
    ),
    (
        "https",
        "\"notes\":\"\"",
        "\"notes\":\"\\ud800\"",
        "Malformed",
    ),
    ("https", "\"notes\":\"\"", "\"notes\":null", "Malformed"),
    (
        "https",
        "\"notes\":\"\"",
        "\"notes\":{\"a\":1}",
        "Malformed",
    ),
    (
        "https",
        "\"expires_at\":1801499400",
        "\"expires_at\":0",
        "InvalidField",
    ),
    (
        "https",
        "\"expires_at\":1801499400",
        "\"expires_at\":1801499400000",
        "InvalidField",
    ),
    ("https", ",\"expires_at\":1801499400", "", "InvalidField"),
    ("https", "1801499400}", "1801499400}}", "Malformed"),
    ("https", "1801499400}", "1801499400,}", "Malformed"),
    ("https", "1801499400}", "1801499400", "Malformed"),
];

const WORKLOADS: &[(&str, &str, &str, &str)] = &[
    (
        "workload",
        "\"version\":1",
        "\"version\":2",
        "UnsupportedVersion",
    ),
    (
        "workload",
        "\"version\":1,",
        "\"version\":1,\"new\":[],",
        "Malformed",
    ),
    (
        "workload",
        "ssh-ed25519 AAAAC3",
        "command=x ssh-ed25519 AAAAC3",
        "InvalidField",
    ),
    ("workload", "renter@laptop", "a\\nssh-rsa b", "InvalidField"),
    ("workload", "renter@laptop", "Z\u{fc}rich", "InvalidField"),
    (
        "workload",
        "docker.io/library/ubuntu:24.04",
        "--privileged",
        "InvalidField",
    ),
    (
        "workload",
        "docker.io/library/ubuntu:24.04",
        "a b",
        "InvalidField",
    ),
    (
        "workload",
        "docker.io/library/ubuntu:24.04",
        "",
        "InvalidField",
    ),
    (
        "workload",
        "\"image\":\"docker.io/library/ubuntu:24.04\",",
        "",
        "InvalidField",
    ),
    (
        "workload",
        "\"image\":\"docker.io/library/ubuntu:24.04\"",
        "\"image\":null",
        "Malformed",
    ),
    ("workload", "nvidia-smi", "\\u001b[2J", "InvalidField"),
    ("workload", "nvidia-smi", "\\u0000", "InvalidField"),
    ("workload", "EMPTY=", "EMPTY", "InvalidField"),
    ("workload", "EMPTY=", "=x", "InvalidField"),
    ("workload", "EMPTY=", "9A=x", "InvalidField"),
    ("workload", "EMPTY=", "A-B=x", "InvalidField"),
    ("workload", "EMPTY=", "A=\\u202e", "InvalidField"),
    (
        "workload",
        "\"reservation\":\"",
        "\"reservation\":\"l",
        "InvalidField",
    ),
];

const SIGNED: &[(&str, &str, &str, &str)] = &[
    (
        "request",
        "\"version\":1",
        "\"version\":3",
        "UnsupportedVersion",
    ),
    (
        "request",
        "\"network\":\"",
        "\"network\":\"0",
        "InvalidField",
    ),
    (
        "request",
        "\"sealed\":\"c2VhbGVk\"",
        "\"sealed\":\"c2VhbGVk=\"",
        "InvalidField",
    ),
    (
        "request",
        "\"sealed\":\"c2VhbGVk\"",
        "\"sealed\":\"c2VhbGV\"",
        "InvalidField",
    ),
    (
        "request",
        "\"sealed\":\"c2VhbGVk\"",
        "\"sealed\":\"c2Vh bGVk\"",
        "InvalidField",
    ),
    (
        "request",
        "\"sealed\":\"c2VhbGVk\"",
        "\"sealed\":\"c2VhbGR=\"",
        "InvalidField",
    ),
    (
        "request",
        "\"sequence\":7",
        "\"sequence\":9007199254740992",
        "InvalidField",
    ),
    ("request", "\"sequence\":7", "\"sequence\":-1", "Malformed"),
    ("request", "\"sequence\":7,", "", "InvalidField"),
    (
        "request",
        "\"issued_at\":1801413000",
        "\"issued_at\":1",
        "InvalidField",
    ),
    (
        "request",
        "\"signature\":\"",
        "\"signature\":\"1",
        "InvalidField",
    ),
    ("request", "\"signer\":\"", "\"signer\":\"O", "InvalidField"),
    (
        "serviceKey",
        "\"version\":1",
        "\"version\":3",
        "UnsupportedVersion",
    ),
    (
        "serviceKey",
        "\"key\":\"age1",
        "\"key\":\"age2",
        "InvalidField",
    ),
    (
        "serviceKey",
        "\"expires_at\":1801499400",
        "\"expires_at\":1801413000",
        "InvalidField",
    ),
    (
        "serviceKey",
        "\"expires_at\":1801499400",
        "\"expires_at\":1801412999",
        "InvalidField",
    ),
    (
        "serviceKey",
        "\"expires_at\":1801499400",
        "\"expires_at\":1809189001",
        "InvalidField",
    ),
    (
        "serviceKey",
        "\"signer\":\"",
        "\"signer\":\"O",
        "InvalidField",
    ),
];

/// With the message too, unless it names a place in the JSON.
fn case(kind: &str, json: &str, name: &str) -> Value {
    let message = error(kind, json).map(|it| match it {
        Error::Malformed { .. } => "not JSON of this format".into(),
        it => it.to_string(),
    });
    json!({ "kind": kind, "json": json, "error": name, "message": message })
}

pub fn refused() -> Vec<Value> {
    let cases = [DETAILS, WORKLOADS, SIGNED].concat();
    let cases = cases.into_iter().map(|(kind, from, to, error)| {
        let (kind, json) = with(kind, from, to);
        case(&kind, &json, error)
    });
    let mut cases: Vec<Value> = cases.collect();
    // What no replacement makes.
    let zeros = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z";
    let key = crate::people::service_key().public().to_string();
    let weak = plain("serviceKey").replace(&key, zeros);
    cases.push(case("serviceKey", &weak, "WeakKey"));
    let nothing = format!("{{\"version\":1,\"reservation\":\"{}\"}}", address(8));
    cases.push(case("workload", &nothing, "InvalidField"));
    let many = vec!["A=b"; 65];
    let json =
        json!({ "version": 1, "reservation": address(8).to_string(), "image": "a", "env": many });
    cases.push(case("workload", &json.to_string(), "InvalidField"));
    let many = vec!["https://a.example"; 9];
    let json = json!({ "version": 1, "reservation": address(8).to_string(), "kind": "https", "urls": many, "expires_at": 1_801_499_400 });
    cases.push(case("details", &json.to_string(), "InvalidField"));
    let fields = container();
    let array = json!([1, address(8).to_string(), [], fields.image, [], []]);
    cases.push(case("workload", &array.to_string(), "Malformed"));
    for (kind, json) in [
        ("details", ""),
        ("details", "null"),
        ("details", "[]"),
        ("details", "{}"),
        ("workload", "1"),
        ("workload", "[1]"),
    ] {
        let error = match json {
            "{}" => "InvalidField",
            _ => "Malformed",
        };
        cases.push(case(kind, json, error));
    }
    cases
}

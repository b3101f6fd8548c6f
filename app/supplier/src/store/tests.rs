use tempfile::tempdir;

use super::*;

const UNTIL: i64 = 2_800;

fn genesis(number: u8) -> Hash {
    Hash::from([number; 32])
}

fn view() -> View {
    View {
        supplier: Pubkey::from([1; 32]),
        renter: Pubkey::from([2; 32]),
        connection_key: [3; 32],
        gpus: 4,
        created_at: 1_000,
        on_chain: OnChain::Waiting { until: UNTIL },
    }
}

fn admitted() -> (Store, Pubkey) {
    let store = Store::in_memory(&genesis(1)).unwrap();
    let address = Pubkey::from([9; 32]);
    store.admit(&address, &view(), 1_001).unwrap();
    (store, address)
}

#[test]
fn what_is_stored_is_read_back_by_the_next_process() {
    let folder = tempdir().unwrap();
    let address = Pubkey::from([9; 32]);
    let store = Store::open(folder.path(), &genesis(1)).unwrap();
    store.admit(&address, &view(), 1_001).unwrap();
    store.publish(&address, b"sealed", 1_002).unwrap();
    drop(store);
    let store = Store::open(folder.path(), &genesis(1)).unwrap();
    let row = store.find(&address).unwrap().unwrap();
    assert_eq!(
        (row.supplier, row.renter, row.gpus, row.starts_until),
        (view().supplier, view().renter, 4, UNTIL)
    );
    assert_eq!(row.stored.stage, Stage::Ready);
    assert_eq!(row.stored.hash, Some(io_access::hash(b"sealed")));
    assert_eq!(store.sealed(&address).unwrap().unwrap(), b"sealed");
    assert_eq!(store.live().unwrap(), [row]);
}

#[test]
fn a_folder_is_of_one_network_and_one_process() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path(), &genesis(1)).unwrap();
    let second = Store::open(folder.path(), &genesis(1)).err().unwrap();
    assert!(matches!(second, StoreError::InUse), "{second}");
    drop(store);
    let other = Store::open(folder.path(), &genesis(2)).err().unwrap();
    assert!(matches!(other, StoreError::OtherNetwork(_)), "{other}");
    let mode = fs::metadata(folder.path().join("service.db")).unwrap();
    assert_eq!(mode.permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_folder_of_a_later_version_is_refused() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path(), &genesis(1)).unwrap();
    store
        .connection
        .pragma_update(None, "user_version", 2)
        .unwrap();
    drop(store);
    let later = Store::open(folder.path(), &genesis(1)).err().unwrap();
    assert!(matches!(later, StoreError::OtherVersion), "{later}");
}

#[test]
fn each_sequence_is_accepted_once_and_before_the_driver_begins() {
    let (mut store, address) = admitted();
    let accept = |store: &mut Store, sequence| store.accept(&address, sequence, b"one").unwrap();
    assert_eq!(accept(&mut store, 7), Accepted::Yes);
    assert_eq!(accept(&mut store, 7), Accepted::Replayed(7));
    assert_eq!(accept(&mut store, 6), Accepted::Replayed(7));
    assert_eq!(accept(&mut store, 8), Accepted::Yes);
    store
        .enter(&address, Stage::Provisioning, None, 1_002)
        .unwrap();
    assert_eq!(accept(&mut store, 9), Accepted::TooLate);
    assert_eq!(store.find(&address).unwrap().unwrap().sequence, Some(8));
    let other = Pubkey::from([8; 32]);
    assert_eq!(store.accept(&other, 9, b"one").unwrap(), Accepted::Unknown);
}

#[test]
fn a_failure_is_counted_until_the_stage_changes() {
    let (store, address) = admitted();
    store.put_off(&address, "no disk", true, 1_010).unwrap();
    store.put_off(&address, "busy", false, 1_020).unwrap();
    let row = store.find(&address).unwrap().unwrap();
    assert_eq!((row.stored.failures, row.stored.retry_at), (1, 1_020));
    assert_eq!(row.reason.as_deref(), Some("busy"));
    store
        .enter(&address, Stage::Refusing, Some("it failed"), 1_030)
        .unwrap();
    store.put_off(&address, "no answer", true, 1_040).unwrap();
    let row = store.find(&address).unwrap().unwrap();
    assert_eq!((row.stored.failures, row.stored.since), (1, 1_030));
    // Why it is declined is not why that has failed.
    assert_eq!(row.reason.as_deref(), Some("it failed"));
}

#[test]
fn what_was_secret_goes_with_the_tenant() {
    let (mut store, address) = admitted();
    store.accept(&address, 1, b"workload").unwrap();
    store.publish(&address, b"sealed", 1_002).unwrap();
    store.gone(&address, 1_003).unwrap();
    assert_eq!(store.workload(&address).unwrap(), None);
    assert_eq!(store.sealed(&address).unwrap(), None);
    let row = store.find(&address).unwrap().unwrap();
    assert_eq!((row.stored.stage, row.sequence), (Stage::Gone, Some(1)));
}

#[test]
fn what_is_gone_is_read_only_to_be_forgotten() {
    let (store, address) = admitted();
    let second = Pubkey::from([8; 32]);
    store.admit(&second, &view(), 1_001).unwrap();
    store.gone(&address, 1_003).unwrap();
    let live: Vec<Pubkey> = store.live().unwrap().iter().map(|it| it.address).collect();
    assert_eq!(live, [second]);
    let stages = BTreeMap::from([(Stage::Admitted, 1), (Stage::Gone, 1)]);
    assert_eq!(store.stages().unwrap(), stages);
    assert_eq!(store.gone_since(1_002).unwrap(), []);
    assert_eq!(store.gone_since(1_003).unwrap(), [address]);
    store.forget(&address).unwrap();
    assert_eq!(store.find(&address).unwrap(), None);
}

#[test]
fn what_has_failed_comes_after_what_has_not_and_the_earliest_first() {
    let store = Store::in_memory(&genesis(1)).unwrap();
    for (number, created_at) in [(1, 1_000), (2, 1_002), (3, 1_001)] {
        let view = View {
            created_at,
            ..view()
        };
        let address = Pubkey::from([number; 32]);
        store.admit(&address, &view, created_at).unwrap();
    }
    let first = Pubkey::from([1; 32]);
    store.put_off(&first, "it hangs", true, 2_000).unwrap();
    let order: Vec<u8> = store
        .live()
        .unwrap()
        .iter()
        .map(|it| it.address.to_bytes()[0])
        .collect();
    assert_eq!(order, [3, 2, 1]);
}

#[test]
fn a_reservation_at_a_used_address_gets_nothing_of_the_gone_one() {
    let (mut store, address) = admitted();
    store.accept(&address, 7, b"workload").unwrap();
    store.publish(&address, b"sealed", 1_002).unwrap();
    store.put_off(&address, "no answer", true, 9_000).unwrap();
    let again = View {
        connection_key: [4; 32],
        created_at: 5_000,
        ..view()
    };
    // One that is not gone stays as it is.
    let before = store.find(&address).unwrap();
    store.admit(&address, &again, 5_001).unwrap();
    assert_eq!(store.find(&address).unwrap(), before);
    store.gone(&address, 4_000).unwrap();
    store.admit(&address, &again, 5_001).unwrap();
    let row = store.find(&address).unwrap().unwrap();
    assert_eq!((row.connection_key, row.reason), ([4; 32], None));
    let expected = Stored {
        stage: Stage::Admitted,
        created_at: 5_000,
        since: 5_001,
        hash: None,
        has_workload: false,
        failures: 0,
        retry_at: 0,
        absent_since: None,
    };
    assert_eq!(row.stored, expected);
    assert_eq!(store.sealed(&address).unwrap(), None);
    // A request for the gone one, sent again.
    let replayed = store.accept(&address, 7, b"workload").unwrap();
    assert_eq!(replayed, Accepted::Replayed(7));
}

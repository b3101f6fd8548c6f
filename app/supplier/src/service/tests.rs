//! The service against a chain and a driver that live on when it is killed: between any two steps, and between any two and any
//! later two.

use std::{
    panic::{catch_unwind, AssertUnwindSafe},
    path::Path,
    sync::LazyLock,
};

use io_access::{Access, Details, SshKey};
use tempfile::tempdir;

use super::*;
use crate::driver::Tenant;

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMnlLwGdLo/zVWOtLHD0wlRMGdxcNqvHpFBbwG+KqmR9";
const MADE: i64 = 1_800_000_000;
const UNTIL: i64 = MADE + 1_800;
const ENDS: i64 = MADE + 7_200;

/// What lives on when the service is killed.
#[derive(Default)]
struct World {
    now: i64,
    slot: u64,
    created_at: i64,
    gpus: u32,
    /// Whether the account is of a reservation at another supplier.
    is_elsewhere: bool,
    on_chain: Option<OnChain>,
    renter: Option<PublicKey>,
    /// Tenants on the machines.
    tenants: u32,
    starts: u32,
    declines: u32,
    provisions: u32,
    /// Whether the driver cannot prepare anything.
    broken: bool,
    /// Whether it does not take what the renter wants.
    refuses: bool,
    /// Starts that were sent, and whether the network drops them.
    sends: u32,
    drops: bool,
    /// Whether the outcome of what is sent is lost.
    silent: bool,
    /// Whether renters do not reach the service.
    unreached: bool,
    /// Touches until the service is killed.
    fuse: Option<u32>,
    touches: u32,
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<World>>);

impl Shared {
    fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Declines, and calls of the driver to prepare.
    fn calls(&self) -> (u32, u32) {
        let world = self.world();
        (world.declines, world.provisions)
    }

    /// A moment at which the service may be killed.
    fn touch(&self) {
        let mut world = self.world();
        world.touches += 1;
        if let Some(fuse) = &mut world.fuse {
            if *fuse == 0 {
                world.fuse = None;
                drop(world);
                // Without the message of a panic.
                std::panic::resume_unwind(Box::new("killed"));
            }
            *fuse -= 1;
        }
    }

    fn is_running(&self) -> bool {
        let world = self.world();
        matches!(world.on_chain, Some(OnChain::Running { ends_at, .. }) if world.now < ends_at)
    }
}

fn reservation() -> Pubkey {
    Pubkey::from([9; 32])
}

/// The service's key, the same after each start.
fn service_key() -> Secret {
    Secret::from_bytes(&[7; 32])
}

static WORKLOAD: LazyLock<Vec<u8>> = LazyLock::new(|| sealed_to(&service_key()));

fn sealed_to(key: &Secret) -> Vec<u8> {
    let workload = Workload {
        reservation: reservation(),
        ssh_keys: vec![KEY.parse().unwrap()],
        image: None,
        command: Vec::new(),
        env: Vec::new(),
    };
    workload.seal(&key.public()).unwrap()
}

impl Chain for Shared {
    fn look(&mut self, _: &[Pubkey]) -> Result<Look, Trouble> {
        let mut world = self.world();
        world.slot += 1;
        let view = world.on_chain.map(|on_chain| View {
            supplier: match world.is_elsewhere {
                true => Pubkey::from([3; 32]),
                false => Pubkey::from([1; 32]),
            },
            renter: Pubkey::from([2; 32]),
            connection_key: world.renter.map_or([0; 32], PublicKey::to_bytes),
            gpus: world.gpus,
            created_at: world.created_at,
            on_chain,
        });
        Ok(Look {
            now: world.now,
            slot: world.slot,
            views: view.into_iter().map(|view| (reservation(), view)).collect(),
        })
    }

    fn is_reached(&self, _: &Pubkey) -> Result<(), Trouble> {
        match self.world().unreached {
            true => Err(Trouble("the endpoint does not answer".into())),
            false => Ok(()),
        }
    }

    fn start(&mut self, _: &Pubkey, created_at: i64, hash: [u8; 32]) -> Result<(), Trouble> {
        self.touch();
        {
            let mut world = self.world();
            assert_eq!(
                created_at, world.created_at,
                "another reservation is started"
            );
            assert!(!world.unreached, "started out of reach");
            world.sends += 1;
            if world.drops {
                return Ok(());
            }
            if !matches!(world.on_chain, Some(OnChain::Waiting { until }) if world.now <= until) {
                return Err(Trouble("NotReserved".into()));
            }
            assert_eq!(world.tenants, 1, "started without a tenant");
            world.on_chain = Some(OnChain::Running {
                hash,
                ends_at: ENDS,
            });
            world.starts += 1;
        }
        self.touch();
        match self.world().silent {
            true => Err(Trouble("no answer".into())),
            false => Ok(()),
        }
    }

    fn decline(&mut self, _: &Pubkey, created_at: i64) -> Result<(), Trouble> {
        self.touch();
        {
            let mut world = self.world();
            assert_eq!(
                created_at, world.created_at,
                "another reservation is declined"
            );
            if !matches!(world.on_chain, Some(OnChain::Waiting { .. })) {
                return Err(Trouble("NotReserved".into()));
            }
            world.on_chain = None;
            world.declines += 1;
        }
        self.touch();
        match self.world().silent {
            true => Err(Trouble("no answer".into())),
            false => Ok(()),
        }
    }
}

impl Driver for Shared {
    fn provision(&self, job: &Job) -> Result<Tenant, Failure> {
        self.touch();
        assert!(
            !self.is_running(),
            "prepared again while the renter uses it"
        );
        assert_eq!(job.reservation, reservation());
        {
            let mut world = self.world();
            world.provisions += 1;
            // Also one that fails may leave something behind.
            world.tenants = 1;
            if world.refuses {
                return Err(Failure::Refused("the image has 900 GB".into()));
            }
            if world.broken {
                return Err(Failure::Failed("no disk".into()));
            }
        }
        self.touch();
        let host_key: SshKey = KEY.parse().unwrap();
        Ok(Tenant {
            access: Access::Ssh(io_access::Ssh {
                host: "gpu-1.example".into(),
                port: 22,
                user: "renter".into(),
                host_key,
            }),
            urls: Vec::new(),
            notes: String::new(),
            expires_at: None,
        })
    }

    fn check(&self, _: &Job) -> Result<(), Failure> {
        self.touch();
        match self.world().tenants {
            1 => Ok(()),
            _ => Err(Failure::Failed("it is not there".into())),
        }
    }

    fn teardown(&self, _: &Job) -> Result<(), Failure> {
        self.touch();
        assert!(!self.is_running(), "taken back while the renter uses it");
        self.world().tenants = 0;
        self.touch();
        Ok(())
    }

    fn forget(&self, _: &Pubkey) {}
}

/// What happens from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    /// It runs to its end.
    Completed,
    /// The renter ends it.
    Terminated,
    /// The renter sends no workload.
    Silent,
    /// The driver fails.
    Broken,
}

const COURSES: [Course; 4] = [
    Course::Completed,
    Course::Terminated,
    Course::Silent,
    Course::Broken,
];

/// A service on a folder, as after a start of its process.
fn service(shared: &Shared, folder: &Path, course: Course) -> Service<Shared> {
    let store = Store::open(folder, &solana_hash::Hash::default()).unwrap();
    let store = Arc::new(Mutex::new(store));
    if course != Course::Silent {
        let mut store = store.lock().unwrap();
        let _ = store.accept(&reservation(), 1, &WORKLOAD);
    }
    Service::new(
        shared.clone(),
        store,
        Arc::new(service_key()),
        Arc::new(shared.clone()),
        Settings {
            suppliers: BTreeSet::from([Pubkey::from([1; 32])]),
            policy: Policy::default(),
            parallel: 0,
            deadline: Duration::from_secs(600),
            clock_bound: 60,
            check_every: 60,
            wake: None,
        },
        (Log::new(|_| {}), Arc::default()),
    )
}

/// A round on a machine whose clock is right.
fn round(it: &mut Service<Shared>, shared: &Shared) -> Result<(), RoundError> {
    let now = shared.world().now;
    it.round(|| now)
}

/// A world with a reservation that has just been made.
fn world(renter: &Secret) -> World {
    World {
        now: MADE,
        created_at: MADE,
        gpus: 1,
        on_chain: Some(OnChain::Waiting { until: UNTIL }),
        renter: Some(renter.public()),
        ..World::default()
    }
}

/// A whole life in which the service is killed at the touches of `kills`. Gives how many there were.
fn life(course: Course, silent: bool, kills: &[u32]) -> u32 {
    let folder = tempdir().unwrap();
    let (shared, secret) = (Shared::default(), Secret::generate());
    *shared.world() = World {
        broken: course == Course::Broken,
        silent,
        ..world(&secret)
    };
    let mut kills = kills.iter();
    shared.world().fuse = kills.next().copied();
    let mut it = service(&shared, folder.path(), course);
    let mut rounds = 0;
    while rounds < 200 {
        rounds += 1;
        let ended = catch_unwind(AssertUnwindSafe(|| round(&mut it, &shared)));
        match ended {
            Ok(round) => round.unwrap(),
            Err(killed) if killed.downcast_ref() == Some(&"killed") => {
                drop(it);
                shared.world().fuse = kills.next().copied();
                it = service(&shared, folder.path(), course);
                continue;
            }
            Err(other) => std::panic::resume_unwind(other),
        }
        let row = it.store().find(&reservation()).unwrap();
        if course != Course::Silent
            && row
                .as_ref()
                .is_some_and(|row| row.stored.stage == Stage::Admitted)
        {
            let _ = it.store().accept(&reservation(), 1, &WORKLOAD);
        }
        if shared.is_running() {
            is_served(&it, &shared, &secret);
        }
        if row.is_some_and(|row| row.stored.stage == Stage::Gone) {
            break;
        }
        passes(&shared, course, rounds);
    }
    let world = shared.world();
    let expected = match course {
        Course::Completed | Course::Terminated => (1, 0),
        Course::Silent | Course::Broken => (0, 1),
    };
    assert_eq!((world.starts, world.declines), expected, "{course:?}");
    assert_eq!(world.tenants, 0, "a tenant is left: {course:?}");
    let row = it.store().find(&reservation()).unwrap().unwrap();
    assert_eq!(row.stored.stage, Stage::Gone, "{course:?}");
    assert_eq!(it.store().sealed(&reservation()).unwrap(), None);
    world.touches
}

/// Time passes, and the renter does what the course says.
fn passes(shared: &Shared, course: Course, rounds: u32) {
    let mut world = shared.world();
    world.now += match world.on_chain {
        Some(OnChain::Running { .. }) => 600,
        _ => 20,
    };
    let is_running = matches!(world.on_chain, Some(OnChain::Running { .. }));
    if course == Course::Terminated && is_running && rounds > 10 {
        world.on_chain = Some(OnChain::Ended);
    }
}

/// The renter gets in with what the service serves and the chain has.
fn is_served(it: &Service<Shared>, shared: &Shared, secret: &Secret) {
    let Some(OnChain::Running { hash, .. }) = shared.world().on_chain else {
        panic!("it does not run");
    };
    let sealed = it.store().sealed(&reservation()).unwrap().unwrap();
    Details::open_checked(&sealed, &hash, secret, &reservation()).unwrap();
    assert_eq!(shared.world().tenants, 1);
}

#[test]
fn killed_between_any_two_steps_it_neither_starts_twice_nor_loses_nor_leaves_a_tenant() {
    for course in COURSES {
        for silent in [false, true] {
            let touches = life(course, silent, &[]);
            assert!(touches >= 4, "{course:?} has {touches} moments");
            for first in 0..touches {
                life(course, silent, &[first]);
            }
        }
    }
}

#[test]
fn killed_twice_it_does_the_same() {
    for course in [Course::Completed, Course::Broken] {
        let touches = life(course, true, &[]);
        for first in 0..touches {
            for second in 0..4 {
                life(course, true, &[first, second]);
            }
        }
    }
}

#[test]
fn what_fails_is_tried_again_later_and_later() {
    let waits: Vec<i64> = (0..9).map(retry).collect();
    assert_eq!(waits, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
    assert_eq!(retry(u32::MAX), 300);
}

#[test]
fn the_driver_is_called_as_often_as_the_policy_says() {
    let folder = tempdir().unwrap();
    let shared = Shared::default();
    *shared.world() = World {
        broken: true,
        ..world(&Secret::generate())
    };
    let mut it = service(&shared, folder.path(), Course::Broken);
    for _ in 0..20 {
        round(&mut it, &shared).unwrap();
        let _ = it.store().accept(&reservation(), 1, &WORKLOAD);
        shared.world().now += 20;
    }
    let row = it.store().find(&reservation()).unwrap().unwrap();
    assert_eq!(shared.world().provisions, 3);
    assert_eq!(
        row.reason.as_deref(),
        Some("the driver has failed too often: no disk")
    );
}

#[test]
fn a_connection_key_that_nobody_can_seal_to_is_declined_before_anything_is_prepared() {
    let folder = tempdir().unwrap();
    let shared = Shared::default();
    *shared.world() = world(&Secret::generate());
    let mut it = service(&shared, folder.path(), Course::Completed);
    shared.world().renter = None;
    round(&mut it, &shared).unwrap();
    it.store().accept(&reservation(), 1, &WORKLOAD).unwrap();
    round(&mut it, &shared).unwrap();
    assert_eq!(shared.world().provisions, 0);
    assert_eq!(shared.world().declines, 1);
}

/// Sealed to a key that the service has no more, or damaged: nothing is prepared without the keys that the renter has sent.
#[test]
fn a_workload_that_cannot_be_opened_is_refused_and_another_one_may_come() {
    for wrong in [sealed_to(&Secret::generate()), b"damaged".to_vec()] {
        let folder = tempdir().unwrap();
        let shared = waiting();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let mut it = service(&shared, folder.path(), Course::Silent);
        it.log = Log::new({
            let lines = lines.clone();
            move |line| lines.lock().unwrap().push(line.to_string())
        });
        round(&mut it, &shared).unwrap();
        it.store().accept(&reservation(), 1, &wrong).unwrap();
        round(&mut it, &shared).unwrap();
        let row = it.store().find(&reservation()).unwrap().unwrap();
        assert_eq!(
            (row.stored.stage, row.stored.has_workload),
            (Stage::Admitted, false)
        );
        assert_eq!(row.sequence, Some(1));
        let lines = lines.lock().unwrap().concat();
        assert!(lines.contains("workload refused"), "{lines}");
        assert!(row.reason.unwrap().starts_with("the renter's workload: "));
        assert_eq!(shared.world().provisions, 0);
        // Another one is prepared.
        it.store().accept(&reservation(), 2, &WORKLOAD).unwrap();
        round(&mut it, &shared).unwrap();
        assert_eq!(shared.world().provisions, 1);
    }
}

#[test]
fn without_another_workload_it_is_declined_when_the_time_for_one_is_over() {
    let folder = tempdir().unwrap();
    let shared = waiting();
    let mut it = service(&shared, folder.path(), Course::Silent);
    round(&mut it, &shared).unwrap();
    it.store().accept(&reservation(), 1, b"damaged").unwrap();
    round(&mut it, &shared).unwrap();
    assert_eq!(shared.world().declines, 0);
    shared.world().now = MADE + 900;
    round(&mut it, &shared).unwrap();
    let row = it.store().find(&reservation()).unwrap().unwrap();
    let reason = row.reason.unwrap();
    assert!(
        reason.starts_with("the renter has sent no workload in time: the renter's workload: "),
        "{reason}"
    );
    assert_eq!(shared.calls(), (1, 0));
}

#[test]
fn one_that_cannot_be_opened_is_declined_at_once_where_none_is_waited_for() {
    let folder = tempdir().unwrap();
    let shared = waiting();
    let mut it = service(&shared, folder.path(), Course::Silent);
    it.settings.policy.workload_within = None;
    let view = it.chain.look(&[]).unwrap().views[&reservation()];
    it.store().admit(&reservation(), &view, MADE).unwrap();
    it.store().accept(&reservation(), 1, b"damaged").unwrap();
    round(&mut it, &shared).unwrap();
    assert_eq!(shared.calls(), (1, 0));
}

/// The key was replaced after the driver had failed once.
#[test]
fn one_that_cannot_be_opened_any_more_is_declined_before_the_driver_is_called_again() {
    let folder = tempdir().unwrap();
    let shared = waiting();
    shared.world().broken = true;
    let mut it = service(&shared, folder.path(), Course::Silent);
    round(&mut it, &shared).unwrap();
    it.store().accept(&reservation(), 1, &WORKLOAD).unwrap();
    round(&mut it, &shared).unwrap();
    assert_eq!(shared.world().provisions, 1);
    it.secret = Arc::new(Secret::generate());
    shared.world().now += 20;
    round(&mut it, &shared).unwrap();
    assert_eq!(shared.calls(), (1, 1));
}

#[test]
fn what_the_driver_refuses_is_declined_after_one_call_and_taken_back() {
    let folder = tempdir().unwrap();
    let shared = waiting();
    shared.world().refuses = true;
    let mut it = service(&shared, folder.path(), Course::Completed);
    for _ in 0..10 {
        round(&mut it, &shared).unwrap();
        let _ = it.store().accept(&reservation(), 1, &WORKLOAD);
        shared.world().now += 20;
    }
    assert_eq!(shared.calls(), (1, 1));
    let row = it.store().find(&reservation()).unwrap().unwrap();
    assert_eq!(row.reason.as_deref(), Some("the image has 900 GB"));
    assert_eq!((row.stored.stage, shared.world().tenants), (Stage::Gone, 0));
}

#[test]
fn nothing_is_prepared_while_renters_do_not_reach_the_service() {
    let folder = tempdir().unwrap();
    let shared = waiting();
    shared.world().unreached = true;
    let mut it = service(&shared, folder.path(), Course::Completed);
    round(&mut it, &shared).unwrap();
    it.store().accept(&reservation(), 1, &WORKLOAD).unwrap();
    for _ in 0..20 {
        round(&mut it, &shared).unwrap();
        shared.world().now += 10;
    }
    assert_eq!((stage(&it), shared.calls()), (Stage::Provisioning, (0, 0)));
    shared.world().unreached = false;
    for _ in 0..4 {
        round(&mut it, &shared).unwrap();
    }
    assert_eq!((stage(&it), shared.calls()), (Stage::Running, (0, 1)));
}

#[test]
fn out_of_reach_until_the_window_ends_it_is_declined_with_the_reason() {
    let folder = tempdir().unwrap();
    let shared = waiting();
    shared.world().unreached = true;
    let mut it = service(&shared, folder.path(), Course::Completed);
    round(&mut it, &shared).unwrap();
    it.store().accept(&reservation(), 1, &WORKLOAD).unwrap();
    round(&mut it, &shared).unwrap();
    shared.world().now = UNTIL - 59;
    round(&mut it, &shared).unwrap();
    let row = it.store().find(&reservation()).unwrap().unwrap();
    let reason = "too little is left of the start window: the endpoint does not answer";
    assert_eq!(row.reason.as_deref(), Some(reason));
    assert_eq!(shared.calls(), (1, 0));
}

#[test]
fn a_tenant_whose_reservation_cannot_be_started_is_taken_back_after_five_minutes() {
    let folder = tempdir().unwrap();
    let shared = waiting();
    let mut it = service(&shared, folder.path(), Course::Completed);
    round(&mut it, &shared).unwrap();
    it.store().accept(&reservation(), 1, &WORKLOAD).unwrap();
    shared.world().drops = true;
    round(&mut it, &shared).unwrap();
    assert_eq!((stage(&it), shared.world().tenants), (Stage::Ready, 1));
    shared.world().unreached = true;
    // Until it is declined, then for as long as an account must stay away.
    for _ in 0..40 {
        shared.world().now += 10;
        round(&mut it, &shared).unwrap();
    }
    assert_eq!((stage(&it), shared.world().tenants), (Stage::Gone, 0));
    assert_eq!((shared.calls(), shared.world().starts), ((1, 1), 0));
}

/// A chain on which the reservation waits for its start.
fn waiting() -> Shared {
    let shared = Shared::default();
    *shared.world() = world(&Secret::generate());
    shared
}

/// A service whose reservation runs.
fn running(shared: &Shared, folder: &Path) -> Service<Shared> {
    let mut it = service(shared, folder, Course::Completed);
    round(&mut it, shared).unwrap();
    it.store().accept(&reservation(), 1, &WORKLOAD).unwrap();
    for _ in 0..4 {
        round(&mut it, shared).unwrap();
    }
    assert_eq!(stage(&it), Stage::Running);
    it
}

fn stage(it: &Service<Shared>) -> Stage {
    it.store()
        .find(&reservation())
        .unwrap()
        .unwrap()
        .stored
        .stage
}

#[test]
fn a_clock_that_is_wrong_takes_nothing_back() {
    let (folder, shared) = (tempdir().unwrap(), Shared::default());
    *shared.world() = world(&Secret::generate());
    let mut it = running(&shared, folder.path());
    let machine = shared.world().now;
    // The chain's clock is beyond the end, this machine's is not; then the other way round.
    shared.world().now = ENDS + 1;
    for _ in 0..3 {
        let error = it.round(|| machine).unwrap_err();
        let difference = ENDS + 1 - machine;
        assert!(
            matches!(error, RoundError::Clock { difference: it } if it == difference),
            "{error}"
        );
    }
    shared.world().now = machine;
    let error = it.round(|| ENDS + 1).unwrap_err().to_string();
    assert!(
        error.starts_with("the chain's clock is 7201 s behind this machine's: "),
        "{error}"
    );
    assert_eq!(it.metrics.wrong_clock(), Some(machine - ENDS - 1));
    assert_eq!((stage(&it), shared.world().tenants), (Stage::Running, 1));
    // Within the bound it goes on.
    it.round(|| machine + 60).unwrap();
    assert_eq!(it.metrics.wrong_clock(), None);
}

#[test]
fn one_look_that_shows_the_end_takes_nothing_back() {
    let (folder, shared) = (tempdir().unwrap(), Shared::default());
    *shared.world() = world(&Secret::generate());
    let mut it = running(&shared, folder.path());
    let right = shared.world().on_chain;
    for _ in 0..3 {
        shared.world().on_chain = Some(OnChain::Ended);
        round(&mut it, &shared).unwrap();
        shared.world().on_chain = right;
        round(&mut it, &shared).unwrap();
        assert_eq!((stage(&it), shared.world().tenants), (Stage::Running, 1));
    }
    shared.world().on_chain = Some(OnChain::Ended);
    round(&mut it, &shared).unwrap();
    round(&mut it, &shared).unwrap();
    assert_eq!((stage(&it), shared.world().tenants), (Stage::Gone, 0));
}

#[test]
fn a_number_that_is_used_again_gets_gpus_of_its_own() {
    let (folder, shared) = (tempdir().unwrap(), Shared::default());
    let secret = Secret::generate();
    *shared.world() = world(&Secret::generate());
    let mut it = running(&shared, folder.path());
    // Closed and reserved again between two looks.
    {
        let mut world = shared.world();
        world.created_at = MADE + 100;
        world.renter = Some(secret.public());
        world.on_chain = Some(OnChain::Waiting { until: UNTIL + 100 });
    }
    for _ in 0..3 {
        round(&mut it, &shared).unwrap();
    }
    let row = it.store().find(&reservation()).unwrap().unwrap();
    assert_eq!(row.stored.created_at, MADE + 100);
    assert_eq!(row.connection_key, secret.public().to_bytes());
    assert_eq!((row.stored.stage, row.stored.hash), (Stage::Admitted, None));
    assert_eq!(shared.world().tenants, 0);
    it.store().accept(&reservation(), 2, &WORKLOAD).unwrap();
    for _ in 0..4 {
        round(&mut it, &shared).unwrap();
    }
    is_served(&it, &shared, &secret);
    let world = shared.world();
    assert_eq!((world.provisions, world.starts), (2, 2));
}

#[test]
fn a_number_that_is_used_again_within_a_second_gets_what_it_pays_for() {
    let (folder, shared) = (tempdir().unwrap(), Shared::default());
    *shared.world() = World {
        gpus: 8,
        ..world(&Secret::generate())
    };
    let mut it = service(&shared, folder.path(), Course::Completed);
    round(&mut it, &shared).unwrap();
    shared.world().gpus = 1;
    for _ in 0..4 {
        round(&mut it, &shared).unwrap();
    }
    let row = it.store().find(&reservation()).unwrap().unwrap();
    assert_eq!((row.stored.stage, row.gpus), (Stage::Admitted, 1));
}

#[test]
fn a_number_that_is_used_again_at_another_supplier_is_left_to_that() {
    let (folder, shared) = (tempdir().unwrap(), Shared::default());
    *shared.world() = world(&Secret::generate());
    let mut it = running(&shared, folder.path());
    {
        let mut world = shared.world();
        world.is_elsewhere = true;
        world.on_chain = Some(OnChain::Waiting { until: UNTIL });
    }
    for _ in 0..4 {
        round(&mut it, &shared).unwrap();
    }
    assert_eq!((stage(&it), shared.world().tenants), (Stage::Gone, 0));
    assert_eq!(shared.world().declines, 0);
}

#[test]
fn a_start_that_is_not_seen_is_sent_again_and_no_round_waits_for_it() {
    let (folder, shared) = (tempdir().unwrap(), Shared::default());
    *shared.world() = World {
        drops: true,
        ..world(&Secret::generate())
    };
    let mut it = service(&shared, folder.path(), Course::Completed);
    round(&mut it, &shared).unwrap();
    it.store().accept(&reservation(), 1, &WORKLOAD).unwrap();
    for (after, sends) in [(0, 0), (0, 1), (RESEND - 1, 1), (1, 2)] {
        shared.world().now += after;
        round(&mut it, &shared).unwrap();
        assert_eq!(shared.world().sends, sends);
        assert_eq!((stage(&it), it.is_expecting()), (Stage::Ready, sends > 0));
    }
    shared.world().drops = false;
    shared.world().now += RESEND;
    round(&mut it, &shared).unwrap();
    round(&mut it, &shared).unwrap();
    assert_eq!((stage(&it), it.is_expecting()), (Stage::Running, false));
    assert_eq!(shared.world().starts, 1);
}

#[test]
fn what_is_gone_is_forgotten_a_week_later_whatever_the_chain_keeps() {
    let (folder, shared) = (tempdir().unwrap(), Shared::default());
    *shared.world() = world(&Secret::generate());
    let mut it = running(&shared, folder.path());
    shared.world().on_chain = Some(OnChain::Ended);
    round(&mut it, &shared).unwrap();
    round(&mut it, &shared).unwrap();
    assert_eq!(stage(&it), Stage::Gone);
    shared.world().now += Policy::default().remember - 1;
    round(&mut it, &shared).unwrap();
    assert!(it.store().find(&reservation()).unwrap().is_some());
    shared.world().now += 1;
    round(&mut it, &shared).unwrap();
    assert_eq!(it.store().find(&reservation()).unwrap(), None);
}

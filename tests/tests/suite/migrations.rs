//! The steps that set a network up.

use io_client::spl;
use io_tests::World;

#[test]
fn the_steps_run_once_and_then_find_nothing_to_do() {
    let mut world = World::bare();
    let names: Vec<_> = io_migrations::STEPS.iter().map(|step| step.name).collect();
    assert_eq!(world.migrate().unwrap(), names);
    assert_eq!(world.migrate().unwrap(), Vec::<&str>::new());
}

#[test]
fn genesis_is_five_hundred_million_io() {
    let mut world = World::new();
    let io = world.io;
    let mint = spl::mint(world.vm.as_mut(), &io).unwrap().unwrap();
    assert_eq!((mint.supply, mint.decimals), (50_000_000_000_000_000, 8));
    assert!(mint.freeze_authority.is_none());
}

//! The one frame of governance of the three programs: who may do what, the pause, the timelock, and who initialises.
//!
//! | module | rule |
//! |---|---|
//! | [`roles`] | the authority decides, and is handed over in two steps; the guardian only stops |
//! | [`pause`] | a pause stops new risk and never a way out (P-18); the guardian's ends by itself |
//! | [`timelock`] | a change is public for 48 hours, and lapses a week later |
//! | [`order`] | what is decided later holds: a newer change overtakes the older ones of its kind |
//! | [`parameter`] | a parameter has a unit, a default and a hard range |
//! | [`changes`] | one list of a program's parameters and of the changes that set them |
//! | [`upgrade`] | only the upgrade authority initialises a program (P-19) |

pub mod changes;
pub mod order;
pub mod parameter;
pub mod pause;
pub mod roles;
pub mod timelock;
pub mod upgrade;

pub use changes::{Field, Kind, ParameterChange};
pub use order::Overtaken;
pub use parameter::{Parameter, Row, Unit};
pub use pause::Pause;
pub use roles::{GovernanceAction, Roles};
pub use timelock::Timelock;
pub use upgrade::{program_data_address, require_upgrade_authority};

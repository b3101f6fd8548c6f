//! Governance, the same in the three programs: roles, pause, timelock, and initialisation.
//!
//! | module | rule |
//! |---|---|
//! | [`roles`] | the authority decides, and is handed over in two steps; the guardian can only stop |
//! | [`pause`] | a pause stops new risk and never a way out (P-18); the guardian's ends by itself |
//! | [`timelock`] | a change is public for 48 hours, and lapses 7 days later |
//! | [`order`] | a newer change overtakes older ones of its kind |
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
pub use order::{next_number, Overtaken};
pub use parameter::{Parameter, Row, Unit};
pub use pause::Pause;
pub use roles::{GovernanceAction, Roles};
pub use timelock::Timelock;
pub use upgrade::{program_data_address, require_upgrade_authority};

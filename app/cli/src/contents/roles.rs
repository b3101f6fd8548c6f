//! Immediate acts of the authority, in words.

use anchor_lang::{prelude::Pubkey, AnchorDeserialize, Discriminator};
use io_client::realm::state::InstructionData;
use io_common::governance::GovernanceAction::{
    self, AcceptAuthority, Pause, ProposeAuthority, SetGuardian, Unpause,
};

use crate::options::Program;

/// What an instruction does, if it is one of them.
pub fn words(stored: &InstructionData) -> Option<String> {
    // The three programs have it under one name.
    let start = emissions::instruction::Govern::DISCRIMINATOR;
    let (program, action) = (
        Program::at(&stored.program_id)?,
        stored.data.strip_prefix(start)?,
    );
    let does = match GovernanceAction::try_from_slice(action).ok()? {
        ProposeAuthority(next) if next == Pubkey::default() => {
            "withdraw the offer of the authority".into()
        }
        ProposeAuthority(next) => format!("offer the authority to {next}"),
        AcceptAuthority => "accept the authority".into(),
        SetGuardian(guardian) => format!("make {guardian} the guardian"),
        Pause => "pause".into(),
        Unpause => "end the pause".into(),
    };
    Some(format!("{}: {does}", program.name()))
}

#[cfg(test)]
mod tests {
    use io_client::{emissions, fee_burn, marketplace};

    use super::*;

    #[test]
    fn acts_of_the_authority_are_said_in_words() {
        let [me, other] = [1, 2].map(|byte| Pubkey::new_from_array([byte; 32]));
        let of = |action| words(&InstructionData::from(&emissions::govern(&me, action)));
        for (action, reported) in [
            (
                ProposeAuthority(other),
                format!("offer the authority to {other}"),
            ),
            (
                ProposeAuthority(Pubkey::default()),
                "withdraw the offer of the authority".into(),
            ),
            (AcceptAuthority, "accept the authority".into()),
            (SetGuardian(other), format!("make {other} the guardian")),
            (Pause, "pause".into()),
            (Unpause, "end the pause".into()),
        ] {
            assert_eq!(of(action), Some(format!("emissions: {reported}")));
        }
        let others = [
            marketplace::govern(&me, Pause),
            fee_burn::govern(&me, Pause),
        ];
        let others = others.map(|it| words(&InstructionData::from(&it)));
        let reported = ["marketplace: pause", "fee-burn: pause"].map(|it| Some(it.into()));
        assert_eq!(others, reported);
        let mut longer = InstructionData::from(&emissions::govern(&me, Pause));
        longer.data.push(0);
        assert_eq!(words(&longer), None);
    }
}

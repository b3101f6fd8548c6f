/** What a paused program refuses, and what continues. */
export const paused = {
  marketplace: {
    name: 'The marketplace',
    refused: 'Nothing can be reserved, extended or newly offered.',
    goesOn: 'Existing reservations start, run and end as usual.',
  },
  emissions: {
    name: 'The emissions program',
    refused: 'No one can stake, compound, redelegate or cancel an unstake request, and no GPU is attested or renewed.',
    goesOn: 'Registrations, claims, unstaking and withdrawals go on.',
  },
  feeBurn: {
    name: 'The fee burn',
    refused: 'No auction opens, and none takes IO.',
    goesOn: 'Fees in IO can be burned, and an auction that is over can be closed.',
  },
  until: (name: string, moment: string, away: string) => `${name} is paused until ${moment} (${away}).`,
  open: (name: string) => `${name} is paused until its authority ends the pause.`,
};

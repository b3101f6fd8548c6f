/** What the acts of a supplier's owner come to, by the accounts that Rust has written down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, createNoopSigner, type TransactionSigner } from '@solana/kit';
import { actions, emissions, marketplace } from '../src';
import { findTokens } from '../src/actions/payee';
import { bytes } from './golden';
import { key, ofDestination, ofHourly, replay, tokensOf, type Act } from './prepared';

type State = { signer: TransactionSigner; it: actions.Supplying; registering: actions.Registering };

async function stateOf(words: readonly string[]): Promise<State> {
  const [who = '', config = '', ledger = '', models = '', taken = '', now = '', later = '', named = '', ...rest] = words;
  const [tokens = '', supplier = '', usage = ''] = rest;
  const signer = createNoopSigner(address(who));
  const clock: actions.EmissionClock = {
    config: emissions.getConfigDecoder().decode(bytes(config)),
    ledger: emissions.getLedgerDecoder().decode(bytes(ledger)),
    pages: [],
    now: BigInt(now),
    later: later === '1',
  };
  const tokensAt = await findTokens({ wallet: key(1), mint: key(5), to: named === '1' ? key(6) : undefined });
  const it: actions.Supplying = {
    signer: signer.address,
    address: key(3),
    supplier: emissions.getSupplierDecoder().decode(bytes(supplier)),
    usage: marketplace.getSupplierUsageDecoder().decode(bytes(usage)),
    clock,
    payee: { wallet: key(1), mint: key(5), named: named === '1', tokens: tokensAt, account: tokensOf(tokens) },
  };
  const table = emissions.getModelsDecoder().decode(bytes(models));
  const registering = { owner: signer.address, sequence: 7, taken: taken === '1', models: table, clock };
  return { signer, it, registering };
}

const ofOwn = ({ before, after, required, cooldown, openSlashes, units, hourly }: actions.OwnStake) =>
  [before, after, ...units, required ?? '-', cooldown, openSlashes, ...ofHourly(hourly)];

/** What is changed, by the number that Rust gives it. */
const CHANGES: actions.UpdateTerms[] = [
  {},
  { operator: key(6), payout: key(7) },
  { endpoint: 'https://gpu.example', maxDelegated: 7n },
  { endpoint: 'é'.repeat(49), maxDelegated: 'required' },
];

const acts: Record<string, Act<State>> = {
  async register({ signer, registering }, given) {
    const [model = 0, commissionBps = 0] = given.split(':').map(Number);
    const common = { operator: key(2), payout: key(3), endpoint: 'https://gpu.example' };
    const it = await actions.prepareRegister(registering, { owner: signer, model, commissionBps, ...common });
    return [[it.terms.supplier, it.terms.multiplier, it.terms.minDelegation], it];
  },
  async stakeOwn({ signer, it }, given) {
    const act = await actions.prepareStakeOwn(it, { owner: signer, amount: BigInt(given) });
    return [[act.terms.amount, ...ofOwn(act.terms.own)], act];
  },
  async unstakeOwn({ signer, it }, given) {
    const amount = given === '-' ? {} : { amount: BigInt(given) };
    const act = await actions.prepareUnstakeOwn(it, { owner: signer, ...amount });
    return [[act.terms.amount, act.terms.unlocksAt, ...ofOwn(act.terms.own)], act];
  },
  async cancelOwnUnstake({ signer, it }, given) {
    const act = await actions.prepareCancelOwnUnstake(it, { owner: signer, place: Number(given) });
    return [[act.terms.amount, act.terms.unlocksAt, ...ofOwn(act.terms.own)], act];
  },
  async withdrawOwn({ signer, it }) {
    const act = await actions.prepareWithdrawOwn(it, { signer, holder: key(1) });
    const { cooled, held, paid, to } = act.terms;
    return [[cooled, held, paid, ...ofDestination(to)], act];
  },
  async setCommission({ signer, it }, given) {
    const act = await actions.prepareSetCommission(it, { owner: signer, bps: Number(given) });
    const { before, after, from, takenBack } = act.terms;
    return [[before, after, from, takenBack === undefined ? '-' : `${takenBack.bps}:${takenBack.from}`], act];
  },
  async update({ signer, it }, given) {
    const changes = CHANGES[Number(given)] ?? assert.fail();
    const act = actions.prepareUpdate({ owner: signer, supplier: it.address, ...changes });
    assert.deepEqual(act.terms, changes);
    return await Promise.resolve([[given], act]);
  },
  async proposeOwner({ signer, it }) {
    const act = actions.prepareProposeOwner({ owner: signer, supplier: it.address, newOwner: key(7) });
    return await Promise.resolve([[act.terms.owner], act]);
  },
  async acceptOwner({ signer, it }) {
    const act = actions.prepareAcceptOwner({ owner: signer, address: it.address, supplier: it.supplier });
    const { operator, payout, own, commissionBps, openSlashes } = act.terms ?? assert.fail();
    return await Promise.resolve([[operator, payout, own, commissionBps, openSlashes], act]);
  },
  async claimSupplier({ signer, it }) {
    const act = await actions.prepareClaimSupplier(it, { signer });
    return [[act.terms.amount, ...ofDestination(act.terms.to), act.terms.payout], act];
  },
  async settle({ signer, it }) {
    const act = await actions.prepareSettle(it, { signer });
    return [[act.terms.claimable], act];
  },
  async close({ signer, it }) {
    const act = await actions.prepareCloseSupplier(it, { owner: signer, offers: [key(4)] });
    return [[act.terms.offers.length, act.terms.rentTo], act];
  },
};

test('the acts of a supplier’s owner, their terms and their transactions are those of Rust, refusals too', async () => {
  const seen = await replay('supplier', stateOf, acts);
  // Each act is there, and each reason for which one is refused.
  const own = ['AccountFrozen', 'InsufficientFunds', 'IsOwner', 'Nothing', 'NotPayout', 'SameCommission', 'Taken'];
  const programs = ['BacksReservations', 'CommissionAnnounced', 'CommissionTooHigh', 'EndpointTooLong', 'HeldBySlashes'];
  const others = ['NotEnoughStake', 'NotOwner', 'NotProposed', 'StillCooling', 'SupplierInUse', 'UnknownModel'];
  const last = ['UnstakeRequestsFull', 'WrongDestination', 'WrongUnstakeRequest', 'ZeroAmount'];
  assert.deepEqual(seen, [...Object.keys(acts), ...own, ...programs, ...others, ...last].sort());
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  address,
  createNoopSigner,
  getAddressDecoder,
  getAddressEncoder,
  isSignerRole,
  isWritableRole,
  type Decoder,
  type Instruction,
  type ProgramDerivedAddress,
} from '@solana/kit';
import { decodeEvent, emissions, explain, feeBurn, findWalletPda, marketplace, Status, u128 } from '../src';
import { bytes, call, camel, exported, hex, pascal, screaming, vectors, vectorsOf } from './golden';

/** The key that Rust calls `key(number)`. */
const key = (number: number) => getAddressDecoder().decode(new Uint8Array(32).fill(number));
const signer = (number: number) => createNoopSigner(key(number));

/** `owner=… sequence=3` as the argument of a `find…Pda`. */
function seedsOf(words: string[]): Record<string, unknown> {
  const seeds = words
    .map((word) => word.split('='))
    .map(([name = '', value = '']) => {
      if (/^\d+$/.test(value)) return [name, BigInt(value)];
      return [name, name === 'hash' ? getAddressEncoder().encode(address(value)) : value];
    });
  return Object.fromEntries(seeds);
}

test('every address is derived as in Rust', async () => {
  for (const [program = '', name = '', expected, ...words] of vectorsOf('address')) {
    if (name === 'program') {
      assert.equal(exported(program, `${screaming(program)}_PROGRAM_ADDRESS`), expected);
      continue;
    }
    const seeds = seedsOf(words);
    const [found] = await (program === 'tokens'
      ? findWalletPda(seeds as Parameters<typeof findWalletPda>[0])
      : call<Promise<ProgramDerivedAddress>>(program, `find${pascal(name)}Pda`, ...(words.length > 0 ? [seeds] : [])));
    assert.equal(found, expected, `${program} ${name}`);
  }
});

test('every address that the client derives has a vector', () => {
  const proven = vectorsOf('address').map(([program, name = '']) => `${program} find${pascal(name)}Pda`);
  for (const [program, module] of Object.entries({ emissions, marketplace, feeBurn })) {
    for (const name of Object.keys(module).filter((key) => /^find\w+Pda$/.test(key))) {
      assert.ok(proven.includes(`${program} ${name}`), `${program} ${name}`);
    }
  }
});

test('fields of accounts are read as in Rust', () => {
  let account: unknown;
  for (const [kind, first = '', second = '', third = ''] of vectors) {
    if (kind === 'account') account = call<Decoder<unknown>>(first, `get${second}Decoder`).decode(bytes(third));
    if (kind !== 'field') continue;
    const path = camel(first)
      .split(/[.[\]]+/)
      .filter((part) => part !== '');
    const value = path.reduce((inner: unknown, part) => new Map(Object.entries(inner ?? {})).get(part), account);
    assert.equal(String(value), second, first);
  }
});

test('wide numbers are put together from their halves', () => {
  assert.equal(u128({ low: 3n, high: 0n }), 3n);
  assert.equal(u128({ low: 2n ** 64n - 1n, high: 2n ** 64n - 1n }), 2n ** 128n - 1n);
});

function written(program: string, name: string, { data, accounts = [] }: Instruction): string[] {
  const words = accounts.map(({ address, role }) => {
    return `${address}:${isSignerRole(role) ? 's' : ''}${isWritableRole(role) ? 'w' : ''}`;
  });
  return [program, name, hex(data), ...words];
}

test('instructions are those of Rust, byte by byte and account by account', async () => {
  const reserve = async (currency: marketplace.Currency) => {
    const [reservation] = await marketplace.findReservationPda({ renter: key(1), number: 1n << 40n });
    return await marketplace.getReserveInstructionAsync({
      renter: signer(1),
      payer: signer(2),
      supplier: key(3),
      offer: key(4),
      mint: key(5),
      payerTokens: key(6),
      reservation,
      ...(currency === marketplace.Currency.Io ? { price: key(7) } : {}),
      number: 1n << 40n,
      gpus: 8,
      hours: 72,
      currency,
      offerRevision: 5,
      maxAmount: 2n ** 64n - 2n,
      connectionKey: new Uint8Array(32).fill(9),
    });
  };
  const register = await emissions.getRegisterSupplierInstructionAsync({
    owner: signer(1),
    sequence: 3,
    model: 4,
    commissionBps: 500,
    operator: key(2),
    payout: key(3),
    endpoint: 'https://gpu.example',
  });
  const supplier = key(3);
  const breach = await emissions.getProposeBreachSlashInstructionAsync({ payer: signer(1), supplier, number: 300 });
  const [slash] = await emissions.findSlashPda({ supplier, number: 300 });
  const [delegation] = await emissions.findDelegationPda({ supplier, staker: key(2) });
  const unstakeHeld = await emissions.getUnstakeHeldInstructionAsync({ staker: signer(2), supplier, slash });
  const [ioVault] = await feeBurn.findIoVaultPda();
  const made = [
    written('marketplace', 'reserve', await reserve(marketplace.Currency.Io)),
    written('marketplace', 'reserve', await reserve(marketplace.Currency.Usdc)),
    written('emissions', 'registerSupplier', register),
    written('feeBurn', 'burnFees', feeBurn.getBurnFeesInstruction({ ioMint: key(5) })),
    written('feeBurn', 'payCouncil', feeBurn.getPayCouncilInstruction({ vault: ioVault, destination: key(6) })),
    written('feeBurn', 'updateAnchor', feeBurn.getUpdateAnchorInstruction({ price: key(5) })),
    written('emissions', 'reclaimRent', emissions.getReclaimRentInstruction({ account: key(1), recipient: key(2) })),
    written(
      'marketplace',
      'reclaimRent',
      marketplace.getReclaimRentInstruction({ account: key(1), recipient: key(2), supplier: key(3) }),
    ),
    written('marketplace', 'reclaimRent', marketplace.getReclaimRentInstruction({ account: key(1), recipient: key(2) })),
    written('emissions', 'proposeBreachSlash', breach),
    written('emissions', 'applySlash', emissions.getApplySlashInstruction({ slash, delegation, payer: key(4) })),
    written('emissions', 'unstakeHeld', unstakeHeld),
  ];
  assert.deepEqual(made, vectorsOf('instruction'));
});

test('an event is read as Rust has written it', () => {
  const [[, name, data = ''] = []] = vectorsOf('event');
  const event = decodeEvent(marketplace.MARKETPLACE_PROGRAM_ADDRESS, bytes(`e445a52e51cb9a1d${data}`));
  assert.deepEqual(event, {
    program: 'marketplace',
    name,
    data: {
      reservation: key(1),
      renter: key(2),
      payer: key(5),
      supplier: key(3),
      offer: key(4),
      currency: marketplace.Currency.Usdc,
      gpus: 8,
      seconds: 3_600,
      rate: 1n << 40n,
      locked: 2n ** 64n - 1n,
      reservedGpus: 9,
        breach: 1_600,
    },
  });
  assert.equal(decodeEvent(key(1), bytes(`e445a52e51cb9a1d${data}`)), undefined);
});

test('the states of a reservation have the numbers of Rust', () => {
  const statuses = vectorsOf('status').map(([number, name = '']) => [name, Number(number)]);
  assert.deepEqual(statuses, Object.entries(Status).filter(([, value]) => typeof value === 'number'));
});

test('errors that the programs share are known under each of them', () => {
  for (const [code, name = ''] of vectorsOf('error')) {
    assert.equal(explain(Number(code))?.name, `COMMON_${screaming(name)}`);
    for (const program of ['emissions', 'marketplace', 'feeBurn']) {
      assert.equal(exported(program, `${screaming(program)}_ERROR__COMMON_${screaming(name)}`), Number(code));
    }
  }
  assert.equal(explain(1), undefined);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { test } from 'node:test';
import {
  createKeyPairSignerFromPrivateKeyBytes,
  getBase58Decoder,
  getBase58Encoder,
  getOffchainMessageEncoder,
  offchainMessageApplicationDomain,
  offchainMessageContentRestrictedAsciiOf1232BytesMax,
  type Address,
  type OffchainMessage,
  type Signature,
} from '@solana/kit';
import { access } from '../src';
import { fingerprint, isSshKey } from '../src/access/ssh';
import { STEERS } from '../src/access/text';
import { bytes, hex } from './golden';

type Signed = { json: string; otherForm: string; text: string; message: string; messageWithSigner: string };
type Case = { kind: string; json: string };

/** `app/access/tests/access/vectors.rs` writes it. */
const vectors = JSON.parse(readFileSync(join(__dirname, '../../test/access.json'), 'utf8')) as {
  people: Record<'network', string> &
    Record<'reservation' | 'supplier' | 'another' | 'renter' | 'owner' | 'operator' | 'stranger', Address> & { now: number };
  keys: Record<'renter' | 'service' | 'stranger', { file: string; recipient: string; bytes: string }>;
  weakKeys: string[];
  steers: [number, number][];
  sshKeys: { line: string; fingerprint: string }[];
  noSshKeys: string[];
  sealed: Record<string, { kind: 'details' | 'workload'; json: string; bytes: string; hash: string }>;
  byAge: string;
  serviceKey: Signed;
  request: Signed;
  taken: Case[];
  refused: (Case & { error: string; message: string })[];
};
const { people } = vectors;
const secret = (name: keyof typeof vectors.keys) => access.Secret.read(vectors.keys[name].file);
const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (json: Uint8Array) => new TextDecoder().decode(json);
const refused = async (code: string, act: () => unknown, about?: string) => {
  await assert.rejects(
    async () => act(),
    (error) => error instanceof access.AccessError && error.code === code,
    about,
  );
};

const read = async ({ kind, json }: Case): Promise<Uint8Array> => {
  const given = utf8(json);
  switch (kind) {
    case 'details':
      return access.writeDetails(await access.readDetails(given));
    case 'workload':
      return access.writeWorkload(access.readWorkload(given));
    case 'serviceKey':
      return access.writeServiceKey(access.readServiceKey(given));
    default:
      return access.writeRequest(access.readRequest(given));
  }
};
const open = (kind: string, sealed: Uint8Array) =>
  kind === 'details'
    ? access.openDetails(sealed, secret('renter'))
    : access.openWorkload(sealed, secret('service'));

const terms = () => ({
  network: people.network,
  reservation: people.reservation,
  renter: people.renter,
  now: people.now + 5,
  lastSequence: 6,
});
const serviceTerms = () => ({
  network: people.network,
  supplier: people.supplier,
  owner: people.owner,
  operator: people.operator,
  now: people.now + 5,
});
const request = (form: 'json' | 'otherForm' = 'json') => access.readRequest(utf8(vectors.request[form]));
const serviceKey = (form: 'json' | 'otherForm' = 'json') => access.readServiceKey(utf8(vectors.serviceKey[form]));

test('what Rust has sealed is opened, and written as Rust writes it', async () => {
  for (const { kind, json, bytes: sealed, hash } of Object.values(vectors.sealed)) {
    assert.equal(hex(await access.hash(bytes(sealed))), hash);
    const opened = await open(kind, bytes(sealed));
    const written = 'access' in opened ? await access.writeDetails(opened) : access.writeWorkload(opened);
    assert.equal(text(written), json);
  }
});

test('what the age command has sealed is opened', async () => {
  const details = await access.openDetails(bytes(vectors.byAge), secret('renter'));
  assert.equal(text(await access.writeDetails(details)), vectors.sealed['shell']?.json);
});

test('what is sealed here is opened here, by the renter alone', async () => {
  const details = await access.readDetails(utf8(vectors.sealed['shell']?.json ?? ''));
  const sealed = await access.sealDetails(details, await secret('renter').public());
  const hash = await access.hash(sealed);
  assert.deepEqual(await access.openChecked(sealed, hash, secret('renter'), people.reservation), details);
  await refused('CannotOpen', () => access.openDetails(sealed, secret('stranger')));
  await refused('WrongReservation', () => access.openChecked(sealed, hash, secret('renter'), people.another));
  const other = await access.sealDetails(details, await secret('renter').public());
  assert.notEqual(hex(other), hex(sealed));
  await refused('HashMismatch', () => access.openChecked(other, hash, secret('renter'), people.reservation));
  await refused('TooLarge', () => access.openDetails(new Uint8Array(20_481), secret('renter')));
});

test('details are valid until they expire', async () => {
  const details = await access.readDetails(utf8(vectors.sealed['shell']?.json ?? ''));
  access.checkTime(details, details.expiresAt - 1);
  await refused('Expired', () => access.checkTime(details, details.expiresAt));
});

test('the host key is pinned as ssh reads it', async () => {
  const { access: shell } = await access.readDetails(utf8(vectors.sealed['shell']?.json ?? ''));
  assert.ok(shell.kind === 'ssh');
  assert.equal(access.knownHosts(shell), `[gpu-7.supplier.example]:2222 ${shell.hostKey}`);
  assert.equal(access.knownHosts({ ...shell, port: 22 }), `gpu-7.supplier.example ${shell.hostKey}`);
});

test('nothing altered is opened', async () => {
  for (const [name, { kind, bytes: sealed }] of Object.entries(vectors.sealed)) {
    const original = bytes(sealed);
    for (const [at, byte] of original.entries()) {
      const altered = new Uint8Array(original);
      altered[at] = byte ^ 1;
      await refused('CannotOpen', () => open(kind, altered), `${name}, byte ${at}`);
    }
    for (let length = 0; length < original.length; length += 8) {
      await refused('CannotOpen', () => open(kind, original.subarray(0, length)), `${name}, ${length} bytes`);
    }
    await refused('CannotOpen', () => open(kind, Uint8Array.from([...original, 10])), name);
  }
});

test('what Rust takes is taken', async () => {
  for (const it of vectors.taken) await assert.doesNotReject(read(it), it.json);
});

test('what Rust refuses is refused with the same error and message', async () => {
  for (const it of vectors.refused) {
    await assert.rejects(
      read(it),
      (error) => {
        assert.ok(error instanceof access.AccessError, it.json);
        assert.equal(error.code, it.error, it.json);
        assert.ok(error.message.startsWith(it.message), `${error.message}: ${it.json}`);
        return true;
      },
      it.json,
    );
  }
});

test('keys are those of Rust', async () => {
  for (const { file, recipient, bytes: key } of Object.values(vectors.keys)) {
    const it = access.Secret.read(file);
    const found = await it.public();
    assert.equal(hex(found), key);
    assert.equal(access.publicKeyText(found), recipient);
    assert.deepEqual(access.parsePublicKey(recipient), found);
    assert.deepEqual(access.publicKey(bytes(key)), found);
    assert.equal(await it.toFile(), file);
    assert.ok(!`${inspect(it)} ${JSON.stringify(it)} ${String(it)}`.includes('SECRET'));
  }
  const fresh = await access.Secret.generate();
  const again = access.Secret.read(await fresh.toFile());
  assert.deepEqual(await again.public(), await fresh.public());
  assert.equal(await access.Secret.fromBytes(new Uint8Array(32).fill(31)).toFile(), vectors.keys.renter.file);
});

test('keys that are none, or weak, are refused', async () => {
  for (const weak of vectors.weakKeys) await refused('WeakKey', () => access.publicKey(bytes(weak)), weak);
  const { recipient, file } = vectors.keys.renter;
  for (const wrong of ['', 'age1', recipient.toUpperCase(), `${recipient} `, recipient.slice(0, -1)]) {
    await refused('NotAKey', () => access.parsePublicKey(wrong), wrong);
  }
  const key = file.trim().split('\n').at(-1) ?? '';
  for (const wrong of ['', '# nothing', 'x', `${key}\n${key}`, key.toLowerCase(), key.slice(0, 70), recipient]) {
    await refused('NotAKey', () => access.Secret.read(wrong), wrong);
  }
});

test('characters that steer are those of Rust', () => {
  const steers = (it: number) => vectors.steers.some(([first, last]) => first <= it && it <= last);
  for (let it = 0; it <= 0x10_ffff; it += 1) {
    if (it === 0xd800) it = 0xe000;
    assert.equal(STEERS.test(String.fromCodePoint(it)), steers(it), it.toString(16));
  }
});

test('SSH keys are those of Rust', async () => {
  for (const { line, fingerprint: expected } of vectors.sshKeys) assert.equal(await fingerprint(line), expected);
  for (const line of vectors.noSshKeys) assert.ok(!isSshKey(line), line);
});

test('statements are those of Rust, and off-chain messages of kit', async () => {
  const statements = [
    { text: await access.workloadStatement(request()), signer: people.renter, of: vectors.request },
    { text: access.serviceKeyStatement(serviceKey()), signer: people.operator, of: vectors.serviceKey },
  ];
  for (const { text: statement, signer, of } of statements) {
    assert.equal(statement, of.text);
    assert.equal(hex(access.messageOf(statement)), of.message);
    const withSigner = access.messageWithSigner(statement, signer);
    assert.equal(hex(withSigner), of.messageWithSigner);
    const message: OffchainMessage = {
      version: 0,
      applicationDomain: offchainMessageApplicationDomain(access.APPLICATION_DOMAIN),
      requiredSignatories: [{ address: signer }],
      content: offchainMessageContentRestrictedAsciiOf1232BytesMax(statement),
    };
    assert.equal(hex(getOffchainMessageEncoder().encode(message)), hex(withSigner));
  }
});

test('a signed workload arrives, in either form of the message', async () => {
  for (const form of ['json', 'otherForm'] as const) {
    const workload = await access.acceptRequest(request(form), terms(), secret('service'));
    assert.equal(text(access.writeWorkload(workload)), vectors.sealed['container']?.json);
    assert.equal(text(access.writeRequest(request(form))), vectors.request[form]);
    assert.equal(hex(await access.checkServiceKey(serviceKey(form), serviceTerms())), vectors.keys.service.bytes);
    assert.equal(text(access.writeServiceKey(serviceKey(form))), vectors.serviceKey[form]);
  }
});

test('a wallet signs what Rust signs', async () => {
  const [renter, operator] = await Promise.all(
    [21, 23].map((number) => createKeyPairSignerFromPrivateKeyBytes(new Uint8Array(32).fill(number))),
  );
  assert.ok(renter && operator);
  const signed = await access.sign(vectors.request.text, renter);
  assert.deepEqual(signed, { signer: people.renter, signature: request().signature });
  const key = await access.sign(vectors.serviceKey.text, operator);
  assert.deepEqual(key, { signer: people.operator, signature: serviceKey().signature });
});

test('each thing that is wrong with a workload has its error', async () => {
  const { now, another, stranger } = people;
  const accept = (change: object, other: object = {}) =>
    access.acceptRequest({ ...request(), ...other }, { ...terms(), ...change }, secret('service'));
  await refused('WrongNetwork', () => accept({ network: another }));
  await refused('WrongReservation', () => accept({ reservation: another }));
  await refused('WrongSigner', () => accept({ renter: stranger }));
  await refused('BadSignature', () => accept({}, { issuedAt: now + 1 }));
  await refused('BadSignature', () => accept({}, { sequence: 8 }));
  await refused('BadSignature', () => accept({}, { sealed: new Uint8Array(300) }));
  await refused('BadSignature', () => accept({ renter: stranger }, { signer: stranger }));
  await refused('CannotOpen', () => access.acceptRequest(request(), terms(), secret('stranger')));
  for (const [at, code] of [
    [now - 61, 'NotYetValid'],
    [now + 601, 'Stale'],
  ] as const) {
    await refused(code, () => accept({ now: at }));
  }
  for (const at of [now - 60, now + 600]) await accept({ now: at });
  for (const lastSequence of [7, 8]) await refused('Replayed', () => accept({ lastSequence }));
  const { lastSequence: _, ...first } = terms();
  await access.acceptRequest(request(), first, secret('service'));
});

test('a workload of another reservation cannot be sent again as ones own', async () => {
  const wallet = await createKeyPairSignerFromPrivateKeyBytes(new Uint8Array(32).fill(24));
  const own = { ...request(), reservation: people.another };
  const signed = { ...own, ...(await access.sign(await access.workloadStatement(own), wallet)) };
  const at = { ...terms(), reservation: people.another, renter: people.stranger };
  await refused('WrongReservation', () => access.acceptRequest(signed, at, secret('service')));
});

test('each thing that is wrong with a service key has its error', async () => {
  const { now, another, stranger } = people;
  const check = (change: object, other: object = {}) =>
    access.checkServiceKey({ ...serviceKey(), ...other }, { ...serviceTerms(), ...change });
  await refused('WrongNetwork', () => check({ network: another }));
  await refused('WrongSupplier', () => check({ supplier: another }));
  await refused('WrongSigner', () => check({ operator: stranger }));
  await refused('BadSignature', () => check({}, { signer: people.owner }));
  await refused('BadSignature', () => check({}, { issuedAt: now - 1 }));
  await refused('BadSignature', () => check({}, { expiresAt: now + 86_401 }));
  const key = access.parsePublicKey(vectors.keys.stranger.recipient);
  await refused('BadSignature', () => check({}, { key }));
  await refused('NotYetValid', () => check({ now: now - 61 }));
  await refused('Expired', () => check({ now: now + 86_400 }));
  await check({ now: now + 86_399 });
});

test('no altered signature is accepted', async () => {
  for (const form of ['json', 'otherForm'] as const) {
    for (const { signature, accept } of [
      {
        signature: request(form).signature,
        accept: (it: Signature) => access.acceptRequest({ ...request(form), signature: it }, terms(), secret('service')),
      },
      {
        signature: serviceKey(form).signature,
        accept: (it: Signature) => access.checkServiceKey({ ...serviceKey(form), signature: it }, serviceTerms()),
      },
    ]) {
      const original = getBase58Encoder().encode(signature);
      for (let at = 0; at < 64; at += 1) {
        for (const flipped of [1, 0x80]) {
          const altered = new Uint8Array(original);
          altered[at] = (altered[at] ?? 0) ^ flipped;
          const text = getBase58Decoder().decode(altered) as Signature;
          await refused('BadSignature', () => accept(text), `byte ${at}`);
        }
      }
    }
  }
});

test('an endpoint is the base of its URLs', async () => {
  const [reservation, supplier] = [people.reservation, people.supplier];
  for (const [endpoint, base] of [
    ['https://gpus.example', 'https://gpus.example'],
    ['https://gpus.example/', 'https://gpus.example'],
    ['http://[::1]:8080/io/', 'http://[::1]:8080/io'],
  ] as const) {
    assert.equal(access.detailsUrl(endpoint, reservation), `${base}/v1/reservations/${reservation}`);
    assert.equal(access.workloadUrl(endpoint, reservation), `${base}/v1/reservations/${reservation}/workload`);
    assert.equal(access.serviceKeyUrl(endpoint, supplier), `${base}/v1/suppliers/${supplier}/service-key`);
  }
  for (const endpoint of ['', 'gpus.example', 'ftp://a', 'https://', 'https:///x', 'https://a?b', 'https://a/#b', 'https://u@a']) {
    await refused('InvalidField', () => access.detailsUrl(endpoint, reservation), endpoint);
  }
});

test('what an endpoint answers is safe to show', () => {
  const body = '{"error":"Stale","message":"\\u001b[2Jx","more":1}';
  assert.deepEqual(access.readRefusal(body), { error: 'Stale', message: '\\u{1b}[2Jx' });
  const long = `{"error":"A","message":"${'x'.repeat(1_024)}"}`;
  for (const other of ['', '<html>', '{}', '[]', 'null', '{"error":"a b","message":""}', '{"error":"","message":""}', long]) {
    assert.equal(access.readRefusal(other), undefined, other);
  }
});

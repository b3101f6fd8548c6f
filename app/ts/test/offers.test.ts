/** What a supplier's acts on offers come to, as Rust has written it down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actions, emissions, marketplace } from '../src';
import { bytes, vectors } from './golden';
import { answered, key, ofPrepared, signer } from './prepared';

/** Words of an offer's settings. */
const SETTINGS = 9;

function settingsOf(words: readonly string[]): marketplace.OfferSettingsArgs {
  const [price = '', gpus, min, max, io = '', notice, region = '', interconnect, currencies] = words;
  return {
    priceMicroUsd: BigInt(price),
    gpus: Number(gpus),
    minHours: Number(min),
    maxHours: Number(max),
    maxIoHours: io === '-' ? null : Number(io),
    noticeHours: Number(notice),
    region: bytes(region),
    interconnect: Number(interconnect),
    currencies: Number(currencies),
  };
}

/** Of `app/client/tests/offers`: 16 GPUs that are attested for a second more. */
function supplier(now: bigint): emissions.Supplier {
  const zeroed = emissions.getSupplierDecoder().decode(new Uint8Array(emissions.getSupplierSize()));
  const attestation = { ...zeroed.attestation, gpus: 16, endsAt: now };
  return { ...zeroed, owner: key(15), attestation };
}

const NOW = 1_800_000_000n;

test('offers are made, changed, paused and closed as in Rust, and refused as there', async () => {
  const words = vectors.find(([kind]) => kind === 'market') ?? [];
  const config = marketplace.getConfigDecoder().decode(bytes(words[1] ?? ''));
  let offered: actions.Offered | undefined;
  let behind: string[] = [];
  const seen = new Set<string>();
  const saw = <Terms>(prepared: actions.Prepared<Terms>) => {
    behind = ofPrepared(prepared);
    return prepared.terms;
  };
  const start = vectors.findIndex(([kind]) => kind === 'offering');
  for (const [kind = '', ...rest] of vectors.slice(start)) {
    if (kind === 'standing') break;
    if (kind === 'prepared' || kind === 'acts') {
      assert.equal([kind, ...rest].join(' '), behind.shift());
      continue;
    }
    assert.deepEqual(behind, []);
    if (kind === 'offer') {
      const [now = '', data = ''] = rest;
      const offer = marketplace.getOfferDecoder().decode(bytes(data));
      offered = { address: key(4), config, offer, supplier: supplier(NOW + 1n), now: BigInt(now) };
      continue;
    }
    const it = offered;
    const given = { offering: 1 + SETTINGS, editing: SETTINGS, pausing: 1, closing: 0 }[kind];
    assert.ok(given !== undefined, kind);
    const made = await answered(async () => {
      if (kind === 'offering') {
        const usage = rest[0] === '-' ? undefined : { offers: Number(rest[0]) };
        const offerer = { address: key(3), config, supplier: supplier(NOW + 1n), usage, now: NOW };
        const args = settingsOf(rest.slice(1));
        const { offer, attested } = saw(await actions.prepareCreateOffer(offerer, { authority: signer(14), args }));
        return [offer, attested];
      }
      assert.ok(it !== undefined);
      if (kind === 'closing') return [saw(actions.prepareCloseOffer(it, signer(14))).returnsTo];
      const { revision, reserved, attested } =
        kind === 'editing'
          ? saw(actions.prepareEditOffer(it, signer(14), settingsOf(rest)))
          : saw(actions.prepareSetOfferPaused(it, signer(14), rest[0] === 'true'));
      return [revision, reserved, attested];
    });
    assert.equal(made, rest.slice(given).join(' '), [kind, ...rest].join(' '));
    seen.add(made.startsWith('refused') ? made : kind);
  }
  const refused = ['OfferWithoutGpus', 'OfferWithoutPrice', 'OfferHours', 'OfferNotice', 'OfferCurrencies', 'OfferInUse'];
  const all = ['offering', 'editing', 'pausing', 'closing', ...refused.map((reason) => `refused ${reason}`)];
  assert.deepEqual([...seen].sort(), all.sort());
});

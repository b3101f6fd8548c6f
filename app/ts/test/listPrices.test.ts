/** How far offers are below list prices, as Rust has written it down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listPrices } from '../src';
import { vectorsOf } from './golden';

test('an offer is as far below the list price as in Rust', () => {
  const seen = new Set<string>();
  for (const words of vectorsOf('compared')) {
    const [model = '', price = '', currencies, currency, base, extra, ...expected] = words;
    const config = { baseFeeBps: Number(base), usdcExtraFeeBps: Number(extra) };
    const offer = { priceMicroUsd: BigInt(price), currencies: Number(currencies) };
    const only = currency === '-' ? [] : [Number(currency)];
    const compared = listPrices.compare(config, offer, model.replaceAll('_', ' '), ...only);
    const made =
      compared === undefined
        ? ['-']
        : [compared.list.provider.replace(' ', '_'), compared.cost, compared.percentBelow];
    assert.equal(made.join(' '), expected.join(' '), words.join(' '));
    seen.add(compared === undefined ? 'none' : compared.percentBelow < 0n ? 'above' : 'below');
  }
  assert.deepEqual([...seen].sort(), ['above', 'below', 'none']);
});

test('no other list price of a model is below its cheapest', () => {
  for (const row of listPrices.LIST_PRICES) {
    const least = listPrices.cheapest(row.model);
    assert.ok(least !== undefined && listPrices.gpuHour(least) <= listPrices.gpuHour(row), row.model);
  }
  assert.equal(listPrices.cheapest('RTX 4090'), undefined);
});

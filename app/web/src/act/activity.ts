/** The list of what this browser has sent on one network, kept across reloads, and what is under way followed to its end. */
import type { Announcement, Network, Outcome } from 'io-client/sending';
import { browser, recall, remember } from '../network/memory';
import { after, entryOf, isEntry, isOpen, pendingOf, type About, type Entry } from './entry';
import { whyOf } from './sign';

/** Entries that are kept; those under way are kept too. */
const MOST = 200;
const isList = (it: unknown): it is unknown[] => Array.isArray(it);

const PREFIX = 'activity:';

/** Whether this browser has sent something, on any network. */
export function hasSent(): boolean {
  try {
    return Object.keys(browser()).some((name) => name.startsWith(PREFIX));
  } catch {
    return false;
  }
}

export type Activity = {
  entries(): readonly Entry[];
  /** Calls `changed` with each change. Returns what ends that. */
  watch(changed: () => void): () => void;
  /** Whether a transaction of this act of this wallet is under way. */
  isUnderWay(id: string, wallet: string): boolean;
  /** Adds a transaction that is sent right after this. */
  add(about: About, announcement: Announcement): void;
  /** Takes in the outcome of a transaction that was added, and follows it until it is final. */
  ended(signature: string, outcome: Outcome): void;
  /** Looks again for the end of one. */
  again(signature: string): void;
  /** Follows all that are under way, such as those of an earlier load of the page. */
  resume(): void;
  /** Removes all that have ended. */
  clear(): void;
};

export function activity(network: Pick<Network, 'follow'>, genesis: string): Activity {
  const name = `${PREFIX}${genesis}`;
  const stored = (): Entry[] => (recall(name, isList, browser) ?? []).filter(isEntry);
  const [watchers, followed] = [new Set<() => void>(), new Set<string>()];
  // Also where the browser stores nothing.
  let list = stored();

  const save = (change: (before: readonly Entry[]) => Entry[]) => {
    const kept = stored();
    // Another tab may have added some.
    list = change(kept.length > 0 ? kept : list);
    list = list.filter((entry, place) => isOpen(entry) || place < MOST);
    remember(name, list, browser);
    watchers.forEach((changed) => changed());
  };
  const update = (signature: string, change: (entry: Entry) => Entry) =>
    save((before) => before.map((entry) => (entry.signature === signature ? change(entry) : entry)));

  /** Until it is final, or nothing more can be said. */
  async function follow(signature: string): Promise<void> {
    if (followed.has(signature)) return;
    followed.add(signature);
    try {
      for (;;) {
        const entry = list.find((it) => it.signature === signature);
        if (entry === undefined || !isOpen(entry)) return;
        const isFinal = entry.state === 'confirmed';
        const outcome = await network.follow(pendingOf(entry, Date.now()), isFinal ? 'finalized' : 'confirmed');
        // It is in a block: that it is not final yet takes nothing back.
        if (isFinal && outcome.state !== 'confirmed' && outcome.state !== 'failed') return;
        update(signature, (it) => after(it, outcome, isFinal, whyOf));
      }
    } finally {
      followed.delete(signature);
    }
  }

  return {
    entries: () => list,
    watch(changed) {
      const elsewhere = ({ key }: StorageEvent) => {
        if (key !== name) return;
        list = stored();
        changed();
      };
      watchers.add(changed);
      window.addEventListener('storage', elsewhere);
      return () => {
        watchers.delete(changed);
        window.removeEventListener('storage', elsewhere);
      };
    },
    isUnderWay: (id, wallet) => list.some((it) => it.id === id && it.wallet === wallet && it.state === 'sent'),
    add(about, announcement) {
      // Its sender follows it.
      followed.add(announcement.signature);
      save((before) => [entryOf(about, announcement, Date.now()), ...before]);
    },
    ended(signature, outcome) {
      followed.delete(signature);
      update(signature, (it) => after(it, outcome, false, whyOf));
      void follow(signature);
    },
    again(signature) {
      if (followed.has(signature)) return;
      update(signature, (it) => ({ ...it, state: 'sent' }));
      void follow(signature);
    },
    resume() {
      for (const entry of list.filter(isOpen)) void follow(entry.signature);
    },
    clear: () => save((before) => before.filter(isOpen)),
  };
}

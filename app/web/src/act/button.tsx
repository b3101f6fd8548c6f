/** The button that opens the review of an act. */
import type { ComponentChildren } from 'preact';
import { useTexts } from '../texts';
import type { Act } from './act';
import { useActs } from './context';
import { useEntries } from './sent';

type Options = {
  /** Undefined if it cannot be done now: the page says why beside it. */
  act: Act<any> | undefined;
  children: ComponentChildren;
};

/** Disabled without a wallet that signs here, and while a transaction of the same act is under way. */
export function ActButton({ act, children }: Options) {
  const { act: texts, wallet: wallets } = useTexts();
  const { mine, signer, cluster, activity, open } = useActs();
  useEntries();
  const { connected } = mine;
  const isUnderWay = act !== undefined && signer !== undefined && activity?.isUnderWay(act.id, signer.address) === true;
  const why =
    connected === undefined
      ? texts.connectFirst
      : cluster === 'none'
        ? wallets.noNetwork
        : signer === undefined && cluster !== undefined
          ? texts.otherNetwork(connected.known.name, wallets.networks[cluster.name])
          : undefined;
  return (
    <>
      <button type="button" class="do" disabled={act === undefined || signer === undefined || activity === undefined || isUnderWay} onClick={() => act && open(act)}>
        {isUnderWay ? texts.underWay : children}
      </button>
      {why !== undefined && <small class="block note">{why}</small>}
    </>
  );
}

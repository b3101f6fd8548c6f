/** Around the page: the wallet, what was sent, and the one dialog in which acts are reviewed. */
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { connect, type Network } from 'io-client/sending';
import type { Chain } from '../network/chain';
import type { Endpoint } from '../network/endpoint';
import { useCluster } from '../wallet/cluster';
import { signerOf } from '../wallet/standard';
import type { Mine } from '../wallet/use';
import type { Act } from './act';
import { activity, hasSent } from './activity';
import { ActsContext } from './context';
import { ActDialog } from './dialog';

type Options = { endpoint: Endpoint; mine: Mine; chain: Chain | undefined; children: ComponentChildren };

export function ActsProvider({ endpoint, mine, chain, children }: Options) {
  const made = useRef<Network | undefined>(undefined);
  made.current ??= connect(endpoint.url);
  const network = made.current;
  const [act, setAct] = useState<Act<any> | undefined>();
  const { connected } = mine;
  const cluster = useCluster(network.rpc, mine.address !== undefined || hasSent());
  const genesis = typeof cluster === 'object' ? cluster.genesis : undefined;
  const list = useMemo(() => (genesis === undefined ? undefined : activity(network, genesis)), [network, genesis]);
  useEffect(() => list?.resume(), [list]);
  const signer = useMemo(
    () =>
      connected === undefined || typeof cluster !== 'object'
        ? undefined
        : signerOf(connected.known.wallet, connected.account, cluster.chain),
    [connected, cluster],
  );
  const opener = useRef<Element | null>(null);
  const open = (act: Act<any>) => {
    opener.current = document.activeElement;
    setAct(act);
  };
  const close = () => {
    setAct(undefined);
    // Once the dialog is gone. A button that is disabled by then takes no focus.
    requestAnimationFrame(() => {
      const it = opener.current instanceof HTMLButtonElement && !opener.current.disabled ? opener.current : undefined;
      (it ?? document.getElementById('main'))?.focus();
    });
  };
  const acts = { endpoint, network, cluster, mine, signer, activity: list, chain, open };
  return (
    <ActsContext.Provider value={acts}>
      {children}
      {act !== undefined && <ActDialog act={act} close={close} />}
    </ActsContext.Provider>
  );
}

/** The wallet in the head of the page: connected, chosen, forgotten. */
import { useState } from 'preact/hooks';
import { useActs } from '../act/context';
import { short } from '../format';
import { hide } from '../parts/basics';
import { useTexts } from '../texts';
import type { Known } from './standard';

export function WalletMenu() {
  const { wallet: texts } = useTexts();
  const { mine, signer, cluster } = useActs();
  const { address, connected, choose, forget } = mine;
  if (address === undefined) return <Choice />;
  const why =
    connected === undefined || cluster === undefined || signer !== undefined
      ? undefined
      : cluster === 'none'
        ? texts.noNetwork
        : texts.readsOnly(connected.known.name, texts.networks[cluster.name]);
  return (
    <div class="me">
      {connected !== undefined && <Icon of={connected.known} />}
      <a href={`#address/${address}`} title={address}>
        {texts.mine(short(address))}
      </a>
      {connected !== undefined && connected.accounts.length > 1 && (
        <select aria-label={texts.accounts} value={address} onChange={(event) => choose(event.currentTarget.value)}>
          {connected.accounts.map((account) => (
            <option key={account.address} value={account.address}>
              {short(account.address)}
            </option>
          ))}
        </select>
      )}
      {connected === undefined && <Choice />}
      <button type="button" class="quiet" onClick={forget}>
        {texts.forget(hide)}
      </button>
      {why !== undefined && (
        <p class="wrong" role="alert">
          {why}
        </p>
      )}
    </div>
  );
}

function Choice() {
  const { wallet: texts } = useTexts();
  const { wallets, connect } = useActs().mine;
  const [said, setSaid] = useState<string | undefined>();
  const ask = (known: Known) => {
    setSaid(texts.connecting(known.name));
    connect(known).then(
      (address) => setSaid(address === undefined ? texts.noAccount(known.name) : undefined),
      () => setSaid(texts.failed(known.name)),
    );
  };
  return (
    <details class="wallets">
      <summary>{texts.connect}</summary>
      <div>
        <p class="note">{wallets.length === 0 ? texts.none : texts.choose}</p>
        {wallets.map((known, place) => (
          <button key={place} type="button" class="quiet" onClick={() => ask(known)}>
            <Icon of={known} />
            {known.name}
          </button>
        ))}
        <p class="note" role="status">
          {said}
        </p>
      </div>
    </details>
  );
}

const Icon = ({ of: { icon } }: { of: Known }) =>
  icon === undefined ? null : <img class="icon" src={icon} alt="" width="20" height="20" />;

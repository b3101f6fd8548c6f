/** All texts in German. */
import type { Texts } from '..';
import { act } from './act';
import { address } from './address';
import { basics } from './basics';
import { burn } from './burn';
import { genesis } from './genesis';
import { health } from './health';
import { market } from './market';
import { overview } from './overview';
import { page } from './page';
import { paused } from './paused';
import { problems } from './problems';
import { question } from './question';
import { reservation } from './reservation';
import { stake } from './stake';
import { suppliers } from './suppliers';
import { supply } from './supply';
import { time } from './time';
import { votes } from './votes';
import { wallet } from './wallet';

export const de: Texts = {
  act,
  address,
  basics,
  burn,
  genesis,
  health,
  market,
  overview,
  page,
  paused,
  problems,
  question,
  reservation,
  stake,
  suppliers,
  supply,
  time,
  votes,
  wallet,
};

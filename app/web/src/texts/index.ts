/** The texts of the page, in the language of the reader. */
import { act } from './en/act';
import { wallet } from './en/wallet';

const en = { act, wallet };

export type Texts = typeof en;

export const useTexts = (): Texts => en;

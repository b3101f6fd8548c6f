/** The texts of the page in the language of its reader. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { de } from './de';
import { en } from './en';

/** The texts of a language; those of the others have this type. */
export type Texts = typeof en;

export const LANGUAGES = {
  en: { name: 'English', locale: 'en-GB', texts: en },
  de: { name: 'Deutsch', locale: 'de-DE', texts: de },
} as const satisfies Record<string, { name: string; locale: string; texts: Texts }>;
export type Language = keyof typeof LANGUAGES;

export const isLanguage = (it: unknown): it is Language => typeof it === 'string' && Object.hasOwn(LANGUAGES, it);

const languageOf = (tag: string): string | undefined => tag.toLowerCase().split('-')[0];

/** The language that was chosen before, or the first that the browser asks for and the page has. */
export function pick(chosen: unknown, browser: readonly string[]): Language {
  return isLanguage(chosen) ? chosen : (browser.map(languageOf).find(isLanguage) ?? 'en');
}

/** How the reader's browser writes amounts and dates in a language, such as `de-CH`. */
export function localeOf(language: Language, browser: readonly string[]): string {
  const tag = browser.find((it) => it.includes('-') && languageOf(it) === language);
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? LANGUAGES[language].locale;
  } catch {
    return LANGUAGES[language].locale;
  }
}

let spoken: { language: Language; locale: string } = { language: 'en', locale: LANGUAGES.en.locale };

/** Sets the language of all texts and amounts from the next rendering on. */
export function speak(language: Language, browser: readonly string[] = []): void {
  spoken = { language, locale: localeOf(language, browser) };
}

export const language = (): Language => spoken.language;
export const locale = (): string => spoken.locale;
export const texts = (): Texts => LANGUAGES[spoken.language].texts;

/** Changes with the language; see `parts/language.tsx`. */
export const Spoken = createContext<{ language: Language; choose(to: Language): void }>({
  language: 'en',
  choose: () => undefined,
});

/** The texts, for a component that is rendered again when the language changes. */
export function useTexts(): Texts {
  return LANGUAGES[useContext(Spoken).language].texts;
}

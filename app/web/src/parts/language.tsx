/** The language of the page: chosen by the browser, changed in the foot, kept in this browser. */
import type { ComponentChildren } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { isLanguage, language, LANGUAGES, pick, speak, Spoken, useTexts, type Language } from '../texts';

const MEMORY = 'language';

function remembered(): string | null {
  try {
    return localStorage.getItem(MEMORY);
  } catch {
    return null;
  }
}

function use(language: Language): void {
  speak(language, navigator.languages);
  document.documentElement.lang = language;
}

/** The language of the first rendering. */
export function begin(): void {
  use(pick(remembered(), navigator.languages));
}

export function Speaking({ children }: { children: ComponentChildren }) {
  const [spoken, setSpoken] = useState(language);
  const choose = (to: Language) => {
    use(to);
    setSpoken(to);
    try {
      localStorage.setItem(MEMORY, to);
    } catch {
      // Then the browser's languages choose again.
    }
  };
  return <Spoken.Provider value={{ language: spoken, choose }}>{children}</Spoken.Provider>;
}

/** Each language in its own name. */
export function Choice() {
  const { language, choose } = useContext(Spoken);
  const { page } = useTexts();
  return (
    <label class="language">
      <span>{page.language}</span>
      <select value={language} onChange={({ currentTarget: { value } }) => isLanguage(value) && choose(value)}>
        {Object.entries(LANGUAGES).map(([tag, { name }]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Words that exist in English only. */
export const English = ({ children }: { children: ComponentChildren }) =>
  language() === 'en' ? <>{children}</> : <span lang="en">{children}</span>;

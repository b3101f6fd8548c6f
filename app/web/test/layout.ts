/** What is cut off, or lies upon something else. */
import type { Browser } from './browser';

/** Elements that reach beyond the page, and cells whose text does. The selectors do not name what is hidden or in a picture. */
export const tooWide = async (browser: Browser, width: number): Promise<string[]> =>
  await browser.value<string[]>(`[...document.querySelectorAll('main *, header *, footer *, dialog *')]
    .filter((it) => it.closest('svg, .hidden, .skip') === null)
    .filter((it) => it.getBoundingClientRect().right > ${width}.5 || (it.tagName === 'TD' && it.scrollWidth > it.clientWidth + 1))
    .map((it) => it.outerHTML.slice(0, 160))`);

/** Words of pictures that their frame cuts off, or that touch others. */
export const touching = async (browser: Browser): Promise<string[]> =>
  await browser.value<string[]>(`[...document.querySelectorAll('figure svg')].flatMap((svg) => {
    const frame = svg.parentElement.parentElement.getBoundingClientRect();
    const boxes = [...svg.querySelectorAll('text')].map((it) => [it.textContent, it.getBoundingClientRect()]).filter(([, it]) => it.width > 0);
    const out = boxes.filter(([, it]) => it.left < frame.left - 0.5 || it.right > frame.right + 0.5).map(([name]) => name + ' is out');
    const touching = boxes.flatMap(([one, a], place) => boxes.slice(place + 1)
      .filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map(([other]) => one + ' touches ' + other));
    return [...out, ...touching];
  })`);

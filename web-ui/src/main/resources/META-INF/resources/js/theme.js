// Light, dark or as the system says.
import { fill, icon } from './dom.js';
import { t } from './i18n.js';
import { recall, remember } from './storage.js';

const ORDER = ['system', 'light', 'dark'];
const ICONS = { system: 'system', light: 'sun', dark: 'moon' };

/** Makes `button` step through the themes. Returns what to call when the page's language changes. */
export function themeSwitch(button) {
  let theme = ORDER.includes(recall('theme')) ? recall('theme') : 'system';

  const show = () => {
    if (theme === 'system') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = theme;
    }
    const label = t('theme.label', { theme: t(`theme.${theme}`) });
    button.setAttribute('aria-label', label);
    button.title = label;
    fill(button, icon(ICONS[theme]));
  };

  button.addEventListener('click', () => {
    theme = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
    remember('theme', theme === 'system' ? null : theme);
    show();
  });
  show();
  return show;
}

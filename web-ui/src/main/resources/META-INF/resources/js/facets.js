// Filter chips: languages, file types and collections of what was found, each with its count.
import { bdi, el } from './dom.js';
import { languageName, number, t } from './i18n.js';
import { typeName } from './labels.js';

const FIELDS = ['lang', 'type', 'collection'];
const SHOWN = 4;

/**
 * @param facets field to [{value, count}]
 * @param filters field to chosen values
 * @param onChange told the filters after a chip was pressed
 */
export function facetChips(facets, filters, onChange) {
  const groups = FIELDS.map((field) => group(field, facets[field] ?? [], filters[field] ?? [], (values) =>
    onChange({ ...filters, [field]: values })));
  return el('div', { class: 'facets', data: { testid: 'facets' } }, groups);
}

/** Shows the chips after the first few. */
function rest(count) {
  const label = t('facet.more', { n: count });
  return el('button', { type: 'button', class: 'chip', 'aria-label': label, on: { click: ({ currentTarget: button }) => {
    const hidden = [...button.parentElement.querySelectorAll('.chip[hidden]')];
    hidden.forEach((chip) => (chip.hidden = false));
    hidden[0]?.focus();
    button.remove();
  } } }, el('span', { 'aria-hidden': 'true' }, `+${number(count)}`));
}

function group(field, counts, chosen, onChange) {
  // A chosen value stays visible though nothing matches it any more, or it could not be taken back.
  const lost = chosen.filter((value) => !counts.some((count) => count.value === value)).map((value) => ({ value, count: 0 }));
  const shown = [...lost, ...counts];
  if (shown.length < 2 && chosen.length === 0) {
    return null;
  }
  return el('div', { class: 'facet', role: 'group', 'aria-label': t(`facet.${field}`) },
    shown.map(({ value, count }, i) => {
      const on = chosen.includes(value);
      return el('button', {
        type: 'button', class: 'chip', hidden: i >= SHOWN && !on, 'aria-pressed': String(on), data: { field, value },
        on: { click: () => onChange(on ? chosen.filter((each) => each !== value) : [...chosen, value]) },
      }, bdi(name(field, value)), el('span', { class: 'count' }, number(count)));
    }),
    shown.length > SHOWN ? rest(shown.slice(SHOWN).filter(({ value }) => !chosen.includes(value)).length) : null);
}

function name(field, value) {
  if (field === 'lang') {
    return languageName(value);
  }
  return field === 'type' ? typeName(value) : value;
}

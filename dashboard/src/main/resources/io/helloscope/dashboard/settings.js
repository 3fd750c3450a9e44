// The settings as they are in force, with what was set and what has its default. Secrets do not leave the program.

import * as api from './api.js';
import {h} from './preact.js';
import {headline, problem, quiet} from './parts.js';

let state = {};

export const title = () => 'Settings';

export async function enter({app}) {
  state = {...state, loading: true, error: ''};
  try {
    state.answer = await api.settings();
  } catch (failed) {
    state.error = failed.message;
  }
  state.loading = false;
  app.draw();
}

export function page({app}) {
  const {answer, error, loading, word = '', set = false} = state;
  return [
    headline('Settings in force', ['What ', answer?.file ? h('code', null, answer.file) : 'no configuration file', answer?.file ? ' sets' : ' sets: everything has its default', ', and the defaults of the rest. They are changed in the file; ',
      h('code', null, 'helloscope check-config FILE'), ' tells whether it can be used.']),
    error && problem('They could not be read', error, () => enter({app})),
    loading && !answer && quiet('Reading…'),
    !loading && !error && !answer && quiet('This server does not show its settings.'),
    answer && [
      h('form', {class: 'filters', role: 'search', 'aria-label': 'Filter settings', onSubmit: event => event.preventDefault()},
          h('label', {class: 'grow'}, h('span', null, 'Search'), h('input', {type: 'search', value: word, autocomplete: 'off', spellcheck: false, placeholder: 'name or value',
            onInput: event => { state.word = event.target.value; app.draw(); }})),
          h('label', {class: 'check'}, h('input', {type: 'checkbox', checked: set, onChange: event => { state.set = event.target.checked; app.draw(); }}), ' only what is set')),
      h(list, {all: answer.settings.filter(one => (!set || one.set) && `${one.key} ${one.value}`.toLowerCase().includes(word.trim().toLowerCase()))}),
    ],
  ];
}

function list({all}) {
  const groups = new Map();
  for (const one of all) {
    const dot = one.key.indexOf('.');
    const group = dot < 0 ? 'General' : one.key.slice(0, dot);
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return groups.size === 0 ? quiet('No setting fits.') : h('div', {class: 'settings'}, [...groups].map(([name, its]) =>
      h('section', {class: 'card part', key: name}, h('h2', null, name), h('dl', {class: 'pairs'}, its.map(({key, value, set}) =>
          h('div', {key, class: set ? 'set' : ''}, h('dt', null, h('code', null, key)),
              h('dd', null, value === '' ? h('span', {class: 'fine'}, 'none') : h('span', {class: 'value'}, value), ' ', h('span', {class: 'fine'}, set ? 'set' : 'default'))))))));
}

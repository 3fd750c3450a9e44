// The page: numbers, filters, the list of incidents.

import {h} from './preact.js';
import {incidentItem} from './incident.js';
import {setup} from './setup.js';
import {PARTIES, PHASES, plural} from './words.js';

export function page({state, actions}) {
  const shown = [...state.incidents]
      .filter(([, incident]) => matches(incident, state.filter.text))
      .sort((a, b) => (began(b[1]) > began(a[1]) ? 1 : -1));
  return [
    h('a', {class: 'skip', href: '#incidents'}, 'Skip to the incidents'),
    h(top, {state}),
    h('main', {id: 'incidents', tabIndex: -1},
        h('div', {class: 'headline'},
            h('h1', null, 'Recent incidents'),
            h('p', {class: 'lead'}, 'Connections that failed, what broke them, and what mends it. Retries of one page load are one incident.')),
        h(filters, {state, actions}),
        state.error && h('p', {class: 'error', role: 'alert'}, 'The list could not be read: ', state.error, ' ',
            h('button', {type: 'button', onClick: actions.reload}, 'Try again')),
        shown.length > 0 && h('ol', {class: 'incidents'}, shown.map(([id, incident]) =>
            h(incidentItem, {key: id, id, incident, open: state.open.has(id), arrived: state.arrived.has(id), toggle: actions.toggle}))),
        shown.length > 0 && state.next &&
            h('p', {class: 'more'}, h('button', {type: 'button', onClick: actions.loadOlder}, 'Show older incidents')),
        shown.length === 0 && !state.error && h(nothing, {state, actions})),
    h('footer', null,
        shown.length > 0 && h('details', {class: 'card'},
            h('summary', null, 'Point a browser or a program at this proxy'), h(setup, {about: state.about})),
        h('p', {class: 'fine'},
            state.about && `Helloscope ${state.about.version}, running since ${new Date(state.about.started_at).toLocaleString()}. `,
            h('a', {href: '/api/v1/incidents'}, 'JSON'), ' · ', h('a', {href: '/metrics'}, 'metrics'), ' · ', h('a', {href: '/health'}, 'health'))),
    h('p', {class: 'unseen', role: 'status', 'aria-live': 'polite'}, state.spoken),
  ];
}

const began = incident => incident.helloscope?.first_seen ?? incident['@timestamp'] ?? '';

function top({state}) {
  const {summary, live} = state;
  return h('header', {class: 'top'},
      h('div', {class: 'bar'},
          h('a', {class: 'brand', href: '/'}, h('img', {src: '/favicon.svg', alt: '', width: 28, height: 28}), 'Helloscope'),
          h('nav', {class: 'pages', 'aria-label': 'Pages'}, h('a', {href: '/explain.html'}, 'Explain an error'), h('a', {href: '/causes.html'}, 'Causes')),
          h('dl', {class: 'numbers', 'aria-label': 'Since the start'},
              number('active incidents', summary?.incidents.active, summary?.incidents.active > 0 ? 'bad' : ''),
              number('connections seen', summary?.connections.seen),
              number('healthy', summary?.connections.healthy, 'good')),
          h('p', {class: live === 'live' ? 'live on' : 'live off', role: 'status'}, h('span', {class: 'lamp', 'aria-hidden': 'true'}),
              live === 'live' ? 'Live' : 'Reconnecting…')));
}

function number(name, value, kind = '') {
  return h('div', {class: kind}, h('dt', null, name), h('dd', null, value === undefined ? '–' : value.toLocaleString()));
}

function filters({state, actions}) {
  const {text, phase, party} = state.filter;
  return h('form', {class: 'filters', role: 'search', 'aria-label': 'Filter incidents', onSubmit: event => event.preventDefault()},
      h('label', {class: 'grow'}, h('span', null, 'Search'),
          h('input', {type: 'search', value: text, placeholder: 'host, client, cause …', autocomplete: 'off', spellcheck: false,
            onInput: event => actions.filter({text: event.target.value})})),
      choice('Failed in', phase, Object.entries(PHASES).map(([code, {name}]) => [code, name]), value => actions.filter({phase: value})),
      choice('Caused by', party, Object.entries(PARTIES), value => actions.filter({party: value})));
}

function choice(label, value, options, change) {
  return h('label', null, h('span', null, label),
      h('select', {value, onChange: event => change(event.target.value)},
          h('option', {value: '', selected: value === ''}, 'any'),
          options.map(([code, name]) => h('option', {key: code, value: code, selected: value === code}, name))));
}

function nothing({state, actions}) {
  const {text, phase, party} = state.filter;
  if (state.loading) {
    return h('p', {class: 'card quiet'}, 'Reading…');
  }
  if (text || phase || party) {
    return h('div', {class: 'card quiet'},
        h('p', null, 'No incident fits this filter.'),
        h('button', {type: 'button', onClick: () => actions.filter({text: '', phase: '', party: ''})}, 'Show all'));
  }
  const seen = state.summary?.connections.seen ?? 0;
  return h('section', {class: 'card empty'},
      seen > 0
        ? [h('h2', null, 'Nothing has failed'),
          h('p', null, `${plural(seen, 'connection')} passed, and none of them is an incident. This page shows the next one by itself.`)]
        : [h('h2', null, 'Waiting for the first connection'),
          h('p', null, 'Point a browser or a program at this proxy, and open the address that fails. The answer appears here within a second.')],
      h(setup, {about: state.about}));
}

/** Whether each word of the text is found somewhere in what the incident shows. */
function matches(incident, text) {
  const {destination, source, user_agent: agent, helloscope} = incident;
  const hay = [destination?.domain, destination?.ip, destination?.port, source?.ip, agent?.original, helloscope?.cause, helloscope?.title,
    helloscope?.product, helloscope?.protocol].filter(Boolean).join(' ').toLowerCase();
  return text.toLowerCase().split(/\s+/).every(word => hay.includes(word));
}

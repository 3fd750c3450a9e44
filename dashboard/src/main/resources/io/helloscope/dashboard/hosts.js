// All hosts, or all clients, with their state.

import * as api from './api.js';
import {Component, h} from './preact.js';
import {choice} from './incidents.js';
import {headline, problem, quiet, time} from './parts.js';
import {path, rewrite, to} from './router.js';
import {sample} from './sample.js';
import {SPANS} from './trend.js';
import {percent} from './words.js';

const KINDS = {
  '/hosts': {key: 'host', many: 'hosts', name: 'Hosts', lead: 'Every host that was asked for: whether it works, since when it fails, and how that compares with the week before.', page: '/host', ask: api.hosts},
  '/clients': {key: 'client', many: 'clients', name: 'Clients', lead: 'Every address that connected: whether its connections work, and how that compares with the week before.', page: '/client', ask: api.clients},
};
const STATES = {failing: ['✕', 'failing'], mixed: ['◐', 'some fail'], healthy: ['✓', 'healthy']};
const ORDERS = {failed: 'failures', share: 'share of failures', all: 'connections', name: 'name'};
const MOST = 1000;

let state = {};

const kind = () => KINDS[path()] ?? KINDS['/hosts'];

export const title = () => kind().name;

export function enter({app, query}) {
  const settings = {q: query.get('q') ?? '', state: query.get('state') ?? '', sort: query.get('sort') ?? 'failed', span: query.get('span') ?? 'day'};
  state = {kind: kind(), settings, list: state.kind === kind() ? state.list : undefined};
  read(app, state);
}

async function read(app, mine) {
  const since = new Date(Date.now() - (SPANS[mine.settings.span] ?? SPANS.day)[1] * 3_600_000).toISOString();
  try {
    const answer = await mine.kind.ask({since, limit: MOST});
    mine.list = answer ? answer[mine.kind.many] : await counted(mine.kind);
    mine.counted = !answer;
    mine.error = '';
  } catch (failed) {
    mine.error = failed.message;
  }
  app.draw();
}

/** Without counts of the server: of the newest reports. */
async function counted({key}) {
  const {reports} = await sample();
  const all = new Map();
  for (const report of reports) {
    const name = key === 'host' ? report.destination?.domain ?? report.destination?.ip : report.source?.ip;
    const one = all.get(name) ?? {[key]: name, connections: {healthy: 0, failed: 0, unknown: 0}};
    one.connections[{success: 'healthy', failure: 'failed'}[report.event?.outcome] ?? 'unknown']++;
    all.set(name, one);
  }
  return [...all.values()].filter(one => one[key]).map(one => {
    const {healthy, failed} = one.connections;
    return {...one, state: failed === 0 ? 'healthy' : healthy === 0 ? 'failing' : 'mixed', ...(healthy + failed > 0 ? {failure_share: failed / (healthy + failed)} : {})};
  });
}

function change(app, changes) {
  state.settings = {...state.settings, ...changes};
  const {q, state: only, sort, span: over} = state.settings;
  rewrite({q, state: only, sort: sort === 'failed' ? '' : sort, span: over === 'day' ? '' : over});
  if ('span' in changes) {
    read(app, state);
  }
  app.draw();
}

const total = ({healthy = 0, failed = 0, unknown = 0}) => healthy + failed + unknown;

export class page extends Component {
  render({app}) {
    const {kind: {key, name, lead, many}, settings, list, error, counted: here} = state;
    const words = settings.q.toLowerCase();
    const shown = list?.filter(one => one[key].toLowerCase().includes(words) && (!settings.state || one.state === settings.state)).sort(ORDERING[settings.sort]?.(key) ?? ORDERING.failed(key));
    return [
      headline(name, lead),
      h('form', {class: 'filters', role: 'search', 'aria-label': 'Filter ' + many, onSubmit: event => event.preventDefault()},
          h('label', {class: 'grow'}, h('span', null, 'Search'), h('input', {type: 'search', value: settings.q, placeholder: key === 'host' ? 'part of a name' : 'part of an address', autocomplete: 'off', spellcheck: false,
            onInput: event => change(app, {q: event.target.value.trim()})})),
          choice('State', settings.state, [['', 'any'], ...Object.entries(STATES).map(([code, [, text]]) => [code, text])], value => change(app, {state: value})),
          choice('Most first', settings.sort, Object.entries(ORDERS), value => change(app, {sort: value})),
          !here && choice('In the last', settings.span, Object.entries(SPANS).map(([code, [text]]) => [code, text]), value => change(app, {span: value}))),
      error && problem('They could not be read', error, () => read(app, state)),
      !list && !error && quiet('Reading…'),
      list && here && h('p', {class: 'fine'}, 'Counted over the newest connections, as this server keeps no counts over time.'),
      shown && (shown.length === 0 ? quiet(list.length > 0 ? 'None fits.' : ['None yet. ', h('a', {href: '/connect'}, 'Point a browser at this proxy')]) : h(table, {shown})),
    ];
  }
}

const ORDERING = {
  failed: key => (a, b) => b.connections.failed - a.connections.failed || total(b.connections) - total(a.connections) || by(a, b, key),
  share: key => (a, b) => (b.failure_share ?? -1) - (a.failure_share ?? -1) || b.connections.failed - a.connections.failed || by(a, b, key),
  all: key => (a, b) => total(b.connections) - total(a.connections) || by(a, b, key),
  name: key => (a, b) => by(a, b, key),
};
const by = (a, b, key) => (a[key] > b[key] ? 1 : a[key] < b[key] ? -1 : 0);

function table({shown}) {
  const {key, page: to1, name} = state.kind;
  return h('div', {class: 'card scroll', tabIndex: 0, role: 'region', 'aria-label': name}, h('table', {class: 'wide stacking'},
      h('thead', null, h('tr', null, [name.slice(0, -1), 'State', 'Connections', 'Failed', 'Share failed', 'Usual'].map((text, i) => h('th', {key: text, scope: 'col', class: i > 1 ? 'num' : ''}, text)))),
      h('tbody', null, shown.slice(0, MOST).map(one => {
        const [mark, words] = STATES[one.state] ?? ['', one.state];
        const worse = one.failure_share !== undefined && one.usual_failure_share !== undefined && one.failure_share > 2 * one.usual_failure_share + 0.02;
        return h('tr', {key: one[key]},
            h('th', {scope: 'row'}, h('a', {href: to(to1, {name: one[key]})}, one[key])),
            h('td', {'data-name': 'State'}, h('span', {class: 'state ' + one.state}, h('span', {'aria-hidden': 'true'}, mark + ' '), words),
                one.failing_since && h('span', {class: 'fine'}, ' since ', time(one.failing_since)), one.intercepted_by && h('span', {class: 'fine'}, ` inspected by ${one.intercepted_by}`)),
            h('td', {class: 'num', 'data-name': 'Connections'}, total(one.connections).toLocaleString()),
            h('td', {class: 'num', 'data-name': 'Failed'}, one.connections.failed.toLocaleString()),
            h('td', {class: worse ? 'num no' : 'num', 'data-name': 'Share failed'}, one.failure_share === undefined ? '–' : percent(one.failure_share)),
            h('td', {class: 'num', 'data-name': 'Usual'}, one.usual_failure_share === undefined ? '–' : percent(one.usual_failure_share)));
      }))));
}

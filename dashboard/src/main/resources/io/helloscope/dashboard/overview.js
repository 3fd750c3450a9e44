// Is it us, them or something between: the morning's page for the one who runs this, and the first one for everybody else.

import * as api from './api.js';
import {bars} from './charts.js';
import {Feed} from './feed.js';
import {empty} from './incidents.js';
import {markOf} from './marks.js';
import {Component, h} from './preact.js';
import {causeLink, clientLink, headline, hostLink, problem, section, time} from './parts.js';
import {to} from './router.js';
import {incidentRow} from './row.js';
import {sample} from './sample.js';
import {SPANS, trend, trendChart} from './trend.js';
import {PARTIES, percent, plural, span} from './words.js';

const LATEST = 8;
const AGAIN_MS = 60_000;
/** A failure counts ten seconds after it. */
const COUNTED_MS = 12_000;

let feed;
let state = {by: 'party', span: 'day'};

export const title = () => 'Overview';

export function enter({app, back}) {
  if (!feed || !back) {
    feed ??= new Feed({}, app.draw, 20);
    feed.load();
    read(app);
  }
}

async function read(app) {
  const mine = state.number = (state.number ?? 0) + 1;
  state.at = Date.now();
  const since = new Date(Date.now() - SPANS[state.span][1] * 3_600_000).toISOString();
  const parts = {trend: trend(state.by, state.span), hosts: api.hosts({since, limit: 200}), clients: api.clients({since, limit: 200}), news: api.news({since}), paths: api.paths()};
  await Promise.all(Object.entries(parts).map(async ([name, promise]) => {
    let value;
    try {
      value = await promise ?? null;
    } catch (failed) {
      value = {error: failed.message};
    }
    if (mine === state.number) {
      state[name] = value;
      state.stamp = (state.stamp ?? 0) + 1;
      app.draw();
    }
  }));
}

export const live = {
  incident(incident, app) {
    if (feed.accept(incident)) {
      app.spoken = `New incident: ${incident.destination?.domain ?? ''}, ${incident.helloscope.title}`;
    }
    // When it has been counted; many that come together are read once.
    clearTimeout(state.soon);
    state.soon = setTimeout(() => read(app), COUNTED_MS);
  },
  withdrawn: id => feed.remove(id),
  lost: () => feed.load(),
};

export class page extends Component {
  componentDidMount() {
    this.timer = setInterval(() => document.hidden || read(this.props.app), AGAIN_MS);
  }

  componentWillUnmount() {
    clearInterval(this.timer);
    clearTimeout(state.soon);
  }

  render({app}) {
    const nothing = feed.rows.length === 0 && !feed.loading && !feed.error && !state.trend?.total;
    if (nothing) {
      return [headline('Overview', 'What failed, who broke it, and what is new.'), h(empty, {app})];
    }
    return [
      h(verdict, {app}),
      feed.error && problem('The incidents could not be read', feed.error, () => feed.load()),
      h(latest),
      h(failures, {app}),
      h('div', {class: 'sides'}, h('div', null, h(news), h(hosts)), h('div', null, h(clients), h(between))),
      h(InUse),
    ];
  }
}

/** One sentence, of the counts where there are some, else of the incidents that are here. */
function verdict({app}) {
  // A failure counts when nothing can undo it any more, some seconds later; until then the incidents tell.
  const counts = state.trend?.total > 0 && state.by === 'party' ? state.trend.lines.map(line => [line.key, line.total]) : undefined;
  const parties = counts ?? [...feed.rows.reduce((sums, row) => sums.set(row.party, (sums.get(row.party) ?? 0) + 1), new Map())].sort((a, b) => b[1] - a[1]);
  const total = parties.reduce((sum, [, count]) => sum + count, 0);
  const [first, most] = parties[0] ?? [];
  return h('div', {class: 'headline'},
      h('h1', null, total === 0 ? 'Nothing has failed' : most * 2 > total ? `Mostly ${BLAME[first]}` : 'Of several making'),
      h('p', {class: 'lead'}, total === 0 ? `${plural(app.summary?.connections.seen ?? 0, 'connection')} passed since the start.`
        : [counts ? `${plural(total, 'failure')} of ${plural(state.trend.all, 'connection')} (${percent(total / Math.max(1, state.trend.all))}) in ${SPANS[state.span][0]}: `
          : `${plural(total, 'latest incident')}: `, parties.map(([code, count], i) => [i > 0 && ', ', h('a', {key: code, href: to('/incidents', {party: code})}, `${count.toLocaleString()} ${PARTIES[code] ?? code}`)]), '.']));
}

const BLAME = {
  server: 'the servers’ doing', network: 'something in the network between', client: 'the clients’ doing', proxy: 'this proxy’s doing',
  'upstream-proxy': 'the next proxy’s doing', 'client-side-interceptor': 'software beside the clients', unknown: 'not known whose doing',
};

function latest() {
  const rows = feed.rows.filter(row => !markOf(row)).slice(0, LATEST);
  return section('Latest incidents', [
    rows.length > 0 ? h('ol', {class: 'card rows'}, rows.map(row => h('li', {key: row.id, class: 'plain-slot'}, incidentRow(row, {arrived: feed.arrived.has(row.id)}))))
      : h('p', {class: 'card quiet'}, feed.loading ? 'Reading…' : 'None that is open.'),
    h('p', {class: 'more'}, h('a', {href: '/incidents'}, 'All incidents')),
  ], {class: 'block'});
}

function failures({app}) {
  const pick = change => {
    Object.assign(state, change, {trend: undefined});
    read(app);
    app.draw();
  };
  const data = state.trend;
  return h('section', {class: 'card part'},
      h('div', {class: 'part-head'}, h('h2', null, 'Failures over time'),
          h('div', {class: 'picks'}, pickers('Told apart', {party: 'who caused it', cause: 'cause'}, state.by, by => pick({by})),
              pickers('Time', Object.fromEntries(Object.entries(SPANS).map(([key, [name]]) => [key, name])), state.span, span => pick({span})))),
      data === undefined ? h('p', {class: 'quiet'}, 'Reading…') : data === null ? h('p', {class: 'fine'}, 'This server keeps no counts over time.')
        : data.error ? h('p', {class: 'error'}, data.error) : data.total === 0 && feed.rows.length > 0 ? h('p', {class: 'quiet'}, 'No failure has been counted in this time. One counts when nothing can undo it any more, some seconds after it.') : [h(trendChart, {trend: data, name: 'Failures over time', stamp: state.stamp}),
          data.usual && h('p', {class: 'fine'}, 'Dashed: what as many connections failed at this hour of the day in the last week.'),
          data.incomplete && h('p', {class: 'fine'}, 'A part of the history could not be read just now.')]);
}

export function pickers(name, options, value, change) {
  return h('div', {class: 'picker', role: 'group', 'aria-label': name}, Object.entries(options).map(([key, text]) =>
      h('button', {key, type: 'button', 'aria-pressed': String(key === value), onClick: () => key !== value && change(key)}, text)));
}

/** What is new, in whatever detail the server tells it. */
function news() {
  const list = state.news?.new ?? state.news?.news ?? [];
  return section('What is new', state.news === undefined ? h('p', {class: 'fine'}, 'Reading…') : state.news === null ? h(newHere)
    : state.news.error ? h('p', {class: 'error'}, state.news.error) : list.length === 0 ? h('p', {class: 'fine'}, 'No cause and no issuer that its host had not shown before.')
      : h('ul', {class: 'fits'}, list.slice(0, 12).map((one, i) => h('li', {key: i}, one.host && hostLink(one.host), ' ', newWords(one), ' ', one.first_seen && time(one.first_seen)))), {class: 'card part'});
}

function newWords({cause, issuer, title: words, kind, key, value}) {
  return cause ? ['fails with ', causeLink(cause)] : issuer ? ['has a certificate of ', h('b', null, issuer)] : words ?? `${kind ?? ''} ${key ?? value ?? ''}`;
}

/** Where the server does not tell: the causes that began last, of the incidents that are here. */
function newHere() {
  const first = new Map();
  feed.rows.forEach(row => first.set(`${row.host} ${row.cause}`, row));
  const rows = [...first.values()].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, 6);
  return [h('ul', {class: 'fits'}, rows.map(row => h('li', {key: row.id}, hostLink(row.host), ' since ', time(row.at), ': ', h('a', {href: to('/incident', {id: row.id})}, row.title)))),
    h('p', {class: 'fine'}, 'Hosts and causes by their first incident among those above.')];
}

function hosts() {
  return top('Hosts that fail most', state.hosts?.hosts, 'host', hostLink, '/hosts', row => row.host);
}

function clients() {
  return top('Clients that fail most', state.clients?.clients, 'client', clientLink, '/clients', row => row.client);
}

function top(name, list, key, link, all, of) {
  const counted = list?.filter(one => one.connections.failed > 0).sort((a, b) => b.connections.failed - a.connections.failed).slice(0, 6) ?? [];
  const failing = counted.length > 0 ? counted : [...feed.rows.reduce((sums, row) => sums.set(of(row), (sums.get(of(row)) ?? 0) + row.count), new Map())].sort((a, b) => b[1] - a[1]).slice(0, 6)
          .map(([name, failed]) => ({[key]: name, connections: {failed}}));
  return section(name, failing.length === 0 ? h('p', {class: 'fine'}, 'None.') : [
    h('ul', {class: 'bars'}, failing.map(one => h('li', {key: one[key]},
        h('span', {class: 'bar-name'}, link(one[key] || 'unknown'), one.failing_since && h('span', {class: 'no fine'}, ` failing for ${span(one.failing_since)}`)),
        h('span', {class: 'bar-value'}, one.connections.failed.toLocaleString(), h('span', {class: 'fine'}, one.failure_share === undefined ? ' failed' : ` failed, ${percent(one.failure_share)}`)),
        h('span', {class: 'track', 'aria-hidden': 'true'}, h('span', {class: 'fill', style: {width: 100 * one.connections.failed / failing[0].connections.failed + '%', background: 'var(--bad)'}}))))),
    list && h('p', {class: 'more'}, h('a', {href: all}, 'All')),
  ], {class: 'card part'});
}

/** Each way to servers with its verdict. */
function between() {
  const answer = state.paths;
  const words = {'none-seen': 'nothing between was seen', unknown: 'not known'};
  return section('Interception', [
    answer === undefined ? h('p', {class: 'fine'}, 'Reading…') : answer === null ? h('p', {class: 'fine'}, 'This server does not judge it by path; what its reports say is on the page.')
      : answer.error ? h('p', {class: 'error'}, answer.error) : answer.paths.length === 0 ? h('p', {class: 'fine'}, 'No way to servers has been judged yet.')
        : h('ul', {class: 'fits'}, answer.paths.slice(0, 6).map(path => h('li', {key: path.id}, h('code', null, path.id), ': ', h('b', null, words[path.verdict] ?? path.verdict),
            path.product && `, ${path.product}`, path.coverage !== undefined && path.verdict !== 'unknown' && `, ${percent(path.coverage)} of judged hosts inspected`))),
    h('p', {class: 'more'}, h('a', {href: '/interception'}, 'Interception')),
  ], {class: 'card part'});
}

/** Versions, ciphers, key exchange: read when one comes near it, since whole documents are needed. */
class InUse extends Component {
  componentDidMount() {
    this.observer = new IntersectionObserver(async entries => {
      if (entries.some(entry => entry.isIntersecting)) {
        this.observer.disconnect();
        try {
          this.setState({data: await sample()});
        } catch (failed) {
          this.setState({error: failed.message});
        }
      }
    }, {rootMargin: '200px'});
    this.observer.observe(this.base);
  }

  componentWillUnmount() {
    this.observer.disconnect();
  }

  render(props, {data, error}) {
    return h('section', {class: 'card part'}, h('h2', null, 'Versions, ciphers and key exchange in use'),
        error ? h('p', {class: 'error'}, error) : !data ? h('p', {class: 'fine'}, 'Counted when one comes near it.') : h(inUse, {data}));
  }
}

function inUse({data}) {
  if (data.spoken === 0) {
    return h('p', {class: 'fine'}, 'None of the newest connections spoke TLS.');
  }
  const some = (name, list) => h('div', {key: name}, h('h3', null, name), list.length > 0 ? h(bars, {list: list.slice(0, 6), of: data.answered}) : h('p', {class: 'fine'}, 'None.'));
  return [
    h('p', {class: 'fine'}, `Of the newest ${plural(data.size, 'connection')}; ${data.answered.toLocaleString()} were answered in TLS.`),
    h('div', {class: 'thirds'}, some('Versions', data.versions), some('Ciphers', data.ciphers), some('Key exchange', data.groups)),
    h('h3', null, 'Post-quantum key exchange'),
    h('p', null, `Offered by clients in ${percent(data.offered / data.spoken)} of ${plural(data.spoken, 'hello')}, negotiated in ${percent(data.answered ? data.negotiated / data.answered : 0)} of ${plural(data.answered, 'answered handshake')}.`),
    h('div', {class: 'halves'}, quantum('Client', data.byClient), quantum('Host', data.byHost)),
  ];
}

function quantum(name, list) {
  return h('div', {class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Post-quantum by ' + name.toLowerCase()}, h('table', null,
      h('thead', null, h('tr', null, [name, 'Hellos', 'Offered', 'Negotiated'].map((text, i) => h('th', {key: text, scope: 'col', class: i ? 'num' : ''}, text)))),
      h('tbody', null, list.slice(0, 8).map(one => h('tr', {key: one.key}, h('th', {scope: 'row'}, one.key), h('td', {class: 'num'}, one.seen),
          h('td', {class: 'num'}, percent(one.offered / one.seen)), h('td', {class: 'num'}, percent(one.negotiated / one.seen)))))));
}

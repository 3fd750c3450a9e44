// One host, or one client: how it is, its failures over time, its incidents, and what its connections look like.

import * as api from './api.js';
import {bars} from './charts.js';
import {Feed} from './feed.js';
import {Component, h} from './preact.js';
import {clientLink, headline, hostLink, problem, quiet, section, time} from './parts.js';
import {path, to} from './router.js';
import {incidentRow} from './row.js';
import {pickers} from './overview.js';
import {sample} from './sample.js';
import {SPANS, trend, trendChart} from './trend.js';
import {agent, percent, plural, span} from './words.js';

const INCIDENTS = 30;

let feed;
let state = {};

const isHost = () => path() === '/host';

export const title = query => query.get('name') ?? (isHost() ? 'Host' : 'Client');

export function enter({app, query, back}) {
  const name = query.get('name') ?? '';
  const host = isHost();
  if (back && state.name === name && state.host === host) {
    return;
  }
  state = {name, host, span: 'day', only: host ? {host: name} : {client: name}};
  if (name) {
    const mine = new Feed(state.only, () => mine === feed && app.draw(), INCIDENTS);
    feed = mine;
    feed.load();
    read(app, state);
  }
}

async function read(app, mine) {
  const parts = {trend: trend('cause', mine.span, mine.only), sample: mine.sample ?? sample(mine.only), counts: (mine.host ? api.hosts : api.clients)({...mine.only, limit: 1})};
  await Promise.all(Object.entries(parts).map(async ([name, promise]) => {
    try {
      mine[name] = await promise ?? null;
    } catch (failed) {
      mine[name] = {error: failed.message};
    }
    mine.stamp = (mine.stamp ?? 0) + 1;
    app.draw();
  }));
}

export const live = {
  incident: incident => feed?.accept(incident),
  withdrawn: id => feed?.remove(id),
  lost: () => feed?.load(),
};

export class page extends Component {
  render({app}) {
    const {name, host} = state;
    if (!name) {
      return [headline(host ? 'No host is named' : 'No client is named'), h('p', null, h('a', {href: host ? '/hosts' : '/clients'}, host ? 'All hosts' : 'All clients'))];
    }
    return [
      h('nav', {class: 'trail', 'aria-label': 'Where this is'}, h('a', {href: host ? '/hosts' : '/clients'}, host ? 'Hosts' : 'Clients'), h('span', {'aria-hidden': 'true'}, ' / '), h('span', null, name)),
      headline(name, h(how)),
      h(chart, {app}),
      h(incidents, {app}),
      h(facts),
      h('p', {class: 'fine links'}, h('a', {href: '/api/v1/reports?' + new URLSearchParams(state.only)}, 'Its connections as JSON')),
    ];
  }
}

function how() {
  const one = (state.counts?.hosts ?? state.counts?.clients)?.[0];
  const data = state.sample;
  if (one) {
    const {healthy, failed, unknown} = one.connections;
    return [one.failing_since ? ['Nothing has worked since ', time(one.failing_since), '. '] : failed > 0 ? 'Some of its connections fail. ' : 'It works. ',
      `In the last day ${plural(failed, 'failure')} in ${plural(healthy + failed + unknown, 'connection')}`, one.failure_share !== undefined && ` (${percent(one.failure_share)}`
        + (one.usual_failure_share === undefined ? ')' : `, usually ${percent(one.usual_failure_share)})`), '.'];
  }
  if (!data || data.error) {
    return data?.error ?? 'Reading…';
  }
  const failed = data.reports.filter(report => report.event?.outcome === 'failure').length;
  return data.size === 0 ? 'No connection of it is remembered.' : `${plural(failed, 'failure')} in its newest ${plural(data.size, 'connection')}.`;
}

function chart({app}) {
  const data = state.trend;
  if (data === null) {
    return null;
  }
  return h('section', {class: 'card part'},
      h('div', {class: 'part-head'}, h('h2', null, 'Failures over time'), h('div', {class: 'picks'},
          pickers('Time', Object.fromEntries(Object.entries(SPANS).map(([key, [text]]) => [key, text])), state.span, over => {
            state.span = over;
            state.trend = undefined;
            read(app, state);
            app.draw();
          }))),
      data === undefined ? h('p', {class: 'quiet'}, 'Reading…') : data.error ? h('p', {class: 'error'}, data.error) : h(trendChart, {trend: data, name: 'Failures over time', stamp: state.stamp}));
}

function incidents() {
  return section('Incidents', [
    feed.error && problem('They could not be read', feed.error, () => feed.load()),
    feed.rows.length > 0 ? h('ol', {class: 'card rows'}, feed.rows.slice(0, INCIDENTS).map(row => h('li', {key: row.id, class: 'plain-slot'}, incidentRow(row, {arrived: feed.arrived.has(row.id)}))))
      : !feed.error && quiet(feed.loading ? 'Reading…' : 'None.'),
    feed.next && h('p', {class: 'more'}, h('a', {href: to('/incidents', state.only)}, 'All of them')),
  ], {class: 'block'});
}

function facts() {
  const data = state.sample;
  if (!data || data.error || data.size === 0) {
    return null;
  }
  const last = data.reports.find(report => report.event?.outcome === 'success');
  const others = new Map();
  for (const report of data.reports) {
    const key = state.host ? report.source?.ip : report.destination?.domain ?? report.destination?.ip;
    if (key) {
      others.set(key, (others.get(key) ?? 0) + 1);
    }
  }
  const agents = new Map();
  data.reports.forEach(report => report.user_agent?.original && agents.set(agent(report.user_agent.original), (agents.get(agent(report.user_agent.original)) ?? 0) + 1));
  const lists = [
    [state.host ? 'Clients' : 'Hosts', [...others].map(([key, value]) => ({key, name: (state.host ? clientLink : hostLink)(key), value})), data.size],
    ['Programs', [...agents].map(([key, value]) => ({key, name: key, value})), data.size],
    ['Versions', data.versions, data.answered], ['Ciphers', data.ciphers, data.answered], ['Key exchange', data.groups, data.answered], ['Issuers of certificates', data.issuers, 0],
  ].filter(([, list]) => list.length > 0);
  return section(`Its newest ${plural(data.size, 'connection')}`, [
    h('p', null, last ? ['The last one that worked: ', time(last['@timestamp']), `, ${span(last['@timestamp'])} ago.`] : 'None of them worked.'),
    h('div', {class: 'thirds'}, lists.map(([name, list, of]) => h('div', {key: name}, h('h3', null, name), h(bars, {list: list.sort((a, b) => b.value - a.value).slice(0, 6), of})))),
  ], {class: 'card part'});
}

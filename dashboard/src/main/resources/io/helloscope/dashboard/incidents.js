// All incidents: live, filtered by what the address says, grouped, without what was muted.

import {Feed, hasWords} from './feed.js';
import {markOf} from './marks.js';
import {Component, h} from './preact.js';
import {headline, problem, quiet} from './parts.js';
import {rewrite, to} from './router.js';
import {incidentRow, ROW_HEIGHTS} from './row.js';
import {setup} from './setup.js';
import {Windowed} from './windowed.js';
import {PARTIES, PHASES, localTime, plural} from './words.js';

const ASKED = ['phase', 'party', 'cause', 'host', 'client', 'since', 'until'];
const SHOWN = ['q', 'group', 'show'];
const GROUPS = {host: row => row.host + (row.port ? ':' + row.port : ''), cause: row => row.title, client: row => row.client, party: row => PARTIES[row.party] ?? row.party};
const GROUP_NAMES = {host: 'host', cause: 'what broke', client: 'client', party: 'who caused it'};
const SHOWS = {'': 'open', marked: 'acknowledged and muted', all: 'all'};

let feed;
let settings = {};
const opened = new Set();

export const title = () => 'Incidents';

const filterOf = all => Object.fromEntries([...ASKED, 'q'].map(name => [name, all[name] ?? '']).filter(([, value]) => value));

export function enter({app, query, back}) {
  const wanted = Object.fromEntries([...ASKED, ...SHOWN].map(name => [name, query.get(name) ?? '']));
  const same = feed && JSON.stringify(filterOf(wanted)) === JSON.stringify(filterOf(settings));
  settings = wanted;
  // On the way back the list is as it was left, so that one finds one's place again.
  if (!same || !back) {
    begin(app);
  }
}

function begin(app) {
  const mine = new Feed(filterOf(settings), () => mine === feed && app.draw());
  if (feed && !feed.searches) {
    mine.searches = false;
  }
  feed = mine;
  feed.load();
}

export const live = {
  incident(incident, app) {
    if (feed.accept(incident)) {
      app.spoken = `New incident: ${incident.destination?.domain ?? ''}, ${incident.helloscope.title}`;
    }
  },
  withdrawn: id => feed.remove(id),
  lost: () => feed.load(),
};

let typing;

function change(app, changes) {
  const before = JSON.stringify(filterOf(settings));
  settings = {...settings, ...changes};
  rewrite(settings);
  if (before !== JSON.stringify(filterOf(settings))) {
    clearTimeout(typing);
    typing = setTimeout(() => begin(app), 'q' in changes ? 200 : 0);
  }
  app.draw();
}

export class page extends Component {
  render({app}) {
    const rows = feed.rows.filter(row => shows(row) && (!settings.q || feed.searches || hasWords(row, settings.q)));
    const items = grouped(rows);
    return [
      headline('Incidents', 'Connections that failed, what broke them, and what mends it. Retries of one page load are one incident.'),
      h(filters, {app}),
      feed.error && problem('The list could not be read', feed.error, () => feed.load()),
      rows.length > 0 && h('p', {class: 'fine count', role: 'status'}, plural(rows.length, 'incident'), feed.next && ' so far; older ones follow as you scroll',
          settings.q && !feed.searches && feed.next && '. The search looks through these.'),
      rows.length > 0 && h(Windowed, {items, heights: ROW_HEIGHTS, name: 'Incidents', class: 'card rows', row: item => draw(item, app), near: () => feed.older()}),
      rows.length === 0 && !feed.error && h(nothing, {app}),
    ];
  }
}

function draw(item, app) {
  if (!item.members) {
    return incidentRow(item, {arrived: feed.arrived.has(item.id)});
  }
  const open = opened.has(item.id);
  return h('button', {type: 'button', class: 'group-head', 'aria-expanded': String(open), onClick: () => {
    if (!opened.delete(item.id)) {
      opened.add(item.id);
    }
    app.draw();
  }}, h('span', {class: 'chevron', 'aria-hidden': 'true'}), h('b', null, item.name || 'not known'),
      h('span', {class: 'fine'}, `${plural(item.members.length, 'incident')}, ${plural(item.members.reduce((sum, row) => sum + row.count, 0), 'connection')}, latest ${localTime(item.members[0].at)}`));
}

/** Rows, or heads of groups with the rows of those that are open; groups in the order of their latest incident. */
function grouped(rows) {
  const name = GROUPS[settings.group];
  if (!name) {
    return rows;
  }
  const groups = new Map();
  for (const row of rows) {
    const key = name(row);
    groups.get(key)?.push(row) ?? groups.set(key, [row]);
  }
  return [...groups].flatMap(([key, members]) => [{id: 'group ' + key, name: key, members}, ...opened.has('group ' + key) ? members : []]);
}

function shows(row) {
  return settings.show === 'all' || Boolean(markOf(row)) === (settings.show === 'marked');
}

function filters({app}) {
  const named = ['cause', 'host', 'client', 'since', 'until'].filter(name => settings[name]);
  return h('form', {class: 'filters', role: 'search', 'aria-label': 'Filter incidents', onSubmit: event => event.preventDefault()},
      h('label', {class: 'grow'}, h('span', null, 'Search'),
          h('input', {type: 'search', value: settings.q, placeholder: 'host, client, cause …', autocomplete: 'off', spellcheck: false,
            onInput: event => change(app, {q: event.target.value.trim()})})),
      choice('Failed in', settings.phase, [['', 'any'], ...Object.entries(PHASES).map(([code, {name}]) => [code, name])], value => change(app, {phase: value})),
      choice('Caused by', settings.party, [['', 'any'], ...Object.entries(PARTIES)], value => change(app, {party: value})),
      choice('Group by', settings.group, [['', 'nothing'], ...Object.entries(GROUP_NAMES)], value => change(app, {group: value})),
      choice('Show', settings.show, Object.entries(SHOWS), value => change(app, {show: value})),
      named.length > 0 && h('p', {class: 'only'}, 'Only ', named.map(name => h('button', {type: 'button', key: name, 'aria-label': `No longer only ${name} ${settings[name]}`,
        onClick: () => change(app, {[name]: ''})}, name, ' ', h('b', null, settings[name]), h('span', {'aria-hidden': 'true'}, ' ✕')))));
}

export function choice(label, value, options, change) {
  return h('label', null, h('span', null, label),
      h('select', {value, onChange: event => change(event.target.value)},
          options.map(([code, name]) => h('option', {key: code, value: code, selected: value === code}, name))));
}

function nothing({app}) {
  if (feed.loading) {
    return quiet('Reading…');
  }
  if (Object.keys(filterOf(settings)).length > 0 || settings.show || feed.rows.length > 0) {
    return h('div', {class: 'card quiet'},
        h('p', null, feed.rows.length > 0 && !settings.show ? 'Every incident here is acknowledged or muted, or does not fit the search.' : 'No incident fits this filter.'),
        h('a', {class: 'button', href: to('/incidents', {show: 'all'})}, 'Show all'));
  }
  return h(empty, {app});
}

/** What there is to say while nothing has failed. */
export function empty({app}) {
  const seen = app.summary?.connections.seen ?? 0;
  return h('section', {class: 'card empty'},
      seen > 0
        ? [h('h2', null, 'Nothing has failed'),
          h('p', null, `${plural(seen, 'connection')} passed, and none of them is an incident. This page shows the next one by itself.`)]
        : [h('h2', null, 'Waiting for the first connection'),
          h('p', null, 'Point a browser or a program at this proxy, and open the address that fails. The answer appears here within a second.')],
      h(setup, {about: app.about}));
}

// One incident: the answer in a sentence, and everything that stands behind it.

import * as api from './api.js';
import {checklist} from './checklist.js';
import {comparison, lastHealthy} from './compare.js';
import {Diagram} from './diagram.js';
import {idOf, rowOf} from './feed.js';
import {html, markdown, named, save} from './letter.js';
import {SPANS, acknowledge, markOf, mute, takeBack} from './marks.js';
import {Component, h} from './preact.js';
import {causeLink, clientLink, coded, command, confidence, copyButton, date, hostLink, party, phaseBadge, problem, quiet, section, time} from './parts.js';
import {to} from './router.js';
import {AUDIENCES, CLIENTS, CONFIDENCES, PHASES, SOURCES, agent, milliseconds, plural, span, target, version} from './words.js';

let state = {};

export const title = () => (state.incident ? `${target(state.incident)}: ${state.incident.helloscope.title}` : 'Incident');

export function enter({app, query}) {
  const id = query.get('id') ?? '';
  if (state.id !== id || state.error) {
    state = {id, incident: undefined, error: '', healthy: undefined};
    read(app, state);
  }
}

async function read(app, mine) {
  try {
    mine.incident = await api.incident(mine.id);
    app.draw();
    mine.healthy = await lastHealthy(mine.incident) ?? null;
  } catch (failed) {
    if (mine.incident) {
      mine.healthy = null;
    } else {
      mine.error = failed.message;
    }
  }
  app.draw();
}

export const live = {
  incident(incident) {
    if (idOf(incident) === state.id) {
      state.incident = incident;
    }
  },
  withdrawn(id) {
    if (id === state.id) {
      state.withdrawn = true;
    }
  },
};

export function page({app}) {
  const {id, incident, error} = state;
  if (!id || error) {
    return [h(trail, {name: 'not found'}), h('h1', null, 'This incident is not here'), id && problem('It could not be read', error, () => enter({app, query: new URLSearchParams({id})})),
      h('p', null, h('a', {href: '/incidents'}, 'All incidents'))];
  }
  return incident ? h(Incident, {key: id, app, incident, healthy: state.healthy, withdrawn: state.withdrawn}) : quiet('Reading…');
}

const trail = ({name}) => h('nav', {class: 'trail', 'aria-label': 'Where this is'}, h('a', {href: '/incidents'}, 'Incidents'), h('span', {'aria-hidden': 'true'}, ' / '), h('span', null, name));

function Incident({app, incident, healthy, withdrawn}) {
  const {helloscope: scope} = incident;
  return h('article', {class: 'whole ' + scope.phase},
      h(trail, {name: target(incident)}),
      withdrawn && h('p', {class: 'card notice'}, 'The same client has reached this host since: this failure is no longer an incident.'),
      h(answer, {incident}),
      h('div', {class: 'sides'},
          h('div', null, h(remedies, {list: scope.remedies ?? []}), h(checks, {incident}), h(errors, {all: scope.client_errors ?? {}})),
          h('div', null, h(evidence, {list: scope.evidence ?? [], code: scope.confidence}), part('What happened, step by step', h(Diagram, {document: incident})))),
      h(ladder, {rows: scope.versions ?? []}),
      h(chain, {incident}),
      h(interception, {verdict: scope.interception}),
      scope.plaintext_reply && part('How the server’s answer begins', h('pre', {class: 'wrap', tabIndex: 0, 'aria-label': 'How the answer begins'}, scope.plaintext_reply)),
      h(compared, {incident, healthy}),
      h(triage, {list: scope.triage ?? []}),
      h(facts, {incident}),
      h(Send, {incident, healthy}),
      h(Marks, {app, incident}),
      h(links, {incident}));
}

const part = (heading, content, kind = '') => section(heading, content, {class: 'card part ' + kind});

function answer({incident}) {
  const {helloscope: scope, source, user_agent: client} = incident;
  const count = scope.reports?.count ?? 1;
  return h('header', {class: 'card answer'},
      h('p', {class: 'row-host'}, hostLink(incident.destination?.domain ?? incident.destination?.ip ?? 'unknown', target(incident))),
      h('h1', null, scope.title ?? scope.cause),
      h('p', {class: 'phase-line'}, phaseBadge(scope.phase), ' ', PHASES[scope.phase]?.answer),
      h('p', {class: 'explanation'}, coded(scope.explanation)),
      h('dl', {class: 'facts'},
          fact('Caused by', h('b', null, party(scope.party))),
          fact('How sure', confidence(scope.confidence)),
          fact('Client', [clientLink(source?.ip ?? '', source?.ip ?? 'unknown'), client?.original && [' · ', h('span', {title: client.original}, agent(client.original))]]),
          scope.product && fact('Answered by', scope.product),
          fact('When', [time(scope.first_seen ?? incident['@timestamp']), scope.last_seen && scope.last_seen !== scope.first_seen && [' to ', time(scope.last_seen)]]),
          fact('How often', plural(count, 'connection')),
          fact('Cause', causeLink(scope.cause)),
          scope.settled === false && fact('State', 'more may be added')));
}

const fact = (name, value) => h('div', {key: name}, h('dt', null, name), h('dd', null, value));

function remedies({list}) {
  const groups = new Map();
  for (const {audience, text} of list) {
    groups.set(audience, [...(groups.get(audience) ?? []), text]);
  }
  return groups.size > 0 && part('What to do', [...groups].map(([audience, texts]) => h('div', {class: 'remedy', key: audience},
      h('h3', null, AUDIENCES[audience] ?? audience),
      texts.length === 1 ? h('p', null, coded(texts[0])) : h('ul', {class: 'dots-list'}, texts.map(text => h('li', {key: text}, coded(text)))))));
}

function checks({incident}) {
  return part('Checked, and left to check', h('ol', {class: 'checks'}, checklist(incident).map(({done, text, more = [], result, command: run}, i) =>
      h('li', {key: i, class: done ? 'done' : 'left'},
          h('span', {class: 'sign', 'aria-hidden': 'true'}, done ? '✓' : '☐'),
          h('div', null,
              h('p', null, h('b', null, done ? '' : 'For you: '), h('span', {title: more.join('\n')}, text), done && ': ', done && result),
              run && command(run), !done && result && h('p', {class: 'fine'}, 'Shows where this is right: ', result))))));
}

function evidence({list, code}) {
  return list.length > 0 && part('Why', [
    h('ol', {class: 'evidence'}, list.map(({from, text}, i) => h('li', {key: i}, h('span', {class: 'from'}, SOURCES[from] ?? from), h('p', null, text)))),
    CONFIDENCES[code] && h('p', {class: 'fine'}, `${code[0].toUpperCase()}${code.slice(1)}: ${CONFIDENCES[code].meaning}.`),
  ]);
}

function errors({all}) {
  const order = Object.keys(CLIENTS);
  const rows = Object.entries(all).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return rows.length > 0 && part('What each client shows', h('dl', {class: 'errors'}, rows.map(([client, text]) =>
      h('div', {key: client}, h('dt', null, CLIENTS[client] ?? client), h('dd', null, h('code', null, text))))));
}

function ladder({rows}) {
  if (rows.length === 0) {
    return null;
  }
  const common = rows.filter(row => row.offered && row.accepted).map(row => row.version);
  const known = rows.some(row => row.accepted !== undefined);
  const answers = rows.some(row => row.answer);
  const settled = rows.every(row => !row.offered || row.accepted !== undefined);
  return part('Versions', [
    h('p', null, common.length > 0 ? `Client and server have ${common.join(', ')} in common.` : settled && known ? 'Client and server have no version in common.'
        : known ? 'None in common, as far as it is known.' : 'What the client offers; the server was not asked for each.'),
    h('div', {class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Versions'}, h('table', null,
        h('thead', null, h('tr', null, ['Version', 'Client offers', 'Server accepts', answers && 'What it answered'].filter(Boolean).map(name => h('th', {key: name, scope: 'col'}, name)))),
        h('tbody', null, rows.map(row => h('tr', {key: row.version, class: row.offered && row.accepted ? 'common' : ''},
            h('th', {scope: 'row'}, row.version), h('td', null, yes(row.offered)), h('td', null, yes(row.accepted)), answers && h('td', null, row.answer ?? '')))))),
  ]);
}

const yes = known => known === undefined ? h('span', {class: 'fine'}, 'not known') : known ? h('span', {class: 'yes'}, '✓ yes') : h('span', {class: 'no'}, '✕ no');

function chain({incident}) {
  const {tls = {}, helloscope: scope} = incident;
  const links = scope.server?.chain ?? [];
  const at = incident['@timestamp'];
  if (links.length === 0) {
    return null;
  }
  const last = links.at(-1);
  return part('Certificate chain, as the server sent it', [
    h('ol', {class: 'chain'}, links.map((link, i) => h('li', {key: i}, link.malformed ? h('p', null, 'A certificate that cannot be read.') : [
      h('h3', null, link.subject), h('p', null, h('span', {class: 'label'}, 'issued by '), link.self_issued ? 'itself' : link.issuer),
      h('p', null, h('span', {class: 'label'}, 'valid '), date(link.not_before), ' to ', date(link.not_after), ' ', validity(link, at)),
      i === 0 && names(tls.server?.x509?.alternative_names),
      h('p', {class: 'fine'}, [link.key, link.signature_algorithm, link.ca ? 'a CA' : 'not a CA'].filter(Boolean).join(' · ')),
      scope.server.certificates?.[i] && h('p', {class: 'fine'}, 'SHA-256 ', h('code', null, scope.server.certificates[i])),
      links[i + 1]?.subject && !link.self_issued && links[i + 1].subject !== link.issuer && h('p', {class: 'no'}, 'The next certificate is not that of its issuer.'),
    ]))),
    last.issuer && !last.self_issued && h('p', {class: 'fine'}, `The issuer of the last one, ${last.issuer}, was not sent; clients must have it.`),
  ]);
}

function validity({not_before: from, not_after: until}, at) {
  if (until < at) {
    return h('b', {class: 'no'}, `expired ${span(until, at)} before`);
  }
  return from > at ? h('b', {class: 'no'}, `not valid for another ${span(at, from)}`) : h('span', {class: 'fine'}, `${span(at, until)} left`);
}

const names = list => h('p', null, h('span', {class: 'label'}, 'for '), list?.length ? list.join(', ') : h('b', {class: 'no'}, 'no host name: it has no alternative names'));

function interception({verdict}) {
  return verdict && !['none-seen', 'unknown'].includes(verdict.verdict) && part('Interception', [
    h('p', null, h('b', null, verdict.verdict), [verdict.position && POSITIONS[verdict.position], verdict.product].filter(Boolean).map(text => ', ' + text)),
    verdict.evidence?.length > 0 && h('ul', {class: 'dots-list'}, verdict.evidence.map((one, i) => h('li', {key: i}, one.text ?? String(one)))),
    h('p', {class: 'fine'}, h('a', {href: '/interception'}, 'All hosts that are inspected')),
  ]);
}

export const POSITIONS = {
  'server-side': 'between this proxy and the server, which includes software on this very machine',
  'client-side': 'between the client and this proxy, or on the client’s machine',
};

function compared({incident, healthy}) {
  if (healthy === undefined) {
    return null;
  }
  if (healthy === null) {
    return part('The last time it worked', h('p', {class: 'fine'}, 'No healthy connection to this host and port is remembered.'));
  }
  const rows = comparison(incident, healthy);
  const different = rows.filter(row => row.differs).length;
  return part('The last time it worked', [
    h('p', null, different > 0 ? `${plural(different, 'line differs', 'lines differ')} from the last healthy connection` : 'Nothing that is known differs from the last healthy connection', ', ',
        span(healthy['@timestamp'], incident['@timestamp']), ' before.'),
    h('div', {class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Comparison with the last healthy connection'}, h('table', null,
        h('thead', null, h('tr', null, ['', 'This failure', 'Healthy'].map((name, i) => h(name ? 'th' : 'td', {key: i, scope: name ? 'col' : null}, name)))),
        h('tbody', null, rows.map(row => h('tr', {key: row.name, class: row.differs ? 'differs' : ''},
            h('th', {scope: 'row'}, row.name, row.differs && h('span', {class: 'no'}, ' ≠')), h('td', null, row.now || '–'), h('td', null, row.then || '–')))))),
  ]);
}

function triage({list}) {
  return list.length > 0 && h('details', {class: 'card part'}, h('summary', null, `Everything that was asked (${list.length})`),
      h('ul', {class: 'triage'}, list.map(({question, asked, answer, address, took_ms: took}, i) =>
          h('li', {key: i}, h('span', {class: 'from'}, asked ?? question), h('p', null, answer),
              h('p', {class: 'fine'}, [address, took !== undefined && milliseconds(took)].filter(Boolean).join(' · '))))));
}

function facts({incident}) {
  const {tls = {}, destination = {}, helloscope: scope} = incident;
  const hello = scope.client ?? {};
  const rows = [
    ['Server name (SNI)', tls.client?.server_name],
    ['Address', destination.ip && destination.ip + (destination.port ? ' port ' + destination.port : '')],
    ['Answered by', [scope.product, scope.protocol && `speaks ${scope.protocol}`].filter(Boolean).join(', ')],
    ['Versions offered', list((hello.supported_versions?.length ? hello.supported_versions : [hello.legacy_version].filter(Boolean)).map(version))],
    ['Version chosen', tls.version && `${tls.version_protocol === 'ssl' ? 'SSL' : 'TLS'} ${tls.version}`],
    ['Cipher chosen', tls.cipher],
    ['Key exchange', tls.curve],
    ['ALPN offered', list(hello.alpn ?? [])],
    ['ALPN chosen', tls.next_protocol],
    ['Next proxy', scope.next_proxy],
    ['Damage', list((scope.damage ?? []).map(({sender, path, reason}) => `${path}: ${reason} (from the ${sender})`))],
    ['History', scope.history && h('code', {title: 'A letter per message, capital for the client'}, scope.history)],
    ['JA4', tls.client?.ja4 && h('code', null, tls.client.ja4)],
    ['JA3', tls.client?.ja3 && h('code', null, tls.client.ja3)],
    ['Timings', Object.keys(scope.timings ?? {}).length > 0 && h(timings, {all: scope.timings})],
    ['Browser lets one go on', scope.overridable === undefined ? '' : scope.overridable ? 'yes' : 'no'],
  ].filter(([, value]) => value);
  return h('details', {class: 'card part'}, h('summary', null, 'The handshake in numbers'), h('dl', {class: 'grid'}, rows.map(([name, value]) =>
      h('div', {key: name, class: name === 'Timings' ? 'wide' : ''}, h('dt', null, name), h('dd', null, value)))));
}

const list = values => values.join(', ');

const STEPS = [['dns', 'DNS'], ['connect', 'connect'], ['next_proxy', 'next proxy'], ['hello', 'hello'], ['answer', 'answer'],
  ['handshake', 'handshake'], ['total', 'total']];

function timings({all}) {
  return h('ul', {class: 'timings'}, STEPS.filter(([key]) => all[key] !== undefined).map(([key, name]) =>
      h('li', {key}, h('span', null, name), h('b', null, milliseconds(all[key])))));
}

/** The report that is sent to somebody else: made here, whole in itself. */
class Send extends Component {
  render({incident, healthy}, {anonymous = true}) {
    const letter = {incident: anonymous ? named(incident) : incident, healthy: healthy && anonymous ? named(healthy) : healthy};
    const name = 'helloscope-' + (incident.destination?.domain ?? 'report').replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 60);
    return part('Send this to somebody', [
      h('p', {class: 'fine'}, 'One file that needs nothing else: the answer, the evidence, what to do, and the commands.'),
      h('p', {class: 'choices'},
          h('button', {type: 'button', onClick: () => save(name + '.html', 'text/html', html(letter))}, 'Download HTML'),
          h('button', {type: 'button', onClick: () => save(name + '.md', 'text/markdown', markdown(letter))}, 'Download Markdown'),
          copyButton(markdown(letter), 'Markdown'),
          h('label', {class: 'check'}, h('input', {type: 'checkbox', checked: anonymous, onChange: event => this.setState({anonymous: event.target.checked})}),
              ' leave out the client’s address')),
    ]);
  }
}

class Marks extends Component {
  render({app, incident}, {note = '', days = 7}) {
    const row = rowOf(incident);
    const mark = markOf(row);
    const done = () => {
      this.setState({note: ''});
      app.draw();
    };
    if (mark) {
      return part(mark.what === 'muted' ? 'Muted' : 'Acknowledged', [
        h('p', null, mark.note || 'No note.'),
        h('p', {class: 'fine'}, time(new Date(mark.at).toISOString()), mark.until ? [', until ', time(new Date(mark.until).toISOString())] : '', '. Only this browser knows.'),
        h('p', {class: 'choices'}, h('button', {type: 'button', onClick: () => { takeBack(row); done(); }}, 'Take back')),
      ]);
    }
    return part('Done with it?', [
      h('p', {class: 'fine'}, 'It leaves the list of open incidents in this browser; nothing else changes, and nobody else sees the note.'),
      h('label', {class: 'note-label'}, h('span', null, 'Note'), h('input', {type: 'text', value: note, maxLength: 300, autocomplete: 'off', placeholder: 'ticket, reason, who was told …',
        onInput: event => this.setState({note: event.target.value})})),
      h('p', {class: 'choices'},
          h('button', {type: 'button', onClick: () => { acknowledge(row, note.trim()); done(); }}, 'Acknowledge'),
          h('button', {type: 'button', onClick: () => { mute(row, note.trim(), days); done(); }}, 'Mute this host and cause'),
          h('label', {class: 'check'}, ' for ', h('select', {value: days, onChange: event => this.setState({days: Number(event.target.value)})},
              SPANS.map(([n, name]) => h('option', {key: n, value: n, selected: n === days}, name))))),
    ]);
  }
}

function links({incident}) {
  const {helloscope: scope} = incident;
  const ids = scope.reports?.ids ?? [];
  const host = incident.destination?.domain ?? incident.destination?.ip;
  return h('p', {class: 'fine links'},
      host && h('a', {href: to('/incidents', {host})}, `Incidents of ${host}`),
      h('a', {href: to('/incidents', {cause: scope.cause})}, 'Incidents of this cause'),
      h('a', {href: '/api/v1/incidents/' + encodeURIComponent(state.id)}, 'JSON'),
      ids.slice(0, 5).map((report, i) => h('a', {key: report, href: '/api/v1/reports/' + encodeURIComponent(report)}, `connection ${i + 1} as JSON`)));
}

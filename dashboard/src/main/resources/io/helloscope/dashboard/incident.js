// One incident: closed, the answer in four lines; open, all that is known. Peers' words are text nodes, never markup.

import {h} from './preact.js';
import {
  AUDIENCES, CLIENTS, CONFIDENCES, PARTIES, PHASES, SOURCES, agent, localTime, milliseconds, plural, utcTime, version,
} from './words.js';

export function incidentItem({id, incident, open, arrived, toggle}) {
  const {helloscope: scope} = incident;
  const phase = PHASES[scope.phase] ?? {name: scope.phase, mark: '', answer: ''};
  const body = 'body-' + id;
  const at = scope.first_seen ?? incident['@timestamp'];
  const count = scope.reports?.count ?? 1;
  return h('li', {class: `card incident ${scope.phase}` + (arrived ? ' arrived' : ''), id: 'incident-' + id},
      h('article', {'aria-labelledby': 'title-' + id},
          h('p', {class: 'when'}, h('time', {dateTime: at, title: utcTime(at)}, localTime(at)), h('span', null, plural(count, 'tunnel'))),
          h('div', {class: 'what'},
              h('h2', null,
                  h('button', {type: 'button', class: 'head', 'aria-expanded': String(open), 'aria-controls': body, onClick: () => toggle(id)},
                      h('span', {class: 'where'}, target(incident)),
                      h('span', {class: 'title', id: 'title-' + id}, scope.title ?? scope.cause),
                      h('span', {class: 'chevron', 'aria-hidden': 'true'}))),
              h('p', {class: 'answer'},
                  h('b', {class: 'phase'}, h('span', {'aria-hidden': 'true'}, phase.mark), ' ', phase.name), ' ', phase.answer),
              h(facts, {incident})),
          h('div', {id: body, class: 'body', hidden: !open}, open && h(details, {incident, id}))));
}

function target({destination}) {
  const host = destination?.domain ?? destination?.ip ?? 'unknown';
  return (host.includes(':') ? `[${host}]` : host) + (destination?.port ? ':' + destination.port : '');
}

function facts({incident}) {
  const {helloscope: scope, source, user_agent: client} = incident;
  return h('ul', {class: 'facts'},
      h('li', null, label('Caused by'), h('b', null, PARTIES[scope.party] ?? scope.party)),
      h('li', null, label('How sure'), h(confidence, {code: scope.confidence})),
      h('li', null, label('Client'), source?.ip ?? 'unknown', client?.original && [' · ', h('span', {title: client.original}, agent(client.original))]),
      h('li', null, label('Cause'), h('a', {href: '/causes.html#' + encodeURIComponent(scope.cause)}, h('code', null, scope.cause))));
}

const label = text => h('span', {class: 'label'}, text + ' ');

function confidence({code}) {
  const {level, meaning} = CONFIDENCES[code] ?? {level: 0, meaning: ''};
  return h('span', {class: 'sure', title: meaning},
      h('span', {class: 'dots', 'aria-hidden': 'true'}, '●'.repeat(level) + '○'.repeat(3 - level)), ' ', code);
}

function details({incident, id}) {
  const {helloscope: scope} = incident;
  return [
    h('div', {class: 'columns'},
        h('div', null,
            h('p', {class: 'explanation'}, scope.explanation),
            h(remedies, {list: scope.remedies ?? []}),
            h(errors, {all: scope.client_errors ?? {}})),
        h('div', null,
            h(evidence, {list: scope.evidence ?? [], code: scope.confidence}),
            h(triage, {list: scope.triage ?? []}),
            h(interception, {verdict: scope.interception}),
            h(reply, {text: scope.plaintext_reply}))),
    h(handshake, {incident}),
    h(links, {scope, id}),
  ];
}

function remedies({list}) {
  const groups = new Map();
  for (const {audience, text} of list) {
    groups.set(audience, [...(groups.get(audience) ?? []), text]);
  }
  return groups.size > 0 && section('What to do', [...groups].map(([audience, texts]) => h('div', {class: 'remedy', key: audience},
      h('h4', null, AUDIENCES[audience] ?? audience),
      texts.length === 1 ? h('p', null, texts[0]) : h('ul', null, texts.map(text => h('li', {key: text}, text))))));
}

function evidence({list, code}) {
  return list.length > 0 && section('What was seen', [
    h('ol', {class: 'evidence'}, list.map(({from, text}, i) => h('li', {key: i}, h('span', {class: 'from'}, SOURCES[from] ?? from), h('p', null, text)))),
    CONFIDENCES[code] && h('p', {class: 'fine'}, `${code[0].toUpperCase()}${code.slice(1)}: ${CONFIDENCES[code].meaning}.`),
  ]);
}

function errors({all}) {
  const order = Object.keys(CLIENTS);
  const rows = Object.entries(all).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return rows.length > 0 && section('What each client shows', h('dl', {class: 'errors'}, rows.map(([client, text]) =>
      h('div', {key: client}, h('dt', null, CLIENTS[client] ?? client), h('dd', null, h('code', null, text))))));
}

function triage({list}) {
  return list.length > 0 && section('What was asked again', h('ul', {class: 'triage'}, list.map(({question, answer, address, took_ms: took}, i) =>
      h('li', {key: i}, h('span', {class: 'from'}, question), h('p', null, answer),
          h('p', {class: 'fine'}, [address, took !== undefined && milliseconds(took)].filter(Boolean).join(' · '))))));
}

function interception({verdict}) {
  return verdict && !['none-seen', 'unknown'].includes(verdict.verdict) && section('Interception',
      h('p', null, [verdict.verdict, verdict.position, verdict.product].filter(Boolean).join(' · ')));
}

function reply({text}) {
  return text && section('How the answer begins', h('pre', {class: 'wrap'}, text));
}

function handshake({incident}) {
  const {tls = {}, destination = {}, helloscope: scope} = incident;
  const hello = scope.client ?? {};
  const rows = [
    ['Server name (SNI)', tls.client?.server_name],
    ['Address', destination.ip && destination.ip + (destination.port ? ' port ' + destination.port : '')],
    ['Answered by', [scope.product, scope.protocol && `speaks ${scope.protocol}`].filter(Boolean).join(', ')],
    ['Versions offered', list((hello.supported_versions?.length ? hello.supported_versions : [hello.legacy_version].filter(Boolean)).map(version))],
    ['Version chosen', tls.version && `${tls.version_protocol === 'ssl' ? 'SSL' : 'TLS'} ${tls.version}`],
    ['Cipher chosen', tls.cipher],
    ['ALPN offered', list(hello.alpn ?? [])],
    ['ALPN chosen', tls.next_protocol],
    ['Alerts', list((scope.alerts ?? []).map(alert))],
    ['Closed', scope.close && `by the ${scope.close.by}, ${CLOSES[scope.close.kind] ?? scope.close.kind}`],
    ['Next proxy', scope.next_proxy],
    ['Damage', list((scope.damage ?? []).map(({sender, path, reason}) => `${path}: ${reason} (from the ${sender})`))],
    ['Certificate', tls.server?.subject && `${tls.server.subject}, issued by ${tls.server.issuer ?? 'unknown'}`],
    ['History', scope.history && h('code', {title: 'A letter per message, capital for the client'}, scope.history)],
    ['JA4', tls.client?.ja4 && h('code', null, tls.client.ja4)],
    ['JA3', tls.client?.ja3 && h('code', null, tls.client.ja3)],
    ['Timings', h(timings, {all: scope.timings ?? {}})],
  ].filter(([name, value]) => value && (name !== 'Timings' || Object.keys(scope.timings ?? {}).length > 0));
  return section('Handshake', h('dl', {class: 'grid'}, rows.map(([name, value]) =>
      h('div', {key: name, class: name === 'Timings' ? 'wide' : ''}, h('dt', null, name), h('dd', null, value)))));
}

const CLOSES = {fin: 'in good order (FIN)', reset: 'by reset (RST)', timeout: 'by a time limit'};
const list = values => values.join(', ');

function alert({sender, level, code, description}) {
  const strength = level === 2 ? 'fatal ' : level === 1 ? 'warning ' : '';
  return code === undefined ? `encrypted, from the ${sender}` : `${strength}${description ?? ''} (${code}) from the ${sender}`;
}

const STEPS = [['dns', 'DNS'], ['connect', 'connect'], ['next_proxy', 'next proxy'], ['hello', 'hello'], ['answer', 'answer'],
  ['handshake', 'handshake'], ['total', 'total']];

function timings({all}) {
  return h('ul', {class: 'timings'}, STEPS.filter(([key]) => all[key] !== undefined).map(([key, name]) =>
      h('li', {key}, h('span', null, name), h('b', null, milliseconds(all[key])))));
}

function links({scope, id}) {
  const ids = scope.reports?.ids ?? [];
  const first = scope.first_seen && utcTime(scope.first_seen);
  const last = scope.last_seen && scope.last_seen !== scope.first_seen && utcTime(scope.last_seen);
  return h('p', {class: 'fine links'},
      first && h('span', null, last ? `${first} to ${last}` : first),
      h('a', {href: '/api/v1/incidents/' + encodeURIComponent(id)}, 'This incident as JSON'),
      ids.slice(0, 5).map((report, i) => h('a', {key: report, href: '/api/v1/reports/' + encodeURIComponent(report)}, `report ${i + 1}`)));
}

function section(heading, content) {
  return h('section', null, h('h3', null, heading), content);
}

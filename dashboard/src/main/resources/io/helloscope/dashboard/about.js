// What this program is, what it does not do, and where everything else is.

import {h} from './preact.js';
import {headline, section, time} from './parts.js';
import {span} from './words.js';

const NOT = [
  ['It does not decrypt.', 'It relays bytes and watches the handshake. It has no certificate of its own, re-signs nothing and changes no byte, so nothing has to be installed on clients.'],
  ['It keeps no payload.', 'Handshake metadata, and at most a short printable excerpt of an answer that came in plain text.'],
  ['It blocks nothing', 'but link-local, metadata and its own addresses.'],
  ['It is no open proxy.', 'It listens on loopback unless told otherwise, and asks for credentials beyond that.'],
  ['It does not guess.', 'TLS 1.3 encrypts certificates: what a client disliked about one is not visible in its own connection. Triage asks the server for it, and where it may not, the page says so.'],
  ['HTTP/3 does not pass through a forward proxy.', 'A page that works with the proxy and fails without it may have its fault on UDP port 443.'],
  ['This page asks no other host.', 'All of it comes from this program; what is acknowledged or muted stays in this browser.'],
];

export const title = () => 'About';

export function page({app}) {
  const {about} = app;
  return [
    headline('Helloscope', 'A forward proxy that never decrypts, watches every TLS handshake that passes, and says who broke it, why, how sure it is and what to do.'),
    h('div', {class: 'sides'},
        section('What it does not do', h('dl', {class: 'nots'}, NOT.map(([what, more]) => h('div', {key: what}, h('dt', null, what), h('dd', null, more)))), {class: 'card part'}),
        h('div', null,
            section('This one', about ? h('dl', {class: 'grid'},
                row('Version', about.version), row('Running since', [time(about.started_at), ` (${span(about.started_at)})`]),
                row('Proxy', about.listen?.proxy?.join(', ')), row('Dashboard', about.listen?.dashboard?.join(', '))) : h('p', {class: 'fine'}, 'Reading…'), {class: 'card part'}),
            section('For programs', h('ul', {class: 'dots-list'},
                h('li', null, h('a', {href: '/api/v1/incidents'}, '/api/v1/incidents'), ', ', h('a', {href: '/api/v1/reports'}, '/api/v1/reports'), ': documents in JSON'),
                h('li', null, h('code', null, '/api/v1/live'), ': the same as server-sent events'),
                h('li', null, h('a', {href: '/metrics'}, '/metrics'), ': Prometheus'),
                h('li', null, h('a', {href: '/health'}, '/health'), ': for supervisors')), {class: 'card part'}),
            section('For people', h('ul', {class: 'dots-list'},
                h('li', null, h('code', null, 'http://helloscope.internal/'), ', asked through the proxy: what failed lately for the one who asks, and for nobody else'),
                h('li', null, h('a', {href: '/causes.html'}, 'All causes'), ' with their texts and remedies'),
                h('li', null, h('a', {href: '/explain'}, 'Explain an error'), ' that some program shows')), {class: 'card part'}))),
  ];
}

const row = (name, value) => h('div', {key: name}, h('dt', null, name), h('dd', null, value));

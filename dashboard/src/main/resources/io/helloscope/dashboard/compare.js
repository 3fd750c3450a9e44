// What is different from the last healthy connection to the same host.

import * as api from './api.js';
import {agent, milliseconds, utcTime, version} from './words.js';

const LOOKED_AT = 200;

/** The latest connection to this host and port that went well; of the same client where there is one. Undefined where none is remembered. */
export async function lastHealthy(incident) {
  const {destination = {}, source = {}} = incident;
  const host = destination.domain ?? destination.ip;
  if (!host) {
    return undefined;
  }
  const {reports} = await api.reports({host, limit: LOOKED_AT});
  const healthy = reports.filter(report => report.event?.outcome === 'success' && report.destination?.port === destination.port && report.tls?.established);
  return healthy.find(report => report.source?.ip === source.ip && family(report) === family(incident)) ?? healthy.find(report => report.source?.ip === source.ip) ?? healthy[0];
}

const family = document => document.user_agent?.original?.split('/')[0];

const ROWS = [
  ['When', document => utcTime(document['@timestamp']), true],
  ['Client', document => [document.source?.ip, document.user_agent?.original && agent(document.user_agent.original)].filter(Boolean).join(', ')],
  ['Address of the server', document => document.destination?.ip],
  ['Next proxy', document => document.helloscope?.next_proxy],
  ['Server name (SNI)', document => document.tls?.client?.server_name],
  ['Versions offered', document => (document.helloscope?.client?.supported_versions ?? []).map(version).join(', ')],
  ['JA4 of the hello', document => document.tls?.client?.ja4],
  ['ALPN offered', document => (document.helloscope?.client?.alpn ?? []).join(', ')],
  ['Version', document => document.tls?.version && `${document.tls.version_protocol === 'ssl' ? 'SSL' : 'TLS'} ${document.tls.version}`],
  ['Cipher', document => document.tls?.cipher],
  ['Key exchange', document => document.tls?.curve],
  ['ALPN', document => document.tls?.next_protocol],
  ['Certificate of', document => document.tls?.server?.subject],
  ['Issued by', document => document.tls?.server?.issuer],
  ['Fingerprint', document => document.tls?.server?.hash?.sha256],
  ['Handshake', document => document.helloscope?.history],
  ['Connecting took', document => time(document.helloscope?.timings?.connect), true],
  ['Answer to the hello took', document => time(document.helloscope?.timings?.answer), true],
];
const time = ms => (ms === undefined ? undefined : milliseconds(ms));

/** Rows {name, now, then, differs}; those of which neither connection tells anything are left out. */
export function comparison(incident, healthy) {
  return ROWS.map(([name, of, expected]) => ({name, now: of(incident) || '', then: of(healthy) || '', expected}))
      .filter(({now, then}) => now || then).map(({expected, ...row}) => ({...row, differs: !expected && row.now !== row.then}));
}

// What the newest connections have in common, counted here: their documents tell more than the server's counts.

import * as api from './api.js';
import {family} from './words.js';

const NEWEST = 200;
const POST_QUANTUM = new Set(['0x11eb', '0x11ec', '0x11ed', '0x0200', '0x0201', '0x0202', '0x6399', '0x639a']);
const POST_QUANTUM_NAME = /mlkem|kyber/i;

/** Counts over the newest reports that fit: {size, versions, ciphers, groups, issuers, verdicts, products, postQuantum}. */
export async function sample(only = {}) {
  const {reports} = await api.reports({limit: NEWEST, ...only});
  const spoken = reports.filter(report => report.tls);
  const answered = spoken.filter(report => report.tls.version);
  return {
    size: reports.length, spoken: spoken.length, answered: answered.length, reports,
    versions: tally(answered, report => `${report.tls.version_protocol === 'ssl' ? 'SSL' : 'TLS'} ${report.tls.version}`),
    ciphers: tally(answered, report => report.tls.cipher),
    groups: tally(answered, report => report.tls.curve),
    issuers: tally(answered, report => report.tls.server?.issuer),
    verdicts: tally(reports, report => report.helloscope?.interception?.verdict),
    products: tally(reports, report => report.helloscope?.interception?.product),
    byClient: postQuantum(spoken, report => family(report.user_agent?.original)),
    byHost: postQuantum(spoken, report => report.destination?.domain ?? report.destination?.ip ?? 'unknown'),
    offered: spoken.filter(offers).length, negotiated: answered.filter(negotiates).length,
  };
}

const offers = report => (report.helloscope?.client?.groups ?? []).some(group => POST_QUANTUM.has(group));
const negotiates = report => POST_QUANTUM_NAME.test(report.tls.curve ?? '');

function tally(list, of) {
  const counts = new Map();
  for (const one of list) {
    const key = of(one);
    if (key) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts].map(([key, value]) => ({key, name: key, value})).sort((a, b) => b.value - a.value);
}

function postQuantum(list, of) {
  const groups = new Map();
  for (const report of list) {
    const key = of(report);
    const group = groups.get(key) ?? {key, seen: 0, offered: 0, negotiated: 0};
    group.seen++;
    group.offered += offers(report) ? 1 : 0;
    group.negotiated += report.tls.version && negotiates(report) ? 1 : 0;
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.seen - a.seen);
}

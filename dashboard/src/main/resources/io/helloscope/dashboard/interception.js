// Is something between, on which side, what is it, how sure.

import * as api from './api.js';
import {bars} from './charts.js';
import {h} from './preact.js';
import {command, headline, hostLink, problem, quiet, section, time} from './parts.js';
import {sample} from './sample.js';
import {percent, plural} from './words.js';

let state = {};

export const title = () => 'Interception';

export async function enter({app}) {
  const mine = state = {...state, error: ''};
  try {
    const [answer, paths] = await Promise.all([api.interception(), api.paths()]);
    mine.answer = answer ?? null;
    mine.paths = paths ?? null;
    if (!answer) {
      mine.sample = await sample();
    }
  } catch (failed) {
    mine.error = failed.message;
  }
  app.draw();
}

export function page({app}) {
  return [
    headline('Interception', 'Whether something between re-signs or breaks TLS: on which side, what it is, and how sure that is. TLS 1.3 hides certificates, so what was not asked is not known.'),
    state.error && problem('It could not be read', state.error, () => enter({app})),
    state.answer === undefined && !state.error && quiet('Reading…'),
    state.answer === null && state.sample && h(fromReports, {data: state.sample}),
    state.answer && h(known, {answer: state.answer, paths: state.paths?.paths ?? []}),
  ];
}

const VERDICTS = {certain: 'certain', likely: 'likely', possible: 'possible', 'none-seen': 'nothing seen', unknown: 'not known'};

function known({answer, paths}) {
  const {trust_gap: gap = [], exemptions = [], drifts = [], lists} = answer;
  return [
    paths.length === 0 && h('section', {class: 'card empty'}, h('h2', null, 'No verdict yet'),
        h('p', null, 'Each way to servers is judged by the connections that pass. Point a browser at this proxy and open some sites that are public.'),
        h('p', null, h('a', {href: '/connect'}, 'How to connect'))),
    paths.map(path => h(way, {key: path.id, path})),
    gap.length > 0 && section('Inspected hosts, and who takes it', h(table, {name: 'Inspected hosts', rows: gap}), {class: 'card part spaced'}),
    exemptions.length > 0 && section('Worth exempting from inspection', [
      h('p', {class: 'fine'}, 'Clients refuse what they are shown for these hosts. Nothing is applied by itself: this is a list for the one who runs the gear.'),
      command(exemptions.map(one => one.host).join('\n'), 'Exemption list'),
      h(table, {name: 'Worth exempting', rows: exemptions})], {class: 'card part spaced'}),
    drifts.length > 0 && section('Changes against what is expected', h('ul', {class: 'fits'}, drifts.map((one, i) =>
        h('li', {key: i}, time(one.at), ' ', one.host && hostLink(one.host), ' ', one.kind, one.detail && `: ${one.detail}`))), {class: 'card part spaced'}),
    lists && h('p', {class: 'fine'}, 'Public roots as of ', lists.public_roots_as_of, ', Certificate Transparency logs as of ', lists.ct_logs_as_of,
        lists.old && h('b', {class: 'no'}, ': these lists are old, so a missing proof of logging is no evidence'), '.'),
  ];
}

function way({path}) {
  const counts = Object.entries(path.hosts ?? {}).map(([key, value]) => ({key, name: VERDICTS[key] ?? key, value, tone: ['certain', 'likely'].includes(key) ? '--bad' : '--link'}));
  const total = counts.reduce((sum, one) => sum + one.value, 0);
  return section(['Path ', h('code', null, path.id)], [
    h('p', null, h('b', null, path.verdict === 'none-seen' ? 'Nothing between was seen' : path.verdict === 'unknown' ? 'It is not known whether something is between'
        : `Interception is ${VERDICTS[path.verdict] ?? path.verdict}`), path.product && [': ', h('b', null, path.product)], path.where && `, ${path.where}`, path.expected && ', as expected', '.',
        path.coverage !== undefined && total > (path.hosts?.unknown ?? 0) && ` ${percent(path.coverage)} of the hosts that could be judged are inspected.`,
        path.hidden_hosts > 0 && ` ${plural(path.hidden_hosts, 'host hides its', 'hosts hide their')} certificate in TLS 1.3.`),
    h('div', {class: 'halves'},
        h('div', null, h('h3', null, 'Hosts by verdict'), counts.length > 0 ? h(bars, {list: counts, of: total}) : h('p', {class: 'fine'}, 'None.')),
        h('div', null, h('h3', null, 'Why'), path.evidence?.length > 0
          ? h('ol', {class: 'evidence'}, path.evidence.slice(0, 8).map((one, i) => h('li', {key: i}, h('p', null, one.text), h('p', {class: 'fine'}, `weight ${one.weight}`)))) : h('p', {class: 'fine'}, 'Nothing speaks for it.'))),
    path.members?.length > 0 && h('div', {class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Hosts of this path'}, h('table', null,
        h('thead', null, h('tr', null, ['Host', 'Verdict', 'Product', 'Issuer', 'Seen'].map(name => h('th', {key: name, scope: 'col'}, name)))),
        h('tbody', null, path.members.slice(0, 100).map(one => h('tr', {key: one.host}, h('th', {scope: 'row'}, hostLink(one.host)), h('td', null, VERDICTS[one.verdict] ?? one.verdict),
            h('td', null, one.product ?? ''), h('td', null, one.issuer ?? ''), h('td', null, time(one.at), one.by_probe && h('span', {class: 'fine'}, ' asked for'))))))),
  ], {class: 'card part spaced'});
}

const listed = counts => Object.entries(counts ?? {}).map(([name, count]) => `${name} ${count}`).join(', ') || '–';

function table({name, rows}) {
  return h('div', {class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': name}, h('table', null,
      h('thead', null, h('tr', null, ['Host', 'How sure', 'By', 'Issuer', 'Taken by', 'Refused by', 'Failures'].map((text, i) => h('th', {key: text, scope: 'col', class: i === 6 ? 'num' : ''}, text)))),
      h('tbody', null, rows.slice(0, 200).map((one, i) => h('tr', {key: i}, h('th', {scope: 'row'}, hostLink(one.host)), h('td', null, VERDICTS[one.verdict] ?? one.verdict),
          h('td', null, one.product ?? ''), h('td', null, one.issuer ?? ''), h('td', null, listed(one.accepted_by)), h('td', null, listed(one.rejected_by)), h('td', {class: 'num'}, one.failures))))));
}

/** What the newest reports say, where there is no verdict by path. */
function fromReports({data}) {
  const judged = data.reports.filter(report => report.helloscope?.interception);
  if (judged.length === 0) {
    return h('section', {class: 'card empty'},
        h('h2', null, 'No verdict yet'),
        h('p', null, 'No report among the newest has one. An incident’s own page says where its cause or its certificate points to something between; the issuers below are those that were seen.'),
        data.issuers.length > 0 && [h('h3', null, 'Issuers of the certificates that were seen'), h(bars, {list: data.issuers.slice(0, 12)})]);
  }
  return [
    h('div', {class: 'halves'}, section('Verdicts', h(bars, {list: data.verdicts, of: judged.length}), {class: 'card part'}), section('Products', h(bars, {list: data.products}), {class: 'card part'})),
    section('Hosts', h('ul', {class: 'fits'}, judged.filter(report => !['none-seen', 'unknown'].includes(report.helloscope.interception.verdict)).slice(0, 50).map(report =>
        h('li', {key: report.event.id}, hostLink(report.destination?.domain ?? report.destination?.ip ?? 'unknown'), ' ', h('b', null, report.helloscope.interception.verdict), ' ',
            report.helloscope.interception.product, ' ', time(report['@timestamp'])))), {class: 'card part'}),
  ];
}

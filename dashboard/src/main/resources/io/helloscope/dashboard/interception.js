// Is something between, on which side, what is it, how sure.

import * as api from './api.js';
import {bars} from './charts.js';
import {h} from './preact.js';
import {headline, hostLink, problem, quiet, section, time} from './parts.js';
import {sample} from './sample.js';

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
  ];
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

// One incident in a list: the answer in a line, the rest of it behind the link.

import {markOf} from './marks.js';
import {h} from './preact.js';
import {confidence, party, phaseBadge, time} from './parts.js';
import {to} from './router.js';
import {agent, plural} from './words.js';

/** Of a row, in rem: in a wide window, in a narrow one. */
export const ROW_HEIGHTS = [4.5, 8.25];

export function incidentRow(row, {arrived = false} = {}) {
  const mark = markOf(row);
  return h('a', {class: `row ${row.phase}` + (arrived ? ' arrived' : '') + (mark ? ' marked' : ''), href: to('/incident', {id: row.id})},
      h('span', {class: 'row-when'}, time(row.at), h('span', {class: 'fine'}, plural(row.count, 'connection'))),
      h('span', {class: 'row-what'}, h('b', {class: 'row-title'}, row.title), ' ', h('span', {class: 'row-host'}, where(row))),
      h('span', {class: 'row-phase'}, phaseBadge(row.phase), mark && h('span', {class: 'mark', title: mark.note}, mark.what === 'muted' ? 'muted' : 'acknowledged')),
      h('span', {class: 'row-who'}, h('span', {class: 'row-party'}, h('span', {class: 'label'}, 'by '), party(row.party), ' '), confidence(row.sure)),
      h('span', {class: 'row-client'}, h('span', null, row.client || 'unknown'), row.agent && h('span', {class: 'fine', title: row.agent}, ' ' + agent(row.agent))));
}

const where = row => (row.host.includes(':') ? `[${row.host}]` : row.host) + (row.port ? ':' + row.port : '');

// Failures over time from the server's counts, with what is usual: for the overview, a host and a client.

import * as api from './api.js';
import {TONES, TimeChart} from './charts.js';
import {h} from './preact.js';
import {PARTIES, plural} from './words.js';

const HOUR = 3_600_000;
/** What can be looked at: name, hours, step. */
export const SPANS = {day: ['24 hours', 24, '1h'], week: ['7 days', 168, '6h'], month: ['30 days', 720, '1d']};
const STEPS = {'1h': HOUR, '6h': 6 * HOUR, '1d': 24 * HOUR};
const MOST_LINES = 6;
const USUAL_DAYS = 7;

/**
 * What the counts say of failures by party or cause. `only` is {host} or {client} or nothing. Undefined where the server keeps none.
 * `usual` is what this many connections fail at otherwise: the failed share of the same hour on the days before, times the connections.
 */
export async function trend(by, span, only = {}) {
  const [, hours, step] = SPANS[span];
  const size = STEPS[step];
  const end = Math.ceil(Date.now() / size) * size;
  const since = end - Math.ceil(hours * HOUR / size) * size;
  const whole = {by: 'party', step, since: new Date(since).toISOString(), limit: 50, ...only};
  const [failed, all, before] = await Promise.all([
    api.series({...whole, by, outcome: 'failure'}), api.series(whole),
    span === 'day' ? usualShares(since, only) : undefined]);
  if (!failed || !all) {
    return undefined;
  }
  const times = Array.from({length: Math.round((end - since) / size)}, (_, i) => since + i * size);
  const at = points => {
    const values = times.map(() => 0);
    points.forEach(point => {
      const i = Math.floor((new Date(point.at) - since) / size);
      if (i >= 0 && i < values.length) {
        values[i] += point.connections;
      }
    });
    return values;
  };
  const lines = failed.series.slice(0, MOST_LINES).map((line, i) => ({
    key: line.key, name: by === 'party' ? PARTIES[line.key] ?? line.key : line.key, values: at(line.points), total: line.connections,
    tone: by === 'party' ? TONES[line.key] ?? '--tone-7' : `--tone-${i % 6 + 1}`,
  }));
  const rest = failed.series.slice(MOST_LINES);
  if (rest.length > 0) {
    lines.push({key: 'others', name: 'others', values: at(rest.flatMap(line => line.points)), total: rest.reduce((sum, line) => sum + line.connections, 0), tone: '--tone-7'});
  }
  const connections = at(all.series.flatMap(line => line.points));
  return {
    times, step: size, lines, connections, total: failed.series.reduce((sum, line) => sum + line.connections, 0), all: all.series.reduce((sum, line) => sum + line.connections, 0),
    usual: before && times.map((time, i) => (before.has(new Date(time).getUTCHours()) ? before.get(new Date(time).getUTCHours()) * connections[i] : null)), incomplete: failed.incomplete,
  };
}

/** The failed share by the hour of the day (UTC), over the days before; hours of which too little is known are left out. */
async function usualShares(until, only) {
  const range = {by: 'party', step: '1h', since: new Date(until - USUAL_DAYS * 24 * HOUR).toISOString(), until: new Date(until - 1).toISOString(), limit: 50, ...only};
  const [failed, all] = await Promise.all([api.series({...range, outcome: 'failure'}), api.series(range)]);
  const sums = answer => {
    const hours = new Map();
    answer?.series.forEach(line => line.points.forEach(point => {
      const hour = new Date(point.at).getUTCHours();
      hours.set(hour, (hours.get(hour) ?? 0) + point.connections);
    }));
    return hours;
  };
  const failures = sums(failed);
  const shares = new Map([...sums(all)].filter(([, count]) => count >= 5).map(([hour, count]) => [hour, (failures.get(hour) ?? 0) / count]));
  return shares.size > 0 ? shares : undefined;
}

export function trendChart({trend: data, name, stamp}) {
  return data.total === 0 ? h('p', {class: 'quiet'}, 'No failure in this time, of ', plural(data.all, 'connection'), '.')
    : h(TimeChart, {times: data.times, step: data.step, lines: data.lines, usual: data.usual, unit: 'failures', name, stamp});
}

// Incidents in the order of their beginning, newest first, and kept so while new ones arrive. A row holds what a list shows and no
// more: a hundred thousand whole documents would not fit into a browser.

import * as api from './api.js';

/** More than this are not kept; the oldest go. */
export const MOST = 120_000;
const PAGE = 200;

export const idOf = incident => incident.helloscope?.incident ?? incident.event?.id ?? '';

export function rowOf(incident) {
  const {destination = {}, source = {}, user_agent: agent = {}, helloscope: scope = {}} = incident;
  return {
    id: idOf(incident), at: scope.first_seen ?? incident['@timestamp'] ?? '', last: scope.last_seen ?? incident['@timestamp'] ?? '',
    host: destination.domain ?? destination.ip ?? '', port: destination.port, client: source.ip ?? '', agent: agent.original ?? '',
    cause: scope.cause ?? '', title: scope.title ?? scope.cause ?? '', phase: scope.phase ?? '', party: scope.party ?? 'unknown',
    sure: scope.confidence ?? '', count: scope.reports?.count ?? 1, product: scope.product ?? '', protocol: scope.protocol ?? '',
  };
}

export class Feed {
  /** `filter` has the names of the API, and `q`, words that must be in what a row shows; `changed` is called after each change. */
  constructor(filter, changed, limit = PAGE) {
    this.filter = filter;
    this.changed = changed;
    this.limit = limit;
    this.rows = [];
    this.byId = new Map();
    this.arrived = new Set();
    this.next = '';
    this.loading = false;
    this.error = '';
    /** Whether the server looks for words itself; else only what is here is looked through. */
    this.searches = true;
  }

  async load() {
    await this.ask({}, answer => {
      this.rows = [];
      this.byId.clear();
      this.take(answer);
    });
  }

  async older() {
    if (this.next && !this.loading && this.rows.length < MOST) {
      await this.ask({cursor: this.next}, answer => this.take(answer));
    }
  }

  async ask(more, then) {
    this.loading = true;
    this.changed();
    try {
      then(await this.page(more));
      this.error = '';
    } catch (failed) {
      this.error = failed.message;
    }
    this.loading = false;
    this.changed();
  }

  async page(more) {
    const {q, ...filter} = this.filter;
    if (q && this.searches) {
      try {
        return await api.incidents({...filter, ...more, q, limit: this.limit});
      } catch (failed) {
        if (failed.field !== 'q') {
          throw failed;
        }
        this.searches = false;
      }
    }
    return api.incidents({...filter, ...more, limit: this.limit});
  }

  take(answer) {
    answer.incidents.forEach(incident => this.put(rowOf(incident)));
    this.next = this.rows.length >= MOST ? '' : answer.next ?? '';
  }

  put(row) {
    const before = this.byId.get(row.id);
    if (before) {
      this.rows[this.indexOf(before)] = row;
    } else {
      this.rows.splice(this.indexOf(row), 0, row);
    }
    this.byId.set(row.id, row);
    while (this.rows.length > MOST) {
      this.byId.delete(this.rows.pop().id);
    }
  }

  /** Where the row is, or belongs. */
  indexOf(row) {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (newer(this.rows[middle], row)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** An incident of the live stream; answers whether it is new here. */
  accept(incident) {
    const row = rowOf(incident);
    const isNew = !this.byId.has(row.id);
    if (!this.fits(row)) {
      this.remove(row.id);
      return false;
    }
    if (isNew) {
      this.arrived.add(row.id);
    }
    this.put(row);
    return isNew;
  }

  remove(id) {
    const row = this.byId.get(id);
    if (row) {
      this.rows.splice(this.indexOf(row), 1);
      this.byId.delete(id);
    }
  }

  /** Whether the server would have sent it for this filter. */
  fits(row) {
    const {phase, party, cause, host, client, since, until, q} = this.filter;
    return (!phase || row.phase === phase) && (!party || row.party === party) && (!cause || row.cause === cause)
        && (!host || row.host.toLowerCase() === host.toLowerCase()) && (!client || row.client === client) && (!since || row.last >= since)
        && (!until || row.at <= until) && (!q || hasWords(row, q));
  }
}

/** In the order of the list; an incident keeps its place however often it happens again. */
const newer = (a, b) => a.at > b.at || a.at === b.at && a.id > b.id;

/** Whether each word is found somewhere in what the row shows. */
export function hasWords(row, text) {
  const hay = `${row.host} ${row.port} ${row.client} ${row.agent} ${row.cause} ${row.title} ${row.product} ${row.protocol}`.toLowerCase();
  return text.toLowerCase().split(/\s+/).every(word => hay.includes(word));
}

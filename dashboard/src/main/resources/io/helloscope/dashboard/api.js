// Speaks with the server: pages of incidents, the numbers on top, and the live stream.

/** What the server answered in place of what was asked for. */
export class Refused extends Error {
  constructor(status, error) {
    super(error?.message ?? `the server answered ${status}`);
    this.status = status;
    this.field = error?.field;
  }
}

async function get(path, options = {}) {
  const answer = await fetch(path, {headers: {accept: 'application/json'}, cache: 'no-store', ...options});
  const body = await answer.json().catch(() => undefined);
  if (!answer.ok || body === undefined) {
    throw new Refused(answer.status, body?.error);
  }
  return body;
}

let resources;

/** Whether this server has it, so that no question is asked in vain. */
async function has(path) {
  resources ??= about().then(answer => new Set(answer.resources));
  try {
    return (await resources).has(path);
  } catch (failed) {
    resources = undefined;
    throw failed;
  }
}

/** The same, or undefined where this server has no such resource. */
const getIfAny = async (path, parameters = {}) => (await has(path) ? get(path + search(parameters)) : undefined);

function search(parameters) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '')).toString();
  return query && '?' + query;
}

export const about = () => get('/api/v1/about');
export const summary = () => get('/api/v1/summary');
/** What a text means; it may be too long for an address. */
export const explain = text => get('/api/v1/explain', {method: 'POST', body: text.slice(0, 64 * 1024)});
export const incident = id => get('/api/v1/incidents/' + encodeURIComponent(id));

export const incidents = ({limit = 100, ...filter}) => get('/api/v1/incidents' + search({...filter, limit}));
export const reports = ({limit = 100, ...filter}) => get('/api/v1/reports' + search({...filter, limit}));
/** Undefined where the server keeps no counts. */
export const series = parameters => getIfAny('/api/v1/series', parameters);
export const hosts = parameters => getIfAny('/api/v1/hosts', parameters);
export const clients = parameters => getIfAny('/api/v1/clients', parameters);
export const news = parameters => getIfAny('/api/v1/new', parameters);
export const interception = () => getIfAny('/api/v1/interception');
export const paths = () => getIfAny('/api/v1/paths');
export const settings = () => getIfAny('/api/v1/settings');

/** How long a page that nobody looks at keeps its stream: browsers allow few connections to one server, and tabs share them. */
const HIDDEN_MS = 30_000;

/**
 * Follows the live stream. `on` has incident(document), withdrawn(id), lost() - something may have been missed: ask again - and
 * state('live' | 'waiting').
 */
export function follow(on) {
  let source;
  let timer;
  let interrupted = false;

  function open() {
    source = new EventSource('/api/v1/live?events=incident,withdrawn');
    source.addEventListener('open', () => {
      on.state('live');
      if (interrupted) {
        interrupted = false;
        on.lost();
      }
    });
    source.addEventListener('incident', event => on.incident(JSON.parse(event.data)));
    source.addEventListener('withdrawn', event => on.withdrawn(JSON.parse(event.data).helloscope.incident));
    source.addEventListener('lost', () => on.lost());
    source.addEventListener('error', () => {
      on.state('waiting');
      interrupted = true;
      if (source.readyState === EventSource.CLOSED) {
        // Refused, not interrupted: the browser does not try again by itself.
        close();
        timer = setTimeout(reopen, 3000);
      }
    });
  }

  function close() {
    source?.close();
    source = undefined;
    interrupted = true;
  }

  function reopen() {
    if (!source) {
      open();
    }
  }

  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.hidden) {
      timer = setTimeout(close, HIDDEN_MS);
    } else {
      reopen();
    }
  });
  open();
}

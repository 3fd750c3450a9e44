// Speaks with the server: pages of incidents, the numbers on top, and the live stream.

async function get(path, options = {}) {
  const answer = await fetch(path, {headers: {accept: 'application/json'}, cache: 'no-store', ...options});
  const body = await answer.json();
  if (!answer.ok) {
    throw new Error(body?.error?.message ?? `${answer.status} ${answer.statusText}`);
  }
  return body;
}

export const about = () => get('/api/v1/about');
export const summary = () => get('/api/v1/summary');
/** What a text means; it may be too long for an address. */
export const explain = text => get('/api/v1/explain', {method: 'POST', body: text.slice(0, 64 * 1024)});
export const incident = id => get('/api/v1/incidents/' + encodeURIComponent(id));

export function incidents({phase = '', party = '', cursor = '', limit = 100}) {
  const query = new URLSearchParams({limit});
  for (const [name, value] of Object.entries({phase, party, cursor})) {
    if (value) {
      query.set(name, value);
    }
  }
  return get('/api/v1/incidents?' + query);
}

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

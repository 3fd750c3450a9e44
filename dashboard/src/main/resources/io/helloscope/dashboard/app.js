// Keeps what the page shows and draws it anew when something changes.

import * as api from './api.js';
import {h, render} from './preact.js';
import {page} from './page.js';

const MOST = 1000;
const root = document.getElementById('app');

const state = {
  incidents: new Map(),
  arrived: new Set(),
  open: new Set(),
  filter: readFilter(),
  next: '',
  loading: true,
  error: '',
  live: 'waiting',
  summary: undefined,
  about: undefined,
  spoken: '',
};

let scheduled = false;

/** Draws once, however many changes come before the next frame. A hidden page has no frames. */
function draw() {
  if (!scheduled) {
    scheduled = true;
    (document.hidden ? setTimeout : requestAnimationFrame)(() => {
      scheduled = false;
      render(h(page, {state, actions}), root);
      document.title = title();
    });
  }
}

function title() {
  const active = state.summary?.incidents.active ?? 0;
  return active ? `(${active}) Helloscope` : 'Helloscope';
}

function readFilter() {
  const query = new URLSearchParams(location.search);
  return {text: query.get('q') ?? '', phase: query.get('phase') ?? '', party: query.get('party') ?? ''};
}

function writeAddress() {
  const query = new URLSearchParams();
  const {text, phase, party} = state.filter;
  for (const [name, value] of Object.entries({q: text, phase, party})) {
    if (value) {
      query.set(name, value);
    }
  }
  const search = query.toString();
  const opened = [...state.open].at(-1);
  history.replaceState(null, '', (search ? '?' + search : location.pathname) + (opened ? '#' + encodeURIComponent(opened) : ''));
}

const idOf = incident => incident.helloscope?.incident ?? incident.event?.id ?? '';

function keep(incident) {
  state.incidents.set(idOf(incident), incident);
  while (state.incidents.size > MOST) {
    state.incidents.delete(sorted().at(-1)[0]);
  }
}

const sorted = () => [...state.incidents].sort((a, b) => (began(b[1]) > began(a[1]) ? 1 : -1));
export const began = incident => incident.helloscope?.first_seen ?? incident['@timestamp'] ?? '';

let question = 0;

/** Asks for the newest incidents; an answer that a later question has overtaken is thrown away. */
async function load() {
  const asked = ++question;
  state.loading = true;
  draw();
  try {
    const answer = await api.incidents(state.filter);
    if (asked === question) {
      state.incidents = new Map();
      answer.incidents.forEach(keep);
      state.next = answer.next ?? '';
      state.error = '';
    }
  } catch (failed) {
    if (asked === question) {
      state.error = failed.message;
    }
  }
  if (asked === question) {
    state.loading = false;
    draw();
  }
}

async function loadOlder() {
  const asked = question;
  try {
    const answer = await api.incidents({...state.filter, cursor: state.next});
    if (asked === question) {
      answer.incidents.forEach(keep);
      state.next = state.incidents.size >= MOST ? '' : answer.next ?? '';
    }
  } catch (failed) {
    state.error = failed.message;
  }
  draw();
}

async function count() {
  if (document.hidden) {
    return;
  }
  try {
    state.summary = await api.summary();
    state.about ??= await api.about();
  } catch {
    // The live indicator tells that the server is away.
  }
  draw();
}

/** The incident that the address names may be older than the first page. */
async function openAddressed() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!id) {
    return;
  }
  state.open.add(id);
  if (!state.incidents.has(id)) {
    try {
      keep(await api.incident(id));
    } catch {
      state.open.delete(id);
    }
  }
  draw();
}

const actions = {
  filter(change) {
    const before = state.filter;
    state.filter = {...before, ...change};
    writeAddress();
    // The text is looked for in what is here; phase and party are asked for, so that older ones are found too.
    if (before.phase !== state.filter.phase || before.party !== state.filter.party) {
      load();
    }
    draw();
  },
  toggle(id) {
    if (!state.open.delete(id)) {
      state.open.add(id);
    }
    writeAddress();
    draw();
  },
  loadOlder,
  reload: load,
};

/** Whether the server would have sent it for this question. */
function asked(incident) {
  const {phase, party} = state.filter;
  return (!phase || incident.helloscope.phase === phase) && (!party || incident.helloscope.party === party);
}

api.follow({
  incident(incident) {
    const id = idOf(incident);
    if (!asked(incident)) {
      state.incidents.delete(id);
    } else {
      if (!state.incidents.has(id)) {
        state.arrived.add(id);
        state.spoken = `New incident: ${incident.destination?.domain ?? ''}, ${incident.helloscope.title}`;
      }
      keep(incident);
    }
    count();
  },
  withdrawn(id) {
    state.incidents.delete(id);
    count();
  },
  lost: load,
  state(live) {
    state.live = live;
    draw();
  },
});
setInterval(count, 3000);
document.addEventListener('visibilitychange', count);
window.addEventListener('hashchange', openAddressed);
draw();
count();
load().then(openAddressed);

// Draws the page that the address names, and anew when something changes.

import * as api from './api.js';
import {h, render} from './preact.js';
import {PAGES, follow, path, query} from './router.js';
import {shell} from './shell.js';

const root = document.getElementById('app');

/** What all pages share. `draw` is to be called after a change; `live` is told of incidents while the page is shown. */
const app = {
  summary: undefined,
  about: undefined,
  stream: 'waiting',
  spoken: '',
  page: undefined,
  error: '',
  draw,
  reload: () => show({back: true}),
};

let scheduled = false;

/** Draws once, however many changes come before the next frame. A hidden page has no frames. */
function draw() {
  if (!scheduled) {
    scheduled = true;
    (document.hidden ? setTimeout : requestAnimationFrame)(drawNow);
  }
}

function drawNow() {
  scheduled = false;
  render(h(shell, {app, path: path(), content: app.page && h(app.page.page, {key: path(), app, query: query()})}), root);
  const active = app.summary?.incidents.active ?? 0;
  document.title = (active ? `(${active}) ` : '') + (app.page?.title?.(query()) ?? 'Helloscope') + ' - Helloscope';
}

let shown = 0;
let first = true;

async function show({back}) {
  const number = ++shown;
  // Addresses of older links: /#ID was an incident.
  if (path() === '/' && /^#[A-Za-z0-9-]{4,64}$/.test(location.hash)) {
    history.replaceState(null, '', '/incident?id=' + location.hash.slice(1));
  }
  const load = PAGES[path()] ?? PAGES['/'];
  try {
    const page = await load();
    if (number !== shown) {
      return;
    }
    app.page = page;
    app.error = '';
    page.enter?.({app, query: query(), back});
  } catch (failed) {
    app.error = `This page could not be loaded: ${failed.message}`;
  }
  drawNow();
  scrollTo(0, back ? history.state?.scroll ?? 0 : 0);
  if (!first) {
    document.getElementById('main')?.focus({preventScroll: true});
  }
  first = false;
}

async function count() {
  if (document.hidden) {
    return;
  }
  try {
    app.summary = await api.summary();
    app.about ??= await api.about();
  } catch {
    // The live indicator tells that the server is away.
  }
  draw();
}

const tell = (event, what) => app.page?.live?.[event]?.(what, app);

api.follow({
  incident(incident) {
    tell('incident', incident);
    count();
    draw();
  },
  withdrawn(id) {
    tell('withdrawn', id);
    count();
    draw();
  },
  lost: () => tell('lost'),
  state(stream) {
    app.stream = stream;
    if (stream === 'live' && app.error) {
      // Browsers remember that a module could not be loaded; only a new document asks again.
      location.reload();
    }
    draw();
  },
});
setInterval(count, 3000);
document.addEventListener('visibilitychange', count);
follow(show);
draw();
count();
show({back: false});

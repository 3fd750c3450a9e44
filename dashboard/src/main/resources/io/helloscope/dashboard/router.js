// Which page the address names. Every page is an address of its own that can be reloaded, sent and gone back to.

/** Addresses of pages, and the modules that draw them; a module exports page({query, app}) or a class of that shape. */
export const PAGES = {
  '/': () => import('./overview.js'),
  '/incidents': () => import('./incidents.js'),
  '/incident': () => import('./incident.js'),
  '/hosts': () => import('./hosts.js'),
  '/host': () => import('./host.js'),
  '/clients': () => import('./hosts.js'),
  '/client': () => import('./host.js'),
  '/interception': () => import('./interception.js'),
  '/explain': () => import('./explain.js'),
  '/connect': () => import('./connect.js'),
  '/settings': () => import('./settings.js'),
  '/about': () => import('./about.js'),
};

export const path = () => location.pathname.replace(/\.html$/, '').replace(/^\/index$/, '/');
export const query = () => new URLSearchParams(location.search);

/** An address of a page; what is empty is left out. */
export function to(page, parameters = {}) {
  const search = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '')).toString();
  return search ? `${page}?${search}` : page;
}

let changed = () => {};

/** Remembers how far down one was, for the way back. */
function remember() {
  history.replaceState({...history.state, scroll: scrollY}, '');
}

export function go(href) {
  remember();
  history.pushState({scroll: 0}, '', href);
  changed({back: false});
}

/** Changes the address of the page that is shown, such as its filters, without a step in the browser's history. */
export function rewrite(parameters) {
  history.replaceState(history.state, '', to(location.pathname, parameters));
}

/** Follows links within the pages without loading everything anew; `on` is told when the page changes. */
export function follow(on) {
  changed = on;
  history.scrollRestoration = 'manual';
  addEventListener('popstate', () => changed({back: true}));
  addEventListener('pagehide', remember);
  document.addEventListener('click', event => {
    const link = event.target.closest?.('a[href]');
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
        || link.target || link.hasAttribute('download') || link.origin !== location.origin || !Object.hasOwn(PAGES, link.pathname)) {
      return;
    }
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

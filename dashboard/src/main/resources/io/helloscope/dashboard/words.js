// What the codes of the API mean, for people.

export const PHASES = {
  network: {
    name: 'Network', mark: '◇',
    answer: 'Failed before TLS began: no certificate was involved.',
  },
  handshake: {
    name: 'Handshake', mark: '▲',
    answer: 'Failed before any certificate was judged: trusting a root CA cannot help.',
  },
  certificate: {
    name: 'Certificate', mark: '■',
    answer: 'The handshake came as far as the certificate, and the client refused it.',
  },
  established: {
    name: 'After the handshake', mark: '●',
    answer: 'TLS was set up; the connection broke after that.',
  },
};

export const PARTIES = {
  client: 'the client',
  'client-side-interceptor': 'software beside the client',
  network: 'the network between',
  proxy: 'this proxy',
  'upstream-proxy': 'the next proxy',
  server: 'the server',
  unknown: 'not known',
};

export const CONFIDENCES = {
  certain: {level: 3, meaning: 'the bytes prove it'},
  likely: {level: 2, meaning: 'other explanations are rare'},
  possible: {level: 1, meaning: 'one explanation among several'},
};

export const AUDIENCES = {
  user: 'If you use the client',
  'server-owner': 'If you run the server',
  'network-admin': 'If you run the network',
};

export const SOURCES = {
  'client-hello': 'client hello',
  'server-bytes': 'server bytes',
  'client-bytes': 'client bytes',
  alert: 'alert',
  close: 'close',
  certificate: 'certificate',
  connect: 'connecting',
  'next-proxy': 'next proxy',
  probe: 'probe',
  history: 'earlier connections',
  timing: 'timing',
};

export const CLIENTS = {chromium: 'Chrome, Edge', firefox: 'Firefox', curl: 'curl', openssl: 'OpenSSL'};

const VERSIONS = {
  '0x0304': 'TLS 1.3', '0x0303': 'TLS 1.2', '0x0302': 'TLS 1.1', '0x0301': 'TLS 1.0', '0x0300': 'SSL 3.0', '0x0002': 'SSL 2.0',
};

/** The name of a version's code point; reserved (GREASE) values are named as such. */
export function version(code) {
  const hex = String(code).toLowerCase();
  return VERSIONS[hex] ?? (/^0x([0-9a-f])a\1a$/.test(hex) ? 'GREASE' : hex);
}

/** "Chrome 141" where the agent's own words are that plain; its own words otherwise. */
export function agent(text) {
  const known = [
    [/Edg\/(\d+)/, 'Edge'], [/Firefox\/(\d+)/, 'Firefox'], [/Chrome\/(\d+)/, 'Chrome'], [/Version\/(\d+)[.\d]* .*Safari\//, 'Safari'],
    [/^curl\/([\d.]+)/, 'curl'],
  ];
  for (const [pattern, name] of known) {
    const found = pattern.exec(text);
    if (found) {
      return `${name} ${found[1]}`;
    }
  }
  return text.length > 60 ? text.slice(0, 60) + '…' : text;
}

const pad = (n, width = 2) => String(n).padStart(width, '0');

/** Local time of day; with its date where that is not today. */
export function localTime(iso, now = new Date()) {
  const at = new Date(iso);
  const time = `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
  if (at.toDateString() === now.toDateString()) {
    return time;
  }
  const year = at.getFullYear() === now.getFullYear() ? {} : {year: 'numeric'};
  return at.toLocaleDateString(undefined, {day: 'numeric', month: 'short', ...year}) + ' ' + time.slice(0, 5);
}

/** Local date. */
export const localDate = iso => new Date(iso).toLocaleDateString(undefined, {day: 'numeric', month: 'short', year: 'numeric'});

/** The same in UTC, whole. */
export function utcTime(iso) {
  return new Date(iso).toISOString().replace('T', ' ').replace('Z', ' UTC');
}

export const plural = (n, one, many = one + 's') => `${n.toLocaleString()} ${n === 1 ? one : many}`;

export function milliseconds(ms) {
  return ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A number of bytes with its unit, by thousands. */
export function bytes(n) {
  let unit = 0;
  let value = n;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value).toLocaleString()} ${UNITS[unit]}`;
}

export const percent = share => share === 0 ? '0 %' : share < 0.001 ? '< 0.1 %' : `${(share * 100).toFixed(share < 0.1 && share > 0 ? 1 : 0)} %`;

/** How long ago, in the largest unit that fits: "3 min", "2 h", "5 days". */
export function span(from, to = Date.now()) {
  const seconds = Math.max(0, (new Date(to) - new Date(from)) / 1000);
  const [size, unit] = [[86_400, 'day'], [3600, 'h'], [60, 'min'], [1, 's']].find(([size]) => seconds >= size) ?? [1, 's'];
  const n = Math.floor(seconds / size);
  return unit === 'day' ? plural(n, 'day') : `${n} ${unit}`;
}

/** host:port, as one would write it. */
export function target({destination = {}}) {
  const host = destination.domain ?? destination.ip ?? 'unknown';
  return (host.includes(':') ? `[${host}]` : host) + (destination.port ? ':' + destination.port : '');
}

/** A client program's family, for counting. */
export function family(text = '') {
  const known = [[/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\//, 'Firefox'], [/Chrom(e|ium)\//, 'Chrome'], [/Safari\//, 'Safari'], [/^curl\//, 'curl']];
  return known.find(([pattern]) => pattern.test(text))?.[1] ?? (text ? text.split(/[\/ (]/)[0].slice(0, 30) : 'not told');
}

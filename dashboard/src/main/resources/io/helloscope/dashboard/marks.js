// What the person at this browser has acknowledged or muted, with a note. Kept in this browser only: nobody else sees it.

const KEY = 'helloscope.marks';
const MOST = 500;
const DAY = 86_400_000;

/** How long something can be muted, in days; 0 is until it is taken back. */
export const SPANS = [[1, 'a day'], [7, 'a week'], [30, '30 days'], [0, 'good']];

function read() {
  try {
    const marks = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return {seen: marks.seen ?? {}, muted: marks.muted ?? {}};
  } catch {
    return {seen: {}, muted: {}};
  }
}

let marks = read();
addEventListener('storage', event => {
  if (event.key === KEY) {
    marks = read();
  }
});

function write() {
  for (const kind of ['seen', 'muted']) {
    const entries = Object.entries(marks[kind]);
    marks[kind] = Object.fromEntries(entries.sort(([, a], [, b]) => b.at - a.at).slice(0, MOST));
  }
  try {
    localStorage.setItem(KEY, JSON.stringify(marks));
  } catch {
    // A browser that keeps nothing: the marks hold until the page is left.
  }
}

const kindOf = row => `${row.host}:${row.port ?? ''} ${row.cause}`;

/** The mark of an incident: {what: 'seen' | 'muted', note, at, until}, or undefined. */
export function markOf(row, now = Date.now()) {
  const muted = marks.muted[kindOf(row)];
  if (muted && (!muted.until || muted.until > now)) {
    return {what: 'muted', ...muted};
  }
  return marks.seen[row.id] && {what: 'seen', ...marks.seen[row.id]};
}

export function acknowledge(row, note) {
  marks.seen[row.id] = {note, at: Date.now()};
  write();
}

/** Mutes this host, port and cause; 0 days is for good. */
export function mute(row, note, days) {
  marks.muted[kindOf(row)] = {note, at: Date.now(), ...(days > 0 ? {until: Date.now() + days * DAY} : {})};
  write();
}

export function takeBack(row) {
  delete marks.seen[row.id];
  delete marks.muted[kindOf(row)];
  write();
}

export const any = () => Object.keys(marks.seen).length + Object.keys(marks.muted).length > 0;

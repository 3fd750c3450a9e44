// Small pieces that several pages use. Peers' words are text nodes, never markup.

import {h} from './preact.js';
import {to} from './router.js';
import {CONFIDENCES, PARTIES, PHASES, localDate, localTime, utcTime} from './words.js';

export const headline = (title, lead, ...more) => h('div', {class: 'headline'}, h('h1', null, title), lead && h('p', {class: 'lead'}, lead), ...more);

export const section = (heading, content, props = {}) => h('section', props, h('h2', null, heading), content);

/** Local time, UTC where one points at it. */
export const time = (iso, props = {}) => h('time', {dateTime: iso, title: utcTime(iso), ...props}, localTime(iso));

/** Local date, the time in UTC where one points at it. */
export const date = iso => h('time', {dateTime: iso, title: utcTime(iso)}, localDate(iso));

export function phaseBadge(code) {
  const phase = PHASES[code] ?? {name: code ?? 'unknown', mark: ''};
  return h('b', {class: 'phase ' + code}, h('span', {'aria-hidden': 'true'}, phase.mark), ' ', phase.name);
}

export function confidence(code) {
  const {level, meaning} = CONFIDENCES[code] ?? {level: 0, meaning: ''};
  return h('span', {class: 'sure', title: meaning},
      h('span', {class: 'dots', 'aria-hidden': 'true'}, '●'.repeat(level) + '○'.repeat(3 - level)), ' ', code);
}

export const party = code => PARTIES[code] ?? code ?? 'not known';

export const hostLink = (host, text = host) => h('a', {href: to('/host', {name: host})}, text);
export const clientLink = (ip, text = ip) => h('a', {href: to('/client', {name: ip})}, text);
export const causeLink = code => h('a', {href: '/causes.html#' + encodeURIComponent(code)}, h('code', null, code));

/** What stands between backticks is code. */
export const coded = text => String(text ?? '').split('`').map((piece, i) => i % 2 ? h('code', null, piece) : piece);

/** A button that copies; its words tell what came of it. */
export function copyButton(text, name) {
  return navigator.clipboard && h('button', {type: 'button', class: 'copy', 'aria-label': 'Copy: ' + name, onClick: event => copy(event.currentTarget, text)}, 'Copy');
}

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Not allowed';
  }
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 1500);
}

/** A command with a button that copies it. */
export const command = (text, name = text) => h('div', {class: 'command'}, h('pre', {class: 'wrap', tabIndex: 0, 'aria-label': name}, text), copyButton(text, name));

export const problem = (what, message, again) => h('p', {class: 'error', role: 'alert'}, what, ': ', message, ' ',
    again && h('button', {type: 'button', onClick: again}, 'Try again'));

export const quiet = text => h('p', {class: 'card quiet'}, text);

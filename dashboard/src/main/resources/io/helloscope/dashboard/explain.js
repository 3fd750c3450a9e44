// What a pasted error means. The pasted text is never shown anew, and all answers are text nodes.

import * as api from './api.js';
import {h} from './preact.js';
import {coded, command, headline, phaseBadge, time} from './parts.js';
import {rewrite, to} from './router.js';
import {AUDIENCES} from './words.js';

/** Longer texts stay out of the address. */
const LONGEST_LINK = 1000;
const IN_FULL = 3;
const EXAMPLES = ['ERR_SSL_PROTOCOL_ERROR', 'curl: (60)', '-107', 'x509: certificate signed by unknown authority', 'works through the proxy, fails without'];

const state = {text: '', asked: '', answer: undefined, error: '', loading: false};
let question = 0;
let draw = () => {};

export const title = () => 'Explain an error';

export function enter({app, query}) {
  draw = app.draw;
  const text = query.get('text') ?? '';
  if (text !== state.asked) {
    ask(text);
  }
}

async function ask(text) {
  const number = ++question;
  Object.assign(state, {text, asked: text.trim(), answer: undefined, error: '', loading: text.trim() !== ''});
  rewrite({text: state.asked.length <= LONGEST_LINK ? state.asked : ''});
  draw();
  if (!state.asked) {
    return;
  }
  try {
    const answer = await api.explain(state.asked);
    if (number === question) {
      state.answer = answer;
    }
  } catch (failed) {
    if (number === question) {
      state.error = failed.message;
    }
  }
  if (number === question) {
    state.loading = false;
    draw();
  }
}

export function page() {
  return [
    headline('Explain an error', 'Paste what a browser, tool or library says, with whatever stands around it: a line of a log, a stack trace, the page’s '
        + 'sentences, a number. A request in the background has no page of its own: its error is in the browser’s console.'),
    h(form),
    h('div', {role: 'status', 'aria-live': 'polite'},
        state.loading && h('p', {class: 'card quiet'}, 'Looking it up…'),
        state.error && h('p', {class: 'error'}, 'This could not be looked up: ', state.error),
        state.answer && h(answer, {answer: state.answer})),
  ];
}

function form() {
  const send = event => {
    event.preventDefault();
    ask(state.text);
  };
  return h('form', {class: 'ask', onSubmit: send},
      h('label', {for: 'text'}, 'Error text or number'),
      h('textarea', {id: 'text', rows: 5, value: state.text, spellcheck: false, autocomplete: 'off',
        onInput: event => { state.text = event.target.value; },
        onKeyDown: event => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && send(event)}),
      h('p', {class: 'fine'}, h('button', {type: 'submit'}, 'Explain'), ' For example: ',
          EXAMPLES.map((text, i) => [i > 0 && ' · ', h('a', {key: text, href: to('/explain', {text}), onClick: event => {
            event.preventDefault();
            ask(text);
          }}, text)])));
}

function answer({answer}) {
  const {summary, phase, errors = [], causes = [], situations = [], near = [], incidents = []} = answer;
  return h('div', {class: 'explained'},
      h('p', {class: 'card verdict ' + (phase ?? '')}, phase && phaseBadge(phase), ' ', summary,
          answer.cut && ' Only the first 64 KiB were looked at.'),
      errors.length > 0 && part('Recognised', h('dl', {class: 'errors'}, errors.slice(0, 6).map(error =>
          h('div', {key: error.id}, h('dt', null, error.client),
              h('dd', null, h('code', null, error.text), error.code && ` (${error.code})`, error.hint && h('p', {class: 'fine'}, error.hint)))))),
      incidents.length > 0 && part('Incidents here that fit', h('ul', {class: 'fits'}, incidents.map(incident =>
          h('li', {key: incident.helloscope.incident}, h('a', {href: to('/incident', {id: incident.helloscope.incident})},
              `${incident.destination?.domain ?? incident.destination?.ip ?? ''}:${incident.destination?.port ?? ''}`), ' ',
          time(incident['@timestamp']), ' ',
          incident.helloscope.title)))),
      situations.map(situation => h('section', {class: 'card cause', key: situation.id}, h('h2', null, situation.title), h('p', null, situation.text),
          h('ul', {class: 'dots-list'}, situation.steps.map(step => h('li', {key: step}, coded(step)))))),
      causes.slice(0, IN_FULL).map(cause => h(causeCard, {key: cause.cause, cause})),
      causes.length > IN_FULL && part('Less likely', h('ul', {class: 'dots-list'}, causes.slice(IN_FULL).map(cause => h('li', {key: cause.cause},
          h('a', {href: '/causes.html#' + cause.cause}, cause.title), cause.sign && `: ${cause.sign}`)))),
      near.length > 0 && part('The nearest that are known', h('ul', {class: 'fits'}, near.map(error => h('li', {key: error.id},
          h('a', {href: to('/explain', {text: error.text})}, h('code', null, error.text)), ` ${error.client}`)))));
}

const part = (heading, content) => h('section', {class: 'card part'}, h('h2', null, heading), content);

function causeCard({cause}) {
  return h('section', {class: 'card cause ' + cause.phase},
      h('h2', null, h('a', {href: '/causes.html#' + cause.cause}, cause.title)),
      h('p', {class: 'fine'}, phaseBadge(cause.phase), ' ', h('code', null, cause.cause)),
      h('p', null, coded(cause.explanation)),
      cause.sign && h('p', null, h('b', null, 'It is this one if: '), coded(cause.sign), '.'),
      cause.check && command(cause.check, 'Command that shows it'),
      h('ul', {class: 'dots-list'}, cause.remedies.map(({audience, text}) =>
          h('li', {key: text}, h('b', null, (AUDIENCES[audience] ?? audience) + ': '), coded(text)))));
}

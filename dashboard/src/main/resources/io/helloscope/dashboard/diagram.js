// The handshake as a sequence diagram, drawn to the width there is, so that its letters keep their size.

import {Component, h} from './preact.js';
import {steps} from './sequence.js';
import {bytes} from './words.js';

const NAMES = {client: 'client', proxy: 'this proxy', next: 'next proxy', server: 'server'};
const HEAD = 34;
const STEP = 46;

export class Diagram extends Component {
  constructor() {
    super();
    this.hold = element => {
      this.element = element;
    };
  }

  componentDidMount() {
    this.observer = new ResizeObserver(([entry]) => this.setState({width: Math.round(entry.contentRect.width)}));
    this.observer.observe(this.element);
  }

  componentWillUnmount() {
    this.observer.disconnect();
  }

  render({document}, {width = 0}) {
    const all = steps(document);
    return h('div', {class: 'diagram', ref: this.hold},
        width > 0 && drawing(document, all, width),
        h('ol', {class: 'unseen'}, all.map((step, i) => h('li', {key: i}, asText(step)))),
        h('p', {class: 'fine'}, sizes(document)));
  }
}

/** A step as a line of text. */
export function asText({from, to, label, note, broke}) {
  return (from === to ? `${NAMES[from]}: ` : `${NAMES[from]} to ${NAMES[to]}: `) + label + (note ? ` (${note})` : '') + (broke ? ' - here it broke' : '');
}

function sizes({source = {}, destination = {}}) {
  const parts = [source.bytes !== undefined && `${bytes(source.bytes)} from the client`, destination.bytes !== undefined && `${bytes(destination.bytes)} from the server`];
  return parts.some(Boolean) ? 'In all ' + parts.filter(Boolean).join(' and ') + ' passed.' : '';
}

function drawing(document, all, width) {
  const lanes = document.helloscope?.next_proxy ? ['client', 'proxy', 'next', 'server'] : ['client', 'proxy', 'server'];
  const edge = Math.min(70, width / 7);
  const x = Object.fromEntries(lanes.map((lane, i) => [lane, edge + (width - 2 * edge) * i / (lanes.length - 1)]));
  const height = HEAD + all.length * STEP + 14;
  return h('svg', {width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true', class: 'sequence'},
      lanes.map(lane => [
        h('line', {key: lane, x1: x[lane], x2: x[lane], y1: HEAD - 8, y2: height, class: 'lane'}),
        h('text', {key: lane + 'name', x: x[lane], y: 16, 'text-anchor': 'middle', class: 'lane-name'}, NAMES[lane]),
      ]),
      all.map((step, i) => arrow(step, HEAD + (i + 1) * STEP - 12, x, width, i)));
}

function arrow({from, to, label, note, broke, end}, y, x, width, key) {
  const kind = 'step' + (broke ? ' broke' : '') + (end ? ' end' : '');
  if (from === to) {
    return h('g', {key, class: kind},
        h('circle', {cx: x[from], cy: y - 8, r: 5}),
        text(label, x[from] + 12, y - 10, 'start', width - x[from] - 16), note && text(note, x[from] + 12, y + 6, 'start', width - x[from] - 16, 'note'));
  }
  const right = x[to] > x[from];
  const tip = x[to] - (right ? 3 : -3);
  const middle = (x[from] + x[to]) / 2;
  const room = Math.abs(x[to] - x[from]) - 12;
  return h('g', {key, class: kind},
      text(label, middle, y - 7, 'middle', room),
      h('line', {x1: x[from], x2: tip, y1: y, y2: y}),
      broke && end ? h('path', {d: `M${tip - 6} ${y - 6}l12 12m0 -12l-12 12`})
        : h('path', {d: right ? `M${tip - 7} ${y - 5}L${tip} ${y}L${tip - 7} ${y + 5}` : `M${tip + 7} ${y - 5}L${tip} ${y}L${tip + 7} ${y + 5}`}),
      note && text(note, middle, y + 14, 'middle', room, 'note'));
}

/** About what fits; the whole of it is in the list for screen readers and where one points at it. */
function text(words, x, y, anchor, room, kind = '') {
  const most = Math.max(8, Math.floor(room / (kind ? 6.1 : 7)));
  return h('text', {x, y, 'text-anchor': anchor, class: kind}, words.length > most ? [words.slice(0, most - 1) + '…', h('title', null, words)] : words);
}

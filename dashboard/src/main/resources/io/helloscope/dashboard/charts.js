// Charts over time. The library draws on a canvas, so it is told the colours of the page, and a table says the same to screen readers.

import {Component, h} from './preact.js';
import {SCRIPT, STYLE} from './uplot.js';
import {localTime} from './words.js';

let library;

/** Fetched when the first chart is drawn. */
function uplot() {
  library ??= new Promise((done, failed) => {
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = STYLE;
    const script = document.createElement('script');
    script.src = SCRIPT;
    script.addEventListener('load', () => done(window.uPlot));
    script.addEventListener('error', () => {
      library = undefined;
      failed(new Error('the chart could not be loaded'));
    });
    document.head.append(style, script);
  });
  return library;
}

const HEIGHT = 220;
const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Opaque, as the areas lie upon each other. */
function mixed(one, other, share) {
  const part = (text, i) => parseInt(text.slice(1 + 2 * i, 3 + 2 * i), 16);
  return `rgb(${[0, 1, 2].map(i => Math.round(part(one, i) * share + part(other, i) * (1 - share))).join(' ')})`;
}

const dark = matchMedia('(prefers-color-scheme: dark)');

/**
 * `times` are milliseconds; `lines` are {key, name, values, tone} and stacked; `usual` is one value a time, drawn as a dashed line.
 * `step` is the length of a time, `unit` names what is counted.
 */
export class TimeChart extends Component {
  constructor() {
    super();
    this.hold = element => {
      this.element = element;
    };
    this.again = () => this.make();
  }

  componentDidMount() {
    this.observer = new ResizeObserver(() => this.chart?.setSize({width: this.element.clientWidth, height: HEIGHT}));
    this.observer.observe(this.element);
    dark.addEventListener('change', this.again);
    this.make();
  }

  componentDidUpdate(before) {
    if (before.stamp !== this.props.stamp) {
      this.make();
    }
  }

  componentWillUnmount() {
    this.gone = true;
    this.observer.disconnect();
    dark.removeEventListener('change', this.again);
    this.chart?.destroy();
  }

  async make() {
    let Plot;
    try {
      Plot = await uplot();
    } catch (failed) {
      this.setState({error: failed.message});
      return;
    }
    if (this.gone) {
      return;
    }
    this.chart?.destroy();
    const {lines, usual, unit} = this.props;
    // A step needs its end: the last value once more, where its time is over.
    const closed = values => [...values, values.at(-1)];
    const times = [...this.props.times, this.props.times.at(-1) + this.props.step];
    const stacked = stack(lines.map(line => closed(line.values)));
    const axis = {stroke: colour('--soft'), grid: {stroke: colour('--line'), width: 1}, ticks: {stroke: colour('--line'), width: 1}, font: '12px system-ui, sans-serif'};
    const series = lines.map((line, i) => ({
      label: line.name, stroke: colour(line.tone), fill: mixed(colour(line.tone), colour('--card'), 0.45), width: 1.5, points: {show: false},
      value: (self, value, at, index) => (index === null || index === undefined ? '–' : `${line.values[Math.min(index, line.values.length - 1)]} ${unit}`), paths: Plot.paths.stepped({align: 1}),
    })).reverse();
    const baseline = usual ? [{label: 'usual', stroke: colour('--ink'), dash: [5, 4], width: 1.5, points: {show: false}, paths: Plot.paths.stepped({align: 1}),
      value: (self, value) => (value === null || value === undefined ? '–' : `${value.toFixed(1)} ${unit}`)}] : [];
    this.chart = new Plot({
      width: this.element.clientWidth, height: HEIGHT, padding: [10, 8, 0, 0],
      cursor: {y: false}, legend: {live: true},
      scales: {y: {range: (self, low, high) => [0, Math.max(4, Math.ceil(high * 1.1))]}},
      axes: [{...axis, space: 70, values: hours}, {...axis, size: 46, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000]}],
      series: [{label: 'from', value: (self, value) => (value === null || value === undefined ? '–' : localTime(value * 1000))}, ...series, ...baseline],
    }, [times.map(at => at / 1000), ...stacked.reverse(), ...(usual ? [closed(usual)] : [])], this.element);
  }

  render({times, lines, usual, unit, name}, {error}) {
    return h('div', {class: 'chart'},
        error && h('p', {class: 'fine'}, error),
        h('div', {ref: this.hold, class: 'canvas', 'aria-hidden': 'true'}),
        h('div', {class: 'unseen'}, h('table', null, h('caption', null, name),
            h('thead', null, h('tr', null, h('th', {scope: 'col'}, 'from'), lines.map(line => h('th', {key: line.key, scope: 'col'}, `${line.name}, ${unit}`)), usual && h('th', {scope: 'col'}, 'usual'))),
            h('tbody', null, times.map((at, i) => h('tr', {key: at}, h('th', {scope: 'row'}, localTime(at)), lines.map(line => h('td', {key: line.key}, line.values[i])), usual && h('td', null, usual[i]?.toFixed(1))))))));
  }
}

/** Each line upon the sum of those before it. */
function stack(values) {
  const sums = [];
  return values.map(line => line.map((value, i) => (sums[i] = (sums[i] ?? 0) + value)));
}

/** Hours of the day; the day where it begins. */
function hours(self, splits) {
  return splits.map(seconds => {
    const at = new Date(seconds * 1000);
    return at.getHours() === 0 && at.getMinutes() === 0 ? at.toLocaleDateString(undefined, {day: 'numeric', month: 'short'})
      : `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
  });
}

export const TONES = {server: '--tone-1', network: '--tone-2', client: '--tone-3', 'client-side-interceptor': '--tone-4', proxy: '--tone-5', 'upstream-proxy': '--tone-6', unknown: '--tone-7'};

/** Shares as bars with their numbers: [{key, name, value, tone, href}]. */
export function bars({list, unit, of}) {
  const most = Math.max(1, ...list.map(one => one.value));
  return h('ul', {class: 'bars'}, list.map(one => h('li', {key: one.key},
      h('span', {class: 'bar-name'}, one.href ? h('a', {href: one.href}, one.name) : one.name),
      h('span', {class: 'bar-value'}, one.value.toLocaleString(), unit && ' ' + unit, of > 0 && h('span', {class: 'fine'}, ` ${Math.round(100 * one.value / of)} %`)),
      h('span', {class: 'track', 'aria-hidden': 'true'}, h('span', {class: 'fill', style: {width: 100 * one.value / most + '%', background: `var(${one.tone ?? '--link'})`}})))));
}

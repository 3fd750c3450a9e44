// A long list of which only the part near the window is in the document. Rows have one height, so that the place of each is known.

import {Component, h} from './preact.js';

const BEYOND = 8;
const narrow = matchMedia('(max-width: 46rem)');

/** `heights` are those of a row in rem, wide and narrow; `row(item, index)` draws one, `near` is called when the end comes near. */
export class Windowed extends Component {
  constructor() {
    super();
    this.look = () => {
      this.frame ??= requestAnimationFrame(() => {
        this.frame = undefined;
        this.measure();
      });
    };
    this.hold = element => {
      this.element = element;
    };
  }

  componentDidMount() {
    addEventListener('scroll', this.look, {passive: true});
    addEventListener('resize', this.look);
    narrow.addEventListener('change', this.look);
    this.measure();
  }

  componentDidUpdate() {
    this.measure();
  }

  componentWillUnmount() {
    removeEventListener('scroll', this.look);
    removeEventListener('resize', this.look);
    narrow.removeEventListener('change', this.look);
    cancelAnimationFrame(this.frame);
  }

  rowHeight() {
    return this.props.heights[narrow.matches ? 1 : 0] * parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  measure() {
    if (!this.element) {
      return;
    }
    const height = this.rowHeight();
    const above = -this.element.getBoundingClientRect().top;
    const from = Math.max(0, Math.floor(above / height) - BEYOND);
    const until = Math.min(this.props.items.length, Math.ceil((above + innerHeight) / height) + BEYOND);
    if (from !== this.state.from || until !== this.state.until || height !== this.state.height) {
      this.setState({from, until: Math.max(from, until), height});
    }
    if (until >= this.props.items.length - BEYOND) {
      this.props.near?.();
    }
  }

  render({items, row, name, class: kind = ''}, {from = 0, until = 30, height = this.rowHeight()}) {
    const begin = Math.min(from, items.length);
    const end = Math.min(until, items.length);
    return h('ol', {ref: this.hold, class: 'windowed ' + kind, 'aria-label': name, style: {height: items.length * height + 'px'}},
        items.slice(begin, end).map((item, i) => h('li', {
          key: item.id, class: 'slot', 'aria-setsize': items.length, 'aria-posinset': begin + i + 1,
          style: {top: (begin + i) * height + 'px', height: height + 'px'},
        }, row(item, begin + i))));
  }
}

// What is around every page: name, ways to the others, numbers, and whether it is live.

import {Component, h} from './preact.js';
import {localTime, utcTime} from './words.js';

const WAYS = [
  ['/', 'Overview'], ['/incidents', 'Incidents', '/incident'], ['/hosts', 'Hosts', '/host'], ['/clients', 'Clients', '/client'],
  ['/interception', 'Interception'], ['/explain', 'Explain an error'], ['/causes.html', 'Causes'], ['/connect', 'Connect'],
  ['/settings', 'Settings'], ['/about', 'About'],
];

export function shell({app, path, content}) {
  return [
    h('a', {class: 'skip', href: '#main', onClick: event => {
      event.preventDefault();
      document.getElementById('main').focus();
    }}, 'Skip to the content'),
    h(Top, {app, path}),
    h('main', {id: 'main', tabIndex: -1}, app.error && h('p', {class: 'error', role: 'alert'}, app.error), content),
    h('footer', null, h('p', {class: 'fine'},
        app.about && ['Helloscope ' + app.about.version + ', running since ',
          h('time', {dateTime: app.about.started_at, title: utcTime(app.about.started_at)}, localTime(app.about.started_at)), '. Times are local; UTC is in their tooltips.'])),
    h('p', {class: 'unseen', role: 'status', 'aria-live': 'polite'}, app.spoken),
  ];
}

class Top extends Component {
  render({app, path}, {open = false}) {
    const {summary, stream} = app;
    return h('header', {class: 'top'},
        h('div', {class: 'bar'},
            h('a', {class: 'brand', href: '/'}, h('img', {src: '/favicon.svg', alt: '', width: 28, height: 28}), 'Helloscope'),
            h('dl', {class: 'numbers', 'aria-label': 'Since the start'},
                number('active incidents', summary?.incidents.active, summary?.incidents.active > 0 ? 'bad' : ''),
                number('connections seen', summary?.connections.seen),
                number('healthy', summary?.connections.healthy, 'good')),
            h('p', {class: stream === 'live' ? 'live on' : 'live off', role: 'status'}, h('span', {class: 'lamp', 'aria-hidden': 'true'}),
                stream === 'live' ? 'Live' : 'Reconnecting…'),
            h('button', {type: 'button', class: 'menu', 'aria-expanded': String(open), 'aria-controls': 'pages',
              onClick: () => this.setState({open: !open})}, 'Menu')),
        h('nav', {id: 'pages', class: open ? 'pages open' : 'pages', 'aria-label': 'Pages', onClick: () => this.setState({open: false})},
            WAYS.map(([href, name, under]) => h('a', {key: href, href, 'aria-current': href === path ? 'page' : under === path ? 'true' : null}, name))));
  }
}

function number(name, value, kind = '') {
  return h('div', {class: kind}, h('dt', null, name), h('dd', null, value === undefined ? '–' : value.toLocaleString()));
}

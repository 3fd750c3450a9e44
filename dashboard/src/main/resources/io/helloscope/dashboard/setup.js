// How to point a browser or a program at the proxy, with the commands that work for addresses of this machine too.

import {copyButton} from './parts.js';
import {h} from './preact.js';

/** Where the proxy listens, as another program would write it. */
function proxyAddress(about) {
  const listen = about?.listen?.proxy?.[0] ?? '127.0.0.1:3128';
  const port = listen.slice(listen.lastIndexOf(':') + 1);
  const host = listen.slice(0, listen.lastIndexOf(':'));
  return {host: ['0.0.0.0', '[::]', '[0:0:0:0:0:0:0:0]'].includes(host) ? location.hostname : host, port};
}

export function setup({about}) {
  const {host, port} = proxyAddress(about);
  const proxy = `http://${host}:${port}`;
  return h('div', {class: 'setup'},
      h('p', {class: 'note'}, h('b', null, 'Addresses of your own machine: '),
          'browsers send localhost, 127.0.0.0/8 and ::1 past every proxy unless told otherwise, and no PAC file changes that. The commands below tell them.'),
      h('div', {class: 'ways'},
          way('One command', ['deploy/helloscope open https://localhost:3000/'],
              'Starts an installed browser with a throw-away profile that is set up for this proxy.'),
          way('Chromium, Chrome, Edge', [`chromium --proxy-server=${proxy} \\`, "  --proxy-bypass-list='<-loopback>' \\", '  --user-data-dir=$(mktemp -d)'],
              'A profile of its own, so that a browser that already runs does not take the window over.'),
          way('Firefox', ['network.proxy.type = 1', `network.proxy.http = ${host}`, `network.proxy.http_port = ${port}`,
            `network.proxy.ssl = ${host}`, `network.proxy.ssl_port = ${port}`, 'network.proxy.allow_hijacking_localhost = true'],
              'In about:config; the last one is for addresses of your own machine.'),
          way('curl', [`curl --noproxy '' -x ${proxy} \\`, '  https://localhost:3000/']),
          way('Java', [`java -Dhttps.proxyHost=${host} \\`, `  -Dhttps.proxyPort=${port} \\`, '  -Dhttp.nonProxyHosts= …'],
              'The empty list is needed: Java leaves localhost out as well.'),
          way('Node', ['NODE_USE_ENV_PROXY=1 NO_PROXY= \\', `  HTTPS_PROXY=${proxy} node …`], 'Node 24 and later.')));
}

function way(name, lines, remark) {
  const text = lines.join('\n');
  return h('section', {class: 'way'},
      h('div', {class: 'name'},
          h('h3', null, name),
          copyButton(text, name)),
      h('pre', {tabIndex: 0, 'aria-label': name}, text),
      remark && h('p', {class: 'fine'}, remark));
}

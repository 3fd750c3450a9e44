// How to point a browser or a program at the proxy.

import {h} from './preact.js';
import {headline} from './parts.js';
import {setup} from './setup.js';

export const title = () => 'Connect';

export function page({app}) {
  return [
    headline('Point a browser or a program at this proxy', 'Then open the address that fails: the answer is here within a second. Nothing is decrypted, and no certificate has to be installed.'),
    h('section', {class: 'card padded'}, h(setup, {about: app.about})),
  ];
}

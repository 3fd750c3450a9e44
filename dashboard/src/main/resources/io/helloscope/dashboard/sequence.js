// What was said, in order, as far as a document tells it: the steps that the diagram draws and the exported report lists.

import {milliseconds} from './words.js';

const MESSAGES = {
  H: 'HelloRequest', C: 'ClientHello', S: 'ServerHello', V: 'HelloVerifyRequest', T: 'NewSessionTicket', E: 'EndOfEarlyData', J: 'HelloRetryRequest',
  O: 'EncryptedExtensions', X: 'Certificate', K: 'ServerKeyExchange', R: 'CertificateRequest', N: 'ServerHelloDone', Y: 'CertificateVerify',
  G: 'ClientKeyExchange', F: 'Finished', W: 'CertificateURL', U: 'CertificateStatus', A: 'SupplementalData', P: 'KeyUpdate', M: 'MessageHash',
  I: 'ChangeCipherSpec', L: 'Alert', D: 'protected records', B: 'Heartbeat', Q: 'unknown record', Z: 'unknown message',
};
const CLOSES = {fin: 'closes (FIN)', reset: 'resets (RST)', timeout: 'gives up waiting'};
const MOST = 28;

/**
 * Steps from the first to the last: {from, to, label, note, broke}. `from` and `to` are client, proxy, next or server; where both are
 * the same it happened there. At most one step has `broke`: where the connection failed.
 */
export function steps(document) {
  const {helloscope: scope = {}, destination = {}} = document;
  const all = [...approach(document), ...messages(document)];
  if (scope.plaintext_reply) {
    all.push({from: 'server', to: 'client', label: 'plain text: ' + firstLine(scope.plaintext_reply), note: after(scope.timings?.answer, 'hello'), broke: true});
  }
  if (scope.close && scope.phase !== 'network') {
    all.push(end(scope.close));
  }
  const shown = all.length > MOST ? [...all.slice(0, MOST - 6), {from: 'proxy', to: 'proxy', label: `${all.length - MOST + 1} more messages`}, ...all.slice(-5)] : all;
  return oneBreak(shown, document.event?.outcome === 'failure', destination);
}

function approach({helloscope: scope = {}, destination = {}}) {
  const {timings = {}} = scope;
  const name = destination.domain ?? destination.ip ?? 'the server';
  const far = scope.next_proxy ? 'next' : 'server';
  const network = scope.phase === 'network';
  const all = [{from: 'client', to: 'proxy', label: ARRIVALS[scope.arrival] ?? `asks for ${name}`}];
  if (timings.dns !== undefined) {
    all.push({from: 'proxy', to: 'proxy', label: 'looks up the name', note: milliseconds(timings.dns), broke: network && timings.connect === undefined});
  }
  const reached = !network || timings.next_proxy !== undefined || destination.bytes !== undefined;
  if (timings.connect !== undefined || !network) {
    all.push({from: 'proxy', to: far, label: reached ? 'TCP connection' : 'TCP connection fails', note: timings.connect === undefined ? '' : milliseconds(timings.connect), broke: network && !reached});
  }
  if (scope.next_proxy) {
    all.push({from: 'next', to: 'server', label: 'is asked to connect', note: timings.next_proxy === undefined ? '' : milliseconds(timings.next_proxy), broke: network && reached});
  }
  return all;
}

const ARRIVALS = {connect: 'CONNECT', socks5: 'SOCKS5', socks: 'SOCKS', http: 'plain HTTP request'};

function messages({helloscope: scope = {}, tls = {}}) {
  const alerts = [...scope.alerts ?? []];
  const letters = collapsed(scope.history ?? '');
  let answered = false;
  return letters.map(({letter, times}) => {
    const byClient = letter === letter.toUpperCase();
    const sender = byClient ? 'client' : 'server';
    const step = {from: sender, to: byClient ? 'server' : 'client', label: (MESSAGES[letter.toUpperCase()] ?? 'unknown message') + (times > 1 ? ` × ${times}` : '')};
    if (letter.toUpperCase() === 'L') {
      const alert = alerts.splice(alerts.findIndex(one => one.sender === sender), 1)[0];
      return alert ? {...step, label: alertText(alert), broke: alert.level !== 1} : step;
    }
    if (letter === 'C') {
      step.note = versionsOf(scope.client);
    } else if (letter === 's') {
      step.note = [tls.version && `${tls.version_protocol === 'ssl' ? 'SSL' : 'TLS'} ${tls.version}`, tls.curve].filter(Boolean).join(', ');
    }
    if (!byClient && !answered) {
      answered = true;
      step.note = [step.note, after(scope.timings?.answer, 'hello')].filter(Boolean).join(', ');
    }
    return step;
  });
}

function collapsed(history) {
  const runs = [];
  for (const letter of history) {
    const last = runs.at(-1);
    if (last?.letter === letter && letter.toUpperCase() !== 'L') {
      last.times++;
    } else {
      runs.push({letter, times: 1});
    }
  }
  return runs;
}

const versionsOf = client => (client?.alpn?.length ? 'ALPN ' + client.alpn.join(', ') : '');
const after = (ms, what) => (ms === undefined ? '' : `${milliseconds(ms)} after the ${what}`);
const firstLine = text => text.split(/\\r|\\n|[\r\n]/)[0];

export function alertText({level, code, description}) {
  return code === undefined ? 'encrypted alert' : `${level === 1 ? 'warning' : 'alert'} ${description ?? ''} (${code})`;
}

function end({by, kind}) {
  const who = by === 'server' || by === 'client' ? by : 'proxy';
  const label = CLOSES[kind] ?? kind;
  return who === 'proxy' ? {from: 'proxy', to: 'proxy', label, end: true} : {from: who, to: who === 'client' ? 'server' : 'client', label, end: true};
}

/** The first step that broke it; the end where nothing else did. */
function oneBreak(all, failed) {
  let found = !failed;
  const marked = all.map(step => {
    const broke = Boolean(step.broke) && !found;
    found ||= broke;
    return {...step, broke};
  });
  if (!found && marked.length > 0) {
    marked.at(-1).broke = true;
  }
  return marked;
}

// An incident as a file to send: HTML or Markdown, whole in itself, made in the browser. Everything is escaped: it is opened elsewhere,
// where no policy forbids scripts.

import {checklist} from './checklist.js';
import {comparison} from './compare.js';
import {asText} from './diagram.js';
import {steps} from './sequence.js';
import {AUDIENCES, CLIENTS, PARTIES, PHASES, SOURCES, agent, plural, target, utcTime} from './words.js';

/** The same without the address of the client. */
export function named(document) {
  const ip = document.source?.ip;
  if (!ip) {
    return document;
  }
  const hidden = value => typeof value === 'string' ? value.split(ip).join('(client)') : Array.isArray(value) ? value.map(hidden)
    : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hidden(inner)])) : value;
  // A server on the client's own machine has its address too, and that one is the answer.
  return {...document, helloscope: document.destination?.ip === ip ? document.helloscope : hidden(document.helloscope), source: {...document.source, ip: '(left out)'}};
}

/** Parts {heading, lines | items | rows}; the two forms write the same. */
function parts({incident, healthy}) {
  const {helloscope: scope, source = {}, user_agent: client = {}} = incident;
  const chain = (scope.server?.chain ?? []).map(link => link.malformed ? 'a certificate that cannot be read'
    : `${link.subject}; issued by ${link.issuer}; valid ${link.not_before} to ${link.not_after}; ${link.key}, ${link.signature_algorithm}`);
  return [
    {rows: [
      ['Address', target(incident)], ['Failed in', `${PHASES[scope.phase]?.name ?? scope.phase}. ${PHASES[scope.phase]?.answer ?? ''}`],
      ['Caused by', PARTIES[scope.party] ?? scope.party], ['How sure', scope.confidence], ['Cause', scope.cause],
      ['When', utcTime(scope.first_seen ?? incident['@timestamp']) + (scope.last_seen && scope.last_seen !== scope.first_seen ? ` to ${utcTime(scope.last_seen)}` : '')],
      ['How often', plural(scope.reports?.count ?? 1, 'connection')], ['Client', [source.ip, client.original && agent(client.original)].filter(Boolean).join(', ')],
    ]},
    {lines: [scope.explanation]},
    {heading: 'Why', items: (scope.evidence ?? []).map(({from, text}) => `${SOURCES[from] ?? from}: ${text}`)},
    {heading: 'What to do', items: (scope.remedies ?? []).map(({audience, text}) => `${AUDIENCES[audience] ?? audience}: ${text}`)},
    {heading: 'Checked, and left to check', items: checklist(incident).map(({done, text, result, command}) => ({text: `${done ? '[x]' : '[ ]'} ${text}: ${result}`, command}))},
    {heading: 'What each client shows', rows: Object.entries(scope.client_errors ?? {}).map(([name, text]) => [CLIENTS[name] ?? name, text])},
    {heading: 'Step by step', items: steps(incident).map(asText)},
    {heading: 'Versions', items: (scope.versions ?? []).map(row => `${row.version}: client offers ${told(row.offered)}, server accepts ${told(row.accepted)}${row.answer ? ` (${row.answer})` : ''}`)},
    {heading: 'Certificate chain', items: chain},
    {heading: 'How the answer begins', lines: scope.plaintext_reply ? [scope.plaintext_reply] : []},
    {heading: 'Against the last healthy connection', rows: healthy ? comparison(incident, healthy).filter(row => row.differs).map(row => [row.name, `${row.now || '-'} (healthy: ${row.then || '-'})`]) : []},
    {heading: 'Everything that was asked', items: (scope.triage ?? []).map(({asked, question, answer}) => `${asked ?? question}: ${answer}`)},
  ].filter(part => (part.lines ?? part.items ?? part.rows).length > 0);
}

const told = known => known === undefined ? 'not known' : known ? 'yes' : 'no';

const escapeHtml = text => String(text).replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);

/** Backticks, pipes and all else that means something in Markdown or HTML lose their meaning; line breaks end a line. */
const escapeMarkdown = text => String(text).replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]()#+!|~<>&$@-]/g, '\\$&').replace(/\b(https?|ftp|mailto|www)([:.])/gi, '$1\\$2');

const fenced = text => {
  const longest = Math.max(2, ...[...String(text).matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
};

export function markdown(letter) {
  const {helloscope: scope} = letter.incident;
  const written = parts(letter).map(({heading, lines, items, rows}) => [
    heading && `## ${heading}`,
    lines && lines.map(escapeMarkdown).join('\n\n'),
    items && items.map(item => `- ${escapeMarkdown(item.text ?? item)}${item.command ? `\n\n${fenced(item.command).replace(/^/gm, '  ')}` : ''}`).join('\n'),
    rows && `| | |\n|---|---|\n${rows.map(([name, value]) => `| ${escapeMarkdown(name)} | ${escapeMarkdown(value)} |`).join('\n')}`,
  ].filter(Boolean).join('\n\n'));
  return `# ${escapeMarkdown(`${target(letter.incident)}: ${scope.title ?? scope.cause}`)}\n\n${written.join('\n\n')}\n\nMade by Helloscope, which relays and watches TLS and never decrypts it.\n`;
}

const STYLE = 'body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1a1f26;background:#fff}h1{font-size:1.5rem;line-height:1.25}'
  + 'h2{font-size:1.05rem;margin-top:1.6rem}th{text-align:left;font-weight:600;padding-right:1rem;vertical-align:top;white-space:nowrap}td{overflow-wrap:anywhere}'
  + 'pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f5f7;padding:.6rem;border-radius:6px}li{overflow-wrap:anywhere}footer{margin-top:2rem;color:#545d69;font-size:.875rem}';

export function html(letter) {
  const {helloscope: scope} = letter.incident;
  const heading = escapeHtml(`${target(letter.incident)}: ${scope.title ?? scope.cause}`);
  const written = parts(letter).map(({heading: name, lines, items, rows}) => [
    name && `<h2>${escapeHtml(name)}</h2>`,
    lines && lines.map(line => `<p>${escapeHtml(line)}</p>`).join(''),
    items && `<ul>${items.map(item => `<li>${escapeHtml(item.text ?? item)}${item.command ? `<pre>${escapeHtml(item.command)}</pre>` : ''}</li>`).join('')}</ul>`,
    rows && `<table>${rows.map(([key, value]) => `<tr><th scope="row">${escapeHtml(key)}</th><td>${escapeHtml(value)}</td></tr>`).join('')}</table>`,
  ].filter(Boolean).join('\n'));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${heading}</h1>
${written.join('\n')}
<footer>Made by Helloscope, which relays and watches TLS and never decrypts it.</footer>
</body>
</html>
`;
}

/** Hands a file to the person. */
export function save(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], {type: type + ';charset=utf-8'}));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

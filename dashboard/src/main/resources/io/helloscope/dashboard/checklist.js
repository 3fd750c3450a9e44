// At most five lines: what was tested by itself and what came of it, and what is left for a person, with the commands.

const LINES = 5;
const BY_ITSELF = 3;

/**
 * Lines {done, text, result, command}. Questions with the same answer are one line, since ten hellos that are all reset tell one thing.
 */
export function checklist({helloscope: scope = {}}) {
  const asked = grouped(scope.triage ?? []);
  const left = (scope.checks ?? []).map(({command, shows}) => ({done: false, text: 'See it yourself', command, result: shows}));
  const room = Math.max(BY_ITSELF, LINES - left.length);
  const done = asked.length <= room ? asked : [...asked.slice(0, room - 1), {done: true, text: `${asked.slice(room - 1).reduce((n, line) => n + line.times, 0)} further questions`,
    result: 'other answers each, see below', times: 1}];
  if (done.length === 0) {
    done.push({done: true, text: scope.settled === false ? 'The server is asked again just now' : 'The server was not asked again', result: scope.settled === false
        ? 'what it answers is here in some seconds' : scope.phase === 'network' ? 'no connection came about, so there was nobody to ask' : 'triage is off for it, or had nothing to add'});
  }
  return [...done, ...left].slice(0, LINES);
}

function grouped(triage) {
  const groups = new Map();
  for (const {asked, question, answer} of triage) {
    const key = String(answer).replace(/[0-9.]+ (ms|s)\b/g, '#');
    const group = groups.get(key);
    if (group) {
      group.times++;
      group.questions.add(asked ?? question);
    } else {
      groups.set(key, {times: 1, questions: new Set([asked ?? question]), answer});
    }
  }
  return [...groups.values()].map(({times, questions, answer}) => {
    const [first, ...others] = questions;
    const more = times - 1;
    return {done: true, times, text: `Asked ${first}` + (more > 0 ? others.length > 0 ? ` and ${more} more` : `, ${times} times` : ''), more: others, result: answer};
  });
}

import type { Example } from '../../../content/example-schema.ts';
import { h, setText } from '../../dom.ts';
import type { Command } from '../../platform-client.ts';
import type { LoadEvent, ResponseEvent } from '../../state.ts';
import { panelFrame } from '../panel.ts';
import type { Panel } from '../panel.ts';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];
/** Bounds of a load, so that a slip of the finger does not keep the page busy for minutes. */
const MOST_REQUESTS = 2000;
const MOST_CONNECTIONS = 64;
/** Characters of a body that are shown. */
const SHOWN_BODY = 4000;

/** Sends one request, or many, through the router, and shows what came back. */
export function requestPanel(presets: Example['requests'], send: (command: Command) => void): Panel {
  const method = h('select', { 'aria-label': 'Method' }, ...METHODS.map((name) => h('option', {}, name)));
  const path = h('input', { 'aria-label': 'Path', required: true, spellcheck: 'false', autocapitalize: 'off' });
  const body = h('textarea', { 'aria-label': 'Body', rows: 2, spellcheck: 'false', class: 'request-body' });
  const bodyLine = h('label', { class: 'request-body-line' }, h('span', { class: 'fact' }, 'Body'), body);
  const jar = h('input', { type: 'checkbox', checked: true });
  const cookies = h('output', { class: 'fact' });
  const submit = h('button', { class: 'press', 'data-send': true }, 'Send');
  const count = number('requests', 20, MOST_REQUESTS);
  const connections = number('connections', 4, MOST_CONNECTIONS);
  const load = h(
    'button',
    {
      type: 'button',
      onclick: () =>
        form.reportValidity() &&
        send({ command: 'load', ...target(), count: count.value(), connections: connections.value() }),
    },
    'Load',
  );
  const answer = h('dl', { 'aria-label': 'Response' });
  const progress = h('p', { class: 'fact' });

  const target = () => ({ method: method.value, path: path.value, headers: {}, jar: jar.checked });
  const showBody = () => (bodyLine.hidden = method.value === 'GET' || method.value === 'DELETE');
  method.onchange = showBody;
  const form = h(
    'form',
    {
      class: 'http',
      onsubmit: (event) => {
        event.preventDefault();
        send({ command: 'request', ...target(), body: bodyLine.hidden || body.value === '' ? null : body.value });
      },
    },
    h('div', { class: 'line' }, method, path, submit),
    bodyLine,
    h('div', { class: 'jar' }, h('label', {}, jar, ' keep cookies'), cookies),
    h('div', { class: 'load' }, count.element, connections.element, load),
    progress,
    answer,
  );
  path.pattern = '/.*';
  path.title = 'a path, beginning with /';

  const choose = (index: number) => {
    const preset = presets[index];
    if (preset === undefined) return;
    method.value = preset.method;
    path.value = preset.path;
    body.value = preset.body ?? '';
    showBody();
  };
  const preset = h(
    'select',
    { class: 'small', 'aria-label': 'Ready-made requests', onchange: () => choose(preset.selectedIndex) },
    ...presets.map(({ label }) => h('option', {}, label)),
  );
  choose(0);
  let shown: ResponseEvent | null = null;

  return {
    element: panelFrame('http-p', 'Request', preset, form),
    draw(view) {
      const live = view.phase === 'running' && view.task?.kind === 'run';
      submit.disabled = load.disabled = !live;
      setText(progress, view.load === null ? '' : loadText(view.load));
      setText(cookies, view.cookies.length === 0 ? 'the jar is empty' : view.cookies.join('; '));
      answer.hidden = view.response === null;
      // The same answer is not drawn twice, so that a selection in it stays.
      if (view.response !== null && view.response !== shown) answer.replaceChildren(...answerRows(view.response));
      shown = view.response;
    },
  };
}

function number(name: string, value: number, most: number) {
  const input = h('input', { type: 'number', value, min: 1, max: most, step: 1, required: true, inputmode: 'numeric' });
  return { element: h('label', {}, name, input), value: () => input.valueAsNumber };
}

function loadText({ sent, total, statuses, done }: LoadEvent): string {
  const parts = Object.entries(statuses).map(([status, times]) => `${times} × ${status}`);
  return `${done ? 'sent' : 'sending'} ${sent} of ${total}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}

function answerRows(response: ResponseEvent): Node[] {
  const wrong = response.status >= 400;
  const text = response.body.length > SHOWN_BODY ? `${response.body.slice(0, SHOWN_BODY)} … (cut)` : response.body;
  const number = response.number === null ? '' : ` \u00a0 #${response.number}`;
  return [
    ...row(
      'status',
      h('b', { class: wrong ? 'is-wrong' : 'is-holds' }, String(response.status)),
      wrong ? ' refused' : ' answered',
    ),
    ...row('from', `${response.process ?? 'the router'} \u00a0 ${Math.round(response.milliseconds)} ms${number}`),
    ...row(
      'headers',
      h('details', {}, h('summary', {}, String(Object.keys(response.headers).length)), headers(response.headers)),
    ),
    ...row('body', h('pre', { class: 'answer-body', tabindex: 0, 'aria-label': 'Body of the response' }, text)),
  ];
}

function row(name: string, ...content: (Node | string)[]): Node[] {
  return [h('dt', {}, name), h('dd', {}, ...content)];
}

function headers(all: Record<string, string>): Node {
  return h(
    'pre',
    {},
    Object.entries(all)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
  );
}

// What was measured, as Markdown: medians with the least and the most of all runs, and the aims with their verdicts.

const spooled = 'Easel, safe on disk';
const whole = 'Easel, the whole job';
const labels = {
  'openai-node': 'openai-node',
  'google-genai': '@google/genai',
  'ai-sdk': 'Vercel AI SDK',
  fetch: 'fetch + JSON.parse',
  limit: 'bare bytes (the limit)',
};

/** Why aims that are not required are missed; as true of the next run as of the last. */
const account = `## Why aims are missed

- The whole job is held against what the SDKs do once: it reads every picture again from the spool, marks it, hashes it, and
  writes and syncs a second file, and it begins when the reply is over. That costs about as much again as receiving.
- "The limit" gets the pictures as bare bytes: a quarter less to receive, nothing to look for, to decode, to check for being a
  whole picture or to hash. Easel also lets others have their turn every half megabyte, which is what keeps stalls short.
- The event streams are 10 and 15 MB. About half of the CPU there is what the first exchange of a process costs (code that is
  cold, a TLS context): in one process the Gemini stream took 130 ms, and 50 to 75 from the third time on.`;

export function report({ rows, activation, vsixBytes, machine, runs, load, took }) {
  const measured = new Map(rows.map((row) => [row.id, clientsOf(row)]));
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const parts = [
    '# Results of the benchmark',
    [
      `Written by \`npm run bench\`; [README.md](README.md) says what is compared and how to read it.`,
      `${machine.cpu}, ${machine.memory}, ${machine.system}; ${machine.runtime}.`,
      `${versions.join(', ')}.`,
      `${runs} fresh processes of each, in turn; ${took}. Load of the machine before and after: ` +
        `${load.map((value) => value.toFixed(2)).join(' and ')}.`,
      'Numbers are medians, in brackets the least and the most.',
    ].join('\n'),
    ...rows.map((row) => table(row, measured.get(row.id))),
    small(activation, vsixBytes),
    verdicts(aimsOf(measured, activation, vsixBytes)),
    account,
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/** The samples of each client of a row by measure; memory is what is above the bare process's median. */
function clientsOf({ samples }) {
  const bare = median(samples.bare.map(({ job }) => job.peak));
  const clients = new Map();
  const add = (label, costs) => {
    const of = (name) => costs.map((cost) => cost[name]).filter((value) => value !== undefined);
    const memory = of('peak').map((peak) => peak - bare);
    clients.set(label, {
      wall: of('wall'),
      first: of('first'),
      cpu: of('cpu'),
      memory,
      stall: of('stall'),
      busy: of('busy'),
    });
  };
  for (const [name, phases] of Object.entries(samples)) {
    if (name === 'bare') continue;
    if (name === 'easel')
      add(
        spooled,
        phases.map(({ spool }) => spool),
      );
    add(
      labels[name] ?? whole,
      phases.map(({ job }) => job),
    );
  }
  add(
    'bare process',
    samples.bare.map(({ job }) => ({ stall: job.stall, busy: job.busy })),
  );
  return clients;
}

function table({ title }, clients) {
  const head = ['', 'wall ms', 'first image ms', 'CPU ms', 'MB over bare', 'longest stall ms', 'of it computing'];
  const lines = [...clients].map(([label, { wall, first, cpu, memory, stall, busy }]) =>
    [label, ...[wall, first, cpu, memory, stall, busy].map((values) => spread(values))].join(' | '),
  );
  return [
    `## ${title}`,
    '',
    `| ${head.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(6)}`,
    ...lines.map((line) => `| ${line} |`),
  ].join('\n');
}

function small(activation, vsixBytes) {
  const lines = [];
  if (activation) {
    const { alone, inside } = activation;
    const [{ files, registered }] = alone;
    const of = (name) =>
      spread(
        alone.map((sample) => sample[name]),
        1,
      );
    lines.push(
      `- Activation as VS Code lists it in a real window: ${spread(inside)} ms. With a stand-in for VS Code: loading ` +
        `${of('load')} ms, activate() ${of('activate')} ms; ${registered} registrations; loaded of dist/: ${files.join(', ')}.`,
    );
  }
  if (vsixBytes !== undefined) lines.push(`- The package (.vsix): ${(vsixBytes / 1e6).toFixed(2)} MB.`);
  return lines.length > 0 ? ['## Activation and package', '', ...lines].join('\n') : '';
}

/** Every aim that what was measured can judge. `required` ones may not be missed. */
function aimsOf(measured, activation, vsixBytes) {
  const value = (row, client, name) => {
    const samples = measured.get(row)?.get(client)?.[name];
    return samples?.length > 0 ? median(samples) : undefined;
  };
  const aims = [];
  const limit = (aim, row, name, most, unit, about) => {
    const got = [spooled, whole].map((client) => value(row, client, name));
    aims.push({ aim, row, got, most, unit, ...about });
  };
  const ratio = (aim, row, other, name, most, about) => {
    const got = [spooled, whole].map((client) => value(row, client, name) / value(row, other, name));
    aims.push({ aim: `${aim} against ${other}`, row, got, most, unit: 'x', ...about });
  };
  for (const row of measured.keys()) {
    const held = Math.max(...measured.get(row).get('bare process').stall);
    const note = `a bare process was held up ${held.toFixed(0)} ms`;
    limit('longest stall', row, 'stall', 20, 'ms', { required: 'both', note });
    limit('memory over a bare process', row, 'memory', 60, 'MB', { required: 'both' });
  }
  for (const [row, sdk] of [
    ['openai-10x25', labels['openai-node']],
    ['gemini-10x25', labels['google-genai']],
  ]) {
    for (const other of [sdk, labels['ai-sdk']]) {
      // Asked for is a picture that nothing can take away; the workspace gets its own when the reply is over.
      ratio('first of ten', row, other, 'first', 0.1, { required: spooled });
      ratio('memory', row, other, 'memory', 0.1);
      ratio('wall', row, other, 'wall', other === sdk ? 0.35 : 0.2);
      ratio('CPU', row, other, 'cpu', other === sdk ? 0.35 : 0.2);
    }
    ratio('wall', row, labels.limit, 'wall', 1.2);
  }
  ratio('CPU', 'openai-sse', labels['openai-node'], 'cpu', 0.35);
  ratio('CPU', 'gemini-sse', labels['google-genai'], 'cpu', 0.1);
  if (activation) aims.push({ aim: 'activation', row: '', got: [median(activation.inside)], most: 10, unit: 'ms' });
  if (vsixBytes !== undefined) aims.push({ aim: 'package', row: '', got: [vsixBytes / 1e6], most: 1.5, unit: 'MB' });
  return aims.filter(({ got }) => got.every((each) => each !== undefined && !Number.isNaN(each)));
}

function verdicts(aims) {
  const lines = aims
    .sort((a, b) => Number(b.required !== undefined) - Number(a.required !== undefined))
    .map(({ aim, row, got, most, unit, required, note }) => {
      const digits = unit === 'x' ? 3 : most < 10 ? 2 : 0;
      const shown = got.map((each) => {
        const value = `${each.toFixed(digits)} ${unit}`;
        return each <= most ? value : `**${value}**`;
      });
      const missed = (required === spooled ? got.slice(0, 1) : got).some((each) => each > most);
      const also = missed && note ? ` (${note})` : '';
      const verdict = missed ? `missed${also}` : 'met';
      const [first, second = ''] = shown;
      return `| ${aim} | ${row} | ${first} | ${second} | ${most} ${unit} | ${required === spooled ? 'yes, on disk' : required ? 'yes' : ''} | ${verdict} |`;
    });
  return [
    '## Aims',
    '',
    `|  | row | ${spooled} | ${whole} | at most | required | |`,
    '| --- | --- | ---: | ---: | ---: | --- | --- |',
    ...lines,
  ].join('\n');
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function spread(values, digits = 0) {
  if (values.length === 0) return '';
  const shown = (value) =>
    value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
  if (values.length === 1) return shown(values[0]);
  return `${shown(median(values))} (${shown(Math.min(...values))}-${shown(Math.max(...values))})`;
}

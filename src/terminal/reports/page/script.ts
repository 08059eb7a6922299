/**
 * What runs inside the duplicates page: draws a group when it is opened, filters, follows the keyboard.
 * Text from files reaches the document as text nodes only, never as markup. Plain JavaScript, for it is not built.
 */

export const SCRIPT = `'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const groups = [...document.querySelectorAll('.group')];
const box = document.getElementById('filter');
const count = document.getElementById('count');
const types = [...document.querySelectorAll('input[name=type]')];

const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

function filter() {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const shown = new Set(types.filter((type) => type.checked).map((type) => type.value));
  let left = 0;
  groups.forEach((group, at) => {
    const { type, find } = data.groups[at];
    group.hidden = !shown.has(type) || !words.every((word) => find.includes(word));
    if (!group.hidden) left++;
  });
  count.textContent = left + ' of ' + groups.length + ' groups shown';
}

function open(group) {
  const inside = group.querySelector('.drawn');
  const own = data.groups[groups.indexOf(group)];
  if (!inside || inside.childElementCount > 0 || !own.rows) return;
  const label = make('label', {}, 'Compare with ');
  const choice = make('select', {});
  own.members.forEach((member, at) => {
    if (at === own.canonical || !member.lines) return;
    choice.append(make('option', { value: at }, at + 1 + '  ' + member.where));
  });
  label.append(choice);
  const table = make('div', { class: 'code', tabindex: '0', role: 'region', 'aria-label': 'Group ' + (groups.indexOf(group) + 1) + ', copies side by side' });
  const draw = () => table.replaceChildren(drawPair(own, Number(choice.value)));
  choice.addEventListener('change', draw);
  inside.append(label, table);
  draw();
  for (const link of group.querySelectorAll('.differences a')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      const [row, member] = link.dataset.row.split(' ');
      if (member !== '' && Number(choice.value) !== Number(member)) {
        choice.value = member;
        draw();
      }
      const target = table.querySelector('[data-row="' + row + '"]');
      if (target) {
        target.scrollIntoView({ block: 'center' });
        table.focus({ preventScroll: true });
      }
    });
  }
}

function drawPair(own, right) {
  const left = own.canonical;
  const sides = [own.members[left], own.members[right]];
  const head = make('tr', {},
    make('th', { scope: 'col', colspan: '2' }, left + 1 + '  ' + sides[0].where),
    make('th', { scope: 'col', colspan: '3' }, right + 1 + '  ' + sides[1].where));
  const body = make('tbody', {});
  const next = [0, 0];
  const upTo = [left, right];
  own.rows.forEach((row, at) => {
    const cells = upTo.map((member) => row[member]);
    if (!cells[0] && !cells[1]) return;
    // Blank lines and comments before a statement stand beside one another, unmarked.
    const before = cells.map((cell, side) => (cell ? range(next[side], cell[0]) : []));
    lay(body, sides, before, '', -1);
    const lines = cells.map((cell) => (cell ? range(cell[0], cell[1] + 1) : []));
    const apart = cells[0] && cells[1] ? own.stretch[at] >= 0 && cells[0][2] !== cells[1][2] : true;
    lay(body, sides, lines, cells[0] && cells[1] ? (apart ? 'apart' : '') : 'only', at);
    cells.forEach((cell, side) => { if (cell) next[side] = cell[1] + 1; });
  });
  lay(body, sides, sides.map((side, at) => range(next[at], side.lines.length)), '', -1);
  const columns = ['number', '', 'sign', 'number', ''].map((name) => make('col', { class: name }));
  return make('table', {}, make('colgroup', {}, ...columns), make('thead', {}, head), body);
}

const range = (start, end) => Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);

function lay(body, sides, lines, kind, at) {
  for (let i = 0; i < Math.max(lines[0].length, lines[1].length); i++) {
    const texts = sides.map((side, n) => (i < lines[n].length ? side.lines[lines[n][i]] : undefined));
    const row = make('tr', { class: kind });
    if (i === 0 && at >= 0) row.dataset.row = at;
    const parts = kind === 'apart' ? split(texts[0], texts[1]) : texts.map((text) => [text]);
    const sign = kind === 'apart' ? '\\u2260' : kind === 'only' ? (texts[0] === undefined ? '+' : '\\u2212') : '';
    const label = { '\\u2260': 'differs', '+': 'only right', '\\u2212': 'only left' }[sign];
    const middle = make('td', { class: 'sign' });
    if (sign) middle.append(make('span', { role: 'img', 'aria-label': label }, sign));
    [0, 1].forEach((n) => {
      const shown = texts[n] !== undefined;
      const number = make('td', { class: 'number' }, shown ? String(sides[n].start + lines[n][i]) : '');
      const code = make('td', { class: (n ? 'code-right' : 'code-left') + (shown ? ' filled' : '') });
      if (shown) code.append(...drawn(parts[n]));
      if (n) row.append(middle);
      row.append(number, code);
    });
    body.append(row);
  }
}

/** A line as [same head, what differs, same tail]. */
function split(a, b) {
  if (a === undefined || b === undefined) return [[a], [b]];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  while (head > 0 && /\\w/.test(a[head - 1])) head--;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  while (tail > 0 && /\\w/.test(a[a.length - tail])) tail--;
  return [a, b].map((text) => [text.slice(0, head), text.slice(head, text.length - tail), text.slice(text.length - tail)]);
}

function drawn(parts) {
  if (parts.length === 1) return [parts[0] === '' ? '\\u00a0' : parts[0]];
  return [parts[0], ...(parts[1] === '' ? [] : [make('mark', {}, parts[1])]), parts[2]];
}

const openOnes = () => groups.filter((group) => !group.hidden);

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target instanceof HTMLInputElement && event.target.type === 'search';
  if (typing) {
    if (event.key === 'Escape') { box.value = ''; filter(); box.blur(); }
    return;
  }
  if (event.key === '/') { event.preventDefault(); box.focus(); return; }
  const list = openOnes();
  const at = list.indexOf(document.activeElement?.closest('.group'));
  const step = { j: 1, k: -1 }[event.key];
  if (step !== undefined && list.length > 0) {
    const to = at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + step));
    list[to].querySelector('summary').focus();
    return;
  }
  const choice = at < 0 ? null : list[at].querySelector('select');
  const turn = { '[': -1, ']': 1 }[event.key];
  if (choice && turn !== undefined) {
    const to = choice.selectedIndex + turn;
    if (to >= 0 && to < choice.length) {
      choice.selectedIndex = to;
      choice.dispatchEvent(new Event('change'));
    }
  }
});

box.addEventListener('input', filter);
for (const type of types) type.addEventListener('change', filter);
for (const group of groups) {
  const details = group.querySelector('details');
  details.addEventListener('toggle', () => { if (details.open) open(group); });
}
document.getElementById('controls').hidden = false;
filter();
`;

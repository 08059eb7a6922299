/** The charts as one PNG: theme colours written into the drawings, drawings painted onto a canvas. */

/** Twice the size on screen, for documents and slides. */
const SCALE = 2;
const GAP = 24;
const TITLE_PX = 16;
/** What a drawing inherits from the page's style and has to bring along. */
const INHERITED = [
  ...['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'fill-opacity'],
  ...['opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'color'],
];

/** @returns a PNG in base64, the charts as they stand on the page. */
export async function drawPicture(title: string): Promise<string> {
  const style = getComputedStyle(document.body);
  const charts = [...document.querySelectorAll<HTMLElement>('.figure')].flatMap((figure) => {
    const svg = figure.querySelector<SVGSVGElement>('.chart svg');
    const name = figure.querySelector('h2')?.textContent ?? '';
    const top = Math.round(figure.getBoundingClientRect().top);
    return svg ? [{ svg, name, top, box: svg.getBoundingClientRect() }] : [];
  });
  const leftmost = Math.min(...charts.map(({ box }) => box.left));
  const width = Math.max(...charts.map(({ box }) => box.right)) - leftmost + 2 * GAP;
  const rows = [...new Set(charts.map(({ top }) => top))].sort((a, b) => a - b);
  const heights = rows.map((row) =>
    Math.max(...charts.filter(({ top }) => top === row).map(({ box }) => box.height)),
  );
  const height = heights.reduce((sum, one) => sum + one + TITLE_PX + 2 * GAP, TITLE_PX + 2 * GAP);
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * SCALE);
  canvas.height = Math.ceil(height * SCALE);
  const paper = canvas.getContext('2d');
  if (!paper) throw new Error('this browser has no canvas');
  paper.scale(SCALE, SCALE);
  paper.fillStyle = style.backgroundColor;
  paper.fillRect(0, 0, width, height);
  const write = (text: string, x: number, y: number, weight: number) => {
    paper.fillStyle = style.color;
    paper.font = `${weight} ${TITLE_PX - 2}px ${style.fontFamily}`;
    paper.fillText(text, x, y);
  };
  let y = GAP + TITLE_PX;
  write(title, GAP, y, 600);
  for (const [i, row] of rows.entries()) {
    y += GAP + TITLE_PX;
    for (const { svg, name, top, box } of charts) {
      if (top !== row) continue;
      const x = GAP + box.left - leftmost;
      write(name, x, y, 400);
      paper.drawImage(await asImage(svg), x, y + GAP / 2, box.width, box.height);
    }
    y += (heights[i] ?? 0) + GAP;
  }
  return canvas.toDataURL('image/png').slice('data:image/png;base64,'.length);
}

async function asImage(svg: SVGSVGElement): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  originals.forEach((original, i) => {
    const computed = getComputedStyle(original);
    for (const name of INHERITED)
      (copies[i] as SVGElement).style.setProperty(name, computed.getPropertyValue(name));
  });
  const pattern = document.querySelector('#hatch');
  if (pattern) {
    const lines = pattern.cloneNode(true) as SVGElement;
    const stroke = getComputedStyle(pattern.firstElementChild ?? pattern).stroke;
    for (const line of lines.children) line.setAttribute('stroke', stroke);
    copy.prepend(lines);
  }
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute('width', String(width * SCALE));
  copy.setAttribute('height', String(height * SCALE));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}

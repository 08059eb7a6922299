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

/** @returns a PNG in base64, charts one below the other. */
export async function drawPicture(title: string): Promise<string> {
  const style = getComputedStyle(document.body);
  const charts = [...document.querySelectorAll<HTMLElement>('.figure')].flatMap((figure) => {
    const svg = figure.querySelector<SVGSVGElement>('.chart svg');
    const name = figure.querySelector('h3')?.textContent ?? '';
    return svg ? [{ svg, name, box: svg.getBoundingClientRect() }] : [];
  });
  const width = Math.max(320, ...charts.map(({ box }) => box.width)) + 2 * GAP;
  const height =
    charts.reduce((sum, { box }) => sum + box.height + TITLE_PX + 2 * GAP, 0) + TITLE_PX + 2 * GAP;
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * SCALE);
  canvas.height = Math.ceil(height * SCALE);
  const paper = canvas.getContext('2d');
  if (!paper) throw new Error('this browser has no canvas');
  paper.scale(SCALE, SCALE);
  paper.fillStyle = style.backgroundColor;
  paper.fillRect(0, 0, width, height);
  const write = (text: string, y: number, weight: number) => {
    paper.fillStyle = style.color;
    paper.font = `${weight} ${TITLE_PX - 2}px ${style.fontFamily}`;
    paper.fillText(text, GAP, y);
  };
  let y = GAP + TITLE_PX;
  write(title, y, 600);
  for (const { svg, name, box } of charts) {
    y += GAP + TITLE_PX;
    write(name, y, 400);
    y += GAP / 2;
    paper.drawImage(await asImage(svg), GAP, y, box.width, box.height);
    y += box.height + GAP / 2;
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

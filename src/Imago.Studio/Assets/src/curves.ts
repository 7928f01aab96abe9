// Plots over thousands of pictures, drawn by uPlot in the colours of the page.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import "./styles/training.css";

interface Line {
  label: string;
  colour: number;
  dashed: boolean;
  x: number[];
  y: (number | null)[];
}

interface Plot {
  chart: uPlot;
  shape: string;
}

const plots = new WeakMap<HTMLElement, Plot>();
const drawn = new Map<HTMLElement, Line[]>();
const height = 180;

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// A colour as the page's light has it: the token itself holds both.
function colour(element: HTMLElement, name: string): string {
  const probe = element.appendChild(document.createElement("span"));
  probe.style.color = `var(${name})`;
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

const number = (value: number | null | undefined) => (value == null ? "–" : new Intl.NumberFormat("en", { maximumSignificantDigits: 4 }).format(value));

// Lines of several runs have values at different places: one row for every place, with gaps that are drawn over.
function table(lines: Line[]): uPlot.AlignedData {
  if (lines.length === 0) return [[]];
  return uPlot.join(lines.map((line) => [line.x, line.y] as uPlot.AlignedData));
}

function chart(element: HTMLElement, lines: Line[]): uPlot {
  const readout = document.createElement("p");
  readout.className = "readout";
  const axis: uPlot.Axis = { stroke: colour(element, "--text-soft"), grid: { stroke: colour(element, "--line"), width: 1 }, ticks: { stroke: colour(element, "--line"), width: 1 }, font: `12px ${token("--font")}`, values: (_, splits) => splits.map(number) };
  const made = new uPlot(
    {
      width: Math.max(element.clientWidth, 100),
      height,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { size: 7 }, sync: { key: "curves" } },
      scales: { x: { time: false } },
      axes: [{ ...axis, size: 30 }, { ...axis, size: 48 }],
      series: [
        { label: "kimg" },
        ...lines.map((line): uPlot.Series => ({
          label: line.label,
          stroke: colour(element, `--curve-${line.colour % 6}`),
          width: 2,
          dash: line.dashed ? [5, 4] : undefined,
          spanGaps: true,
          points: { show: line.x.length < 40, size: 5 },
        })),
      ],
      hooks: {
        setCursor: [
          (self) => {
            const at = self.cursor.idx;
            readout.textContent = at == null ? "" : `${number(self.data[0][at])} kimg · ${lines.map((line, i) => `${line.label} ${number(self.data[i + 1]?.[at])}`).join(" · ")}`;
          },
        ],
      },
    },
    table(lines),
    element,
  );
  element.append(readout);
  return made;
}

function draw(element: HTMLElement, lines: Line[]) {
  // Other lines, another chart; the same lines, other values.
  const shape = JSON.stringify(lines.map((line) => [line.label, line.colour, line.dashed, line.x.length < 40]));
  const before = plots.get(element);
  if (before?.shape === shape) {
    before.chart.setData(table(lines));
    return;
  }
  before?.chart.destroy();
  element.replaceChildren();
  plots.set(element, { chart: chart(element, lines), shape });
}

const sizes = new ResizeObserver((changes) => {
  for (const change of changes) {
    const plot = plots.get(change.target as HTMLElement);
    const width = Math.floor(change.contentRect.width);
    if (plot && width > 0 && width !== plot.chart.width) plot.chart.setSize({ width, height });
  }
});

// Colours change with the system's light.
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const [element, lines] of drawn) {
    plots.get(element)?.chart.destroy();
    plots.delete(element);
    element.replaceChildren();
    draw(element, lines);
  }
});

export function curves(element: HTMLElement, lines: Line[]) {
  // The page may have let it go in the meantime.
  if (!element?.isConnected) return;
  for (const gone of drawn.keys()) {
    if (gone.isConnected) continue;
    plots.get(gone)?.chart.destroy();
    sizes.unobserve(gone);
    drawn.delete(gone);
  }
  draw(element, lines);
  if (!drawn.has(element)) sizes.observe(element);
  drawn.set(element, lines);
  element.dataset.drawn = String(lines.reduce((sum, line) => sum + line.x.length, 0));
}

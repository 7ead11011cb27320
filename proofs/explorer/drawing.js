// Pictures of a moment: who gives what to whom, and how price and pool went.
"use strict";

const Drawing = (() => {
  const N = Neverfalls;
  const SVG = "http://www.w3.org/2000/svg";
  const RIGHT = ["supplier"];

  const holder = (key) => key.slice(0, key.lastIndexOf("."));
  const asset = (data, key) => data.assets[key.slice(key.lastIndexOf(".") + 1)] || "yuan";
  const number = (amount) => Number(N.decimal(amount, 12));

  // The ten funds of the tiers are drawn as one.
  const place = (name) => (/^tier-\d+$/.test(name) ? "tier-funds" : name);

  // What moves between two places, each asset once: {from, to, asset, amount, clauses}.
  function flows(data, moves) {
    const found = new Map();
    for (const { from, to, amount, clauses } of moves) {
      const what = asset(data, from);
      const ends = [place(holder(from)), place(holder(to))];
      if (ends[0] === ends[1]) continue;
      const key = [...ends, what].join(" ");
      if (!found.has(key)) {
        found.set(key, { from: ends[0], to: ends[1], asset: what, amount: N.ZERO, clauses: [] });
      }
      const flow = found.get(key);
      flow.amount = N.add(flow.amount, amount);
      flow.clauses = [...new Set([...flow.clauses, ...clauses])];
    }
    return [...found.values()].filter((each) => each.amount[0] !== 0n);
  }

  function make(name, attributes, text) {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    return node;
  }

  // Boxes for members on the left, the platform's accounts in the middle, who is paid for goods on the right;
  // arrows carry the number of their line in the list beside.
  function flow(svg, width, { roster, shared, arrows, names, below }) {
    svg.replaceChildren();
    const named = [...new Set(arrows.flatMap((each) => [each.from, each.to]))];
    const middle = [
      ...shared,
      ...named.filter((n) => ![...shared, ...roster, ...RIGHT].includes(n)),
    ];
    const columns = [roster, middle, RIGHT];
    const box = { width: Math.min(150, Math.floor(width / 3.9)), height: 44 };
    const rows = Math.max(...columns.map((each) => each.length), 2);
    const height = rows * (box.height + 30) + 10;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    const defs = make("defs", {});
    for (const kind of ["yuan", "points", "other"]) {
      const marker = make("marker", {
        id: `tip-${kind}`, viewBox: "0 0 10 10", refX: 9, refY: 5,
        markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse",
      });
      marker.append(make("path", { d: "M0 0L10 5L0 10z", class: `tip ${kind}` }));
      defs.append(marker);
    }
    svg.append(defs);
    const centres = {};
    const centresOfColumns = [box.width / 2 + 2, width / 2, width - box.width / 2 - 2];
    columns.forEach((column, number) => {
      column.forEach((name, row) => {
        const gap = height / column.length;
        centres[name] = { x: centresOfColumns[number], y: gap * (row + 0.5), column: number, row };
      });
    });
    const lines = make("g", {});
    const badges = make("g", {});
    const between = {};
    arrows.forEach((arrow, place) => {
      const [from, to] = [centres[arrow.from], centres[arrow.to]];
      const pair = [arrow.from, arrow.to].sort().join(" ");
      const nth = (between[pair] = (between[pair] || 0) + 1);
      const kind = ["yuan", "points"].includes(arrow.asset) ? arrow.asset : "other";
      const { path, label } = curve(from, to, box, nth, arrow.from < arrow.to ? 1 : -1);
      lines.append(make("path", { d: path, class: `arrow ${kind}`, "marker-end": `url(#tip-${kind})` }));
      badges.append(make("circle", { cx: label.x, cy: label.y, r: 9, class: `badge ${kind}` }));
      badges.append(make("text", { x: label.x, y: label.y + 4, class: "badge-text" }, place + 1));
    });
    svg.append(lines);
    for (const [name, { x, y }] of Object.entries(centres)) {
      const active = named.includes(name) ? " active" : "";
      svg.append(
        make("rect", {
          x: x - box.width / 2, y: y - box.height / 2, width: box.width, height: box.height, rx: 8,
          class: `box${active}${roster.includes(name) ? " member" : ""}`,
        }),
        make("text", { x, y: y - 3, class: "box-name", ...within(names(name), box) }, names(name)),
        make("text", { x, y: y + 14, class: "box-below", ...within(below(name), box) }, below(name)),
      );
    }
    svg.append(badges);
  }

  // What makes a text that is too long fit into its box; a Chinese letter is as wide as it is high.
  function within(text, box) {
    const width = [...text].reduce((sum, each) => sum + (each > "\u2e7f" ? 13 : 7.5), 0);
    const room = box.width - 8;
    return width > room ? { textLength: room, lengthAdjust: "spacingAndGlyphs" } : {};
  }

  // A curve from the edge of one box to the edge of another; several between two boxes part.
  function curve(from, to, box, nth, side) {
    const away = (Math.ceil(nth / 2) * 16 + 2) * (nth % 2 ? 1 : -1) * side;
    if (from.column === to.column && Math.abs(from.row - to.row) === 1) {
      // one below the other: straight, where no other column is in the way
      const down = to.y > from.y ? 1 : -1;
      const x = from.x + 24 * Math.ceil((nth - 1) / 2) * (nth % 2 ? 1 : -1);
      const [start, end] = [from.y + (down * box.height) / 2, to.y - (down * box.height) / 2];
      return { path: `M${x} ${start}L${x} ${end}`, label: { x: x + 12, y: (start + end) / 2 } };
    }
    if (from.column === to.column) {
      const sign = from.column === 2 ? -1 : 1;
      const x = from.x + (sign * box.width) / 2;
      const bend = x + sign * (26 + 14 * nth);
      const shift = 7 * (nth % 2 ? 1 : -1);
      return {
        path: `M${x} ${from.y + shift}C${bend} ${from.y} ${bend} ${to.y} ${x} ${to.y + shift}`,
        label: { x: x + 0.75 * (bend - x), y: (from.y + to.y) / 2 + shift },
      };
    }
    const forward = to.x > from.x ? 1 : -1;
    const start = { x: from.x + (forward * box.width) / 2, y: from.y + away / 3 };
    const end = { x: to.x - (forward * box.width) / 2, y: to.y + away / 3 };
    const bend = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 + away };
    return {
      path: `M${start.x} ${start.y}Q${bend.x} ${bend.y} ${end.x} ${end.y}`,
      label: { x: bend.x, y: (start.y + end.y) / 4 + bend.y / 2 },
    };
  }

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // Lines over the states of a history: each {label, values, dash, axis}; `at` is marked.
  function chart(target, width, xs, lines, at, xLabel) {
    target.replaceChildren();
    const font = "12px system-ui, sans-serif";
    const axis = (label, side, scale) => ({
      label, side, scale, stroke: colour("--text"), font, labelFont: font, labelSize: 18,
      size: (_, values) => 18 + 8 * Math.max(2, ...(values || []).map((each) => each.length)),
      grid: { show: side !== 1, stroke: colour("--line"), width: 1 },
      ticks: { stroke: colour("--line"), width: 1 },
    });
    const mark = (plot) => {
      const x = Math.round(plot.valToPos(xs[at], "x", true));
      plot.ctx.save();
      plot.ctx.strokeStyle = colour("--text");
      plot.ctx.setLineDash([3, 3]);
      plot.ctx.beginPath();
      plot.ctx.moveTo(x, plot.bbox.top);
      plot.ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
      plot.ctx.stroke();
      plot.ctx.restore();
    };
    const scales = { x: { time: false } };
    for (const each of lines) {
      scales[each.axis] = { range: (_, low, high) => span(low, high, !each.close) };
    }
    const whole = {
      ...axis(xLabel, 2, "x"), size: 34,
      incrs: [1, 2, 5, 10, 20, 25, 50, 100, 200, 500],
    };
    const sides = [...new Set(lines.map((each) => each.axis))];
    return new uPlot(
      {
        width,
        height: 220,
        scales,
        cursor: { show: false },
        legend: { show: false },
        hooks: { draw: at === undefined ? [] : [mark] },
        axes: [
          whole,
          ...sides.map((scale, number) => {
            const label = lines.filter((each) => each.axis === scale).map((each) => each.label);
            return axis(label.join(" · "), number ? 1 : 3, scale);
          }),
        ],
        series: [
          {},
          ...lines.map((each) => ({
            label: each.label,
            scale: each.axis,
            stroke: colour(each.colour),
            width: 2,
            dash: each.dash,
            points: { show: xs.length < 40, size: 6 },
          })),
        ],
      },
      [xs, ...lines.map((each) => each.values)],
      target,
    );
  }

  // What an axis shows: from 0 on, or close to the values, so that a small fall can be seen.
  function span(low, high, fromZero) {
    if (low === null || low === undefined) return [0, 1];
    const bottom = fromZero ? Math.min(0, low) : low;
    const room = (high - bottom || Math.abs(high) || 1) / 10;
    return [fromZero && bottom === 0 ? 0 : bottom - room, high + room];
  }

  return { flows, flow, chart, number };
})();

"use strict";
// The chart of a report: what is drawn stands in #data, everything else is in the page already.
(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const colours = 8;
  const state = { fields: new Set(), series: new Set(), cursor: null };
  let plot = null;
  let lines = [];
  let whole = [0, 1];

  // ---- data: times and values are differences; a value that is absent is null
  const sums = (list, scale) => {
    let sum = 0;
    return list.map((step) => (step === null ? null : (sum += step) * scale));
  };

  const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1] || 0;

  // A pause of more than five times the usual one was not measured: the line breaks there.
  function breaks(times) {
    const pauses = times.slice(1).map((time, i) => time - times[i]);
    const longest = Math.max(5 * median(pauses), 0.001);
    return pauses.flatMap((pause, i) => (pause > longest ? [i + 1] : []));
  }

  function broken(list, at, between) {
    if (at.length === 0) return list;
    const out = [];
    let from = 0;
    for (const place of at) {
      out.push(...list.slice(from, place), between(list, place));
      from = place;
    }
    return out.concat(list.slice(from));
  }

  // A figure that is absent at the end is not in the list there.
  const filled = (list, size) => list.concat(Array(size - list.length).fill(null));

  for (const one of data.series) {
    const times = sums(one.times, 0.001);
    const at = breaks(times);
    one.begin = times[0];
    one.x = broken(times, at, (list, i) => (list[i - 1] + list[i]) / 2);
    one.gaps = at.map((place, i) => place + i);
    for (const figure of Object.values(one.figures)) {
      const none = () => null;
      const values = (list) => broken(filled(sums(list, figure.scale), times.length), at, none);
      figure.high = values(figure.high);
      figure.low = figure.low ? values(figure.low) : figure.high;
    }
  }

  // ---- words
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
  const power = (amount) => Math.min(6, Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(amount))) / 10)));
  const bytes = (amount, digits = 2, unit = power(amount)) =>
    `${(amount / 1024 ** unit).toFixed(unit === 0 ? 0 : digits)} ${units[unit]}`;
  const amountOf = (unit, amount) => (unit === "bytes" ? bytes(amount) : String(amount));
  const two = (number) => String(number).padStart(2, "0");
  const isElapsed = () => $("elapsed").checked;

  function clock(seconds, withDay) {
    const at = new Date((seconds + data.offset_s) * 1000);
    const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
    return withDay ? `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())} ${time}` : time;
  }

  function span(seconds) {
    const whole = Math.round(seconds);
    const [d, h, m, s] = [Math.floor(whole / 86400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60, whole % 60];
    if (d) return h ? `${d} d ${h} h` : `${d} d`;
    if (h) return m ? `${h} h ${m} min` : `${h} h`;
    if (m) return s ? `${m} min ${s} s` : `${m} min`;
    return Math.abs(seconds) < 10 && seconds % 1 ? `${seconds.toFixed(1)} s` : `${s} s`;
  }

  // ---- what is drawn
  function chosenLines() {
    const chosen = data.series.filter((one) => state.series.has(one));
    const list = [];
    for (const one of chosen)
      for (const field of data.fields)
        if (state.fields.has(field) && one.figures[field.name])
          list.push({ one, field, figure: one.figures[field.name] });
    for (const [i, line] of list.entries()) {
      line.name = data.series.length === 1 ? line.field.label : chosen.length * state.fields.size === chosen.length
        ? line.one.who : `${line.one.who}: ${line.field.label}`;
      line.colour = `--c${i % colours}`;
      line.dash = i < colours ? [] : [8, 4];
      line.scale = line.field.unit;
    }
    return list;
  }

  const shift = (one) => (isElapsed() ? one.begin : 0);

  // uPlot wants one list of times for all: those of all processes, merged.
  function tables() {
    const byOne = new Map();
    for (const line of lines) byOne.set(line.one, [...(byOne.get(line.one) || []), line]);
    const all = [...byOne].map(([one, own]) =>
      [one.x.map((time) => time - shift(one)), ...own.flatMap((line) => [line.figure.high, line.figure.low])]);
    if (all.length === 0) return [[0, 1]];
    return all.length === 1 ? all[0] : uPlot.join(all, all.map((table) => table.map(() => 2)));
  }

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function seriesOptions() {
    const options = [{}];
    for (const line of lines) {
      const stroke = colour(line.colour);
      const common = { scale: line.scale, stroke, spanGaps: false };
      const points = { show: line.figure.high.length < 60, size: 5, fill: stroke };
      options.push({ ...common, width: 2, dash: line.dash, points });
      options.push({ ...common, width: line.figure.low === line.figure.high ? 0 : 1, points: { show: false } });
    }
    return options;
  }

  const bandsOf = () => lines.flatMap((line, i) =>
    line.figure.low === line.figure.high ? [] : [{ series: [2 * i + 1, 2 * i + 2], fill: colour(line.colour) + "55" }]);

  const steps = (unit) => {
    const scale = unit === "bytes" ? [0, 1, 2, 3, 4, 5, 6].map((i) => 1024 ** i) : [1];
    return (self, axis, low, high) => {
      const one = scale[unit === "bytes" ? power(high) : 0];
      return [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]
        .map((step) => step * one).filter((step) => step >= 1);
    };
  };

  const shortBytes = (self, splits) => {
    const unit = power(splits[splits.length - 1]);
    const step = splits.length > 1 ? (splits[1] - splits[0]) / 1024 ** unit : 1;
    const digits = Math.min(3, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
    return splits.map((split) => (split === 0 ? "0" : bytes(split, digits, unit)));
  };

  const limitOf = (line) => (line.one.limit !== null && (line.field.name === "judged" || line.field.name === line.one.limit_field)
    ? line.one.limit : null);

  function upright(unit) {
    return (self, low, high) => {
      if (low === null) return [0, 1];
      if ($("show-limit").checked && unit === "bytes")
        for (const line of lines) high = Math.max(high, limitOf(line) ?? high);
      const least = unit === "bytes" ? Math.max(65536, high / 200) : 2;
      const room = Math.max((high - low) * 0.08, (least - (high - low)) / 2);
      return [$("from-zero").checked ? 0 : Math.max(0, low - room), high + room];
    };
  }

  const elapsedSteps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200,
    86400, 172800, 604800, 2592000];

  // As uPlot wants them: from which step on, how, and what is added below where the day changes.
  const day = "\n{YYYY}-{MM}-{DD}";
  const clockFormats = [
    [86400 * 28, "{YYYY}-{MM}", null, null, null, null, null, null, 1],
    [86400, "{MM}-{DD}", "\n{YYYY}", null, null, null, null, null, 1],
    [60, "{HH}:{mm}", day, null, day, null, null, null, 1],
    [1, "{HH}:{mm}:{ss}", day, null, day, null, null, null, 1],
    [0.001, "{ss}.{fff}", `${day} {HH}:{mm}`, null, `${day} {HH}:{mm}`, null, `${day} {HH}:{mm}`, null, 1],
  ];

  function axes() {
    const common = { stroke: colour("--soft"), grid: { stroke: colour("--grid"), width: 1 }, ticks: { stroke: colour("--grid"), width: 1 },
      font: "12px system-ui, sans-serif" };
    const time = isElapsed() ? { ...common, incrs: elapsedSteps, values: (self, splits) => splits.map(span), space: 80 } : { ...common, values: clockFormats, space: 70 };
    const list = [time];
    if (lines.some((line) => line.scale === "bytes"))
      list.push({ ...common, scale: "bytes", incrs: steps("bytes"), values: shortBytes, size: 78, space: 40 });
    if (lines.some((line) => line.scale === "count"))
      list.push({ ...common, scale: "count", side: 1, incrs: steps("count"), size: 50, grid: { show: false } });
    return list;
  }

  // ---- what lies above the lines
  function inside(self, draw) {
    const { ctx, bbox } = self;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    draw(ctx, bbox, self.pxRatio || devicePixelRatio);
    ctx.restore();
  }

  // As plot.hpp draws it: through the middle of the curve's second half, as far back as the curve keeps to it.
  function trendOf({ one, figure }) {
    const points = [];
    one.x.forEach((time, i) => {
      if (figure.high[i] !== null) points.push({ time, value: (figure.high[i] + figure.low[i]) / 2 });
    });
    if (points.length < 3) return null;
    const half = points.length >> 1;
    const late = points.slice(half);
    const mean = (key) => late.reduce((sum, point) => sum + point[key], 0) / late.length;
    const centre = { time: mean("time"), value: mean("value") };
    const at = (time, rate) => centre.value + (rate / 3600) * (time - centre.time);
    const distance = (point) => Math.abs(point.value - at(point.time, one.rate[0]));
    const usual = late.reduce((most, point) => Math.max(most, distance(point)), 0);
    let begin = half;
    while (begin > 0 && distance(points[begin - 1]) <= 1.5 * usual) begin -= 1;
    return { ends: [points[begin].time, points[points.length - 1].time], at };
  }

  function drawTrend(self, ctx, line, ratio) {
    const trend = trendOf(line);
    if (!trend) return;
    const place = (rate) => trend.ends.map((time) =>
      [self.valToPos(time - shift(line.one), "x", true), self.valToPos(trend.at(time, rate), "bytes", true)]);
    const [middle, low, high] = line.one.rate.map(place);
    ctx.globalAlpha = 0.12;
    ctx.fillStyle = colour("--ink");
    ctx.beginPath();
    for (const [x, y] of [low[0], low[1], high[1], high[0]]) ctx.lineTo(x, y);
    ctx.fill();
    ctx.globalAlpha = 0.75;
    ctx.strokeStyle = colour("--ink");
    ctx.setLineDash([7 * ratio, 5 * ratio]);
    ctx.beginPath();
    for (const [x, y] of middle) ctx.lineTo(x, y);
    ctx.stroke();
    ctx.globalAlpha = 1;
  }

  // Dotted: nothing was measured there.
  function drawGaps(self, ctx, line, ratio) {
    const { one, figure } = line;
    ctx.strokeStyle = colour(line.colour);
    ctx.setLineDash([2 * ratio, 4 * ratio]);
    ctx.beginPath();
    for (const i of one.gaps) {
      if (figure.high[i - 1] === null || figure.high[i + 1] === null) continue;
      ctx.moveTo(self.valToPos(one.x[i - 1] - shift(one), "x", true), self.valToPos(figure.high[i - 1], line.scale, true));
      ctx.lineTo(self.valToPos(one.x[i + 1] - shift(one), "x", true), self.valToPos(figure.high[i + 1], line.scale, true));
    }
    ctx.stroke();
  }

  function drawLimit(self, ctx, bbox, limit, ratio) {
    const y = self.valToPos(limit, "bytes", true);
    ctx.strokeStyle = ctx.fillStyle = colour("--limit");
    ctx.setLineDash([2 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(`limit ${bytes(limit)}`, bbox.left + 6 * ratio, y + 14 * ratio);
  }

  function fitting(ctx, text, width) {
    if (ctx.measureText(text).width <= width) return text;
    let size = text.length;
    while (size > 0 && ctx.measureText(`${text.slice(0, size)}\u2026`).width > width) size -= 1;
    return `${text.slice(0, size)}\u2026`;
  }

  function drawMarks(self, ctx, bbox, ratio) {
    if (isElapsed()) return;
    ctx.strokeStyle = ctx.fillStyle = colour("--soft");
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    let free = -1;
    for (const mark of data.marks) {
      const x = self.valToPos(mark.time, "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const space = 4 * ratio;
      const after = bbox.left + bbox.width - x;
      const text = fitting(ctx, mark.text, Math.max(after, x - bbox.left) - 2 * space);
      const width = ctx.measureText(text).width;
      const left = width + 2 * space > after ? x - width - space : x + space;
      if (left < free) continue;
      ctx.fillText(text, left, bbox.top + 13 * ratio);
      free = left + width + 2 * space;
    }
  }

  function drawAbove(self) {
    inside(self, (ctx, bbox, ratio) => {
      ctx.font = `${12 * ratio}px system-ui, sans-serif`;
      ctx.textAlign = "left";
      ctx.textBaseline = "alphabetic";
      ctx.lineWidth = 1.5 * ratio;
      for (const line of lines) drawGaps(self, ctx, line, ratio);
      drawMarks(self, ctx, bbox, ratio);
      const judged = lines.filter((line) => line.field.name === "judged" && line.scale === "bytes");
      if ($("show-trend").checked && judged.length <= 3)
        for (const line of judged) if (line.one.rate) drawTrend(self, ctx, line, ratio);
      if ($("show-limit").checked)
        for (const limit of new Set(lines.map(limitOf))) if (limit !== null) drawLimit(self, ctx, bbox, limit, ratio);
    });
  }

  // ---- the values at the cursor
  function describe(self) {
    const x = self.cursor.idx;
    const at = x === null || x === undefined ? null : self.data[0][x];
    $("when").textContent = at === null ? "Last values. Point at the chart for others." : isElapsed() ? `After ${span(at)}` : `${clock(at, true)} ${data.zone}`;
    const cells = $("values").querySelectorAll("td.value");
    lines.forEach((line, i) => {
      const index = at === null ? line.figure.high.length - 1 : nearest(line, at + shift(line.one));
      const [low, high] = index === null ? [null, null] : [line.figure.low[index], line.figure.high[index]];
      cells[i].textContent = high === null ? "not measured" : low === high ? amountOf(line.scale, high)
        : `${amountOf(line.scale, low)} to ${amountOf(line.scale, high)}`;
    });
  }

  function nearest(line, time) {
    const { x } = line.one;
    let low = 0, high = x.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (x[middle] <= time) low = middle;
      else high = middle;
    }
    const closer = time - x[low] <= x[high] - time ? low : high;
    const usual = (x[x.length - 1] - x[0]) / x.length;
    return time < x[0] - 2 * usual || time > x[x.length - 1] + 2 * usual ? null : closer;
  }

  function listValues() {
    const rows = lines.map((line) => {
      const row = document.createElement("tr");
      const name = document.createElement("td");
      const swatch = document.createElement("span");
      const value = document.createElement("td");
      swatch.className = "swatch";
      swatch.style.borderColor = colour(line.colour);
      swatch.style.borderTopStyle = line.dash.length ? "dashed" : "solid";
      name.className = "name";
      name.append(swatch, line.name);
      value.className = "value";
      row.append(name, value);
      return row;
    });
    $("values").tBodies[0].replaceChildren(...rows);
  }

  function noteAxis(self) {
    const axis = self.scales.bytes;
    const cut = axis && axis.min > 0;
    $("axis-note").textContent = cut ? `The upright axis begins at ${bytes(axis.min)}, not at zero.` : "";
  }

  // ---- which part of the time
  const limits = (low, high) => {
    const width = Math.min(high - low, whole[1] - whole[0]);
    const from = Math.min(Math.max(low, whole[0]), whole[1] - width);
    return { min: from, max: from + width };
  };
  const show = (low, high) => plot.setScale("x", limits(low, high));
  const shown = () => [plot.scales.x.min, plot.scales.x.max];

  function zoom(factor, about) {
    const [low, high] = shown();
    const centre = about ?? (low + high) / 2;
    const least = 4 * (whole[1] - whole[0]) / Math.max(8, plot.data[0].length);
    const width = Math.max((high - low) * factor, Math.min(least, high - low));
    const from = centre - ((centre - low) / (high - low)) * width;
    show(from, from + width);
  }

  function pan(share) {
    const [low, high] = shown();
    const by = share * (high - low);
    show(low + by, high + by);
  }

  const size = () => ({ width: Math.max(280, $("chart").clientWidth), height: innerWidth < 640 ? 280 : 380 });

  function draw(keep) {
    const kept = keep && plot ? shown() : null;
    if (plot) plot.destroy();
    lines = chosenLines();
    const table = tables();
    const ends = [table[0][0], table[0][table[0].length - 1]];
    whole = ends[1] > ends[0] ? ends : [ends[0] - 30, ends[0] + 30];
    plot = new uPlot({
      ...size(),
      padding: [12, 28, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false, setScale: true }, points: { size: 8 },
        bind: { dblclick: () => () => { show(...whole); return null; },
          mousedown: (self, target, handler) => (event) => (event.shiftKey ? null : handler(event)) } },
      scales: { x: { time: !isElapsed(), min: whole[0], max: whole[1], auto: false }, bytes: { range: upright("bytes") }, count: { range: upright("count") } },
      tzDate: (seconds) => uPlot.tzDate(new Date((seconds + data.offset_s) * 1000), "UTC"),
      axes: axes(),
      series: seriesOptions(),
      bands: bandsOf(),
      hooks: { draw: [drawAbove, noteAxis], setCursor: [describe] },
    }, table, $("chart"));
    show(...(kept || whole));
    listValues();
    describe(plot);
    listen(plot.over);
  }

  // ---- pointers and keys
  const timeAt = (clientX) => plot.posToVal(clientX - plot.over.getBoundingClientRect().left, "x");

  function listen(over) {
    over.addEventListener("wheel", (event) => {
      const focused = $("chart").contains(document.activeElement);
      if (!event.ctrlKey && !focused) return;
      event.preventDefault();
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) pan((event.deltaX || event.deltaY) / 1000);
      else zoom(event.deltaY < 0 ? 0.8 : 1.25, timeAt(event.clientX));
    }, { passive: false });
    over.addEventListener("pointerdown", (event) => { if (event.shiftKey) drag(over, event); });
    touch(over);
  }

  function drag(over, begin) {
    const from = shown();
    const width = over.clientWidth;
    over.setPointerCapture(begin.pointerId);
    const move = (event) => {
      const by = ((begin.clientX - event.clientX) / width) * (from[1] - from[0]);
      show(from[0] + by, from[1] + by);
    };
    over.addEventListener("pointermove", move);
    over.addEventListener("pointerup", () => over.removeEventListener("pointermove", move), { once: true });
  }

  // One finger reads values; two zoom, and move what is between them.
  function touch(over) {
    const fingers = new Map();
    let grip = null;
    const ends = () => [...fingers.values()].sort((a, b) => a - b);
    const take = (event) => {
      if (event.pointerType !== "touch") return;
      fingers.set(event.pointerId, event.clientX);
      if (fingers.size === 2) grip = ends().map(timeAt);
      else plot.setCursor({ left: event.clientX - over.getBoundingClientRect().left, top: 10 });
    };
    over.addEventListener("pointerdown", take);
    over.addEventListener("pointermove", (event) => {
      if (!fingers.has(event.pointerId)) return;
      if (fingers.size === 1) return take(event);
      fingers.set(event.pointerId, event.clientX);
      const box = over.getBoundingClientRect();
      const [a, b] = ends().map((x) => x - box.left);
      if (b - a < 10 || !grip) return;
      const per = (grip[1] - grip[0]) / (b - a);
      show(grip[0] - a * per, grip[0] + (over.clientWidth - a) * per);
    });
    for (const end of ["pointerup", "pointercancel", "pointerleave"])
      over.addEventListener(end, (event) => { fingers.delete(event.pointerId); grip = null; });
  }

  function step(by) {
    const times = plot.data[0];
    const [low, high] = shown();
    let index = plot.cursor.idx ?? (by > 0 ? -1 : times.length);
    do index += by; while (times[index] < low || (plot.series.length > 1 && plot.data[1][index] === null && lines.length === 1));
    if (index < 0 || index >= times.length || times[index] > high) return;
    plot.setCursor({ left: plot.valToPos(times[index], "x"), top: 10 });
    $("spoken").textContent = `${$("when").textContent}: ${[...$("values").tBodies[0].rows].map((row) => row.textContent).join(", ")}`;
  }

  const keys = {
    "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), "0": () => show(...whole), Escape: () => show(...whole),
    ArrowLeft: (event) => (event.shiftKey ? pan(-0.25) : step(-1)), ArrowRight: (event) => (event.shiftKey ? pan(0.25) : step(1)),
    Home: () => { const [low, high] = shown(); show(whole[0], whole[0] + high - low); },
    End: () => { const [low, high] = shown(); show(whole[1] - (high - low), whole[1]); },
  };
  $("chart").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key](event);
  });

  // ---- choices
  function choice(parent, text, title, chosen, change) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = chosen;
    box.addEventListener("change", () => { change(box.checked); draw(true); });
    label.append(box, ` ${text}`);
    label.title = title;
    $(parent).append(label);
  }

  const put = (set, item, chosen) => (chosen ? set.add(item) : set.delete(item));

  for (const field of data.fields) {
    if (state.fields.size === 0) state.fields.add(field);
    choice("fields", field.label, field.meaning, state.fields.has(field), (chosen) => put(state.fields, field, chosen));
  }
  for (const one of data.series) {
    if (state.series.size < colours) state.series.add(one);
    choice("processes", one.who, "", state.series.has(one), (chosen) => put(state.series, one, chosen));
  }
  $("processes").hidden = data.series.length < 2;
  $("elapsed-choice").hidden = data.series.length < 2;
  $("elapsed").checked = data.elapsed;
  $("show-limit").parentElement.hidden = data.series.every((one) => one.limit === null);

  for (const id of ["show-trend", "show-limit", "from-zero"]) $(id).addEventListener("change", () => draw(true));
  $("elapsed").addEventListener("change", () => draw(false));
  const actions = { "zoom-in": () => zoom(0.5), "zoom-out": () => zoom(2), earlier: () => pan(-0.5), later: () => pan(0.5), whole: () => show(...whole) };
  for (const [id, action] of Object.entries(actions)) $(id).addEventListener("click", action);

  // A row of the events leads to its place in the chart.
  for (const button of document.querySelectorAll("button[data-time]")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      const time = Number(button.dataset.time);
      const width = (whole[1] - whole[0]) / 10;
      $("elapsed").checked = false;
      draw(false);
      show(time - width / 2, time + width / 2);
      plot.setCursor({ left: plot.valToPos(time, "x"), top: 10 });
      $("charts").scrollIntoView();
    });
  }

  if (data.series.length === 0 || data.fields.length === 0) return;
  $("live").hidden = false;
  document.documentElement.classList.add("scripted");
  draw(false);
  new ResizeObserver(() => { if (plot.width !== size().width) plot.setSize(size()); }).observe($("chart"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(true));
})();

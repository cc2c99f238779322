/* Draws the hall's own ground below a Leaflet map: areas, streets and rail on one canvas, names on another.
   Its colours are the page's (--ground-…), so that light, dark and print need nothing of their own. The format
   is said in ui/ground/document.py. */
(function () {
  "use strict";
  const WIDTHS = { main: 5.2, side: 3.6, lane: 2.3, path: 0.9, rail: 1.5, brook: 2.2, canal: 5, course: 0 };
  const AREAS = ["field", "meadow", "wood", "park", "water", "building"];
  const CELL = 14, PAD = 0.2;
  const RANK = { main: 0, course: 0, square: 1, water: 2, station: 1, lake: 2, basin: 2, park: 2, part: 1, side: 3, wood: 3,
    bridge: 4, landmark: 5, lane: 6, brook: 6, canal: 6 };

  function world(lon, lat) {
    const s = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
    return [lon / 360 + 0.5, 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)];
  }

  /* One feature: its strings as [x, y, …] of the world from 0 to 1, and the box around them. */
  function decode(data) {
    const west = data.at[0], south = data.at[1];
    const shapes = data.shapes.map(function (row) {
      const box = [1, 1, 0, 0];
      const strings = row.slice(3).map(function (steps) {
        const line = new Float64Array(steps.length);
        let x = 0, y = 0;
        for (let i = 0; i < steps.length; i += 2) {
          x += steps[i];
          y += steps[i + 1];
          const at = world(west + x / 1e6, south + y / 1e6);
          line[i] = at[0];
          line[i + 1] = at[1];
          box[0] = Math.min(box[0], at[0]);
          box[1] = Math.min(box[1], at[1]);
          box[2] = Math.max(box[2], at[0]);
          box[3] = Math.max(box[3], at[1]);
        }
        return line;
      });
      return { grade: row[0], name: data.names[row[1]] || "", area: row[2] === 1, strings: strings, box: box };
    });
    const spots = data.spots.map(function (row) {
      const at = world(west + row[2] / 1e6, south + row[3] / 1e6);
      return { grade: row[0], name: data.names[row[1]] || "", at: at };
    });
    return { shapes: shapes, spots: spots };
  }

  /* Names that keep clear of one another: each is a row of circles. */
  function Room() {
    const taken = [];
    this.take = function (x, y, turn, half, high) {
      const circles = [];
      const steps = Math.max(1, Math.ceil(half / high));
      for (let i = -steps; i <= steps; i += 1) {
        const away = (half * i) / steps;
        circles.push([x + away * Math.cos(turn), y + away * Math.sin(turn), high]);
      }
      const free = circles.every(function (a) {
        return taken.every(function (b) { return Math.hypot(a[0] - b[0], a[1] - b[1]) > a[2] + b[2]; });
      });
      if (free) taken.push.apply(taken, circles);
      return free;
    };
  }

  /* Where a name fits along a line: the straightest long piece; null where none is straight enough. */
  function along(points, half) {
    let best = null;
    const lengths = [0];
    for (let i = 1; i < points.length; i += 1) {
      lengths.push(lengths[i - 1] + Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]));
    }
    const whole = lengths[lengths.length - 1];
    if (whole < half * 2.1) return null;
    function at(length) {
      let i = 1;
      while (i < lengths.length - 1 && lengths[i] < length) i += 1;
      const part = lengths[i] - lengths[i - 1] || 1;
      const share = (length - lengths[i - 1]) / part;
      return [points[i - 1][0] + (points[i][0] - points[i - 1][0]) * share,
        points[i - 1][1] + (points[i][1] - points[i - 1][1]) * share];
    }
    [0.5, 0.35, 0.65, 0.2, 0.8].forEach(function (share) {
      const middle = whole * share;
      if (best || middle < half || whole - middle < half) return;
      const a = at(middle - half), b = at(middle + half), m = at(middle);
      const chord = Math.hypot(b[0] - a[0], b[1] - a[1]);
      if (chord < half * 2 * 0.94) return;
      let turn = Math.atan2(b[1] - a[1], b[0] - a[0]);
      if (Math.abs(turn) > Math.PI / 2) turn += turn < 0 ? Math.PI : -Math.PI;
      best = { x: (a[0] + b[0] + 2 * m[0]) / 4, y: (a[1] + b[1] + 2 * m[1]) / 4, turn: turn };
    });
    return best;
  }

  window.hallGround = function (data, cells) {
    const L = window.L;
    const whole = decode(data);
    const Layer = L.Layer.extend({
      onAdd: function (map) {
        this.map = map;
        this.parts = [];
        this.cells = new Map();
        const labels = map.getPane("names") || map.createPane("names");
        this.ground = L.DomUtil.create("canvas", "map-ground leaflet-zoom-animated", map.getPane("tilePane"));
        this.names = L.DomUtil.create("canvas", "map-names leaflet-zoom-animated", labels);
        const again = this.draw.bind(this);
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () { setTimeout(again, 60); });
        this.draw();
      },
      onRemove: function () {
        this.ground.remove();
        this.names.remove();
      },
      getEvents: function () {
        return { moveend: this.draw, viewreset: this.draw, resize: this.draw, zoomanim: this.animate };
      },
      animate: function (event) {
        const scale = this.map.getZoomScale(event.zoom, this.zoom);
        const at = this.map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
        L.DomUtil.setTransform(this.ground, at, scale / this.dense);
        L.DomUtil.setTransform(this.names, at, scale / this.dense);
      },
      setParts: function (parts) {
        this.parts = parts;
        this.draw();
      },
      more: function () {
        /* A large ground brings its details in cells, once one comes near enough. */
        if (data.whole || !cells || this.map.getZoom() < CELL) return;
        const bounds = this.map.getBounds(), count = Math.pow(2, CELL);
        const a = world(bounds.getWest(), bounds.getNorth()), b = world(bounds.getEast(), bounds.getSouth());
        for (let x = Math.floor(a[0] * count); x <= Math.floor(b[0] * count); x += 1) {
          for (let y = Math.floor(a[1] * count); y <= Math.floor(b[1] * count); y += 1) {
            const key = x + "-" + y;
            if (this.cells.has(key)) continue;
            this.cells.set(key, null);
            const again = this.draw.bind(this), kept = this.cells;
            fetch(cells.replace("{x}", x).replace("{y}", y))
              .then(function (answer) { return answer.ok ? answer.json() : null; })
              .then(function (one) {
                if (one) {
                  kept.set(key, decode(one));
                  again();
                }
              });
          }
        }
      },
      draw: function () {
        const map = this.map, size = map.getSize(), dense = Math.min(window.devicePixelRatio || 1, 2);
        this.more();
        const pad = [Math.round(size.x * PAD), Math.round(size.y * PAD)];
        const corner = map.containerPointToLayerPoint([-pad[0], -pad[1]]).round();
        this.dense = dense;
        this.zoom = map.getZoom();
        this.corner = map.layerPointToLatLng(corner);
        const wide = size.x + 2 * pad[0], high = size.y + 2 * pad[1];
        [this.ground, this.names].forEach(function (canvas) {
          canvas.width = wide * dense;
          canvas.height = high * dense;
          L.DomUtil.setTransform(canvas, corner, 1 / dense);
        });
        const origin = map.getPixelOrigin().add(corner);
        const style = getComputedStyle(map.getContainer());
        const colour = function (name) { return style.getPropertyValue("--ground-" + name).trim(); };
        const view = { scale: 256 * Math.pow(2, this.zoom), x: origin.x, y: origin.y, wide: wide, high: high,
          zoom: this.zoom, colour: colour, font: style.fontFamily };
        let shown = { shapes: whole.shapes, spots: whole.spots };
        if (!data.whole && this.zoom >= CELL) {
          const near = Array.from(this.cells.values()).filter(Boolean);
          if (near.length) {
            shown = { shapes: [], spots: [] };
            near.forEach(function (one) {
              shown.shapes = shown.shapes.concat(one.shapes);
              shown.spots = shown.spots.concat(one.spots);
            });
          }
        }
        const seen = shown.shapes.filter(function (one) {
          return one.box[0] * view.scale < view.x + wide && one.box[2] * view.scale > view.x &&
            one.box[1] * view.scale < view.y + high && one.box[3] * view.scale > view.y;
        });
        const ground = this.ground.getContext("2d"), names = this.names.getContext("2d");
        ground.scale(dense, dense);
        names.scale(dense, dense);
        paint(ground, seen, view);
        letter(names, seen, shown.spots, this.parts, view);
      },
    });
    return new Layer();
  };

  function trace(pen, shape, view) {
    shape.strings.forEach(function (line) {
      let lastX = NaN, lastY = NaN;
      for (let i = 0; i < line.length; i += 2) {
        const x = line[i] * view.scale - view.x, y = line[i + 1] * view.scale - view.y;
        if (i && i < line.length - 2 && Math.abs(x - lastX) + Math.abs(y - lastY) < 0.8) continue;
        if (i) pen.lineTo(x, y);
        else pen.moveTo(x, y);
        lastX = x;
        lastY = y;
      }
    });
  }

  function width(grade, zoom) {
    return WIDTHS[grade] * Math.pow(2, (zoom - 14) * 0.72);
  }

  function paint(pen, shapes, view) {
    const zoom = view.zoom;
    const of = function (grade, area) {
      return shapes.filter(function (one) { return one.grade === grade && one.area === area; });
    };
    pen.fillStyle = view.colour("land");
    pen.fillRect(0, 0, view.wide, view.high);
    AREAS.forEach(function (grade) {
      if (grade === "building" && zoom < 14) return;
      pen.beginPath();
      of(grade, true).forEach(function (one) { trace(pen, one, view); });
      pen.fillStyle = view.colour(grade);
      pen.fill("evenodd");
    });
    pen.lineCap = pen.lineJoin = "round";
    const stroke = function (grade, colour, wide, dashes) {
      const lines = of(grade, false);
      if (!lines.length) return;
      pen.beginPath();
      lines.forEach(function (one) { trace(pen, one, view); });
      pen.setLineDash(dashes || []);
      pen.strokeStyle = view.colour(colour);
      pen.lineWidth = wide;
      pen.stroke();
    };
    ["brook", "canal"].forEach(function (grade) { stroke(grade, "water", Math.max(1, width(grade, zoom))); });
    if (zoom >= 14.5) stroke("path", "path", Math.max(1, width("path", zoom)), [3, 4]);
    const grades = ["lane", "side", "main"].filter(function (grade) {
      return zoom >= { lane: 12.5, side: 11, main: 0 }[grade];
    });
    const far = zoom < 13; /* then there is no room for an edge beside each street */
    (far ? ["main"] : grades).forEach(function (grade) { stroke(grade, "casing", width(grade, zoom) + 1.6); });
    grades.forEach(function (grade) {
      stroke(grade, grade === "main" ? "main" : far ? "casing" : "street", Math.max(0.8, width(grade, zoom)));
    });
    stroke("rail", "rail", width("rail", zoom) + 0.8);
    pen.lineCap = "butt";
    stroke("rail", "halo", Math.max(0.6, width("rail", zoom) - 0.7), [7, 7]);
    pen.setLineDash([]);
  }

  function letter(pen, shapes, spots, parts, view) {
    const room = new Room(), said = new Set(), zoom = view.zoom;
    const at = function (spot) { return [spot[0] * view.scale - view.x, spot[1] * view.scale - view.y]; };
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    const write = function (words, x, y, turn, font, ink) {
      pen.save();
      pen.translate(x, y);
      pen.rotate(turn);
      pen.font = font;
      pen.lineWidth = 3;
      pen.strokeStyle = view.colour("halo");
      pen.strokeText(words, 0, 0);
      pen.fillStyle = view.colour(ink);
      pen.fillText(words, 0, 0);
      pen.restore();
    };
    const measure = function (words, font) {
      pen.font = font;
      return pen.measureText(words).width / 2;
    };
    if (zoom < 15.5) {
      parts.forEach(function (part) {
        const font = "600 " + (zoom < 12.5 ? 11 : 13.5) + "px " + view.font;
        const spot = at(part.at), half = measure(part.label, font);
        if (room.take(spot[0], spot[1], 0, half, 10)) write(part.label, spot[0], spot[1], 0, font, "ink");
      });
    }
    const wanted = [];
    spots.forEach(function (one) {
      const rank = RANK[one.grade];
      const least = { square: 13, station: 12.5, part: 11, bridge: 14.5, landmark: 15 }[one.grade] || 14;
      if (one.name && zoom >= least) wanted.push({ rank: rank, one: one, spot: at(one.at), size: 0 });
    });
    shapes.forEach(function (one) {
      const rank = RANK[one.grade];
      const least = { main: 13, course: 12, park: 14, water: 14.5, wood: 13, side: 14, lane: 15, brook: 14, canal: 14 }[one.grade];
      if (!one.name || rank === undefined || least === undefined || zoom < least) return;
      wanted.push({ rank: rank, one: one, size: (one.box[2] - one.box[0] + one.box[3] - one.box[1]) * view.scale });
    });
    wanted.sort(function (a, b) { return a.rank - b.rank || b.size - a.size; });
    wanted.forEach(function (row) {
      const one = row.one, small = one.grade === "lane" || one.grade === "landmark" || one.grade === "bridge";
      const water = ["course", "brook", "canal", "water"].indexOf(one.grade) >= 0;
      const green = one.grade === "park" || one.grade === "wood";
      if (said.has(one.name)) return;
      const font = (water || green ? "italic " : "") + (one.grade === "main" || one.grade === "square" ? "600 " : "") +
        (small ? 11 : 12) + "px " + view.font;
      const half = measure(one.name, font), ink = water ? "water-ink" : "ink";
      let spot = null;
      if (row.spot) {
        spot = { x: row.spot[0], y: row.spot[1], turn: 0 };
      } else if (one.area) {
        const a = at([one.box[0], one.box[1]]), b = at([one.box[2], one.box[3]]);
        if (b[0] - a[0] > half * 1.2) spot = { x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2, turn: 0 };
      } else {
        one.strings.forEach(function (line) {
          if (spot) return;
          const points = [];
          for (let i = 0; i < line.length; i += 2) {
            const p = at([line[i], line[i + 1]]);
            if (p[0] > -200 && p[1] > -200 && p[0] < view.wide + 200 && p[1] < view.high + 200) points.push(p);
          }
          if (points.length > 1) spot = along(points, half + 6);
        });
      }
      if (spot && room.take(spot.x, spot.y, spot.turn, half, 8)) {
        said.add(one.name);
        write(one.name, spot.x, spot.y, spot.turn, font, ink);
      }
    });
  }
})();

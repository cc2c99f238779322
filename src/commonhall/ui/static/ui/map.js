/* Maps. The page works without: there is always a picture with a list, and a place can be searched or typed.
   Leaflet and what draws the ground are fetched only when a map is on the page. */
(function () {
  "use strict";
  const GRID = 48; /* pixels: points nearer than this stand together */
  const SVG = "http://www.w3.org/2000/svg";
  const TONES = ["bad", "warn", "waiting", "info", "neutral", "good", "here"];

  function script(url) {
    return new Promise(function (done, failed) {
      const tag = document.createElement("script");
      tag.src = url;
      tag.onload = done;
      tag.onerror = failed;
      document.head.append(tag);
    });
  }

  let loaded = null;
  function load(box) {
    if (loaded) return loaded;
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = box.dataset.leafletCss;
    document.head.prepend(link);
    loaded = Promise.all([script(box.dataset.leaflet), box.dataset.ground ? script(box.dataset.groundScript) : null]);
    return loaded;
  }

  async function json(url) {
    const answer = await fetch(url, { headers: { Accept: "application/geo+json, application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  async function orNull(url) {
    try {
      return url ? await json(url) : null;
    } catch (absent) {
      return null; /* the rest still shows */
    }
  }

  function fromFeature(f) {
    const p = f.properties || {}, at = f.geometry.coordinates;
    return { at: [at[1], at[0]], label: p.label || p.title || "", url: p.url || "", tone: p.tone || "info", note: p.note || "" };
  }

  /* Points: from the list beside the map, or from a GeoJSON address. */
  async function pointsOf(box) {
    if (box.hasAttribute("data-picker")) return [];
    if (box.dataset.points) {
      const data = await json(box.dataset.points);
      return data.features.filter(function (f) { return f.geometry && f.geometry.type === "Point"; }).map(fromFeature);
    }
    return Array.from(document.querySelectorAll('[data-map-points="' + box.id + '"] > li'), function (row) {
      const link = row.querySelector("a"), note = row.querySelector(".item-facts");
      return { at: [Number(row.dataset.lat), Number(row.dataset.lon)], label: link.textContent.trim(),
        url: link.getAttribute("href"), tone: row.dataset.tone || "info", note: note ? note.textContent.trim() : "" };
    });
  }

  function safe(url) {
    return /^(\/(?!\/)|https?:|\?|#)/.test(url) ? url : "";
  }

  function make(name, attributes, inside) {
    const one = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { one.setAttribute(key, attributes[key]); });
    (inside || []).forEach(function (child) { one.append(child); });
    return one;
  }

  function sign(tone) {
    const svg = make("svg", { viewBox: "-12 -12 24 24", width: 22, height: 22, "aria-hidden": "true" });
    svg.append(make("use", { href: "#mark-" + tone, x: -12, y: -12, width: 24, height: 24 }));
    return svg;
  }

  /* A card: the thing's name as a link, and its state in words beside its mark. */
  function card(point) {
    const box = document.createElement("div");
    box.className = "map-card";
    const url = safe(point.url || "");
    const name = document.createElement(url ? "a" : "b");
    if (url) name.href = url;
    name.dir = "auto";
    name.textContent = point.label;
    box.append(name);
    if (point.note) {
      const note = document.createElement("span");
      note.append(sign(point.tone), point.note);
      box.append(note);
    }
    return box;
  }

  /* Cells whose marks would cover one another become one: the fuller takes the other's points. */
  function apart(groups) {
    const kept = [];
    groups.sort(function (a, b) { return b.points.length - a.points.length; });
    groups.forEach(function (group) {
      const near = kept.find(function (one) { return one.at.distanceTo(group.at) < GRID; });
      if (near) near.points.push.apply(near.points, group.points);
      else kept.push(group);
    });
    return kept;
  }

  /* A ring that shows how many of which state stand together, with their number within. */
  function ring(points, size) {
    const svg = make("svg", { viewBox: "0 0 40 40", "aria-hidden": "true" }, [make("circle", { cx: 20, cy: 20, r: 18 })]);
    let before = 0;
    TONES.forEach(function (tone) {
      const share = (points.filter(function (p) { return p.tone === tone; }).length / points.length) * 100;
      if (!share) return;
      svg.append(make("circle", { class: "part part-" + tone, cx: 20, cy: 20, r: 17, pathLength: 100,
        "stroke-dasharray": share + " " + (100 - share), "stroke-dashoffset": 25 - before }));
      before += share;
    });
    const text = make("text", { x: 20, y: 24.5 });
    text.textContent = String(points.length);
    svg.append(text);
    return L.divIcon({ className: "map-cluster", html: svg, iconSize: [size, size] });
  }

  /* Near points share one mark with their number; a click comes closer. */
  function clusters(map, layer, points, many) {
    layer.clearLayers();
    const cells = new Map(), view = map.getBounds().pad(0.2), zoom = map.getZoom();
    points.forEach(function (point) {
      if (!view.contains(point.at)) return;
      const at = map.project(point.at, zoom);
      const key = Math.floor(at.x / GRID) + ":" + Math.floor(at.y / GRID);
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(point);
    });
    const groups = Array.from(cells.values(), function (inside) {
      const middle = L.latLngBounds(inside.map(function (p) { return p.at; })).getCenter();
      return { at: map.project(middle, zoom), middle: middle, points: inside };
    });
    apart(groups).forEach(function (one) {
      const group = one.points;
      if (group.length === 1) {
        single(group[0]).addTo(layer);
        return;
      }
      const size = Math.min(32 + 4 * Math.log2(group.length), GRID + 4);
      const words = many.replace("%n", group.length);
      const bounds = L.latLngBounds(group.map(function (p) { return p.at; }));
      const closer = function () { map.fitBounds(bounds.pad(0.3), { maxZoom: Math.max(zoom + 2, 16) }); };
      L.marker(one.middle, { icon: ring(group, size), title: words, alt: words, keyboard: true })
        .on("click", closer)
        .on("keypress", function (event) {
          if (event.originalEvent.key !== "Enter") return;
          map.once("moveend", function () {
            /* The mark that had the focus is gone: the first of those it stood for takes it. */
            setTimeout(function () {
              const next = map.getContainer().querySelector(".map-pin, .map-cluster");
              if (next) next.focus({ preventScroll: true });
            });
          });
          closer();
        })
        .addTo(layer);
    });
  }

  function single(point) {
    const icon = L.divIcon({ className: "map-pin", html: sign(point.tone), iconSize: [26, 26] });
    const words = point.note ? point.label + ". " + point.note : point.label;
    const mark = L.marker(point.at, { icon: icon, title: words, alt: words, keyboard: true });
    mark.bindPopup(card(point), { maxWidth: 280 });
    mark.on("popupopen", function (event) {
      const link = event.popup.getElement().querySelector("a[href]:not(.leaflet-popup-close-button)");
      if (link) setTimeout(function () { link.focus({ preventScroll: true }); });
    });
    mark.on("popupclose", function () {
      setTimeout(function () {
        const own = mark.getElement();
        if (own && document.activeElement === document.body) own.focus({ preventScroll: true });
      });
    });
    return mark;
  }

  /* The legend's entries become switches: what is switched off is not on the map. */
  function filter(box, changed) {
    const hidden = new Set();
    box.parentElement.querySelectorAll(".map-legend [data-tone]").forEach(function (row) {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-pressed", "true");
      button.append.apply(button, Array.from(row.childNodes));
      row.append(button);
      button.addEventListener("click", function () {
        const on = button.getAttribute("aria-pressed") === "true";
        button.setAttribute("aria-pressed", String(!on));
        hidden[on ? "add" : "delete"](row.dataset.tone);
        changed();
      });
    });
    return hidden;
  }

  function fullScreen(box, map) {
    const Control = L.Control.extend({
      onAdd: function () {
        const bar = L.DomUtil.create("div", "leaflet-bar");
        const button = L.DomUtil.create("a", "", bar);
        const whole = box.parentElement;
        button.href = "#";
        button.setAttribute("role", "button");
        const path = make("path", { d: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4", fill: "none", stroke: "currentColor", "stroke-width": 2 });
        button.append(make("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, [path]));
        function show(full) {
          whole.classList.toggle("map-full", full);
          button.title = full ? box.dataset.textSmaller : box.dataset.textLarger;
          button.setAttribute("aria-label", button.title);
          button.setAttribute("aria-pressed", String(full));
          map.invalidateSize({ animate: false });
        }
        show(false);
        L.DomEvent.disableClickPropagation(bar);
        button.addEventListener("click", function (event) {
          event.preventDefault();
          show(!whole.classList.contains("map-full"));
        });
        document.addEventListener("keydown", function (event) {
          if (event.key === "Escape" && whole.classList.contains("map-full")) show(false);
        });
        return bar;
      },
    });
    new Control({ position: "topright" }).addTo(map);
  }

  /* Search over the ground's streets and places: what is found stands below as buttons. */
  function finder(box, chosen) {
    const field = box.parentElement.querySelector("[data-find]");
    const list = box.parentElement.querySelector("[data-found]");
    if (!field || !list || !box.dataset.search) return;
    const around = field.closest("[data-find-box]");
    if (around) around.hidden = false;
    const press = box.parentElement.querySelector('[data-find] ~ button');
    if (press) {
      press.type = "button";
      press.addEventListener("click", function () {
        last = "";
        look();
      });
    }
    let timer = 0, last = "";
    async function look() {
      const words = field.value.trim();
      if (words === last) return;
      last = words;
      list.textContent = "";
      if (!words) return;
      const answer = await orNull(box.dataset.search + "?q=" + encodeURIComponent(words));
      if (!answer || words !== last) return;
      list.textContent = "";
      answer.found.forEach(function (one) {
        const row = document.createElement("li"), button = document.createElement("button");
        button.type = "button";
        button.dir = "auto";
        button.textContent = one.label;
        button.addEventListener("click", function () {
          list.textContent = "";
          field.value = one.label;
          last = one.label;
          chosen(one);
        });
        row.append(button);
        list.append(row);
      });
      const status = box.parentElement.querySelector("[data-find-status]");
      if (status) status.textContent = answer.found.length ? "" : box.dataset.textNothing;
    }
    field.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(look, 250);
    });
    field.addEventListener("keydown", function (event) {
      if (event.key !== "Enter") return;
      event.preventDefault();
      last = "";
      look();
    });
  }

  function picker(box, map, near) {
    const latitude = document.getElementById(box.dataset.latitude);
    const longitude = document.getElementById(box.dataset.longitude);
    const icon = L.divIcon({ className: "map-pin map-chosen", html: sign("here"), iconSize: [38, 38], iconAnchor: [19, 36] });
    const mark = L.marker([0, 0], { icon: icon, draggable: true, keyboard: true, autoPan: true, zIndexOffset: 1000,
      title: box.dataset.textChosen, alt: box.dataset.textChosen });
    function place(at, move) {
      mark.setLatLng(at).addTo(map);
      if (move) map.setView(at, Math.max(map.getZoom(), 16));
      near(at);
    }
    function choose(at, move) {
      latitude.value = at.lat.toFixed(6);
      longitude.value = at.lng.toFixed(6);
      latitude.dispatchEvent(new Event("change", { bubbles: true }));
      place(at, move);
    }
    function typed() {
      const lat = parseFloat(latitude.value), lng = parseFloat(longitude.value);
      if (Math.abs(lat) <= 90 && Math.abs(lng) <= 180) place(L.latLng(lat, lng), true);
    }
    mark.on("dragend", function () { choose(mark.getLatLng(), false); });
    mark.on("add", function () {
      mark.getElement().addEventListener("keydown", function (event) {
        const step = { ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] }[event.key];
        if (!step) return;
        event.preventDefault();
        event.stopPropagation();
        choose(map.unproject(map.project(mark.getLatLng()).add(step)), false);
      });
    });
    map.on("click", function (event) { choose(event.latlng, false); });
    box.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && event.target === box) {
        event.preventDefault();
        choose(map.getCenter(), false);
      }
    });
    latitude.addEventListener("input", typed);
    longitude.addEventListener("input", typed);
    finder(box, function (one) { choose(L.latLng(one.at[0], one.at[1]), true); });
    typed();
    const cross = document.createElement("div");
    cross.className = "map-cross";
    cross.textContent = "+";
    cross.setAttribute("aria-hidden", "true");
    box.append(cross);
    const button = box.parentElement.querySelector("[data-locate]");
    if (button && navigator.geolocation) {
      const status = box.parentElement.querySelector("[data-locate-status]");
      button.hidden = false;
      button.addEventListener("click", function () {
        status.textContent = "";
        navigator.geolocation.getCurrentPosition(
          function (found) { choose(L.latLng(found.coords.latitude, found.coords.longitude), true); },
          function () { status.textContent = button.dataset.wrong; },
          { enableHighAccuracy: true, timeout: 10000 });
      });
    }
  }

  /* What is reported within reach of the chosen point: as marks, and by name in the list below. */
  function nearby(box, map) {
    const layer = L.layerGroup().addTo(map);
    const list = box.parentElement.querySelector("[data-nearby-list]");
    let asked = 0, timer = 0;
    return function (at) {
      if (!box.dataset.nearby) return;
      clearTimeout(timer);
      timer = setTimeout(async function () {
        asked += 1;
        const mine = asked;
        const data = await orNull(box.dataset.nearby + "?latitude=" + at.lat.toFixed(6) + "&longitude=" + at.lng.toFixed(6));
        if (!data || mine !== asked) return;
        const points = data.features.map(fromFeature);
        layer.clearLayers();
        /* The list below is what one presses: marks here would lie under the chosen point. */
        points.forEach(function (point) {
          const icon = L.divIcon({ className: "map-pin", html: sign(point.tone), iconSize: [26, 26] });
          L.marker(point.at, { icon: icon, interactive: false, keyboard: false }).addTo(layer);
        });
        if (!list) return;
        list.parentElement.hidden = !points.length;
        list.textContent = "";
        points.forEach(function (point) {
          const row = document.createElement("li");
          row.append(card(point));
          const link = row.querySelector("a");
          if (link) link.target = "_blank";
          list.append(row);
        });
      }, 200);
    };
  }

  function middle(layer) {
    let best = 0, at = layer.getBounds().getCenter();
    const rings = layer.feature.geometry.type === "Polygon" ? [layer.feature.geometry.coordinates[0]]
      : layer.feature.geometry.coordinates.map(function (one) { return one[0]; });
    rings.forEach(function (ring) {
      let area = 0, x = 0, y = 0;
      for (let i = 0; i < ring.length - 1; i += 1) {
        const cross = (ring[i][0] - ring[0][0]) * (ring[i + 1][1] - ring[0][1]) - (ring[i + 1][0] - ring[0][0]) * (ring[i][1] - ring[0][1]);
        area += cross;
        x += (ring[i][0] + ring[i + 1][0] - 2 * ring[0][0]) * cross;
        y += (ring[i][1] + ring[i + 1][1] - 2 * ring[0][1]) * cross;
      }
      if (Math.abs(area) > best) {
        best = Math.abs(area);
        at = L.latLng(ring[0][1] + y / (3 * area), ring[0][0] + x / (3 * area));
      }
    });
    return at;
  }

  function mercator(at) {
    const s = Math.sin((at.lat * Math.PI) / 180);
    return [at.lng / 360 + 0.5, 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)];
  }

  async function draw(box) {
    const asked = [orNull(box.dataset.boundaries), orNull(box.dataset.tiles ? "" : box.dataset.ground), pointsOf(box), load(box)];
    const [boundaries, ground, points] = await Promise.all(asked);
    box.hidden = false;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const thanks = box.dataset.tiles ? box.dataset.attribution : ground && ground.thanks;
    const map = L.map(box, { zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still,
      zoomSnap: 0.25, minZoom: 3, maxZoom: 19, attributionControl: Boolean(thanks) });
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", [box.dataset.textLabel, box.dataset.textPick].filter(Boolean).join(". "));
    map.zoomControl._zoomInButton.title = box.dataset.textIn;
    map.zoomControl._zoomOutButton.title = box.dataset.textOut;
    map.zoomControl._zoomInButton.setAttribute("aria-label", box.dataset.textIn);
    map.zoomControl._zoomOutButton.setAttribute("aria-label", box.dataset.textOut);
    L.control.scale({ imperial: false }).addTo(map);
    fullScreen(box, map);
    if (map.attributionControl) map.attributionControl.setPrefix(false);
    if (thanks && !box.dataset.tiles) map.attributionControl.addAttribution(thanks.replace(/[&<>"]/g, ""));
    if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { attribution: box.dataset.attribution, maxZoom: 19 }).addTo(map);
    let bounds = null;
    const parts = [];
    if (boundaries) {
      const units = L.geoJSON(boundaries, {
        filter: function (f) { return f.geometry && f.geometry.type !== "Point"; },
        style: function (f) {
          const shade = f.properties && f.properties.shade;
          return { className: shade === undefined ? "map-unit" : "map-unit map-shade m" + shade, weight: 1.25 };
        },
        interactive: !box.hasAttribute("data-picker"),
        onEachFeature: function (f, layer) {
          const p = f.properties || {}, name = p.label || p.name;
          if (!name) return;
          parts.push({ label: name, at: mercator(middle(layer)) });
          if (box.hasAttribute("data-picker")) return;
          if (p.url || p.note) layer.bindPopup(card({ label: name, url: p.url, note: p.note, tone: "info" }));
        },
      }).addTo(map);
      bounds = units.getBounds();
    }
    if (points.length) {
      const layer = L.layerGroup().addTo(map);
      const around = L.latLngBounds(points.map(function (p) { return p.at; })).pad(0.1);
      bounds = bounds && bounds.isValid() ? bounds : around;
      const again = function () {
        const shown = points.filter(function (p) { return !hidden.has(p.tone); });
        clusters(map, layer, shown, box.dataset.textMany || "%n");
      };
      const hidden = filter(box, again);
      map.on("moveend", again);
    }
    if ((!bounds || !bounds.isValid()) && ground) {
      const b = ground.bounds;
      bounds = L.latLngBounds([b[1], b[0]], [b[3], b[2]]);
    }
    if (bounds && bounds.isValid()) map.fitBounds(bounds, { animate: false, padding: [6, 6] });
    else map.setView([0, 0], 2);
    box.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !box.querySelector(".leaflet-popup")) return;
      event.stopPropagation();
      map.closePopup();
    });
    if (ground && window.hallGround) {
      const layer = window.hallGround(ground, box.dataset.cells).addTo(map);
      layer.setParts(parts);
    }
    if (box.hasAttribute("data-picker")) picker(box, map, nearby(box, map));
    else finder(box, function (one) { map.setView(one.at, Math.max(map.getZoom(), 16)); });
    box.dataset.ready = "1";
  }

  document.querySelectorAll("[data-map]").forEach(function (box) {
    draw(box).catch(function () { box.hidden = true; });
  });
})();

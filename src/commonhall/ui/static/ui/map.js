/* Maps. The page works without: there is always a list, and a place can be typed.
   Leaflet is fetched only when a map is on the page. Boundaries are the base, so that a map
   works with no tile server; data-tiles adds one. */
(function () {
  "use strict";
  const GRID = 56; /* pixels: points nearer than this stand together */

  function load(box) {
    if (window.L) return Promise.resolve();
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = box.dataset.leafletCss;
    document.head.prepend(link);
    return new Promise(function (done, failed) {
      const script = document.createElement("script");
      script.src = box.dataset.leaflet;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
  }

  function text(words) {
    const span = document.createElement("span");
    span.textContent = words;
    return span;
  }

  async function json(url) {
    const answer = await fetch(url, { headers: { Accept: "application/geo+json, application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  /* Points: from the list beside the map, or from a GeoJSON address. */
  async function pointsOf(box) {
    const rows = document.querySelectorAll('[data-map-points="' + box.id + '"] > li');
    if (rows.length) {
      return Array.from(rows).map(function (row) {
        const link = row.querySelector("a");
        return { at: [Number(row.dataset.lat), Number(row.dataset.lon)], label: link.textContent, url: link.getAttribute("href") };
      });
    }
    if (!box.dataset.points) return [];
    const data = await json(box.dataset.points);
    return data.features.filter(function (f) { return f.geometry && f.geometry.type === "Point"; }).map(function (f) {
      const p = f.properties || {};
      return { at: [f.geometry.coordinates[1], f.geometry.coordinates[0]], label: p.label || p.title || "", url: p.url || "" };
    });
  }

  async function boundariesOf(box) {
    if (!box.dataset.boundaries) return null;
    try {
      return await json(box.dataset.boundaries);
    } catch (absent) {
      return null; /* the points still show */
    }
  }

  function safe(url) {
    return /^(\/(?!\/)|https?:|\?|#)/.test(url) ? url : "";
  }

  function popup(point) {
    const url = safe(point.url || "");
    if (!url) return text(point.label);
    const link = document.createElement("a");
    link.href = url;
    link.textContent = point.label;
    return link;
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

  /* Near points share one mark with their number; a click comes closer. */
  function clusters(map, layer, points, many) {
    layer.clearLayers();
    const cells = new Map();
    const view = map.getBounds().pad(0.2);
    const zoom = map.getZoom();
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
        const icon = L.divIcon({ className: "map-pin", html: "<span></span>", iconSize: [24, 24] });
        L.marker(group[0].at, { icon: icon, title: group[0].label, alt: group[0].label, keyboard: true })
          .bindPopup(popup(group[0])).addTo(layer);
        return;
      }
      const size = Math.min(28 + 4 * Math.log2(group.length), GRID);
      const words = many.replace("%n", group.length);
      const icon = L.divIcon({ className: "map-cluster", html: String(group.length), iconSize: [size, size] });
      const bounds = L.latLngBounds(group.map(function (p) { return p.at; }));
      L.marker(one.middle, { icon: icon, title: words, alt: words, keyboard: true })
        .on("click", function () { map.fitBounds(bounds.pad(0.3), { maxZoom: Math.max(zoom + 2, 16) }); })
        .addTo(layer);
    });
  }

  function picker(box, map) {
    const latitude = document.getElementById(box.dataset.latitude);
    const longitude = document.getElementById(box.dataset.longitude);
    const mark = L.circleMarker([0, 0], { radius: 11, className: "map-chosen", weight: 3 });
    function place(at, move) {
      mark.setLatLng(at).addTo(map);
      if (move) map.setView(at, Math.max(map.getZoom(), 16));
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
    map.on("click", function (event) { choose(event.latlng, false); });
    box.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && event.target === box) {
        event.preventDefault();
        choose(map.getCenter(), false);
      }
    });
    latitude.addEventListener("input", typed);
    longitude.addEventListener("input", typed);
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

  async function draw(box) {
    const asked = box.hasAttribute("data-picker") ? [] : pointsOf(box);
    const [boundaries, points] = await Promise.all([boundariesOf(box), asked, load(box)]);
    box.hidden = false;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(box, { zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, attributionControl: Boolean(box.dataset.tiles) });
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", [box.dataset.textLabel, box.dataset.textPick].filter(Boolean).join(". "));
    if (map.attributionControl) map.attributionControl.setPrefix(false);
    if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { attribution: box.dataset.attribution, maxZoom: 19 }).addTo(map);
    let bounds = null;
    if (boundaries) {
      const units = L.geoJSON(boundaries, {
        filter: function (f) { return f.geometry && f.geometry.type !== "Point"; },
        style: { className: "map-unit", weight: 1.25 },
        onEachFeature: function (f, layer) {
          const name = f.properties && (f.properties.label || f.properties.name);
          if (name) layer.bindTooltip(text(name), { sticky: true });
        },
      }).addTo(map);
      bounds = units.getBounds();
    }
    if (points.length) {
      const layer = L.layerGroup().addTo(map);
      const near = L.latLngBounds(points.map(function (p) { return p.at; })).pad(0.1);
      bounds = bounds && bounds.isValid() ? bounds : near;
      map.on("moveend", function () { clusters(map, layer, points, box.dataset.textMany || "%n"); });
    }
    if (bounds && bounds.isValid()) map.fitBounds(bounds, { animate: false });
    else map.setView([0, 0], 2);
    if (box.hasAttribute("data-picker")) picker(box, map);
    box.dataset.ready = "1";
  }

  document.querySelectorAll("[data-map]").forEach(function (box) {
    draw(box).catch(function () { box.hidden = true; });
  });
})();
